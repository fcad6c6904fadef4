/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-board.h"

#include "halqa-board-column.h"
#include "halqa-item-groups.h"

/* All proposals in columns, by what one of their fields holds; to move a card is to write that field.
 *
 * Several are chosen as in a list: who selects a second one by Control or Shift, in whichever column, or
 * says so by the button above, chooses for all that is done to several; and moves them together. */

struct _HalqaBoard
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaListing *listing;
  HalqaItemGroups *groups; /* NULL where there is no forum */
  HalqaChoosing *choosing;
  char *moved; /* by the keyboard, or come back to: gets the focus once it is there */
  guint focus_idle;
  char *shape; /* what the groups were made for */

  /* child */
  GtkBox *box; /* of HalqaBoardColumn */
};

G_DEFINE_FINAL_TYPE (HalqaBoard, halqa_board, ADW_TYPE_BIN)

enum
{
  PROP_N_ITEMS = 1,
  N_PROPS
};

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static HalqaBoardColumn *
get_first (HalqaBoard *self)
{
  return (HalqaBoardColumn *) gtk_widget_get_first_child (GTK_WIDGET (self->box));
}

static HalqaBoardColumn *
get_next (HalqaBoardColumn *column)
{
  return (HalqaBoardColumn *) gtk_widget_get_next_sibling (GTK_WIDGET (column));
}

/* --- moving */

/* One of several that are chosen takes the others with it. */
static void
move (HalqaBoard *self, HalqaItem *item, HalqaBoardColumn *column)
{
  const char *value = halqa_item_group_get_value (halqa_board_column_get_group (column));
  const char *ids[] = { halqa_item_get_id (item), NULL };
  const gboolean several =
      halqa_choosing_get_active (self->choosing) && halqa_choosing_has (self->choosing, ids[0]);
  g_auto (GStrv) chosen = several ? halqa_choosing_dup_ids (self->choosing) : NULL;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.set-many", "(ss^as)",
                              halqa_item_groups_get_field (self->groups), value,
                              several ? (const char *const *) chosen : ids);
}

static void
taken_cb (HalqaBoardColumn *column, HalqaItem *item, HalqaBoard *self)
{
  move (self, item, column);
}

/* The next column in that direction that is seen, and that can be written into where @item is to go
 * there. */
static HalqaBoardColumn *
find_beside (HalqaBoardColumn *column, int step, HalqaItem *item)
{
  GtkWidget *widget = GTK_WIDGET (column);

  do
    widget = step < 0 ? gtk_widget_get_prev_sibling (widget) : gtk_widget_get_next_sibling (widget);
  while (widget != NULL &&
         (!gtk_widget_get_visible (widget) ||
          (item != NULL && halqa_item_group_get_value (halqa_board_column_get_group (
                               HALQA_BOARD_COLUMN (widget))) == NULL)));
  return widget != NULL ? HALQA_BOARD_COLUMN (widget) : NULL;
}

static void
stepped_cb (HalqaBoardColumn *column, HalqaItem *item, int step, HalqaBoard *self)
{
  HalqaBoardColumn *beside = find_beside (column, step, item);

  if (beside == NULL)
    return;
  if (item == NULL)
    {
      halqa_board_column_begin (beside);
      return;
    }
  g_free (self->moved);
  self->moved = g_strdup (halqa_item_get_id (item));
  move (self, item, beside);
}

static gboolean
focus_moved (gpointer user_data)
{
  HalqaBoard *self = user_data;

  self->focus_idle = 0;
  for (HalqaBoardColumn *column = get_first (self); self->moved != NULL && column != NULL;
       column = get_next (column))
    if (halqa_board_column_focus_card (column, self->moved))
      g_clear_pointer (&self->moved, g_free);
  return G_SOURCE_REMOVE;
}

/* --- columns */

static void
focus_later (HalqaBoard *self)
{
  if (self->focus_idle == 0)
    self->focus_idle = g_idle_add_full (G_PRIORITY_LOW, focus_moved, self, NULL);
}

/* A card that the keyboard has moved is in one column no more, and in another. */
static void
cards_changed_cb (HalqaBoard *self, guint position, guint removed, guint added)
{
  if (self->moved != NULL && added > 0)
    focus_later (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
activated_cb (HalqaBoard *self, HalqaItem *item)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, item);
}

