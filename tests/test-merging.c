/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-app-error.h"
#include "halqa-draft-private.h"
#include "halqa-endorser.h"
#include "halqa-family.h"
#include "halqa-link.h"
#include "halqa-merging.h"
#include "halqa-relation.h"
#include "halqa-text.h"
#include "laptop.h"

/* The steps of the merging desk, on two laptops, and the families that they make. */

#define LRM "\342\200\216"
#define RLM "\342\200\217"

typedef struct
{
  HalqaForumKey key;
  Laptop one;
  Laptop other;
  char *a, *b, *c;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  laptop_start (&fixture->one, &fixture->key, TRUE);
  laptop_start (&fixture->other, &fixture->key, FALSE);
  fixture->a = laptop_add (&fixture->one, "proposal", "title", "A");
  fixture->b = laptop_add (&fixture->one, "proposal", "title", "B");
  fixture->c = laptop_add (&fixture->one, "proposal", "title", "C");
  laptop_send (&fixture->one, &fixture->other);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  laptop_stop (&fixture->one);
  laptop_stop (&fixture->other);
  g_free (fixture->a);
  g_free (fixture->b);
  g_free (fixture->c);
}

static void
meet (Fixture *fixture)
{
  laptop_send (&fixture->one, &fixture->other);
  laptop_send (&fixture->other, &fixture->one);
}

static void
set_ref (Laptop *laptop, const char *kind, const char *id, const char *field, const char *target)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_draft_set_ref (draft, kind, id, field, target);
  laptop_save (laptop, draft);
}

static void
join (Laptop *laptop, const char *into, const char *source)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (laptop->forum);
  g_autoptr (GError) error = NULL;

  halqa_merging_join (step, into, (const char *const[]){ source, NULL }, &error);
  g_assert_no_error (error);
  laptop_save (laptop, halqa_merging_get_draft (step));
}

static HalqaItem *
get_item (Laptop *laptop, const char *id)
{
  HalqaItem *item = halqa_forum_dup_item (laptop->forum, "proposal", id);

  g_assert_nonnull (item);
  return item;
}

static void
assert_text (Laptop *laptop, const char *id, const char *field, const char *expected)
{
  g_autoptr (HalqaItem) item = get_item (laptop, id);

  g_assert_cmpstr (halqa_item_get_text (item, field), ==, expected);
}

static void
assert_into (Laptop *laptop, const char *id, const char *expected)
{
  g_autofree char *into = halqa_forum_dup_merged_into (laptop->forum, id);

  g_assert_cmpstr (into, ==, expected);
}

/* --- steps */

static void
test_text_begins_with_sources (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (fixture->one.forum);
  g_autofree char *session = laptop_add (&fixture->one, "session", "title", "القاعة 1");
  g_autofree char *made = NULL;
  const char *ids[] = { fixture->b, fixture->a, fixture->c, fixture->b, NULL };

  laptop_set (&fixture->one, "proposal", fixture->a, "reference", "ENV-07");
  laptop_set (&fixture->one, "proposal", fixture->a, "body", "  نص\nثان\n\n");
  laptop_set (&fixture->one, "proposal", fixture->a, "lang", "ar");
  set_ref (&fixture->one, "proposal", fixture->a, "session", session);
  laptop_set (&fixture->one, "proposal", fixture->b, "reference", "");
  laptop_set (&fixture->one, "proposal", fixture->b, "title", "B\nsecond \342\200\256line");
  laptop_set (&fixture->one, "proposal", fixture->b, "body", "Un texte.");
  laptop_set (&fixture->one, "proposal", fixture->b, "lang", "fr");
  laptop_set (&fixture->one, "proposal", fixture->c, "reference", "");
  laptop_set (&fixture->one, "proposal", fixture->c, "problem", "Eau");
  for (guint i = 0; i < 3; i++)
    laptop_set (&fixture->one, "proposal", ids[i], "neighbourhood", "Sidi Moumen");

  made = halqa_merging_join_new (step, ids, NULL);
  g_assert_nonnull (made);
  laptop_save (&fixture->one, halqa_merging_get_draft (step));
  meet (fixture);
  assert_text (&fixture->other, made, "title", "B\nsecond \342\200\256line");
  assert_text (&fixture->other, made, "lang", "fr");
  assert_text (&fixture->other, made, "body",
               LRM "⁨B⁩\nUn texte.\n\n" RLM
                   "⁨ENV-07⁩ · ⁨القاعة 1⁩\nنص\nثان");
  assert_text (&fixture->other, made, "problem", LRM "⁨C⁩\nEau");
  assert_text (&fixture->other, made, "neighbourhood", "Sidi Moumen");
  assert_text (&fixture->other, made, "session", "");
  assert_text (&fixture->other, made, "state", "draft");
  for (guint i = 0; i < 3; i++)
    assert_into (&fixture->other, ids[i], made);
  /* The sources are as they were. */
  assert_text (&fixture->other, fixture->a, "body", "  نص\nثان\n\n");
}

