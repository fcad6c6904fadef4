/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-item-counts.h"
#include "halqa-item-groups.h"
#include "laptop.h"

/* What a list shows and in which order: found words, conditions, columns. */

typedef struct
{
  HalqaForumKey key;
  Laptop here;
  HalqaItemFilter *filter;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  laptop_start (&fixture->here, &fixture->key, TRUE);
  fixture->filter = halqa_item_filter_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->filter);
  laptop_stop (&fixture->here);
}

/* The titles of a list, parted by commas. */
static void
expect_titles (gpointer list, const char *expected)
{
  g_autoptr (GString) titles = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (HalqaItem) item = g_list_model_get_item (list, i);

      g_string_append_printf (titles, "%s%s", i > 0 ? "," : "",
                              halqa_item_get_text (item, "title"));
    }
  g_assert_cmpstr (titles->str, ==, expected);
}

/* "VALUE: TITLE TITLE; VALUE: …" of the groups that have anything. */
static void
expect_groups (HalqaItemGroups *groups, const char *expected)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (groups)); i++)
    {
      g_autoptr (HalqaItemGroup) group = g_list_model_get_item (G_LIST_MODEL (groups), i);
      HalqaItem *target = halqa_item_group_get_target (group);
      const char *value = halqa_item_group_get_value (group);
      const guint n = g_list_model_get_n_items (G_LIST_MODEL (group));

      if (n > 0)
        g_string_append_printf (all, "%s%s:", all->len > 0 ? "; " : "",
                                target != NULL  ? halqa_item_get_label (target)
                                : value != NULL ? value
                                                : "other");
      for (guint j = 0; j < n; j++)
        {
          g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (group), j);

          g_string_append_printf (all, " %s", halqa_item_get_text (item, "title"));
        }
    }
  g_assert_cmpstr (all->str, ==, expected);
}

static char *
add (Laptop *laptop, const char *title, const char *state, const char *session)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  char *id = halqa_draft_add (draft, "proposal");

  halqa_draft_set_text (draft, "proposal", id, "title", title);
  halqa_draft_set_text (draft, "proposal", id, "state", state);
  if (session != NULL)
    halqa_draft_set_ref (draft, "proposal", id, "session", session);
  laptop_save (laptop, draft);
  g_usleep (2000);
  return id;
}

static void
count_cb (guint *n)
{
  ++*n;
}

static void
test_words_as_typed_come_first (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *weak = add (here, "شبكة والتعاونيات", "draft", NULL);
  g_autofree char *exact = add (here, "سوق تعاونية", "draft", NULL);
  g_autofree char *article = add (here, "دار التعاونية", "draft", NULL);
  g_autofree char *later = NULL;
  g_autoptr (HalqaItemList) list = halqa_item_list_new (here->forum, "proposal", "created", FALSE);

  laptop_settle (here);
  halqa_item_list_set_search (list, "تعاونية");
  expect_titles (list, "سوق تعاونية,دار التعاونية,شبكة والتعاونيات");
  g_assert_cmpuint (halqa_item_list_find (list, weak), ==, 2);

  /* So does what arrives meanwhile, and what is written into the words. */
  later = add (here, "نادي تعاونية", "draft", NULL);
  laptop_set (here, "proposal", exact, "title", "سوق تعاونيات");
  laptop_settle (here);
  list_settle (list);
  expect_titles (list, "دار التعاونية,نادي تعاونية,شبكة والتعاونيات,سوق تعاونيات");
  halqa_item_list_set_search (list, NULL);
  expect_titles (list, "شبكة والتعاونيات,سوق تعاونيات,دار التعاونية,نادي تعاونية");
}

