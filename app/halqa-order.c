/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-app-error.h"
#include "halqa-draft-private.h"
#include "halqa-forum-private.h"
#include "halqa-item-private.h"
#include "halqa-order-private.h"
#include "halqa-position.h"

#include <glib/gi18n-lib.h>

/* The order that people give to records: proposals of a session, notes of one subject, sessions,
 * themes. Each has a key in its `position` (see halqa-position.c), and a list is ordered by that.
 *
 * Rules. A move writes the moved record alone, so whoever moves another at the same time is not in
 * its way. Only where no key fits do others get one with it, in the same entry: records without one
 * (from a file, say) come last by their age, and those before the new place are given keys as they
 * stand; and where two keys are equal, or another program's, as many behind the new place as it
 * takes.
 *
 * What stands where is read from HalqaItemRows, so that this and what people see can't differ.
 *
 * Rejected: to write a whole list anew at each move, which would undo what another laptop moves in
 * it at the same time. */

/* One of a list, as it is to be. */
typedef struct
{
  HalqaId id;
  const char *key; /* %NULL for none; lent by the rows */
} Seat;

/**
 * halqa_order_get_list_field:
 * @kind: of a record
 *
 * Returns: (transfer none): the field that tells in which list a record is; "" where all of its kind
 *   are in one
 */
const char *
halqa_order_get_list_field (const char *kind)
{
  if (g_str_equal (kind, "proposal"))
    return "session";
  if (g_str_equal (kind, "note"))
    return "subject";
  return "";
}

static void
add_row (const HalqaRow *row, gpointer user_data)
{
  g_ptr_array_add (user_data, halqa_item_row_new (row, HALQA_ROW_ORDER_BYTES, HALQA_ROW_ORDER_NONE,
                                                  HALQA_RANK_NONE));
}

/**
 * halqa_order_read_list:
 * @reader: a reader
 * @kind: of its records
 * @parent: what the field that tells the list holds
 * @error: any of the reader's
 *
 * Returns: (transfer full): the list in its order, its keys as texts
 */
HalqaItemRows *
halqa_order_read_list (HalqaReader *reader,
                       const char *kind,
                       const HalqaValue *parent,
                       GError **error)
{
  const char *field = halqa_order_get_list_field (kind);
  const HalqaCondition condition = { field, *parent };
  const HalqaQuery query = {
    .kind = kind,
    .where = &condition,
    .n_where = *field != '\0' ? 1 : 0,
    .sort = "position",
    .deleted = HALQA_DELETED_HIDE,
  };
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  if (halqa_reader_walk_rows (reader, &query, NULL, 0, add_row, rows, error))
    return halqa_item_rows_new (g_steal_pointer (&rows), HALQA_ROW_TURN_NONE);
  g_ptr_array_set_free_func (rows, g_free);
  return NULL;
}

/**
 * halqa_order_has_kind:
 * @kind: a kind
 *
 * Returns: whether people put its records in order
 */
gboolean
halqa_order_has_kind (const HalqaKind *kind)
{
  return halqa_kind_find_field (kind, "position") != NULL;
}

/* --- moving */

static const char *
get_key (GArray *seats, guint seat)
{
  return seat < seats->len ? g_array_index (seats, Seat, seat).key : NULL;
}

/* Keys for @n seats, in order, all between two; %NULL where they don't fit. */
static GPtrArray *
make_keys (guint n, const char *low, const char *high)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      char *key = halqa_position_between (i == 0 ? low : g_ptr_array_index (keys, i - 1), high);

      if (key == NULL)
        return NULL;
      g_ptr_array_add (keys, key);
    }
  return g_steal_pointer (&keys);
}

/* Writes keys for the seats from @begin to before @end. FALSE where none fit between those around. */
static gboolean
write_keys (HalqaChange *change, const char *kind, GArray *seats, guint begin, guint end)
{
  g_autoptr (GPtrArray) keys =
                 make_keys (end - begin, begin > 0 ? get_key (seats, begin - 1) : NULL,
                            get_key (seats, end));

  for (guint i = begin; keys != NULL && i < end; i++)
    {
      const HalqaValue value = halqa_value_text (g_ptr_array_index (keys, i - begin));

      halqa_change_set (change, kind, &g_array_index (seats, Seat, i).id, "position", &value,
                        HALQA_REPLACE_ALL);
    }
  return keys != NULL;
}

/* Gives a key to the seat @place; to others only as far as that asks for it. */
static void
take_seat (HalqaChange *change, const char *kind, GArray *seats, guint place)
{
  guint begin = place;
  guint end = place + 1;

  while (begin > 0 && get_key (seats, begin - 1) == NULL)
    begin--;
  while (!write_keys (change, kind, seats, begin, end))
    if (get_key (seats, end) != NULL)
      end++;
    else
      begin = 0; /* a key so long that nothing comes after it: all anew */
}

