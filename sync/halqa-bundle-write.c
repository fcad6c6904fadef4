/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-bundle-write.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-bundle-take.h"
#include "halqa-cbor.h"
#include "halqa-entry-stream.h"
#include "halqa-error.h"
#include "halqa-file-writer.h"
#include "halqa-scratch.h"
#include "halqa-store-schema.h"
#include "halqa-thread-context.h"

/* Writing a bundle: the log up to one arrival number, through seal and zstd into a file that
 * replaces one of its name when it is complete.
 *
 * The rule kept: a stick never holds less afterwards than before. Where a bundle of this forum has
 * the name already, its entries are tried in a scratch store, which tells those that are not here,
 * and they go into the new bundle behind ours; they are not taken into the forum, for nobody has
 * been asked. A file of another forum is not replaced. One that is damaged is, with what can be
 * read of it.
 *
 * Rejected: a second file beside the first (which of the two is the stick?); to refuse until the
 * older one has been taken (whoever holds a stick in the hand wants it filled). */

#define CHUNK_BYTES (64 * 1024)

typedef struct
{
  /* owned */
  HalqaReader *reader;
  GOutputStream *packed;
  GByteArray *item;
  GError *error;

  /* borrowed */
  GCancellable *cancellable;

  HalqaStoreProgress progress;
  gpointer user_data;
  HalqaWritten *written;
  guint64 total;
  guint64 n_bytes; /* unpacked */
} Writing;

static gboolean
write_some (Writing *writing, const guint8 *bytes, gsize size, GError **error)
{
  writing->n_bytes += size;
  if (writing->n_bytes <= HALQA_BUNDLE_MAX)
    return g_output_stream_write_all (writing->packed, bytes, size, NULL, writing->cancellable,
                                      error);
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE,
                       _ ("The forum is too large for a file. Let the laptops meet instead."));
  return FALSE;
}

static void
tell_progress (Writing *writing)
{
  if (writing->progress != NULL)
    writing->progress (writing->written->n_entries, writing->total, writing->user_data);
}

static gboolean
write_log (Writing *writing, guint64 upto, GError **error)
{
  g_autoptr (HalqaEntryStream) log = halqa_entry_stream_new (writing->reader);
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  gssize n;

  halqa_entry_stream_set_log (log, 0, upto, NULL);
  do
    {
      n = g_input_stream_read (G_INPUT_STREAM (log), chunk, CHUNK_BYTES, writing->cancellable,
                               error);
      if (n < 0 || !write_some (writing, chunk, n, error))
        return FALSE;
      writing->written->n_entries = halqa_entry_stream_get_n_entries (log);
      tell_progress (writing);
    }
  while (n > 0);
  return TRUE;
}

/* On the thread of the scratch store, while ours waits. */
static gboolean
write_kept (const guint8 *entry, gsize size, const guint8 *signature, gpointer user_data)
{
  Writing *writing = user_data;

  g_byte_array_set_size (writing->item, 0);
  halqa_cbor_put_array (writing->item, 2);
  halqa_cbor_put_bytes (writing->item, entry, size);
  halqa_cbor_put_bytes (writing->item, signature, HALQA_SIGNATURE_SIZE);
  if (!write_some (writing, writing->item->data, writing->item->len, &writing->error))
    return FALSE;
  writing->written->n_entries++;
  writing->written->n_kept++;
  tell_progress (writing);
  return TRUE;
}

static gboolean
write_beside (Writing *writing, HalqaStore *beside, GError **error)
{
  if (!halqa_scratch_walk_new (beside, write_kept, writing, error))
    return FALSE;
  if (writing->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&writing->error));
  return FALSE;
}

/* First what was made last. */
static gboolean
close_streams (Writing *writing, GError **error)
{
  g_autoptr (GOutputStream) sealed = g_object_ref (
      g_filter_output_stream_get_base_stream (G_FILTER_OUTPUT_STREAM (writing->packed)));

  return g_output_stream_close (writing->packed, writing->cancellable, error) &&
         g_output_stream_close (sealed, writing->cancellable, error);
}

static gboolean
begin (Writing *writing,
       HalqaStore *store,
       HalqaStore *beside,
       GOutputStream *stream,
       guint64 *upto,
       GError **error)
{
  HalqaBundleHead head = { .device =
                               *halqa_identity_get_device (halqa_store_get_identity (store)) };
  g_autofree char *name = halqa_identity_dup_name (halqa_store_get_identity (store));
  HalqaStatus status;
  guint64 n_beside = 0;

  writing->reader = halqa_reader_open (store, error);
  if (writing->reader == NULL || !halqa_reader_status (writing->reader, &status, error) ||
      (beside != NULL && !halqa_scratch_count_new (beside, &n_beside, error)))
    return FALSE;
  *upto = status.upto;
  writing->total = status.n_entries + n_beside;
  head.name = name;
  head.time = halqa_store_now () >> 16;
  head.n_entries = writing->total;
  writing->packed = halqa_bundle_seal (store, &head, stream, writing->cancellable, error);
  return writing->packed != NULL;
}

static void
clear (Writing *writing)
{
  g_clear_object (&writing->packed);
  g_clear_object (&writing->reader);
  g_clear_pointer (&writing->item, g_byte_array_unref);
}

