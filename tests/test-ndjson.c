/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-record-json.h"
#include "import-forum.h"

/* Reading records from lines of JSON, and writing them. */

#define ID_A "00000000000000000000000000000a01"
#define ID_B "00000000000000000000000000000b02"
#define ID_C "00000000000000000000000000000c03"

static HalqaRecord *
get_record (ImportForum *forum, const char *prefix)
{
  const HalqaKind *kind;
  HalqaId id;

  if (!halqa_reader_find (forum->reader, prefix, &kind, &id, NULL))
    return NULL;
  return halqa_reader_get (forum->reader, kind->name, &id, NULL);
}

static void
assert_shows (ImportForum *forum, const char *prefix, const char *json)
{
  g_autoptr (HalqaRecord) record = get_record (forum, prefix);
  g_autofree char *line = NULL;

  g_assert_nonnull (record);
  line = halqa_record_json_line (record, HALQA_RECORD_JSON_CONTENT);
  g_assert_cmpstr (line, ==, json);
}

static guint
count_kind (ImportForum *forum, const char *kind)
{
  return (guint) halqa_reader_count (forum->reader, kind, NULL);
}

/* --- what is taken */

static void
test_fields_of_each_type (ImportForum *forum, gconstpointer data)
{
  const char *line = "{\"id\":\"" ID_A "\",\"kind\":\"session\",\"state\":\"open\","
                     "\"theme\":\"" ID_B "\",\"title\":\"البيئة\",\"title@fr\":\"Environnement\","
                     "\"women_count\":0}";

  import_forum_read (forum, line);
  import_forum_assert_report (forum, 1, 0, 0);
  assert_shows (forum, ID_A, line);
}

static void
test_twice_changes_nothing (ImportForum *forum, gconstpointer data)
{
  const char *lines =
      "{\"kind\":\"theme\",\"code\":\"ENV\",\"name\":\"البيئة\"}\n"
      "{\"kind\":\"proposal\",\"title\":\"a\",\"theme\":\"ENV\"}\n"
      "{\"kind\":\"proposal\",\"title\":\"b\",\"theme\":\"SOC\"}\n"
      "{\"kind\":\"note\",\"subject\":\"" ID_A "\",\"body\":\"c\"}\n"
      "{\"kind\":\"proposal\",\"id\":\"" ID_B "\",\"title\":\"d\",\"deleted\":true}\n"
      "{\"kind\":\"tally\",\"proposal\":\"" ID_A "\",\"session\":\"" ID_B "\",\"in_favour\":3}\n";
  guint64 n_entries;

  import_forum_read (forum, lines);
  /* Six lines, and a theme for the code that no line defines. */
  import_forum_assert_report (forum, 7, 0, 0);
  n_entries = import_forum_count_entries (forum);

  import_forum_read (forum, lines);
  import_forum_assert_report (forum, 0, 6, 0);
  g_assert_cmpuint (import_forum_count_entries (forum), ==, n_entries);
}

static void
test_only_what_differs (ImportForum *forum, gconstpointer data)
{
  g_autoptr (HalqaRecord) record = NULL;
  g_autoptr (GPtrArray) history = NULL;

  import_forum_read (forum,
                     "{\"id\":\"" ID_A "\",\"kind\":\"proposal\",\"title\":\"a\",\"body\":\"b\"}");
  import_forum_read (forum,
                     "{\"id\":\"" ID_A "\",\"kind\":\"proposal\",\"title\":\"a\",\"body\":\"c\"}");
  import_forum_assert_report (forum, 1, 0, 0);

  record = get_record (forum, ID_A);
  history = halqa_reader_history (forum->reader, "proposal", halqa_record_get_id (record), NULL);
  /* deleted, title, body; body. */
  g_assert_cmpuint (history->len, ==, 4);
}

static void
test_fields_left_out_stay (ImportForum *forum, gconstpointer data)
{
  import_forum_read (forum,
                     "{\"id\":\"" ID_A "\",\"kind\":\"proposal\",\"title\":\"a\",\"body\":\"b\"}\n"
                     "{\"id\":\"" ID_A "\",\"kind\":\"proposal\",\"title\":\"\"}");
  import_forum_assert_report (forum, 2, 0, 0);
  assert_shows (forum, ID_A, "{\"id\":\"" ID_A "\",\"kind\":\"proposal\",\"body\":\"b\"}");
}