static void
test_text_fits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (fixture->one.forum);
  g_autofree char *made = NULL;
  g_autoptr (HalqaItem) item = NULL;
  GString *text = g_string_new ("x");

  while (text->len < HALQA_TEXT_MAX - 1)
    g_string_append (text, "ع");
  laptop_set (&fixture->one, "proposal", fixture->a, "title", text->str);
  laptop_set (&fixture->one, "proposal", fixture->a, "body", text->str);
  laptop_set (&fixture->one, "proposal", fixture->b, "body", text->str);
  made = halqa_merging_join_new (step, (const char *const[]){ fixture->a, fixture->b, NULL }, NULL);
  laptop_save (&fixture->one, halqa_merging_get_draft (step));
  item = get_item (&fixture->one, made);
  g_assert_cmpuint (strlen (halqa_item_get_text (item, "body")), <=, HALQA_TEXT_MAX);
  g_assert_cmpuint (strlen (halqa_item_get_text (item, "body")), >, HALQA_TEXT_MAX - 4);
  g_assert_true (g_str_has_suffix (halqa_item_get_text (item, "body"), "ع…"));
  g_string_free (text, TRUE);
}

static void
test_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (fixture->one.forum);
  g_autofree char *made = NULL;
  g_autoptr (HalqaTakenBack) taken = NULL;
  g_autoptr (HalqaItem) item = NULL;
  const char *shown;

  join (&fixture->one, fixture->c, fixture->a);
  made = halqa_merging_join_new (step, (const char *const[]){ fixture->a, fixture->b, NULL }, NULL);
  laptop_save (&fixture->one, halqa_merging_get_draft (step));
  assert_into (&fixture->one, fixture->a, made);
  /* What is not the last thing that was done, too. */
  laptop_set (&fixture->one, "proposal", fixture->c, "body", "written since");
  taken = laptop_take_back (&fixture->one, halqa_draft_get_stamp (halqa_merging_get_draft (step)));
  g_assert_cmpstr (halqa_taken_back_get_record (taken, &shown), ==, "proposal");
  g_assert_cmpstr (shown, ==, fixture->a);
  meet (fixture);
  assert_text (&fixture->other, fixture->c, "body", "written since");
  assert_into (&fixture->other, fixture->a, fixture->c);
  assert_into (&fixture->other, fixture->b, NULL);
  item = get_item (&fixture->other, made);
  g_assert_true (halqa_item_is_deleted (item));
  g_assert_cmpuint (halqa_forum_get_n_conflicts (fixture->other.forum), ==, 0);
}

static void
test_same_writes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (fixture->one.forum);

  join (&fixture->one, fixture->a, fixture->b);
  g_assert_true (
      halqa_merging_join (step, fixture->a, (const char *const[]){ fixture->b, NULL }, NULL));
  g_assert_true (halqa_draft_is_empty (halqa_merging_get_draft (step)));
}

