/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-board-selection.h"

/* What is selected in one column of a board is part of what is selected on all of it: each column has a
 * view of its own, and to choose a card in one lets go of those in the others. So the columns share ids,
 * which a card keeps wherever it goes. */

struct _HalqaBoardSelection
{
  GObject parent_instance;

  /* owned */
  GListModel *cards;
  HalqaChoosing *choosing;
};

/* --- the cards as they are */

static GType
halqa_board_selection_get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (HALQA_BOARD_SELECTION (model)->cards);
}

static guint
halqa_board_selection_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (HALQA_BOARD_SELECTION (model)->cards);
}

static gpointer
halqa_board_selection_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (HALQA_BOARD_SELECTION (model)->cards, position);
}

static void
halqa_board_selection_init_list (GListModelInterface *iface)
{
  iface->get_item_type = halqa_board_selection_get_item_type;
  iface->get_n_items = halqa_board_selection_get_n_items;
  iface->get_item = halqa_board_selection_get_item;
}

/* --- which of them are selected */

/* Returns: (transfer full) (nullable) */
static char *
dup_id (HalqaBoardSelection *self, guint position)
{
  g_autoptr (HalqaItem) item = g_list_model_get_item (self->cards, position);

  return item != NULL ? g_strdup (halqa_item_get_id (item)) : NULL;
}

static gboolean
halqa_board_selection_is_selected (GtkSelectionModel *model, guint position)
{
  HalqaBoardSelection *self = HALQA_BOARD_SELECTION (model);
  g_autofree char *id = dup_id (self, position);

  return id != NULL && halqa_choosing_has (self->choosing, id);
}

static GtkBitset *
halqa_board_selection_get_range (GtkSelectionModel *model, guint position, guint n_items)
{
  const guint end = MIN (position + n_items, g_list_model_get_n_items (G_LIST_MODEL (model)));
  GtkBitset *selected = gtk_bitset_new_empty ();

  for (guint i = position; i < end; i++)
    if (halqa_board_selection_is_selected (model, i))
      gtk_bitset_add (selected, i);
  return selected;
}

static gboolean
halqa_board_selection_select_range (GtkSelectionModel *model,
                                    guint position,
                                    guint n_items,
                                    gboolean alone)
{
  HalqaBoardSelection *self = HALQA_BOARD_SELECTION (model);
  const guint end = MIN (position + n_items, g_list_model_get_n_items (self->cards));
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = position; i < end; i++)
    g_ptr_array_add (ids, dup_id (self, i));
  halqa_choosing_mark (self->choosing, ids, TRUE, alone);
  return TRUE;
}

static gboolean
halqa_board_selection_select_item (GtkSelectionModel *model, guint position, gboolean alone)
{
  return halqa_board_selection_select_range (model, position, 1, alone);
}

/* All else that can be asked for comes down to this. */
static gboolean
halqa_board_selection_set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  HalqaBoardSelection *self = HALQA_BOARD_SELECTION (model);
  const guint n = g_list_model_get_n_items (self->cards);
  g_autoptr (GPtrArray) more = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) fewer = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    if (gtk_bitset_contains (mask, i))
      g_ptr_array_add (gtk_bitset_contains (selected, i) ? more : fewer, dup_id (self, i));
  halqa_choosing_mark (self->choosing, fewer, FALSE, FALSE);
  halqa_choosing_mark (self->choosing, more, TRUE, FALSE);
  return TRUE;
}

static void
halqa_board_selection_init_selection (GtkSelectionModelInterface *iface)
{
  iface->is_selected = halqa_board_selection_is_selected;
  iface->get_selection_in_range = halqa_board_selection_get_range;
  iface->select_item = halqa_board_selection_select_item;
  iface->select_range = halqa_board_selection_select_range;
  iface->set_selection = halqa_board_selection_set_selection;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaBoardSelection,
                               halqa_board_selection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      halqa_board_selection_init_list)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          halqa_board_selection_init_selection))

static void
cards_changed_cb (HalqaBoardSelection *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* In which column is not told, and a column shows few cards. */
static void
chosen_cb (HalqaBoardSelection *self)
{
  const guint n = g_list_model_get_n_items (self->cards);

  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
}

static void
halqa_board_selection_dispose (GObject *object)
{
  HalqaBoardSelection *self = HALQA_BOARD_SELECTION (object);

  g_clear_object (&self->cards);
  g_clear_object (&self->choosing);
  G_OBJECT_CLASS (halqa_board_selection_parent_class)->dispose (object);
}

static void
halqa_board_selection_class_init (HalqaBoardSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_board_selection_dispose;
}

static void
halqa_board_selection_init (HalqaBoardSelection *self)
{
}

/* @cards: of HalqaItem */
GtkSelectionModel *
halqa_board_selection_new (GListModel *cards, HalqaChoosing *choosing)
{
  HalqaBoardSelection *self = g_object_new (HALQA_TYPE_BOARD_SELECTION, NULL);

  self->cards = g_object_ref (cards);
  self->choosing = g_object_ref (choosing);
  g_signal_connect_object (cards, "items-changed", G_CALLBACK (cards_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (choosing, "changed", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  return GTK_SELECTION_MODEL (self);
}
