/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-word-diff.h"

#include <string.h>

#define ROUNDS 400

/* "=same -gone +new …" */
static char *
tell (const char *before, const char *after)
{
  static const char marks[] = "=-+";
  g_autoptr (GArray) words = halqa_word_diff (before, after);
  GString *told = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    {
      const HalqaWords *run = &g_array_index (words, HalqaWords, i);
      const char *text = run->type == HALQA_WORDS_DELETED ? before : after;

      g_string_append_printf (told, "%s%c%.*s", i == 0 ? "" : "|", marks[run->type],
                              (int) run->size, text + run->start);
    }
  return g_string_free (told, FALSE);
}

static void
check (const char *before, const char *after, const char *expected)
{
  g_autofree char *told = tell (before, after);

  g_assert_cmpstr (told, ==, expected);
}

static void
test_words (void)
{
  check ("", "", "");
  check ("a b", "a b", "=a b");
  check ("", "a b", "+a b");
  check ("a b", "", "-a b");
  check ("the old well", "the new well", "=the |-old|+new|= well");
  check ("a b c", "a x b c", "=a|+ x|= b c");
  check ("a b.", "a b!", "=a b|-.|+!");
}

static void
test_no_word_is_cut (void)
{
  /* One letter more, one mark more, an article more: another word. */
  check ("جمعية النساء", "جمعيات النساء", "-جمعية|+جمعيات|= النساء");
  check ("العَمَل اللائق", "العمل اللائق", "-العَمَل|+العمل|= اللائق");
  check ("l’eau du quartier", "l’air du quartier", "-l’eau|+l’air|= du quartier");
  check ("cafe\xcc\x81 bar", "cafe bar", "-cafe\xcc\x81|+cafe|= bar");
}

static void
test_mixed_directions (void)
{
  check ("مقترح ENV-07 حول الماء", "مقترح ENV-12 حول الماء الصالح",
         "=مقترح ENV-|-07|+12|= حول الماء|+ الصالح");
}

static void
test_neighbouring_words_are_one_change (void)
{
  check ("one two three four", "one deux trois four", "=one |-two three|+deux trois|= four");
}

static void
test_paragraphs (void)
{
  check ("first\nsecond\nthird", "first\nthird", "=first|-\nsecond|=\nthird");
  check ("first\nsecond", "first\n\nsecond", "=first|+\n|=\nsecond");
}

static void
check_union (const char *before, const char *one, const char *other, const char *expected)
{
  const char *texts[] = { one, other };
  const char *swapped[] = { other, one };
  g_autofree char *text = halqa_word_union (before, texts, 2);
  g_autofree char *text_swapped = halqa_word_union (before, swapped, 2);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpstr (text_swapped, ==, expected);
}

static void
test_union_of_different_words (void)
{
  check_union ("a b c", "x b c", "a b y", "x b y");
  check_union ("a b c", "x b c", "a y c", "x y c");
  check_union ("a b c", "a b c d", "z a b c", "z a b c d");
  check_union ("a b c", "b c", "a b c d", "b c d");
  check_union ("سوق للخضر في الحي", "سوق يومي للخضر في الحي", "سوق للخضر في حي السلام",
               "سوق يومي للخضر في حي السلام");
  check_union ("Un marché ici", "Un grand marché ici", "Un marché là", "Un grand marché là");
  check_union ("one\ntwo\n", "one\ntwo\nthree\n", "uno\ntwo\n", "uno\ntwo\nthree\n");
}

static void
test_no_union_of_the_same_words (void)
{
  check_union ("a b c", "a x c", "a y c", NULL);
  check_union ("a b c", "a c", "a x c", NULL);
  check_union ("a b c", "a b c x", "a b c y", NULL);
  /* Two who began with nothing. */
  check_union ("", "a", "b", NULL);
  /* What one deleted, the other wrote in the middle of. */
  check_union ("a b c d", "a d", "a b x c d", NULL);
}

