/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-glossary-entry-private.h"

#include "halqa-text.h"

#include <string.h>

/* One concept of the glossary, as people read and edit it.
 *
 * A list of the forum's own stands in for a whole list of the program's, so an edit of one word
 * writes them all: what the program adds to that list later is not seen until somebody goes back to
 * what ships.
 *
 * Rule: what is shown is what look-alikes are found by. Two records of one concept and language,
 * which only a foreign program makes, count as one list there, so they are shown as one here, and
 * the next edit makes one of them.
 *
 * Rejected: a record for each word that was added or taken out. Two laptops that edit one list
 * would never differ, but nobody could say any more what the list is. */

struct _HalqaGlossaryEntry
{
  GObject parent_instance;

  /* owned */
  char *name;
  GPtrArray *records[HALQA_N_LANGUAGES]; /* of HalqaItem */
  char *words[HALQA_N_LANGUAGES]; /* in force */
  char *folded; /* all that is searched; NULL until it is */

  /* borrowed for ever */
  const char *shipped[HALQA_N_LANGUAGES];

  guint n_old; /* records, before they were told anew */
  guint n_conflicts;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HalqaGlossaryEntry, halqa_glossary_entry, G_TYPE_OBJECT)

static guint
count_records (HalqaGlossaryEntry *self)
{
  guint n = 0;

  for (guint i = 0; i < HALQA_N_LANGUAGES; i++)
    n += self->records[i]->len;
  return n;
}

static guint
count_conflicts (HalqaGlossaryEntry *self)
{
  guint n = 0;

  for (guint i = 0; i < HALQA_N_LANGUAGES; i++)
    for (guint j = 0; j < self->records[i]->len; j++)
      n += halqa_item_get_n_conflicts (self->records[i]->pdata[j]);
  return n;
}