static void
test_titles_come_first (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *text = add (here, "Un banc", "draft", NULL);
  g_autofree char *title = add (here, "À l’ombre", "draft", NULL);
  g_autofree char *translated = add (here, "ساحة", "draft", NULL);
  g_autoptr (HalqaItemList) list = halqa_item_list_new (here->forum, "proposal", "created", FALSE);

  laptop_set (here, "proposal", text, "body", "à l’ombre d’un arbre");
  laptop_set (here, "proposal", translated, "title@fr", "La place à l’ombre");
  laptop_settle (here);
  halqa_item_list_set_search (list, "ombre");
  expect_titles (list, "À l’ombre,ساحة,Un banc");
  /* All of the words. */
  halqa_item_list_set_search (list, "ombre arbre");
  expect_titles (list, "Un banc");
  halqa_item_list_set_search (list, "a omb");
  expect_titles (list, "À l’ombre,ساحة,Un banc");
  /* Not where a field was chosen. */
  halqa_item_list_set_sort (list, "title", TRUE, NULL);
  expect_titles (list, "ساحة,À l’ombre,Un banc");
  halqa_item_list_set_sort (list, "state", FALSE, NULL);
  expect_titles (list, "Un banc,À l’ombre,ساحة");

  /* What is written into a title, and out of it. */
  halqa_item_list_set_sort (list, "created", TRUE, NULL);
  laptop_set (here, "proposal", text, "title", "L’ombre d’un arbre");
  laptop_set (here, "proposal", title, "title", "L’abri");
  laptop_set (here, "proposal", title, "body", "à l’ombre");
  laptop_settle (here);
  list_settle (list);
  expect_titles (list, "ساحة,L’ombre d’un arbre,L’abri");
}

/* What was shown stays until then; words that were typed later count, and what was written meanwhile. */
static void
test_words_are_looked_for_beside_the_window (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *water = add (here, "eau", "draft", NULL);
  g_autofree char *roof = add (here, "toit", "draft", NULL);
  g_autofree char *later = NULL;
  g_autoptr (HalqaItemList) list = halqa_item_list_new (here->forum, "proposal", "created", FALSE);
  guint n_found = 0;

  laptop_settle (here);
  halqa_item_list_set_filter (list, fixture->filter);
  g_signal_connect_swapped (list, "found", G_CALLBACK (count_cb), &n_found);
  halqa_item_filter_set_search (fixture->filter, "eau");
  g_assert_true (halqa_item_list_is_searching (list));
  expect_titles (list, "eau,toit");
  halqa_item_filter_set_search (fixture->filter, "toit");
  list_settle (list);
  expect_titles (list, "toit");
  g_assert_cmpuint (n_found, ==, 1);

  halqa_item_filter_set_search (fixture->filter, "to");
  later = add (here, "toits", "draft", NULL);
  laptop_settle (here);
  list_settle (list);
  expect_titles (list, "toit,toits");
  halqa_item_filter_set_search (fixture->filter, "");
  expect_titles (list, "eau,toit,toits");

  /* Whoever lets go of it waits for nothing. */
  halqa_item_filter_set_search (fixture->filter, "eau");
  g_assert_true (halqa_item_list_is_searching (list));
  g_assert_finalize_object (g_steal_pointer (&list));
}