static void
test_turned_round (Fixture *fixture, gconstpointer data)
{
  join (&fixture->one, fixture->b, fixture->c);
  join (&fixture->one, fixture->a, fixture->b);
  join (&fixture->one, fixture->c, fixture->a);
  meet (fixture);
  assert_into (&fixture->other, fixture->c, NULL);
  assert_into (&fixture->other, fixture->a, fixture->c);
  assert_into (&fixture->other, fixture->b, fixture->a);
}

static void
assert_refused (GError **error)
{
  g_assert_error (*error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID);
  g_clear_error (error);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (fixture->one.forum);
  g_autofree char *session = laptop_add (&fixture->one, "session", "title", "S");
  const char *own[] = { fixture->b, fixture->a, NULL };
  const char *one[] = { fixture->b, fixture->b, NULL };
  const char *foreign[] = { session, NULL };
  const char *deleted[] = { fixture->c, NULL };
  g_autoptr (GError) error = NULL;

  laptop_delete (&fixture->one, "proposal", fixture->c);
  g_assert_false (halqa_merging_join (step, fixture->a, own, &error));
  assert_refused (&error);
  g_assert_false (halqa_merging_join (step, fixture->a, foreign, &error));
  assert_refused (&error);
  g_assert_false (halqa_merging_join (step, fixture->a, deleted, &error));
  assert_refused (&error);
  g_assert_false (halqa_merging_join (step, fixture->c, one, &error));
  assert_refused (&error);
  g_assert_null (halqa_merging_join_new (step, one, &error));
  assert_refused (&error);
  g_assert_false (halqa_merging_split (step, fixture->a, &error));
  assert_refused (&error);
  g_assert_false (halqa_merging_take_out (step, one, &error));
  assert_refused (&error);
  g_assert_null (halqa_merging_make_several (step, session, one, &error));
  assert_refused (&error);
  g_assert_null (halqa_merging_relate (step, "related", fixture->a, fixture->a, &error));
  assert_refused (&error);
  g_assert_null (halqa_merging_relate (step, "split", fixture->a, fixture->b, &error));
  assert_refused (&error);
  g_assert_false (halqa_merging_part (step, NULL, fixture->a, fixture->b, &error));
  assert_refused (&error);
  g_assert_true (halqa_draft_is_empty (halqa_merging_get_draft (step)));
}

/* --- families */

static void
assert_sources (Laptop *laptop, const char *id, const char *expected)
{
  g_autoptr (HalqaItem) item = get_item (laptop, id);
  g_autoptr (HalqaFamily) family = halqa_family_new (laptop->forum, item);
  GListModel *sources = halqa_family_get_sources (family);
  g_autoptr (GString) titles = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (HalqaItem) source = g_list_model_get_item (sources, i);

      g_string_append (titles, halqa_item_get_text (source, "title"));
    }
  g_assert_cmpstr (titles->str, ==, expected);
}

/* A and B into one here, B and C into another there. */
static void
test_overlapping_groups (Fixture *fixture, gconstpointer data)
{
  g_autofree char *here = laptop_add (&fixture->one, "proposal", "title", "X");
  g_autofree char *there = laptop_add (&fixture->other, "proposal", "title", "Y");
  Laptop *laptops[] = { &fixture->one, &fixture->other };

  join (&fixture->one, here, fixture->a);
  join (&fixture->one, here, fixture->b);
  g_usleep (2000);
  join (&fixture->other, there, fixture->c);
  join (&fixture->other, there, fixture->b);
  meet (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (laptops); i++)
    {
      g_autoptr (HalqaItem) item = get_item (laptops[i], fixture->b);
      g_autoptr (GListModel) versions =
                     halqa_forum_dup_versions (laptops[i]->forum, item, "merged_into");

      g_autoptr (HalqaItem) x = get_item (laptops[i], here);
      g_autoptr (HalqaFamily) family = halqa_family_new (laptops[i]->forum, x);
      g_autoptr (HalqaItem) claim = g_list_model_get_item (halqa_family_get_claims (family), 0);

      g_assert_true (claim == item);
      assert_sources (laptops[i], here, "A");
      assert_sources (laptops[i], there, "BC");
      g_assert_cmpuint (g_list_model_get_n_items (versions), ==, 2);
    }
}