static char *
join_words (HalqaGlossaryEntry *self, HalqaLanguage language)
{
  const GPtrArray *records = self->records[language];
  g_autoptr (GString) words = g_string_new (NULL);

  if (records->len == 0)
    return g_strdup (self->shipped[language] != NULL ? self->shipped[language] : "");
  for (guint i = 0; i < records->len; i++)
    {
      const char *some = halqa_item_get_text (g_ptr_array_index (records, i), "words");

      if (words->len > 0 && *some != '\0')
        g_string_append (words, ", ");
      g_string_append (words, some);
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
halqa_glossary_entry_finalize (GObject *object)
{
  HalqaGlossaryEntry *self = HALQA_GLOSSARY_ENTRY (object);

  g_free (self->name);
  g_free (self->folded);
  for (guint i = 0; i < HALQA_N_LANGUAGES; i++)
    {
      g_ptr_array_unref (self->records[i]);
      g_free (self->words[i]);
    }
  G_OBJECT_CLASS (halqa_glossary_entry_parent_class)->finalize (object);
}

static void
halqa_glossary_entry_class_init (HalqaGlossaryEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_glossary_entry_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HALQA_TYPE_GLOSSARY_ENTRY, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_glossary_entry_init (HalqaGlossaryEntry *self)
{
  for (guint i = 0; i < HALQA_N_LANGUAGES; i++)
    {
      self->records[i] = g_ptr_array_new_with_free_func (g_object_unref);
      self->words[i] = g_strdup ("");
    }
}

/* --- for the list */

HalqaGlossaryEntry *
halqa_glossary_entry_new (const char *name)
{
  HalqaGlossaryEntry *self = g_object_new (HALQA_TYPE_GLOSSARY_ENTRY, NULL);

  self->name = g_strdup (name);
  return self;
}

/* @words: must live as long as the program */
void
halqa_glossary_entry_set_shipped (HalqaGlossaryEntry *self,
                                  HalqaLanguage language,
                                  const char *words)
{
  self->shipped[language] = words;
}

void
halqa_glossary_entry_begin (HalqaGlossaryEntry *self)
{
  self->n_old = count_records (self);
  for (guint i = 0; i < HALQA_N_LANGUAGES; i++)
    g_ptr_array_set_size (self->records[i], 0);
}

void
halqa_glossary_entry_add (HalqaGlossaryEntry *self, HalqaLanguage language, HalqaItem *record)
{
  g_ptr_array_add (self->records[language], g_object_ref (record));
}

gboolean
halqa_glossary_entry_end (HalqaGlossaryEntry *self)
{
  const guint n = count_records (self);
  const guint n_conflicts = count_conflicts (self);
  gboolean changed = n != self->n_old || n_conflicts != self->n_conflicts;

  self->n_conflicts = n_conflicts;
  for (guint i = 0; i < HALQA_N_LANGUAGES; i++)
    {
      g_autofree char *words = join_words (self, (HalqaLanguage) i);

      if (g_str_equal (words, self->words[i]))
        continue;
      g_free (self->words[i]);
      self->words[i] = g_steal_pointer (&words);
      changed = TRUE;
    }
  if (changed)
    {
      g_clear_pointer (&self->folded, g_free);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
  return n > 0 || halqa_glossary_entry_is_shipped (self);
}

/* --- */

/**
 * halqa_glossary_entry_get_name:
 * @self: an entry
 *
 * Returns: (transfer none): what the concept is called in records, in whichever language; of any
 *   length up to that of a text
 */
const char *
halqa_glossary_entry_get_name (HalqaGlossaryEntry *self)
{
  g_return_val_if_fail (HALQA_IS_GLOSSARY_ENTRY (self), NULL);

  return self->name;
}

/* The first word or expression of a list, or "". */
static char *
dup_first (const char *words)
{
  g_autofree char *even = g_utf8_make_valid (words, -1);
  g_autofree char *first = NULL;
  const char *comma;

  comma = strstr (even, "،");
  first = comma != NULL ? g_strndup (even, (gsize) (comma - even)) : g_strdup (even);
  first[strcspn (first, ",;\n\r\t")] = '\0';
  return g_strdup (g_strstrip (first));
}

/**
 * halqa_glossary_entry_dup_title:
 * @self: an entry
 *
 * Returns: (transfer full): the first of its words in the first language of the interface that it
 *   has words in; else its name
 */
char *
halqa_glossary_entry_dup_title (HalqaGlossaryEntry *self)
{
  g_return_val_if_fail (HALQA_IS_GLOSSARY_ENTRY (self), NULL);

  for (const char *const *name = g_get_language_names (); *name != NULL; name++)
    {
      g_autofree char *code = g_strndup (*name, strcspn (*name, "_.@"));
      g_autofree char *first = NULL;
      HalqaLanguage language;

      if (!halqa_language_from_code (code, &language))
        continue;
      first = dup_first (self->words[language]);
      if (*first != '\0')
        return g_steal_pointer (&first);
    }
  return g_strdup (self->name);
}

/**
 * halqa_glossary_entry_is_shipped:
 * @self: an entry
 *
 * Returns: whether the program comes with the concept; else somebody in the forum thought of it
 */
gboolean
halqa_glossary_entry_is_shipped (HalqaGlossaryEntry *self)
{
  g_return_val_if_fail (HALQA_IS_GLOSSARY_ENTRY (self), FALSE);

  return self->shipped[0] != NULL;
}

/**
 * halqa_glossary_entry_is_changed:
 * @self: an entry
 *
 * Returns: whether the forum has a list of its own in any language
 */
gboolean
halqa_glossary_entry_is_changed (HalqaGlossaryEntry *self)
{
  g_return_val_if_fail (HALQA_IS_GLOSSARY_ENTRY (self), FALSE);

  return count_records (self) > 0;
}

/**
 * halqa_glossary_entry_get_words:
 * @self: an entry
 * @language: of the words
 *
 * Returns: (transfer none): the list that is in force, parted by commas or lines; "" for none
 */
const char *
halqa_glossary_entry_get_words (HalqaGlossaryEntry *self, HalqaLanguage language)
{
  g_return_val_if_fail (HALQA_IS_GLOSSARY_ENTRY (self) && language < HALQA_N_LANGUAGES, NULL);

  return self->words[language];
}

/**
 * halqa_glossary_entry_get_record:
 * @self: an entry
 * @language: of the words
 *
 * Returns: (transfer none) (nullable): the record that stands in for what comes with the program;
 *   %NULL where none does
 */
HalqaItem *
halqa_glossary_entry_get_record (HalqaGlossaryEntry *self, HalqaLanguage language)
{
  g_return_val_if_fail (HALQA_IS_GLOSSARY_ENTRY (self) && language < HALQA_N_LANGUAGES, NULL);

  return self->records[language]->len > 0 ? g_ptr_array_index (self->records[language], 0) : NULL;
}

/**
 * halqa_glossary_entry_matches:
 * @self: an entry
 * @folded: what is searched, of halqa_text_fold()
 *
 * Returns: whether each word of @folded is found in its name or its words, in whichever language
 */
gboolean
halqa_glossary_entry_matches (HalqaGlossaryEntry *self, const char *folded)
{
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (HALQA_IS_GLOSSARY_ENTRY (self) && folded != NULL, FALSE);

  if (*folded == '\0')
    return TRUE;
  if (self->folded == NULL)
    {
      g_autofree char *all = g_strjoin ("\n", self->name, self->words[0], self->words[1],
                                        self->words[2], self->words[3], NULL);

      self->folded = halqa_text_fold (all);
    }
  words = g_strsplit (folded, " ", -1);
  for (char **word = words; *word != NULL; word++)
    if (strstr (self->folded, *word) == NULL)
      return FALSE;
  return TRUE;
}

G_STATIC_ASSERT (HALQA_N_LANGUAGES == 4);

/**
 * halqa_glossary_entry_write:
 * @self: an entry
 * @draft: gets the edit
 * @language: of the words
 * @words: what the list is to be; "" for none, which is not what ships
 * @seen: what was shown when the person began to type
 *
 * Of a list that another laptop wrote meanwhile, unseen, both stay as versions.
 */
void
halqa_glossary_entry_write (HalqaGlossaryEntry *self,
                            HalqaDraft *draft,
                            HalqaLanguage language,
                            const char *words,
                            const char *seen)
{
  const GPtrArray *records;
  g_autofree char *id = NULL;

  g_return_if_fail (HALQA_IS_GLOSSARY_ENTRY (self) && language < HALQA_N_LANGUAGES);
  g_return_if_fail (draft != NULL && words != NULL && seen != NULL);

  records = self->records[language];
  id = halqa_draft_add_made_of (draft, "term", "concept", self->name, "language",
                                halqa_language_get_code (language), NULL);
  if (records->len == 1 && g_str_equal (halqa_item_get_id (records->pdata[0]), id))
    halqa_draft_set_text_over (draft, "term", id, "words", words, seen);
  else
    /* What a list held before it was deleted is no version of this one. */
    halqa_draft_set_text (draft, "term", id, "words", words);
  for (guint i = 0; i < records->len; i++)
    if (!g_str_equal (halqa_item_get_id (records->pdata[i]), id))
      halqa_draft_delete (draft, "term", halqa_item_get_id (records->pdata[i]));
}

/**
 * halqa_glossary_entry_reset:
 * @self: an entry
 * @draft: gets the deletion
 * @language: of the words
 *
 * Has what comes with the program in force again, which is nothing for a concept of the forum's own.
 */
void
halqa_glossary_entry_reset (HalqaGlossaryEntry *self, HalqaDraft *draft, HalqaLanguage language)
{
  const GPtrArray *records;

  g_return_if_fail (HALQA_IS_GLOSSARY_ENTRY (self) && draft != NULL);
  g_return_if_fail (language < HALQA_N_LANGUAGES);

  records = self->records[language];
  for (guint i = 0; i < records->len; i++)
    halqa_draft_delete (draft, "term", halqa_item_get_id (records->pdata[i]));
}