static void
test_empty_of_any_type (ImportForum *forum, gconstpointer data)
{
  import_forum_read (forum, "{\"id\":\"" ID_A
                            "\",\"kind\":\"session\",\"women_count\":7,\"state\":\"open\"}\n"
                            "{\"id\":\"" ID_A
                            "\",\"kind\":\"session\",\"women_count\":\"\",\"theme\":\"\","
                            "\"state\":null,\"title\":\"\",\"deleted\":\"\"}");
  import_forum_assert_report (forum, 2, 0, 0);
  assert_shows (forum, ID_A, "{\"id\":\"" ID_A "\",\"kind\":\"session\"}");
}

static void
test_text_byte_for_byte (ImportForum *forum, gconstpointer data)
{
  const char *text = " \ta\n\\\"\001\037\177e\314\201é\342\200\217ﻻ\360\237\221\215 ";
  g_autoptr (HalqaRecord) record = NULL;

  import_forum_read (forum, "{\"id\":\"" ID_A
                            "\",\"kind\":\"note\",\"body\":\" \\ta\\n\\\\\\\"\\u0001\\u001F"
                            "\177e\\u0301\\u00e9\342\200\217ﻻ\\uD83D\\udc4d \"}");
  import_forum_assert_report (forum, 1, 0, 0);
  record = get_record (forum, ID_A);
  g_assert_cmpstr (halqa_record_get_text (record, "body"), ==, text);
}

static void
test_ignored_members (ImportForum *forum, gconstpointer data)
{
  import_forum_read (forum, "{\"id\":\"" ID_A
                            "\",\"kind\":\"note\",\"body\":\"a\",\"created\":\"yesterday\","
                            "\"updated\":7,\"author\":null}");
  import_forum_assert_report (forum, 1, 0, 0);
  assert_shows (forum, ID_A, "{\"id\":\"" ID_A "\",\"kind\":\"note\",\"body\":\"a\"}");
}

static void
test_line_endings (ImportForum *forum, gconstpointer data)
{
  import_forum_read (forum, "\357\273\277{\"kind\":\"note\",\"body\":\"a\"}\r\n\r\n  \t\n"
                            "{\"kind\":\"note\",\"body\":\"b\"}\r");
  import_forum_assert_report (forum, 2, 0, 0);
  g_assert_cmpuint (forum->report.n_lines, ==, 2);
  import_forum_read (forum, "");
  g_assert_cmpuint (forum->report.n_lines, ==, 0);
}

/* --- ids */

static void
test_id_from_content (ImportForum *forum, gconstpointer data)
{
  import_forum_read (
      forum, "{\"kind\":\"note\",\"body\":\"a\",\"lang\":\"fr\"}\n"
             "{\"lang\":\"fr\",\"kind\":\"note\",\"author\":\"x\",\"body\":\"a\",\"type\":\"\"}\n"
             "{\"kind\":\"note\",\"body\":\"b\"}\n");
  import_forum_assert_report (forum, 2, 1, 0);
  g_assert_cmpuint (count_kind (forum, "note"), ==, 2);
}

static void
test_id_of_protocol (ImportForum *forum, gconstpointer data)
{
  HalqaId proposal, session, id;
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) third = g_bytes_new ("dots", 4);
  g_autoptr (HalqaRecord) record = NULL;
  g_autoptr (HalqaRecord) unnamed = NULL;

  import_forum_read (forum, "{\"kind\":\"tally\",\"session\":\"" ID_B "\",\"proposal\":\"" ID_A
                            "\",\"method\":\"dots\",\"against\":1}\n"
                            "{\"kind\":\"tally\",\"session\":\"" ID_B "\",\"proposal\":\"" ID_A
                            "\",\"against\":2}");
  halqa_hex_decode (ID_A, proposal.bytes, sizeof proposal.bytes);
  halqa_hex_decode (ID_B, session.bytes, sizeof session.bytes);
  first = g_bytes_new (proposal.bytes, sizeof proposal.bytes);
  second = g_bytes_new (session.bytes, sizeof session.bytes);
  halqa_derive_record_id ("tally", (const GBytes *const[]){ first, second, third }, 3, &id);
  record = halqa_reader_get (forum->reader, "tally", &id, NULL);
  g_assert_nonnull (record);
  halqa_derive_record_id ("tally", (const GBytes *const[]){ first, second }, 2, &id);
  unnamed = halqa_reader_get (forum->reader, "tally", &id, NULL);
  g_assert_nonnull (unnamed);
}

