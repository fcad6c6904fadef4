/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-bundle.h"

G_BEGIN_DECLS

/**
 * HalqaBundleFiles:
 * @n_done: files that were written, or taken
 * @n_there: files that were there already
 * @n_damaged: files that can't be opened, hold something else, or are gone meanwhile
 *
 * What became of the files beside a bundle.
 */
typedef struct
{
  guint n_done;
  guint n_there;
  guint n_damaged;
} HalqaBundleFiles;

/* All blobs that are here, sealed, into the folder that goes with the bundle @path: those that are
 * there already are left. Blocks. */
gboolean halqa_bundle_files_write (HalqaStore *store,
                                   const char *path,
                                   HalqaStoreProgress progress,
                                   gpointer user_data,
                                   GCancellable *cancellable,
                                   HalqaBundleFiles *files,
                                   GError **error);
/* How many there are of @blobs (element-type HalqaBlobRef) that are not here, and how large they are.
 * Blocks. */
void halqa_bundle_files_count (HalqaStore *store,
                               const char *path,
                               const GArray *blobs,
                               guint *n,
                               guint64 *size);
/* Takes these. Blocks. */
gboolean halqa_bundle_files_take (HalqaStore *store,
                                  const char *path,
                                  HalqaStoreProgress progress,
                                  gpointer user_data,
                                  GCancellable *cancellable,
                                  HalqaBundleFiles *files,
                                  GError **error);

G_END_DECLS
