/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-language.h"
#include "halqa-merging-private.h"
#include "halqa-translation-private.h"

#include <string.h>

/* The translations of the sources, laid out as their texts are: `body@fr` beside `body`.
 *
 * Rule: a translation is laid out where it is one of the whole text: each source says the same in
 * that language, or is written in it. Then it is up to date as it is made. Where one source lacks it,
 * or has one that is older than its text, none is made, for it would pass for a translation of all;
 * the others stay readable at their sources.
 *
 * Rejected: the text of a source in the place of the translation that it lacks. Nobody would see what
 * is still to be translated. */

/* Bytes of all translations in a step: an entry holds 256 KiB, and the texts themselves are in it. */
#define ROOM (48 * 1024)

static void
note_state (HalqaRecord *record,
            const char *field,
            const char *language,
            HalqaTranslation state,
            gpointer user_data)
{
  GHashTable *states = user_data;

  g_hash_table_insert (states, (gpointer) field, GINT_TO_POINTER (state));
}

/**
 * halqa_merging_get_text_in:
 * @reader: a reader
 * @record: a proposal
 * @field: a text field
 * @language: a language
 *
 * Returns: (transfer none) (nullable): what the field says in that language; "" where it says nothing,
 *   %NULL where that has to be translated yet
 */
const char *
halqa_merging_get_text_in (HalqaReader *reader,
                           HalqaRecord *record,
                           const char *field,
                           const char *language)
{
  g_autoptr (GHashTable) states = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) languages = halqa_translation_read_languages (reader);
  g_autofree char *name = g_strconcat (field, "@", language, NULL);
  HalqaTranslation state;
  const char *text;

  if (!halqa_translation_walk (reader, record, (const char *const *) languages, language,
                               note_state, states, NULL))
    return NULL;
  state = GPOINTER_TO_INT (g_hash_table_lookup (states, field));
  if (state == HALQA_TRANSLATION_MISSING || state == HALQA_TRANSLATION_OLDER)
    return NULL;
  text = halqa_record_get_text (record, state == HALQA_TRANSLATION_CURRENT ? name : field);
  return text != NULL ? text : "";
}

typedef struct
{
  const char *field;
  GPtrArray *languages;
} Search;

static void
add_language (const char *name, const HalqaValue *value, gpointer user_data)
{
  Search *search = user_data;
  const gsize size = strlen (search->field);
  const char *language = name + size + 1;

  if (strncmp (name, search->field, size) == 0 && name[size] == '@' &&
      !g_ptr_array_find_with_equal_func (search->languages, language, g_str_equal, NULL))
    g_ptr_array_add (search->languages, g_strdup (language));
}

/* What stands below what @result says already; NULL where that is not the same as a whole. */
static char *
lay_out_below (HalqaReader *reader,
               HalqaRecord *result,
               const GPtrArray *records,
               const char *field,
               const char *language)
{
  const char *old =
      result != NULL ? halqa_merging_get_text_in (reader, result, field, language) : "";
  g_autofree char *added =
      old != NULL ? halqa_merging_lay_out (reader, records, field, language) : NULL;

  if (added == NULL || (*added == '\0' && (records->len > 0 || *old == '\0')))
    return NULL;
  return *old != '\0' && *added != '\0' ? g_strconcat (old, "\n\n", added, NULL)
                                        : g_strdup (*old != '\0' ? old : added);
}

/**
 * halqa_merging_lay_out_translations:
 * @reader: a reader
 * @result: (nullable): below whose translations they are to stand; alone, where there are no @records
 * @records: (element-type HalqaRecord): the sources, in the order in which they are to stand
 * @own: the language that the result is in
 * @field: a text field of theirs
 * @used: (inout): bytes of the translations in the step so far
 * @func: called for each that there is, with its name, as `body@fr`
 * @user_data: for @func
 */
void
halqa_merging_lay_out_translations (HalqaReader *reader,
                                    HalqaRecord *result,
                                    const GPtrArray *records,
                                    const char *own,
                                    const char *field,
                                    gsize *used,
                                    HalqaMergingTextFunc func,
                                    gpointer user_data)
{
  Search search = { field, g_ptr_array_new_with_free_func (g_free) };

  if (result != NULL)
    halqa_record_foreach (result, add_language, &search);
  for (guint i = 0; i < records->len; i++)
    halqa_record_foreach (g_ptr_array_index (records, i), add_language, &search);
  for (guint i = 0; i < search.languages->len; i++)
    {
      const char *language = g_ptr_array_index (search.languages, i);
      g_autofree char *name = g_strconcat (field, "@", language, NULL);
      g_autofree char *text = NULL;

      if (own == NULL || !halqa_language_equal (own, language))
        text = lay_out_below (reader, result, records, field, language);
      if (text == NULL || strlen (text) > HALQA_TEXT_MAX || *used + strlen (text) > ROOM)
        continue;
      *used += strlen (text);
      func (name, text, user_data);
    }
  g_ptr_array_unref (search.languages);
}
