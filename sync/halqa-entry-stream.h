/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-reader.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ENTRY_STREAM (halqa_entry_stream_get_type ())
G_DECLARE_FINAL_TYPE (HalqaEntryStream, halqa_entry_stream, HALQA, ENTRY_STREAM, GInputStream)

/* An empty stream; what it holds is said before the first read. */
HalqaEntryStream *halqa_entry_stream_new (HalqaReader *reader);
/* First comes @head. */
void halqa_entry_stream_set_head (HalqaEntryStream *self, GBytes *head);
/* Then entries by id; those that are not there are left out. */
void halqa_entry_stream_set_ids (HalqaEntryStream *self, const HalqaEntryId *ids, guint n_ids);
/* Then entries that arrived after @after and not later than @upto, without those that came from
 * @except (8 bytes, or %NULL). */
void halqa_entry_stream_set_log (HalqaEntryStream *self,
                                 guint64 after,
                                 guint64 upto,
                                 const guint8 *except);
/* Of those only the ones that were written here. */
void halqa_entry_stream_set_own_only (HalqaEntryStream *self);
/* Entries whose id is a key of @skip (element-type HalqaEntryId) are left out. */
void halqa_entry_stream_set_skip (HalqaEntryStream *self, GHashTable *skip);

guint halqa_entry_stream_get_n_entries (HalqaEntryStream *self);
gboolean halqa_entry_stream_is_drained (HalqaEntryStream *self);

G_END_DECLS
