/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"
#include "halqa-version.h"

G_BEGIN_DECLS

#define HALQA_TYPE_SETTLEMENT (halqa_settlement_get_type ())
G_DECLARE_FINAL_TYPE (HalqaSettlement, halqa_settlement, HALQA, SETTLEMENT, GObject)

/* What a person chose for one field of one record, in the place of all its versions; done once. Ids
 * are in hex. */
HalqaSettlement *halqa_settlement_new (const char *kind, const char *id, const char *field);

/* --- one of these is chosen */
/* What @version holds; for `deleted` an edit that is kept brings the record back. */
void halqa_settlement_keep (HalqaSettlement *self, HalqaVersion *version);
void halqa_settlement_use_text (HalqaSettlement *self, const char *text);
/* What is shown stays, and each other version becomes a proposal of its own. */
void halqa_settlement_keep_apart (HalqaSettlement *self);

/* The versions that the person saw: refused where another has come since. */
void halqa_settlement_set_seen (HalqaSettlement *self, GListModel *versions);

/* Finished TRUE means: on disk. */
void halqa_settlement_run_async (HalqaSettlement *self,
                                 HalqaForum *forum,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean halqa_settlement_run_finish (HalqaSettlement *self, GAsyncResult *result, GError **error);
/* Of what was written then, as halqa_draft_get_stamp(). */
guint64 halqa_settlement_get_stamp (HalqaSettlement *self);

G_END_DECLS
