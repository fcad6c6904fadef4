/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "halqa-csv-columns.h"
#include "halqa-decidim.h"
#include "halqa-kinds.h"
#include "import-forum.h"

/* Proposals to tables, and back. */

#define ID_A "00000000000000000000000000000a01"
#define ID_B "00000000000000000000000000000b02"

static void
test_harmless (ImportForum *forum, gconstpointer data)
{
  static const char *const texts[] = {
    "=1+1", "+212 6", "-", "@x", "\tx", "\rx", "\nx", "＝1", "'=1", "''+", "''", "'x", "x=1", "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *guarded = halqa_csv_guard (texts[i]);

      g_assert_null (strchr ("=+-@\t\r\n", *guarded == '\0' ? 'x' : *guarded));
      g_assert_false (g_str_has_prefix (guarded, "＝"));
      g_assert_cmpstr (halqa_csv_unguard (guarded), ==, texts[i]);
    }
}

static char *
export_table (ImportForum *forum)
{
  g_autofree char *path = g_build_filename (forum->path, "out.csv", NULL);
  g_autoptr (GError) error = NULL;
  char *bytes;
  HalqaExportWork work = { 0 };

  g_assert_true (halqa_csv_export_store (forum->reader, path, ';', &work, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  return bytes;
}

/* Everything that a table may spoil. */
static const char *const texts[] = { "نص\\nسطر \\\"مقتبس\\\"",
                                     "=HYPERLINK(\\\"x\\\")",
                                     " بين فراغين ",
                                     "'=x",
                                     "a;b,c\\td",
                                     "\\r\\n",
                                     "-",
                                     "é",
                                     "\\u202Eabc",
                                     "''" };
static const char *const fields[] = { "title", "body", "problem", "answer" };
static const char *const plain[] = { "reference", "author_name", "neighbourhood", "position" };
static const char *const langs[] = { "", "ar", "fr", "ber" };
static const char *const refs[] = {
  "",
  ",\"theme\":\"=ENV\",\"state\":\"accepted\"",
  ",\"session\":\"" ID_A "\"",
  ",\"session\":\"" ID_B "\",\"theme\":\"NEW\"",
  ",\"session\":\"000000000000000000000000000000ff\",\"scope\":\"local\"",
  ",\"organisation\":\"" ID_A "\",\"merged_into\":\"" ID_B "\"",
};

/* Proposals made from a seed. */
static char *
make_lines (guint n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  GString *lines =
      g_string_new ("{\"kind\":\"theme\",\"id\":\"" ID_B "\",\"code\":\"=ENV\"}\n"
                    "{\"kind\":\"session\",\"id\":\"" ID_A "\",\"title\":\"القاعة 1\"}\n"
                    "{\"kind\":\"session\",\"id\":\"" ID_B "\",\"title\":\"=2\"}\n"
                    "{\"kind\":\"organisation\",\"id\":\"" ID_A "\",\"name\":\"-جمعية\"}\n");

  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (lines, "{\"kind\":\"proposal\",\"id\":\"%032x\",\"lang\":\"%s\"%s",
                              i + 1, langs[g_rand_int_range (random, 0, G_N_ELEMENTS (langs))],
                              refs[g_rand_int_range (random, 0, G_N_ELEMENTS (refs))]);
      for (gsize j = 0; j < G_N_ELEMENTS (fields); j++)
        {
          const char *text = texts[g_rand_int_range (random, 0, G_N_ELEMENTS (texts))];

          if (g_rand_int_range (random, 0, 4) == 0)
            continue;
          g_string_append_printf (lines, ",\"%s\":\"%s\",\"%s\":\"%s\"", fields[j], text, plain[j],
                                  text);
          if (g_rand_boolean (random))
            g_string_append_printf (lines, ",\"%s@ar\":\"%u %s\"", fields[j], i, text);
          if (g_rand_boolean (random))
            g_string_append_printf (lines, ",\"%s@zgh\":\"%u %s\"", fields[j], i, text);
        }
      g_string_append (lines, "}\n");
    }
  return g_string_free (lines, FALSE);
}

/* Puts what records are called in the place of their ids. */
static char *
name_refs (ImportForum *forum, const char *lines)
{
  static const char *const kinds[] = { "theme", "session", "organisation" };
  GString *named = g_string_new (lines);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      HalqaQuery query = { .kind = kinds[i] };
      g_autoptr (GPtrArray) records = halqa_reader_query (forum->reader, &query, NULL);

      for (guint j = 0; j < records->len; j++)
        {
          HalqaRecord *record = g_ptr_array_index (records, j);
          g_autofree char *id = halqa_hex_dup (halqa_record_get_id (record)->bytes, HALQA_ID_SIZE);
          g_autofree char *from = g_strdup_printf ("\"%s\":\"%s\"", kinds[i], id);
          const char *code = halqa_record_get_text (record, "code");
          g_autofree char *to =
              g_strdup_printf ("\"%s\":\"%s\"", kinds[i],
                               code != NULL
                                   ? code
                                   : halqa_record_get_text (record, halqa_kinds_get_label_field (
                                                                        kinds[i])));

          g_string_replace (named, from, to, 0);
        }
    }
  return g_string_free (named, FALSE);
}

static char *
print_named (ImportForum *forum)
{
  g_autofree char *lines = import_forum_print_proposals (forum, TRUE);

  return name_refs (forum, lines);
}

