/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-changed-item.h"
#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_CHANGES (halqa_changes_get_type ())
G_DECLARE_FINAL_TYPE (HalqaChanges, halqa_changes, HALQA, CHANGES, GObject)

/* What has changed, as a GListModel of HalqaChangedItem: each record once, what came last first; live:
 * what comes is told of a moment later. Properties: "n-items", "loading" (what it says is still that
 * of before), "problem" (why there is nothing, in words, or NULL). */

typedef enum
{
  HALQA_SINCE_LOOKED, /* what nobody at this laptop has seen, without what was written here */
  HALQA_SINCE_MOMENT,
  HALQA_SINCE_EXCHANGE, /* what the last exchange, with anybody, brought, and what came after */
  HALQA_SINCE_VISIT, /* since a laptop was here last */
} HalqaSince;

typedef enum
{
  HALQA_BY_TIME, /* no groups */
  HALQA_BY_SESSION,
  HALQA_BY_LAPTOP, /* whoever wrote last */
} HalqaChangesBy;

/* Since somebody looked last, without groups. */
HalqaChanges *halqa_changes_new (HalqaForum *forum);
/* @moment: of HALQA_SINCE_MOMENT, Unix time in microseconds. @device: of HALQA_SINCE_VISIT, in hex. */
void
halqa_changes_set_since (HalqaChanges *self, HalqaSince since, gint64 moment, const char *device);
void halqa_changes_set_by (HalqaChanges *self, HalqaChangesBy by);
gboolean halqa_changes_is_loading (HalqaChanges *self);
const char *halqa_changes_get_problem (HalqaChanges *self);
/* All that it has shown was seen: the lists since somebody looked begin anew. Of this laptop alone,
 * and outlasts the program. */
void halqa_changes_mark_seen (HalqaChanges *self);

G_END_DECLS
