/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-bundle.h"

G_BEGIN_DECLS

/**
 * HalqaWritten:
 * @n_entries: entries in the bundle
 * @n_kept: those of them that a bundle of this name held and this laptop lacks
 */
typedef struct
{
  guint64 n_entries;
  guint64 n_kept;
} HalqaWritten;

/* All entries of @store, as of one moment, to @path. Blocks. */
gboolean halqa_bundle_write (HalqaStore *store,
                             const char *path,
                             HalqaStoreProgress progress,
                             gpointer user_data,
                             GCancellable *cancellable,
                             HalqaWritten *written,
                             GError **error);
/* The same into a stream that is left open. @beside: (nullable): a scratch store of @store, what
 * came into which goes there too. */
gboolean halqa_bundle_write_stream (HalqaStore *store,
                                    HalqaStore *beside,
                                    GOutputStream *stream,
                                    HalqaStoreProgress progress,
                                    gpointer user_data,
                                    GCancellable *cancellable,
                                    HalqaWritten *written,
                                    GError **error);

G_END_DECLS
