/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-glossary-list.h"
#include "halqa-text.h"
#include "laptop.h"

/* The glossary as people read and edit it. */

typedef struct
{
  HalqaForumKey key;
  Laptop here;
  Laptop there;
  HalqaGlossaryList *glossary;
  guint n_shipped;
  const char *concept; /* that is waited for */
  const char *words;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  laptop_start (&fixture->here, &fixture->key, TRUE);
  laptop_start (&fixture->there, &fixture->key, FALSE);
  fixture->glossary = halqa_glossary_list_new (fixture->here.forum);
  fixture->n_shipped = g_list_model_get_n_items (G_LIST_MODEL (fixture->glossary));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->glossary);
  laptop_stop (&fixture->there);
  laptop_stop (&fixture->here);
}

static HalqaGlossaryEntry *
find (Fixture *fixture, const char *concept)
{
  HalqaGlossaryEntry *entry = halqa_glossary_list_find (fixture->glossary, concept);

  g_assert_nonnull (entry);
  return entry;
}

static gboolean
has_words (gpointer user_data)
{
  Fixture *fixture = user_data;
  HalqaGlossaryEntry *entry = halqa_glossary_list_find (fixture->glossary, fixture->concept);

  return g_strcmp0 (entry != NULL ? halqa_glossary_entry_get_words (entry, HALQA_LANGUAGE_FRENCH)
                                  : NULL,
                    fixture->words) == 0;
}

/* @words: (nullable): in French; %NULL until the concept is gone */
static void
expect (Fixture *fixture, const char *concept, const char *words)
{
  fixture->concept = concept;
  fixture->words = words;
  wait_until (has_words, fixture);
}

static void
write_words (Fixture *fixture, const char *concept, const char *words)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  HalqaGlossaryEntry *entry = find (fixture, concept);
  g_autofree char *seen = g_strdup (halqa_glossary_entry_get_words (entry, HALQA_LANGUAGE_FRENCH));

  halqa_glossary_entry_write (entry, draft, HALQA_LANGUAGE_FRENCH, words, seen);
  laptop_save (&fixture->here, draft);
  g_usleep (2000);
}

static void
reset (Fixture *fixture, const char *concept)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_glossary_entry_reset (find (fixture, concept), draft, HALQA_LANGUAGE_FRENCH);
  laptop_save (&fixture->here, draft);
  g_usleep (2000);
}

static void
test_shipped (Fixture *fixture, gconstpointer data)
{
  HalqaGlossaryEntry *entry = find (fixture, "lighting");
  g_autofree char *title = halqa_glossary_entry_dup_title (entry);

  g_assert_cmpuint (fixture->n_shipped, >, 100);
  g_assert_true (halqa_glossary_entry_is_shipped (entry));
  g_assert_false (halqa_glossary_entry_is_changed (entry));
  g_assert_null (halqa_glossary_entry_get_record (entry, HALQA_LANGUAGE_FRENCH));
  g_assert_nonnull (
      strstr (halqa_glossary_entry_get_words (entry, HALQA_LANGUAGE_FRENCH), "lampadaire"));
  g_assert_cmpstr (title, !=, "");
  g_assert_null (strchr (title, ','));
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  HalqaGlossaryEntry *entry = find (fixture, "lighting");
  g_autofree char *before =
      g_strdup (halqa_glossary_entry_get_words (entry, HALQA_LANGUAGE_FRENCH));
  HalqaItem *record;
  ListLog log;

  list_log_start (&log, fixture->glossary);
  write_words (fixture, "lighting", "candélabre");
  expect (fixture, "lighting", "candélabre");
  record = halqa_glossary_entry_get_record (entry, HALQA_LANGUAGE_FRENCH);
  g_assert_cmpstr (halqa_item_get_text (record, "concept"), ==, "lighting");
  g_assert_cmpstr (halqa_item_get_text (record, "language"), ==, "fr");
  g_assert_true (halqa_glossary_entry_is_changed (entry));
  g_assert_true (halqa_glossary_entry_matches (entry, "candelabre"));
  g_assert_cmpstr (halqa_glossary_entry_get_words (entry, HALQA_LANGUAGE_ARABIC), !=, "");

  write_words (fixture, "lighting", "");
  expect (fixture, "lighting", "");

  reset (fixture, "lighting");
  expect (fixture, "lighting", before);
  g_assert_false (halqa_glossary_entry_is_changed (entry));
  /* The concept was there all the time. */
  list_log_expect (&log, 0, 0, 0);
  list_log_stop (&log);
}

