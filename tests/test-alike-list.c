/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-alike.h"
#include "halqa-merging.h"
#include "laptop.h"

/* The live list of look-alikes. */

typedef struct
{
  HalqaForumKey key;
  Laptop laptop;
  HalqaAlike *alike;
  char *first;
  char *second;
  guint n_expected;
} Fixture;

static gboolean
is_settled (gpointer data)
{
  return !halqa_alike_is_searching (((Fixture *) data)->alike);
}

static gboolean
has_expected (gpointer data)
{
  Fixture *fixture = data;

  return is_settled (fixture) &&
         g_list_model_get_n_items (G_LIST_MODEL (fixture->alike)) == fixture->n_expected;
}

static void
expect (Fixture *fixture, guint n_pairs)
{
  fixture->n_expected = n_pairs;
  wait_until (has_expected, fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = NULL;
  g_autofree char *another = NULL;

  laptop_start (&fixture->laptop, &fixture->key, TRUE);
  other = laptop_add (&fixture->laptop, "proposal", "title", "Un terrain de football");
  another = laptop_add (&fixture->laptop, "proposal", "title", "حديقة عمومية");
  fixture->first = laptop_add (&fixture->laptop, "proposal", "title", "Des poubelles au marché");
  fixture->second = laptop_add (&fixture->laptop, "proposal", "title", "حاويات الأزبال في السوق");
  fixture->alike = halqa_alike_new (fixture->laptop.forum);
  expect (fixture, 1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->alike != NULL)
    {
      wait_until (is_settled, fixture);
      g_assert_finalize_object (fixture->alike);
    }
  g_free (fixture->first);
  g_free (fixture->second);
  laptop_stop (&fixture->laptop);
}

static void
test_pair (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaPair) pair = g_list_model_get_item (G_LIST_MODEL (fixture->alike), 0);
  const char *title = "Des poubelles au marché";
  g_autoptr (GArray) marks = halqa_pair_list_marks (pair, title);
  g_autofree char *word = NULL;

  g_assert_true (halqa_pair_concerns (pair, fixture->first));
  g_assert_true (halqa_pair_concerns (pair, fixture->second));
  g_assert_false (halqa_pair_concerns (pair, "00"));
  g_assert_cmpstr (halqa_item_get_kind (halqa_pair_get_a (pair)), ==, "proposal");
  g_assert_true (halqa_pair_get_a (pair) != halqa_pair_get_b (pair));
  g_assert_nonnull (strstr (halqa_pair_get_reason (pair), "in two languages"));
  g_assert_cmpuint (marks->len, ==, 4);
  word = g_strndup (title + g_array_index (marks, guint, 0),
                    g_array_index (marks, guint, 1) - g_array_index (marks, guint, 0));
  g_assert_cmpstr (word, ==, "poubelles");
}

static void
test_follows_edits (Fixture *fixture, gconstpointer data)
{
  g_autofree char *third = NULL;

  laptop_set (&fixture->laptop, "proposal", fixture->second, "title", "دروس محو الأمية");
  expect (fixture, 0);
  third = laptop_add (&fixture->laptop, "proposal", "title", "Literacy classes");
  expect (fixture, 1);
  laptop_delete (&fixture->laptop, "proposal", third);
  expect (fixture, 0);
}

static void
test_follows_merges (Fixture *fixture, gconstpointer data)
{
  HalqaMerging *step = halqa_merging_new (fixture->laptop.forum);

  g_assert_true (halqa_merging_join (step, fixture->first,
                                     (const char *const[]){ fixture->second, NULL }, NULL));
  laptop_save (&fixture->laptop, halqa_merging_get_draft (step));
  expect (fixture, 0);
  halqa_taken_back_free (
      laptop_take_back (&fixture->laptop, halqa_draft_get_stamp (halqa_merging_get_draft (step))));
  expect (fixture, 1);
  halqa_merging_free (step);
}

/* DATA: the type of the link. */
static void
test_follows_marks (Fixture *fixture, gconstpointer data)
{
  HalqaMerging *step = halqa_merging_new (fixture->laptop.forum);
  g_autofree char *link = halqa_merging_relate (step, data, fixture->second, fixture->first, NULL);

  g_assert_nonnull (link);
  laptop_save (&fixture->laptop, halqa_merging_get_draft (step));
  expect (fixture, 0);
  laptop_set (&fixture->laptop, "proposal", fixture->first, "body", "Des bacs pour les déchets");
  expect (fixture, 0);
  halqa_taken_back_free (
      laptop_take_back (&fixture->laptop, halqa_draft_get_stamp (halqa_merging_get_draft (step))));
  expect (fixture, 1);
  halqa_merging_free (step);
}

