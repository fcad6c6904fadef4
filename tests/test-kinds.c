/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-kinds.h"

#include <locale.h>
#include <string.h>

#include "halqa-app-error.h"

static void
assert_taken (const char *kind, const char *field, const char *text, const char *shown)
{
  g_autoptr (GError) error = NULL;
  g_auto (HalqaValue) value = HALQA_VALUE_INIT;
  g_autofree char *formatted = NULL;
  gboolean taken = halqa_kinds_parse (kind, field, text, &value, &error);

  g_assert_no_error (error);
  g_assert_true (taken);
  formatted = halqa_kinds_format (&value);
  g_assert_cmpstr (formatted, ==, shown);
}

static void
assert_refused (const char *kind, const char *field, const char *text)
{
  g_autoptr (GError) error = NULL;
  HalqaValue value = HALQA_VALUE_INIT;

  g_assert_false (halqa_kinds_parse (kind, field, text, &value, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID);
  g_assert_null (strchr (error->message, '\n'));
  if (halqa_app_error_get_field (error) != NULL)
    {
      g_autofree char *whole =
          g_strdup_printf ("%s.%s: %s", kind, field, halqa_app_error_get_sentence (error));

      g_assert_cmpstr (error->message, ==, whole);
    }
  g_assert_cmpint (value.type, ==, HALQA_VALUE_NULL);
}

static void
test_text_as_it_is (void)
{
  g_autofree char *longest = g_strnfill (HALQA_TEXT_MAX, 'x');
  g_autofree char *longer = g_strnfill (HALQA_TEXT_MAX + 1, 'x');

  assert_taken ("proposal", "title", "  الأحياء\t e\314\201 \r\n", "  الأحياء\t e\314\201 \r\n");
  assert_taken ("proposal", "body", longest, longest);
  assert_refused ("proposal", "body", longer);
  assert_refused ("proposal", "title", "\377\376");
  assert_refused ("proposal", "title", "\355\240\200");
}

static void
test_empty_is_null (void)
{
  static const char *const fields[] = { "title", "position", "session", "state", "title@fr" };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      HalqaValue value = halqa_value_int (1);

      g_assert_true (halqa_kinds_parse ("proposal", fields[i], "", &value, NULL));
      g_assert_cmpint (value.type, ==, HALQA_VALUE_NULL);
    }
}

static void
test_numbers (void)
{
  assert_taken ("session", "women_count", "0", "0");
  assert_taken ("session", "women_count", "٤٢", "42");
  assert_taken ("session", "women_count", "9223372036854775807", "9223372036854775807");
  assert_refused ("session", "women_count", "9223372036854775808");
  assert_refused ("session", "women_count", "-1");
  assert_refused ("session", "women_count", "+1");
  assert_refused ("session", "women_count", "1.5");
  assert_refused ("session", "women_count", " 1");
  assert_refused ("session", "women_count", "une");
  assert_taken ("action", "progress", "100", "100");
  assert_refused ("action", "progress", "101");
}

static void
test_choices (void)
{
  assert_taken ("proposal", "state", "to_merge", "to_merge");
  assert_taken ("proposal", "scope", "regional", "regional");
  assert_taken ("organisation", "type", "solidarity economy", "solidarity economy");
  assert_refused ("proposal", "state", "planned");
  assert_refused ("proposal", "state", "Draft");
  assert_refused ("note", "type", "remark");
}

static void
test_dates (void)
{
  assert_taken ("forum", "start_date", "2026-02-28", "2026-02-28");
  assert_refused ("forum", "start_date", "2026-02-29");
  assert_refused ("forum", "start_date", "28/02/2026");
  assert_refused ("action", "due_date", "2026-02-28T10:00");
  assert_taken ("session", "start_time", "09:30", "09:30");
  assert_taken ("session", "start_time", "2026-02-28T09:30:00+01:00", "2026-02-28T09:30:00+01:00");
  assert_taken ("session", "end_time", "2026-02-28 9:30", "2026-02-28 9:30");
  assert_taken ("action", "due_date", "٢٠٢٦-١٢-٠١", "2026-12-01");
  assert_taken ("session", "start_time", "۹:۳۰", "9:30");
  assert_taken ("session", "start_time", "9h30", "09:30");
  assert_taken ("session", "start_time", "١٠ H ٣٠", "10:30");
  assert_taken ("session", "end_time", "14 h", "14:00");
  assert_taken ("session", "end_time", "14.15", "14:15");
  assert_refused ("session", "end_time", "14.");
  assert_refused ("session", "end_time", "24h");
  assert_refused ("session", "end_time", "h30");
  assert_refused ("session", "end_time", "14h5");
  assert_refused ("session", "end_time", "24:00");
  assert_refused ("session", "end_time", "2026-13-01T09:30");
  assert_refused ("session", "end_time", "after lunch");
}

