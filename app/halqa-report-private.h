/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-report-source.h"
#include "halqa-report.h"

G_BEGIN_DECLS

/* A report that is being put together. */
typedef struct
{
  HalqaReportSource *source;
  HalqaReport *report;
} HalqaReportWork;

/* --- putting blocks behind one another; @text is taken over, and NULL or empty adds nothing */
void halqa_report_add (HalqaReportWork *self, HalqaReportStyle style, char *text);
void halqa_report_add_fact (HalqaReportWork *self, const char *label, char *text);

/* --- what records say, in the language of the report where they say it in that; to be freed, and
 * NULL where they say nothing */
/* In its lines. */
char *halqa_report_dup_text (HalqaReportWork *self, HalqaRecord *record, const char *field);
/* On one line, to stand in a sentence. */
char *halqa_report_dup_words (HalqaReportWork *self, HalqaRecord *record, const char *field);
/* One of a few, such as a state, in words. */
char *halqa_report_dup_choice (HalqaRecord *record, const char *field);
/* A day in words. */
char *halqa_report_dup_day (HalqaRecord *record, const char *field);
/* Those of @parts that are not NULL, on a line, each in its own direction. Takes them over. */
char *halqa_report_join (char *parts[], gsize n_parts);
gboolean halqa_report_get_number (HalqaRecord *record, const char *field, gint64 *number);

/* --- sections */
/* A proposal, by its reference and title; to be freed. */
char *halqa_report_dup_heading (HalqaReportWork *self, HalqaRecord *proposal);
void halqa_report_add_proposal (HalqaReportWork *self, HalqaRecord *proposal);
void halqa_report_add_session (HalqaReportWork *self, HalqaRecord *session);

/* --- files */
gboolean halqa_report_write_html (HalqaReport *self,
                                  GOutputStream *stream,
                                  HalqaExportWork *work,
                                  GError **error);
gboolean halqa_report_write_pdf (HalqaReport *self,
                                 GOutputStream *stream,
                                 HalqaExportWork *work,
                                 GError **error);

G_END_DECLS
