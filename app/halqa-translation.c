/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-draft-private.h"
#include "halqa-forum-private.h"
#include "halqa-item-private.h"
#include "halqa-language.h"
#include "halqa-translation-private.h"

#include <string.h>

/* How the translations of a record stand to their originals: `title@fr` to `title`.
 *
 * Rules. A translation is **missing** where its original says something and it says nothing. It is
 * **older** where what the original shows was written after what the translation shows, and says
 * something else than when the translation was written: a title that was changed and changed back,
 * or a conflict that was settled for the words which the translator saw, asks for no new work.
 *
 * "After" is by stamp. Whoever had seen the original's new words wrote with a greater stamp, so a
 * translation of them is never called older. Of two that write apart the stamps follow the clocks:
 * the original's later write makes the translation older, rightly, for its writer can't have seen
 * it; an earlier one of which they could not know either goes unnoticed. That would take what each
 * device knew at each write, which entries don't carry; it comes right with the next change.
 *
 * A text is in the language that its record's `lang` says, or that its letters tell; a translation
 * into that is not asked for.
 *
 * Rejected: a field in which a translation names the version that it translates. Other programs'
 * translations would have none, and it would be one more thing that two laptops write differently. */

/* What is looked up once for a record. */
typedef struct
{
  HalqaReader *reader;
  HalqaRecord *record;
  const char *const *languages;
  const char *field; /* whose own language `own` is */
  const char *own;
  GHashTable *dots; /* field -> HalqaDot of what it shows; read where there is a translation */
  GPtrArray *history; /* read where one may be older */
  GError *error;
} Look;

static void
add_dot (const char *field, const HalqaDot *dot, gpointer user_data)
{
  g_hash_table_insert (user_data, g_strdup (field), g_memdup2 (dot, sizeof *dot));
}

/* NULL where it can't be read. Lent. */
static const HalqaDot *
find_dot (Look *self, const char *field)
{
  if (self->dots == NULL)
    {
      self->dots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      halqa_reader_walk_shown (self->reader, halqa_record_get_kind (self->record)->name,
                               halqa_record_get_id (self->record), add_dot, self->dots,
                               &self->error);
    }
  return g_hash_table_lookup (self->dots, field);
}

/* Returns: whether all could be read */
static gboolean
look_end (Look *self, GError **error)
{
  g_clear_pointer (&self->dots, g_hash_table_unref);
  g_clear_pointer (&self->history, g_ptr_array_unref);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

static const char *
get_text (Look *self, const char *field)
{
  const char *text = halqa_record_get_text (self->record, field);

  return text != NULL ? text : "";
}

/* What a text in Latin letters is taken for: the first of the forum's languages that has them. */
static const char *
get_latin (Look *self)
{
  for (guint i = 0; self->languages[i] != NULL; i++)
    if (halqa_language_is_latin (self->languages[i]))
      return self->languages[i];
  return "fr";
}

/* Whether the original is in @language itself. */
static gboolean
is_in (Look *self, const char *field, const char *original, const char *language)
{
  /* All of a long text is read to guess it, and it is asked for in each language. */
  if (self->field != field)
    {
      self->field = field;
      self->own = get_text (self, "lang");
      if (*self->own == '\0')
        self->own = halqa_language_guess (original, get_latin (self));
    }
  return self->own != NULL && halqa_language_equal (self->own, language);
}

/* Whether the original said then what it says now. */
static gboolean
said_the_same (Look *self, const char *field, const HalqaDot *then)
{
  const HalqaPastWrite *last = NULL;
  const char *text;

  if (self->history == NULL)
    self->history = halqa_reader_history (self->reader, halqa_record_get_kind (self->record)->name,
                                          halqa_record_get_id (self->record), NULL);
  for (guint i = 0; self->history != NULL && i < self->history->len; i++)
    {
      const HalqaPastWrite *write = g_ptr_array_index (self->history, i);

      if (write->dot.stamp <= then->stamp && g_str_equal (write->field, field))
        last = write;
    }
  text = last != NULL ? halqa_value_get_text (&last->value) : NULL;
  return text != NULL && g_str_equal (text, get_text (self, field));
}

static HalqaTranslation
look_at (Look *self, const char *field, const char *language)
{
  g_autofree char *name = g_strconcat (field, "@", language, NULL);
  const char *original = get_text (self, field);
  const HalqaDot *written, *translated;

  if (*get_text (self, name) == '\0')
    return *original == '\0' || is_in (self, field, original, language) ? HALQA_TRANSLATION_NONE
                                                                        : HALQA_TRANSLATION_MISSING;
  written = find_dot (self, field);
  translated = find_dot (self, name);
  if (written != NULL && translated != NULL && written->stamp > translated->stamp &&
      !said_the_same (self, field, translated))
    return HALQA_TRANSLATION_OLDER;
  return HALQA_TRANSLATION_CURRENT;
}

/* --- languages */

static void
add_language (const char *field, const HalqaValue *value, gpointer user_data)
{
  GPtrArray *languages = user_data;
  const char *at = strchr (field, '@');

  if (at != NULL && !g_ptr_array_find_with_equal_func (languages, at + 1, g_str_equal, NULL))
    g_ptr_array_add (languages, g_strdup (at + 1));
}

/* Those of the forum, and behind them those that @record has translations in. */
static GPtrArray *
list_languages (const char *const *languages, HalqaRecord *record)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);

  for (; *languages != NULL; languages++)
    g_ptr_array_add (all, g_strdup (*languages));
  halqa_record_foreach (record, add_language, all);
  return all;
}

