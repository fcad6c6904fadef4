/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "halqa-csv-columns.h"
#include "halqa-csv-private.h"
#include "halqa-decidim.h"
#include "halqa-kinds.h"
#include "halqa-record-json.h"
#include "import-forum.h"

/* Proposals from tables, and to them. */

#define ID_A "00000000000000000000000000000a01"
#define ID_B "00000000000000000000000000000b02"

static void
note_refused (guint line, const char *why, gpointer user_data)
{
  g_string_append_printf (user_data, "%u: %s\n", line, why);
}

/* --- what a table says */

static HalqaCsvPlan *
plan_bytes (ImportForum *forum, const char *bytes, gsize size)
{
  g_autofree char *path = g_build_filename (forum->path, "in.csv", NULL);
  g_autoptr (GError) error = NULL;
  HalqaCsvPlan *plan;

  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  plan = halqa_csv_plan_new (path, NULL, &error);
  g_assert_no_error (error);
  return plan;
}

static void
run_plan (ImportForum *forum, HalqaCsvPlan *plan, gboolean dry)
{
  g_autoptr (GError) error = NULL;

  g_string_truncate (forum->refused, 0);
  g_assert_true (halqa_csv_import_store (forum->reader, plan, dry, note_refused, NULL,
                                         forum->refused, NULL, &forum->report, &error));
  g_assert_no_error (error);
}

static void
read_bytes (ImportForum *forum, const char *bytes, gsize size)
{
  g_autoptr (HalqaCsvPlan) plan = plan_bytes (forum, bytes, size);

  run_plan (forum, plan, FALSE);
}

static void
read_table (ImportForum *forum, const char *table)
{
  read_bytes (forum, table, strlen (table));
}

/* The content of all proposals as lines of JSON, without their ids, in the order of their titles. */
static char *
print_proposals (ImportForum *forum, gboolean with_ids)
{
  HalqaQuery query = { .kind = "proposal", .sort = with_ids ? NULL : "title" };
  g_autoptr (GPtrArray) records = halqa_reader_query (forum->reader, &query, NULL);
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      g_autofree char *line =
          halqa_record_json_line (g_ptr_array_index (records, i), HALQA_RECORD_JSON_CONTENT);

      g_string_append (lines, with_ids ? line : line + strlen ("{\"id\":\"" ID_A "\","));
      g_string_append_c (lines, '\n');
    }
  return g_string_free (lines, FALSE);
}

static void
assert_proposals (ImportForum *forum, const char *lines)
{
  g_autofree char *shown = print_proposals (forum, FALSE);

  g_assert_cmpstr (shown, ==, lines);
}

static void
assert_refused (ImportForum *forum, guint line, const char *words)
{
  g_autofree char *start = g_strdup_printf ("%u: ", line);

  g_assert_cmpuint (forum->report.n_refused, ==, 1);
  if (!g_str_has_prefix (forum->refused->str, start) || strstr (forum->refused->str, words) == NULL)
    g_error ("refused: %s", forum->refused->str);
}

