/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-closing.h"
#include "halqa-hints.h"
#include "laptop.h"

#include <string.h>

/* What is still open when a session ends, and what does not look right in a record: both are told, and
 * nothing is refused for either. */

typedef struct
{
  HalqaForumKey key;
  Laptop here;
  char *session;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  laptop_start (&fixture->here, &fixture->key, TRUE);
  fixture->session = laptop_add (&fixture->here, "session", "title", "ورشة البيئة");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->session);
  laptop_stop (&fixture->here);
}

static HalqaItem *
dup_session (Fixture *fixture)
{
  HalqaItem *item = halqa_forum_dup_item (fixture->here.forum, "session", fixture->session);

  g_assert_nonnull (item);
  return item;
}

static void
set_int (Fixture *fixture, const char *kind, const char *id, const char *field, gint64 number)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_draft_set_int (draft, kind, id, field, number);
  laptop_save (&fixture->here, draft);
}

static char *
add_to (Fixture *fixture,
        const char *kind,
        const char *field,
        const char *target,
        const char *state)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  char *id = halqa_draft_add (draft, kind);

  halqa_draft_set_ref (draft, kind, id, field, target);
  halqa_draft_set_text (draft, kind, id, strcmp (kind, "note") == 0 ? "type" : "state", state);
  laptop_save (&fixture->here, draft);
  return id;
}

/* "u" uncounted, "r" report, "d" draft, "t" without a tally, "q" question, in the order of the list. */
static void
assert_open (Fixture *fixture, const char *expected)
{
  g_autoptr (HalqaItem) session = dup_session (fixture);
  g_autoptr (GListModel) ends = halqa_forum_dup_open_ends (fixture->here.forum, session);
  g_autoptr (GString) seen = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (HalqaOpenEnd) end = g_list_model_get_item (ends, i);

      g_assert_true (HALQA_IS_ITEM (halqa_open_end_get_item (end)));
      g_assert_cmpstr (halqa_open_end_get_words (end), !=, "");
      g_string_append_c (seen, "urdtq"[halqa_open_end_get_why (end)]);
    }
  g_assert_cmpstr (seen->str, ==, expected);
}

static void
test_counts (Fixture *fixture, gconstpointer data)
{
  assert_open (fixture, "uuur");
  set_int (fixture, "session", fixture->session, "attendees_count", 12);
  assert_open (fixture, "uuur");
  set_int (fixture, "session", fixture->session, "women_count", 0);
  set_int (fixture, "session", fixture->session, "youth_count", 0);
  assert_open (fixture, "ur");
  laptop_set (&fixture->here, "session", fixture->session, "count_method", "عدّ عند الباب");
  laptop_set (&fixture->here, "session", fixture->session, "closing_report", "…");
  assert_open (fixture, "");
}

static void
test_proposals (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *draft = add_to (fixture, "proposal", "session", fixture->session, "draft");
  g_autofree char *ready = add_to (fixture, "proposal", "session", fixture->session, "submitted");
  g_autofree char *merged = add_to (fixture, "proposal", "session", fixture->session, "draft");
  g_autofree char *elsewhere =
      add_to (fixture, "proposal", "session", "00112233445566778899aabbccddeeff", "draft");
  g_autofree char *tally = NULL;
  g_autoptr (HalqaDraft) change = halqa_draft_new ();
  g_autoptr (HalqaDraft) count = halqa_draft_new ();

  halqa_draft_set_ref (change, "proposal", merged, "merged_into", ready);
  laptop_save (here, change);
  assert_open (fixture, "uuurdt");

  tally = halqa_draft_add_made_of (count, "tally", "proposal", ready, "session", fixture->session,
                                   "method", "hands", NULL);
  laptop_save (here, count);
  assert_open (fixture, "uuurdt");
  set_int (fixture, "tally", tally, "against", 0);
  assert_open (fixture, "uuurd");
  laptop_delete (here, "proposal", draft);
  assert_open (fixture, "uuur");
}

static void
test_questions (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *proposal = add_to (fixture, "proposal", "session", fixture->session, "draft");
  g_autofree char *one = add_to (fixture, "note", "subject", proposal, "question");
  g_autofree char *other = add_to (fixture, "note", "subject", fixture->session, "question");
  g_autofree char *note = add_to (fixture, "note", "subject", fixture->session, "note");
  g_autofree char *elsewhere =
      add_to (fixture, "note", "subject", "00112233445566778899aabbccddeeff", "question");

  assert_open (fixture, "uuurdqq");
  laptop_set (here, "note", one, "answer", "نعم");
  assert_open (fixture, "uuurdq");
  laptop_set (here, "note", other, "type", "decision");
  assert_open (fixture, "uuurd");
}

/* --- hints */

static void
assert_hints (Fixture *fixture, const char *kind, const char *id, const char *const *parts)
{
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (fixture->here.forum, kind, id);
  g_auto (GStrv) hints = halqa_item_list_hints (item);

  for (gsize i = 0; hints[i] != NULL || parts[i] != NULL; i++)
    {
      g_assert_nonnull (hints[i]);
      g_assert_nonnull (parts[i]);
      g_assert_nonnull (strstr (hints[i], parts[i]));
      g_assert_false (g_str_has_prefix (hints[i], "session."));
    }
}

static void
test_more_women_than_people (Fixture *fixture, gconstpointer data)
{
  assert_hints (fixture, "session", fixture->session, (const char *[]){ NULL });
  set_int (fixture, "session", fixture->session, "women_count", 9);
  assert_hints (fixture, "session", fixture->session, (const char *[]){ NULL });
  set_int (fixture, "session", fixture->session, "attendees_count", 3);
  assert_hints (fixture, "session", fixture->session, (const char *[]){ "9", NULL });
  set_int (fixture, "session", fixture->session, "youth_count", 4);
  assert_hints (fixture, "session", fixture->session, (const char *[]){ "9", "4", NULL });
}

/* As another version may have written them. */
static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autoptr (HalqaItem) session = dup_session (fixture);

  laptop_set (here, "session", fixture->session, "state", "adjourned");
  laptop_set (here, "session", fixture->session, "start_time", "after lunch");
  set_int (fixture, "session", fixture->session, "youth_count", -4);
  g_assert_cmpstr (halqa_item_get_text (session, "state"), ==, "adjourned");
  assert_hints (fixture, "session", fixture->session,
                (const char *[]){ "a time is written", "only one of these words",
                                  "only a whole number from 0", NULL });
}

static void
test_ends_first (Fixture *fixture, gconstpointer data)
{
  laptop_set (&fixture->here, "session", fixture->session, "start_time", "2026-05-15T14:00");
  laptop_set (&fixture->here, "session", fixture->session, "end_time", "2026-05-15T13:00");
  assert_hints (fixture, "session", fixture->session, (const char *[]){ "before", NULL });
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/app/closing/empty-is-open-and-zero-is-not", test_counts);
  ADD ("/app/closing/drafts-and-what-nobody-voted-on", test_proposals);
  ADD ("/app/closing/questions-without-an-answer", test_questions);
  ADD ("/app/hints/more-women-than-people", test_more_women_than_people);
  ADD ("/app/hints/what-this-version-does-not-know", test_unknown);
  ADD ("/app/hints/ends-before-it-begins", test_ends_first);
#undef ADD

  return g_test_run ();
}