static void
test_union_of_what_both_did (void)
{
  check_union ("a b c", "a x c", "a x c", "a x c");
  check_union ("a b c", "a x c y", "a x c", "a x c y");
  check_union ("", "a", "a", "a");
}

static void
test_union_of_three (void)
{
  const char *apart[] = { "x b c", "a y c", "a b z" };
  const char *touching[] = { "x b c", "a y c", "a w c" };
  g_autofree char *text = halqa_word_union ("a b c", apart, 3);

  g_assert_cmpstr (text, ==, "x y z");
  g_assert_null (halqa_word_union ("a b c", touching, 3));
}

/* --- random texts */

static char *
make_text (guint n_words)
{
  static const char *const words[] = { "ماء", "الماء", "وَالماء", "quartier", "l’eau", "ENV-07",
                                       "سوق", "café",  "a",      "a",        "b",     "12" };
  static const char *const gaps[] = { " ", " ", " ", "، ", ". ", "\n", "  " };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_words; i++)
    {
      g_string_append (text, words[g_test_rand_int_range (0, G_N_ELEMENTS (words))]);
      g_string_append (text, gaps[g_test_rand_int_range (0, G_N_ELEMENTS (gaps))]);
    }
  return g_string_free (text, FALSE);
}

/* Some words of @text replaced, deleted or doubled. */
static char *
edit_text (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GString *edited = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const int what = g_test_rand_int_range (0, 24);

      if (what == 0)
        continue;
      g_string_append_printf (edited, "%s%s", i == 0 ? "" : " ", what == 1 ? "جديد" : words[i]);
      if (what == 2)
        g_string_append (edited, " neuf");
    }
  return g_string_free (edited, FALSE);
}

/* The two texts put together from the differences between them. */
static void
check_whole (const char *before, const char *after)
{
  g_autoptr (GArray) words = halqa_word_diff (before, after);
  g_autoptr (GString) old = g_string_new (NULL);
  g_autoptr (GString) new = g_string_new (NULL);

  for (guint i = 0; i < words->len; i++)
    {
      const HalqaWords *run = &g_array_index (words, HalqaWords, i);
      const gboolean deleted = run->type == HALQA_WORDS_DELETED;
      const char *text = (deleted ? before : after) + run->start;

      g_assert_cmpuint (run->size, >, 0);
      g_assert_true (g_utf8_validate (text, (gssize) run->size, NULL));
      if (run->type != HALQA_WORDS_INSERTED)
        g_string_append_len (old, text, (gssize) run->size);
      if (!deleted)
        g_string_append_len (new, text, (gssize) run->size);
    }
  g_assert_cmpstr (new->str, ==, after);
  g_assert_cmpstr (old->str, ==, before);
}

static void
test_differences_are_whole (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *before = make_text ((guint) g_test_rand_int_range (0, 60));
      g_autofree char *edited = edit_text (before);
      g_autofree char *other = make_text ((guint) g_test_rand_int_range (0, 60));

      check_whole (before, edited);
      check_whole (before, other);
    }
}

static void
test_union_with_nothing (void)
{
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *before = make_text (30);
      g_autofree char *one = edit_text (before);
      g_autofree char *other = edit_text (before);
      const char *texts[] = { one, other };
      g_autofree char *text = halqa_word_union (before, texts, 2);

      check_union (before, before, before, before);
      check_union (before, one, before, one);
      check_union (before, one, one, one);
      check_union (before, one, other, text);
    }
}

/* What is done to a word. */
enum
{
  KEEP,
  REPLACE,
  APPEND, /* another word behind it */
  N_DEEDS
};

/* Word @i, replaced and followed by whom they name. */
static void
append_word (GString *text, guint i, const char *replaced_by, const char *appended_by)
{
  g_string_append_printf (text, "%s%s%u", i == 0 ? "" : " ",
                          replaced_by == NULL ? "كلمة" : replaced_by, i);
  if (appended_by != NULL)
    g_string_append_printf (text, " %s%u", appended_by, i);
}

