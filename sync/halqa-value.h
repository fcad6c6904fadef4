/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"

G_BEGIN_DECLS

#define HALQA_TEXT_MAX 65536

typedef enum
{
  HALQA_VALUE_NULL,
  HALQA_VALUE_BOOL,
  HALQA_VALUE_INT,
  HALQA_VALUE_TEXT,
  HALQA_VALUE_BYTES,
} HalqaValueType;

/**
 * HalqaValue:
 * @type: which of the members below counts
 * @boolean: for %HALQA_VALUE_BOOL
 * @integer: for %HALQA_VALUE_INT
 * @data: for %HALQA_VALUE_TEXT (UTF-8, always followed by a zero byte that @size does not count)
 *   and %HALQA_VALUE_BYTES
 * @size: bytes of @data
 *
 * What one field holds. The struct is passed by pointer; who owns @data is said where it is made:
 * halqa_value_copy() and halqa_value_clear() for owners, a plain assignment to lend.
 */
typedef struct
{
  HalqaValueType type;
  gboolean boolean;
  gint64 integer;
  const guint8 *data;
  gsize size;
} HalqaValue;

#define HALQA_VALUE_INIT                                                                           \
  {                                                                                                \
    HALQA_VALUE_NULL, FALSE, 0, NULL, 0                                                            \
  }

HalqaValue halqa_value_null (void);
HalqaValue halqa_value_bool (gboolean boolean);
HalqaValue halqa_value_int (gint64 integer);
/* These two lend: the value is good as long as the argument. */
HalqaValue halqa_value_text (const char *text);
HalqaValue halqa_value_bytes (const guint8 *bytes, gsize size);
HalqaValue halqa_value_id (const HalqaId *id);

void halqa_value_copy (const HalqaValue *value, HalqaValue *copy);
void halqa_value_clear (HalqaValue *value);
gboolean halqa_value_equal (const HalqaValue *a, const HalqaValue *b);

/* %NULL where the value is no text. */
const char *halqa_value_get_text (const HalqaValue *value);
/* %NULL where the value is not 16 bytes. */
const HalqaId *halqa_value_get_id (const HalqaValue *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HalqaValue, halqa_value_clear)

G_END_DECLS
