/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads @stream to its end: for the bodies that are small by the protocol. */
void halqa_body_read_async (GInputStream *stream,
                            gsize max,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
GBytes *halqa_body_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