/* The seats of @rows without the moved record; @from: where that stands, G_MAXUINT where it does not. */
static GArray *
list_others (HalqaItemRows *rows, const HalqaId *moved, guint *from)
{
  GArray *seats = g_array_new (FALSE, FALSE, sizeof (Seat));

  *from = G_MAXUINT;
  for (guint i = 0; i < halqa_item_rows_get_size (rows); i++)
    {
      const Seat seat = { *halqa_item_rows_get_id (rows, i), halqa_item_rows_get_key (rows, i) };

      if (halqa_id_equal (&seat.id, moved))
        *from = i;
      else
        g_array_append_val (seats, seat);
    }
  return seats;
}

/* Where the record is to come among the others. FALSE where @beside is not one of them. */
static gboolean
find_seat (GArray *others, HalqaOrderPlace place, const HalqaId *beside, guint *seat)
{
  *seat = place == HALQA_ORDER_FIRST ? 0 : others->len;
  if (place == HALQA_ORDER_FIRST || place == HALQA_ORDER_LAST)
    return TRUE;
  for (guint i = 0; i < others->len; i++)
    if (halqa_id_equal (&g_array_index (others, Seat, i).id, beside))
      {
        *seat = place == HALQA_ORDER_BEFORE ? i : i + 1;
        return TRUE;
      }
  return FALSE;
}

static HalqaItemRows *
read_list_of (HalqaReader *reader, HalqaRecord *record, GError **error)
{
  const HalqaKind *kind = halqa_record_get_kind (record);
  const HalqaValue *parent =
      halqa_record_get_value (record, halqa_order_get_list_field (kind->name));
  const HalqaValue none = halqa_value_null ();

  if (halqa_order_has_kind (kind))
    return halqa_order_read_list (reader, kind->name, parent != NULL ? parent : &none, error);
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
               _ ("Records of the kind “%s” have no order of their own"), kind->name);
  return NULL;
}

static gboolean
fail (GError **error, const char *why)
{
  g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID, why);
  return FALSE;
}

/**
 * halqa_order_move_record:
 * @reader: a reader
 * @change: gets what is to be written: nothing where the record stands there already
 * @record: what is moved
 * @place: where to
 * @beside: (nullable): of %HALQA_ORDER_BEFORE and %HALQA_ORDER_AFTER: which record
 * @error: %HALQA_APP_ERROR_INVALID where the kind has no order, the record is deleted, or @beside is
 *   not in its list; or any of the reader's
 *
 * Returns: whether it can be moved there
 */
gboolean
halqa_order_move_record (HalqaReader *reader,
                         HalqaChange *change,
                         HalqaRecord *record,
                         HalqaOrderPlace place,
                         const HalqaId *beside,
                         GError **error)
{
  g_autoptr (HalqaItemRows) rows = read_list_of (reader, record, error);
  g_autoptr (GArray) seats = NULL;
  const Seat moved = { *halqa_record_get_id (record), NULL };
  guint from, to;

  if (rows == NULL)
    return FALSE;
  seats = list_others (rows, &moved.id, &from);
  if (from == G_MAXUINT)
    return fail (error, _ ("This record is deleted: restore it first"));
  if (beside != NULL && halqa_id_equal (beside, &moved.id))
    return TRUE;
  if (!find_seat (seats, place, beside, &to))
    return fail (error, _ ("The two records are not in one list: proposals are ordered within "
                           "their session, notes within what they are about"));
  if (to == from)
    return TRUE;
  g_array_insert_val (seats, to, moved);
  take_seat (change, halqa_record_get_kind (record)->name, seats, to);
  return TRUE;
}

/**
 * halqa_order_move:
 * @forum: a forum
 * @draft: gets what is to be written: nothing where @item stands there already
 * @item: what is moved
 * @place: where to
 * @beside: (nullable): of %HALQA_ORDER_BEFORE and %HALQA_ORDER_AFTER: which record
 * @error: as halqa_order_move_record()
 *
 * Returns: whether it can be moved there
 */
gboolean
halqa_order_move (HalqaForum *forum,
                  HalqaDraft *draft,
                  HalqaItem *item,
                  HalqaOrderPlace place,
                  HalqaItem *beside,
                  GError **error)
{
  g_return_val_if_fail (HALQA_IS_FORUM (forum) && HALQA_IS_ITEM (item), FALSE);
  g_return_val_if_fail (halqa_draft_get_change (draft) != NULL, FALSE);

  return halqa_order_move_record (
      halqa_forum_get_reader (forum), halqa_draft_get_change (draft), halqa_item_get_record (item),
      place, beside != NULL ? halqa_record_get_id (halqa_item_get_record (beside)) : NULL, error);
}