/**
 * halqa_bundle_write_stream:
 * @store: what is to be written
 * @beside: (nullable): a scratch store of it
 * @stream: where it goes; it is left open, and not flushed. Nothing of what is unchecked goes there
 * @progress: (nullable): told of each 64 KiB
 * @user_data: for @progress
 * @cancellable: (nullable): ends it
 * @written: (out): how much it was
 * @error: of @stream, %HALQA_SYNC_ERROR_TOO_LARGE, or another of the layer's
 *
 * Blocks. May be called in any thread.
 *
 * Returns: whether all is in @stream
 */
gboolean
halqa_bundle_write_stream (HalqaStore *store,
                           HalqaStore *beside,
                           GOutputStream *stream,
                           HalqaStoreProgress progress,
                           gpointer user_data,
                           GCancellable *cancellable,
                           HalqaWritten *written,
                           GError **error)
{
  Writing writing = { .item = g_byte_array_new (),
                      .cancellable = cancellable,
                      .progress = progress,
                      .user_data = user_data,
                      .written = written };
  guint64 upto;
  gboolean done;

  memset (written, 0, sizeof *written);
  done =
      begin (&writing, store, beside, stream, &upto, error) && write_log (&writing, upto, error) &&
      (beside == NULL || write_beside (&writing, beside, error)) && close_streams (&writing, error);
  clear (&writing);
  return done;
}

/* Whether what the reading of the older bundle ended in is the bundle's own fault. */
static gboolean
is_damage (const GError *fault)
{
  return fault == NULL || g_error_matches (fault, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED) ||
         g_error_matches (fault, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED) ||
         g_error_matches (fault, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE);
}

/* What stands there already. @scratch: (out): NULL where there is nothing to be kept. */
static gboolean
look_at_older (HalqaStore *store,
               const char *path,
               GCancellable *cancellable,
               HalqaStore **scratch,
               GError **error)
{
  g_autoptr (HalqaBundle) older = NULL;
  g_autoptr (HalqaTaken) taken = NULL;
  g_autoptr (GError) reason = NULL;

  *scratch = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  older = halqa_bundle_open (path, store, &reason);
  if (older == NULL && halqa_store_schema_is_apart (path, NULL) &&
      (g_error_matches (reason, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_OURS) ||
       g_error_matches (reason, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED)))
    return TRUE;
  if (older == NULL)
    {
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (error, HALQA_SYNC_ERROR, reason->code,
                   /* Translators: the name of a file, then a sentence that says what it is. */
                   _ ("“%s” is there already and is not replaced: %s"), name, reason->message);
      return FALSE;
    }
  *scratch = halqa_scratch_open (store, error);
  if (*scratch == NULL)
    return FALSE;
  taken = halqa_bundle_take (older, *scratch, NULL, NULL, cancellable);
  if (is_damage (taken->fault))
    return TRUE;
  g_clear_object (scratch);
  g_propagate_error (error, g_steal_pointer (&taken->fault));
  return FALSE;
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **settled = user_data;

  *settled = g_object_ref (result);
}

/* What is unchecked is not passed on; a stick is to have it too. */
static gboolean
settle_checks (HalqaStore *store, GCancellable *cancellable, GError **error)
{
  GMainContext *context = halqa_thread_context_push ();
  g_autoptr (GAsyncResult) settled = NULL;
  guint n_false;

  halqa_store_settle_checks_async (store, cancellable, settled_cb, &settled);
  while (settled == NULL)
    g_main_context_iteration (context, TRUE);
  halqa_thread_context_pop (context);
  return halqa_store_settle_checks_finish (store, settled, &n_false, error);
}

/**
 * halqa_bundle_write:
 * @store: what is to be written
 * @path: the file
 * @progress: (nullable): told of each 64 KiB
 * @user_data: for @progress
 * @cancellable: (nullable): ends it
 * @written: (out): how much it was
 * @error: %HALQA_SYNC_ERROR_NO_SPACE, %HALQA_SYNC_ERROR_NOT_FOUND, %HALQA_SYNC_ERROR_NEWER or
 *   %HALQA_SYNC_ERROR_NOT_OURS for a file that is not replaced, %HALQA_SYNC_ERROR_TOO_LARGE, or another of the
 *   layer's
 *
 * Blocks. May be called in any thread. That a stick has been given something is no acknowledgement:
 * nothing is noted of who has what until somebody has taken it and is met.
 *
 * Returns: whether the file is on disk; else what stood there is as it was
 */
gboolean
halqa_bundle_write (HalqaStore *store,
                    const char *path,
                    HalqaStoreProgress progress,
                    gpointer user_data,
                    GCancellable *cancellable,
                    HalqaWritten *written,
                    GError **error)
{
  g_autoptr (HalqaStore) scratch = NULL;
  g_autoptr (HalqaFileWriter) file = NULL;

  g_return_val_if_fail (HALQA_IS_STORE (store) && path != NULL && written != NULL, FALSE);
  /* First whether it can be written at all. */
  file = halqa_file_writer_new (path, 0666, error);
  return file != NULL && settle_checks (store, cancellable, error) &&
         look_at_older (store, path, cancellable, &scratch, error) &&
         halqa_bundle_write_stream (store, scratch, G_OUTPUT_STREAM (file), progress, user_data,
                                    cancellable, written, error) &&
         !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         halqa_file_writer_commit (file, error);
}
