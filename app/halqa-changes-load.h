/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-change-set.h"
#include "halqa-changes.h"

G_BEGIN_DECLS

/* Reads what has changed on a thread of its own. */
void halqa_changes_load_async (HalqaStore *store,
                               HalqaSince since,
                               gint64 moment,
                               const char *device,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* Returns: (transfer full): without a reader; @upto: the newest arrival that was there. */
HalqaChangeSet *halqa_changes_load_finish (GAsyncResult *result, guint64 *upto, GError **error);
gboolean halqa_changes_load_more (HalqaChangeSet *set,
                                  guint64 *read,
                                  GPtrArray *settled,
                                  gboolean *more,
                                  GError **error);

G_END_DECLS
