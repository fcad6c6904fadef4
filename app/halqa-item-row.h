/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"

G_BEGIN_DECLS

typedef enum
{
  HALQA_ROW_ORDER_NONE,
  HALQA_ROW_ORDER_COLLATED, /* texts as people sort them */
  HALQA_ROW_ORDER_BYTES, /* texts byte by byte: fractional positions */
  HALQA_ROW_ORDER_NUMBER,
  HALQA_ROW_ORDER_CREATED,
  HALQA_ROW_ORDER_UPDATED,
} HalqaRowOrder;

/* Which keys have the greater ones first. */
typedef enum
{
  HALQA_ROW_TURN_NONE = 0,
  HALQA_ROW_TURN_KEY = 1 << 0,
  HALQA_ROW_TURN_THEN = 1 << 1,
} HalqaRowTurn;

typedef struct
{
  guint64 weight; /* the number that it is, or the first bytes of the text */
  gboolean empty;
} HalqaRowKey;

/**
 * HalqaItemRow:
 *
 * What a list keeps of a record: its id, and what it is ordered by. To be freed by g_free().
 */
typedef struct
{
  HalqaId id;
  guint64 row;
  guint64 created;
  HalqaRowKey key;
  HalqaRowKey then; /* counts where the first is equal */
  HalqaRank rank; /* goes before the order; HALQA_RANK_NONE where nothing is searched */
  guint size; /* of @text */
  char text[]; /* of each key the collation key, or the text itself; "" where it is a number */
} HalqaItemRow;

/* @ranks: (nullable): of a search, and the number of a row in it. */
HalqaRank halqa_item_rank (const GByteArray *ranks, guint64 row, gboolean titles_first);
HalqaItemRow *
halqa_item_row_new (const HalqaRow *row, HalqaRowOrder order, HalqaRowOrder then, HalqaRank rank);
HalqaItemRow *halqa_item_row_copy (const HalqaItemRow *self, HalqaRank rank);
int halqa_item_row_compare (const HalqaItemRow *a, const HalqaItemRow *b, HalqaRowTurn turn);

G_END_DECLS
