/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"

G_BEGIN_DECLS

/**
 * HalqaImportNames:
 *
 * What themes, sessions and organisations are called, for files that name them and give no ids; and
 * which references proposals have.
 */
typedef struct _HalqaImportNames HalqaImportNames;

HalqaImportNames *
halqa_import_names_new (HalqaReader *reader, gboolean labels, HalqaDeleted deleted, GError **error);
void halqa_import_names_free (HalqaImportNames *self);
const HalqaId *halqa_import_names_find (HalqaImportNames *self, const char *kind, const char *name);
void halqa_import_names_note_code (HalqaImportNames *self,
                                   const char *code,
                                   const HalqaId *id,
                                   gboolean replace);
void halqa_import_names_note (HalqaImportNames *self,
                              const char *kind,
                              const char *name,
                              const HalqaId *id);
gboolean halqa_import_names_claim (HalqaImportNames *self,
                                   const char *reference,
                                   const HalqaId *proposal,
                                   gboolean *claimed,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaImportNames, halqa_import_names_free)

G_END_DECLS
