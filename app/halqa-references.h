/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-change.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* Of each proposal that @change makes without a reference: has one given to it. @reader: what is
 * shown, also of the records that the change leaves alone. */
void halqa_references_complete (HalqaReader *reader, HalqaChange *change);

/* The store is the first of its forum: all numbers are its to give. Into the record of this laptop. */
void halqa_references_begin (HalqaStore *store, HalqaChange *change);
/* Under which number the others know this file; into the record of this laptop, @record, where it does
 * not say so. */
void halqa_references_announce (HalqaStore *store, HalqaRecord *record, HalqaChange *change);

/* The proposal that is called so, however it was typed. FALSE without an error where there is none. */
gboolean
halqa_references_find (HalqaReader *reader, const char *typed, HalqaId *id, GError **error);
/* The same of a kind that has names of its own: themes by their code, organisations by their name. */
gboolean halqa_references_find_named (HalqaReader *reader,
                                      const char *kind,
                                      const char *typed,
                                      HalqaId *id,
                                      GError **error);

G_END_DECLS
