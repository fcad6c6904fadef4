/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-item-row.h"

#include <string.h>

/* What a record is ordered by in a list. Its keys are made once, when it is read: a collation key of a
 * title costs more than all comparisons of it.
 *
 * The second key, by which those are ordered that the first leaves equal, stands behind the first, where a
 * row without one needs no room for it. */

/* Characters of a text that are ordered as the reader's language does. */
#define COLLATED_CHARS 32
/* Bytes behind them that are compared where they are alike; what two long texts differ in after that
 * nobody sees in a row. */
#define COMPARED_REST 64
/* Bytes of a usual collation key of that many. */
#define KEY_ROOM 1024

static gint64
make_number (const HalqaRow *row, const HalqaValue *key, HalqaRowOrder order)
{
  switch (order)
    {
    case HALQA_ROW_ORDER_CREATED:
      return row->created;
    case HALQA_ROW_ORDER_UPDATED:
      return row->updated;
    case HALQA_ROW_ORDER_NUMBER:
      if (key->type == HALQA_VALUE_BOOL)
        return key->boolean;
      return key->type == HALQA_VALUE_INT ? key->integer : 0;
    case HALQA_ROW_ORDER_NONE:
    case HALQA_ROW_ORDER_COLLATED:
    case HALQA_ROW_ORDER_BYTES:
    default:
      return 0;
    }
}

/* Where a key is made. */
typedef struct
{
  char room[KEY_ROOM + COMPARED_REST + 2];
  char *large; /* of what does not fit in there; to be freed */
} HalqaKeyBuffer;

/* What orders @text as people do; lent by @buffer. Keys are several times as long as their texts where
 * a language is set, so only the beginning has one; where two begin alike, the bytes of the rest decide.
 * g_utf8_collate_key() would bring both ways of writing an accent to one form first, which the
 * order of a language sees to by itself, and takes four times as long. */
static const char *
make_collation_key (const char *text, HalqaKeyBuffer *buffer)
{
  char beginning[COLLATED_CHARS * 6 + 1];
  const char *rest = text;
  gsize size;

  for (guint i = 0; i < COLLATED_CHARS && *rest != '\0'; i++)
    rest = g_utf8_next_char (rest);
  memcpy (beginning, text, (gsize) (rest - text));
  beginning[rest - text] = '\0';
  size = strxfrm (buffer->room, beginning, KEY_ROOM);
  if (size >= KEY_ROOM)
    {
      buffer->large = g_malloc (size + 1);
      strxfrm (buffer->large, beginning, size + 1);
      return buffer->large;
    }
  if (*rest != '\0')
    {
      const gsize more = strnlen (rest, COMPARED_REST);

      buffer->room[size] = '\1';
      memcpy (buffer->room + size + 1, rest, more);
      buffer->room[size + 1 + more] = '\0';
    }
  return buffer->room;
}

/* Most comparisons end here, without a look at the texts. */
static guint64
make_weight (const char *text, gint64 number, HalqaRowOrder order)
{
  guint64 weight = 0;

  if (order != HALQA_ROW_ORDER_COLLATED && order != HALQA_ROW_ORDER_BYTES)
    return (guint64) number ^ ((guint64) 1 << 63);
  for (guint i = 0; i < sizeof weight && text[i] != '\0'; i++)
    weight |= (guint64) (guchar) text[i] << (56 - 8 * i);
  return weight;
}

/* Returns: (transfer none): what @key is ordered by as a text, lent by it or by @buffer */
static const char *
make_key (const HalqaRow *row,
          const HalqaValue *value,
          HalqaRowOrder order,
          HalqaRowKey *key,
          HalqaKeyBuffer *buffer)
{
  const char *text = order != HALQA_ROW_ORDER_NONE ? halqa_value_get_text (value) : NULL;

  buffer->large = NULL;
  if (text == NULL)
    text = "";
  else if (order == HALQA_ROW_ORDER_COLLATED)
    text = make_collation_key (text, buffer);
  key->weight = make_weight (text, make_number (row, value, order), order);
  key->empty = value->type == HALQA_VALUE_NULL && order != HALQA_ROW_ORDER_CREATED &&
               order != HALQA_ROW_ORDER_UPDATED;
  return text;
}

/**
 * halqa_item_row_new:
 * @row: what was read; copied
 * @order: what of it counts
 * @then: what of its second key, %HALQA_ROW_ORDER_NONE for nothing
 * @rank: how well a search has found it, which goes before the order
 *
 * Returns: (transfer full): a row, for halqa_item_rows_new() or halqa_item_rows_update()
 */
HalqaItemRow *
halqa_item_row_new (const HalqaRow *row, HalqaRowOrder order, HalqaRowOrder then, HalqaRank rank)
{
  HalqaItemRow made = { .id = row->id, .row = row->row, .created = row->created, .rank = rank };
  HalqaKeyBuffer buffer, then_buffer;
  const char *text = make_key (row, row->key, order, &made.key, &buffer);
  const char *then_text = make_key (row, row->then, then, &made.then, &then_buffer);
  const gsize size = strlen (text) + 1;
  const gsize then_size = strlen (then_text) + 1;
  HalqaItemRow *self = g_malloc (sizeof *self + size + then_size);

  made.size = (guint) (size + then_size);
  *self = made;
  memcpy (self->text, text, size);
  memcpy (self->text + size, then_text, then_size);
  g_free (buffer.large);
  g_free (then_buffer.large);
  return self;
}

/* Returns: (transfer full) */
HalqaItemRow *
halqa_item_row_copy (const HalqaItemRow *self, HalqaRank rank)
{
  HalqaItemRow *copy = g_memdup2 (self, sizeof *self + self->size);

  copy->rank = rank;
  return copy;
}

static int
compare_keys (const HalqaRowKey *a,
              const char *a_text,
              const HalqaRowKey *b,
              const char *b_text,
              gboolean reverse)
{
  int order;

  if (a->empty != b->empty)
    return a->empty ? 1 : -1;
  if (a->weight != b->weight)
    order = a->weight < b->weight ? -1 : 1;
  else
    order = strcmp (a_text, b_text);
  return reverse ? -order : order;
}

static const char *
get_then_text (const HalqaItemRow *self)
{
  return self->text + strlen (self->text) + 1;
}

int
halqa_item_row_compare (const HalqaItemRow *a, const HalqaItemRow *b, HalqaRowTurn turn)
{
  int order;

  if (a->rank != b->rank)
    return a->rank < b->rank ? -1 : 1;
  order = compare_keys (&a->key, a->text, &b->key, b->text, turn & HALQA_ROW_TURN_KEY);
  if (order != 0)
    return order;
  order = compare_keys (&a->then, get_then_text (a), &b->then, get_then_text (b),
                        turn & HALQA_ROW_TURN_THEN);
  if (order != 0)
    return order;
  if (a->created != b->created)
    return a->created < b->created ? -1 : 1;
  return memcmp (&a->id, &b->id, sizeof a->id);
}

HalqaRank
halqa_item_rank (const GByteArray *ranks, guint64 row, gboolean titles_first)
{
  const HalqaRank rank = ranks != NULL ? halqa_row_get_rank (ranks, row) : HALQA_RANK_NONE;

  return rank == HALQA_RANK_TITLE && !titles_first ? HALQA_RANK_TYPED : rank;
}
