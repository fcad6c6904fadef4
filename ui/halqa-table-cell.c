/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-table-cell.h"

#include "halqa-hits.h"

/* One field of a record in a table. It follows the record, and what a field of it points at: that may be
 * renamed, or arrive with any entry. */

struct _HalqaTableCell
{
  HalqaDrawnText parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  HalqaItem *target; /* NULL where it is empty, or has not arrived */
  HalqaTextHits *hits;

  /* borrowed */
  HalqaTableCellFunc func;
  gpointer table;
  const char *reference; /* a field; NULL where it shows what is in the record itself */

  gulong arrivals;
};

G_DEFINE_FINAL_TYPE (HalqaTableCell, halqa_table_cell, HALQA_TYPE_DRAWN_TEXT)

static void
drop_target (HalqaTableCell *self)
{
  if (self->target != NULL)
    g_signal_handlers_disconnect_by_data (self->target, self);
  g_clear_object (&self->target);
  if (self->forum != NULL)
    g_clear_signal_handler (&self->arrivals, self->forum);
}

static void
follow_target (HalqaTableCell *self, const char *id)
{
  if (self->target == NULL || g_strcmp0 (halqa_item_get_id (self->target), id) != 0)
    {
      drop_target (self);
      if (id != NULL)
        self->target = halqa_forum_dup_item (self->forum, self->reference, id);
      if (self->target != NULL)
        g_signal_connect_swapped (self->target, "changed", G_CALLBACK (halqa_table_cell_update),
                                  self);
    }
  /* Whoever lends it, or has not arrived, is not followed by itself. */
  if (self->reference != NULL && self->arrivals == 0 &&
      (self->target == NULL || halqa_item_get_ref (self->item, self->reference) == NULL))
    self->arrivals = g_signal_connect_swapped (self->forum, "changed",
                                               G_CALLBACK (halqa_table_cell_update), self);
}

static void
halqa_table_cell_dispose (GObject *object)
{
  HalqaTableCell *self = HALQA_TABLE_CELL (object);

  halqa_table_cell_set_item (self, NULL, NULL);
  g_clear_pointer (&self->hits, halqa_text_hits_unref);
  G_OBJECT_CLASS (halqa_table_cell_parent_class)->dispose (object);
}

static void
halqa_table_cell_class_init (HalqaTableCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_table_cell_dispose;
}

static void
halqa_table_cell_init (HalqaTableCell *self)
{
}

GtkWidget *
halqa_table_cell_new (HalqaTableCellFunc func, gpointer table, const char *reference)
{
  HalqaTableCell *self = g_object_new (HALQA_TYPE_TABLE_CELL, NULL);

  self->func = func;
  self->table = table;
  self->reference = reference;
  return GTK_WIDGET (self);
}

/* @hits: (nullable): %NULL for nothing */
void
halqa_table_cell_set_hits (HalqaTableCell *self, HalqaTextHits *hits)
{
  g_return_if_fail (HALQA_IS_TABLE_CELL (self));

  if (hits == self->hits)
    return;
  g_clear_pointer (&self->hits, halqa_text_hits_unref);
  self->hits = hits != NULL ? halqa_text_hits_ref (hits) : NULL;
  halqa_table_cell_update (self);
}

/* @item: (nullable): %NULL to show none */
void
halqa_table_cell_set_item (HalqaTableCell *self, HalqaForum *forum, HalqaItem *item)
{
  g_return_if_fail (HALQA_IS_TABLE_CELL (self));

  drop_target (self);
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->forum, forum);
  g_set_object (&self->item, item);
  if (item == NULL)
    {
      halqa_drawn_text_show (HALQA_DRAWN_TEXT (self), NULL, NULL);
      return;
    }
  g_signal_connect_swapped (item, "changed", G_CALLBACK (halqa_table_cell_update), self);
  halqa_table_cell_update (self);
}

/* Returns: (transfer none) (nullable) */
HalqaItem *
halqa_table_cell_get_item (HalqaTableCell *self)
{
  g_return_val_if_fail (HALQA_IS_TABLE_CELL (self), NULL);

  return self->item;
}

/* Shows what is to be shown now. */
void
halqa_table_cell_update (HalqaTableCell *self)
{
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (HALQA_IS_TABLE_CELL (self));

  if (self->item == NULL)
    return;
  if (self->reference != NULL)
    id = halqa_forum_dup_ref (self->forum, self->item, self->reference);
  follow_target (self, id);
  text = self->func (self->table, self->item, id, self->target);
  halqa_hits_show (HALQA_DRAWN_TEXT (self), text, self->hits);
}
