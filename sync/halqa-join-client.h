/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-invitation.h"

G_BEGIN_DECLS

void halqa_join_client_async (const char *address,
                              const HalqaDeviceId *own,
                              const char *name,
                              const char *code,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
HalqaInvitation *halqa_join_client_finish (GAsyncResult *result, GError **error);

G_END_DECLS
