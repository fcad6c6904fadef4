/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-proposal-table.h"

#include "halqa-ago.h"
#include "halqa-in-sight.h"
#include "halqa-tab-stop.h"
#include "halqa-table-appear.h"
#include "halqa-table-columns.h"
#include "halqa-table-order.h"
#include "halqa-table-sight.h"

#include <glib/gi18n.h>
#include <string.h>

/* All proposals in a table, whose columns a person picks, widens and puts in order; how they were left
 * is kept in the settings.
 *
 * Rejected: GtkSortListModel, which makes 20,000 items and compares them in C for each click. */

#define USUAL_DPI 96.0
/* Clicks and drags that come together are written down once. */
#define REMEMBER_MS 500

struct _HalqaProposalTable
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaListing *listing;
  HalqaItemList *items;
  HalqaItemCounts *endorsements;
  HalqaItemCounts *tallies;
  HalqaTableData data; /* the same, lent to the cells */
  HalqaChoosing *choosing;
  GSimpleActionGroup *actions;
  GMenu *menu;

  int widths[HALQA_N_TABLE_COLUMNS]; /* of those that are not seen, too */
  guint remembering;
  guint scrolling;
  gboolean recalling;
  HalqaLine line; /* of the cells */
  double scrolled; /* in pixels, from the right, where that is the beginning */

  /* child */
  GtkColumnView *view;
};

G_DEFINE_FINAL_TYPE (HalqaProposalTable, halqa_proposal_table, ADW_TYPE_BIN)

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

static const HalqaTableColumn *
get_description (gpointer column)
{
  return g_object_get_data (column, "column");
}

/* --- cells */

/* Titles show what was searched for. */
static void
show_hits (HalqaProposalTable *self, GtkWidget *cell)
{
  HalqaItemFilter *filter = halqa_listing_get_filter (self->listing);

  if (g_object_get_data (G_OBJECT (cell), "marked") != NULL)
    halqa_table_cell_set_hits (HALQA_TABLE_CELL (cell), halqa_item_filter_get_hits (filter));
}

static void
renew_cb (GtkWidget *cell)
{
  halqa_table_cell_update (HALQA_TABLE_CELL (cell));
}

static GtkWidget *
make_cell (gpointer column)
{
  HalqaProposalTable *self = g_object_get_data (column, "table");
  const HalqaTableColumn *description = get_description (column);
  GtkWidget *cell = halqa_table_cell_new (description->func, &self->data, description->reference);

  if (strcmp (description->id, "title") == 0)
    g_object_set_data (G_OBJECT (cell), "marked", self);
  if (strcmp (description->id, "reference") == 0)
    g_object_set (cell, "at-start", TRUE, NULL);
  if (strcmp (description->id, "created") == 0 || strcmp (description->id, "updated") == 0)
    halqa_ago_follow (cell, renew_cb);
  halqa_drawn_text_set_line (HALQA_DRAWN_TEXT (cell), &self->line);
  return cell;
}

/* A screen reader takes the name of a row from the table's own widget around the cells. */
static void
name_row (GtkWidget *cell, HalqaItem *item)
{
  GtkWidget *parent = gtk_widget_get_parent (cell);
  GtkWidget *row = parent != NULL ? gtk_widget_get_parent (parent) : NULL;

  if (row == NULL || g_object_get_data (G_OBJECT (cell), "marked") == NULL)
    return;
  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    halqa_item_get_label (item), -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static void
show_cell (gpointer column, GtkListItem *list_item, GtkWidget *cell)
{
  HalqaProposalTable *self = g_object_get_data (column, "table");

  /* In GTK 4.8 a press is the cell's and the row's: with Control the one would take back the other. */
  gtk_list_item_set_selectable (list_item, FALSE);
  gtk_list_item_set_activatable (list_item, FALSE);
  show_hits (self, cell);
  halqa_table_cell_set_item (HALQA_TABLE_CELL (cell), self->forum,
                             gtk_list_item_get_item (list_item));
  name_row (cell, gtk_list_item_get_item (list_item));
}

static void
clear_cell (gpointer column, GtkListItem *list_item, GtkWidget *cell)
{
  halqa_table_cell_set_item (HALQA_TABLE_CELL (cell), NULL, NULL);
  name_row (cell, NULL);
}

/* What a cell shows may have changed though its record did not. */
static void
update_cells (HalqaProposalTable *self, GtkWidget *widget)
{
  if (HALQA_IS_TABLE_CELL (widget))
    {
      halqa_table_cell_update (HALQA_TABLE_CELL (widget));
      show_hits (self, widget);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    update_cells (self, child);
}

static void
update_cb (HalqaProposalTable *self)
{
  update_cells (self, GTK_WIDGET (self->view));
}

static void
sort (HalqaProposalTable *self)
{
  gboolean reverse;
  const char *field = halqa_listing_get_sort (self->listing, &reverse);

  if (self->items != NULL)
    halqa_item_list_set_sort (self->items, field, reverse, halqa_listing_get_then (self->listing));
}

/* --- what is kept */

static gboolean
remember (gpointer user_data)
{
  HalqaProposalTable *self = user_data;
  GSettings *settings = halqa_listing_get_settings (self->listing);
  GListModel *shown = gtk_column_view_get_columns (self->view);
  GVariantBuilder builder;

  self->remembering = 0;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sib)"));
  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (shown, i);

      g_variant_builder_add (&builder, "(sib)", get_description (column)->id,
                             self->widths[get_description (column) - halqa_table_columns],
                             gtk_column_view_column_get_visible (column) ||
                                 halqa_table_appear_is_coming (column));
    }
  if (settings != NULL)
    g_settings_set_value (settings, "proposals-columns", g_variant_builder_end (&builder));
  else
    g_variant_builder_clear (&builder);
  return G_SOURCE_REMOVE;
}

