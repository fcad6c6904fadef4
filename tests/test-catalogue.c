/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-catalogue.h"
#include "test-tools.h"

/* The texts of the interface as people mend them: what is kept, what is refused, and that the program
 * speaks it. */

#define DOMAIN "halqa"

static const char shipped[] =
    "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Language: ar\\n\"\n"
    "\"Plural-Forms: nplurals=3; plural=n==1 ? 0 : n==2 ? 1 : 2;\\n\"\n\n"
    "#. Translators: of a proposal.\nmsgctxt \"state\"\nmsgid \"_Open\"\nmsgstr \"مفتوح\"\n\n"
    "#, c-format\nmsgid \"%s holds %u\"\nmsgstr \"في %s %u\"\n\n"
    "#, c-format\nmsgid \"%u laptop\"\nmsgid_plural \"%u laptops\"\n"
    "msgstr[0] \"حاسوب\"\nmsgstr[1] \"حاسوبان\"\nmsgstr[2] \"%u حواسيب\"\n\n"
    "msgid \"Close\"\nmsgstr \"\"\n\n"
    "msgctxt \"language code\"\nmsgid \"en\"\nmsgstr \"ar\"\n\n"
    "msgid \"default:LTR\"\nmsgstr \"default:RTL\"\n";

typedef struct
{
  char *folder;
  char *shipped;
  char *compiled;
  char *own;
  char *cache;
  HalqaCataloguePlaces places;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;

  self->folder = test_make_folder ();
  self->shipped = g_build_filename (self->folder, "po", NULL);
  self->compiled = g_build_filename (self->folder, "locale", NULL);
  self->own = g_build_filename (self->folder, "own", NULL);
  self->cache = g_build_filename (self->folder, "cache", NULL);
  self->places = (HalqaCataloguePlaces){ self->shipped, self->compiled, self->own, self->cache };
  path = g_build_filename (self->shipped, "ar.po", NULL);
  g_assert_cmpint (g_mkdir (self->shipped, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, shipped, -1, NULL));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  test_remove_folder (self->folder);
  g_free (self->shipped);
  g_free (self->compiled);
  g_free (self->own);
  g_free (self->cache);
}

static HalqaCatalogue *
open_catalogue (Fixture *self, const char *language)
{
  g_autoptr (GError) error = NULL;
  HalqaCatalogue *catalogue = halqa_catalogue_new (&self->places, language, &error);

  g_assert_no_error (error);
  return catalogue;
}

static HalqaPhrase *
find (HalqaCatalogue *catalogue, const char *original)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (catalogue)); i++)
    {
      g_autoptr (HalqaPhrase) phrase = g_list_model_get_item (G_LIST_MODEL (catalogue), i);

      if (strcmp (halqa_phrase_get_original (phrase), original) == 0)
        return phrase; /* the catalogue holds it */
    }
  g_assert_not_reached ();
}

