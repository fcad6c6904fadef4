/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "halqa-transport.h"

G_BEGIN_DECLS

#define HALQA_TYPE_LIVE (halqa_live_get_type ())
G_DECLARE_FINAL_TYPE (HalqaLive, halqa_live, HALQA, LIVE, GObject)

/* Cuts what the WebSocket stands on, at once. */
typedef void (*HalqaLiveCut) (gpointer below);
/* It has ended; called once, and not after halqa_live_close(). */
typedef void (*HalqaLiveEnded) (HalqaLive *self, gpointer user_data);

/* @address: where the other side can be asked, or %NULL. @below: (transfer full): an object that
 * @cut is given. */
HalqaLive *halqa_live_new (SoupWebsocketConnection *socket,
                           HalqaStore *store,
                           const HalqaDeviceId *device,
                           const char *address,
                           gboolean dialled_by_us,
                           HalqaLiveCut cut,
                           GObject *below);
void halqa_live_start (HalqaLive *self,
                       HalqaRequestFunc handler,
                       HalqaLiveEnded ended,
                       gpointer user_data);
/* What is asked and not answered ends in an error; nothing is called any more. */
void halqa_live_close (HalqaLive *self);

/* Of the forum that it is for. */
HalqaStore *halqa_live_get_store (HalqaLive *self);
/* Who is at the other end, proven. */
const HalqaDeviceId *halqa_live_get_device (HalqaLive *self);
const char *halqa_live_get_address (HalqaLive *self);
/* Whether we opened it. */
gboolean halqa_live_is_dialled_by_us (HalqaLive *self);
/* Monotonic, microseconds. */
gint64 halqa_live_get_since (HalqaLive *self);

/* @body: plain; packed here where @compress and that is worth it. */
void halqa_live_ask_async (HalqaLive *self,
                           const char *endpoint,
                           GBytes *body,
                           gboolean compress,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* %G_IO_ERROR_BUSY, %G_IO_ERROR_CLOSED or %HALQA_SYNC_ERROR_TOO_LARGE: ask in another way. */
HalqaReply *halqa_live_ask_finish (HalqaLive *self, GAsyncResult *result, GError **error);

G_END_DECLS
