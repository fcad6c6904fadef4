/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-report-private.h"

#include <glib/gi18n-lib.h>

#include "halqa-days.h"
#include "halqa-kind-words.h"
#include "halqa-text.h"
#include "halqa-value-words.h"

/* What a report says of one proposal, and of one session.
 *
 * Rule: of a merged proposal all is told in one place and as it was said: sources are named with their
 * sessions, votes stand room by room, and who supports a source supports what came of it, once for each
 * organisation and commitment. */

#define RIGHT_TO_LEFT_MARK "\342\200\217"

/* @proposal, and all that is merged into it; of HalqaRecord, lent. */
static GPtrArray *
list_family (HalqaReportWork *self, HalqaRecord *proposal)
{
  g_autoptr (GArray) sources =
                 halqa_forest_list_sources (halqa_report_source_get_forest (self->source),
                                            halqa_record_get_id (proposal));
  GPtrArray *family = g_ptr_array_new ();

  g_ptr_array_add (family, proposal);
  for (guint i = 0; i < sources->len; i++)
    {
      HalqaRecord *source =
          halqa_report_source_get_proposal (self->source,
                                            &g_array_index (sources, HalqaSource, i).id);

      if (source != NULL)
        g_ptr_array_add (family, source);
    }
  return family;
}

static char *
dup_linked (HalqaReportWork *self, HalqaRecord *record, const char *field, const char *name)
{
  return halqa_report_dup_words (self, halqa_report_source_follow (self->source, record, field),
                                 name);
}

static char *
dup_title (HalqaReportWork *self, HalqaRecord *record)
{
  char *title = halqa_report_dup_words (self, record, "title");

  return title != NULL
             ? title
             : g_strdup (halqa_kind_words_nameless (halqa_record_get_kind (record)->name));
}

/* A reference is of Latin letters: an Arabic title is not to stand from left to right for it. */
char *
halqa_report_dup_heading (HalqaReportWork *self, HalqaRecord *proposal)
{
  g_autofree char *title = dup_title (self, proposal);
  g_autofree char *reference = halqa_report_dup_words (self, proposal, "reference");

  if (reference == NULL)
    return g_steal_pointer (&title);
  return g_strconcat (halqa_text_get_direction (title) == HALQA_TEXT_RTL ? RIGHT_TO_LEFT_MARK : "",
                      reference, " ", title, NULL);
}

static void
add_about (HalqaReportWork *self, HalqaRecord *proposal)
{
  char *parts[] = {
    halqa_report_dup_choice (proposal, "state"),
    dup_linked (self, proposal, "session", "title"),
    halqa_report_dup_words (self, proposal, "neighbourhood"),
    halqa_report_dup_choice (proposal, "scope"),
    dup_linked (self, proposal, "organisation", "name"),
    halqa_report_dup_words (self, proposal, "author_name"),
  };

  halqa_report_add (self, HALQA_REPORT_ABOUT, halqa_report_join (parts, G_N_ELEMENTS (parts)));
}

/* @label: (nullable): what it stands below, where it says anything */
static void
add_text (HalqaReportWork *self, HalqaRecord *record, const char *field, const char *label)
{
  char *text = halqa_report_dup_text (self, record, field);

  if (text != NULL)
    halqa_report_add (self, HALQA_REPORT_LABEL, g_strdup (label));
  halqa_report_add (self, HALQA_REPORT_TEXT, text);
}

static void
add_texts (HalqaReportWork *self, HalqaRecord *proposal)
{
  const gboolean has_problem = halqa_record_get_text (proposal, "problem") != NULL;
  const guint n_open = halqa_record_get_n_conflicts (proposal);

  add_text (self, proposal, "problem", C_ ("field", "Problem"));
  add_text (self, proposal, "body", has_problem ? halqa_kind_words_get ("proposal") : NULL);
  add_text (self, proposal, "answer", C_ ("field", "Answer"));
  if (n_open == 0)
    return;
  halqa_report_add (self, HALQA_REPORT_TEXT,
                    g_strdup_printf (ngettext ("Two laptops wrote %u field of it differently, and "
                                               "nobody has chosen yet: here it is as it was "
                                               "written last.",
                                               "Two laptops wrote %u fields of it differently, and "
                                               "nobody has chosen yet: here they are as they were "
                                               "written last.",
                                               n_open),
                                     n_open));
}

/* --- what stands below it */

static char *
dup_count (HalqaRecord *tally, const char *field)
{
  gint64 number;

  return halqa_report_get_number (tally, field, &number)
             ? g_strdup_printf ("%" G_GINT64_FORMAT, number)
             : g_strdup ("–");
}