/* What a list held before it was given up is no second version of what is written next. */
static void
test_anew (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before =
      g_strdup (halqa_glossary_entry_get_words (find (fixture, "lighting"), HALQA_LANGUAGE_FRENCH));
  g_autofree char *id = NULL;
  HalqaItem *record;

  write_words (fixture, "lighting", "candélabre");
  expect (fixture, "lighting", "candélabre");
  record = halqa_glossary_entry_get_record (find (fixture, "lighting"), HALQA_LANGUAGE_FRENCH);
  id = g_strdup (halqa_item_get_id (record));
  reset (fixture, "lighting");
  expect (fixture, "lighting", before);
  write_words (fixture, "lighting", "réverbère");
  expect (fixture, "lighting", "réverbère");
  record = halqa_glossary_entry_get_record (find (fixture, "lighting"), HALQA_LANGUAGE_FRENCH);
  g_assert_cmpstr (halqa_item_get_id (record), ==, id);
  g_assert_cmpuint (halqa_item_get_n_conflicts (record), ==, 0);
}

static void
test_own_concept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (HalqaDraft) back = halqa_draft_new ();
  HalqaGlossaryEntry *entry;
  ListLog log;

  list_log_start (&log, fixture->glossary);
  g_assert_null (halqa_glossary_list_find (fixture->glossary, "Tremplin"));
  halqa_glossary_list_add (fixture->glossary, draft, "Tremplin");
  laptop_save (&fixture->here, draft);
  expect (fixture, "tremplin", "");
  list_log_expect (&log, 1, 0, 1);
  entry = find (fixture, "TREMPLIN");
  g_assert_false (halqa_glossary_entry_is_shipped (entry));
  write_words (fixture, "Tremplin", "tremplin, rampe");
  expect (fixture, "Tremplin", "tremplin, rampe");
  halqa_glossary_entry_reset (entry, back, HALQA_LANGUAGE_FRENCH);
  halqa_glossary_entry_reset (entry, back, HALQA_LANGUAGE_ARABIC);
  laptop_save (&fixture->here, back);
  expect (fixture, "Tremplin", NULL);
  list_log_expect (&log, 1, 1, 0);
  list_log_stop (&log);
}

/* Two laptops that edit one list unseen write into one record; nothing of it is lost. */
static void
test_other_laptop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  HalqaGlossaryList *theirs = halqa_glossary_list_new (fixture->there.forum);
  HalqaItem *record;

  halqa_glossary_entry_write (halqa_glossary_list_find (theirs, "lighting"), draft,
                              HALQA_LANGUAGE_FRENCH, "candélabre", "");
  laptop_save (&fixture->there, draft);
  g_usleep (2000);
  write_words (fixture, "lighting", "réverbère");
  laptop_send (&fixture->there, &fixture->here);
  expect (fixture, "lighting", "réverbère");
  record = halqa_glossary_entry_get_record (find (fixture, "lighting"), HALQA_LANGUAGE_FRENCH);
  g_assert_true (halqa_item_has_conflict (record, "words"));
  g_assert_finalize_object (theirs);
}

/* Any field may hold anything. */
static void
test_any_record (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  const char *const concepts[] = { "", "x", "x", "x", "\xe2\x80\xae" };
  const char *const languages[] = { "fr", "fr", "fr", "tlh", "fr" };
  const char *const words[] = { "a", "b\nc", "d", "e", "" };
  g_autofree char *single = NULL;
  HalqaGlossaryEntry *entry;

  for (guint i = 0; i < G_N_ELEMENTS (concepts); i++)
    {
      g_autofree char *id = halqa_draft_add (draft, "term");

      halqa_draft_set_text (draft, "term", id, "concept", concepts[i]);
      halqa_draft_set_text (draft, "term", id, "language", languages[i]);
      halqa_draft_set_text (draft, "term", id, "words", words[i]);
    }
  laptop_save (&fixture->here, draft);
  fixture->concept = "\xe2\x80\xae";
  fixture->words = "";
  wait_until (has_words, fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->glossary)), ==,
                    fixture->n_shipped + 2);
  entry = find (fixture, "x");
  g_assert_true (halqa_glossary_entry_matches (entry, "b d"));
  write_words (fixture, "x", "f");
  expect (fixture, "x", "f");
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/app/glossary/what-ships-is-there", test_shipped);
  add ("/app/glossary/a-list-of-the-forum-stands-in-and-goes-again", test_edit);
  add ("/app/glossary/a-list-that-was-given-up-is-no-version", test_anew);
  add ("/app/glossary/a-forum-has-concepts-of-its-own", test_own_concept);
  add ("/app/glossary/what-two-laptops-write-unseen-is-kept", test_other_laptop);
  add ("/app/glossary/any-record-is-read", test_any_record);
  return g_test_run ();
}
