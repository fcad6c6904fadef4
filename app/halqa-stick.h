/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"
#include "halqa-progress.h"

G_BEGIN_DECLS

/**
 * HalqaBundleReport:
 * @title: of the forum
 * @writer: (nullable): what the laptop that wrote the bundle calls itself
 * @device: (nullable): the id of that laptop, in hex
 * @time: when it did by its own clock, Unix seconds; 0 where it is not told
 * @n_entries: entries that the bundle says it holds; 0 where it is not told
 * @n_read: entries that were read
 * @n_unknown: those of them that this laptop lacked
 * @n_refused: those that are not sound, and were left out
 * @n_new: records that are not here; only in a preview, as are the next three
 * @n_changed: records that will show something else
 * @n_deleted: records that will be deleted
 * @n_conflict: records that will hold what two people wrote differently
 * @n_files: files of attachments that were taken; in a preview, those that will be lacking here
 * @files_size: their bytes; only in a preview
 * @called_off: it was, while it was taken; what was read by then is in
 * @lost: (nullable): that attachments can't be read that are on the stick, or were, in words
 * @fault: (nullable): why not all could be read, in words; what precedes it is counted above
 * @refusal: (nullable): why the first was refused
 *
 * What a bundle holds, or what came of taking it.
 */
typedef struct
{
  char *title;
  char *writer;
  char *device;
  gint64 time;
  guint64 n_entries;
  guint n_read;
  guint n_unknown;
  guint n_refused;
  guint n_new;
  guint n_changed;
  guint n_deleted;
  guint n_conflict;
  guint n_files;
  guint64 files_size;
  gboolean called_off;
  char *lost;
  char *fault;
  char *refusal;
} HalqaBundleReport;

void halqa_bundle_report_free (HalqaBundleReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaBundleReport, halqa_bundle_report_free)

/**
 * HalqaBundleWritten:
 * @n_entries: entries in the file
 * @n_kept: those of them that a file of this name held and this laptop lacks
 * @n_files: files of attachments in the folder beside it, as far as they are of this laptop
 * @is_short: it was called off before these were all there
 */
typedef struct
{
  guint64 n_entries;
  guint64 n_kept;
  guint n_files;
  gboolean is_short;
} HalqaBundleWritten;

void halqa_forum_write_bundle_async (HalqaForum *self,
                                     const char *path,
                                     gboolean invites,
                                     HalqaProgressFunc progress,
                                     gpointer progress_data,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean halqa_forum_write_bundle_finish (HalqaForum *self,
                                          GAsyncResult *result,
                                          HalqaBundleWritten *written,
                                          GError **error);

/* What taking it would change; nothing is changed. */
void halqa_forum_preview_bundle_async (HalqaForum *self,
                                       const char *path,
                                       HalqaProgressFunc progress,
                                       gpointer progress_data,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
HalqaBundleReport *
halqa_forum_preview_bundle_finish (HalqaForum *self, GAsyncResult *result, GError **error);

void halqa_forum_take_bundle_async (HalqaForum *self,
                                    const char *path,
                                    HalqaProgressFunc progress,
                                    gpointer progress_data,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
HalqaBundleReport *
halqa_forum_take_bundle_finish (HalqaForum *self, GAsyncResult *result, GError **error);

G_END_DECLS