static void
write_text (HalqaCatalogue *catalogue, const char *original, const char *text)
{
  const char *const texts[] = { text, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (halqa_catalogue_set (catalogue, find (catalogue, original), texts, &error));
  g_assert_no_error (error);
}

static void
write_own (Fixture *self, const char *content)
{
  g_autofree char *path = g_build_filename (self->own, "ar.po", NULL);

  g_mkdir_with_parents (self->own, 0700);
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static void
test_shipped (Fixture *self, gconstpointer data)
{
  g_autoptr (HalqaCatalogue) catalogue = open_catalogue (self, "ar");
  HalqaPhrase *state = find (catalogue, "_Open");
  g_autofree char *signs = halqa_phrase_dup_placeholders (find (catalogue, "%s holds %u"));

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 6);
  g_assert_cmpuint (halqa_catalogue_get_n_missing (catalogue), ==, 1);
  g_assert_cmpstr (halqa_phrase_get_context (state), ==, "state");
  g_assert_cmpstr (halqa_phrase_get_comment (state), ==, "of a proposal.");
  g_assert_cmpint (halqa_phrase_get_state (state), ==, HALQA_PHRASE_SHIPPED);
  g_assert_true (halqa_phrase_matches (state, "open"));
  g_assert_true (halqa_phrase_matches (state, "مفتوح"));
  g_assert_false (halqa_phrase_matches (state, "close"));
  g_assert_cmpstr (signs, ==, "%s %u");
  g_assert_cmpuint (halqa_phrase_get_n_forms (find (catalogue, "%u laptop")), ==, 3);
  g_assert_false (g_file_test (self->own, G_FILE_TEST_EXISTS));
}

/* What was written is there the next time, and what came with the program comes back. */
static void
test_kept (Fixture *self, gconstpointer data)
{
  HalqaCatalogue *catalogue = open_catalogue (self, "ar");
  g_autoptr (HalqaCatalogue) again = NULL;
  g_autofree char *content = NULL;

  write_text (catalogue, "Close", "إغلاق");
  write_text (catalogue, "%s holds %u", "%2$u في %1$s");
  write_text (catalogue, "_Open", "\"\\\t");
  g_assert_true (g_file_get_contents (halqa_catalogue_get_path (catalogue), &content, NULL, NULL));
  g_assert_nonnull (strstr (content, "إغلاق"));
  g_assert_null (strstr (content, "مفتوح"));
  g_assert_finalize_object (catalogue);

  again = open_catalogue (self, "ar");
  g_assert_cmpuint (halqa_catalogue_get_n_missing (again), ==, 0);
  g_assert_cmpint (halqa_phrase_get_state (find (again, "Close")), ==, HALQA_PHRASE_OWN);
  g_assert_cmpstr (halqa_phrase_get_text (find (again, "%s holds %u"), 0), ==, "%2$u في %1$s");
  g_assert_cmpstr (halqa_phrase_get_text (find (again, "_Open"), 0), ==, "\"\\\t");
  write_text (again, "%s holds %u", "");
  g_assert_cmpstr (halqa_phrase_get_text (find (again, "%s holds %u"), 0), ==, "في %s %u");
}

static void
test_unfit (Fixture *self, gconstpointer data)
{
  static const char *const wrong[] = { "%u في %s", "%s", "%s %s", "%s %n", "%s %u %d" };
  g_autoptr (HalqaCatalogue) catalogue = open_catalogue (self, "ar");
  HalqaPhrase *phrase = find (catalogue, "%s holds %u");
  const char *const forms[] = { "%s", "%u %u", "%u حواسيب", NULL };
  const char *const line[] = { "إغلاق\n", NULL };
  const char *const some[] = { "حاسوب", "", "%u حواسيب", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const char *const texts[] = { wrong[i], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_false (halqa_catalogue_set (catalogue, phrase, texts, &error));
      g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "%s %u"));
    }
  g_assert_false (halqa_catalogue_set (catalogue, find (catalogue, "%u laptop"), forms, NULL));
  g_assert_false (halqa_catalogue_set (catalogue, find (catalogue, "Close"), line, NULL));
  /* One that is empty would be shown as that. */
  g_assert_false (halqa_catalogue_set (catalogue, find (catalogue, "%u laptop"), some, NULL));
  g_assert_cmpstr (halqa_phrase_get_text (phrase, 0), ==, "في %s %u");
  g_assert_false (g_file_test (self->own, G_FILE_TEST_EXISTS));
}

/* A file that came from anywhere: what the program could not print, or does not know, is passed over,
 * whatever the file says of it. */
static void
test_foreign (Fixture *self, gconstpointer data)
{
  g_autoptr (HalqaCatalogue) catalogue = NULL;

  write_own (self, "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"
                   "msgid \"%s holds %u\"\nmsgstr \"%n%n%n\"\n\n"
                   "msgid \"Close\"\nmsgid_plural \"%s\"\nmsgstr[0] \"%s\"\n\n"
                   "msgid \"%u laptop\"\nmsgid_plural \"%s%s\"\nmsgstr[0] \"%s\"\n\n"
                   "#, fuzzy\nmsgctxt \"state\"\nmsgid \"_Open\"\nmsgstr \"x\"\n\n"
                   "msgid \"Unknown\"\nmsgstr \"x\"\n");
  catalogue = open_catalogue (self, "ar");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalogue)), ==, 6);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (HalqaPhrase) phrase = g_list_model_get_item (G_LIST_MODEL (catalogue), i);

      g_assert_cmpint (halqa_phrase_get_state (phrase), !=, HALQA_PHRASE_OWN);
    }
}