static void
test_columns_in_four_languages (ImportForum *forum, gconstpointer data)
{
  static const struct
  {
    const char *heading;
    const char *field;
  } headings[] = {
    { "title", "title" },
    { "TITRE ", "title" },
    { "عنوان المقترح", "title" },
    { "العُنوان", "title" },
    { "ⴰⵣⵡⵍ", "title" },
    { "title/ar", "title@ar" },
    { "Titre (fr)", "title@fr" },
    { "العنوان/zgh", "title@zgh" },
    { "Problématique", "problem" },
    { "الإشكالية", "problem" },
    { "category/id", "theme" },
    { "المحور", "theme" },
    { "category/name/ar", "theme_name" },
    { "Quartier", "neighbourhood" },
    { "حي", "neighbourhood" },
    { "author/name", "author_name" },
    { "Proposé par", "author_name" },
    { "الحالة", "state" },
    { "id", "id" },
    { "merged_into", "merged_into" },
    { "scope/name/ar", NULL },
    { "supports", NULL },
    { "", NULL },
    { "deleted", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (headings); i++)
    {
      g_autofree char *field = halqa_csv_match_column (headings[i].heading);

      g_test_message ("%s", headings[i].heading);
      g_assert_cmpstr (field, ==, headings[i].field);
    }
}

static void
test_each_field_has_a_heading (ImportForum *forum, gconstpointer data)
{
  const char *const *fields = halqa_csv_list_fields ();

  for (guint i = 0; fields[i] != NULL; i++)
    {
      g_autofree char *heading = halqa_csv_dup_heading (fields[i]);
      g_autofree char *field = halqa_csv_match_column (heading);

      g_assert_cmpstr (field, ==, fields[i]);
    }
}

static void
test_separators (ImportForum *forum, gconstpointer data)
{
  read_table (forum, "title,body\na,\"b,c\"\n");
  import_forum_assert_report (forum, 1, 0, 0);
  read_table (forum, "title;body\r\na;b,c\r\n");
  import_forum_assert_report (forum, 0, 1, 0);
  read_table (forum, "sep=;\ntitle;body\na;b,c\n");
  import_forum_assert_report (forum, 0, 1, 0);
  read_table (forum, "العنوان\tالنص\na\tb,c\n");
  import_forum_assert_report (forum, 0, 1, 0);
  read_table (forum, "title\na, b; c\n");
  import_forum_assert_report (forum, 1, 0, 0);
  assert_proposals (forum, "\"kind\":\"proposal\",\"body\":\"b,c\",\"title\":\"a\"}\n"
                           "\"kind\":\"proposal\",\"title\":\"a, b; c\"}\n");
}

static void
assert_encoding (ImportForum *forum, const char *text, const char *charset, const char *name)
{
  g_autoptr (GError) error = NULL;
  gsize size;
  g_autofree char *bytes = g_convert (text, -1, charset, "UTF-8", NULL, &size, &error);
  g_autoptr (HalqaCsvPlan) plan = NULL;

  g_assert_no_error (error);
  plan = plan_bytes (forum, bytes, size);
  g_assert_cmpstr (halqa_csv_plan_get_encoding (plan), ==, name);
  run_plan (forum, plan, FALSE);
  import_forum_assert_report (forum, 0, 2, 0);
}

static void
test_encodings (ImportForum *forum, gconstpointer data)
{
  const char *arabic = "العنوان;الحي\nتعاونية النساء;درب غلف\nÊtre formées à l’écoute;سيدي مومن\n";
  const char *french = "Titre;Quartier\nÉcole de l’été « École »;Médina\nCréer;Hay Mohammadi\n";
  g_autofree char *marked = g_strconcat ("\xEF\xBB\xBF", arabic, NULL);

  read_table (forum, arabic);
  import_forum_assert_report (forum, 2, 0, 0);
  read_table (forum, french);
  import_forum_assert_report (forum, 2, 0, 0);
  assert_encoding (forum, marked, "UTF-8", "UTF-8");
  assert_encoding (forum, french, "UTF-8", "UTF-8");
  assert_encoding (forum, marked, "UTF-16LE", "UTF-16");
  assert_encoding (forum, marked, "UTF-16BE", "UTF-16");
  assert_encoding (forum, french, "UTF-16LE", "UTF-16");
  assert_encoding (forum, french, "CP1252", "Windows-1252");
}

static void
test_windows_1256 (ImportForum *forum, gconstpointer data)
{
  /* The capital has no place in that code page; a small one has. */
  const char *table = "العنوان;الحي\nتعاونية النساء;درب غلف\nêtre formées à l’écoute;سيدي مومن\n";

  read_table (forum, table);
  import_forum_assert_report (forum, 2, 0, 0);
  assert_encoding (forum, table, "CP1256", "Windows-1256");
}

static void
test_names (ImportForum *forum, gconstpointer data)
{
  import_forum_read (forum, "{\"kind\":\"session\",\"id\":\"" ID_A "\",\"title\":\"البيئة\","
                            "\"title@fr\":\"Environnement\"}\n"
                            "{\"kind\":\"theme\",\"id\":\"" ID_B "\",\"code\":\"ENV\","
                            "\"name\":\"البيئة\"}");
  read_table (forum,
              "title,session,theme\na,environnement,ENV\nb,البيئه,البيئه\nc," ID_A "," ID_B "\n");
  import_forum_assert_report (forum, 3, 0, 0);
  assert_proposals (forum, "\"kind\":\"proposal\",\"session\":\"" ID_A "\",\"theme\":\"" ID_B
                           "\",\"title\":\"a\"}\n"
                           "\"kind\":\"proposal\",\"session\":\"" ID_A "\",\"theme\":\"" ID_B
                           "\",\"title\":\"b\"}\n"
                           "\"kind\":\"proposal\",\"session\":\"" ID_A "\",\"theme\":\"" ID_B
                           "\",\"title\":\"c\"}\n");
}

static void
test_names_are_made (ImportForum *forum, gconstpointer data)
{
  HalqaQuery query = { .kind = "theme" };
  g_autoptr (GPtrArray) themes = NULL;

  read_table (forum, "title,session,category/id,category/name/fr,organisation\n"
                     "a,القاعة 1,ENV,Environnement,جمعية\nb,القاعة 1,ENV,Environnement,جمعية\n");
  /* A session, a theme and an organisation with them. */
  import_forum_assert_report (forum, 5, 0, 0);
  themes = halqa_reader_query (forum->reader, &query, NULL);
  g_assert_cmpuint (themes->len, ==, 1);
  g_assert_cmpstr (halqa_record_get_text (themes->pdata[0], "name"), ==, "Environnement");
  g_assert_cmpstr (halqa_record_get_text (themes->pdata[0], "code"), ==, "ENV");
}

static void
test_words_of_states (ImportForum *forum, gconstpointer data)
{
  read_table (forum, "titre;état;portée\na;Acceptée;régionale\nb;مؤجَّل;محلي\nc;evaluating;\n");
  import_forum_assert_report (forum, 3, 0, 0);
  assert_proposals (forum, "\"kind\":\"proposal\",\"scope\":\"regional\",\"state\":\"accepted\","
                           "\"title\":\"a\"}\n"
                           "\"kind\":\"proposal\",\"scope\":\"local\",\"state\":\"postponed\","
                           "\"title\":\"b\"}\n"
                           "\"kind\":\"proposal\",\"state\":\"submitted\",\"title\":\"c\"}\n");
  read_table (forum, "titre;état\nd;peut-être\n");
  assert_refused (forum, 2, "proposal.state");
}

static void
test_file_of_decidim (ImportForum *forum, gconstpointer data)
{
  const char *table = "id;title/ar;title/fr;body/ar;body/fr;state;supports\n"
                      "17;عنوان;Titre;نص;Texte;accepted;3\n"
                      "18;عنوان;Titre;نص;Texte;accepted;3\n"
                      "19;;Seul;;Texte;;0\n";

  read_table (forum, table);
  import_forum_assert_report (forum, 3, 0, 0);
  assert_proposals (forum,
                    "\"kind\":\"proposal\",\"body\":\"Texte\",\"lang\":\"fr\",\"title\":\"Seul\"}\n"
                    "\"kind\":\"proposal\",\"body\":\"نص\",\"body@fr\":\"Texte\",\"lang\":\"ar\","
                    "\"state\":\"accepted\",\"title\":\"عنوان\",\"title@fr\":\"Titre\"}\n"
                    "\"kind\":\"proposal\",\"body\":\"نص\",\"body@fr\":\"Texte\",\"lang\":\"ar\","
                    "\"state\":\"accepted\",\"title\":\"عنوان\",\"title@fr\":\"Titre\"}\n");
  read_table (forum, table);
  import_forum_assert_report (forum, 0, 3, 0);
}

static void
test_same_as_lines (ImportForum *forum, gconstpointer data)
{
  import_forum_read (forum, "{\"kind\":\"proposal\",\"title\":\"a\",\"body\":\"b\"}");
  read_table (forum, "title;body;problem\na;b;\n");
  import_forum_assert_report (forum, 0, 1, 0);
}

static void
test_empty_cells (ImportForum *forum, gconstpointer data)
{
  read_table (forum, "id;title;body\n" ID_A ";a;b\n");
  read_table (forum, "id;title\n" ID_A ";c\n");
  import_forum_assert_report (forum, 1, 0, 0);
  assert_proposals (forum, "\"kind\":\"proposal\",\"body\":\"b\",\"title\":\"c\"}\n");
  read_table (forum, "id;title;body\n" ID_A ";c;\n;;\n\n");
  import_forum_assert_report (forum, 1, 0, 0);
  assert_proposals (forum, "\"kind\":\"proposal\",\"title\":\"c\"}\n");
}

static void
test_preview (ImportForum *forum, gconstpointer data)
{
  const char *table = "id;title;session;nothing\n" ID_A ";a;القاعة;x\n" ID_B ";c;القاعة;x\n"
                      ";d;القاعة;x\n;d;القاعة;x\nbad;e;القاعة;x;y\n";
  g_autoptr (HalqaCsvPlan) plan = NULL;
  guint64 n_entries;

  read_table (forum, "id;title;session\n" ID_A ";a;القاعة\n" ID_B ";b;القاعة\n");
  n_entries = import_forum_count_entries (forum);

  plan = plan_bytes (forum, table, strlen (table));
  g_assert_cmpuint (halqa_csv_plan_get_n_columns (plan), ==, 4);
  g_assert_cmpstr (halqa_csv_plan_get_field (plan, 2), ==, "session");
  g_assert_null (halqa_csv_plan_get_field (plan, 3));
  g_assert_cmpuint (halqa_csv_plan_get_n_samples (plan), ==, 5);
  g_assert_cmpstr (halqa_csv_plan_get_sample (plan, 1, 1), ==, "c");
  run_plan (forum, plan, TRUE);
  g_assert_cmpuint (forum->report.n_lines, ==, 5);
  g_assert_cmpuint (forum->report.n_new, ==, 1);
  g_assert_cmpuint (forum->report.n_changed, ==, 1);
  g_assert_cmpuint (forum->report.n_same, ==, 2);
  assert_refused (forum, 6, "5");
  g_assert_cmpuint (import_forum_count_entries (forum), ==, n_entries);

  /* The reading does what it told. */
  run_plan (forum, plan, FALSE);
  g_assert_cmpuint (forum->report.n_new, ==, 1);
  g_assert_cmpuint (forum->report.n_changed, ==, 1);
  g_assert_cmpuint (forum->report.n_same, ==, 2);
}

static void
test_chosen_columns (ImportForum *forum, gconstpointer data)
{
  const char *table = "تعاونية;درب غلف\nمكتبة;سيدي مومن\n";
  g_autoptr (HalqaCsvPlan) plan = plan_bytes (forum, table, strlen (table));
  g_autoptr (GError) error = NULL;
  HalqaImportReport report;

  g_assert_false (
      halqa_csv_import_store (forum->reader, plan, FALSE, NULL, NULL, NULL, NULL, &report, &error));
  g_assert_nonnull (strstr (error->message, "author_name"));

  /* The first row is no heading then. */
  g_assert_true (halqa_csv_plan_set_field (plan, 0, "title@fr"));
  g_assert_true (halqa_csv_plan_set_field (plan, 0, "title"));
  g_assert_true (halqa_csv_plan_set_field (plan, 1, "title"));
  g_assert_null (halqa_csv_plan_get_field (plan, 0));
  g_assert_true (halqa_csv_plan_set_field (plan, 0, "title"));
  g_assert_true (halqa_csv_plan_set_field (plan, 1, "neighbourhood"));
  g_assert_false (halqa_csv_plan_set_field (plan, 1, "neighbourhood@fr"));
  run_plan (forum, plan, FALSE);
  import_forum_assert_report (forum, 2, 0, 0);
  assert_proposals (forum, "\"kind\":\"proposal\",\"neighbourhood\":\"درب غلف\","
                           "\"title\":\"تعاونية\"}\n"
                           "\"kind\":\"proposal\",\"neighbourhood\":\"سيدي مومن\","
                           "\"title\":\"مكتبة\"}\n");
}

/* --- what can't be taken */

static void
test_cut_file (ImportForum *forum, gconstpointer data)
{
  read_table (forum, "title;body;problem\na;b;c\nd;e");
  assert_refused (forum, 3, "cut off");
  g_assert_cmpuint (forum->report.n_written, ==, 1);
  read_table (forum, "title;body;problem\na;b;c\nd;\"e\n;f\n");
  assert_refused (forum, 3, "quoted cell");
  g_assert_cmpuint (forum->report.n_same, ==, 1);
}

static void
test_zero_bytes (ImportForum *forum, gconstpointer data)
{
  static const char table[] = "title;body\na;b\nc;d\0e\nf;g\n";

  read_bytes (forum, table, sizeof table - 1);
  assert_refused (forum, 3, "U+0000");
  g_assert_cmpuint (forum->report.n_written, ==, 2);
}

static void
test_damaged_utf8 (ImportForum *forum, gconstpointer data)
{
  g_autoptr (GString) table = g_string_new ("العنوان;النص\n");

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (table, "مقترح %u;نص\n", i);
  g_string_append (table, "x;\xD9\n");
  read_table (forum, table->str);
  assert_refused (forum, 22, "UTF-8");
  g_assert_cmpuint (forum->report.n_written, ==, 20);
}

static void
test_odd_utf16 (ImportForum *forum, gconstpointer data)
{
  static const char table[] = "\xFF\xFEt\0i\0t\0l\0e\0\n\0a\0\n\0b";

  read_bytes (forum, table, sizeof table - 1);
  assert_refused (forum, 3, "damaged");
  g_assert_cmpuint (forum->report.n_written, ==, 1);
}

/* Of a size that memory would notice if all of it were kept. */
static void
test_endless_cell (ImportForum *forum, gconstpointer data)
{
  static const char *const starts[] = { "\"", "", "\"\"\"\" ", "\"x\"    " };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr (GString) table = g_string_new ("title;body\na;b\nc;");
      const char fill = i == 3 ? ' ' : 'x';
      gsize from;

      g_string_append (table, starts[i]);
      from = table->len;
      g_string_set_size (table, from + 3 * 1024 * 1024);
      memset (table->str + from, fill, 3 * 1024 * 1024);
      g_string_append (table, *starts[i] == '"' && i != 3 ? "\"\nf;g\n" : "\nf;g\n");
      read_bytes (forum, table->str, table->len);
      assert_refused (forum, 3, "65,536");
      g_assert_cmpuint (forum->report.n_lines, ==, 3);
    }
}

