/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-blob-transfer.h"

#include <string.h>

#include "halqa-error.h"
#include "halqa-source.h"

/* One blob from one laptop into its part, a portion at a time: read, written, read. Nothing of it is
 * believed before all of it has been checked, in a thread, as a disk may take its time. Of a laptop
 * that can't be dialled it is asked for in parts, over the live connection that it has opened.
 *
 * The rules kept: no byte beyond the largest size that a record tells is written. What came stays
 * when it breaks off, and is gone on with, whoever has the rest; but where a part of several proved
 * wrong nobody can tell whose fault it was, and from then on it is taken whole from one. Who gives
 * next to nothing for a while is left.
 *
 * Each path ends in end(), once. */

#define PORTION (64 * 1024)
#define WATCH_SECONDS 10
#define WATCH_BYTES (16 * 1024)

struct _HalqaBlobTransfer
{
  /* Owned. */
  HalqaTransport *transport;
  HalqaStore *store;
  char *address; /* or NULL: over the live connection */
  HalqaReply *reply;
  GOutputStream *part;
  GBytes *portion;
  GCancellable *cancellable;
  GSource *watch;

  /* Borrowed. */
  HalqaBlobStore *blobs;
  HalqaBlobWant *want;

  HalqaTransferTick tick;
  HalqaTransferFunc func;
  gpointer user_data;
  HalqaDeviceId device;
  guint64 have; /* bytes in the part */
  guint64 asked; /* as many when it was asked last */
  guint64 got;
  guint64 watched; /* as many when it was looked at last */
  gboolean paused;
  gboolean waiting; /* for the pause to end */
};

static void
close_part (HalqaBlobTransfer *self)
{
  if (self->part != NULL)
    g_output_stream_close (self->part, NULL, NULL);
  g_clear_object (&self->part);
}

static void
end (HalqaBlobTransfer *self, HalqaTransferEnd how)
{
  close_part (self);
  halqa_source_clear (&self->watch);
  self->want->is_coming = FALSE;
  self->func (self, how, self->got, self->user_data);

  g_clear_object (&self->reply);
  g_clear_object (&self->transport);
  g_clear_object (&self->store);
  g_clear_object (&self->cancellable);
  g_free (self->address);
  g_clear_pointer (&self->portion, g_bytes_unref);
  g_free (self);
}

/* --- the end of what came */

typedef struct
{
  HalqaStore *store;
  HalqaBlobId id;
} Check;

static void
check_free (gpointer data)
{
  g_clear_object (&((Check *) data)->store);
  g_free (data);
}

static void
check_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Check *check = data;
  GError *error = NULL;
  gboolean done =
      halqa_blob_store_finish_part (halqa_store_get_blobs (check->store), &check->id, &error);

  g_clear_object (&check->store);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static HalqaTransferEnd
judge (const GError *error)
{
  if (g_error_matches (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED))
    return HALQA_TRANSFER_WRONG;
  return g_error_matches (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NO_SPACE)
             ? HALQA_TRANSFER_NO_SPACE
             : HALQA_TRANSFER_BROKEN;
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    end (user_data, HALQA_TRANSFER_DONE);
  else
    end (user_data, judge (error));
}

static void
check (HalqaBlobTransfer *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, checked_cb, self);
  Check *data = g_new0 (Check, 1);

  data->store = g_object_ref (self->store);
  data->id = self->want->id;
  g_task_set_task_data (task, data, check_free);
  g_task_run_in_thread (task, check_in_thread);
}

static void read_more (HalqaBlobTransfer *self);

/* Nothing more comes. */
static void
take_end (HalqaBlobTransfer *self)
{
  gboolean whole = halqa_blob_want_has_size (self->want, self->have);

  if (self->address == NULL && !whole && self->have > self->asked)
    {
      g_clear_object (&self->reply);
      read_more (self);
      return;
    }
  close_part (self);
  if (whole)
    check (self);
  else
    end (self, HALQA_TRANSFER_BROKEN);
}

static void
refuse (HalqaBlobTransfer *self)
{
  close_part (self);
  halqa_blob_store_drop_part (self->blobs, &self->want->id);
  end (self, HALQA_TRANSFER_WRONG);
}

/* --- a portion at a time */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HalqaBlobTransfer *self = user_data;
  g_autoptr (GError) error = NULL;
  gsize written = 0;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, &written, &error))
    {
      end (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                     ? HALQA_TRANSFER_BROKEN
                     : HALQA_TRANSFER_NO_SPACE);
      return;
    }
  self->have += written;
  self->got += written;
  self->tick (self->user_data);
  read_more (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HalqaBlobTransfer *self = user_data;
  gsize size;
  gconstpointer data;

  g_clear_pointer (&self->portion, g_bytes_unref);
  self->portion = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  size = self->portion != NULL ? g_bytes_get_size (self->portion) : 0;
  if (size == 0)
    {
      take_end (self);
      return;
    }
  if (self->have + size > halqa_blob_want_get_largest (self->want))
    {
      refuse (self);
      return;
    }
  data = g_bytes_get_data (self->portion, NULL);
  g_output_stream_write_all_async (self->part, data, size, G_PRIORITY_LOW, self->cancellable,
                                   written_cb, self);
}

static void ask (HalqaBlobTransfer *self);

