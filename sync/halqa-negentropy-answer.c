/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-negentropy-answer.h"

#include <string.h>

/* How a message of the reconciliation is answered, range by range.
 *
 * A frame counts as full 200 bytes below its limit. What remains is then sent as one fingerprint up
 * to infinity; the range that did not fit is taken back whole and comes again in the next message,
 * together with ranges before it that were equal. So an id can be reported twice, and callers treat
 * what they get as sets. A skipped range is written only when something follows it.
 *
 * The rule: all of this is as the reference implementations do it, byte for byte.
 *
 * Rejected: a hash table of the other's ids, which one who chooses ids can make slow. */

#define BUCKETS 16
#define FRAME_MARGIN 200

/* One message and the answer to it. */
typedef struct
{
  /* Borrowed */
  HalqaNegentropySet *set;
  HalqaNegentropyWriter *writer;
  GArray *have;
  GArray *need;

  gsize frame_limit;
  HalqaNegentropyBound previous;
  gsize position;
  gboolean skipping;
} Answer;

static const HalqaNegentropyBound infinity = { .item.timestamp = HALQA_NEGENTROPY_INFINITY };

static void
write_fingerprint (HalqaNegentropySet *set,
                   HalqaNegentropyWriter *writer,
                   const HalqaNegentropyBound *upper,
                   gsize begin,
                   gsize end)
{
  guint8 fingerprint[HALQA_FINGERPRINT_SIZE];

  halqa_negentropy_set_get_fingerprint (set, begin, end, fingerprint);
  halqa_negentropy_writer_fingerprint (writer, upper, fingerprint);
}

/**
 * halqa_negentropy_answer_split:
 * @set: a sealed set
 * @writer: what is being written
 * @upper: where the range ends
 * @begin: its first place in @set
 * @end: the place after its last
 *
 * Writes what @set holds in a range: its ids where they are few, else fingerprints of its parts.
 */
void
halqa_negentropy_answer_split (HalqaNegentropySet *set,
                               HalqaNegentropyWriter *writer,
                               const HalqaNegentropyBound *upper,
                               gsize begin,
                               gsize end)
{
  gsize n_items = end - begin;

  if (n_items < 2 * BUCKETS)
    {
      halqa_negentropy_writer_id_list (writer, upper, halqa_negentropy_set_get_item (set, begin),
                                       n_items);
      return;
    }
  for (gsize i = 0; i < BUCKETS; i++)
    {
      gsize next = begin + n_items / BUCKETS + (i < n_items % BUCKETS ? 1 : 0);
      HalqaNegentropyBound bound =
          next == end ? *upper : halqa_negentropy_set_get_bound (set, next);

      write_fingerprint (set, writer, &bound, begin, next);
      begin = next;
    }
}

static gboolean
frame_is_full (const Answer *self, gsize size)
{
  return self->frame_limit != 0 && size > self->frame_limit - FRAME_MARGIN;
}

static void
write_pending_skip (Answer *self)
{
  if (self->skipping)
    halqa_negentropy_writer_skip (self->writer, &self->previous);
  self->skipping = FALSE;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, HALQA_ENTRY_ID_SIZE);
}

/* Who asks: both lists of a range are known now, and nothing is left to say about it. */
static void
compare_id_list (Answer *self, const HalqaNegentropyRange *range, gsize end)
{
  g_autoptr (GArray) theirs = g_array_sized_new (FALSE, FALSE, sizeof (HalqaEntryId), range->n_ids);
  g_autofree gboolean *met = g_new0 (gboolean, range->n_ids + 1);

  g_array_append_vals (theirs, range->ids, range->n_ids);
  g_array_sort (theirs, compare_ids);
  for (gsize i = self->position; i < end; i++)
    {
      const HalqaEntryId *id = &halqa_negentropy_set_get_item (self->set, i)->id;
      guint place;

      if (g_array_binary_search (theirs, id, compare_ids, &place))
        met[place] = TRUE;
      else
        g_array_append_vals (self->have, id, 1);
    }
  for (guint i = 0; i < theirs->len; i++)
    {
      HalqaEntryId *id = &g_array_index (theirs, HalqaEntryId, i);
      gboolean again = i + 1 < theirs->len && compare_ids (id, id + 1) == 0;

      if (again)
        met[i + 1] |= met[i];
      else if (!met[i])
        g_array_append_vals (self->need, id, 1);
    }
}

