/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-language.h"
#include "halqa-translation.h"
#include "laptop.h"

/* Which translations are missing, and which no longer say what their original does. */

/* Each write in a millisecond of its own: what is older is known by that. */
static void
write_text (Laptop *self, const char *id, const char *field, const char *text)
{
  g_usleep (2000);
  laptop_set (self, "proposal", id, field, text);
}

static void
expect (Laptop *self,
        const char *id,
        const char *field,
        const char *language,
        HalqaTranslation state)
{
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (self->forum, "proposal", id);

  g_assert_cmpint (halqa_translation_look_at (self->forum, item, field, language), ==, state);
}

static void
test_missing (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *id = laptop_add (here, "proposal", "title", "إنارة الأحياء");

  expect (here, id, "title", "fr", HALQA_TRANSLATION_MISSING);
  expect (here, id, "title", "ar", HALQA_TRANSLATION_NONE);
  expect (here, id, "body", "fr", HALQA_TRANSLATION_NONE);
  write_text (here, id, "title@fr", "Éclairer les quartiers");
  expect (here, id, "title", "fr", HALQA_TRANSLATION_CURRENT);
  expect (here, id, "title", "en", HALQA_TRANSLATION_MISSING);
  write_text (here, id, "title@fr", "");
  expect (here, id, "title", "fr", HALQA_TRANSLATION_MISSING);

  /* What is known of the text's language goes before what its letters tell. */
  write_text (here, id, "lang", "fr");
  expect (here, id, "title", "fr", HALQA_TRANSLATION_NONE);
  expect (here, id, "title", "ar", HALQA_TRANSLATION_MISSING);
  write_text (here, id, "lang", "\xe2\x80\xae");
  expect (here, id, "title", "fr", HALQA_TRANSLATION_MISSING);
}

static void
test_older (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *id = laptop_add (here, "proposal", "title", "نور");
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (HalqaItem) item = NULL;

  write_text (here, id, "title@fr", "Lumière");
  write_text (here, id, "body", "x");
  expect (here, id, "title", "fr", HALQA_TRANSLATION_CURRENT);
  write_text (here, id, "title", "نور الأحياء");
  expect (here, id, "title", "fr", HALQA_TRANSLATION_OLDER);
  /* Changed, and changed back: it is what was translated. */
  write_text (here, id, "title", "نور");
  expect (here, id, "title", "fr", HALQA_TRANSLATION_CURRENT);
  write_text (here, id, "title", "ضوء");
  expect (here, id, "title", "fr", HALQA_TRANSLATION_OLDER);
  write_text (here, id, "title", "");
  expect (here, id, "title", "fr", HALQA_TRANSLATION_OLDER);
  write_text (here, id, "title", "ضوء");
  expect (here, id, "title", "fr", HALQA_TRANSLATION_OLDER);

  item = halqa_forum_dup_item (here->forum, "proposal", id);
  halqa_translation_confirm (draft, item, "title", "fr");
  g_usleep (2000);
  laptop_save (here, draft);
  expect (here, id, "title", "fr", HALQA_TRANSLATION_CURRENT);
  g_assert_cmpstr (halqa_item_get_text (item, "title@fr"), ==, "Lumière");
}

/* One entry with both is one moment. */
static void
test_written_together_is_current (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *id = halqa_draft_add (draft, "proposal");

  halqa_draft_set_text (draft, "proposal", id, "title", "نور");
  halqa_draft_set_text (draft, "proposal", id, "title@fr", "Lumière");
  laptop_save (here, draft);
  expect (here, id, "title", "fr", HALQA_TRANSLATION_CURRENT);
}

static void
test_two_translate_and_one_edits (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  Laptop *there = &fixture->there;
  g_autofree char *id = laptop_add (here, "proposal", "title", "نور");

  laptop_send (here, there);
  write_text (here, id, "title@fr", "Lumière");
  write_text (there, id, "title@en", "Light");
  write_text (here, id, "title", "ضوء");
  laptop_send (there, here);
  laptop_send (here, there);
  expect (here, id, "title", "fr", HALQA_TRANSLATION_OLDER);
  expect (here, id, "title", "en", HALQA_TRANSLATION_OLDER);
  expect (there, id, "title", "fr", HALQA_TRANSLATION_OLDER);
  expect (there, id, "title", "en", HALQA_TRANSLATION_OLDER);
  write_text (there, id, "title@en", "Lamp");
  expect (there, id, "title", "en", HALQA_TRANSLATION_CURRENT);
  expect (there, id, "title", "fr", HALQA_TRANSLATION_OLDER);
}

static void
expect_label (Laptop *self, const char *theme, const char *language, const char *label)
{
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (self->forum, "theme", theme);

  g_setenv ("LANGUAGE", language, TRUE);
  g_assert_cmpstr (halqa_item_get_label (item), ==, label);
}

