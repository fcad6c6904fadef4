/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-types.h"

G_BEGIN_DECLS

#define HALQA_TYPE_BLOB_STORE (halqa_blob_store_get_type ())
G_DECLARE_FINAL_TYPE (HalqaBlobStore, halqa_blob_store, HALQA, BLOB_STORE, GObject)

/* The blobs of a forum: files named by what they hold, in a folder beside its database. May be called
 * from any thread; all but the first few wait for the disk. */
HalqaBlobStore *halqa_blob_store_new (const char *database);
const char *halqa_blob_store_get_path (HalqaBlobStore *self);
char *halqa_blob_store_dup_file (HalqaBlobStore *self, const HalqaBlobId *id);

/* Its size, 0 where it is not here. */
guint64 halqa_blob_store_get_size (HalqaBlobStore *self, const HalqaBlobId *id);
/* How much of it has come so far; nobody has checked that. */
guint64 halqa_blob_store_get_part_size (HalqaBlobStore *self, const HalqaBlobId *id);
/* Whether there is room on the disk for @size bytes more, and for text after that. */
gboolean halqa_blob_store_has_room (HalqaBlobStore *self, guint64 size);

/* On disk when this returns; one that is here already is not written again. */
gboolean
halqa_blob_store_add (HalqaBlobStore *self, GBytes *content, HalqaBlobId *id, GError **error);
/* Not checked: for who checks it anyway. */
GFileInputStream *
halqa_blob_store_open (HalqaBlobStore *self, const HalqaBlobId *id, guint64 *size, GError **error);
/* Checked: just what the name says. */
GBytes *halqa_blob_store_load (HalqaBlobStore *self, const HalqaBlobId *id, GError **error);
/* What does not match its name is of no use to anybody, and in the way of what does. */
gboolean halqa_blob_store_put_aside (HalqaBlobStore *self, const HalqaBlobId *id, GError **error);

/* --- what is on its way here */

/* Opens the part of @id for more to be written behind @have bytes, and locks it against other
 * processes, until it is closed. */
GOutputStream *halqa_blob_store_open_part (HalqaBlobStore *self,
                                           const HalqaBlobId *id,
                                           guint64 *have,
                                           GError **error);
void halqa_blob_store_drop_part (HalqaBlobStore *self, const HalqaBlobId *id);
/* The part is all of it: checked, brought to disk, and given its name. %HALQA_SYNC_ERROR_DAMAGED: it
 * was something else, and is gone. */
gboolean halqa_blob_store_finish_part (HalqaBlobStore *self, const HalqaBlobId *id, GError **error);

/* --- the whole folder */

typedef void (*HalqaBlobFunc) (const HalqaBlobId *id, gpointer user_data);
/* Those that are here whole, in no order. */
void halqa_blob_store_foreach (HalqaBlobStore *self, HalqaBlobFunc func, gpointer user_data);
/* Removes what is neither in @kept nor new: blobs, parts, and what was put aside. Returns how many
 * bytes were freed. */
guint64 halqa_blob_store_collect (HalqaBlobStore *self, GHashTable *kept);

/* --- who has what is not here, as far as it was told; a hint, that outlasts the program */

void halqa_blob_store_note_source (HalqaBlobStore *self,
                                   const HalqaBlobId *id,
                                   const HalqaDeviceId *device,
                                   gboolean has_it);
/* Returns: (element-type HalqaDeviceId) (transfer full) */
GArray *halqa_blob_store_list_sources (HalqaBlobStore *self, const HalqaBlobId *id);
void halqa_blob_store_save_sources (HalqaBlobStore *self);

G_END_DECLS
