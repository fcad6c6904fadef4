/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "import-forum.h"

/* Lines that an import can't take: each is told of, and none stops the rest. */

#define ID_A "00000000000000000000000000000a01"

static void
test_refused_lines (ImportForum *forum, gconstpointer data)
{
  static const char *const lines[] = {
    "[1]",
    "{\"kind\":\"note\"",
    "{\"kind\":\"note\",}",
    "{'kind':'note'}",
    "{\"kind\":\"note\"} {\"kind\":\"note\"}",
    "{/**/\"kind\":\"note\"}",
    "var a = {\"kind\":\"note\"};",
    "{\"kind\":\"note\",\"body\":\"a\",\"body\":\"b\"}",
    "{\"kind\":\"note\",\"body\":[\"a\"]}",
    "{\"kind\":\"note\",\"body\":{}}",
    "{\"kind\":\"note\",\"body\":5}",
    "{\"kind\":\"note\",\"body\":\"a\\u0000b\"}",
    "{\"kind\":\"note\",\"body\":\"\\ud800\"}",
    "{\"kind\":\"note\",\"body\":\"\\ud800\\u0041\"}",
    "{\"kind\":\"note\",\"body\":\"\\udc00\"}",
    "{\"kind\":\"note\",\"body\":\"\\x41\"}",
    "{\"kind\":\"note\",\"body\":\"a\tb\"}",
    "{\"kind\":\"note\",\"body\":\"\377\"}",
    "{\"kind\":\"session\",\"women_count\":-1}",
    "{\"kind\":\"session\",\"women_count\":1.5}",
    "{\"kind\":\"session\",\"women_count\":1e3}",
    "{\"kind\":\"session\",\"women_count\":010}",
    "{\"kind\":\"session\",\"women_count\":99999999999999999999}",
    "{\"kind\":\"session\",\"women_count\":\"7\"}",
    "{\"kind\":\"session\",\"women_count\":true}",
    "{\"kind\":\"session\",\"state\":\"late\"}",
    "{\"kind\":\"session\",\"theme\":7}",
    "{\"kind\":\"note\",\"subject\":\"" ID_A "0\"}",
    "{\"kind\":\"note\",\"colour\":\"red\"}",
    "{\"kind\":\"recipe\",\"title\":\"a\"}",
    "{\"kind\":7}",
    "{\"title\":\"a\"}",
    "{\"kind\":\"note\",\"id\":\"abc\"}",
    "{\"kind\":\"note\",\"id\":7}",
    "{\"kind\":\"note\",\"deleted\":\"true\"}",
    "{\"kind\":\"key\",\"id\":\"" ID_A "\"}",
    "{}",
  };
  guint64 before = import_forum_count_entries (forum);

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *file = g_strconcat (lines[i], "\n", NULL);
      g_autofree char *printable = g_strescape (lines[i], NULL);

      g_test_message ("%s", printable);
      import_forum_read (forum, file);
      import_forum_assert_report (forum, 0, 0, 1);
      g_assert_true (g_str_has_prefix (forum->refused->str, "1: "));
      g_assert_cmpuint (strlen (forum->refused->str), >, 4);
    }
  g_assert_cmpuint (import_forum_count_entries (forum), ==, before);
}

static void
test_refused_goes_on (ImportForum *forum, gconstpointer data)
{
  import_forum_read (forum, "{\"kind\":\"note\",\"body\":\"a\"}\n"
                            "\n"
                            "nonsense\n"
                            "{\"kind\":\"note\",\"body\":\"b\"}");
  import_forum_assert_report (forum, 2, 0, 1);
  g_assert_cmpuint (forum->report.n_lines, ==, 3);
  g_assert_true (g_str_has_prefix (forum->refused->str, "3: "));
}

/* Of two that are typed; what comes with an id was given elsewhere, and is taken as it is. */
static void
test_refused_twins (ImportForum *forum, gconstpointer data)
{
  static const char lines[] =
      "{\"kind\":\"proposal\",\"title\":\"a\",\"reference\":\"ENV-07\"}\n"
      "{\"kind\":\"proposal\",\"title\":\"b\",\"reference\":\"env-٠7\"}\n"
      "{\"kind\":\"proposal\",\"title\":\"c\",\"reference\":\"\"}\n"
      "{\"kind\":\"proposal\",\"id\":\"" ID_A "\",\"reference\":\"ENV-07\"}\n";

  import_forum_read (forum, lines);
  import_forum_assert_report (forum, 3, 0, 1);
  g_assert_true (g_str_has_prefix (forum->refused->str, "2: "));
  import_forum_read (forum, lines);
  import_forum_assert_report (forum, 0, 3, 1);
  import_forum_read (forum, "{\"kind\":\"proposal\",\"id\":\"" ID_A "\",\"title\":\"d\"}\n"
                            "{\"kind\":\"proposal\",\"title\":\"e\",\"reference\":\"ENV-07\"}\n");
  import_forum_assert_report (forum, 1, 0, 1);
  g_assert_true (g_str_has_prefix (forum->refused->str, "2: "));
}

static void
test_refused_deep (ImportForum *forum, gconstpointer data)
{
  g_autofree char *deep = g_strnfill (1000000, '[');

  import_forum_read (forum, deep);
  import_forum_assert_report (forum, 0, 0, 1);
}

static void
test_refused_long (ImportForum *forum, gconstpointer data)
{
  g_autofree char *filling = g_strnfill (3 * 1024 * 1024, ' ');
  g_autofree char *lines = g_strconcat ("{\"kind\":\"note\",", filling, "\"body\":\"a\"}\n",
                                        "{\"kind\":\"note\",\"body\":\"b\"}\n", filling, NULL);

  import_forum_read (forum, lines);
  import_forum_assert_report (forum, 1, 0, 2);
  g_assert_true (g_str_has_prefix (forum->refused->str, "1: "));
  g_assert_nonnull (strstr (forum->refused->str, "\n3: "));
}

static void
test_refused_zero_byte (ImportForum *forum, gconstpointer data)
{
  static const char line[] = "{\"kind\":\"note\",\"body\":\"a\0b\"}";

  import_forum_read_bytes (forum, line, sizeof line - 1);
  import_forum_assert_report (forum, 0, 0, 1);
  /* What a power cut leaves of a file is no empty line. */
  import_forum_read_bytes (forum, "\0\0\0\n", 4);
  import_forum_assert_report (forum, 0, 0, 1);
}

static void
test_no_file (ImportForum *forum, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (halqa_ndjson_import_store (forum->reader, "/nowhere/in.ndjson",
                                             HALQA_IMPORT_PLAIN, NULL, NULL, NULL, NULL,
                                             &forum->report, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
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

  add_test ("/app/ndjson/refused/with-a-reason", test_refused_lines);
  add_test ("/app/ndjson/refused/the-rest-goes-on", test_refused_goes_on);
  add_test ("/app/ndjson/refused/a-reference-that-is-anothers", test_refused_twins);
  add_test ("/app/ndjson/refused/however-deep", test_refused_deep);
  add_test ("/app/ndjson/refused/however-long", test_refused_long);
  add_test ("/app/ndjson/refused/zero-byte", test_refused_zero_byte);
  add_test ("/app/ndjson/refused/no-file", test_no_file);

  return g_test_run ();
}
