/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-report-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-days.h"
#include "halqa-file-writer.h"
#include "halqa-forum-files.h"
#include "halqa-kind-words.h"
#include "halqa-language.h"
#include "halqa-text.h"
#include "halqa-translation-private.h"
#include "halqa-value-words.h"

/* The synthesis report: what a forum takes home. First what it was and what was counted, what was
 * accepted at a glance, then its proposals theme by theme, accepted ones first, last its sessions.
 *
 * It is a row of blocks, which the writers of HTML and PDF lay out each in its way and neither adds a
 * word to. What was said of a proposal, who supports it and what is to be done stands below it; of
 * those that were merged each is named with its session, and its votes are listed room by room and
 * never added up.
 *
 * Rule: nothing is smoothed over. Nobody counted is told from none, a proposal that was rejected is
 * there as well as one that was accepted, and a field that two people wrote differently is said to be
 * open. A text is there in the language of the report where somebody translated it, else as it was
 * written.
 *
 * Rejected: templates that people edit, which is a word processor's work: it opens the web page;
 * LaTeX or a browser for the PDF, which no laptop of a facilitator has. */

#define NO_BREAK_SPACE "\302\240"

/* In the order in which they are told; and what stands before how many there are. */
static const char *const states[] = { "accepted", "submitted", "to_merge", "postponed",
                                      "draft",    "rejected",  NULL };
static const char *const counted[] = {
  NC_ ("several proposals", "Accepted"), NC_ ("several proposals", "Submitted"),
  NC_ ("several proposals", "To merge"), NC_ ("several proposals", "Postponed"),
  NC_ ("several proposals", "Drafts"),   NC_ ("several proposals", "Rejected"),
};
#define ACCEPTED 0

/* How much of the time it takes to read what is to be written, in percent. */
#define READ_FOR_HTML 70
#define READ_FOR_PDF 3

/* --- blocks */

static void
free_block (gpointer data)
{
  HalqaReportBlock *block = data;

  g_free (block->label);
  g_free (block->text);
  g_free (block);
}

static void
add_block (HalqaReportWork *self, HalqaReportStyle style, const char *label, char *text)
{
  HalqaReportBlock *block;

  if (text == NULL || *text == '\0')
    {
      g_free (text);
      return;
    }
  block = g_new (HalqaReportBlock, 1);
  *block = (HalqaReportBlock){ .style = style, .label = g_strdup (label), .text = text };
  g_ptr_array_add (self->report->blocks, block);
  self->report->n_sections += style == HALQA_REPORT_SECTION;
}

void
halqa_report_add (HalqaReportWork *self, HalqaReportStyle style, char *text)
{
  add_block (self, style, NULL, text);
}

void
halqa_report_add_fact (HalqaReportWork *self, const char *label, char *text)
{
  add_block (self, HALQA_REPORT_FACT, label, text);
}

/* --- what records say */

/* Lent. */
static const char *
get_text (HalqaReportWork *self, HalqaRecord *record, const char *field)
{
  return halqa_translation_choose (record, field, self->report->language);
}

char *
halqa_report_dup_text (HalqaReportWork *self, HalqaRecord *record, const char *field)
{
  const char *text = get_text (self, record, field);

  return text != NULL && *text != '\0' ? halqa_text_show (text) : NULL;
}

char *
halqa_report_dup_choice (HalqaRecord *record, const char *field)
{
  const char *text = halqa_record_get_text (record, field);

  return text != NULL && *text != '\0' ? halqa_value_words (field, text) : NULL;
}

char *
halqa_report_dup_words (HalqaReportWork *self, HalqaRecord *record, const char *field)
{
  const char *text = record != NULL ? get_text (self, record, field) : NULL;

  return text != NULL && *text != '\0' ? halqa_text_isolate (text) : NULL;
}