static void
test_many_columns (ImportForum *forum, gconstpointer data)
{
  g_autofree char *path = g_build_filename (forum->path, "wide.csv", NULL);
  g_autoptr (GString) table = g_string_new ("title;body\na;b\nc;d");
  g_autoptr (GString) heading = g_string_new ("title");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    {
      g_string_append (table, ";x");
      g_string_append (heading, ";x");
    }
  g_string_append (table, "\ne;f;;\n");
  read_table (forum, table->str);
  assert_refused (forum, 3, "100002");
  g_assert_cmpuint (forum->report.n_written, ==, 2);

  g_string_append (heading, "\na\n");
  g_assert_true (g_file_set_contents (path, heading->str, -1, NULL));
  g_assert_null (halqa_csv_plan_new (path, NULL, &error));
  g_assert_nonnull (strstr (error->message, "100001"));
}

static void
test_nothing_in_it (ImportForum *forum, gconstpointer data)
{
  g_autofree char *path = g_build_filename (forum->path, "empty.csv", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "\n\r\n", -1, NULL));
  g_assert_null (halqa_csv_plan_new (path, NULL, &error));
  g_assert_nonnull (error);
}

/* --- what is written */

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
  guint n_records;

  g_assert_true (halqa_csv_export_store (forum->reader, path, ';', &n_records, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  return bytes;
}

/* Made from a seed: proposals with everything that a table may spoil. */
static char *
make_lines (guint n)
{
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
  static const char *const langs[] = { "", "ar", "fr", "لغة" };
  static const char *const refs[] = {
    "",
    ",\"theme\":\"=ENV\",\"state\":\"accepted\"",
    ",\"session\":\"" ID_A "\"",
    ",\"session\":\"" ID_B "\",\"theme\":\"NEW\"",
    ",\"session\":\"000000000000000000000000000000ff\",\"scope\":\"local\"",
    ",\"organisation\":\"" ID_A "\",\"merged_into\":\"" ID_B "\"",
  };
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
  g_autofree char *lines = print_proposals (forum, TRUE);

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
  read_table (forum, table);
  import_forum_assert_report (forum, 0, 200, 0);

  import_forum_set_up (&other, NULL);
  read_table (&other, table);
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
  before = print_proposals (forum, TRUE);
  table = export_table (forum);
  g_assert_nonnull (strstr (table, "\"القاعة\""));
  g_assert_nonnull (strstr (table, ID_B));
  read_table (forum, table);
  import_forum_assert_report (forum, 0, 2, 0);
  after = print_proposals (forum, TRUE);
  g_assert_cmpstr (after, ==, before);
}

static char *
export_decidim (ImportForum *forum, const char *name)
{
  g_autofree char *path = g_build_filename (forum->path, name, NULL);
  g_autoptr (GError) error = NULL;
  char *bytes;
  guint n_records;

  g_assert_true (halqa_decidim_export_store (forum->reader, path, &n_records, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_records, ==, 2);
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
add_test (const char *path, void (*test) (ImportForum *forum, gconstpointer data))
{
  g_test_add (path, ImportForum, NULL, import_forum_set_up, test, import_forum_tear_down);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  add_test ("/app/csv/columns/in-four-languages", test_columns_in_four_languages);
  add_test ("/app/csv/columns/each-field-has-one", test_each_field_has_a_heading);
  add_test ("/app/csv/columns/are-chosen-where-none-is-called-so", test_chosen_columns);
  add_test ("/app/csv/form/separators-are-recognised", test_separators);
  add_test ("/app/csv/form/encodings-are-recognised", test_encodings);
  add_test ("/app/csv/form/arabic-of-windows-is-recognised", test_windows_1256);
  add_test ("/app/csv/import/names-mean-what-is-called-so", test_names);
  add_test ("/app/csv/import/what-is-only-named-is-made", test_names_are_made);
  add_test ("/app/csv/import/states-in-any-language", test_words_of_states);
  add_test ("/app/csv/import/languages-of-decidim", test_file_of_decidim);
  add_test ("/app/csv/import/same-ids-as-lines-of-json", test_same_as_lines);
  add_test ("/app/csv/import/empty-cells-empty-what-has-an-id", test_empty_cells);
  add_test ("/app/csv/import/preview-writes-nothing", test_preview);
  add_test ("/app/csv/refused/file-that-is-cut-off", test_cut_file);
  add_test ("/app/csv/refused/zero-bytes", test_zero_bytes);
  add_test ("/app/csv/refused/damaged-utf-8", test_damaged_utf8);
  add_test ("/app/csv/refused/half-a-character-of-utf-16", test_odd_utf16);
  add_test ("/app/csv/refused/endless-cell", test_endless_cell);
  add_test ("/app/csv/refused/more-cells-than-columns", test_many_columns);
  add_test ("/app/csv/refused/nothing-in-it", test_nothing_in_it);
  add_test ("/app/csv/export/no-cell-is-a-formula", test_harmless);
  add_test ("/app/csv/export/comes-back-the-same", test_round_trip);
  add_test ("/app/csv/export/alike-names-go-by-id", test_alike_names_go_by_id);
  add_test ("/app/csv/export/for-decidim", test_decidim);

  return g_test_run ();
}