/**
 * halqa_translation_read_languages:
 * @reader: a reader
 *
 * Returns: (transfer full): codes of the languages that the forum's record names; those of the program
 *   where it names none
 */
char **
halqa_translation_read_languages (HalqaReader *reader)
{
  const HalqaId *forum = &halqa_store_get_forum_key (halqa_reader_get_store (reader))->forum;
  g_autoptr (HalqaRecord) record = halqa_reader_get (reader, "forum", forum, NULL);
  const char *languages = record != NULL ? halqa_record_get_text (record, "languages") : NULL;

  return halqa_language_parse_list (languages != NULL ? languages : "");
}

/**
 * halqa_translation_list_languages:
 * @forum: a forum
 *
 * Returns: (transfer full): codes of the languages that it is written in
 */
char **
halqa_translation_list_languages (HalqaForum *forum)
{
  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);

  return halqa_translation_read_languages (halqa_forum_get_reader (forum));
}

/* --- public */

/**
 * halqa_translation_choose:
 * @record: a record
 * @field: a field that can be translated
 * @language: of who reads it
 *
 * Returns: (transfer none) (nullable): what @field says in @language where somebody translated it, else
 *   as it was written
 */
const char *
halqa_translation_choose (HalqaRecord *record, const char *field, const char *language)
{
  g_autofree char *name = g_strconcat (field, "@", language, NULL);
  const char *translation = halqa_record_get_text (record, name);

  if (translation != NULL && *translation != '\0' &&
      g_strcmp0 (halqa_record_get_text (record, "lang"), language) != 0)
    return translation;
  return halqa_record_get_text (record, field);
}

/**
 * halqa_translation_walk:
 * @reader: a reader
 * @record: a record
 * @languages: those of the forum
 * @only: (nullable): a language, of the forum or not, that alone is looked at
 * @func: called for each field and language where there is something to translate, or a translation
 * @user_data: for @func
 * @error: any of the reader's
 *
 * Returns: whether the record could be read
 */
gboolean
halqa_translation_walk (HalqaReader *reader,
                        HalqaRecord *record,
                        const char *const *languages,
                        const char *only,
                        HalqaTranslationFunc func,
                        gpointer user_data,
                        GError **error)
{
  const HalqaKind *kind = halqa_record_get_kind (record);
  g_autoptr (GPtrArray) all = list_languages (languages, record);
  Look look = { .reader = reader, .record = record, .languages = languages };
  const guint n_asked = only != NULL ? 1 : g_strv_length ((char **) languages);

  if (only != NULL)
    {
      g_ptr_array_set_size (all, 0);
      g_ptr_array_add (all, g_strdup (only));
    }
  for (const HalqaField *field = kind->fields; look.error == NULL && field->name != NULL; field++)
    for (guint i = 0; (field->flags & HALQA_FIELD_TRANSLATED) && i < all->len; i++)
      {
        const char *language = g_ptr_array_index (all, i);
        const HalqaTranslation state = look_at (&look, field->name, language);

        /* Nobody asks for all of a record in a language that one of its texts happens to be in. */
        if (state != HALQA_TRANSLATION_NONE && (state != HALQA_TRANSLATION_MISSING || i < n_asked))
          func (record, field->name, language, state, user_data);
      }
  return look_end (&look, error);
}

/**
 * halqa_translation_look_at:
 * @forum: a forum
 * @item: one of its items
 * @field: a field that can be translated
 * @language: the code of a language
 *
 * Returns: how the translation of @field into @language stands to @field
 */
HalqaTranslation
halqa_translation_look_at (HalqaForum *forum,
                           HalqaItem *item,
                           const char *field,
                           const char *language)
{
  g_auto (GStrv) languages = NULL;
  g_autoptr (GError) error = NULL;
  HalqaTranslation state = HALQA_TRANSLATION_NONE;
  Look look = { NULL };

  g_return_val_if_fail (HALQA_IS_FORUM (forum) && HALQA_IS_ITEM (item), state);
  g_return_val_if_fail (field != NULL && language != NULL, state);

  languages = halqa_translation_list_languages (forum);
  look.reader = halqa_forum_get_reader (forum);
  look.record = halqa_item_get_record (item);
  look.languages = (const char *const *) languages;
  state = look_at (&look, field, language);
  if (!look_end (&look, &error))
    g_warning ("%s: %s", halqa_item_get_id (item), error->message);
  return state;
}

/**
 * halqa_translation_confirm:
 * @draft: gets what is to be written
 * @item: a record
 * @field: a field of it
 * @language: the language of a translation
 */
void
halqa_translation_confirm (HalqaDraft *draft,
                           HalqaItem *item,
                           const char *field,
                           const char *language)
{
  g_autofree char *name = NULL;
  HalqaValue value;

  g_return_if_fail (draft != NULL && HALQA_IS_ITEM (item));
  g_return_if_fail (field != NULL && language != NULL);

  name = g_strconcat (field, "@", language, NULL);
  value = halqa_value_text (halqa_item_get_text (item, name));
  halqa_draft_set_value (draft, halqa_item_get_kind (item), halqa_item_get_id (item), name, &value,
                         HALQA_REPLACE_SAME);
}