static void
test_values_of_one_field_are_alternatives (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *session = laptop_add (here, "session", "title", "Hall");
  g_autofree char *a = add (here, "a", "draft", session);
  g_autofree char *b = add (here, "b", "accepted", NULL);
  g_autofree char *c = add (here, "c", "rejected", session);
  g_autoptr (HalqaItemList) list = halqa_item_list_new (here->forum, "proposal", "title", FALSE);

  halqa_item_list_set_filter (list, fixture->filter);
  halqa_item_filter_set (fixture->filter, "state", "draft", TRUE);
  expect_titles (list, "a");
  halqa_item_filter_set (fixture->filter, "state", "accepted", TRUE);
  expect_titles (list, "a,b");
  halqa_item_filter_set (fixture->filter, "session", session, TRUE);
  expect_titles (list, "a");
  halqa_item_filter_set (fixture->filter, "session", "", TRUE);
  expect_titles (list, "a,b");
  /* What is written moves in and out. */
  laptop_set (here, "proposal", c, "state", "draft");
  expect_titles (list, "a,b,c");
  laptop_set (here, "proposal", b, "state", "postponed");
  expect_titles (list, "a,c");
  /* A list of one session's has that condition by itself. */
  halqa_item_list_set_parent (list, "session", session);
  halqa_item_filter_set (fixture->filter, "session", session, FALSE);
  expect_titles (list, "a,c");
  halqa_item_list_set_parent (list, NULL, NULL);
  expect_titles (list, "");
  halqa_item_filter_set (fixture->filter, HALQA_ITEM_FILTER_IN_CONFLICT, "", TRUE);
  halqa_item_filter_clear (fixture->filter);
  expect_titles (list, "a,b,c");
  halqa_item_filter_set (fixture->filter, HALQA_ITEM_FILTER_OWN, "", TRUE);
  expect_titles (list, "a,b,c");
  halqa_item_filter_set (fixture->filter, HALQA_ITEM_FILTER_IN_CONFLICT, "", TRUE);
  expect_titles (list, "");
  halqa_item_filter_set (fixture->filter, "state", "a state of tomorrow", TRUE);
  halqa_item_filter_set (fixture->filter, "theme", "no id", TRUE);
  expect_titles (list, "");
}

static void
test_fields_are_ordered_as_people_see_them (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *west = laptop_add (here, "session", "title", "West");
  g_autofree char *east = laptop_add (here, "session", "title", "East");
  g_autofree char *a = add (here, "a", "postponed", west);
  g_autofree char *b = add (here, "b", "draft", NULL);
  g_autofree char *c = add (here, "c", "to_merge", east);
  g_autofree char *above = laptop_add (here, "session", "title", "Above");
  g_autoptr (HalqaItemList) list = halqa_item_list_new (here->forum, "proposal", "state", FALSE);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  expect_titles (list, "b,c,a");
  halqa_item_list_set_sort (list, "session", FALSE, NULL);
  expect_titles (list, "c,a,b");
  laptop_set (here, "session", west, "title", "Centre");
  expect_titles (list, "a,c,b");
  /* Nothing pointed at it before. */
  halqa_draft_set_ref (draft, "proposal", b, "session", above);
  laptop_save (here, draft);
  expect_titles (list, "b,a,c");
  laptop_set (here, "session", above, "title", "Park");
  expect_titles (list, "a,c,b");
}

static void
test_equals_are_in_the_second_order (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  const HalqaSort title = { "title", FALSE };
  const HalqaSort title_reversed = { "title", TRUE };
  const HalqaSort session = { "session", FALSE };
  g_autofree char *west = laptop_add (here, "session", "title", "West");
  g_autofree char *east = laptop_add (here, "session", "title", "East");
  g_autofree char *c = add (here, "c", "draft", west);
  g_autofree char *b = add (here, "b", "accepted", west);
  g_autofree char *d = add (here, "d", "draft", east);
  g_autofree char *a = add (here, "a", "draft", NULL);
  g_autoptr (HalqaItemList) list =
                 halqa_item_list_new_sorted (here->forum, "proposal", "state", FALSE, &title);

  expect_titles (list, "a,c,d,b");
  halqa_item_list_set_sort (list, "state", FALSE, &title_reversed);
  expect_titles (list, "d,c,a,b");
  /* The first is turned round, and the second is not; what has none comes last. */
  halqa_item_list_set_sort (list, "state", TRUE, &session);
  expect_titles (list, "b,d,c,a");
  /* What is written later goes to its place, and so does what points at it. */
  laptop_set (here, "proposal", b, "state", "draft");
  expect_titles (list, "d,c,b,a");
  laptop_set (here, "session", east, "title", "Zone");
  expect_titles (list, "c,b,d,a");
}