/* Who is asked: our ids of the range, as many as the frame has room for. Returns where it ends. */
static gsize
write_id_list (Answer *self, const HalqaNegentropyBound *upper, gsize end)
{
  gsize size = self->writer->bytes->len;
  HalqaNegentropyBound bound = *upper;

  write_pending_skip (self);
  for (gsize i = self->position; i < end; i++, size += HALQA_ENTRY_ID_SIZE)
    if (frame_is_full (self, size))
      {
        bound = (HalqaNegentropyBound){ *halqa_negentropy_set_get_item (self->set, i),
                                        HALQA_ENTRY_ID_SIZE };
        end = i;
      }
  halqa_negentropy_writer_id_list (self->writer, &bound,
                                   halqa_negentropy_set_get_item (self->set, self->position),
                                   end - self->position);
  return end;
}

static gboolean
is_equal (const Answer *self, const HalqaNegentropyRange *range, gsize end)
{
  guint8 ours[HALQA_FINGERPRINT_SIZE];

  halqa_negentropy_set_get_fingerprint (self->set, self->position, end, ours);
  return memcmp (ours, range->fingerprint, sizeof ours) == 0;
}

/* Answers one range; FALSE when the frame is full and the message ends there. */
static gboolean
answer_range (Answer *self, const HalqaNegentropyRange *range)
{
  gsize end = halqa_negentropy_set_find (self->set, self->position, &range->upper.item);
  gsize size = self->writer->bytes->len;

  if (range->mode == HALQA_NEGENTROPY_FINGERPRINT && !is_equal (self, range, end))
    {
      write_pending_skip (self);
      halqa_negentropy_answer_split (self->set, self->writer, &range->upper, self->position, end);
    }
  else if (range->mode == HALQA_NEGENTROPY_ID_LIST && self->have == NULL)
    {
      end = write_id_list (self, &range->upper, end);
      size = self->writer->bytes->len;
    }
  else
    {
      if (range->mode == HALQA_NEGENTROPY_ID_LIST)
        compare_id_list (self, range, end);
      self->skipping = TRUE;
    }
  if (frame_is_full (self, self->writer->bytes->len))
    {
      g_byte_array_set_size (self->writer->bytes, size);
      write_fingerprint (self->set, self->writer, &infinity, end,
                         halqa_negentropy_set_get_size (self->set));
      return FALSE;
    }
  self->position = end;
  self->previous = range->upper;
  return TRUE;
}

/**
 * halqa_negentropy_answer:
 * @set: a sealed set
 * @frame_limit: bytes that the answer does not exceed, or 0
 * @reader: the ranges of a message
 * @writer: the answer to it
 * @have: (nullable) (element-type HalqaEntryId): where who asks collects what only @set holds
 * @need: (nullable) (element-type HalqaEntryId): where who asks collects what @set lacks
 * @error: %HALQA_SYNC_ERROR_MALFORMED; @have and @need may have grown by then
 *
 * Answers a message, as who asks where @have and @need are given, else as who is asked.
 *
 * Returns: whether the message was sound as far as it was read: to where the frame was full
 */
gboolean
halqa_negentropy_answer (HalqaNegentropySet *set,
                         gsize frame_limit,
                         HalqaNegentropyReader *reader,
                         HalqaNegentropyWriter *writer,
                         GArray *have,
                         GArray *need,
                         GError **error)
{
  Answer self = {
    .set = set, .frame_limit = frame_limit, .writer = writer, .have = have, .need = need
  };

  while (reader->size > 0)
    {
      HalqaNegentropyRange range;

      if (!halqa_negentropy_reader_read_range (reader, &range, error))
        return FALSE;
      if (!answer_range (&self, &range))
        return TRUE;
    }
  return TRUE;
}
