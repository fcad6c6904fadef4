/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-ancestry.h"

#include <string.h>

#include "halqa-kinds.h"
#include "halqa-word-diff.h"

/* What the versions of a field come from, and what they come to together.
 *
 * Rule: a union is a proposal, and is offered only where each version can be held against the text
 * that it was made from; so there is none of two creations, of a field that holds a date or a word of
 * a list, or of what a deletion is among. */

/* Versions beyond these were not typed by people in a room. */
#define VERSIONS_MAX 16

/* One entry may have written several fields, so a dot tells nothing where versions are of different
 * ones. */
static gboolean
is_of_one_field (const HalqaConflict *conflict)
{
  for (guint i = 0; i < conflict->versions->len; i++)
    {
      const HalqaPastWrite *version = g_ptr_array_index (conflict->versions, i);

      if (strcmp (version->field, conflict->field) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * halqa_ancestry_find:
 * @reader: a reader
 * @conflict: of halqa_reader_conflicts()
 * @version: (nullable): one of its versions, where that is an edit which a deletion did not see
 * @ancestor: (out) (nullable): to be freed with halqa_past_write_free()
 * @error: any of sync's
 *
 * Reads the whole history of the record: not for the thread of a window.
 *
 * Returns: whether it could be read
 */
gboolean
halqa_ancestry_find (HalqaReader *reader,
                     const HalqaConflict *conflict,
                     const HalqaPastWrite *version,
                     HalqaPastWrite **ancestor,
                     GError **error)
{
  g_autoptr (GPtrArray) history = NULL;
  g_autoptr (GPtrArray) pair = g_ptr_array_new ();
  const HalqaPastWrite *found;

  *ancestor = NULL;
  if (version == NULL && !is_of_one_field (conflict))
    return TRUE;
  history = halqa_reader_history (reader, conflict->kind->name, &conflict->record, error);
  if (history == NULL)
    return FALSE;
  if (version != NULL)
    {
      g_ptr_array_add (pair, g_ptr_array_index (conflict->versions, 0));
      g_ptr_array_add (pair, (gpointer) version);
    }
  found = halqa_history_find_ancestor (history, version != NULL ? version->field : conflict->field,
                                       version != NULL ? pair : conflict->versions);
  if (found != NULL)
    *ancestor = halqa_past_write_copy (found);
  return TRUE;
}

/**
 * halqa_ancestry_list_origins:
 * @reader: a reader
 * @conflict: of halqa_reader_conflicts()
 * @error: any of sync's
 *
 * Reads the whole history of the record: not for the thread of a window.
 *
 * Returns: (transfer full) (element-type HalqaDot) (nullable): for each version the write by which its
 *   words came into the field, which is not that version where a settlement has been taken back
 */
GArray *
halqa_ancestry_list_origins (HalqaReader *reader, const HalqaConflict *conflict, GError **error)
{
  g_autoptr (GPtrArray) history =
                 halqa_reader_history (reader, conflict->kind->name, &conflict->record, error);
  GArray *origins;

  if (history == NULL)
    return NULL;
  origins = g_array_new (FALSE, FALSE, sizeof (HalqaDot));
  for (guint i = 0; i < conflict->versions->len; i++)
    {
      const HalqaPastWrite *version = g_ptr_array_index (conflict->versions, i);
      const HalqaPastWrite *origin =
          i < VERSIONS_MAX ? halqa_history_find_origin (history, version) : version;

      g_array_append_val (origins, origin->dot);
    }
  return origins;
}

static const char *
get_text (const HalqaPastWrite *write)
{
  const char *text = halqa_value_get_text (&write->value);

  return text != NULL ? text : "";
}

/**
 * halqa_ancestry_unite:
 * @conflict: of halqa_reader_conflicts()
 * @ancestor: (nullable): what halqa_ancestry_find() found
 *
 * Returns: (transfer full) (nullable): what all versions made of @ancestor together
 */
char *
halqa_ancestry_unite (const HalqaConflict *conflict, const HalqaPastWrite *ancestor)
{
  const char *texts[VERSIONS_MAX];
  const guint n = conflict->versions->len;

  if (ancestor == NULL || n > VERSIONS_MAX ||
      !halqa_kinds_is_prose (conflict->kind->name, conflict->field))
    return NULL;
  for (guint i = 0; i < n; i++)
    texts[i] = get_text (g_ptr_array_index (conflict->versions, i));
  return halqa_word_union (get_text (ancestor), texts, n);
}