static char *
dup_votes (HalqaReportWork *self, HalqaRecord *tally)
{
  const char *method = halqa_record_get_text (tally, "method");
  g_autofree char *in_favour = dup_count (tally, "in_favour");
  g_autofree char *against = dup_count (tally, "against");
  g_autofree char *abstain = dup_count (tally, "abstain");
  char *parts[] = {
    dup_linked (self, tally, "session", "title"),
    halqa_value_words_votes (method != NULL ? method : "", in_favour, against, abstain),
  };

  return halqa_report_join (parts, G_N_ELEMENTS (parts));
}

static char *
dup_endorsement (HalqaReportWork *self, HalqaRecord *endorsement)
{
  char *parts[] = {
    dup_linked (self, endorsement, "organisation", "name"),
    halqa_report_dup_words (self, endorsement, "commitment"),
  };

  return halqa_report_join (parts, G_N_ELEMENTS (parts));
}

static char *
dup_due (HalqaReportWork *self, HalqaRecord *action)
{
  g_autofree char *day = halqa_report_dup_day (action, "due_date");

  if (day == NULL)
    day = halqa_report_dup_words (self, action, "due_date");
  return day != NULL ? g_strdup_printf (_ ("by %s"), day) : NULL;
}

static char *
dup_progress (HalqaRecord *action)
{
  gint64 progress;

  if (!halqa_report_get_number (action, "progress", &progress))
    return NULL;
  return g_strdup_printf (_ ("%d%% done"), (int) CLAMP (progress, 0, G_MAXINT));
}

static char *
dup_action (HalqaReportWork *self, HalqaRecord *action)
{
  char *parts[] = {
    dup_title (self, action),
    halqa_report_dup_words (self, action, "responsible"),
    dup_due (self, action),
    dup_progress (action),
  };

  return halqa_report_join (parts, G_N_ELEMENTS (parts));
}

/* What was taken down, in its lines; NULL where it is of another type. */
static char *
dup_note (HalqaReportWork *self, HalqaRecord *note, const char *type)
{
  g_autofree char *body = NULL;
  g_autofree char *answer = NULL;

  if (g_strcmp0 (halqa_record_get_text (note, "type"), type) != 0)
    return NULL;
  body = halqa_report_dup_text (self, note, "body");
  answer = halqa_report_dup_text (self, note, "answer");
  if (body == NULL || answer == NULL)
    return body != NULL ? g_steal_pointer (&body) : g_steal_pointer (&answer);
  return g_strconcat (body, "\n", answer, NULL);
}

static char *
dup_decision (HalqaReportWork *self, HalqaRecord *note)
{
  return dup_note (self, note, "decision");
}

static char *
dup_question (HalqaReportWork *self, HalqaRecord *note)
{
  return dup_note (self, note, "question");
}

/* --- lists of what belongs to a proposal or a session */

/* Returns: (transfer full) (nullable): what is said of @record */
typedef char *(*DescribeFunc) (HalqaReportWork *self, HalqaRecord *record);

static GPtrArray *
describe_all (HalqaReportWork *self,
              const GPtrArray *family,
              const char *kind,
              DescribeFunc describe)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < family->len; i++)
    {
      const GPtrArray *records =
          halqa_report_source_list_about (self->source, kind,
                                          halqa_record_get_id (family->pdata[i]));

      for (guint j = 0; records != NULL && j < records->len; j++)
        {
          char *words = describe (self, records->pdata[j]);

          if (words != NULL)
            g_ptr_array_add (items, words);
        }
    }
  return items;
}

/* Returns: (transfer full): each of @items once */
static GPtrArray *
drop_repeated (GPtrArray *items)
{
  GPtrArray *once = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < items->len; i++)
    if (!g_ptr_array_find_with_equal_func (once, items->pdata[i], g_str_equal, NULL))
      g_ptr_array_add (once, g_strdup (items->pdata[i]));
  g_ptr_array_unref (items);
  return once;
}

/* @items: (transfer full) */
static void
add_items (HalqaReportWork *self, const char *label, GPtrArray *items)
{
  if (items->len > 0)
    halqa_report_add (self, HALQA_REPORT_LABEL, g_strdup (label));
  for (guint i = 0; i < items->len; i++)
    halqa_report_add (self, HALQA_REPORT_ITEM, g_strdup (items->pdata[i]));
  g_ptr_array_unref (items);
}

