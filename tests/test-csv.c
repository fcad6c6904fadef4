/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "halqa-csv-columns.h"
#include "import-forum.h"

/* Proposals from tables. */

#define ID_A "00000000000000000000000000000a01"
#define ID_B "00000000000000000000000000000b02"

/* --- what a table says */

static void
assert_proposals (ImportForum *forum, const char *lines)
{
  g_autofree char *shown = import_forum_print_proposals (forum, FALSE);

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
    { "Titre (arabe)", "title@ar" },
    { "العنوان (بالفرنسية)", "title@fr" },
    { "العنوان بالأمازيغية", "title@zgh" },
    { "Titre FR", "title@fr" },
    { "title/ES", "title@es" },
    { "title/deutsch", NULL },
    { "Titre court", NULL },
    { "Quartier (fr)", NULL },
    { "Problématique", "problem" },
    { "الإشكالية", "problem" },
    { "category/id", "theme" },
    { "المحور", "theme" },
    { "category/name/ar", "theme_name" },
    { "Quartier", "neighbourhood" },
    { "حي", "neighbourhood" },
    { "author/name", "author_name" },
    { "Proposé par", "author_name" },
    { "الكاتبة", "author_name" },
    { "Corps", "body" },
    { "الجلسة", "session" },
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
  import_forum_read_table (forum, "title,body\na,\"b,c\"\n");
  import_forum_assert_report (forum, 1, 0, 0);
  import_forum_read_table (forum, "title;body\r\na;b,c\r\n");
  import_forum_assert_report (forum, 0, 1, 0);
  import_forum_read_table (forum, "sep=;\ntitle;body\na;b,c\n");
  import_forum_assert_report (forum, 0, 1, 0);
  import_forum_read_table (forum, "العنوان\tالنص\na\tb,c\n");
  import_forum_assert_report (forum, 0, 1, 0);
  import_forum_read_table (forum, "title\na, b; c\n");
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
  plan = import_forum_plan_table (forum, bytes, size);
  g_assert_cmpstr (halqa_csv_plan_get_encoding (plan), ==, name);
  import_forum_run_plan (forum, plan, FALSE);
  import_forum_assert_report (forum, 0, 2, 0);
}

static void
test_encodings (ImportForum *forum, gconstpointer data)
{
  const char *arabic = "العنوان;الحي\nتعاونية النساء;درب غلف\nÊtre formées à l’écoute;سيدي مومن\n";
  const char *french = "Titre;Quartier\nÉcole de l’été « École »;Médina\nCréer;Hay Mohammadi\n";
  const char *wholly = "العنوان;النص\nمستوصف;نقل المدرسة\nمكتبة;كراء الملعب\n";
  g_autofree char *marked = g_strconcat ("\xEF\xBB\xBF", arabic, NULL);

  import_forum_read_table (forum, arabic);
  import_forum_assert_report (forum, 2, 0, 0);
  import_forum_read_table (forum, french);
  import_forum_assert_report (forum, 2, 0, 0);
  assert_encoding (forum, marked, "UTF-8", "UTF-8");
  assert_encoding (forum, french, "UTF-8", "UTF-8");
  assert_encoding (forum, marked, "UTF-16LE", "UTF-16");
  assert_encoding (forum, marked, "UTF-16BE", "UTF-16");
  assert_encoding (forum, french, "UTF-16LE", "UTF-16");
  assert_encoding (forum, french, "CP1252", "Windows-1252");

  import_forum_read_table (forum, wholly);
  import_forum_assert_report (forum, 2, 0, 0);
  assert_encoding (forum, wholly, "UTF-16LE", "UTF-16");
  assert_encoding (forum, wholly, "UTF-16BE", "UTF-16");
}

