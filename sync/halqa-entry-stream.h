/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-reader.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ENTRY_STREAM (halqa_entry_stream_get_type ())
G_DECLARE_FINAL_TYPE (HalqaEntryStream, halqa_entry_stream, HALQA, ENTRY_STREAM, GInputStream)

/* Entries that arrived after @after and not later than @upto, without those that came from @except
 * (8 bytes, or %NULL). */
HalqaEntryStream *halqa_entry_stream_new_for_log (HalqaReader *reader,
                                                  guint64 after,
                                                  guint64 upto,
                                                  const guint8 *except);
/* Entries by id; those that are not there are left out. */
HalqaEntryStream *
halqa_entry_stream_new_for_ids (HalqaReader *reader, const HalqaEntryId *ids, guint n_ids);

/* Both before the first read. @head comes before the entries; entries whose id is a key of @skip
 * (element-type HalqaEntryId) are left out. */
void halqa_entry_stream_set_head (HalqaEntryStream *self, GBytes *head);
void halqa_entry_stream_set_skip (HalqaEntryStream *self, GHashTable *skip);

guint halqa_entry_stream_get_n_entries (HalqaEntryStream *self);
gboolean halqa_entry_stream_is_drained (HalqaEntryStream *self);

G_END_DECLS