static void
set_theme (Laptop *self, const char *proposal, const char *theme)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_draft_set_ref (draft, "proposal", proposal, "theme", theme);
  laptop_save (self, draft);
}

static void
test_themes_are_in_their_order (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *work = laptop_add (here, "theme", "name", "Work");
  g_autofree char *air = laptop_add (here, "theme", "name", "Air");
  g_autofree char *a = add (here, "a", "draft", NULL);
  g_autofree char *b = add (here, "b", "draft", NULL);
  g_autofree char *c = add (here, "c", "draft", NULL);
  g_autofree char *late = NULL;
  g_autoptr (HalqaItemList) list = halqa_item_list_new (here->forum, "proposal", "theme", FALSE);

  set_theme (here, a, air);
  set_theme (here, b, work);
  expect_titles (list, "b,a,c");
  laptop_set (here, "theme", air, "position", "Z0");
  expect_titles (list, "a,b,c");
  laptop_set (here, "theme", air, "name", "Zinc");
  expect_titles (list, "a,b,c");
  late = laptop_add (here, "theme", "name", "Late");
  set_theme (here, c, late);
  laptop_delete (here, "theme", air);
  expect_titles (list, "b,c,a");
}

static void
test_each_is_in_one_column (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *a = add (here, "a", "accepted", NULL);
  g_autofree char *b = add (here, "b", "draft", NULL);
  g_autofree char *c = laptop_add (here, "proposal", "title", "c");
  g_autoptr (HalqaItemGroups) groups = NULL;

  laptop_set (here, "proposal", c, "state", "");
  groups = halqa_item_groups_new (here->forum, "proposal", "state", "created", FALSE, NULL,
                                  fixture->filter);
  expect_groups (groups, ": c; draft: b; accepted: a");
  laptop_set (here, "proposal", b, "state", "accepted");
  expect_groups (groups, ": c; accepted: a b");
  laptop_delete (here, "proposal", a);
  expect_groups (groups, ": c; accepted: b");
  halqa_item_filter_set (fixture->filter, "state", "accepted", TRUE);
  expect_groups (groups, "accepted: b");
  laptop_settle (here);
  halqa_item_filter_set_search (fixture->filter, "c");
  expect_groups (groups, "");
  halqa_item_filter_clear (fixture->filter);
  expect_groups (groups, ": c; accepted: b");
  g_assert_finalize_object (g_steal_pointer (&groups));
}

/* A session that has not arrived has no column; what points at it waits in the last. */
static void
test_columns_come_with_their_records (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *hall = laptop_add (here, "session", "title", "Hall");
  g_autofree char *a = add (here, "a", "draft", hall);
  g_autofree char *b = add (here, "b", "draft", "00112233445566778899aabbccddeeff");
  g_autoptr (HalqaItemGroups) groups =
                 halqa_item_groups_new (here->forum, "proposal", "session", "created", FALSE, NULL,
                                        fixture->filter);
  g_autofree char *garden = NULL;

  expect_groups (groups, "Hall: a; other: b");
  garden = laptop_add (here, "session", "title", "Garden");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (groups)), ==, 4);
  laptop_delete (here, "session", hall);
  expect_groups (groups, "other: a b");
}

static void
test_who_points_at_it_is_counted (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *a = add (here, "a", "draft", NULL);
  g_autofree char *b = add (here, "b", "draft", NULL);
  g_autofree char *action = laptop_add (here, "action", "title", "to do");
  HalqaItemCounts *counts = halqa_item_counts_new (here->forum, "action", "proposal");
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  g_assert_cmpuint (halqa_item_counts_get (counts, a), ==, 0);
  halqa_draft_set_ref (draft, "action", action, "proposal", a);
  laptop_save (here, draft);
  g_assert_cmpuint (halqa_item_counts_get (counts, a), ==, 1);
  laptop_set (here, "action", action, "title", "done");
  g_assert_cmpuint (halqa_item_counts_get (counts, a), ==, 1);
  laptop_delete (here, "action", action);
  g_assert_cmpuint (halqa_item_counts_get (counts, a), ==, 0);
  g_assert_cmpuint (halqa_item_counts_get (counts, b), ==, 0);
  g_assert_cmpuint (halqa_item_counts_get (counts, "no id"), ==, 0);
  g_assert_finalize_object (counts);
}

