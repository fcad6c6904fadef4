/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-transport.h"

G_BEGIN_DECLS

/* Bytes of one request and its answer; counted where they pass, in any thread. */
typedef struct _HalqaTraffic HalqaTraffic;

HalqaTraffic *halqa_traffic_new (void);
HalqaTraffic *halqa_traffic_ref (HalqaTraffic *self);
void halqa_traffic_unref (HalqaTraffic *self);
void halqa_traffic_add (HalqaTraffic *self, guint64 sent, guint64 received);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaTraffic, halqa_traffic_unref)

HalqaReply *halqa_reply_new (guint status,
                             const HalqaDeviceId *device,
                             GInputStream *body,
                             HalqaTraffic *traffic);

G_END_DECLS
