/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-http-client.h"
#include "halqa-live.h"

G_BEGIN_DECLS

/* Opens a live connection to @device, which is known as a member, at @address. */
void halqa_http_dial_async (HalqaHttpClient *client,
                            HalqaStore *store,
                            const char *address,
                            const HalqaDeviceId *device,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
HalqaLive *halqa_http_dial_finish (HalqaHttpClient *client, GAsyncResult *result, GError **error);

G_END_DECLS
