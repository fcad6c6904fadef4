/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forest.h"
#include "halqa-progress.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* What a report tells of, as it is shown at one moment. All that is lent is so until it is freed. */
typedef struct _HalqaReportSource HalqaReportSource;

HalqaReportSource *
halqa_report_source_new (HalqaReader *reader, HalqaExportWork *work, GError **error);
void halqa_report_source_free (HalqaReportSource *self);

/* The record of the forum itself; NULL where it has not arrived. */
HalqaRecord *halqa_report_source_get_forum (HalqaReportSource *self);
/* Of "theme", "session" or "proposal", as people put them in order; of HalqaRecord. */
const GPtrArray *halqa_report_source_list (HalqaReportSource *self, const char *kind);
/* What points at @id, in order: "tally", "endorsement", "action", "note", or the "proposal" of a
 * session. NULL where nothing does. */
const GPtrArray *
halqa_report_source_list_about (HalqaReportSource *self, const char *kind, const HalqaId *id);
/* What a field points at; NULL where it is empty, and where that has not arrived or is deleted. */
HalqaRecord *
halqa_report_source_follow (HalqaReportSource *self, HalqaRecord *record, const char *field);
/* The theme of a proposal: its own, else that of its session. */
HalqaRecord *halqa_report_source_get_theme (HalqaReportSource *self, HalqaRecord *proposal);
HalqaForest *halqa_report_source_get_forest (HalqaReportSource *self);
HalqaRecord *halqa_report_source_get_proposal (HalqaReportSource *self, const HalqaId *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaReportSource, halqa_report_source_free)

G_END_DECLS
