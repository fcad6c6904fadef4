/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "halqa-report.h"
#include "import-forum.h"

/* The synthesis report: what stands in it, and where. */

#define THEME "00000000000000000000000000000a01"
#define HALL "00000000000000000000000000000b01"
#define ATTIC "00000000000000000000000000000b02"
#define KEPT "00000000000000000000000000000c01"
#define SOURCE "00000000000000000000000000000c02"
#define REFUSED "00000000000000000000000000000c03"
#define LOOSE "00000000000000000000000000000c04"
#define UNION "00000000000000000000000000000d01"

/* Two rooms; one proposal that another is merged into, one that was rejected, one without a theme. */
static const char forum[] =
    "{\"kind\":\"forum\",\"place\":\"Mill\",\"scope\":\"regional\",\"process\":\"مسلسل\","
    "\"process@en\":\"A process\",\"youth_age\":\"15–35\"}\n"
    "{\"kind\":\"theme\",\"id\":\"" THEME "\",\"code\":\"ENV\",\"name\":\"البيئة\","
    "\"name@en\":\"Environment\"}\n"
    "{\"kind\":\"session\",\"id\":\"" HALL "\",\"title\":\"Hall\",\"theme\":\"" THEME "\","
    "\"women_count\":31,\"position\":\"a0\",\"state\":\"closed\",\"closing_report\":\"It was "
    "full.\","
    "\"start_time\":\"2026-05-15T14:00\",\"end_time\":\"2026-05-15T16:30\"}\n"
    "{\"kind\":\"session\",\"id\":\"" ATTIC "\",\"title\":\"Attic\",\"position\":\"a1\","
    "\"women_count\":0}\n"
    "{\"kind\":\"organisation\",\"id\":\"" UNION "\",\"name\":\"Union\"}\n"
    "{\"kind\":\"proposal\",\"id\":\"" REFUSED
    "\",\"reference\":\"ENV-03\",\"title\":\"Rejected one\","
    "\"session\":\"" HALL "\",\"state\":\"rejected\",\"position\":\"a0\"}\n"
    "{\"kind\":\"proposal\",\"id\":\"" KEPT "\",\"reference\":\"ENV-01\",\"title\":\"مكتبة\","
    "\"title@en\":\"<Library>\",\"body\":\"First line\\nsecond line\",\"problem\":\"No books\","
    "\"session\":\"" HALL "\",\"state\":\"accepted\",\"position\":\"a1\"}\n"
    "{\"kind\":\"proposal\",\"id\":\"" SOURCE "\",\"reference\":\"ENV-02\",\"title\":\"Bookshelf\","
    "\"session\":\"" ATTIC "\",\"merged_into\":\"" KEPT "\"}\n"
    "{\"kind\":\"proposal\",\"id\":\"" LOOSE "\",\"title\":\"Loose\\u202Eend\"}\n"
    "{\"kind\":\"tally\",\"proposal\":\"" KEPT "\",\"session\":\"" HALL "\",\"method\":\"hands\","
    "\"in_favour\":7}\n"
    "{\"kind\":\"tally\",\"proposal\":\"" SOURCE "\",\"session\":\"" ATTIC
    "\",\"method\":\"hands\","
    "\"in_favour\":7}\n"
    "{\"kind\":\"endorsement\",\"proposal\":\"" KEPT "\",\"organisation\":\"" UNION "\"}\n"
    "{\"kind\":\"endorsement\",\"proposal\":\"" SOURCE "\",\"organisation\":\"" UNION "\"}\n"
    "{\"kind\":\"action\",\"proposal\":\"" SOURCE
    "\",\"title\":\"Ask\",\"due_date\":\"2026-06-05\","
    "\"progress\":40}\n"
    "{\"kind\":\"note\",\"subject\":\"" HALL "\",\"type\":\"question\",\"body\":\"Who pays?\","
    "\"answer\":\"The city.\"}\n"
    "{\"kind\":\"note\",\"subject\":\"" HALL "\",\"type\":\"note\",\"body\":\"Only a note\"}\n";

