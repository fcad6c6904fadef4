/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-position.h"

#include <string.h>

/* Keys of a list that people order: between any two there is a third, and it is short. */

#define N_MANY 1000

/* Checks the one thing that counts, and hands @key on. */
static char *
expect_between (char *key, const char *before, const char *after)
{
  g_assert_nonnull (key);
  g_assert_cmpuint (strlen (key), <=, HALQA_POSITION_MAX);
  g_assert_true (g_utf8_validate (key, -1, NULL));
  g_assert_false (g_str_has_suffix (key, "0"));
  if (before != NULL)
    g_assert_cmpstr (before, <, key);
  if (after != NULL)
    g_assert_cmpstr (key, <, after);
  return key;
}

static char *
between (const char *before, const char *after)
{
  return expect_between (halqa_position_between (before, after), before, after);
}

static const char *
get_key (GPtrArray *keys, guint i)
{
  return i < keys->len ? g_ptr_array_index (keys, i) : NULL;
}

static void
insert (GPtrArray *keys, guint place)
{
  g_ptr_array_insert (keys, (int) place,
                      between (place > 0 ? get_key (keys, place - 1) : NULL,
                               get_key (keys, place)));
}

static GPtrArray *
make_list (guint n)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);

  while (keys->len < n)
    insert (keys, keys->len);
  return keys;
}

static gsize
find_longest (GPtrArray *keys)
{
  gsize longest = 0;

  for (guint i = 0; i < keys->len; i++)
    longest = MAX (longest, strlen (get_key (keys, i)));
  return longest;
}

static void
test_one_lies_between_any_two (void)
{
  g_autoptr (GPtrArray) keys = make_list (2);

  for (guint i = 0; i < N_MANY; i++)
    insert (keys, (guint) g_test_rand_int_range (0, (gint32) keys->len + 1));
  g_assert_cmpuint (find_longest (keys), <=, 16);
}

static void
test_ends_stay_short (void)
{
  g_autoptr (GPtrArray) forward = make_list (5000);
  g_autoptr (GPtrArray) backward = make_list (1);

  while (backward->len < 5000)
    insert (backward, 0);
  g_assert_cmpuint (find_longest (forward), <=, 6);
  g_assert_cmpuint (find_longest (backward), <=, 6);
}

static void
test_one_place_stays_short (void)
{
  g_autoptr (GPtrArray) behind_the_first = make_list (2);
  g_autoptr (GPtrArray) before_the_last = make_list (2);
  g_autoptr (GPtrArray) between_the_newest = make_list (2);

  for (guint i = 0; i < N_MANY; i++)
    {
      insert (behind_the_first, 1);
      insert (before_the_last, before_the_last->len - 1);
    }
  g_assert_cmpuint (find_longest (behind_the_first), <=, 24);
  g_assert_cmpuint (find_longest (before_the_last), <=, 24);

  /* The worst that somebody can do: a third of a byte each, as halving would. */
  for (guint i = 0, place = 1; i < N_MANY; i++, place += i % 2)
    insert (between_the_newest, place);
  g_assert_cmpuint (find_longest (between_the_newest), <=, N_MANY / 3);
}

static void
test_two_at_once_differ (void)
{
  const struct
  {
    const char *before;
    const char *after;
  } places[] = { { NULL, NULL }, { "a0V", NULL }, { NULL, "a0V" }, { "a0V", "a1V" } };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guint n_equal = 0;

      for (guint j = 0; j < 200; j++)
        {
          g_autofree char *here = between (places[i].before, places[i].after);
          g_autofree char *there = between (places[i].before, places[i].after);

          n_equal += g_str_equal (here, there);
        }
      g_assert_cmpuint (n_equal, <=, 4);
    }
}

static void
test_nothing_lies_between_what_does_not_part (void)
{
  const char *const pairs[][2] = {
    { "a0", "a0" }, { "a1", "a0" }, { "a", "a0" },    { "a", "a000" },
    { "", "" },     { "a", "a!" },  { "a0", "a0 x" }, { "", "!" },
  };
  g_autofree char *endless = g_strnfill (2 * HALQA_POSITION_MAX, 'z');
  g_autofree char *behind_endless = g_strconcat (endless, "z", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_assert_null (halqa_position_between (pairs[i][0], pairs[i][1]));
  g_assert_null (halqa_position_between (endless, NULL));
  g_assert_null (halqa_position_between (endless, behind_endless));
  g_assert_null (halqa_position_between (NULL, ""));
}

static void
test_foreign_keys_part_too (void)
{
  const char *const keys[] = {
    "!",   "1",   "10", "2.5", "A",  "Z",  "a", "a/", "a0",   "a0:", "a0V", "a0_",
    "a0z", "az~", "b0", "m",   "zz", "{}", "ح", "حي", "زهرة", "ي",   "日",  "😀",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_free (between (keys[i], NULL));
      for (gsize j = i + 1; j < G_N_ELEMENTS (keys); j++)
        {
          char *key = halqa_position_between (keys[i], keys[j]);

          g_assert_cmpstr (keys[i], <, keys[j]);
          /* Where two digits' worth of room are there is always one. */
          g_assert_true (key != NULL || j - i < 2 || g_str_has_prefix (keys[j], keys[i]));
          if (key != NULL)
            g_free (expect_between (key, keys[i], keys[j]));
        }
    }
}

/* Any bytes that are text. */
static char *
draw_text (void)
{
  static const char *const parts[] = { "0", "1", "V", "z", "a", "Z", "A", " ",  "/",
                                       ":", "[", "`", "{", "é", "ح", "ط", "日", "\x7f" };
  GString *text = g_string_new (NULL);

  for (int i = g_test_rand_int_range (0, 6); i > 0; i--)
    g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
  return g_string_free (text, FALSE);
}

static void
test_any_text_is_safe (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *one = draw_text ();
      g_autofree char *other = draw_text ();
      g_autofree char *key = halqa_position_between (one, other);
      g_autofree char *behind = halqa_position_between (one, NULL);
      g_autofree char *before = halqa_position_between (NULL, one);

      if (key != NULL)
        expect_between (key, one, other);
      expect_between (behind, one, NULL);
      if (before != NULL)
        expect_between (before, NULL, one);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/position/one-lies-between-any-two", test_one_lies_between_any_two);
  g_test_add_func ("/app/position/ends-stay-short", test_ends_stay_short);
  g_test_add_func ("/app/position/one-place-stays-short", test_one_place_stays_short);
  g_test_add_func ("/app/position/two-at-once-differ", test_two_at_once_differ);
  g_test_add_func ("/app/position/nothing-lies-between-what-does-not-part",
                   test_nothing_lies_between_what_does_not_part);
  g_test_add_func ("/app/position/foreign-keys-part-too", test_foreign_keys_part_too);
  g_test_add_func ("/app/position/any-text-is-safe", test_any_text_is_safe);
  return g_test_run ();
}