static void
set_ref (Laptop *laptop, const char *kind, const char *id, const char *field, const char *target)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_draft_set_ref (draft, kind, id, field, target);
  laptop_save (laptop, draft);
}

static void
test_a_session_lends_its_theme (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *water = laptop_add (here, "theme", "name", "Water");
  g_autofree char *work = laptop_add (here, "theme", "name", "Work");
  g_autofree char *hall = laptop_add (here, "session", "title", "Hall");
  g_autofree char *a = add (here, "a", "draft", hall);
  g_autofree char *b = add (here, "b", "draft", hall);
  g_autofree char *c = add (here, "c", "draft", NULL);
  g_autoptr (HalqaItemList) list = halqa_item_list_new (here->forum, "proposal", "theme", FALSE);
  g_autoptr (HalqaItemGroups) groups =
                 halqa_item_groups_new (here->forum, "proposal", "theme", "created", FALSE, NULL,
                                        fixture->filter);

  set_ref (here, "proposal", b, "theme", work);
  expect_groups (groups, ": a c; Work: b");
  expect_titles (list, "b,a,c");
  /* What is given to the session is of all that names no other. */
  set_ref (here, "session", hall, "theme", water);
  expect_groups (groups, ": c; Water: a; Work: b");
  expect_titles (list, "a,b,c");
  halqa_item_list_set_filter (list, fixture->filter);
  halqa_item_filter_set (fixture->filter, "theme", water, TRUE);
  expect_titles (list, "a");
  halqa_item_filter_set (fixture->filter, "theme", "", TRUE);
  expect_titles (list, "a,c");
  /* That which is asked for by itself means what points at it. */
  halqa_item_list_set_filter (list, NULL);
  halqa_item_list_set_parent (list, "theme", water);
  expect_titles (list, "");
  halqa_item_list_set_parent (list, NULL, NULL);
  laptop_delete (here, "session", hall);
  expect_titles (list, "b,a,c");
}

static void
test_let_go_by_who_is_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = add (&fixture->here, "a", "accepted", NULL);
  HalqaItemList *list = halqa_item_list_new (fixture->here.forum, "proposal", "title", FALSE);

  halqa_item_list_set_filter (list, fixture->filter);
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (g_clear_object), &list);
  halqa_item_filter_set (fixture->filter, "state", "draft", TRUE);
  g_assert_null (list);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/app/filter/words-as-typed-come-first", test_words_as_typed_come_first);
  ADD ("/app/filter/titles-come-first", test_titles_come_first);
  ADD ("/app/filter/words-are-looked-for-beside-the-window",
       test_words_are_looked_for_beside_the_window);
  ADD ("/app/filter/values-of-one-field-are-alternatives",
       test_values_of_one_field_are_alternatives);
  ADD ("/app/filter/fields-are-ordered-as-people-see-them",
       test_fields_are_ordered_as_people_see_them);
  ADD ("/app/filter/equals-are-in-the-second-order", test_equals_are_in_the_second_order);
  ADD ("/app/filter/themes-are-in-their-order", test_themes_are_in_their_order);
  ADD ("/app/filter/a-session-lends-its-theme", test_a_session_lends_its_theme);
  ADD ("/app/filter/each-is-in-one-column", test_each_is_in_one_column);
  ADD ("/app/filter/columns-come-with-their-records", test_columns_come_with_their_records);
  ADD ("/app/filter/who-points-at-it-is-counted", test_who_points_at_it_is_counted);
  ADD ("/app/filter/let-go-by-who-is-told", test_let_go_by_who_is_told);
  return g_test_run ();
}