char *
halqa_report_dup_day (HalqaRecord *record, const char *field)
{
  const char *text = halqa_record_get_text (record, field);
  g_autoptr (GDateTime) day = text != NULL ? halqa_days_parse (text) : NULL;

  return day != NULL ? halqa_days_say (day) : NULL;
}

char *
halqa_report_join (char *parts[], gsize n_parts)
{
  GString *line = g_string_new (NULL);

  for (gsize i = 0; i < n_parts; i++)
    {
      g_autofree char *part = parts[i];
      g_autofree char *isolated = part != NULL ? halqa_text_isolate (part) : NULL;

      if (isolated != NULL)
        /* No line is to begin with the dot. */
        g_string_append_printf (line, "%s%s", line->len > 0 ? NO_BREAK_SPACE "· " : "", isolated);
    }
  return g_string_free (line, line->len == 0);
}

gboolean
halqa_report_get_number (HalqaRecord *record, const char *field, gint64 *number)
{
  const HalqaValue *value = halqa_record_get_value (record, field);

  if (value == NULL || value->type != HALQA_VALUE_INT)
    return FALSE;
  *number = value->integer;
  return TRUE;
}

static char *
format_number (gint64 number)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

/* --- the front */

static char *
dup_days (HalqaRecord *forum)
{
  g_autofree char *first = halqa_report_dup_day (forum, "start_date");
  g_autofree char *last = halqa_report_dup_day (forum, "end_date");

  if (first == NULL || last == NULL || strcmp (first, last) == 0)
    return g_strdup (first != NULL ? first : last);
  /* Translators: the first and the last day of a forum. */
  return g_strdup_printf (_ ("%1$s to %2$s"), first, last);
}

static char *
dup_edition (HalqaReportWork *self, HalqaRecord *forum)
{
  g_autofree char *edition = halqa_report_dup_words (self, forum, "edition");

  /* Translators: which edition of the forum it is: a number, or a word. */
  return edition != NULL ? g_strdup_printf (_ ("Edition %s"), edition) : NULL;
}

static void
add_front (HalqaReportWork *self)
{
  HalqaRecord *forum = halqa_report_source_get_forum (self->source);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = halqa_days_say (now);

  halqa_report_add (self, HALQA_REPORT_TITLE, g_strdup (self->report->title));
  if (forum != NULL)
    {
      char *where[] = { dup_edition (self, forum), halqa_report_dup_words (self, forum, "place"),
                        dup_days (forum) };
      char *of[] = { halqa_report_dup_words (self, forum, "process"),
                     halqa_report_dup_choice (forum, "scope") };

      halqa_report_add (self, HALQA_REPORT_SUBTITLE,
                        halqa_report_dup_words (self, forum, "slogan"));
      halqa_report_add (self, HALQA_REPORT_SUBTITLE,
                        halqa_report_join (where, G_N_ELEMENTS (where)));
      halqa_report_add (self, HALQA_REPORT_SUBTITLE, halqa_report_join (of, G_N_ELEMENTS (of)));
    }
  halqa_report_add (self, HALQA_REPORT_SUBTITLE,
                    /* Translators: %s is a day. */
                    g_strdup_printf (_ ("Synthesis report, as of %s"), today));
}

/* --- figures */

/* The head counts of all sessions, and of how many of them: who was not counted is no 0. */
static void
add_heads (HalqaReportWork *self, const char *field)
{
  const GPtrArray *sessions = halqa_report_source_list (self->source, "session");
  g_autofree char *label = halqa_field_words_dup (field);
  g_autofree char *sum = NULL;
  gint64 all = 0;
  guint n_counted = 0;

  for (guint i = 0; i < sessions->len; i++)
    {
      gint64 number;

      if (halqa_report_get_number (sessions->pdata[i], field, &number))
        {
          all += number;
          n_counted++;
        }
    }
  sum = format_number (all);
  /* Translators: a head count, and in how many of how many sessions anybody counted. */
  halqa_report_add_fact (self, label,
                         n_counted == 0
                             ? g_strdup (_ ("Not counted"))
                             : g_strdup_printf (ngettext ("%1$s, counted in %2$u of %3$u session",
                                                          "%1$s, counted in %2$u of %3$u sessions",
                                                          sessions->len),
                                                sum, n_counted, sessions->len));
}