static void
read_more (HalqaBlobTransfer *self)
{
  self->waiting = self->paused && !g_cancellable_is_cancelled (self->cancellable);
  if (!self->waiting && self->reply == NULL)
    ask (self);
  else if (!self->waiting)
    g_input_stream_read_bytes_async (halqa_reply_get_body (self->reply), PORTION, G_PRIORITY_LOW,
                                     self->cancellable, read_cb, self);
}

/* --- the beginning */

static gboolean
open_part (HalqaBlobTransfer *self, gboolean afresh)
{
  g_autoptr (GError) error = NULL;

  close_part (self);
  if (afresh)
    halqa_blob_store_drop_part (self->blobs, &self->want->id);
  self->part = halqa_blob_store_open_part (self->blobs, &self->want->id, &self->have, &error);
  return self->part != NULL;
}

static void
note_giver (HalqaBlobTransfer *self)
{
  HalqaBlobWant *want = self->want;

  want->is_mixed = self->have > 0 && (want->is_mixed || memcmp (&want->part_by, &self->device,
                                                                sizeof self->device) != 0);
  want->part_by = self->device;
}

static void
take_reply (HalqaBlobTransfer *self, guint status)
{
  if (status == 404)
    end (self, HALQA_TRANSFER_GONE);
  else if (status == 429)
    end (self, HALQA_TRANSFER_ELSEWHERE);
  else if (status == 416)
    refuse (self);
  else if (status != 200 && status != 206)
    end (self, HALQA_TRANSFER_BROKEN);
  /* It begins at the beginning; of a part that would be without an end. */
  else if (status == 200 && self->have > 0 && self->address == NULL)
    end (self, HALQA_TRANSFER_BROKEN);
  else if (status == 200 && self->have > 0 && !open_part (self, TRUE))
    end (self, HALQA_TRANSFER_ELSEWHERE);
  else
    {
      note_giver (self);
      read_more (self);
    }
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HalqaBlobTransfer *self = user_data;
  g_autoptr (GError) error = NULL;

  self->reply = halqa_transport_request_finish (HALQA_TRANSPORT (source), result, &error);
  if (self->reply != NULL)
    {
      take_reply (self, halqa_reply_get_status (self->reply));
      return;
    }
  g_debug ("a blob: %s", error->message);
  end (self, HALQA_TRANSFER_BROKEN);
}

static void
ask (HalqaBlobTransfer *self)
{
  char hex[HALQA_HEX_MAX];
  g_autofree char *endpoint = NULL;

  halqa_hex_encode (hex, self->want->id.bytes, sizeof self->want->id.bytes);
  endpoint = g_strconcat ("blob/", hex, NULL);
  self->asked = self->have;
  halqa_transport_get_async (self->transport, self->store, self->address, &self->device, endpoint,
                             self->have, self->cancellable, replied_cb, self);
}

static gboolean
watch_cb (gpointer user_data)
{
  HalqaBlobTransfer *self = user_data;

  if (!self->paused && self->got < self->watched + WATCH_BYTES)
    g_cancellable_cancel (self->cancellable);
  self->watched = self->got;
  return G_SOURCE_CONTINUE;
}

static void
watch (HalqaBlobTransfer *self)
{
  self->watch = g_timeout_source_new_seconds (WATCH_SECONDS);
  halqa_source_attach (self->watch, watch_cb, self);
}

/* Not while who starts it still does. */
static gboolean
begin_cb (gpointer user_data)
{
  HalqaBlobTransfer *self = user_data;
  gboolean afresh = self->want->is_distrusted &&
                    memcmp (&self->want->part_by, &self->device, sizeof self->device) != 0;

  if (!open_part (self, afresh) ||
      (self->have > halqa_blob_want_get_largest (self->want) && !open_part (self, TRUE)))
    end (self, HALQA_TRANSFER_ELSEWHERE);
  else if (halqa_blob_want_has_size (self->want, self->have))
    take_end (self);
  else
    ask (self);
  return G_SOURCE_REMOVE;
}

/**
 * halqa_blob_transfer_start:
 * @transport: to ask by
 * @store: of the forum
 * @device: who has it
 * @address: (nullable): where that is; %NULL where only a live connection leads there
 * @want: what is to be fetched
 * @tick: called now and then
 * @func: called when it has ended; not before this has returned
 * @user_data: for both
 *
 * Returns: (transfer none): the transfer, good until @func has been called
 */
HalqaBlobTransfer *
halqa_blob_transfer_start (HalqaTransport *transport,
                           HalqaStore *store,
                           const HalqaDeviceId *device,
                           const char *address,
                           HalqaBlobWant *want,
                           HalqaTransferTick tick,
                           HalqaTransferFunc func,
                           gpointer user_data)
{
  HalqaBlobTransfer *self = g_new0 (HalqaBlobTransfer, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  self->transport = g_object_ref (transport);
  self->store = g_object_ref (store);
  self->blobs = halqa_store_get_blobs (store);
  self->device = *device;
  self->address = g_strdup (address);
  self->want = want;
  self->tick = tick;
  self->func = func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  want->is_coming = TRUE;
  watch (self);
  halqa_source_attach (source, begin_cb, self);
  return self;
}

void
halqa_blob_transfer_set_paused (HalqaBlobTransfer *self, gboolean paused)
{
  self->paused = paused;
  self->watched = self->got;
  if (!paused && self->waiting)
    read_more (self);
}

void
halqa_blob_transfer_cancel (HalqaBlobTransfer *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->waiting)
    read_more (self);
}

HalqaBlobWant *
halqa_blob_transfer_get_want (HalqaBlobTransfer *self)
{
  return self->want;
}
