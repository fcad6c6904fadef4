/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"
#include "halqa-progress.h"

G_BEGIN_DECLS

/* --- attaching */

/* Stores @file and makes the record of it, with its name, size and media type; refused where it is
 * larger than 25 MiB, or no file. @subject: the id of a record. Finished with the id of the attachment:
 * both are on disk. */
void halqa_forum_attach_async (HalqaForum *self,
                               const char *subject,
                               GFile *file,
                               HalqaProgressFunc progress,
                               gpointer progress_data,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* The same with what stands in no file, as a picture that is pasted. */
void halqa_forum_attach_bytes_async (HalqaForum *self,
                                     const char *subject,
                                     GBytes *content,
                                     const char *name,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
char *halqa_forum_attach_finish (HalqaForum *self, GAsyncResult *result, GError **error);

/* --- what is attached */

typedef enum
{
  HALQA_ATTACHMENT_HERE,
  HALQA_ATTACHMENT_COMING, /* some of it is here */
  HALQA_ATTACHMENT_MISSING,
  HALQA_ATTACHMENT_NO_ROOM, /* missing, and the disk is too full for it */
  HALQA_ATTACHMENT_DAMAGED, /* what is here is not it */
  HALQA_ATTACHMENT_UNSOUND, /* the record names no file that there could be */
} HalqaAttachmentState;

#define HALQA_TYPE_ATTACHMENT (halqa_attachment_get_type ())
G_DECLARE_FINAL_TYPE (HalqaAttachment, halqa_attachment, HALQA, ATTACHMENT, GObject)

/* The file of an attachment: whether it is here, how much of it, or on whose laptop it is. Signal
 * "changed" when that, or the record, is another. */
HalqaAttachment *halqa_attachment_new (HalqaForum *forum, HalqaItem *item);
/* The record. Lent. */
HalqaItem *halqa_attachment_get_item (HalqaAttachment *self);
HalqaAttachmentState halqa_attachment_get_state (HalqaAttachment *self);
/* Bytes; 0 where the record does not say. */
guint64 halqa_attachment_get_size (HalqaAttachment *self);
/* How many of them are here. */
guint64 halqa_attachment_get_done (HalqaAttachment *self);
/* The names of the laptops that have it, as far as is known, this one not among them.
 * Returns: (transfer full) (array zero-terminated=1) */
char **halqa_attachment_list_laptops (HalqaAttachment *self);
/* What a file of it may be called anywhere: of the record's name what is harmless. To be freed. */
char *halqa_attachment_dup_file_name (HalqaAttachment *self);
/* How large it is, or where, in a sentence. To be freed. */
char *halqa_attachment_dup_words (HalqaAttachment *self);

/* A small picture of it, of at most 256 pixels each way: the path of a PNG file. Fails where it is no
 * picture, not here, or larger than a picture should be. */
void halqa_attachment_picture_async (HalqaAttachment *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
char *halqa_attachment_picture_finish (HalqaAttachment *self, GAsyncResult *result, GError **error);
/* A copy that other programs may open, under its own name; what they do to it changes nothing here.
 * Refused for what would be run. Finished with its path. */
void halqa_attachment_lend_async (HalqaAttachment *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
char *halqa_attachment_lend_finish (HalqaAttachment *self, GAsyncResult *result, GError **error);

/* A copy for the person. @path: where to; what stands there is replaced. */
void halqa_attachment_save_async (HalqaAttachment *self,
                                  const char *path,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean halqa_attachment_save_finish (HalqaAttachment *self, GAsyncResult *result, GError **error);

G_END_DECLS