/* Who is counted as young; each forum says it for itself. */
static void
add_youth_age (HalqaReportWork *self)
{
  HalqaRecord *forum = halqa_report_source_get_forum (self->source);
  g_autofree char *label = halqa_field_words_dup ("youth_age");

  halqa_report_add_fact (self, label, halqa_report_dup_words (self, forum, "youth_age"));
}

static guint
get_state (HalqaRecord *proposal)
{
  const char *state = halqa_record_get_text (proposal, "state");
  guint i = 0;

  while (states[i] != NULL && g_strcmp0 (states[i], state) != 0)
    i++;
  return i;
}

static gboolean
is_merged (HalqaReportWork *self, HalqaRecord *proposal)
{
  return halqa_forest_get_into (halqa_report_source_get_forest (self->source),
                                halqa_record_get_id (proposal)) != NULL;
}

static void
add_states (HalqaReportWork *self)
{
  const GPtrArray *proposals = halqa_report_source_list (self->source, "proposal");
  guint n_of_state[G_N_ELEMENTS (states)] = { 0 };
  guint n_merged = 0;

  for (guint i = 0; i < proposals->len; i++)
    if (is_merged (self, proposals->pdata[i]))
      n_merged++;
    else
      n_of_state[get_state (proposals->pdata[i])]++;
  halqa_report_add_fact (self, _ ("Proposals"), format_number (proposals->len));
  for (guint i = 0; states[i] != NULL; i++)
    halqa_report_add_fact (self, g_dpgettext2 (GETTEXT_PACKAGE, "several proposals", counted[i]),
                           n_of_state[i] > 0 ? format_number (n_of_state[i]) : NULL);
  if (n_merged > 0)
    halqa_report_add_fact (self, _ ("Merged into others"), format_number (n_merged));
}

static void
add_open (HalqaReportWork *self)
{
  const GPtrArray *proposals = halqa_report_source_list (self->source, "proposal");
  guint n_open = 0;

  for (guint i = 0; i < proposals->len; i++)
    n_open += halqa_record_get_n_conflicts (proposals->pdata[i]) > 0;
  if (n_open > 0)
    halqa_report_add (
        self, HALQA_REPORT_TEXT,
        g_strdup_printf (ngettext ("In %u proposal two laptops wrote differently, and nobody has "
                                   "chosen yet.",
                                   "In %u proposals two laptops wrote differently, and nobody has "
                                   "chosen yet.",
                                   n_open),
                         n_open));
}

static void
add_figures (HalqaReportWork *self)
{
  const GPtrArray *sessions = halqa_report_source_list (self->source, "session");

  halqa_report_add (self, HALQA_REPORT_CHAPTER, g_strdup (_ ("In Figures")));
  halqa_report_add_fact (self, _ ("Sessions"), format_number (sessions->len));
  if (sessions->len > 0)
    {
      add_heads (self, "attendees_count");
      add_heads (self, "women_count");
      add_heads (self, "youth_count");
      add_youth_age (self);
    }
  add_states (self);
  halqa_report_add_fact (self, _ ("Endorsements"),
                         format_number (
                             halqa_report_source_list (self->source, "endorsement")->len));
  halqa_report_add_fact (self, _ ("Actions"),
                         format_number (halqa_report_source_list (self->source, "action")->len));
  add_open (self);
}

/* --- proposals, theme by theme */

/* What is told under one theme: by its state, and then in the order that people gave. */
typedef struct
{
  HalqaRecord *proposal;
  guint state;
  guint place;
} Entry;

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *one = a;
  const Entry *other = b;

  if (one->state != other->state)
    return one->state < other->state ? -1 : 1;
  return (one->place > other->place) - (one->place < other->place);
}