/* Of long texts, only the first line that differs. */
static void
assert_same_lines (const char *text, const char *wanted)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) others = g_strsplit (wanted, "\n", -1);

  for (guint i = 0; lines[i] != NULL || others[i] != NULL; i++)
    g_assert_cmpstr (lines[i], ==, others[i]);
}

static void
test_round_trip (ImportForum *forum, gconstpointer data)
{
  g_autofree char *lines = make_lines (200);
  g_autofree char *table = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  ImportForum other = { 0 };

  import_forum_read (forum, lines);
  g_assert_cmpuint (forum->report.n_refused, ==, 0);
  before = print_named (forum);
  table = export_table (forum);
  g_assert_true (g_str_has_prefix (table, "\xEF\xBB\xBF\"id\""));
  import_forum_read_table (forum, table);
  import_forum_assert_report (forum, 0, 200, 0);

  import_forum_set_up (&other, NULL);
  import_forum_read_table (&other, table);
  g_assert_cmpstr (other.refused->str, ==, "");
  g_assert_cmpuint (other.report.n_new, ==, 200);
  after = print_named (&other);
  assert_same_lines (after, before);
  import_forum_tear_down (&other, NULL);
}

static void
test_alike_names_go_by_id (ImportForum *forum, gconstpointer data)
{
  g_autofree char *table = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  import_forum_read (forum, "{\"kind\":\"session\",\"id\":\"" ID_A "\",\"title\":\"القاعة\"}\n"
                            "{\"kind\":\"session\",\"id\":\"" ID_B "\",\"title\":\"القاعه\"}\n"
                            "{\"kind\":\"proposal\",\"title\":\"a\",\"session\":\"" ID_A "\"}\n"
                            "{\"kind\":\"proposal\",\"title\":\"b\",\"session\":\"" ID_B "\"}\n");
  before = import_forum_print_proposals (forum, TRUE);
  table = export_table (forum);
  g_assert_nonnull (strstr (table, "\"القاعة\""));
  g_assert_nonnull (strstr (table, ID_B));
  import_forum_read_table (forum, table);
  import_forum_assert_report (forum, 0, 2, 0);
  after = import_forum_print_proposals (forum, TRUE);
  g_assert_cmpstr (after, ==, before);
}

static char *
export_decidim (ImportForum *forum, const char *name)
{
  g_autofree char *path = g_build_filename (forum->path, name, NULL);
  g_autoptr (GError) error = NULL;
  char *bytes;
  HalqaExportWork work = { 0 };

  g_assert_true (halqa_decidim_export_store (forum->reader, path, &work, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (work.n_records, ==, 2);
  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  return bytes;
}

static void
test_decidim (ImportForum *forum, gconstpointer data)
{
  g_autofree char *table = NULL;
  g_autofree char *json = NULL;

  import_forum_read (forum,
                     "{\"kind\":\"proposal\",\"id\":\"" ID_A
                     "\",\"reference\":\"ENV-01\",\"title\":\"عنوان\","
                     "\"problem\":\"مشكل\",\"body\":\"نص\",\"title@fr\":\"=Titre\"}\n"
                     "{\"kind\":\"proposal\",\"id\":\"" ID_B
                     "\",\"title\":\"Seul\",\"lang\":\"fr\"}\n"
                     "{\"kind\":\"proposal\",\"title\":\"source\",\"merged_into\":\"" ID_B "\"}\n"
                     "{\"kind\":\"proposal\",\"title\":\"gone\",\"deleted\":true}");
  table = export_decidim (forum, "out.decidim.csv");
  g_assert_cmpstr (table, ==,
                   "\"id\";\"reference\";\"title/ar\";\"body/ar\";\"title/fr\";\"body/fr\"\n\"" ID_A
                   "\";\"ENV-01\";\"عنوان\";\"مشكل\n\nنص\";\"=Titre\";\"=Titre\"\n\"" ID_B
                   "\";;;;\"Seul\";\"Seul\"\n");
  json = export_decidim (forum, "out.decidim.json");
  g_assert_cmpstr (json, ==,
                   "[\n{\"id\":\"" ID_A "\",\"reference\":\"ENV-01\",\"title/ar\":\"عنوان\","
                   "\"body/ar\":\"مشكل\\n\\nنص\",\"title/fr\":\"=Titre\",\"body/fr\":\"=Titre\"},\n"
                   "{\"id\":\"" ID_B "\",\"reference\":null,\"title/ar\":null,\"body/ar\":null,"
                   "\"title/fr\":\"Seul\",\"body/fr\":\"Seul\"}\n]\n");
}

static void
call_off (guint64 done, guint64 total, gpointer cancellable)
{
  g_assert_cmpuint (done, <=, total);
  g_cancellable_cancel (cancellable);
}

static void
test_called_off (ImportForum *forum, gconstpointer data)
{
  g_autofree char *path = g_build_filename (forum->path, "out.csv", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *lines = make_lines (2);
  HalqaExportWork work = { call_off, cancellable, cancellable, 0 };

  import_forum_read (forum, lines);
  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  g_assert_false (halqa_csv_export_store (forum->reader, path, ';', &work, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (work.n_records, ==, 1);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "before");
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

  add_test ("/app/csv/export/no-cell-is-a-formula", test_harmless);
  add_test ("/app/csv/export/comes-back-the-same", test_round_trip);
  add_test ("/app/csv/export/alike-names-go-by-id", test_alike_names_go_by_id);
  add_test ("/app/csv/export/called-off-leaves-what-was-there", test_called_off);
  add_test ("/app/csv/export/for-decidim", test_decidim);

  return g_test_run ();
}
