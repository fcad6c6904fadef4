/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-minutes.h"

#include "halqa-forum-private.h"
#include "halqa-item-list-private.h"
#include "halqa-source.h"

/* What was said in one session, in one list: proposals, and the notes between them.
 *
 * Rule: people put the proposals in order, and a note stays below what was proposed last before it was
 * taken down, wherever that goes; the notes below one proposal stand in their own order. So a proposal
 * that is moved takes with it what was said about it, and neither order is written for the other's sake.
 * Where the clocks of two laptops differ a note may stand one proposal off, which can be seen and does
 * no harm.
 *
 * Both lists tell of what they touch in runs; this one is put together once they have come to rest, and
 * tells of the part that differs. It knows ids and ages alone: an item is made when a row is shown.
 *
 * Rejected: one order of both, in one field, which two kinds do not have and older versions would not
 * keep; everything by age, in which nothing can be moved. */

typedef struct
{
  HalqaId id;
  gboolean is_note;
} Row;

struct _HalqaMinutes
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItemList *proposals;
  HalqaItemList *notes;
  GArray *rows; /* of Row */
  GSource *idle; /* NULL where the rows are those of the lists */
};

/* Something in a list, and what it is sorted by here. */
typedef struct
{
  guint64 key;
  guint place;
} Mark;

/* Equals stay in the order of their list. */
static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const Mark *one = a;
  const Mark *other = b;

  if (one->key != other->key)
    return one->key < other->key ? -1 : 1;
  return (one->place > other->place) - (one->place < other->place);
}

static GArray *
sort_by_age (HalqaItemRows *rows)
{
  const guint n = halqa_item_rows_get_size (rows);
  GArray *ages = g_array_sized_new (FALSE, FALSE, sizeof (Mark), n);

  for (guint i = 0; i < n; i++)
    {
      const Mark age = { halqa_item_rows_get_created (rows, i), i };

      g_array_append_val (ages, age);
    }
  g_array_sort (ages, compare_marks);
  return ages;
}

/* The place of the youngest that is not younger than @created, counted from 1; 0 where all are. */
static guint
find_last_before (GArray *ages, guint64 created)
{
  guint low = 0;
  guint high = ages->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (g_array_index (ages, Mark, middle).key <= created)
        low = middle + 1;
      else
        high = middle;
    }
  return low == 0 ? 0 : g_array_index (ages, Mark, low - 1).place + 1;
}

static void
append (GArray *out, HalqaItemRows *rows, guint place, gboolean is_note)
{
  const Row row = { *halqa_item_rows_get_id (rows, place), is_note };

  g_array_append_val (out, row);
}

/* Each note with the proposal that it stands below, by those, and then in their own order. */
static GArray *
place_notes (HalqaItemRows *proposals, HalqaItemRows *notes)
{
  const guint n = halqa_item_rows_get_size (notes);
  g_autoptr (GArray) ages = sort_by_age (proposals);
  GArray *placed = g_array_sized_new (FALSE, FALSE, sizeof (Mark), n);

  for (guint i = 0; i < n; i++)
    {
      const guint below = find_last_before (ages, halqa_item_rows_get_created (notes, i));
      const Mark note = { below, i };

      g_array_append_val (placed, note);
    }
  g_array_sort (placed, compare_marks);
  return placed;
}

static GArray *
put_together (HalqaMinutes *self)
{
  HalqaItemRows *proposals = halqa_item_list_get_rows (self->proposals);
  HalqaItemRows *notes = halqa_item_list_get_rows (self->notes);
  g_autoptr (GArray) placed = place_notes (proposals, notes);
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));
  guint next = 0;

  for (guint i = 0; i <= halqa_item_rows_get_size (proposals); i++)
    {
      if (i > 0)
        append (rows, proposals, i - 1, FALSE);
      for (; next < placed->len && g_array_index (placed, Mark, next).key == i; next++)
        append (rows, notes, g_array_index (placed, Mark, next).place, TRUE);
    }
  return rows;
}

static gboolean
is_same (GArray *a, guint i, GArray *b, guint j)
{
  return halqa_id_equal (&g_array_index (a, Row, i).id, &g_array_index (b, Row, j).id);
}

/* Shows @rows, and tells of the part between what is alike at both ends. */
static void
take_rows (HalqaMinutes *self, GArray *rows)
{
  g_autoptr (GArray) old = self->rows;
  const guint n = MIN (old->len, rows->len);
  guint head = 0;
  guint tail = 0;

  while (head < n && is_same (old, head, rows, head))
    head++;
  while (tail < n - head && is_same (old, old->len - 1 - tail, rows, rows->len - 1 - tail))
    tail++;
  self->rows = rows;
  if (old->len != rows->len || head + tail < n)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail,
                                rows->len - head - tail);
}

