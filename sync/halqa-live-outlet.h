/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What goes out over a WebSocket. */
typedef struct _HalqaLiveOutlet HalqaLiveOutlet;

HalqaLiveOutlet *halqa_live_outlet_new (SoupWebsocketConnection *socket);
void halqa_live_outlet_free (HalqaLiveOutlet *self);
/* FALSE: the other side does not read. */
gboolean halqa_live_outlet_send (HalqaLiveOutlet *self, GBytes *message);

G_END_DECLS
