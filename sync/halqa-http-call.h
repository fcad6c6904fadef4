/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-http-client.h"
#include "halqa-transport.h"

G_BEGIN_DECLS

void halqa_http_call_async (HalqaHttpClient *client,
                            HalqaStore *store,
                            const char *address,
                            const HalqaDeviceId *expected,
                            const char *endpoint,
                            GInputStream *body,
                            HalqaRequestFlags flags,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
/* A GET of what is large and wanted as it is, from the byte @first on. */
void halqa_http_call_get_async (HalqaHttpClient *client,
                                HalqaStore *store,
                                const char *address,
                                const HalqaDeviceId *expected,
                                const char *endpoint,
                                guint64 first,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
HalqaReply *halqa_http_call_finish (HalqaHttpClient *client, GAsyncResult *result, GError **error);

G_END_DECLS
