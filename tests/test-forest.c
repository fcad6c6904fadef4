/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-forest.h"
#include "halqa-link.h"

/* What links between proposals come to, sound or not; and links in general. */

static HalqaId
make_id (guint n)
{
  HalqaId id = { { 0 } };

  id.bytes[0] = 0xaa;
  id.bytes[15] = n;
  return id;
}

/* A forest as it is written down: a letter for each proposal, the letter that it is merged into or
 * '-'; in small letters where it is deleted. Made in the order of the text, one a millisecond. */
static HalqaForest *
make_forest (const char *text)
{
  HalqaForest *forest = halqa_forest_new ();

  for (guint i = 0; text[i] != '\0'; i += 3)
    {
      HalqaId id = make_id (g_ascii_toupper (text[i]));
      HalqaId into = make_id (text[i + 1]);

      halqa_forest_put (forest, &id, (guint64) (i + 1) << 16, g_ascii_islower (text[i]),
                        text[i + 1] != '-' ? &into : NULL);
      if (text[i + 2] == '\0')
        break;
    }
  return forest;
}

static char
get_into (HalqaForest *forest, char letter)
{
  HalqaId id = make_id (letter);
  const HalqaId *into = halqa_forest_get_into (forest, &id);

  return into != NULL ? (char) into->bytes[15] : '-';
}

static HalqaMergeState
get_state (HalqaForest *forest, char letter)
{
  HalqaId id = make_id (letter);

  return halqa_forest_get_state (forest, &id);
}

static char
get_result (HalqaForest *forest, char letter)
{
  HalqaId id = make_id (letter);

  return (char) halqa_forest_get_result (forest, &id)->bytes[15];
}

/* Each with its depth. */
static char *
list_sources (HalqaForest *forest, char letter)
{
  HalqaId id = make_id (letter);
  g_autoptr (GArray) sources = halqa_forest_list_sources (forest, &id);
  GString *text = g_string_new (NULL);

  g_assert_cmpint (sources->len > 0, ==, halqa_forest_has_sources (forest, &id));
  for (guint i = 0; i < sources->len; i++)
    {
      const HalqaSource *source = &g_array_index (sources, HalqaSource, i);

      g_string_append_printf (text, "%c%u", source->id.bytes[15], source->depth);
    }
  return g_string_free (text, FALSE);
}

static void
assert_sources (HalqaForest *forest, char letter, const char *expected)
{
  g_autofree char *sources = list_sources (forest, letter);

  g_assert_cmpstr (sources, ==, expected);
}

static void
test_chain (void)
{
  g_autoptr (HalqaForest) forest = make_forest ("A- BA CB DA EC");

  g_assert_cmpint (get_into (forest, 'E'), ==, 'C');
  g_assert_cmpint (get_result (forest, 'E'), ==, 'A');
  g_assert_cmpint (get_result (forest, 'A'), ==, 'A');
  g_assert_cmpint (get_state (forest, 'A'), ==, HALQA_MERGE_NONE);
  g_assert_cmpint (get_state (forest, 'E'), ==, HALQA_MERGE_IN_FORCE);
  assert_sources (forest, 'A', "B1C2E3D1");
  assert_sources (forest, 'B', "C1E2");
  assert_sources (forest, 'E', "");
  assert_sources (forest, 'X', "");
}

static void
test_circle (void)
{
  g_autoptr (HalqaForest) pair = make_forest ("BA AB");
  g_autoptr (HalqaForest) three = make_forest ("DB AB BC CA");
  g_autoptr (HalqaForest) dated = make_forest ("BA AB");
  const HalqaId b = make_id ('B');
  const HalqaId a = make_id ('A');

  g_assert_cmpint (get_state (pair, 'B'), ==, HALQA_MERGE_CIRCLE);
  g_assert_cmpint (get_into (pair, 'B'), ==, '-');
  g_assert_cmpint (get_into (pair, 'A'), ==, 'B');
  assert_sources (pair, 'B', "A1");
  assert_sources (pair, 'A', "");
  assert_sources (three, 'A', "C1B2D3");
  assert_sources (three, 'B', "D1");
  g_assert_cmpint (get_result (three, 'D'), ==, 'A');

  /* What made it has not arrived: it is the later. */
  halqa_forest_put (dated, &b, 0, FALSE, &a);
  g_assert_cmpint (get_result (dated, 'B'), ==, 'A');
  /* Neither is known: by their ids. */
  halqa_forest_put (dated, &a, 0, FALSE, &b);
  g_assert_cmpint (get_result (dated, 'B'), ==, 'A');
}