/* Each resembles the second still, and none the other or what both were made of. */
static void
test_parts_of_one (Fixture *fixture, gconstpointer data)
{
  static const char *const titles[] = { "Des poubelles au marché", "Des poubelles au souk", NULL };
  HalqaMerging *step = halqa_merging_new (fixture->laptop.forum);
  g_auto (GStrv) parts = halqa_merging_make_several (step, fixture->first, titles, NULL);

  g_assert_nonnull (parts);
  laptop_save (&fixture->laptop, halqa_merging_get_draft (step));
  expect (fixture, 3);
  halqa_merging_free (step);
}

static void
test_follows_words (Fixture *fixture, gconstpointer data)
{
  HalqaDraft *draft = halqa_draft_new ();
  g_autofree char *a = laptop_add (&fixture->laptop, "proposal", "title", "Un plugh");
  g_autofree char *b = laptop_add (&fixture->laptop, "proposal", "title", "Der grue");
  g_autofree char *term = halqa_draft_add (draft, "term");

  expect (fixture, 1);
  halqa_draft_set_text (draft, "term", term, "concept", "xyzzy");
  halqa_draft_set_text (draft, "term", term, "language", "fr");
  halqa_draft_set_text (draft, "term", term, "words", "plugh, grue");
  laptop_save (&fixture->laptop, draft);
  halqa_draft_unref (draft);
  expect (fixture, 2);
  laptop_delete (&fixture->laptop, "term", term);
  expect (fixture, 1);
}

static void
test_percent (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (halqa_alike_get_percent (fixture->alike), >, 90);
  g_assert_cmpuint (halqa_alike_get_percent (fixture->alike), <=, 100);
  laptop_set (&fixture->laptop, "proposal", fixture->first, "title", "Une fontaine");
  expect (fixture, 0);
  g_assert_cmpuint (halqa_alike_get_percent (fixture->alike), >, 90);
}

static gboolean
is_let_go (gpointer data)
{
  Fixture *fixture = data;

  return G_OBJECT (fixture->laptop.store)->ref_count == fixture->n_expected;
}

/* Whoever lets go of the list waits for nothing, and the search lets go of the store. */
static void
test_gone_while_searching (Fixture *fixture, gconstpointer data)
{
  HalqaAlike *gone;

  fixture->n_expected = G_OBJECT (fixture->laptop.store)->ref_count;
  gone = halqa_alike_new (fixture->laptop.forum);
  g_assert_true (halqa_alike_is_searching (gone));
  g_assert_finalize_object (gone);
  wait_until (is_let_go, fixture);
}

/* Some hundred equal titles make thousands of pairs, and each takes the window its time. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  const guint n = 50;

  for (guint i = 0; i < n; i++)
    g_free (laptop_add (&fixture->laptop, "proposal", "title", "Une fontaine sur la place"));
  g_assert_cmpuint (n * (n - 1) / 2, >, 1000);
  expect (fixture, 1000);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD_WITH(path, data, func)                                                                 \
  g_test_add ("/app/alike-list/" path, Fixture, data, set_up, func, tear_down)
#define ADD(path, func) ADD_WITH (path, NULL, func)
  ADD ("a-pair-tells-what-is-common", test_pair);
  ADD ("follows-edits", test_follows_edits);
  ADD ("follows-merges", test_follows_merges);
  ADD_WITH ("not-the-same-stays-so", "not_duplicate", test_follows_marks);
  ADD_WITH ("related-is-no-question-any-more", "dialogue", test_follows_marks);
  ADD ("parts-of-one-are-not-the-same", test_parts_of_one);
  ADD ("follows-the-words-of-the-forum", test_follows_words);
  ADD ("tells-how-far-it-is", test_percent);
  ADD ("gone-while-it-searches", test_gone_while_searching);
  ADD ("no-more-than-can-be-looked-through", test_many);
#undef ADD
#undef ADD_WITH

  return g_test_run ();
}