/* Each is merged into the other: the first that was made is the result, and a split ends it. */
static void
test_merged_both_ways (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaMerging) step = NULL;
  g_autoptr (HalqaItem) a = get_item (&fixture->one, fixture->a);
  g_autoptr (HalqaFamily) family = halqa_family_new (fixture->one.forum, a);

  join (&fixture->one, fixture->a, fixture->b);
  join (&fixture->other, fixture->b, fixture->a);
  meet (fixture);
  assert_sources (&fixture->one, fixture->a, "B");
  assert_sources (&fixture->other, fixture->a, "B");
  g_assert_cmpint (halqa_family_get_state (family), ==, HALQA_MERGE_CIRCLE);
  g_assert_cmpstr (halqa_item_get_id (halqa_family_get_into (family)), ==, fixture->b);

  step = halqa_merging_new (fixture->one.forum);
  g_assert_true (halqa_merging_split (step, fixture->a, NULL));
  laptop_save (&fixture->one, halqa_merging_get_draft (step));
  meet (fixture);
  assert_into (&fixture->other, fixture->a, NULL);
  assert_into (&fixture->other, fixture->b, NULL);
  g_assert_cmpint (halqa_family_get_state (family), ==, HALQA_MERGE_NONE);
}

static char *
add_tally (Laptop *laptop, const char *proposal, const char *session, int in_favour)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  char *id = halqa_draft_add (draft, "tally");

  halqa_draft_set_ref (draft, "tally", id, "proposal", proposal);
  halqa_draft_set_ref (draft, "tally", id, "session", session);
  halqa_draft_set_int (draft, "tally", id, "in_favour", in_favour);
  laptop_save (laptop, draft);
  return id;
}

static void
test_tallies (Fixture *fixture, gconstpointer data)
{
  g_autofree char *second = laptop_add (&fixture->one, "session", "title", "Hall 2");
  g_autofree char *first = laptop_add (&fixture->one, "session", "title", "Hall 1");
  char *ids[5];
  g_autoptr (HalqaItem) a = get_item (&fixture->one, fixture->a);
  g_autoptr (HalqaFamily) family = halqa_family_new (fixture->one.forum, a);
  GListModel *tallies = halqa_family_get_tallies (family);
  const guint order[] = { 2, 0, 3, 1 };

  join (&fixture->one, fixture->a, fixture->b);
  ids[0] = add_tally (&fixture->one, fixture->a, second, 3);
  ids[1] = add_tally (&fixture->one, fixture->a, "00000000000000000000000000000000", 1);
  ids[2] = add_tally (&fixture->one, fixture->b, first, 31);
  ids[3] = add_tally (&fixture->one, fixture->b, second, 7);
  ids[4] = add_tally (&fixture->one, fixture->c, first, 9);
  g_assert_cmpuint (g_list_model_get_n_items (tallies), ==, G_N_ELEMENTS (order));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autoptr (HalqaItem) tally = g_list_model_get_item (tallies, i);

      g_assert_cmpstr (halqa_item_get_id (tally), ==, ids[order[i]]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_free (ids[i]);
}

static void
add_endorsement (Laptop *laptop, const char *proposal, const char *organisation, const char *text)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *id = halqa_draft_add (draft, "endorsement");

  halqa_draft_set_ref (draft, "endorsement", id, "proposal", proposal);
  halqa_draft_set_ref (draft, "endorsement", id, "organisation", organisation);
  halqa_draft_set_text (draft, "endorsement", id, "commitment", text);
  laptop_save (laptop, draft);
}

static void
assert_endorser (HalqaFamily *family, guint position, const char *name, const char *commitments)
{
  g_autoptr (HalqaEndorser) endorser =
                 g_list_model_get_item (halqa_family_get_endorsers (family), position);
  GListModel *endorsements = halqa_endorser_get_endorsements (endorser);
  g_autofree char *shown = halqa_endorser_dup_name (endorser);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (endorsements); i++)
    {
      g_autoptr (HalqaItem) endorsement = g_list_model_get_item (endorsements, i);

      g_string_append (text, halqa_item_get_text (endorsement, "commitment"));
    }
  g_assert_cmpstr (shown, ==, name);
  g_assert_cmpstr (text->str, ==, commitments);
}

