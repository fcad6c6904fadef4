/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-merging.h"
#include "halqa-translation.h"
#include "laptop.h"

/* Of a text that is laid out from several, the translations are laid out too, where they are of all
 * of it. */

#define LRM "\342\200\216"
#define RLM "\342\200\217"

typedef struct
{
  HalqaForumKey key;
  Laptop laptop;
  char *arabic;
  char *french;
} Fixture;

static void
set (Fixture *fixture, const char *id, const char *field, const char *text)
{
  g_usleep (2000);
  laptop_set (&fixture->laptop, "proposal", id, field, text);
}

/* One in Arabic with a translation, one in French. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  laptop_start (&fixture->laptop, &fixture->key, TRUE);
  fixture->arabic = laptop_add (&fixture->laptop, "proposal", "title", "ساحة");
  fixture->french = laptop_add (&fixture->laptop, "proposal", "title", "Une cour");
  set (fixture, fixture->arabic, "reference", "ENV-01");
  set (fixture, fixture->arabic, "lang", "ar");
  set (fixture, fixture->arabic, "title@fr", "Une place");
  set (fixture, fixture->arabic, "body", "نغرس");
  set (fixture, fixture->arabic, "body@fr", "Nous plantons");
  set (fixture, fixture->french, "reference", "ENV-02");
  set (fixture, fixture->french, "lang", "fr");
  set (fixture, fixture->french, "body", "Nous arrosons");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  laptop_stop (&fixture->laptop);
  g_free (fixture->arabic);
  g_free (fixture->french);
}

static HalqaItem *
join_new (Fixture *fixture)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (fixture->laptop.forum);
  g_autofree char *made = NULL;

  made =
      halqa_merging_join_new (step, (const char *const[]){ fixture->arabic, fixture->french, NULL },
                              NULL);
  g_assert_nonnull (made);
  laptop_save (&fixture->laptop, halqa_merging_get_draft (step));
  return halqa_forum_dup_item (fixture->laptop.forum, "proposal", made);
}

static void
assert_state (Fixture *fixture,
              HalqaItem *item,
              const char *field,
              const char *language,
              HalqaTranslation expected)
{
  g_assert_cmpint (halqa_translation_look_at (fixture->laptop.forum, item, field, language), ==,
                   expected);
}

static void
test_laid_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaItem) made = join_new (fixture);

  g_assert_cmpstr (halqa_item_get_text (made, "title@fr"), ==, "Une place");
  g_assert_cmpstr (halqa_item_get_text (made, "body"), ==,
                   RLM "⁨ENV-01⁩\nنغرس\n\n" LRM "⁨ENV-02⁩\nNous arrosons");
  g_assert_cmpstr (halqa_item_get_text (made, "body@fr"), ==,
                   LRM "⁨ENV-01⁩\nNous plantons\n\n" LRM "⁨ENV-02⁩\nNous arrosons");
  assert_state (fixture, made, "body", "fr", HALQA_TRANSLATION_CURRENT);
  /* Into what it is in already, nothing. */
  g_assert_cmpstr (halqa_item_get_text (made, "body@ar"), ==, "");
}

/* What would pass for a translation of all, and is not. */
static void
test_not_of_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaItem) lacking = NULL;
  g_autoptr (HalqaItem) older = NULL;

  set (fixture, fixture->arabic, "body@en", "We plant");
  set (fixture, fixture->arabic, "title", "ساحة خضراء");
  set (fixture, fixture->arabic, "body", "نغرس ونسقي");
  older = join_new (fixture);
  g_assert_cmpstr (halqa_item_get_text (older, "title@fr"), ==, "");
  g_assert_cmpstr (halqa_item_get_text (older, "body@fr"), ==, "");
  set (fixture, fixture->arabic, "body@fr", "Nous plantons et arrosons");
  lacking = join_new (fixture);
  g_assert_cmpstr (halqa_item_get_text (lacking, "body@en"), ==, "");
  g_assert_cmpstr (halqa_item_get_text (lacking, "body@fr"), !=, "");
  assert_state (fixture, lacking, "body", "en", HALQA_TRANSLATION_MISSING);
}

static void
add_texts (Fixture *fixture)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (fixture->laptop.forum);

  g_assert_true (halqa_merging_add_texts (step, fixture->arabic,
                                          (const char *const[]){ fixture->french, NULL }, NULL));
  laptop_save (&fixture->laptop, halqa_merging_get_draft (step));
}

/* Below what is there already; where that lacks a translation, one of the whole is still to be made. */
static void
test_added (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaItem) item =
                 halqa_forum_dup_item (fixture->laptop.forum, "proposal", fixture->arabic);

  add_texts (fixture);
  g_assert_cmpstr (halqa_item_get_text (item, "body@fr"), ==,
                   "Nous plantons\n\n" LRM "⁨ENV-02⁩\nNous arrosons");
  assert_state (fixture, item, "body", "fr", HALQA_TRANSLATION_CURRENT);
  set (fixture, fixture->arabic, "body@zgh", "ⴰⴷ ⵏⵥⵥⵓ");
  add_texts (fixture);
  g_assert_cmpstr (halqa_item_get_text (item, "body@zgh"), ==, "ⴰⴷ ⵏⵥⵥⵓ");
  assert_state (fixture, item, "body", "zgh", HALQA_TRANSLATION_OLDER);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add ("/app/merging/translations/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("laid-out-with-the-text", test_laid_out);
  ADD ("not-where-one-is-missing-or-older", test_not_of_all);
  ADD ("added-below-those-of-the-result", test_added);
#undef ADD

  return g_test_run ();
}