static void
note_change (HalqaProposalTable *self)
{
  if (!self->recalling && self->listing != NULL && self->remembering == 0)
    self->remembering = g_timeout_add (REMEMBER_MS, remember, self);
}

/* GTK 4.8 keeps room for a column that is not seen where its width is fixed. */
static void
changed_cb (HalqaProposalTable *self, GParamSpec *pspec, GtkColumnViewColumn *column)
{
  int *width = &self->widths[get_description (column) - halqa_table_columns];
  const int now = gtk_column_view_column_get_fixed_width (column);

  if (halqa_table_appear_is_coming (column))
    return;
  if (now > 0)
    *width = now;
  gtk_column_view_column_set_fixed_width (column, gtk_column_view_column_get_visible (column)
                                                      ? *width
                                                      : -1);
  note_change (self);
}

static GtkColumnViewColumn *
find_column (HalqaProposalTable *self, const char *id)
{
  GListModel *shown = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (shown, i);

      if (g_str_equal (get_description (column)->id, id))
        return column;
    }
  return NULL;
}

/* A column that a later version had is passed over, and one that it has not stays where it is. */
static void
recall (HalqaProposalTable *self)
{
  GSettings *settings = halqa_listing_get_settings (self->listing);
  g_autoptr (GVariant) kept = NULL;
  GVariantIter iter;
  const char *id;
  int width;
  gboolean visible;

  if (settings == NULL)
    return;
  self->recalling = TRUE;
  kept = g_settings_get_value (settings, "proposals-columns");
  g_variant_iter_init (&iter, kept);
  for (guint position = 0; g_variant_iter_next (&iter, "(&sib)", &id, &width, &visible);)
    {
      GtkColumnViewColumn *column = find_column (self, id);

      if (column == NULL)
        continue;
      gtk_column_view_insert_column (self->view, position++, column);
      gtk_column_view_column_set_visible (column, TRUE);
      gtk_column_view_column_set_fixed_width (column, CLAMP (width, 40, 2000));
      gtk_column_view_column_set_visible (column, visible);
    }
  self->recalling = FALSE;
}

/* --- columns */

static void
add_action (HalqaProposalTable *self, GtkColumnViewColumn *column, const char *title)
{
  const HalqaTableColumn *description = get_description (column);
  g_autoptr (GPropertyAction) action = g_property_action_new (description->id, column, "visible");
  g_autofree char *name = g_strconcat ("columns.", description->id, NULL);

  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
  g_menu_append (self->menu, title, name);
}

/* In the usual size of letters, or as wide as its heading: GTK 4.8 cuts that without a sign. */
static int
choose_width (HalqaProposalTable *self, const HalqaTableColumn *description)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self->view));
  const double dpi = pango_cairo_context_get_resolution (context);
  GtkWidget *headings = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  int heading;

  gtk_widget_measure (gtk_widget_get_last_child (headings), GTK_ORIENTATION_HORIZONTAL, -1, NULL,
                      &heading, NULL, NULL);
  return MAX ((int) (description->width * dpi / USUAL_DPI), heading);
}

