/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"

G_BEGIN_DECLS

#define HALQA_NEGENTROPY_VERSION 0x61
#define HALQA_NEGENTROPY_INFINITY G_MAXUINT64
#define HALQA_NEGENTROPY_VARINT_MAX 10

typedef enum
{
  HALQA_NEGENTROPY_SKIP = 0,
  HALQA_NEGENTROPY_FINGERPRINT = 1,
  HALQA_NEGENTROPY_ID_LIST = 2,
} HalqaNegentropyMode;

/**
 * HalqaNegentropyItem:
 * @timestamp: below %HALQA_NEGENTROPY_INFINITY
 * @id: orders items of one timestamp
 */
typedef struct
{
  guint64 timestamp;
  HalqaEntryId id;
} HalqaNegentropyItem;

/**
 * HalqaNegentropyBound:
 * @item: the first place that is not in the range; bytes of the id from @id_size on are zero
 * @id_size: bytes of the id that are written, at most 32
 */
typedef struct
{
  HalqaNegentropyItem item;
  gsize id_size;
} HalqaNegentropyBound;

/**
 * HalqaNegentropyRange:
 * @upper: where it ends, exclusive; it begins where the range before it ended
 * @mode: which of the following is there
 * @fingerprint: (nullable): 16 bytes within the message
 * @ids: (nullable): @n_ids times 32 bytes within the message
 * @n_ids: how many
 */
typedef struct
{
  HalqaNegentropyBound upper;
  HalqaNegentropyMode mode;
  const guint8 *fingerprint;
  const guint8 *ids;
  gsize n_ids;
} HalqaNegentropyRange;

/* What of a message is still to be read; borrows it. */
typedef struct
{
  const guint8 *data;
  gsize size;
  HalqaNegentropyItem last;
} HalqaNegentropyReader;

/* A message that is being written; owns it. */
typedef struct
{
  GByteArray *bytes;
  guint64 last_timestamp;
} HalqaNegentropyWriter;

int halqa_negentropy_item_compare (gconstpointer a, gconstpointer b);

gsize halqa_negentropy_encode_varint (guint64 number, guint8 out[HALQA_NEGENTROPY_VARINT_MAX]);

void halqa_negentropy_reader_init (HalqaNegentropyReader *self, const guint8 *data, gsize size);
gboolean
halqa_negentropy_reader_read_byte (HalqaNegentropyReader *self, guint8 *byte, GError **error);
gboolean halqa_negentropy_reader_read_range (HalqaNegentropyReader *self,
                                             HalqaNegentropyRange *range,
                                             GError **error);

void halqa_negentropy_writer_init (HalqaNegentropyWriter *self);
void halqa_negentropy_writer_clear (HalqaNegentropyWriter *self);
GBytes *halqa_negentropy_writer_end (HalqaNegentropyWriter *self);
void halqa_negentropy_writer_skip (HalqaNegentropyWriter *self, const HalqaNegentropyBound *upper);
void halqa_negentropy_writer_fingerprint (HalqaNegentropyWriter *self,
                                          const HalqaNegentropyBound *upper,
                                          const guint8 fingerprint[HALQA_FINGERPRINT_SIZE]);
void halqa_negentropy_writer_id_list (HalqaNegentropyWriter *self,
                                      const HalqaNegentropyBound *upper,
                                      const HalqaNegentropyItem *items,
                                      gsize n_items);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HalqaNegentropyWriter, halqa_negentropy_writer_clear)

G_END_DECLS