/* By theme, NULL being none: GArray of Entry. */
static GHashTable *
sort_proposals (HalqaReportWork *self)
{
  const GPtrArray *proposals = halqa_report_source_list (self->source, "proposal");
  GHashTable *themes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);

  for (guint i = 0; i < proposals->len; i++)
    {
      HalqaRecord *proposal = g_ptr_array_index (proposals, i);
      HalqaRecord *theme = halqa_report_source_get_theme (self->source, proposal);
      GArray *entries = g_hash_table_lookup (themes, theme);
      const Entry entry = { proposal, get_state (proposal), i };

      if (is_merged (self, proposal))
        continue;
      if (entries == NULL)
        {
          entries = g_array_new (FALSE, FALSE, sizeof (Entry));
          g_hash_table_insert (themes, theme, entries);
        }
      g_array_append_val (entries, entry);
    }
  return themes;
}

/* Those of a theme, which may be none; the first of all has the heading above it. */
static void
add_accepted (HalqaReportWork *self, GArray *entries, gboolean *told)
{
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    if (g_array_index (entries, Entry, i).state == ACCEPTED)
      {
        if (!*told)
          halqa_report_add (self, HALQA_REPORT_CHAPTER, g_strdup (_ ("Accepted Proposals")));
        *told = TRUE;
        halqa_report_add (self, HALQA_REPORT_ITEM,
                          halqa_report_dup_heading (self,
                                                    g_array_index (entries, Entry, i).proposal));
      }
}

/* @heading: (transfer full) */
static void
add_theme (HalqaReportWork *self, GHashTable *themes, HalqaRecord *theme, char *heading)
{
  GArray *entries = g_hash_table_lookup (themes, theme);

  if (entries == NULL)
    {
      g_free (heading);
      return;
    }
  halqa_report_add (self, HALQA_REPORT_CHAPTER, heading);
  g_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    halqa_report_add_proposal (self, g_array_index (entries, Entry, i).proposal);
}

static void
add_themes (HalqaReportWork *self)
{
  const GPtrArray *list = halqa_report_source_list (self->source, "theme");
  g_autoptr (GHashTable) themes = sort_proposals (self);
  gboolean told = FALSE;

  for (guint i = 0; i < list->len; i++)
    add_accepted (self, g_hash_table_lookup (themes, list->pdata[i]), &told);
  add_accepted (self, g_hash_table_lookup (themes, NULL), &told);
  for (guint i = 0; i < list->len; i++)
    {
      HalqaRecord *theme = g_ptr_array_index (list, i);
      char *name = halqa_report_dup_words (self, theme, "name");

      if (name == NULL)
        name = halqa_report_dup_words (self, theme, "code");
      add_theme (self, themes, theme,
                 name != NULL ? name : g_strdup (halqa_kind_words_nameless ("theme")));
    }
  add_theme (self, themes, NULL, g_strdup (_ ("Proposals without a Theme")));
}

static void
add_sessions (HalqaReportWork *self)
{
  const GPtrArray *sessions = halqa_report_source_list (self->source, "session");

  if (sessions->len > 0)
    halqa_report_add (self, HALQA_REPORT_CHAPTER, g_strdup (_ ("Sessions")));
  for (guint i = 0; i < sessions->len; i++)
    halqa_report_add_session (self, g_ptr_array_index (sessions, i));
}

/* --- the whole */

/* Of the chapters in @rest, which come behind it.
 *
 * @rest: (transfer full) */