static void
show_hits (HalqaBoard *self)
{
  HalqaItemFilter *filter = halqa_listing_get_filter (self->listing);

  for (HalqaBoardColumn *column = get_first (self); column != NULL; column = get_next (column))
    halqa_board_column_set_hits (column, halqa_item_filter_get_hits (filter));
}

static void
clear_columns (HalqaBoard *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    {
      g_signal_handlers_disconnect_by_data (halqa_board_column_get_group (
                                                HALQA_BOARD_COLUMN (child)),
                                            self);
      gtk_box_remove (self->box, child);
    }
}

static void
show_columns (HalqaBoard *self)
{
  clear_columns (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->groups)); i++)
    {
      g_autoptr (HalqaItemGroup) group = g_list_model_get_item (G_LIST_MODEL (self->groups), i);
      GtkWidget *column =
          halqa_board_column_new (self->forum, halqa_item_groups_get_field (self->groups), group,
                                  self->choosing);

      gtk_box_append (self->box, column);
      g_signal_connect_swapped (group, "items-changed", G_CALLBACK (cards_changed_cb), self);
      g_signal_connect_object (column, "activated", G_CALLBACK (activated_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (column, "taken", G_CALLBACK (taken_cb), self, 0);
      g_signal_connect_object (column, "stepped", G_CALLBACK (stepped_cb), self, 0);
    }
  show_hits (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
release (HalqaBoard *self)
{
  clear_columns (self);
  if (self->groups != NULL)
    g_signal_handlers_disconnect_by_data (self->groups, self);
  g_clear_object (&self->groups);
  g_clear_pointer (&self->shape, g_free);
}

/* Columns by the field that is chosen, each in the order that is. */
static void
rebuild (HalqaBoard *self)
{
  gboolean reverse;
  const char *sort = halqa_listing_get_sort (self->listing, &reverse);
  const char *field = halqa_listing_get_group (self->listing);
  const HalqaSort *then = halqa_listing_get_then (self->listing);
  g_autofree char *shape =
      g_strdup_printf ("%s %s %d %s %d", field, sort, reverse, then != NULL ? then->field : "",
                       then != NULL && then->reverse);

  if (self->forum == NULL || g_strcmp0 (shape, self->shape) == 0)
    return;
  release (self);
  self->shape = g_steal_pointer (&shape);
  self->groups = halqa_item_groups_new (self->forum, "proposal", field, sort, reverse, then,
                                        halqa_listing_get_filter (self->listing));
  g_signal_connect_swapped (self->groups, "items-changed", G_CALLBACK (show_columns), self);
  show_columns (self);
}

static gboolean
is_in_sight (HalqaBoard *self, GtkWidget *column)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (column, GTK_WIDGET (self), &bounds) && bounds.origin.x >= 0 &&
         bounds.origin.x + bounds.size.width <= (float) gtk_widget_get_width (GTK_WIDGET (self));
}

/* The keyboard comes to what is in sight: the first column or the last would be scrolled to. */
static gboolean
halqa_board_focus (GtkWidget *widget, GtkDirectionType direction)
{
  HalqaBoard *self = HALQA_BOARD (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (focus == NULL || !gtk_widget_is_ancestor (focus, widget))
    for (HalqaBoardColumn *column = get_first (self); column != NULL; column = get_next (column))
      if (is_in_sight (self, GTK_WIDGET (column)) &&
          gtk_widget_child_focus (GTK_WIDGET (column), direction))
        return TRUE;
  return GTK_WIDGET_CLASS (halqa_board_parent_class)->focus (widget, direction);
}

static void
halqa_board_dispose (GObject *object)
{
  HalqaBoard *self = HALQA_BOARD (object);

  g_clear_handle_id (&self->focus_idle, g_source_remove);
  if (self->box != NULL)
    release (self);
  self->box = NULL;
  if (self->listing != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->listing, self);
      g_signal_handlers_disconnect_by_data (halqa_listing_get_filter (self->listing), self);
    }
  g_clear_object (&self->choosing);
  g_clear_object (&self->listing);
  g_clear_object (&self->forum);
  g_clear_pointer (&self->moved, g_free);
  G_OBJECT_CLASS (halqa_board_parent_class)->dispose (object);
}

static void
halqa_board_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaBoard *self = HALQA_BOARD (object);
  guint n = 0;

  switch (prop_id)
    {
    case PROP_N_ITEMS:
      for (HalqaBoardColumn *column = get_first (self); column != NULL; column = get_next (column))
        n += g_list_model_get_n_items (G_LIST_MODEL (halqa_board_column_get_group (column)));
      g_value_set_uint (value, n);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_board_class_init (HalqaBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_board_dispose;
  object_class->get_property = halqa_board_get_property;
  GTK_WIDGET_CLASS (klass)->focus = halqa_board_focus;
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", HALQA_TYPE_BOARD, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, HALQA_TYPE_ITEM);
}

static void
chosen_cb (HalqaBoard *self)
{
  if (self->forum != NULL && !halqa_forum_is_read_only (self->forum) &&
      halqa_choosing_get_size (self->choosing) > 1)
    halqa_choosing_set_active (self->choosing, TRUE);
}

static void
halqa_board_init (HalqaBoard *self)
{
  GtkWidget *window = gtk_scrolled_window_new ();

  self->choosing = halqa_choosing_new ();
  g_signal_connect_object (self->choosing, "changed", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "board-columns");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), GTK_WIDGET (self->box));
  adw_bin_set_child (ADW_BIN (self), window);
}

/* To be called once. */
void
halqa_board_set_listing (HalqaBoard *self, HalqaListing *listing)
{
  g_return_if_fail (HALQA_IS_BOARD (self) && self->listing == NULL);

  self->listing = g_object_ref (listing);
  g_signal_connect_swapped (listing, "changed", G_CALLBACK (rebuild), self);
  /* After the groups have been told. */
  g_signal_connect_data (halqa_listing_get_filter (listing), "searched", G_CALLBACK (show_hits),
                         self, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

void
halqa_board_set_forum (HalqaBoard *self, HalqaForum *forum)
{
  g_return_if_fail (HALQA_IS_BOARD (self));

  if (forum == self->forum)
    return;
  release (self);
  g_clear_pointer (&self->moved, g_free);
  halqa_choosing_set_active (self->choosing, FALSE);
  halqa_choosing_clear (self->choosing);
  g_set_object (&self->forum, forum);
  rebuild (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

void
halqa_board_show_card (HalqaBoard *self, const char *id)
{
  g_return_if_fail (HALQA_IS_BOARD (self));

  g_free (self->moved);
  self->moved = g_strdup (id);
  focus_later (self);
}

/* Returns: (transfer none): what is selected, and whether several are being chosen */
HalqaChoosing *
halqa_board_get_choosing (HalqaBoard *self)
{
  g_return_val_if_fail (HALQA_IS_BOARD (self), NULL);

  return self->choosing;
}

GStrv
halqa_board_dup_ids (HalqaBoard *self)
{
  g_return_val_if_fail (HALQA_IS_BOARD (self), NULL);

  for (HalqaBoardColumn *column = get_first (self);
       column != NULL && !halqa_choosing_get_active (self->choosing); column = get_next (column))
    {
      HalqaItem *item = halqa_board_column_get_focused (column);
      const char *ids[] = { item != NULL ? halqa_item_get_id (item) : NULL, NULL };

      if (item != NULL)
        return g_strdupv ((char **) ids);
    }
  return halqa_choosing_dup_ids (self->choosing);
}

/* Returns: (transfer full) (nullable): the next card of a column that is not among @ids, or the one before */
static HalqaItem *
dup_beside (GListModel *cards, guint position, const char *const *ids)
{
  const guint n = g_list_model_get_n_items (cards);

  for (int step = 1; step >= -1; step -= 2)
    for (guint i = position; i < n; i += (guint) step)
      {
        g_autoptr (HalqaItem) item = g_list_model_get_item (cards, i);

        if (!g_strv_contains (ids, halqa_item_get_id (item)))
          return g_steal_pointer (&item);
      }
  return NULL;
}

void
halqa_board_leave (HalqaBoard *self, const char *const *ids)
{
  g_return_if_fail (HALQA_IS_BOARD (self) && *ids != NULL);

  for (HalqaBoardColumn *column = get_first (self); column != NULL; column = get_next (column))
    {
      HalqaItemGroup *group = halqa_board_column_get_group (column);
      const guint position = halqa_item_group_find (group, *ids);
      g_autoptr (HalqaItem) beside = position != G_MAXUINT
                                         ? dup_beside (G_LIST_MODEL (group), position, ids)
                                         : NULL;

      if (beside != NULL)
        halqa_board_show_card (self, halqa_item_get_id (beside));
    }
}