/* A line for each block: its style, "LABEL: " of a fact, its text without isolates. */
static char *
print_report (ImportForum *self)
{
  g_autoptr (GError) error = NULL;
  HalqaExportWork work = { 0 };
  g_autoptr (HalqaReport) report = halqa_report_new (self->reader, &work, &error);
  g_autoptr (GString) lines = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < report->blocks->len; i++)
    {
      const HalqaReportBlock *block = g_ptr_array_index (report->blocks, i);

      g_string_append_printf (lines, "%d ", block->style);
      if (block->label != NULL)
        g_string_append_printf (lines, "%s: ", block->label);
      g_string_append_printf (lines, "%s\n", block->text);
    }
  g_string_replace (lines, "\342\201\250", "", 0);
  g_string_replace (lines, "\342\201\251", "", 0);
  g_string_replace (lines, "\302\240", " ", 0);
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/* Each of @expected stands behind the one before it. */
static void
assert_in_order (const char *text, const char *const *expected)
{
  const char *from = text;

  for (; *expected != NULL; expected++)
    {
      const char *found = strstr (from, *expected);

      if (found == NULL)
        g_error ("“%s” is missing, or not in its place, in:\n%s", *expected, text);
      from = found + strlen (*expected);
    }
}

static void
test_contents (ImportForum *self, gconstpointer data)
{
  static const char *const expected[] = {
    "0 منتدى\n1 Mill\n1 A process · Regional\n",
    "5 Contents\n9 In Figures\n9 Accepted Proposals\n9 Environment\n9 Proposals without a Theme\n"
    "9 Sessions\n2 In Figures\n8 Sessions: 2\n8 Head count: Not counted\n",
    "8 Women: 31, counted in 2 of 2 sessions\n8 Youth: Not counted\n8 Age of youth: 15–35\n",
    "8 Proposals: 4\n8 Accepted: 1\n8 Rejected: 1\n8 Merged into others: 1\n",
    "2 Accepted Proposals\n7 ENV-01 <Library>\n2 Environment\n3 ENV-01 <Library>\n4 Accepted · "
    "Hall\n5 Problem\n6 No books\n5 Proposal\n",
    "6 First line\nsecond line\n5 Merged From\n7 ENV-02 Bookshelf · Attic\n5 Votes\n",
    "7 Hall · By hands. In favour: 7, against: –, abstaining: –\n",
    "7 Attic · By hands. In favour: 7, against: –, abstaining: –\n",
    "5 Endorsed By\n7 Union\n5 Actions\n7 Ask · by 5 June 2026 · 40% done\n",
    "3 ENV-03 Rejected one\n",
    "2 Proposals without a Theme\n3 Loose[U+202E]end\n",
    "2 Sessions\n3 Hall\n4 Closed\n8 Theme: Environment\n",
    "8 Beginning: 15 May 2026, 14:00 to 16:30\n8 Head count: Not counted\n8 Women: 31\n",
    "8 Proposals: 2\n5 Closing report\n6 It was full.\n5 Questions\n7 Who pays?\nThe city.\n",
    "3 Attic\n",
    NULL,
  };
  g_autofree char *lines = NULL;

  import_forum_read (self, forum);
  lines = print_report (self);
  assert_in_order (lines, expected);
  /* One that is merged is told of where it has gone, and a mere note not at all. */
  g_assert_null (strstr (lines, "3 ENV-02"));
  g_assert_null (strstr (lines, "Only a note"));
}

typedef struct
{
  const char *name;
  guint percent; /* from which on it is called off */
  guint told;
  GCancellable *cancellable;
} CallOff;

static void
call_off_cb (guint64 done, guint64 total, gpointer user_data)
{
  CallOff *call = user_data;

  call->told = (guint) (done * 100 / total);
  if (call->told >= call->percent)
    g_cancellable_cancel (call->cancellable);
}