static void
test_a_theme_is_called_as_its_reader_speaks (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  Laptop *there = &fixture->there;
  g_autofree char *id = laptop_add (here, "theme", "name", "البيئة");
  g_autoptr (HalqaItem) held = halqa_forum_dup_item (here->forum, "theme", id);

  expect_label (here, id, "fr", "البيئة");
  laptop_send (here, there);
  laptop_set (here, "theme", id, "name@fr", "Environnement");
  laptop_set (there, "theme", id, "name@en", "Environment");
  laptop_send (there, here);
  laptop_send (here, there);
  expect_label (here, id, "fr", "Environnement");
  expect_label (here, id, "fr_MA.UTF-8:en", "Environnement");
  expect_label (here, id, "en", "Environment");
  expect_label (there, id, "en", "Environment");
  expect_label (there, id, "fr", "Environnement");
  expect_label (there, id, "zgh", "البيئة");
  laptop_set (there, "theme", id, "name@fr", "");
  expect_label (there, id, "fr", "البيئة");
  g_unsetenv ("LANGUAGE");
}

static void
test_what_has_no_title_is_called_by_its_kind (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *theme = laptop_add (here, "theme", "colour", "#1a5fb4");
  g_autofree char *note = laptop_add (here, "note", "type", "note");
  g_autoptr (HalqaItem) named = halqa_forum_dup_item (here->forum, "theme", theme);
  g_autoptr (HalqaItem) other = halqa_forum_dup_item (here->forum, "note", note);

  g_assert_cmpstr (halqa_item_get_label (named), ==, "");
  g_assert_cmpstr (halqa_item_get_name (named), ==, "Theme without a name");
  g_assert_cmpstr (halqa_item_get_name (other), ==, "Without a title");
  laptop_set (here, "theme", theme, "code", "ENV");
  g_assert_cmpstr (halqa_item_get_name (named), ==, "ENV");
  laptop_set (here, "theme", theme, "name", "البيئة");
  g_assert_cmpstr (halqa_item_get_name (named), ==, "البيئة");
}

static void
changed_cb (HalqaItem *item, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_is_told_of (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *id = laptop_add (here, "proposal", "title", "نور");
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (here->forum, "proposal", id);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  guint n_changed = 0;

  g_signal_connect (item, "changed", G_CALLBACK (changed_cb), &n_changed);
  write_text (here, id, "title@fr", "Lumière");
  write_text (here, id, "title", "ضوء");
  g_assert_cmpuint (n_changed, ==, 2);
  halqa_translation_confirm (draft, item, "title", "fr");
  laptop_save (here, draft);
  g_assert_cmpuint (n_changed, ==, 3);
}

static void
expect_list (const char *text, const char *expected)
{
  g_auto (GStrv) languages = halqa_language_parse_list (text);
  g_autofree char *joined = g_strjoinv (" ", languages);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_languages_of_a_forum (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_auto (GStrv) usual = halqa_translation_list_languages (here->forum);

  g_assert_cmpuint (g_strv_length (usual), ==, 4);
  expect_list ("ar fr zgh en", "ar fr zgh en");
  expect_list ("FR،ar; fr-ma / ar", "fr ar fr-ma");
  expect_list ("", "ar fr zgh en");
  expect_list ("العربية", "ar fr zgh en");
  expect_list ("\xe2\x80\xae@ - a-b é", "ar fr zgh en");
  expect_list ("aa ab ac ad ae af ag ah ai aj ak al am an ao ap aq ar",
               "aa ab ac ad ae af ag ah ai aj ak al am an ao ap");
  g_assert_cmpstr (halqa_language_get_name ("fr"), ==, "Français");
  g_assert_cmpstr (halqa_language_get_name ("xx"), ==, "xx");
  g_assert_cmpstr (halqa_language_guess ("ⴰⴷⴷⴰⵍ 12", "fr"), ==, "zgh");
  g_assert_cmpstr (halqa_language_guess ("le مقترح d'éclairage", "fr"), ==, "fr");
  g_assert_null (halqa_language_guess ("12 — 😀", "fr"));
  g_assert_true (halqa_language_equal ("fr", "fr-ma"));
  g_assert_false (halqa_language_equal ("ar", "ary"));
}

#define ADD(path, function)                                                                        \
  g_test_add (path, LaptopPair, NULL, laptop_pair_set_up, function, laptop_pair_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/app/translation/missing-where-the-original-says-something", test_missing);
  ADD ("/app/translation/older-where-the-original-says-another-thing", test_older);
  ADD ("/app/translation/written-together-is-current", test_written_together_is_current);
  ADD ("/app/translation/two-translate-and-one-edits", test_two_translate_and_one_edits);
  ADD ("/app/translation/theme-is-called-as-its-reader-speaks",
       test_a_theme_is_called_as_its_reader_speaks);
  ADD ("/app/translation/what-has-no-title-is-called-by-its-kind",
       test_what_has_no_title_is_called_by_its_kind);
  ADD ("/app/translation/is-told-of", test_is_told_of);
  ADD ("/app/translation/languages-of-a-forum", test_languages_of_a_forum);
  return g_test_run ();
}
