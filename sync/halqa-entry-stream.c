/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-entry-stream.h"

#include <string.h>

#include "halqa-cbor.h"
#include "halqa-entry-private.h"

/* The sending half of a transfer: a stream whose bytes are a head and then entries of the log, as a
 * CBOR sequence of `[entry: bstr, signature: bstr]`, made as they are read.
 *
 * The rule kept: memory does not grow with the transfer. A portion of the log is read when the one
 * before is gone, of at most PORTION_ENTRIES entries, and ends early at PORTION_BYTES. Between two
 * portions no transaction is open; the log only grows, so a bound on the arrival number makes of
 * all portions one snapshot.
 *
 * It says of itself that it can be polled and is always ready. That is what keeps GInputStream from
 * reading it on a thread of the pool, where the reader's connection must not be used; a portion
 * takes a millisecond or two, for which the loop may wait.
 *
 * Rejected: a pipe with a writing thread (a second connection, and a thread for each peer); sending
 * all from one open read transaction (it would hold the write-ahead log back for as long as a slow
 * peer takes). */

#define PORTION_ENTRIES 256
#define PORTION_BYTES (256 * 1024)

struct _HalqaEntryStream
{
  GInputStream parent_instance;

  /* Owned. */
  HalqaReader *reader;
  GByteArray *portion;
  GArray *ids; /* until the first read */
  GArray *arrivals; /* of the ids, from then on */
  GHashTable *skip; /* or NULL */

  gsize offset; /* what of the portion has been read */
  guint64 last; /* the last arrival that was put into the portion */
  guint64 after;
  guint64 upto;
  guint8 except[HALQA_STORE_ID_SIZE];
  gboolean has_except;
  gboolean own_only;
  guint next_arrival;
  guint n_walked; /* in the walk at hand */
  guint n_entries;
  gboolean full; /* the walk at hand was ended by the size of the portion */
};

static void halqa_entry_stream_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaEntryStream,
                               halqa_entry_stream,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      halqa_entry_stream_pollable_init))

static gboolean
is_skipped (HalqaEntryStream *self, const guint8 *entry, gsize size, const guint8 *signature)
{
  const HalqaForumKey *key;
  HalqaEntryId id;

  if (self->skip == NULL || g_hash_table_size (self->skip) == 0)
    return FALSE;
  key = halqa_store_get_forum_key (halqa_reader_get_store (self->reader));
  halqa_entry_compute_id (&key->forum, entry, size, signature, &id);
  return g_hash_table_contains (self->skip, &id);
}

static gboolean
append_entry_cb (guint64 arrival,
                 const HalqaDot *dot,
                 const guint8 *entry,
                 gsize size,
                 const guint8 *signature,
                 gpointer user_data)
{
  HalqaEntryStream *self = user_data;

  self->n_walked++;
  self->last = arrival;
  if (!is_skipped (self, entry, size, signature))
    {
      halqa_cbor_put_array (self->portion, 2);
      halqa_cbor_put_bytes (self->portion, entry, size);
      halqa_cbor_put_bytes (self->portion, signature, HALQA_SIGNATURE_SIZE);
      self->n_entries++;
    }
  self->full = self->portion->len >= PORTION_BYTES;
  return !self->full;
}

static gboolean
walk_log (HalqaEntryStream *self, GError **error)
{
  self->last = self->after;
  if (self->after < self->upto &&
      !(self->own_only ? halqa_reader_walk_own (self->reader, self->after, self->upto,
                                                PORTION_ENTRIES, append_entry_cb, self, error)
                       : halqa_reader_walk_log (self->reader, self->after, self->upto,
                                                self->has_except ? self->except : NULL,
                                                PORTION_ENTRIES, append_entry_cb, self, error)))
    return FALSE;
  self->after =
      self->full || self->n_walked == PORTION_ENTRIES ? self->last : MAX (self->after, self->upto);
  return TRUE;
}

