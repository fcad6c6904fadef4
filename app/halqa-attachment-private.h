/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-attachment.h"
#include "halqa-progress.h"
#include "halqa-record.h"
#include "halqa-store.h"

G_BEGIN_DECLS

/* --- what the command line shares; all of it waits for the disk */

/**
 * HalqaAttached:
 * @name: what the file was called
 * @media_type: what it holds
 * @blob: its name and size
 *
 * A file that was stored, for a record to be made.
 */
typedef struct
{
  char *name;
  char *media_type;
  HalqaBlobRef blob;
} HalqaAttached;

#define HALQA_ATTACHED_INIT                                                                        \
  {                                                                                                \
    NULL, NULL, { { { 0 } }, 0 }                                                                   \
  }

void halqa_attached_clear (HalqaAttached *self);
GBytes *halqa_attach_read (GFile *file,
                           char **name,
                           HalqaProgressFunc progress,
                           gpointer progress_data,
                           GCancellable *cancellable,
                           GError **error);
gboolean halqa_attach_store (HalqaStore *store,
                             GBytes *content,
                             const char *name,
                             HalqaAttached *attached,
                             GError **error);

HalqaAttachmentState
halqa_attachment_find_state (HalqaStore *store, HalqaRecord *record, HalqaBlobRef *blob);
/* (element-type HalqaDeviceId) (transfer full): who has what is not here, most likely. */
GArray *
halqa_attachment_list_devices (HalqaStore *store, HalqaRecord *record, const HalqaBlobRef *blob);
/* Checked; what is damaged is put aside. */
GBytes *halqa_attachment_load (HalqaStore *store, const HalqaBlobRef *blob, GError **error);
char *halqa_attachment_make_file_name (const char *name, const char *media_type);
/* Writes it to @path, which it replaces. */
gboolean halqa_attachment_write (HalqaStore *store,
                                 const HalqaBlobRef *blob,
                                 const char *path,
                                 GError **error);

/* --- among the files of the attachment alone */

HalqaStore *halqa_attachment_get_store (HalqaAttachment *self);
/* %NULL where the record names no file. */
const HalqaBlobRef *halqa_attachment_get_ref (HalqaAttachment *self);
void halqa_attachment_look_again (HalqaAttachment *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HalqaAttached, halqa_attached_clear)

G_END_DECLS
