/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"
#include "halqa-version.h"

G_BEGIN_DECLS

/* Every write to a record that is known. */
void halqa_history_read_async (HalqaForum *forum,
                               HalqaItem *item,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* A list of HalqaVersion, the newest first. Returns: (transfer full) */
GListModel *halqa_history_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
