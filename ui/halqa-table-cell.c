/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-table-cell.h"

#include "halqa-hits.h"

/* One field of a record in a table. It follows the record, and what a field of it points at: that may be
 * renamed, or arrive with any entry. */

struct _HalqaTableCell
{
  GtkBox parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  HalqaItem *target; /* NULL where it is empty, or has not arrived */
  HalqaTextHits *hits;

  /* borrowed */
  HalqaTableCellFunc func;
  gpointer table;
  const char *reference; /* a field; NULL where it shows what is in the record itself */

  gboolean is_code;
  gulong arrivals;

  /* child */
  GtkWidget *label; /* NULL until it shows something */
};

G_DEFINE_FINAL_TYPE (HalqaTableCell, halqa_table_cell, GTK_TYPE_BOX)

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
  self->label = NULL;
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

/* It shows a code: that is read as one, and stands where the others of its column do whichever letters it
 * is of. */
void
halqa_table_cell_set_code (HalqaTableCell *self)
{
  g_return_if_fail (HALQA_IS_TABLE_CELL (self));

  self->is_code = TRUE;
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

/* Most cells come and go unseen. An inscription is drawn at the width that there is; a label is measured
 * first, with its text at the widths that it could have, and all that is around it: a quarter of a frame
 * of new rows. It stands on a baseline, for GTK 4.8 puts one that is cut short at the top. */
static void
make_label (HalqaTableCell *self)
{
  GtkInscription *label = GTK_INSCRIPTION (gtk_inscription_new (NULL));

  gtk_inscription_set_min_chars (label, 0);
  gtk_inscription_set_text_overflow (label, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  self->label = GTK_WIDGET (label);
  gtk_widget_set_valign (self->label, GTK_ALIGN_BASELINE);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_box_append (GTK_BOX (self), self->label);
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
      if (self->label != NULL)
        gtk_inscription_set_text (GTK_INSCRIPTION (self->label), NULL);
      return;
    }
  if (self->label == NULL)
    make_label (self);
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
  halqa_hits_show (self->label, text, self->hits);
  if (self->is_code)
    gtk_widget_set_direction (self->label, GTK_TEXT_DIR_NONE);
}