static void
add_column (HalqaProposalTable *self, const HalqaTableColumn *description)
{
  int *width = &self->widths[description - halqa_table_columns];
  g_autofree char *title = halqa_table_column_dup_title (description);
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, NULL);

  g_object_set_data (G_OBJECT (column), "column", (gpointer) description);
  g_object_set_data (G_OBJECT (column), "table", self);
  halqa_in_sight_fill_cells (column, make_cell, show_cell, clear_cell);
  gtk_column_view_append_column (self->view, column);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, strcmp (description->id, "title") == 0);
  gtk_column_view_column_set_header_menu (column, G_MENU_MODEL (self->menu));
  if (description->field != NULL)
    halqa_table_order_add (column, description->field);
  *width = choose_width (self, description);
  gtk_column_view_column_set_fixed_width (column, description->visible ? *width : -1);
  gtk_column_view_column_set_visible (column, description->visible);
  add_action (self, column, title);
  g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (column, "notify::visible", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
activate_cb (HalqaProposalTable *self, guint position)
{
  g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  if (item != NULL)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, item);
}

static void
items_changed_cb (HalqaProposalTable *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
halqa_proposal_table_dispose (GObject *object)
{
  HalqaProposalTable *self = HALQA_PROPOSAL_TABLE (object);

  g_clear_handle_id (&self->scrolling, g_source_remove);
  if (self->remembering != 0)
    {
      g_clear_handle_id (&self->remembering, g_source_remove);
      remember (self);
    }
  if (self->choosing != NULL)
    halqa_proposal_table_set_forum (self, NULL);
  g_clear_object (&self->choosing);
  g_clear_object (&self->listing);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (halqa_proposal_table_parent_class)->dispose (object);
}

static void
halqa_proposal_table_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaProposalTable *self = HALQA_PROPOSAL_TABLE (object);

  switch (prop_id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->items != NULL
                                   ? g_list_model_get_n_items (G_LIST_MODEL (self->items))
                                   : 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* The size of the letters is one. */
static void
halqa_proposal_table_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  halqa_line_measure (&HALQA_PROPOSAL_TABLE (widget)->line, widget);
  GTK_WIDGET_CLASS (halqa_proposal_table_parent_class)->system_setting_changed (widget, setting);
}

static void
halqa_proposal_table_class_init (HalqaProposalTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  GTK_WIDGET_CLASS (klass)->system_setting_changed = halqa_proposal_table_system_setting_changed;
  object_class->dispose = halqa_proposal_table_dispose;
  object_class->get_property = halqa_proposal_table_get_property;
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_ACTIVATED] =
      g_signal_new ("activated", HALQA_TYPE_PROPOSAL_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, HALQA_TYPE_ITEM);
}

static double
get_end (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
}

/* GTK 4.8 scrolls from the left, whichever side one begins to read at: from that, how far it is scrolled
 * stays as it is. */
static void
scrolled_cb (HalqaProposalTable *self, GtkAdjustment *adjustment)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    self->scrolled = get_end (adjustment) - gtk_adjustment_get_value (adjustment);
}

static gboolean
scroll_again (gpointer user_data)
{
  HalqaProposalTable *self = user_data;
  GtkAdjustment *adjustment = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->view));

  self->scrolling = 0;
  gtk_adjustment_set_value (adjustment, get_end (adjustment) - self->scrolled);
  return G_SOURCE_REMOVE;
}

/* Said in the midst of an allocation, when nothing may be scrolled. */
static void
resized_cb (HalqaProposalTable *self)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL && self->scrolling == 0)
    self->scrolling = g_idle_add_full (G_PRIORITY_HIGH_IDLE, scroll_again, self, NULL);
}

