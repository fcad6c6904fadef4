/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-phrase.h"

G_BEGIN_DECLS

#define HALQA_TYPE_CATALOGUE (halqa_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (HalqaCatalogue, halqa_catalogue, HALQA, CATALOGUE, GObject)

/**
 * HalqaCataloguePlaces:
 * @shipped: the catalogues (PO) that came with the program
 * @compiled: the same, compiled, as gettext looks for them
 * @own: what people wrote here, a file for each language
 * @cache: where that is compiled to
 *
 * Folders.
 */
typedef struct
{
  const char *shipped;
  const char *compiled;
  const char *own;
  const char *cache;
} HalqaCataloguePlaces;

/* All texts of the interface in one language: those that came with the program, and over them those that
 * people here wrote. A GListModel of #HalqaPhrase. For one thread, which is the main one. */

/* @language: a code such as "zgh"; one that nothing came for begins empty. */
HalqaCatalogue *
halqa_catalogue_new (const HalqaCataloguePlaces *places, const char *language, GError **error);
guint halqa_catalogue_get_n_missing (HalqaCatalogue *self);
/* @texts: one for each form; all empty, or NULL: as it came with the program. On disk when it returns. */
gboolean halqa_catalogue_set (HalqaCatalogue *self,
                              HalqaPhrase *phrase,
                              const char *const *texts,
                              GError **error);
/* What another laptop's people wrote, out of a file that halqa_catalogue_get_path() names there. */
gboolean
halqa_catalogue_take (HalqaCatalogue *self, const char *path, guint *n_taken, GError **error);
/* What was written here, as a file for them. */
gboolean halqa_catalogue_give (HalqaCatalogue *self, const char *path, GError **error);
/* The file with what was written here; there is none before anything was. Lent. */
const char *halqa_catalogue_get_path (HalqaCatalogue *self);

/* The languages that somebody wrote in here. Returns: (transfer full) */
char **halqa_catalogue_list_own (const HalqaCataloguePlaces *places);
/* A folder for bindtextdomain() with all languages, as they are written here where they are. NULL
 * without an error where nobody wrote anything. Runs msgfmt where something has changed. */
char *halqa_catalogue_compile (const HalqaCataloguePlaces *places, GError **error);

G_END_DECLS