/* --- themes */

static void
test_code_of_later_line (ImportForum *forum, gconstpointer data)
{
  import_forum_read (forum, "{\"kind\":\"proposal\",\"id\":\"" ID_A "\",\"theme\":\"ENV\"}\n"
                            "{\"kind\":\"theme\",\"id\":\"" ID_B "\",\"code\":\"ENV\"}\n");
  import_forum_assert_report (forum, 2, 0, 0);
  assert_shows (forum, ID_A, "{\"id\":\"" ID_A "\",\"kind\":\"proposal\",\"theme\":\"" ID_B "\"}");
}

static void
test_code_of_forum (ImportForum *forum, gconstpointer data)
{
  import_forum_read (forum, "{\"kind\":\"theme\",\"id\":\"" ID_B "\",\"code\":\"ENV\"}\n");
  import_forum_read (forum, "{\"kind\":\"session\",\"id\":\"" ID_A "\",\"theme\":\"ENV\"}\n"
                            "{\"kind\":\"theme\",\"code\":\"ENV\",\"name\":\"البيئة\"}\n");
  import_forum_assert_report (forum, 2, 0, 0);
  assert_shows (forum, ID_A, "{\"id\":\"" ID_A "\",\"kind\":\"session\",\"theme\":\"" ID_B "\"}");
  g_assert_cmpuint (count_kind (forum, "theme"), ==, 1);
}

static void
test_code_makes_same_theme (ImportForum *forum, gconstpointer data)
{
  ImportForum other = { 0 };
  g_autoptr (HalqaRecord) ours = NULL;
  g_autoptr (HalqaRecord) theirs = NULL;

  import_forum_set_up (&other, NULL);
  import_forum_read (forum, "{\"kind\":\"proposal\",\"id\":\"" ID_A "\",\"theme\":\"ENV\"}");
  import_forum_read (&other, "{\"kind\":\"proposal\",\"id\":\"" ID_A "\",\"theme\":\"ENV\"}");
  import_forum_assert_report (&other, 2, 0, 0);
  ours = get_record (forum, ID_A);
  theirs = get_record (&other, ID_A);
  g_assert_true (halqa_value_equal (halqa_record_get_value (ours, "theme"),
                                    halqa_record_get_value (theirs, "theme")));
  import_forum_tear_down (&other, NULL);
}

/* --- deleting */

static void
test_deleted_stays_deleted (ImportForum *forum, gconstpointer data)
{
  const char *line = "{\"id\":\"" ID_A "\",\"kind\":\"note\",\"body\":\"a\",\"deleted\":true}";
  HalqaStatus status;

  import_forum_read (forum, line);
  import_forum_assert_report (forum, 1, 0, 0);
  import_forum_read (forum, "{\"id\":\"" ID_A "\",\"kind\":\"note\",\"body\":\"a\"}");
  import_forum_assert_report (forum, 0, 1, 0);
  import_forum_read (forum, "{\"id\":\"" ID_A "\",\"kind\":\"note\",\"body\":\"b\"}");
  import_forum_assert_report (forum, 0, 0, 1);
  import_forum_read (forum,
                     "{\"id\":\"" ID_A "\",\"kind\":\"note\",\"body\":\"b\",\"deleted\":true}");
  import_forum_assert_report (forum, 1, 0, 0);
  assert_shows (forum, ID_A,
                "{\"id\":\"" ID_A "\",\"kind\":\"note\",\"body\":\"b\",\"deleted\":true}");

  g_assert_true (halqa_reader_status (forum->reader, &status, NULL));
  g_assert_cmpuint (status.n_conflicts, ==, 0);
}

static void
test_not_deleted_restores (ImportForum *forum, gconstpointer data)
{
  import_forum_read (forum,
                     "{\"id\":\"" ID_A "\",\"kind\":\"note\",\"body\":\"a\",\"deleted\":true}\n"
                     "{\"id\":\"" ID_A "\",\"kind\":\"note\",\"body\":\"b\",\"deleted\":false}");
  import_forum_assert_report (forum, 2, 0, 0);
  assert_shows (forum, ID_A, "{\"id\":\"" ID_A "\",\"kind\":\"note\",\"body\":\"b\"}");
}

/* --- the forum's own record */

