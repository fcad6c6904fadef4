/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-join-wire.h"

G_BEGIN_DECLS

#define HALQA_TYPE_JOIN_SERVER (halqa_join_server_get_type ())
G_DECLARE_FINAL_TYPE (HalqaJoinServer, halqa_join_server, HALQA, JOIN_SERVER, GObject)

HalqaJoinServer *halqa_join_server_new (const HalqaDeviceId *own);
/* How many milliseconds a second of patience lasts; for tests. */
void halqa_join_server_set_second (HalqaJoinServer *self, guint milliseconds);

gboolean halqa_join_server_open (HalqaJoinServer *self,
                                 const char *address,
                                 HalqaJoinCode *code,
                                 GError **error);
/* "HOST:PORT" where it listens, or did last; %NULL before it was opened. */
const char *halqa_join_server_get_address (HalqaJoinServer *self);
guint16 halqa_join_server_get_port (HalqaJoinServer *self);
void halqa_join_server_shut (HalqaJoinServer *self);
void halqa_join_server_close (HalqaJoinServer *self);

G_END_DECLS