static const char *
name_doer (int deed, int done, const char *by, int other_deed, const char *other)
{
  if (deed == done)
    return by;
  return other_deed == done ? other : NULL;
}

/* Each word is there once, and beside each that is changed stands one that is not: so there is one
 * right answer. */
static void
try_deeds (gboolean *apart)
{
  g_autoptr (GString) before = g_string_new (NULL);
  g_autoptr (GString) one = g_string_new (NULL);
  g_autoptr (GString) other = g_string_new (NULL);
  g_autoptr (GString) both = g_string_new (NULL);

  *apart = TRUE;
  for (guint i = 0; i < 12; i++)
    {
      const int deed = i % 2 == 0 ? KEEP : g_test_rand_int_range (-3, N_DEEDS);
      const int other_deed = i % 2 == 0 ? KEEP : g_test_rand_int_range (-3, N_DEEDS);

      append_word (before, i, NULL, NULL);
      append_word (one, i, deed == REPLACE ? "un" : NULL, deed == APPEND ? "un" : NULL);
      append_word (other, i, other_deed == REPLACE ? "deux" : NULL,
                   other_deed == APPEND ? "deux" : NULL);
      append_word (both, i, name_doer (deed, REPLACE, "un", other_deed, "deux"),
                   name_doer (deed, APPEND, "un", other_deed, "deux"));
      if (deed > KEEP && deed == other_deed)
        *apart = FALSE;
    }
  check_union (before->str, one->str, other->str, *apart ? both->str : NULL);
}

static void
test_union_holds_both_edits (void)
{
  guint n_unions = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      gboolean apart;

      try_deeds (&apart);
      n_unions += apart;
    }
  g_assert_cmpuint (n_unions, >, ROUNDS / 20);
  g_assert_cmpuint (n_unions, <, ROUNDS);
}

/* Nothing in common, and much of it: the bounds hold, and what is told is still both texts. */
static void
test_long_texts (void)
{
  g_autoptr (GString) before = g_string_new (NULL);
  g_autoptr (GString) after = g_string_new (NULL);
  const char *texts[] = { NULL, NULL };

  while (before->len < 60000)
    {
      g_string_append_printf (before, "%u\n", g_test_rand_int_range (0, 100));
      g_string_append_printf (after, "%u ", g_test_rand_int_range (0, 100));
    }
  g_string_prepend (after, "first ");
  check_whole (before->str, after->str);
  texts[0] = after->str;
  texts[1] = before->str;
  g_free (halqa_word_union (before->str, texts, 2));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/word-diff/words", test_words);
  g_test_add_func ("/app/word-diff/no-word-is-cut", test_no_word_is_cut);
  g_test_add_func ("/app/word-diff/mixed-directions", test_mixed_directions);
  g_test_add_func ("/app/word-diff/neighbouring-words-are-one-change",
                   test_neighbouring_words_are_one_change);
  g_test_add_func ("/app/word-diff/paragraphs", test_paragraphs);
  g_test_add_func ("/app/word-diff/differences-are-whole", test_differences_are_whole);
  g_test_add_func ("/app/word-diff/long-texts", test_long_texts);
  g_test_add_func ("/app/word-union/of-different-words", test_union_of_different_words);
  g_test_add_func ("/app/word-union/none-of-the-same-words", test_no_union_of_the_same_words);
  g_test_add_func ("/app/word-union/of-what-both-did", test_union_of_what_both_did);
  g_test_add_func ("/app/word-union/of-three", test_union_of_three);
  g_test_add_func ("/app/word-union/with-nothing-is-the-edit", test_union_with_nothing);
  g_test_add_func ("/app/word-union/holds-both-edits", test_union_holds_both_edits);

  return g_test_run ();
}