static void
test_endorsements (Fixture *fixture, gconstpointer data)
{
  g_autofree char *oum = laptop_add (&fixture->one, "organisation", "name", "Oum");
  g_autoptr (HalqaItem) a = get_item (&fixture->one, fixture->a);
  g_autoptr (HalqaFamily) family = halqa_family_new (fixture->one.forum, a);
  GListModel *endorsers = halqa_family_get_endorsers (family);

  add_endorsement (&fixture->one, fixture->b, oum, "2");
  add_endorsement (&fixture->one, fixture->b, "12345678000000000000000000000000", "x");
  add_endorsement (&fixture->one, fixture->a, oum, "1");
  add_endorsement (&fixture->one, fixture->b, NULL, "n");
  g_assert_cmpuint (g_list_model_get_n_items (endorsers), ==, 1);
  join (&fixture->one, fixture->a, fixture->b);
  g_assert_cmpuint (g_list_model_get_n_items (endorsers), ==, 3);
  assert_endorser (family, 0, "Oum", "12");
  assert_endorser (family, 1, "12345678", "x");
  assert_endorser (family, 2, "", "n");
}

/* --- relations */

static char *
relate (Laptop *laptop, const char *type, const char *a, const char *b)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (laptop->forum);
  g_autoptr (GError) error = NULL;
  char *id = halqa_merging_relate (step, type, a, b, &error);

  g_assert_no_error (error);
  laptop_save (laptop, halqa_merging_get_draft (step));
  return id;
}

static void
assert_relations (Laptop *laptop, const char *id, const char *expected)
{
  g_autoptr (HalqaItem) item = get_item (laptop, id);
  g_autoptr (HalqaFamily) family = halqa_family_new (laptop->forum, item);
  GListModel *relations = halqa_family_get_relations (family);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (relations); i++)
    {
      g_autoptr (HalqaRelation) relation = g_list_model_get_item (relations, i);

      g_string_append_printf (text, "%s %s;", halqa_relation_get_word (relation),
                              halqa_item_get_label (halqa_relation_get_item (relation)));
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_related_from_both_sides (Fixture *fixture, gconstpointer data)
{
  g_autofree char *here = relate (&fixture->one, "dialogue", fixture->a, fixture->b);
  g_autofree char *there = relate (&fixture->other, "dialogue", fixture->b, fixture->a);
  g_autofree char *next = relate (&fixture->one, "sequence", fixture->a, fixture->c);
  g_autoptr (HalqaMerging) step = NULL;

  g_assert_cmpstr (here, ==, there);
  meet (fixture);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (fixture->one.forum), ==, 0);
  assert_relations (&fixture->other, fixture->a, "dialogue B;after C;");
  assert_relations (&fixture->other, fixture->b, "dialogue A;");
  assert_relations (&fixture->other, fixture->c, "before A;");

  step = halqa_merging_new (fixture->one.forum);
  g_assert_true (halqa_merging_part (step, NULL, fixture->b, fixture->a, NULL));
  laptop_save (&fixture->one, halqa_merging_get_draft (step));
  assert_relations (&fixture->one, fixture->a, "after C;");
  halqa_taken_back_free (
      laptop_take_back (&fixture->one, halqa_draft_get_stamp (halqa_merging_get_draft (step))));
  assert_relations (&fixture->one, fixture->b, "dialogue A;");
}

/* Links as an import may have them: of any id, twice, the wrong way round, of a type that nobody
 * knows, to itself, to nobody. */