/* Arrivals that follow one another are one walk: what a peer lacks mostly came together. */
static gboolean
walk_run (HalqaEntryStream *self, GError **error)
{
  const gint64 *arrivals = (const gint64 *) self->arrivals->data;
  guint first = self->next_arrival;
  guint n = 1;

  while (first + n < self->arrivals->len && n < PORTION_ENTRIES &&
         arrivals[first + n] == arrivals[first] + n)
    n++;
  if (!halqa_reader_walk_log (self->reader, arrivals[first] - 1, arrivals[first] + n - 1, NULL, n,
                              append_entry_cb, self, error))
    return FALSE;
  self->next_arrival = self->full ? first + self->last - arrivals[first] + 1 : first + n;
  return TRUE;
}

static gboolean
walk_ids (HalqaEntryStream *self, GError **error)
{
  while (self->next_arrival < self->arrivals->len && !self->full &&
         self->n_walked < PORTION_ENTRIES)
    if (!walk_run (self, error))
      return FALSE;
  return TRUE;
}

static gboolean
find_ids (HalqaEntryStream *self, GError **error)
{
  self->arrivals = halqa_reader_find_arrivals (self->reader, (HalqaEntryId *) self->ids->data,
                                               self->ids->len, error);
  if (self->arrivals == NULL)
    return FALSE;
  g_clear_pointer (&self->ids, g_array_unref);
  return TRUE;
}

static gboolean
has_more (HalqaEntryStream *self)
{
  return self->ids != NULL ||
         (self->arrivals != NULL && self->next_arrival < self->arrivals->len) ||
         self->after < self->upto;
}

/* Leaves the portion empty only at the end. */
static gboolean
fill (HalqaEntryStream *self, GError **error)
{
  while (self->offset == self->portion->len && has_more (self))
    {
      g_byte_array_set_size (self->portion, 0);
      self->offset = 0;
      self->n_walked = 0;
      self->full = FALSE;
      if (self->ids != NULL && !find_ids (self, error))
        return FALSE;
      if (!(self->arrivals != NULL && self->next_arrival < self->arrivals->len
                ? walk_ids (self, error)
                : walk_log (self, error)))
        return FALSE;
    }
  return TRUE;
}

static gssize
halqa_entry_stream_read (GInputStream *stream,
                         void *buffer,
                         gsize count,
                         GCancellable *cancellable,
                         GError **error)
{
  HalqaEntryStream *self = HALQA_ENTRY_STREAM (stream);
  gsize n;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !fill (self, error))
    return -1;
  n = MIN (count, self->portion->len - self->offset);
  if (n > 0)
    memcpy (buffer, self->portion->data + self->offset, n);
  self->offset += n;
  return n;
}

static gboolean
halqa_entry_stream_is_readable (GPollableInputStream *stream)
{
  return TRUE;
}

static GSource *
halqa_entry_stream_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) ready = g_timeout_source_new (0);

  return g_pollable_source_new_full (stream, ready, cancellable);
}

static void
halqa_entry_stream_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = halqa_entry_stream_is_readable;
  iface->create_source = halqa_entry_stream_create_source;
}

static void
halqa_entry_stream_finalize (GObject *object)
{
  HalqaEntryStream *self = HALQA_ENTRY_STREAM (object);

  g_clear_object (&self->reader);
  g_clear_pointer (&self->portion, g_byte_array_unref);
  g_clear_pointer (&self->ids, g_array_unref);
  g_clear_pointer (&self->arrivals, g_array_unref);
  g_clear_pointer (&self->skip, g_hash_table_unref);
  G_OBJECT_CLASS (halqa_entry_stream_parent_class)->finalize (object);
}

static void
halqa_entry_stream_class_init (HalqaEntryStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_entry_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = halqa_entry_stream_read;
}

static void
halqa_entry_stream_init (HalqaEntryStream *self)
{
  self->portion = g_byte_array_new ();
}

