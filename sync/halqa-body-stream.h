/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reply-private.h"

G_BEGIN_DECLS

/* A body up to this size is known whole before it is sent. */
#define HALQA_BODY_WHOLE_MAX (64 * 1024)

#define HALQA_TYPE_BODY_STREAM (halqa_body_stream_get_type ())
G_DECLARE_FINAL_TYPE (HalqaBodyStream, halqa_body_stream, HALQA, BODY_STREAM, GFilterInputStream)

/* Whether the first byte may be given out. */
typedef gboolean (*HalqaBodyGuard) (gpointer user_data, GError **error);

HalqaBodyStream *halqa_body_stream_new (GInputStream *base);
GInputStream *halqa_body_stream_new_compressed (GInputStream *base);
void halqa_body_stream_set_guard (HalqaBodyStream *self, HalqaBodyGuard guard, gpointer user_data);
void halqa_body_stream_set_traffic (HalqaBodyStream *self, HalqaTraffic *traffic);
void halqa_body_stream_set_limit (HalqaBodyStream *self, guint64 limit, GError *at_limit);

void halqa_body_stream_peek_async (HalqaBodyStream *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean halqa_body_stream_peek_finish (HalqaBodyStream *self,
                                        GAsyncResult *result,
                                        GBytes **whole,
                                        GError **error);

G_END_DECLS