static void
add_noted (HalqaReportWork *self, const GPtrArray *family)
{
  add_items (self, _ ("Decisions"), describe_all (self, family, "note", dup_decision));
  add_items (self, _ ("Questions"), describe_all (self, family, "note", dup_question));
}

static GPtrArray *
describe_sources (HalqaReportWork *self, const GPtrArray *family)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 1; i < family->len; i++)
    {
      HalqaRecord *source = g_ptr_array_index (family, i);
      char *parts[] = { halqa_report_dup_heading (self, source),
                        dup_linked (self, source, "session", "title") };

      g_ptr_array_add (items, halqa_report_join (parts, G_N_ELEMENTS (parts)));
    }
  return items;
}

void
halqa_report_add_proposal (HalqaReportWork *self, HalqaRecord *proposal)
{
  g_autoptr (GPtrArray) family = list_family (self, proposal);

  halqa_report_add (self, HALQA_REPORT_SECTION, halqa_report_dup_heading (self, proposal));
  add_about (self, proposal);
  add_texts (self, proposal);
  add_items (self, _ ("Merged From"), describe_sources (self, family));
  add_items (self, _ ("Votes"), describe_all (self, family, "tally", dup_votes));
  add_items (self, _ ("Endorsed By"),
             drop_repeated (describe_all (self, family, "endorsement", dup_endorsement)));
  add_items (self, _ ("Actions"), describe_all (self, family, "action", dup_action));
  add_noted (self, family);
}

/* --- sessions */

static void
add_fact (HalqaReportWork *self, const char *field, char *text)
{
  g_autofree char *label = halqa_field_words_dup (field);

  halqa_report_add_fact (self, label, text);
}

/* "15 May 2026, 14:00–16:30"; as it was written where that is no moment. */
static char *
dup_time (HalqaReportWork *self, HalqaRecord *session)
{
  const char *begins = halqa_record_get_text (session, "start_time");
  const char *ends = halqa_record_get_text (session, "end_time");
  g_autoptr (GDateTime) begin = begins != NULL ? halqa_days_parse (begins) : NULL;
  g_autoptr (GDateTime) end = ends != NULL ? halqa_days_parse (ends) : NULL;
  g_autofree char *day = begin != NULL ? halqa_days_say (begin) : NULL;
  g_autofree char *from = begin != NULL ? g_date_time_format (begin, "%H:%M") : NULL;
  g_autofree char *to = end != NULL ? g_date_time_format (end, "%H:%M") : NULL;

  if (day == NULL)
    return halqa_report_dup_words (self, session, "start_time");
  if (to == NULL)
    /* Translators: a day, and a time of day. */
    return g_strdup_printf (_ ("%1$s, %2$s"), day, from);
  /* Translators: a day, and the times at which a session began and ended. */
  return g_strdup_printf (_ ("%1$s, %2$s to %3$s"), day, from, to);
}

static void
add_session_facts (HalqaReportWork *self, HalqaRecord *session)
{
  static const char *const heads[] = { "attendees_count", "women_count", "youth_count" };

  add_fact (self, "theme", dup_linked (self, session, "theme", "name"));
  add_fact (self, "place", halqa_report_dup_words (self, session, "place"));
  add_fact (self, "start_time", dup_time (self, session));
  add_fact (self, "facilitator", halqa_report_dup_words (self, session, "facilitator"));
  add_fact (self, "rapporteur", halqa_report_dup_words (self, session, "rapporteur"));
  add_fact (self, "method", halqa_report_dup_words (self, session, "method"));
  for (gsize i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      gint64 number;

      add_fact (self, heads[i],
                halqa_report_get_number (session, heads[i], &number)
                    ? g_strdup_printf ("%" G_GINT64_FORMAT, number)
                    : g_strdup (_ ("Not counted")));
    }
}

void
halqa_report_add_session (HalqaReportWork *self, HalqaRecord *session)
{
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  const GPtrArray *proposals =
      halqa_report_source_list_about (self->source, "proposal", halqa_record_get_id (session));

  g_ptr_array_add (alone, session);
  halqa_report_add (self, HALQA_REPORT_SECTION, dup_title (self, session));
  halqa_report_add (self, HALQA_REPORT_ABOUT, halqa_report_dup_choice (session, "state"));
  add_session_facts (self, session);
  halqa_report_add_fact (self, _ ("Proposals"),
                         g_strdup_printf ("%u", proposals != NULL ? proposals->len : 0));
  add_text (self, session, "closing_report", C_ ("field", "Closing report"));
  add_noted (self, alone);
}
