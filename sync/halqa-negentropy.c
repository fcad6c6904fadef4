/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-negentropy.h"

#include <glib/gi18n-lib.h>

#include "halqa-error.h"
#include "halqa-negentropy-answer.h"

/* Set reconciliation by Negentropy Protocol V1: two laptops find out which entries only one of them
 * has, in a number of messages that grows with the logarithm of the set.
 *
 * Both sort their entries by (timestamp, id). A message cuts that line into ranges, each with the
 * fingerprint of what its sender holds there; equal fingerprints end a range, unequal ones are
 * answered with the range in 16 parts, or, under 32 entries, with their ids. Who asks compares the
 * ids and sends nothing more about that range.
 *
 * The rule: for the same items our messages are those of the reference implementations, byte for
 * byte, frame limits included; tests/negentropy-harness lets anyone compare. Nothing here knows
 * when to stop: a set that changes between messages, or a peer that talks nonsense, is bounded by
 * the caller's number of rounds.
 *
 * Rejected: Merkle trees, which both sides would have to keep on disk in one shape; sketches
 * (IBLT, minisketch), which need a guess of the size of the difference. */

#define FRAME_MIN 4096

struct _HalqaNegentropy
{
  /* Owned */
  HalqaNegentropySet *set;

  gsize frame_limit;
};

static void
begin_reading (HalqaNegentropyReader *reader, GBytes *message)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (message, &size);

  halqa_negentropy_reader_init (reader, data, size);
}

/* Whether the message is of our version. FALSE without an error: it is of another. */
static gboolean
read_version (HalqaNegentropyReader *reader, GError **error)
{
  guint8 version;

  if (!halqa_negentropy_reader_read_byte (reader, &version, error))
    return FALSE;
  if (version < 0x60 || version > 0x6f)
    g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED,
                         _ ("A message that should be of the reconciliation is not"));
  return version == HALQA_NEGENTROPY_VERSION;
}

/**
 * halqa_negentropy_new:
 * @frame_limit: bytes that no message of ours exceeds, at least 4096, or 0 for none
 *
 * Returns: (transfer full): one side of a reconciliation, with an empty set
 */
HalqaNegentropy *
halqa_negentropy_new (gsize frame_limit)
{
  HalqaNegentropy *self;

  g_return_val_if_fail (frame_limit == 0 || frame_limit >= FRAME_MIN, NULL);

  self = g_new0 (HalqaNegentropy, 1);
  self->set = halqa_negentropy_set_new ();
  self->frame_limit = frame_limit;
  return self;
}

void
halqa_negentropy_free (HalqaNegentropy *self)
{
  halqa_negentropy_set_free (self->set);
  g_free (self);
}

/**
 * halqa_negentropy_add:
 * @self: not sealed yet
 * @timestamp: anything below 2^64 − 1, which means infinity
 * @id: the entry
 *
 * Adds to the set, in any order.
 */
void
halqa_negentropy_add (HalqaNegentropy *self, guint64 timestamp, const HalqaEntryId *id)
{
  HalqaNegentropyItem item = { timestamp, *id };

  halqa_negentropy_set_add (self->set, &item);
}

/**
 * halqa_negentropy_seal:
 * @self: not sealed yet
 *
 * Sorts the set and drops doubles. Costs one pass where it was added in order.
 */
void
halqa_negentropy_seal (HalqaNegentropy *self)
{
  halqa_negentropy_set_seal (self->set);
}

/**
 * halqa_negentropy_initiate:
 * @self: sealed
 *
 * Returns: (transfer full): the first message of who asks
 */
GBytes *
halqa_negentropy_initiate (HalqaNegentropy *self)
{
  const HalqaNegentropyBound infinity = { .item.timestamp = HALQA_NEGENTROPY_INFINITY };
  g_auto (HalqaNegentropyWriter) writer = { 0 };

  g_return_val_if_fail (halqa_negentropy_set_is_sealed (self->set), NULL);

  halqa_negentropy_writer_init (&writer);
  halqa_negentropy_answer_split (self->set, &writer, &infinity, 0,
                                 halqa_negentropy_set_get_size (self->set));
  return halqa_negentropy_writer_end (&writer);
}

/**
 * halqa_negentropy_respond:
 * @self: sealed
 * @message: from who asks
 * @error: %HALQA_SYNC_ERROR_MALFORMED
 *
 * Answers a message. One of another version is answered with our version byte alone.
 *
 * Returns: (transfer full): the answer, or %NULL
 */
GBytes *
halqa_negentropy_respond (HalqaNegentropy *self, GBytes *message, GError **error)
{
  g_auto (HalqaNegentropyWriter) writer = { 0 };
  HalqaNegentropyReader reader;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (halqa_negentropy_set_is_sealed (self->set), NULL);

  begin_reading (&reader, message);
  halqa_negentropy_writer_init (&writer);
  if (read_version (&reader, &failure))
    halqa_negentropy_answer (self->set, self->frame_limit, &reader, &writer, NULL, NULL, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return halqa_negentropy_writer_end (&writer);
}

/**
 * halqa_negentropy_reconcile:
 * @self: sealed
 * @message: the answer to our last message
 * @have: (element-type HalqaEntryId): gets the ids that only we hold
 * @need: (element-type HalqaEntryId): gets the ids that only the other holds
 * @error: %HALQA_SYNC_ERROR_MALFORMED, or %HALQA_SYNC_ERROR_VERSION where the other speaks another
 *   version; @have and @need are then as before
 *
 * With a frame limit, an id may be appended again by a later message.
 *
 * Returns: (transfer full): the next message, or %NULL without @error when all is known
 */
GBytes *
halqa_negentropy_reconcile (HalqaNegentropy *self,
                            GBytes *message,
                            GArray *have,
                            GArray *need,
                            GError **error)
{
  g_auto (HalqaNegentropyWriter) writer = { 0 };
  HalqaNegentropyReader reader;
  g_autoptr (GError) failure = NULL;
  guint n_have = have->len;
  guint n_need = need->len;

  g_return_val_if_fail (halqa_negentropy_set_is_sealed (self->set), NULL);

  begin_reading (&reader, message);
  halqa_negentropy_writer_init (&writer);
  if (read_version (&reader, &failure))
    halqa_negentropy_answer (self->set, self->frame_limit, &reader, &writer, have, need, &failure);
  else if (failure == NULL)
    g_set_error_literal (&failure, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_VERSION,
                         _ ("The other laptop speaks another version of the reconciliation; update "
                            "the older of the two programs"));
  if (failure != NULL)
    {
      g_array_set_size (have, n_have);
      g_array_set_size (need, n_need);
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return writer.bytes->len == 1 ? NULL : halqa_negentropy_writer_end (&writer);
}