/* @call: (nullable) */
static char *
export_report (ImportForum *self, const char *name, CallOff *call, gboolean expected)
{
  g_autofree char *path = g_build_filename (self->path, name, NULL);
  g_autoptr (GError) error = NULL;
  HalqaExportWork work = { call != NULL ? call_off_cb : NULL, call,
                           call != NULL ? call->cancellable : NULL, 0 };
  char *bytes;
  gboolean written = halqa_report_export_store (self->reader, path, &work, &error);

  g_assert_cmpint (written, ==, expected);
  if (expected)
    g_assert_no_error (error);
  else
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  return bytes;
}

static void
test_page (ImportForum *self, gconstpointer data)
{
  static const char *const expected[] = {
    "<html lang=\"en\" dir=\"ltr\">",
    "<title>منتدى</title>",
    "<ul>\n<li dir=\"auto\"><a href=\"#chapter-1\">In Figures</a></li>\n",
    "<h2 dir=\"auto\"><a id=\"chapter-1\"></a>In Figures</h2>\n",
    "<table>\n<tr><th dir=\"auto\">Sessions</th><td dir=\"auto\">2</td></tr>\n",
    "</table>\n<h2 dir=\"auto\">",
    "&lt;Library&gt;",
    "<ul>\n<li dir=\"auto\">",
    "</ul>\n<h4 dir=\"auto\">Votes</h4>\n<ul>\n<li dir=\"auto\">",
    "</body>\n</html>\n",
    NULL,
  };
  g_autofree char *page = NULL;

  import_forum_read (self, forum);
  page = export_report (self, "report.html", NULL, TRUE);
  assert_in_order (page, expected);
  g_assert_null (strstr (page, "<Library>"));
}

/* What is called off leaves what stood there: at once, where it is read still, and in the writing. */
static void
test_called_off (ImportForum *self, gconstpointer data)
{
  CallOff call = *(const CallOff *) data;
  g_autofree char *path = g_build_filename (self->path, call.name, NULL);
  g_autoptr (GCancellable) cancellable = call.cancellable = g_cancellable_new ();
  g_autofree char *bytes = NULL;

  import_forum_read (self, forum);
  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  bytes = export_report (self, call.name, &call, FALSE);
  g_assert_cmpstr (bytes, ==, "before");
  g_assert_cmpuint (call.told, <, call.percent + 10);
}

static guint
count_sheets (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize size;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpmem (bytes, 5, "%PDF-", 5);
  for (const char *at = bytes; (at = memmem (at, (gsize) (bytes + size - at), "/Type /Page ", 12));
       at++)
    n++;
  return n;
}

/* A paragraph that no sheet has room for goes on over as many as it takes, and an empty forum has one. */
static void
test_sheets (ImportForum *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->path, "report.pdf", NULL);
  g_autofree char *before = export_report (self, "report.pdf", NULL, TRUE);
  g_autoptr (GString) line = g_string_new ("{\"kind\":\"proposal\",\"body\":\"");
  g_autofree char *after = NULL;

  g_assert_cmpuint (count_sheets (path), ==, 1);
  for (guint i = 0; i < 150; i++)
    g_string_append (line, "سطر\\n");
  g_string_append (line, "\"}\n");
  import_forum_read (self, line->str);
  after = export_report (self, "report.pdf", NULL, TRUE);
  g_assert_cmpuint (count_sheets (path), >=, 4);
}

int
main (int argc, char **argv)
{
  static const CallOff html = { "report.html", 0 };
  static const CallOff html_later = { "report.html", 90 };
  static const CallOff pdf = { "report.pdf", 0 };
  static const CallOff pdf_later = { "report.pdf", 90 };

  g_setenv ("LANGUAGE", "en", TRUE);
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
#define ADD(name, data, func)                                                                      \
  g_test_add ("/app/report/" name, ImportForum, data, import_forum_set_up, func,                   \
              import_forum_tear_down)
  ADD ("contents", NULL, test_contents);
  ADD ("page", NULL, test_page);
  ADD ("sheets", NULL, test_sheets);
  ADD ("called-off/html", &html, test_called_off);
  ADD ("called-off/html-later", &html_later, test_called_off);
  ADD ("called-off/pdf", &pdf, test_called_off);
  ADD ("called-off/pdf-later", &pdf_later, test_called_off);
#undef ADD
  return g_test_run ();
}