static gboolean
settled_cb (gpointer user_data)
{
  HalqaMinutes *self = user_data;

  g_clear_pointer (&self->idle, g_source_unref);
  take_rows (self, put_together (self));
  return G_SOURCE_REMOVE;
}

static void
moved_cb (HalqaMinutes *self)
{
  if (self->idle != NULL)
    return;
  self->idle = g_idle_source_new ();
  g_source_set_priority (self->idle, G_PRIORITY_DEFAULT);
  halqa_source_attach (self->idle, settled_cb, self);
}

static GType
halqa_minutes_get_item_type (GListModel *model)
{
  return HALQA_TYPE_ITEM;
}

static guint
halqa_minutes_get_n_items (GListModel *model)
{
  return HALQA_MINUTES (model)->rows->len;
}

static gpointer
halqa_minutes_get_item (GListModel *model, guint position)
{
  HalqaMinutes *self = HALQA_MINUTES (model);
  const Row *row;

  if (position >= self->rows->len)
    return NULL;
  row = &g_array_index (self->rows, Row, position);
  return halqa_forum_dup_item_of (self->forum, row->is_note ? "note" : "proposal", &row->id);
}

static void
halqa_minutes_init_model (GListModelInterface *iface)
{
  iface->get_item_type = halqa_minutes_get_item_type;
  iface->get_n_items = halqa_minutes_get_n_items;
  iface->get_item = halqa_minutes_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaMinutes,
                               halqa_minutes,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, halqa_minutes_init_model))

static void
halqa_minutes_dispose (GObject *object)
{
  HalqaMinutes *self = HALQA_MINUTES (object);

  halqa_source_clear (&self->idle);
  g_clear_object (&self->proposals);
  g_clear_object (&self->notes);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_minutes_parent_class)->dispose (object);
}

static void
halqa_minutes_finalize (GObject *object)
{
  g_array_unref (HALQA_MINUTES (object)->rows);
  G_OBJECT_CLASS (halqa_minutes_parent_class)->finalize (object);
}

static void
halqa_minutes_class_init (HalqaMinutesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_minutes_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_minutes_finalize;
}

static void
halqa_minutes_init (HalqaMinutes *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
}

static HalqaItemList *
make_list (HalqaMinutes *self, const char *kind, const char *field, const char *session)
{
  HalqaItemList *list = halqa_item_list_new_below (self->forum, kind, "position", field, session);

  g_signal_connect_object (list, "items-changed", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  return list;
}

/**
 * halqa_minutes_new:
 * @forum: the forum
 * @session: the id of a session, 32 hex digits
 *
 * Returns: (transfer full): what is said in it, as a list of #HalqaItem that follows what is written
 */
HalqaMinutes *
halqa_minutes_new (HalqaForum *forum, const char *session)
{
  HalqaMinutes *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);
  g_return_val_if_fail (session != NULL, NULL);

  self = g_object_new (HALQA_TYPE_MINUTES, NULL);
  self->forum = g_object_ref (forum);
  self->proposals = make_list (self, "proposal", "session", session);
  self->notes = make_list (self, "note", "subject", session);
  take_rows (self, put_together (self));
  return self;
}

/**
 * halqa_minutes_find:
 * @self: minutes
 * @id: of a proposal or a note, 32 hex digits
 *
 * Returns: its position; %G_MAXUINT where it is not in the list
 */
guint
halqa_minutes_find (HalqaMinutes *self, const char *id)
{
  HalqaId record;

  g_return_val_if_fail (HALQA_IS_MINUTES (self), G_MAXUINT);
  g_return_val_if_fail (id != NULL, G_MAXUINT);

  if (!halqa_hex_decode (id, record.bytes, HALQA_ID_SIZE))
    return G_MAXUINT;
  for (guint i = 0; i < self->rows->len; i++)
    if (halqa_id_equal (&g_array_index (self->rows, Row, i).id, &record))
      return i;
  return G_MAXUINT;
}

/**
 * halqa_minutes_dup_neighbour:
 * @self: minutes
 * @position: of a record in the list
 * @step: -1 upwards, 1 downwards
 *
 * Returns: (transfer full) (nullable): the record that it can change places with
 */
HalqaItem *
halqa_minutes_dup_neighbour (HalqaMinutes *self, guint position, int step)
{
  gboolean is_note;

  g_return_val_if_fail (HALQA_IS_MINUTES (self), NULL);
  g_return_val_if_fail (position < self->rows->len, NULL);

  is_note = g_array_index (self->rows, Row, position).is_note;
  for (guint i = position + step; i < self->rows->len; i += step)
    {
      if (g_array_index (self->rows, Row, i).is_note == is_note)
        return g_list_model_get_item (G_LIST_MODEL (self), i);
      if (is_note)
        break;
    }
  return NULL;
}