/**
 * halqa_entry_stream_new:
 * @reader: reads the log, in the thread that reads the stream
 *
 * Returns: (transfer full): a stream of nothing
 */
HalqaEntryStream *
halqa_entry_stream_new (HalqaReader *reader)
{
  HalqaEntryStream *self;

  g_return_val_if_fail (HALQA_IS_READER (reader), NULL);
  self = g_object_new (HALQA_TYPE_ENTRY_STREAM, NULL);
  self->reader = g_object_ref (reader);
  return self;
}

/**
 * halqa_entry_stream_set_log:
 * @self: a stream of which nothing was read yet
 * @after: an arrival number: what came later is sent
 * @upto: the last arrival number that is sent
 * @except: (nullable): a store id of 8 bytes; what came from it is left out
 */
void
halqa_entry_stream_set_log (HalqaEntryStream *self,
                            guint64 after,
                            guint64 upto,
                            const guint8 *except)
{
  g_return_if_fail (HALQA_IS_ENTRY_STREAM (self));
  self->after = after;
  self->upto = upto;
  self->has_except = except != NULL;
  if (except != NULL)
    memcpy (self->except, except, HALQA_STORE_ID_SIZE);
}

/**
 * halqa_entry_stream_set_own_only:
 * @self: a stream of which nothing was read yet
 *
 * Of the log only what was written at this laptop is sent.
 */
void
halqa_entry_stream_set_own_only (HalqaEntryStream *self)
{
  g_return_if_fail (HALQA_IS_ENTRY_STREAM (self));
  self->own_only = TRUE;
}

/**
 * halqa_entry_stream_set_ids:
 * @self: a stream of which nothing was read yet
 * @ids: (array length=n_ids): copied
 * @n_ids: how many
 */
void
halqa_entry_stream_set_ids (HalqaEntryStream *self, const HalqaEntryId *ids, guint n_ids)
{
  g_return_if_fail (HALQA_IS_ENTRY_STREAM (self));
  g_clear_pointer (&self->ids, g_array_unref);
  if (n_ids == 0)
    return;
  self->ids = g_array_sized_new (FALSE, FALSE, sizeof (HalqaEntryId), n_ids);
  g_array_append_vals (self->ids, ids, n_ids);
}

/**
 * halqa_entry_stream_set_head:
 * @self: a stream of which nothing was read yet
 * @head: what comes before the first entry
 */
void
halqa_entry_stream_set_head (HalqaEntryStream *self, GBytes *head)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (head, &size);

  g_return_if_fail (HALQA_IS_ENTRY_STREAM (self));
  g_byte_array_append (self->portion, data, size);
}

/**
 * halqa_entry_stream_set_skip:
 * @self: a stream of which nothing was read yet
 * @skip: (element-type HalqaEntryId): ids that are left out; kept, and looked into as it is then
 */
void
halqa_entry_stream_set_skip (HalqaEntryStream *self, GHashTable *skip)
{
  g_return_if_fail (HALQA_IS_ENTRY_STREAM (self));
  g_clear_pointer (&self->skip, g_hash_table_unref);
  self->skip = g_hash_table_ref (skip);
}

/**
 * halqa_entry_stream_get_n_entries:
 * @self: a stream
 *
 * Returns: how many entries were put into it so far
 */
guint
halqa_entry_stream_get_n_entries (HalqaEntryStream *self)
{
  g_return_val_if_fail (HALQA_IS_ENTRY_STREAM (self), 0);
  return self->n_entries;
}

/**
 * halqa_entry_stream_is_drained:
 * @self: a stream
 *
 * Returns: whether it was read to its end
 */
gboolean
halqa_entry_stream_is_drained (HalqaEntryStream *self)
{
  g_return_val_if_fail (HALQA_IS_ENTRY_STREAM (self), FALSE);
  return !has_more (self) && self->offset == self->portion->len;
}
