/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-value.h"

G_BEGIN_DECLS

/* --- writing, deterministic by construction: shortest heads, definite lengths; the caller puts
 * the members of a map in order */

void halqa_cbor_put_uint (GByteArray *out, guint64 number);
void halqa_cbor_put_bytes (GByteArray *out, const guint8 *bytes, gsize size);
void halqa_cbor_put_text (GByteArray *out, const char *text, gsize size);
void halqa_cbor_put_array (GByteArray *out, gsize n_members);
void halqa_cbor_put_map (GByteArray *out, gsize n_members);
void halqa_cbor_put_value (GByteArray *out, const HalqaValue *value);

/* --- reading from memory, one item after the other; nothing is allocated, sizes are checked
 * against what is there before they are believed */

typedef enum
{
  HALQA_CBOR_UINT,
  HALQA_CBOR_NEGATIVE,
  HALQA_CBOR_BYTES,
  HALQA_CBOR_TEXT, /* UTF-8, checked */
  HALQA_CBOR_ARRAY,
  HALQA_CBOR_MAP,
  HALQA_CBOR_BOOL,
  HALQA_CBOR_NULL,
} HalqaCborType;

/**
 * HalqaCborItem:
 * @type: which of the members below counts
 * @number: for a number, its value; for a negative one, -1 less its value; for an array or a map,
 *   how many members follow; for a bool, 0 or 1
 * @data: for bytes and text, lent by the input; text has no zero byte behind it
 * @size: bytes of @data
 */
typedef struct
{
  HalqaCborType type;
  guint64 number;
  const guint8 *data;
  gsize size;
} HalqaCborItem;

typedef struct
{
  const guint8 *data;
  gsize size;
  gsize offset;
} HalqaCborReader;

void halqa_cbor_reader_init (HalqaCborReader *self, const guint8 *data, gsize size);
/* FALSE with %HALQA_SYNC_ERROR_MALFORMED where the next item is cut off, of another type, or not
 * in deterministic encoding. */
gboolean halqa_cbor_read (HalqaCborReader *self, HalqaCborItem *item, GError **error);
gboolean halqa_cbor_read_type (HalqaCborReader *self,
                               HalqaCborType type,
                               HalqaCborItem *item,
                               GError **error);
gboolean halqa_cbor_at_end (HalqaCborReader *self);
/* Passes over one item with all that it holds, at most @depth deep. */
gboolean halqa_cbor_skip (HalqaCborReader *self, guint depth, GError **error);
/* The size of the first whole item in @data, 0 where more bytes are needed. */
gsize halqa_cbor_item_size (const guint8 *data, gsize size, guint depth, GError **error);

G_END_DECLS