static void
watch_scrolling (HalqaProposalTable *self, GtkWidget *window)
{
  GtkAdjustment *sideways = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (window));

  g_signal_connect_object (sideways, "changed", G_CALLBACK (resized_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sideways, "value-changed", G_CALLBACK (scrolled_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
halqa_proposal_table_init (HalqaProposalTable *self)
{
  GtkWidget *window = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_column_view_new (NULL);

  self->view = GTK_COLUMN_VIEW (view);
  self->choosing = halqa_choosing_new ();
  halqa_choosing_set_active (self->choosing, TRUE);
  self->actions = g_simple_action_group_new ();
  self->menu = g_menu_new ();
  gtk_column_view_set_show_column_separators (self->view, TRUE);
  gtk_column_view_set_enable_rubberband (self->view, TRUE);
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Proposals"), -1);
  halqa_in_sight_watch_cells (self->view);
  for (gsize i = 0; i < HALQA_N_TABLE_COLUMNS; i++)
    add_column (self, &halqa_table_columns[i]);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns", G_ACTION_GROUP (self->actions));
  g_signal_connect_object (gtk_column_view_get_columns (self->view), "items-changed",
                           G_CALLBACK (note_change), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), view);
  watch_scrolling (self, window);
  adw_bin_set_child (ADW_BIN (self), g_object_new (HALQA_TYPE_TAB_STOP, "child", window, NULL));
  halqa_in_sight_calm (ADW_BIN (self));
}

/* To be called once. */
void
halqa_proposal_table_set_listing (HalqaProposalTable *self, HalqaListing *listing)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_TABLE (self) && self->listing == NULL);

  self->listing = g_object_ref (listing);
  halqa_table_order_set_listing (self->view, listing);
  g_signal_connect_object (listing, "changed", G_CALLBACK (sort), self, G_CONNECT_SWAPPED);
}

static void
release (HalqaProposalTable *self)
{
  halqa_table_appear_stop (self->view);
  halqa_choosing_set_items (self->choosing, NULL);
  if (self->endorsements != NULL)
    g_signal_handlers_disconnect_by_data (self->endorsements, self);
  if (self->tallies != NULL)
    g_signal_handlers_disconnect_by_data (self->tallies, self);
  if (self->items != NULL)
    g_signal_handlers_disconnect_by_data (self->items, self);
  g_clear_object (&self->endorsements);
  g_clear_object (&self->tallies);
  g_clear_object (&self->items);
  g_clear_object (&self->forum);
}

static HalqaItemCounts *
count (HalqaProposalTable *self, const char *kind)
{
  HalqaItemCounts *counts = halqa_item_counts_new (self->forum, kind, "proposal");

  g_signal_connect_swapped (counts, "changed", G_CALLBACK (update_cb), self);
  return counts;
}

void
halqa_proposal_table_set_forum (HalqaProposalTable *self, HalqaForum *forum)
{
  gboolean reverse;
  const char *field;

  g_return_if_fail (HALQA_IS_PROPOSAL_TABLE (self));

  if (forum == self->forum)
    return;
  release (self);
  if (forum != NULL)
    {
      recall (self);
      halqa_line_measure (&self->line, GTK_WIDGET (self));
      self->forum = g_object_ref (forum);
      self->endorsements = count (self, "endorsement");
      self->tallies = count (self, "tally");
      self->data = (HalqaTableData){ forum, self->endorsements, self->tallies };
      field = halqa_listing_get_sort (self->listing, &reverse);
      self->items = halqa_item_list_new_sorted (forum, "proposal", field, reverse,
                                                halqa_listing_get_then (self->listing));
      halqa_table_sight_set_filter (self->view, self->items,
                                    halqa_listing_get_filter (self->listing));
      g_signal_connect_swapped (self->items, "items-changed", G_CALLBACK (items_changed_cb), self);
      g_signal_connect_swapped (self->items, "found", G_CALLBACK (update_cb), self);
      halqa_choosing_set_items (self->choosing, self->items);
      halqa_table_appear_start (self->view, halqa_choosing_get_selection (self->choosing));
    }
  items_changed_cb (self);
}

void
halqa_proposal_table_show_row (HalqaProposalTable *self, const char *id)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_TABLE (self));

  if (self->items != NULL)
    halqa_table_sight_show (self->view, self->items, id);
}

HalqaChoosing *
halqa_proposal_table_get_choosing (HalqaProposalTable *self)
{
  g_return_val_if_fail (HALQA_IS_PROPOSAL_TABLE (self), NULL);

  return self->choosing;
}

GMenuModel *
halqa_proposal_table_get_menu (HalqaProposalTable *self)
{
  g_return_val_if_fail (HALQA_IS_PROPOSAL_TABLE (self), NULL);

  return G_MENU_MODEL (self->menu);
}

GActionGroup *
halqa_proposal_table_get_actions (HalqaProposalTable *self)
{
  g_return_val_if_fail (HALQA_IS_PROPOSAL_TABLE (self), NULL);

  return G_ACTION_GROUP (self->actions);
}