static void
test_dangling (void)
{
  g_autoptr (HalqaForest) forest = make_forest ("AA BX CB");
  const HalqaId x = make_id ('X');
  const HalqaId b = make_id ('B');

  g_assert_cmpint (get_state (forest, 'A'), ==, HALQA_MERGE_ITSELF);
  g_assert_cmpint (get_result (forest, 'A'), ==, 'A');
  assert_sources (forest, 'A', "");
  g_assert_cmpint (get_state (forest, 'B'), ==, HALQA_MERGE_MISSING);
  g_assert_true (halqa_id_equal (halqa_forest_get_link (forest, &b), &x));
  g_assert_cmpint (get_state (forest, 'X'), ==, HALQA_MERGE_NONE);
  assert_sources (forest, 'X', "");

  halqa_forest_put (forest, &x, 1, FALSE, NULL);
  g_assert_cmpint (get_result (forest, 'C'), ==, 'X');
  assert_sources (forest, 'X', "B1C2");
}

static void
test_deleted (void)
{
  g_autoptr (HalqaForest) forest = make_forest ("A- bA CB DA");
  const HalqaId b = make_id ('B');
  const HalqaId a = make_id ('A');

  g_assert_cmpint (get_state (forest, 'C'), ==, HALQA_MERGE_DELETED);
  g_assert_cmpint (get_state (forest, 'B'), ==, HALQA_MERGE_DELETED);
  g_assert_cmpint (get_result (forest, 'C'), ==, 'C');
  assert_sources (forest, 'A', "D1");
  assert_sources (forest, 'B', "");

  halqa_forest_put (forest, &b, 2 << 16, FALSE, &a);
  assert_sources (forest, 'A', "B1C2D1");
  halqa_forest_put (forest, &b, 2 << 16, FALSE, NULL);
  assert_sources (forest, 'A', "D1");
  assert_sources (forest, 'B', "C1");
}

/* A chain that no stack would hold, with a circle at its end. */
static void
test_long_chain (void)
{
  g_autoptr (HalqaForest) forest = halqa_forest_new ();
  g_autoptr (GArray) sources = NULL;
  HalqaId id = { { 0 } };
  HalqaId into = { { 0 } };
  const guint n = 100000;

  for (guint i = 0; i < n; i++)
    {
      guint next = (i + 1) % n;

      memcpy (id.bytes, &i, sizeof i);
      memcpy (into.bytes, &next, sizeof next);
      halqa_forest_put (forest, &id, i + 1, FALSE, &into);
    }
  memset (&into, 0, sizeof into);
  /* Of each of them, as a list asks. */
  for (guint i = 0; i < n; i++)
    {
      memcpy (id.bytes, &i, sizeof i);
      g_assert_true (halqa_id_equal (halqa_forest_get_result (forest, &id), &into));
      g_assert_cmpint (halqa_forest_get_state (forest, &id), ==,
                       i == 0 ? HALQA_MERGE_CIRCLE : HALQA_MERGE_IN_FORCE);
    }
  sources = halqa_forest_list_sources (forest, &into);
  g_assert_cmpuint (sources->len, ==, n - 1);
  g_assert_cmpuint (g_array_index (sources, HalqaSource, n - 2).depth, ==, n - 1);
}

static void
test_link_id (void)
{
  static const char *const types[] = { "related", "dialogue", "not_duplicate", "sequence",
                                       "split" };
  const HalqaId a = make_id (1);
  const HalqaId b = make_id (2);
  const HalqaValue word = halqa_value_text ("related");
  const HalqaValue end = halqa_value_id (&a);
  HalqaId seen[G_N_ELEMENTS (types)];
  HalqaId id;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      halqa_link_derive_id (types[i], &a, &b, &seen[i]);
      halqa_link_derive_id (types[i], &b, &a, &id);
      g_assert_cmpint (halqa_id_equal (&id, &seen[i]), !=, halqa_link_is_ordered (types[i]));
      for (guint j = 0; j < i; j++)
        g_assert_false (halqa_id_equal (&seen[i], &seen[j]));
    }
  g_assert_false (halqa_link_derive_id_of_values (&word, &end, NULL, &id));
  g_assert_false (halqa_link_derive_id_of_values (&end, &end, &end, &id));
  g_assert_false (halqa_link_derive_id_of_values (&word, &word, &end, &id));
  g_assert_true (halqa_link_derive_id_of_values (&word, &end, &end, &id));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/merging/a-chain-leads-to-its-end", test_chain);
  g_test_add_func ("/app/merging/a-circle-ends-at-what-was-made-first", test_circle);
  g_test_add_func ("/app/merging/what-has-not-arrived-heals", test_dangling);
  g_test_add_func ("/app/merging/sources-of-a-deleted-proposal-are-free", test_deleted);
  g_test_add_func ("/app/merging/a-circle-of-any-length-is-followed", test_long_chain);
  g_test_add_func ("/app/merging/a-link-has-one-id-on-all-laptops", test_link_id);
  return g_test_run ();
}