static void
test_own_forum (ImportForum *forum, gconstpointer data)
{
  g_autofree char *title = NULL;

  import_forum_read (forum, "{\"kind\":\"forum\",\"title\":\"آخر\"}");
  import_forum_assert_report (forum, 1, 0, 0);
  title = halqa_reader_dup_title (forum->reader);
  g_assert_cmpstr (title, ==, "آخر");
}

static void
test_other_forum (ImportForum *forum, gconstpointer data)
{
  const char *line =
      "{\"kind\":\"forum\",\"id\":\"" ID_A "\",\"title\":\"آخر\",\"place\":\"Casa\"}";
  const HalqaId *own = &halqa_store_get_forum_key (forum->store)->forum;
  g_autofree char *hex = halqa_hex_dup (own->bytes, HALQA_ID_SIZE);
  g_autofree char *shown =
      g_strdup_printf ("{\"id\":\"%s\",\"kind\":\"forum\",\"place\":\"Casa\",\"title\":\"منتدى\"}",
                       hex);

  import_forum_read (forum, line);
  import_forum_assert_report (forum, 1, 0, 0);
  import_forum_read (forum, line);
  import_forum_assert_report (forum, 0, 1, 0);
  assert_shows (forum, hex, shown);
  g_assert_cmpuint (count_kind (forum, "forum"), ==, 1);
}

/* --- entries */

static void
test_notes_share_entry (ImportForum *forum, gconstpointer data)
{
  guint64 before = import_forum_count_entries (forum);

  import_forum_read (forum, "{\"kind\":\"proposal\",\"id\":\"" ID_A "\",\"title\":\"a\"}\n"
                            "{\"kind\":\"note\",\"subject\":\"" ID_A "\",\"body\":\"b\"}\n"
                            "{\"kind\":\"note\",\"subject\":\"" ID_A "\",\"body\":\"c\"}\n"
                            "{\"kind\":\"note\",\"subject\":\"" ID_B "\",\"body\":\"d\"}\n");
  import_forum_assert_report (forum, 4, 0, 0);
  g_assert_cmpuint (import_forum_count_entries (forum), ==, before + 2);
}

static void
test_large_record_in_several_entries (ImportForum *forum, gconstpointer data)
{
  static const char *const fields[] = { "title", "body", "problem", "answer", "author_name" };
  g_autofree char *text = g_strnfill (HALQA_TEXT_MAX, 'x');
  g_autoptr (GString) line = g_string_new ("{\"kind\":\"proposal\",\"id\":\"" ID_A "\"");
  g_autoptr (HalqaRecord) record = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_string_append_printf (line, ",\"%s\":\"%s\"", fields[i], text);
  g_string_append_c (line, '}');
  import_forum_read (forum, line->str);
  import_forum_assert_report (forum, 1, 0, 0);
  record = get_record (forum, ID_A);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_assert_cmpstr (halqa_record_get_text (record, fields[i]), ==, text);
  import_forum_read (forum, line->str);
  import_forum_assert_report (forum, 0, 1, 0);
}

/* --- export */

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  guint64 *left = user_data;

  g_assert_cmpuint (done, <=, total);
  *left = total - done;
}

