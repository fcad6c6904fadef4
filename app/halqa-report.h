/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-progress.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

typedef enum
{
  HALQA_REPORT_TITLE, /* of the forum; once, at the top */
  HALQA_REPORT_SUBTITLE, /* a line below it */
  HALQA_REPORT_CHAPTER,
  HALQA_REPORT_SECTION, /* a proposal or a session */
  HALQA_REPORT_ABOUT, /* what is known of it, on a line below */
  HALQA_REPORT_LABEL, /* what follows it is */
  HALQA_REPORT_TEXT, /* one paragraph or several, as written */
  HALQA_REPORT_ITEM, /* of a list */
  HALQA_REPORT_FACT, /* what its label says, and what that is */
  HALQA_REPORT_CONTENTS, /* a line that leads to a chapter */
} HalqaReportStyle;

/**
 * HalqaReportBlock:
 * @style: what it is
 * @label: (nullable): of a fact
 * @text: what stands there; what can't be seen in it has been made visible
 * @chapter: the number of a chapter, and of that which a line of the contents leads to
 *
 * A part of a report, laid out by itself. Its direction is that of its own first strong character.
 */
typedef struct
{
  HalqaReportStyle style;
  char *label;
  char *text;
  guint chapter;
} HalqaReportBlock;

/**
 * HalqaReport:
 * @title: what the document is called
 * @language: of its own words, such as "fr"
 * @is_rtl: whether these are written from right to left
 * @blocks: (element-type HalqaReportBlock): in their order
 * @n_sections: how many of them are sections
 *
 * The synthesis report of a forum, before it is laid out.
 */
typedef struct
{
  char *title;
  char *language;
  gboolean is_rtl;
  GPtrArray *blocks;
  guint n_sections;
} HalqaReport;

/* In the language of the program. Blocks. */
HalqaReport *halqa_report_new (HalqaReader *reader, HalqaExportWork *work, GError **error);
void halqa_report_free (HalqaReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaReport, halqa_report_free)

/* The report as a file: a page for a browser where @path ends in `.html`, else sheets of A4 (PDF).
 * Blocks. */
gboolean halqa_report_export_store (HalqaReader *reader,
                                    const char *path,
                                    HalqaExportWork *work,
                                    GError **error);

G_END_DECLS