static void
test_windows_1256 (ImportForum *forum, gconstpointer data)
{
  /* The capital has no place in that code page; a small one has. */
  const char *table = "العنوان;الحي\nتعاونية النساء;درب غلف\nêtre formées à l’écoute;سيدي مومن\n";

  import_forum_read_table (forum, table);
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
  import_forum_read_table (forum,
                           "title,session,theme\na,environnement,ENV\nb,البيئه,البيئه\nc," ID_A
                           "," ID_B "\n");
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

  import_forum_read_table (
      forum, "title,session,category/id,category/name/fr,organisation\n"
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
  import_forum_read_table (forum, "titre;état;portée;langue\na;Acceptée;régionale;Français\n"
                                  "b;مؤجَّل;محلي;\nc;evaluating;;\n");
  import_forum_assert_report (forum, 3, 0, 0);
  assert_proposals (
      forum, "\"kind\":\"proposal\",\"lang\":\"fr\",\"scope\":\"regional\",\"state\":\"accepted\","
             "\"title\":\"a\"}\n"
             "\"kind\":\"proposal\",\"scope\":\"local\",\"state\":\"postponed\","
             "\"title\":\"b\"}\n"
             "\"kind\":\"proposal\",\"state\":\"submitted\",\"title\":\"c\"}\n");
  import_forum_read_table (forum, "titre;état;portée\ne;Refusé;وطنية\nf;مرفوضة;دولية\n");
  import_forum_assert_report (forum, 2, 0, 0);
  import_forum_read_table (forum, "titre;état\nd;peut-être\n");
  assert_refused (forum, 2, "état");
  g_assert_nonnull (strstr (forum->refused->str, "To be merged"));
}

static void
test_file_of_decidim (ImportForum *forum, gconstpointer data)
{
  const char *table = "id;title/ar;title/fr;body/ar;body/fr;state;supports\n"
                      "17;عنوان;Titre;نص;Texte;accepted;3\n"
                      "18;عنوان;Titre;نص;Texte;accepted;3\n"
                      "19;;Seul;;Texte;;0\n";

  import_forum_read_table (forum, table);
  import_forum_assert_report (forum, 3, 0, 0);
  assert_proposals (forum,
                    "\"kind\":\"proposal\",\"body\":\"Texte\",\"lang\":\"fr\",\"title\":\"Seul\"}\n"
                    "\"kind\":\"proposal\",\"body\":\"نص\",\"body@fr\":\"Texte\",\"lang\":\"ar\","
                    "\"state\":\"accepted\",\"title\":\"عنوان\",\"title@fr\":\"Titre\"}\n"
                    "\"kind\":\"proposal\",\"body\":\"نص\",\"body@fr\":\"Texte\",\"lang\":\"ar\","
                    "\"state\":\"accepted\",\"title\":\"عنوان\",\"title@fr\":\"Titre\"}\n");
  import_forum_read_table (forum, table);
  import_forum_assert_report (forum, 0, 3, 0);
}

static void
test_same_as_lines (ImportForum *forum, gconstpointer data)
{
  import_forum_read (forum, "{\"kind\":\"proposal\",\"title\":\"a\",\"body\":\"b\"}");
  import_forum_read_table (forum, "title;body;problem\na;b;\n");
  import_forum_assert_report (forum, 0, 1, 0);
}

static void
test_empty_cells (ImportForum *forum, gconstpointer data)
{
  import_forum_read_table (forum, "id;title;body\n" ID_A ";a;b\n");
  import_forum_read_table (forum, "id;title\n" ID_A ";c\n");
  import_forum_assert_report (forum, 1, 0, 0);
  assert_proposals (forum, "\"kind\":\"proposal\",\"body\":\"b\",\"title\":\"c\"}\n");
  import_forum_read_table (forum, "id;title;body\n" ID_A ";c;\n;;\n\n");
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

  import_forum_read_table (forum, "id;title;session\n" ID_A ";a;القاعة\n" ID_B ";b;القاعة\n");
  n_entries = import_forum_count_entries (forum);

  plan = import_forum_plan_table (forum, table, strlen (table));
  g_assert_cmpuint (halqa_csv_plan_get_n_columns (plan), ==, 4);
  g_assert_cmpstr (halqa_csv_plan_get_field (plan, 2), ==, "session");
  g_assert_null (halqa_csv_plan_get_field (plan, 3));
  g_assert_cmpuint (halqa_csv_plan_get_n_samples (plan), ==, 5);
  g_assert_cmpstr (halqa_csv_plan_get_sample (plan, 1, 1), ==, "c");
  import_forum_run_plan (forum, plan, TRUE);
  g_assert_cmpuint (forum->report.n_lines, ==, 5);
  g_assert_cmpuint (forum->report.n_new, ==, 1);
  g_assert_cmpuint (forum->report.n_changed, ==, 1);
  g_assert_cmpuint (forum->report.n_same, ==, 2);
  assert_refused (forum, 6, "5");
  g_assert_cmpuint (import_forum_count_entries (forum), ==, n_entries);

  /* The reading does what it told. */
  import_forum_run_plan (forum, plan, FALSE);
  g_assert_cmpuint (forum->report.n_new, ==, 1);
  g_assert_cmpuint (forum->report.n_changed, ==, 1);
  g_assert_cmpuint (forum->report.n_same, ==, 2);
}

static void
test_chosen_columns (ImportForum *forum, gconstpointer data)
{
  const char *table = "تعاونية;درب غلف\nمكتبة;سيدي مومن\n";
  g_autoptr (HalqaCsvPlan) plan = import_forum_plan_table (forum, table, strlen (table));
  g_autoptr (GError) error = NULL;
  HalqaImportReport report;

  g_assert_false (halqa_csv_import_store (forum->reader, plan, HALQA_IMPORT_PLAIN, NULL, NULL, NULL,
                                          NULL, &report, &error));
  g_assert_nonnull (strstr (error->message, "author_name"));

  /* The first row is no heading then. */
  g_assert_true (halqa_csv_plan_set_field (plan, 0, "title@fr"));
  g_assert_true (halqa_csv_plan_set_field (plan, 0, "title"));
  g_assert_true (halqa_csv_plan_set_field (plan, 1, "title"));
  g_assert_null (halqa_csv_plan_get_field (plan, 0));
  g_assert_true (halqa_csv_plan_set_field (plan, 0, "title"));
  g_assert_true (halqa_csv_plan_set_field (plan, 1, "neighbourhood"));
  g_assert_false (halqa_csv_plan_set_field (plan, 1, "neighbourhood@fr"));
  import_forum_run_plan (forum, plan, FALSE);
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
  import_forum_read_table (forum, "title;body;problem\na;b;c\nd;e");
  assert_refused (forum, 3, "cut off");
  g_assert_cmpuint (forum->report.n_written, ==, 1);
  import_forum_read_table (forum, "title;body;problem\na;b;c\nd;\"e\n;f\n");
  assert_refused (forum, 3, "quoted cell");
  g_assert_cmpuint (forum->report.n_same, ==, 1);
}

static void
test_zero_bytes (ImportForum *forum, gconstpointer data)
{
  static const char table[] = "title;body\na;b\nc;d\0e\nf;g\n";

  import_forum_read_table_bytes (forum, table, sizeof table - 1);
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
  import_forum_read_table (forum, table->str);
  assert_refused (forum, 22, "UTF-8");
  g_assert_cmpuint (forum->report.n_written, ==, 20);
}

static void
test_odd_utf16 (ImportForum *forum, gconstpointer data)
{
  static const char table[] = "\xFF\xFEt\0i\0t\0l\0e\0\n\0a\0\n\0b";

  import_forum_read_table_bytes (forum, table, sizeof table - 1);
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
      import_forum_read_table_bytes (forum, table->str, table->len);
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
  import_forum_read_table (forum, table->str);
  assert_refused (forum, 3, "100002");
  g_assert_cmpuint (forum->report.n_written, ==, 2);

  g_string_append (heading, "\na\n");
  g_assert_true (g_file_set_contents (path, heading->str, -1, NULL));
  g_assert_null (halqa_csv_plan_new (path, NULL, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "100001"));
}

static void
test_nothing_in_it (ImportForum *forum, gconstpointer data)
{
  g_autofree char *path = g_build_filename (forum->path, "empty.csv", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "\n\r\n", -1, NULL));
  g_assert_null (halqa_csv_plan_new (path, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
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

  return g_test_run ();
}