static char *export(ImportForum *forum, const char *name)
{
  guint64 left = G_MAXUINT64;
  g_autofree char *path = g_build_filename (forum->path, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  HalqaExportWork work = { .func = progress_cb, .func_data = &left };

  g_assert_true (halqa_ndjson_export_store (forum->reader, path, &work, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (left, ==, 0);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
test_export_round_trip (ImportForum *forum, gconstpointer data)
{
  ImportForum other = { 0 };
  g_autofree char *exported = NULL;
  g_autofree char *path = NULL;

  import_forum_read (forum,
                     "{\"kind\":\"theme\",\"id\":\"" ID_C "\",\"code\":\"ENV\",\"name@fr\":\"É\"}\n"
                     "{\"kind\":\"proposal\",\"id\":\"" ID_B
                     "\",\"title\":\"\\u001f\\n\\\"\",\"theme\":\"ENV\"}\n"
                     "{\"kind\":\"proposal\",\"id\":\"" ID_A
                     "\",\"title\":\"x\",\"deleted\":true}\n"
                     "{\"kind\":\"session\",\"id\":\"" ID_A "\",\"women_count\":0}\n");
  import_forum_assert_report (forum, 4, 0, 0);
  exported = export(forum, "out.ndjson");
  g_assert_nonnull (strstr (exported, "\"title\":\"\\u001f\\n\\\"\""));

  import_forum_set_up (&other, NULL);
  import_forum_read (&other, exported);
  g_assert_cmpuint (other.report.n_refused, ==, 0);
  assert_shows (&other, ID_B,
                "{\"id\":\"" ID_B "\",\"kind\":\"proposal\",\"theme\":\"" ID_C
                "\",\"title\":\"\\u001f\\n\\\"\"}");
  import_forum_tear_down (&other, NULL);

  import_forum_read (forum, exported);
  g_assert_cmpuint (forum->report.n_written, ==, 0);
  g_assert_cmpuint (forum->report.n_refused, ==, 0);

  /* Nothing but the file itself is left in the folder. */
  path = g_build_filename (forum->path, "out.ndjson", NULL);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

static void
test_export_order (ImportForum *forum, gconstpointer data)
{
  g_autofree char *exported = NULL;
  g_auto (GStrv) lines = NULL;

  import_forum_read (forum, "{\"kind\":\"theme\",\"id\":\"" ID_A "\"}\n"
                            "{\"kind\":\"note\",\"id\":\"" ID_B "\",\"body\":\"b\"}\n"
                            "{\"kind\":\"note\",\"id\":\"" ID_A "\",\"body\":\"a\"}\n");
  exported = export(forum, "out.ndjson");
  lines = g_strsplit (exported, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  g_assert_nonnull (strstr (lines[0], "\"kind\":\"device\""));
  g_assert_nonnull (strstr (lines[1], "\"kind\":\"forum\""));
  g_assert_true (g_str_has_prefix (lines[2], "{\"id\":\"" ID_A "\",\"kind\":\"note\""));
  g_assert_true (g_str_has_prefix (lines[3], "{\"id\":\"" ID_B "\",\"kind\":\"note\""));
  g_assert_true (g_str_has_prefix (lines[4], "{\"id\":\"" ID_A "\",\"kind\":\"theme\""));
  g_assert_cmpstr (lines[5], ==, "");
}

static void
test_export_failure (ImportForum *forum, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HalqaExportWork work = { 0 };

  g_assert_false (halqa_ndjson_export_store (forum->reader, "/nowhere/out.ndjson", &work, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED);
}

static void
add_test (const char *path, void (*test) (ImportForum *forum, gconstpointer data))
{
  g_test_add (path, ImportForum, NULL, import_forum_set_up, test, import_forum_tear_down);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  add_test ("/app/ndjson/import/fields-of-each-type", test_fields_of_each_type);
  add_test ("/app/ndjson/import/twice-changes-nothing", test_twice_changes_nothing);
  add_test ("/app/ndjson/import/writes-only-what-differs", test_only_what_differs);
  add_test ("/app/ndjson/import/fields-left-out-stay", test_fields_left_out_stay);
  add_test ("/app/ndjson/import/empty-of-any-type", test_empty_of_any_type);
  add_test ("/app/ndjson/import/text-stays-byte-for-byte", test_text_byte_for_byte);
  add_test ("/app/ndjson/import/origin-is-ignored", test_ignored_members);
  add_test ("/app/ndjson/import/any-line-ending", test_line_endings);
  add_test ("/app/ndjson/id/from-content-alone", test_id_from_content);
  add_test ("/app/ndjson/id/as-the-protocol-derives-it", test_id_of_protocol);
  add_test ("/app/ndjson/theme/code-of-a-later-line", test_code_of_later_line);
  add_test ("/app/ndjson/theme/code-of-the-forum", test_code_of_forum);
  add_test ("/app/ndjson/theme/two-laptops-make-the-same", test_code_makes_same_theme);
  add_test ("/app/ndjson/deleted/stays-deleted", test_deleted_stays_deleted);
  add_test ("/app/ndjson/deleted/false-restores", test_not_deleted_restores);
  add_test ("/app/ndjson/forum/without-id-is-ours", test_own_forum);
  add_test ("/app/ndjson/forum/another-fills-what-is-empty", test_other_forum);
  add_test ("/app/ndjson/entry/notes-go-with-their-proposal", test_notes_share_entry);
  add_test ("/app/ndjson/entry/is-never-too-large", test_large_record_in_several_entries);
  add_test ("/app/ndjson/export/comes-back-the-same", test_export_round_trip);
  add_test ("/app/ndjson/export/by-kind-and-id", test_export_order);
  add_test ("/app/ndjson/export/says-why-it-failed", test_export_failure);

  return g_test_run ();
}
