/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-spelling.h"

#include <string.h>

/* Words that are one, but for a slip of the finger.
 *
 * To find them without comparing each with each, a word is filed under itself and under what is
 * left of it without each one of its letters: one letter too many, too few, another letter, or two
 * exchanged, and the two have a number in common.
 *
 * Rejected: trigrams of letters. In a word of five letters one slip spoils all three of them. */

/* Longer words are compared by their beginning. */
#define LETTERS_MAX 32
/* From so many letters on two slips are one word still. */
#define LONG_WORD 9

static guint
read_letters (const char *word, gunichar letters[LETTERS_MAX])
{
  guint n = 0;

  for (; *word != '\0' && n < LETTERS_MAX; word = g_utf8_next_char (word))
    letters[n++] = g_utf8_get_char (word);
  return n;
}

/* Slips between two words, exchanged neighbours one slip (optimal string alignment). */
static guint
count_slips (const gunichar *a, guint n_a, const gunichar *b, guint n_b)
{
  guint8 rows[LETTERS_MAX + 1][LETTERS_MAX + 1];

  for (guint i = 0; i <= n_a; i++)
    rows[i][0] = (guint8) i;
  for (guint j = 0; j <= n_b; j++)
    rows[0][j] = (guint8) j;
  for (guint i = 1; i <= n_a; i++)
    for (guint j = 1; j <= n_b; j++)
      {
        guint least = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

        least = MIN (least, rows[i - 1][j] + 1u);
        least = MIN (least, rows[i][j - 1] + 1u);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
          least = MIN (least, rows[i - 2][j - 2] + 1u);
        rows[i][j] = (guint8) least;
      }
  return rows[n_a][n_b];
}

/**
 * halqa_spelling_is_near:
 * @a: a folded word
 * @b: another
 *
 * Returns: whether they are one word, but for a slip
 */
gboolean
halqa_spelling_is_near (const char *a, const char *b)
{
  gunichar letters_a[LETTERS_MAX];
  gunichar letters_b[LETTERS_MAX];
  guint n_a;
  guint n_b;
  guint most;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  n_a = read_letters (a, letters_a);
  n_b = read_letters (b, letters_b);
  if (MIN (n_a, n_b) < HALQA_SPELLING_MIN - 1 || MAX (n_a, n_b) < HALQA_SPELLING_MIN)
    return FALSE;
  most = MIN (n_a, n_b) >= LONG_WORD ? 2 : 1;
  if (MAX (n_a, n_b) - MIN (n_a, n_b) > most)
    return FALSE;
  return count_slips (letters_a, n_a, letters_b, n_b) <= most;
}

guint64
halqa_spelling_get_letters (const char *word)
{
  guint64 letters = 0;

  for (; *word != '\0'; word = g_utf8_next_char (word))
    letters |= G_GUINT64_CONSTANT (1) << (g_utf8_get_char (word) & 63);
  return letters;
}

gboolean
halqa_spelling_may_be_near (guint64 a, guint64 b)
{
  guint n = 0;

  /* A slip takes one letter away and brings another; a long word has two. */
  for (guint64 differing = a ^ b; differing != 0; differing &= differing - 1)
    if (++n > 4)
      return FALSE;
  return TRUE;
}

/* FNV-1a over the letters but one. */
static guint32
hash_without (const gunichar *letters, guint n, guint left_out)
{
  guint32 hash = 2166136261u;

  for (guint i = 0; i < n; i++)
    if (i != left_out)
      hash = (hash ^ letters[i]) * 16777619u;
  return hash;
}

/* The numbers of @word, of which it has one in common with each word that is one slip away. */
static guint
list_keys (const char *word, guint32 keys[LETTERS_MAX + 1])
{
  gunichar letters[LETTERS_MAX];
  const guint n = read_letters (word, letters);
  guint n_keys = 0;

  if (n < HALQA_SPELLING_MIN)
    return 0;
  keys[n_keys++] = hash_without (letters, n, n);
  for (guint i = 0; i < n; i++)
    if (i == 0 || letters[i] != letters[i - 1])
      keys[n_keys++] = hash_without (letters, n, i);
  return n_keys;
}

/* A number that is filed under a key. */
typedef struct
{
  guint number;
  guint next; /* of the same key, or of those that are free; 0 for none */
} Entry;

struct _HalqaSpellings
{
  GHashTable *first; /* key -> index into entries */
  GArray *entries; /* of Entry; the first one is the list of those that are free */
};

HalqaSpellings *
halqa_spellings_new (void)
{
  HalqaSpellings *self = g_new0 (HalqaSpellings, 1);

  self->first = g_hash_table_new (NULL, NULL);
  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_array_set_size (self->entries, 1);
  return self;
}

void
halqa_spellings_free (HalqaSpellings *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->entries);
  g_hash_table_unref (self->first);
  g_free (self);
}

static Entry *
get_entry (HalqaSpellings *self, guint entry)
{
  return &g_array_index (self->entries, Entry, entry);
}

static guint
find_first (HalqaSpellings *self, guint32 key)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->first, GUINT_TO_POINTER (key)));
}

static void
set_first (HalqaSpellings *self, guint32 key, guint entry)
{
  if (entry != 0)
    g_hash_table_insert (self->first, GUINT_TO_POINTER (key), GUINT_TO_POINTER (entry));
  else
    g_hash_table_remove (self->first, GUINT_TO_POINTER (key));
}

static guint
take_entry (HalqaSpellings *self)
{
  const guint entry = get_entry (self, 0)->next;

  if (entry != 0)
    {
      get_entry (self, 0)->next = get_entry (self, entry)->next;
      return entry;
    }
  g_array_set_size (self->entries, self->entries->len + 1);
  return self->entries->len - 1;
}

/**
 * halqa_spellings_add:
 * @self: a file of spellings
 * @word: folded; one of fewer than %HALQA_SPELLING_MIN letters is never found
 * @number: what is to be found by it
 */
void
halqa_spellings_add (HalqaSpellings *self, const char *word, guint number)
{
  guint32 keys[LETTERS_MAX + 1];
  const guint n = list_keys (word, keys);

  for (guint i = 0; i < n; i++)
    {
      const guint entry = take_entry (self);

      *get_entry (self, entry) = (Entry){ number, find_first (self, keys[i]) };
      set_first (self, keys[i], entry);
    }
}

static void
remove_entry (HalqaSpellings *self, guint32 key, guint number)
{
  guint last = 0;
  guint entry = find_first (self, key);

  while (entry != 0 && get_entry (self, entry)->number != number)
    {
      last = entry;
      entry = get_entry (self, entry)->next;
    }
  if (entry == 0)
    return;
  if (last != 0)
    get_entry (self, last)->next = get_entry (self, entry)->next;
  else
    set_first (self, key, get_entry (self, entry)->next);
  get_entry (self, entry)->next = get_entry (self, 0)->next;
  get_entry (self, 0)->next = entry;
}

void
halqa_spellings_remove (HalqaSpellings *self, const char *word, guint number)
{
  guint32 keys[LETTERS_MAX + 1];
  const guint n = list_keys (word, keys);

  for (guint i = 0; i < n; i++)
    remove_entry (self, keys[i], number);
}

void
halqa_spellings_foreach (HalqaSpellings *self,
                         const char *word,
                         HalqaSpellingFunc func,
                         gpointer user_data)
{
  guint32 keys[LETTERS_MAX + 1];
  const guint n = list_keys (word, keys);

  for (guint i = 0; i < n; i++)
    for (guint entry = find_first (self, keys[i]); entry != 0;
         entry = get_entry (self, entry)->next)
      func (get_entry (self, entry)->number, user_data);
}