static void
test_any_links (Fixture *fixture, gconstpointer data)
{
  static const char *const types[] = { "related", "related", "not_duplicate",
                                       "related", "related", NULL };
  const char *const ends[] = { fixture->b, fixture->a, fixture->b, fixture->a,
                               "00000000000000000000000000000000" };
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (HalqaMerging) step = NULL;

  for (guint i = 0; types[i] != NULL; i++)
    {
      g_autofree char *id = halqa_draft_add (draft, "link");

      halqa_draft_set_text (draft, "link", id, "type", types[i]);
      halqa_draft_set_ref (draft, "link", id, i == 1 ? "b" : "a", fixture->a);
      halqa_draft_set_ref (draft, "link", id, i == 1 ? "a" : "b", i == 1 ? fixture->b : ends[i]);
    }
  laptop_save (&fixture->one, draft);
  assert_relations (&fixture->one, fixture->a, "related B;");
  step = halqa_merging_new (fixture->one.forum);
  g_assert_true (halqa_merging_part (step, "related", fixture->a, fixture->b, NULL));
  laptop_save (&fixture->one, halqa_merging_get_draft (step));
  assert_relations (&fixture->one, fixture->a, "");
}

static void
test_several_of_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (fixture->one.forum);
  g_auto (GStrv) made = NULL;

  laptop_set (&fixture->one, "proposal", fixture->a, "body", "text");
  made =
      halqa_merging_make_several (step, fixture->a, (const char *const[]){ "1", "2", NULL }, NULL);
  laptop_save (&fixture->one, halqa_merging_get_draft (step));
  meet (fixture);
  g_assert_cmpuint (g_strv_length (made), ==, 2);
  assert_text (&fixture->other, made[0], "body", "text");
  assert_text (&fixture->other, made[1], "title", "2");
  assert_relations (&fixture->other, made[1], "whole A;");
  assert_text (&fixture->other, fixture->a, "body", "text");
  halqa_taken_back_free (
      laptop_take_back (&fixture->one, halqa_draft_get_stamp (halqa_merging_get_draft (step))));
  assert_relations (&fixture->one, fixture->a, "");
}

/* What a window shows moves with what is written, wherever that is. */
static void
test_live (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaItem) a = get_item (&fixture->one, fixture->a);
  HalqaFamily *family = halqa_family_new (fixture->one.forum, a);
  ListLog log;

  list_log_start (&log, halqa_family_get_sources (family));
  join (&fixture->other, fixture->a, fixture->b);
  join (&fixture->other, fixture->b, fixture->c);
  meet (fixture);
  g_assert_cmpuint (log.n_added, ==, 2);
  list_log_stop (&log);
  list_log_start (&log, halqa_family_get_sources (family));
  laptop_set (&fixture->other, "proposal", fixture->c, "body", "written meanwhile");
  meet (fixture);
  list_log_expect (&log, 0, 0, 0);
  assert_text (&fixture->one, fixture->c, "body", "written meanwhile");
  laptop_delete (&fixture->other, "proposal", fixture->b);
  meet (fixture);
  list_log_expect (&log, 1, 2, 0);
  list_log_stop (&log);
  assert_into (&fixture->one, fixture->c, NULL);
  g_assert_finalize_object (family);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/app/merging/text-begins-with-the-sources", test_text_begins_with_sources },
    { "/app/merging/text-of-the-result-fits", test_text_fits },
    { "/app/merging/a-step-is-taken-back", test_taken_back },
    { "/app/merging/what-is-so-already-writes-nothing", test_same_writes_nothing },
    { "/app/merging/a-source-becomes-the-result", test_turned_round },
    { "/app/merging/what-makes-no-sense-is-refused", test_refused },
    { "/app/merging/overlapping-groups-keep-both-versions", test_overlapping_groups },
    { "/app/merging/merged-both-ways-has-one-result", test_merged_both_ways },
    { "/app/merging/tallies-are-listed-room-by-room", test_tallies },
    { "/app/merging/endorsements-add-up-by-organisation", test_endorsements },
    { "/app/merging/two-laptops-make-one-relation", test_related_from_both_sides },
    { "/app/merging/links-of-any-kind-are-read", test_any_links },
    { "/app/merging/several-are-made-of-one", test_several_of_one },
    { "/app/merging/a-family-is-live", test_live },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
