/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-entry-batch.h"
#include "halqa-store.h"

G_BEGIN_DECLS

/* Who sends so many entries that are refused is not listened to any longer. */
#define HALQA_REFUSED_MAX 20

#define HALQA_TYPE_ENTRY_SINK (halqa_entry_sink_get_type ())
G_DECLARE_FINAL_TYPE (HalqaEntrySink, halqa_entry_sink, HALQA, ENTRY_SINK, GObject)

HalqaEntrySink *halqa_entry_sink_new (HalqaStore *store, GInputStream *body);
/* The store id (8 bytes) that the entries come from, or %NULL; before the sink is drained. */
void halqa_entry_sink_set_peer (HalqaEntrySink *self, const guint8 *peer);

/* A forum comes whole, from a proven member: signatures are checked when all of it is shown. */
void halqa_entry_sink_set_trusting (HalqaEntrySink *self);

/* The first item of the sequence, where it is not an entry. */
void halqa_entry_sink_read_head_async (HalqaEntrySink *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GBytes *
halqa_entry_sink_read_head_finish (HalqaEntrySink *self, GAsyncResult *result, GError **error);

/* Reads to the end; finished means: all that was sound is on disk. */
void halqa_entry_sink_drain_async (HalqaEntrySink *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean halqa_entry_sink_drain_finish (HalqaEntrySink *self, GAsyncResult *result, GError **error);

/* What has become of the entries so far. */
guint halqa_entry_sink_get_n_new (HalqaEntrySink *self);
guint halqa_entry_sink_get_n_known (HalqaEntrySink *self);
/* Returns: (element-type HalqaRefusal) (transfer none) */
GPtrArray *halqa_entry_sink_get_refused (HalqaEntrySink *self);

G_END_DECLS