static void
add_contents (HalqaReportWork *self, GPtrArray *rest)
{
  GPtrArray *blocks = self->report->blocks;
  guint n = 0;

  halqa_report_add (self, HALQA_REPORT_LABEL, g_strdup (_ ("Contents")));
  for (guint i = 0; i < rest->len; i++)
    {
      HalqaReportBlock *block = g_ptr_array_index (rest, i);

      if (block->style != HALQA_REPORT_CHAPTER)
        continue;
      block->chapter = ++n;
      halqa_report_add (self, HALQA_REPORT_CONTENTS, g_strdup (block->text));
      ((HalqaReportBlock *) g_ptr_array_index (blocks, blocks->len - 1))->chapter = n;
    }
  g_ptr_array_extend_and_steal (blocks, rest);
}

static char *
dup_title (HalqaReportWork *self, HalqaReader *reader)
{
  HalqaRecord *forum = halqa_report_source_get_forum (self->source);
  char *title = forum != NULL ? halqa_report_dup_text (self, forum, "title") : NULL;

  return title != NULL ? title : halqa_reader_dup_title (reader);
}

/**
 * halqa_report_new:
 * @reader: what is shown
 * @work: the reading
 * @error: of the store, or called off
 *
 * Puts together the synthesis report of a forum as it is at this moment.
 *
 * Returns: (transfer full): the report
 */
HalqaReport *
halqa_report_new (HalqaReader *reader, HalqaExportWork *work, GError **error)
{
  g_autoptr (HalqaReportSource) source = halqa_report_source_new (reader, work, error);
  g_autoptr (HalqaReport) report = NULL;
  HalqaReportWork self = { source };
  GPtrArray *front;
  GPtrArray *rest;

  if (source == NULL)
    return NULL;
  report = self.report = g_new0 (HalqaReport, 1);
  report->blocks = g_ptr_array_new_with_free_func (free_block);
  report->language = g_strdup (halqa_language_get_spoken ());
  report->is_rtl = halqa_text_get_direction (_ ("Sessions")) == HALQA_TEXT_RTL;
  report->title = dup_title (&self, reader);
  add_front (&self);
  front = g_steal_pointer (&report->blocks);
  report->blocks = g_ptr_array_new_with_free_func (free_block);
  add_figures (&self);
  add_themes (&self);
  add_sessions (&self);
  rest = report->blocks;
  report->blocks = front;
  add_contents (&self, rest);
  return g_steal_pointer (&report);
}

void
halqa_report_free (HalqaReport *self)
{
  g_ptr_array_unref (self->blocks);
  g_free (self->language);
  g_free (self->title);
  g_free (self);
}

/**
 * halqa_report_export_store:
 * @reader: what is shown
 * @path: a file, replaced where it is there already
 * @work: of which this is done; it counts proposals and sessions
 * @error: of the file or the store; what stood at @path is untouched then
 *
 * Returns: whether the file is on disk
 */
gboolean
halqa_report_export_store (HalqaReader *reader,
                           const char *path,
                           HalqaExportWork *work,
                           GError **error)
{
  const gboolean is_page = halqa_file_has_ending (path, ".html");
  const guint read = is_page ? READ_FOR_HTML : READ_FOR_PDF;
  g_autoptr (HalqaReport) report = NULL;
  g_autoptr (HalqaFileWriter) file = NULL;
  g_autoptr (GOutputStream) stream = NULL;
  HalqaExportPart reading;
  HalqaExportPart writing;
  gboolean written;

  halqa_export_part_init (&reading, work, 0, read);
  halqa_export_part_init (&writing, work, read, 100);
  report = halqa_report_new (reader, &reading.work, error);
  if (report == NULL || (file = halqa_file_writer_new (path, 0666, error)) == NULL)
    return FALSE;
  stream = g_buffered_output_stream_new (G_OUTPUT_STREAM (file));
  written = is_page ? halqa_report_write_html (report, stream, &writing.work, error)
                    : halqa_report_write_pdf (report, stream, &writing.work, error);
  work->n_records += writing.work.n_records;
  return written && g_output_stream_flush (stream, NULL, error) &&
         halqa_file_writer_commit (file, error);
}