static void
test_languages (void)
{
  assert_taken ("forum", "languages", "ar fr zgh en", "ar fr zgh en");
  assert_taken ("forum", "languages", "ar, fr-MA", "ar, fr-MA");
  assert_refused ("forum", "languages", "Arabic");
  assert_refused ("forum", "languages", "ar/fr");
  assert_refused ("forum", "languages", "ar 5");
  assert_refused ("forum", "languages", "fr ar-");
  assert_taken ("proposal", "lang", "zgh", "zgh");
  assert_taken ("note", "lang", "ar-Arab-MA", "ar-Arab-MA");
  assert_refused ("proposal", "lang", "ar fr");
  assert_refused ("proposal", "lang", "français");
  assert_refused ("note", "lang", "a");
  assert_refused ("note", "lang", "ar-");
}

static void
test_colours (void)
{
  assert_taken ("theme", "colour", "#1e7a3c", "#1e7a3c");
  assert_taken ("theme", "colour", "#1E7A3C", "#1E7A3C");
  assert_refused ("theme", "colour", "green");
  assert_refused ("theme", "colour", "1e7a3c");
  assert_refused ("theme", "colour", "#1e7");
  assert_refused ("theme", "colour", "#1e7a3c;}");
}

/* Who reads it knows where to look, and what would do. */
static void
test_sentence (void)
{
  g_autoptr (GError) error = NULL;
  HalqaValue value = HALQA_VALUE_INIT;

  g_assert_false (halqa_kinds_parse ("session", "state", "done", &value, &error));
  g_assert_nonnull (strstr (error->message, "session.state"));
  g_assert_nonnull (strstr (error->message, "planned, open, closed"));
}

static void
test_references (void)
{
  const char *id = "00112233445566778899aabbccddeeff";
  g_autofree char *sha256 = g_strnfill (64, 'a');

  assert_taken ("proposal", "session", id, id);
  assert_taken ("note", "subject", "00112233445566778899AABBCCDDEEFF", id);
  assert_refused ("proposal", "session", "0011");
  assert_refused ("proposal", "session", "00112233445566778899aabbccddeefg");
  assert_taken ("attachment", "sha256", sha256, sha256);
  assert_refused ("attachment", "sha256", id);
}

static void
test_flags (void)
{
  assert_taken ("device", "removed", "true", "true");
  assert_taken ("proposal", "deleted", "false", "false");
  assert_refused ("device", "removed", "yes");
}

static void
test_translations (void)
{
  assert_taken ("proposal", "title@fr", "Un titre", "Un titre");
  assert_taken ("session", "closing_report@zgh", "ⴰⵙⵙ", "ⴰⵙⵙ");
  assert_refused ("proposal", "state@fr", "draft");
  assert_refused ("proposal", "title@", "x");
  assert_refused ("proposal", "title@FR!", "x");
  assert_refused ("proposal", "title@french", "x");
  /* What was written there once can be taken away. */
  assert_taken ("proposal", "title@french", "", "");
  assert_refused ("proposal", "deleted@fr", "true");
}

static void
test_unknown (void)
{
  assert_refused ("recipe", "title", "x");
  assert_refused ("proposal", "colour", "x");
  assert_refused ("key", "title", "x");
}

/* What sync/ relies on, and what design.md says of records that are the same wherever made. */
static void
test_table (void)
{
  const HalqaSchema *schema = halqa_kinds_get_schema ();
  g_autoptr (GString) identity = g_string_new (NULL);

  for (const HalqaKind *kind = schema->kinds; kind->name != NULL; kind++)
    for (const HalqaField *field = kind->fields; field->name != NULL; field++)
      {
        g_assert_true (halqa_kind_find_field (kind, field->name) == field);
        g_assert_cmpuint (strspn (field->name, "abcdefghijklmnopqrstuvwxyz_0123456789"), ==,
                          strlen (field->name));
        if (field->target != NULL)
          g_assert_nonnull (halqa_schema_find_kind (schema, field->target));
        if (field->target != NULL || field->choices != NULL)
          g_assert_cmpint (field->type, ==, field->target ? HALQA_FIELD_REF : HALQA_FIELD_TEXT);
        if (field->flags & HALQA_FIELD_IDENTITY)
          g_string_append_printf (identity, "%s.%s ", kind->name, field->name);
      }
  g_assert_cmpstr (identity->str, ==,
                   "tally.proposal tally.session tally.method endorsement.proposal "
                   "endorsement.organisation term.concept term.language ");
}

