/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-live.h"

G_BEGIN_DECLS

/* What the connection and a request that came over it know of each other. */

HalqaRequest *halqa_live_request_new (HalqaLive *live, guint32 number);

gboolean halqa_live_is_closed (HalqaLive *self);
GCancellable *halqa_live_get_cancellable (HalqaLive *self);
void halqa_live_count_serving (HalqaLive *self, int change);
/* @body: (nullable): plain */
void halqa_live_send_answer (HalqaLive *self,
                             guint32 number,
                             guint status,
                             GBytes *body,
                             gboolean compress);
void halqa_live_send_error (HalqaLive *self, guint32 number, guint status, const char *text);

G_END_DECLS