static void
test_damaged (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_own (self, "msgid \"Close\"\nmsgstr \"cut off");
  g_assert_null (halqa_catalogue_new (&self->places, "ar", &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE);
  g_assert_null (halqa_catalogue_compile (&self->places, NULL));
}

/* What can't be kept is told, and nothing that was kept before is lost. */
static void
test_unwritable (Fixture *self, gconstpointer data)
{
  const char *const texts[] = { "إغلاق", NULL };
  g_autoptr (HalqaCatalogue) catalogue = open_catalogue (self, "ar");
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (self->own, "in the way", -1, NULL));
  g_assert_false (halqa_catalogue_set (catalogue, find (catalogue, "Close"), texts, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (halqa_phrase_get_state (find (catalogue, "Close")), ==, HALQA_PHRASE_MISSING);
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (self->own), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (halqa_catalogue_get_path (catalogue), 0700), ==, 0);
  g_assert_false (halqa_catalogue_set (catalogue, find (catalogue, "Close"), texts, &error));
  g_assert_nonnull (error);
}

/* Another laptop's file, and one of another language. */
static void
test_taken (Fixture *self, gconstpointer data)
{
  g_autoptr (HalqaCatalogue) catalogue = open_catalogue (self, "ar");
  g_autofree char *path = g_build_filename (self->folder, "theirs.po", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *french = NULL;
  guint n;

  write_text (catalogue, "Close", "إغلاق");
  g_assert_cmpint (g_rename (halqa_catalogue_get_path (catalogue), path), ==, 0);
  g_object_unref (catalogue);
  catalogue = open_catalogue (self, "ar");
  g_assert_true (halqa_catalogue_take (catalogue, path, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (g_file_test (halqa_catalogue_get_path (catalogue), G_FILE_TEST_EXISTS));

  g_clear_object (&catalogue);
  catalogue = open_catalogue (self, "fr");
  g_assert_false (halqa_catalogue_take (catalogue, path, &n, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE);
}

/* No text that fits, for another reason than in a file of ours. */
static void
test_of_another_program (Fixture *self, gconstpointer data)
{
  g_autoptr (HalqaCatalogue) catalogue = open_catalogue (self, "ar");
  g_autofree char *path = g_build_filename (self->folder, "theirs.po", NULL);
  const char *const header = "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n";
  g_autofree char *theirs =
      g_strconcat (header, "\nmsgid \"Eject the disc\"\nmsgstr \"إخراج القرص\"\n", NULL);
  g_autofree char *empty = g_strconcat (header, "\nmsgid \"Close\"\nmsgstr \"\"\n", NULL);
  g_autoptr (GError) error = NULL;
  guint n;

  g_assert_true (g_file_set_contents (path, theirs, -1, NULL));
  g_assert_false (halqa_catalogue_take (catalogue, path, &n, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "None of its texts"));
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (path, empty, -1, NULL));
  g_assert_true (halqa_catalogue_take (catalogue, path, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 0);
}

/* In words of ours, whatever gettext says. */
static void
test_broken_is_told (Fixture *self, gconstpointer data)
{
  g_autoptr (HalqaCatalogue) catalogue = open_catalogue (self, "ar");
  g_autofree char *path = g_build_filename (self->folder, "theirs.po", NULL);
  g_autoptr (GError) error = NULL;
  guint n;

  g_assert_true (g_file_set_contents (path, "msgid \"\"\nmsgstr \"\n", -1, NULL));
  g_assert_false (halqa_catalogue_take (catalogue, path, &n, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "Line 3 "));
  g_assert_null (strstr (error->message, "end-of-line"));
}

/* Also by another person on another laptop. */
static void
test_given (Fixture *self, gconstpointer data)
{
  g_autoptr (HalqaCatalogue) catalogue = open_catalogue (self, "ar");
  g_autofree char *path = g_build_filename (self->folder, "given.po", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  write_text (catalogue, "Close", "إغلاق");
  g_assert_true (halqa_catalogue_give (catalogue, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_nonnull (strstr (content, "إغلاق"));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0044, !=, 0);
}

static void
speak (const char *folder)
{
  /* Another language between, so that gettext forgets what it has found. */
  g_setenv ("LANGUAGE", "en", TRUE);
  bindtextdomain (DOMAIN, folder);
  bind_textdomain_codeset (DOMAIN, "UTF-8");
  g_setenv ("LANGUAGE", "zgh", TRUE);
}

/* In a language that nothing came for: begun here, and spoken. */
static void
test_spoken (Fixture *self, gconstpointer data)
{
  g_autoptr (HalqaCatalogue) catalogue = open_catalogue (self, "zgh");
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *same = NULL;
  g_autofree char *other = NULL;
  g_auto (GStrv) codes = NULL;

  g_assert_null (halqa_catalogue_compile (&self->places, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (halqa_catalogue_get_n_missing (catalogue), ==, 4);
  write_text (catalogue, "Close", "ⵔⴳⵍ");
  codes = halqa_catalogue_list_own (&self->places);
  g_assert_cmpstr (codes[0], ==, "zgh");

  first = halqa_catalogue_compile (&self->places, &error);
  g_assert_no_error (error);
  same = halqa_catalogue_compile (&self->places, &error);
  g_assert_cmpstr (first, ==, same);
  speak (first);
  g_assert_cmpstr (dgettext (DOMAIN, "Close"), ==, "ⵔⴳⵍ");
  g_assert_cmpstr (g_dpgettext2 (DOMAIN, "language code", "en"), ==, "zgh");
  g_assert_cmpstr (dgettext (DOMAIN, "Unknown"), ==, "Unknown");

  write_text (catalogue, "Close", "ⵇⵇⵏ");
  other = halqa_catalogue_compile (&self->places, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first, !=, other);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  speak (other);
  g_assert_cmpstr (dgettext (DOMAIN, "Close"), ==, "ⵇⵇⵏ");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/app/catalogue/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("shipped", test_shipped);
  ADD ("kept", test_kept);
  ADD ("unfit", test_unfit);
  ADD ("foreign", test_foreign);
  ADD ("damaged", test_damaged);
  ADD ("unwritable", test_unwritable);
  ADD ("taken", test_taken);
  ADD ("of-another-program", test_of_another_program);
  ADD ("broken-is-told", test_broken_is_told);
  ADD ("given", test_given);
  ADD ("spoken", test_spoken);
#undef ADD
  return g_test_run ();
}