static void
test_labels (void)
{
  g_assert_cmpstr (halqa_kinds_get_label_field ("proposal"), ==, "title");
  g_assert_cmpstr (halqa_kinds_get_label_field ("theme"), ==, "name");
  g_assert_cmpstr (halqa_kinds_get_label_field ("note"), ==, "body");
  g_assert_null (halqa_kinds_get_label_field ("tally"));
  g_assert_null (halqa_kinds_get_label_field ("recipe"));
}

/* A field as sync/PROTOCOL.md tells of it. */
static char *
describe_field (const HalqaField *field)
{
  static const char *const types[] = { [HALQA_FIELD_TEXT] = "",
                                       [HALQA_FIELD_INT] = ": int",
                                       [HALQA_FIELD_BOOL] = ": bool",
                                       [HALQA_FIELD_REF] = " →" };
  g_autoptr (GString) text = g_string_new (field->name);

  if (field->flags & HALQA_FIELD_TRANSLATED)
    g_string_append_c (text, '@');
  if (field->flags & HALQA_FIELD_LATEST)
    g_string_append_c (text, '!');
  g_string_append (text, types[field->type]);
  if (field->type == HALQA_FIELD_REF)
    g_string_append_printf (text, " %s", field->target != NULL ? field->target : "any");
  for (guint i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", i == 0 ? ": " : " / ", field->choices[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
append_kind (GString *all, const HalqaKind *kind)
{
  g_string_append_printf (all, " %s = ", kind->name);
  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    {
      g_autofree char *described = describe_field (field);

      g_string_append_printf (all, "%s%s", field == kind->fields ? "" : ", ", described);
    }
}

/* Who writes another program needs no look into this one. */
static void
test_document (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "sync", "PROTOCOL.md", NULL);
  g_autoptr (GString) all = g_string_new ("```");
  g_autofree char *text = NULL;
  g_autofree char *flat = NULL;
  g_auto (GStrv) words = NULL;

  for (const HalqaKind *kind = halqa_kinds_get_schema ()->kinds; kind->name != NULL; kind++)
    if (kind->fields->name != NULL)
      append_kind (all, kind);
  g_string_append (all, " ```");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  words = g_regex_split_simple ("\\s+", text, 0, 0);
  flat = g_strjoinv (" ", words);
  g_test_message ("%s", all->str);
  g_assert_nonnull (strstr (flat, all->str));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/kinds/table/is-sound", test_table);
  g_test_add_func ("/app/kinds/table/is-that-of-the-document", test_document);
  g_test_add_func ("/app/kinds/table/what-a-record-is-called-by", test_labels);
  g_test_add_func ("/app/kinds/parse/text-stays-byte-for-byte", test_text_as_it_is);
  g_test_add_func ("/app/kinds/parse/empty-is-null", test_empty_is_null);
  g_test_add_func ("/app/kinds/parse/whole-numbers-from-0", test_numbers);
  g_test_add_func ("/app/kinds/parse/one-of-the-choices", test_choices);
  g_test_add_func ("/app/kinds/parse/dates-and-times", test_dates);
  g_test_add_func ("/app/kinds/parse/languages-by-their-codes", test_languages);
  g_test_add_func ("/app/kinds/parse/colours-in-hex", test_colours);
  g_test_add_func ("/app/kinds/parse/a-refusal-says-where-and-what-would-do", test_sentence);
  g_test_add_func ("/app/kinds/parse/references-in-hex", test_references);
  g_test_add_func ("/app/kinds/parse/true-or-false", test_flags);
  g_test_add_func ("/app/kinds/parse/translations-of-text-only", test_translations);
  g_test_add_func ("/app/kinds/parse/unknown-is-refused", test_unknown);

  return g_test_run ();
}
