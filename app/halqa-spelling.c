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

struct _HalqaSpellings
{
  GHashTable *filed; /* key -> GArray of guint */
};

HalqaSpellings *
halqa_spellings_new (void)
{
  HalqaSpellings *self = g_new0 (HalqaSpellings, 1);

  self->filed = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  return self;
}

void
halqa_spellings_free (HalqaSpellings *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->filed);
  g_free (self);
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
      GArray *numbers = g_hash_table_lookup (self->filed, GUINT_TO_POINTER (keys[i]));

      if (numbers == NULL)
        {
          numbers = g_array_new (FALSE, FALSE, sizeof (guint));
          g_hash_table_insert (self->filed, GUINT_TO_POINTER (keys[i]), numbers);
        }
      g_array_append_val (numbers, number);
    }
}

void
halqa_spellings_remove (HalqaSpellings *self, const char *word, guint number)
{
  guint32 keys[LETTERS_MAX + 1];
  const guint n = list_keys (word, keys);

  for (guint i = 0; i < n; i++)
    {
      GArray *numbers = g_hash_table_lookup (self->filed, GUINT_TO_POINTER (keys[i]));
      guint j = 0;

      while (numbers != NULL && j < numbers->len && g_array_index (numbers, guint, j) != number)
        j++;
      if (numbers != NULL && j < numbers->len)
        g_array_remove_index_fast (numbers, j);
    }
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
    {
      const GArray *numbers = g_hash_table_lookup (self->filed, GUINT_TO_POINTER (keys[i]));

      for (guint j = 0; numbers != NULL && j < numbers->len; j++)
        func (g_array_index (numbers, guint, j), user_data);
    }
}
