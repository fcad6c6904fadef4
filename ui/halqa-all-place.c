/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-all-place.h"

#include "halqa-batch-bar.h"
#include "halqa-board.h"
#include "halqa-in-sight.h"
#include "halqa-menu.h"
#include "halqa-proposal-table.h"
#include "halqa-search-pane.h"
#include "halqa-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* All proposals where they take the whole window: on a board, or in a table. Only the one that is seen
 * has a forum, so that the other costs nothing while thousands of entries arrive; it gets it in a turn of
 * its own before the next frame, for to make what stands around it took as long as to read 20,000. */

struct _HalqaAllPlace
{
  HalqaPlace parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaListing *listing;
  GPtrArray *left; /* ids of what was chosen in the table when it was left */

  guint batch_timer;
  guint show_idle;
  guint begin_idle;

  /* template */
  HalqaSearchPane *search;
  GtkStack *stack;
  HalqaBoard *board;
  HalqaProposalTable *table;
  HalqaBatchBar *batch;

  /* child of the bar */
  GtkMenuButton *listing_menu;
  GtkWidget *columns_menu;
  GtkWidget *choose_button;
};

G_DEFINE_FINAL_TYPE (HalqaAllPlace, halqa_all_place, HALQA_TYPE_PLACE)

static gboolean
is_board (HalqaAllPlace *self)
{
  return strcmp (halqa_listing_get_view (self->listing), "board") == 0;
}

static void
update_page (HalqaAllPlace *self)
{
  HalqaItemFilter *filter;
  const gboolean mapped = gtk_widget_get_mapped (GTK_WIDGET (self));
  guint n;

  if (self->listing == NULL || self->forum == NULL || !mapped)
    return;
  filter = halqa_listing_get_filter (self->listing);
  g_object_get (is_board (self) ? G_OBJECT (self->board) : G_OBJECT (self->table), "n-items", &n,
                NULL);
  if (n == 0 &&
      (*halqa_item_filter_get_search (filter) != '\0' || halqa_item_filter_get_size (filter) > 0))
    gtk_stack_set_visible_child_name (self->stack, "nothing-found");
  else
    gtk_stack_set_visible_child_name (self->stack, is_board (self) ? "board" : "table");
}

static HalqaChoosing *
get_choosing (HalqaAllPlace *self)
{
  return is_board (self) ? halqa_board_get_choosing (self->board)
                         : halqa_proposal_table_get_choosing (self->table);
}

static gboolean
batch_timer_cb (gpointer user_data)
{
  HalqaAllPlace *self = user_data;

  self->batch_timer = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->batch), TRUE);
  return G_SOURCE_REMOVE;
}

/* In the table not before a click can be no double click any more: what is below the pointer would move
 * between the two. */
static void
show_batch (HalqaAllPlace *self, gboolean visible)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self));
  int double_click;

  if (visible && !is_board (self) && !gtk_widget_get_visible (GTK_WIDGET (self->batch)))
    {
      g_object_get (settings, "gtk-double-click-time", &double_click, NULL);
      if (self->batch_timer == 0)
        self->batch_timer = g_timeout_add ((guint) double_click, batch_timer_cb, self);
      return;
    }
  g_clear_handle_id (&self->batch_timer, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self->batch), visible);
}

/* A narrow window has the menu to choose several: the button would leave no room for the title. */
static void
update_buttons (HalqaAllPlace *self)
{
  const gboolean board = self->listing != NULL && is_board (self);
  gboolean folded;

  g_object_get (self, "folded", &folded, NULL);
  gtk_widget_set_visible (self->columns_menu, !board);
  gtk_widget_set_visible (self->choose_button,
                          board && (!folded || halqa_choosing_get_active (get_choosing (self))));
}

/* In the table what is selected is chosen; on the board only once somebody wants several. */
static void
chosen_cb (HalqaAllPlace *self)
{
  HalqaChoosing *choosing = self->listing != NULL ? get_choosing (self) : NULL;
  const gboolean writable = self->forum != NULL && !halqa_forum_is_read_only (self->forum);
  const gboolean any = choosing != NULL && halqa_choosing_get_active (choosing) &&
                       (is_board (self) || halqa_choosing_get_size (choosing) > 0);

  show_batch (self, any && writable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "all.stop-choosing", any);
  gtk_widget_set_sensitive (self->choose_button, writable);
  update_buttons (self);
  if (choosing != NULL)
    halqa_batch_bar_set_ids (self->batch, halqa_choosing_dup_ids (choosing));
}

/* Who is seen has the forum. */
static void
show_view (HalqaAllPlace *self, gboolean mapped)
{
  const gboolean board = self->listing != NULL && is_board (self);

  halqa_board_set_forum (self->board, mapped && board ? self->forum : NULL);
  halqa_proposal_table_set_forum (self->table, mapped && !board ? self->forum : NULL);
  update_page (self);
  chosen_cb (self);
}

static void
listing_changed_cb (HalqaAllPlace *self)
{
  show_view (self, gtk_widget_get_mapped (GTK_WIDGET (self)));
}

static void
activated_cb (HalqaAllPlace *self, HalqaItem *item)
{
  halqa_place_open_record (HALQA_PLACE (self), "proposal", halqa_item_get_id (item));
}

/* The line to type into stays where there is room for it; Escape empties it, and shows what is chosen among
 * all again. */
static void
stopped_cb (HalqaAllPlace *self)
{
  g_auto (GStrv) ids = halqa_choosing_dup_ids (halqa_proposal_table_get_choosing (self->table));

  g_object_set (self->search, "searching", TRUE, NULL);
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
  if (!is_board (self) && ids[0] != NULL)
    halqa_proposal_table_show_row (self->table, ids[0]);
}

static void
show_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  halqa_item_filter_clear (halqa_listing_get_filter (HALQA_ALL_PLACE (widget)->listing));
}

static void
stop_choosing (GtkWidget *widget, const char *name, GVariant *parameter)
{
  halqa_all_place_stop_choosing (HALQA_ALL_PLACE (widget));
}

/* "all.delete" */
static void
delete_chosen (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_auto (GStrv) ids = halqa_all_place_dup_ids (HALQA_ALL_PLACE (widget));

  if (ids[0] == NULL)
    return;
  if (is_board (HALQA_ALL_PLACE (widget)))
    halqa_board_leave (HALQA_ALL_PLACE (widget)->board, (const char *const *) ids);
  gtk_widget_activate_action (widget, "win.delete-many", "^as", ids);
  halqa_all_place_stop_choosing (HALQA_ALL_PLACE (widget));
}

static gboolean
show_cb (gpointer user_data)
{
  HalqaAllPlace *self = user_data;

  self->show_idle = 0;
  show_view (self, TRUE);
  if (!is_board (self))
    halqa_choosing_mark (get_choosing (self), self->left, TRUE, TRUE);
  return G_SOURCE_REMOVE;
}

static void
halqa_all_place_map (GtkWidget *widget)
{
  HalqaAllPlace *self = HALQA_ALL_PLACE (widget);

  GTK_WIDGET_CLASS (halqa_all_place_parent_class)->map (widget);
  g_object_set (self->search, "searching", TRUE, NULL);
  self->show_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, show_cb, self, NULL);
}

static void
note_left (HalqaAllPlace *self)
{
  g_auto (GStrv) ids = halqa_choosing_dup_ids (halqa_proposal_table_get_choosing (self->table));

  g_ptr_array_set_size (self->left, 0);
  for (guint i = 0; ids[i] != NULL; i++)
    g_ptr_array_add (self->left, g_strdup (ids[i]));
}

static void
halqa_all_place_unmap (GtkWidget *widget)
{
  HalqaAllPlace *self = HALQA_ALL_PLACE (widget);

  g_clear_handle_id (&self->begin_idle, g_source_remove);
  /* Else it was left before it had what was chosen. */
  if (self->show_idle == 0)
    note_left (self);
  g_clear_handle_id (&self->show_idle, g_source_remove);
  show_view (self, FALSE);
  GTK_WIDGET_CLASS (halqa_all_place_parent_class)->unmap (widget);
}

static void
halqa_all_place_set_forum (HalqaPlace *place, HalqaForum *forum)
{
  HalqaAllPlace *self = HALQA_ALL_PLACE (place);

  g_set_object (&self->forum, forum);
  g_ptr_array_set_size (self->left, 0);
  halqa_search_pane_set_forum (self->search, forum);
  halqa_batch_bar_set_forum (self->batch, forum);
  show_view (self, gtk_widget_get_mapped (GTK_WIDGET (self)));
}

static void
halqa_all_place_dispose (GObject *object)
{
  HalqaAllPlace *self = HALQA_ALL_PLACE (object);

  g_clear_handle_id (&self->batch_timer, g_source_remove);
  g_clear_handle_id (&self->show_idle, g_source_remove);
  g_clear_handle_id (&self->begin_idle, g_source_remove);
  if (self->listing != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->listing, self);
      g_signal_handlers_disconnect_by_data (halqa_listing_get_filter (self->listing), self);
    }
  g_clear_object (&self->listing);
  g_clear_object (&self->forum);
  g_clear_pointer (&self->left, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_ALL_PLACE);
  G_OBJECT_CLASS (halqa_all_place_parent_class)->dispose (object);
}

static void
halqa_all_place_class_init (HalqaAllPlaceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_all_place_dispose;
  widget_class->map = halqa_all_place_map;
  widget_class->unmap = halqa_all_place_unmap;
  HALQA_PLACE_CLASS (klass)->set_forum = halqa_all_place_set_forum;
  g_type_ensure (HALQA_TYPE_SEARCH_PANE);
  g_type_ensure (HALQA_TYPE_BOARD);
  g_type_ensure (HALQA_TYPE_PROPOSAL_TABLE);
  g_type_ensure (HALQA_TYPE_BATCH_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-all-place.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaAllPlace, search);
  gtk_widget_class_bind_template_child (widget_class, HalqaAllPlace, stack);
  gtk_widget_class_bind_template_child (widget_class, HalqaAllPlace, board);
  gtk_widget_class_bind_template_child (widget_class, HalqaAllPlace, table);
  gtk_widget_class_bind_template_child (widget_class, HalqaAllPlace, batch);
  gtk_widget_class_bind_template_callback (widget_class, update_page);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, halqa_all_place_stop_choosing);
  gtk_widget_class_install_action (widget_class, "all.delete", NULL, delete_chosen);
  gtk_widget_class_install_action (widget_class, "all.show-all", NULL, show_all);
  gtk_widget_class_install_action (widget_class, "all.stop-choosing", NULL, stop_choosing);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "all.stop-choosing", NULL);
}

static GtkMenuButton *
add_menu (HalqaAllPlace *self, const char *icon_name, const char *name, GMenuModel *menu)
{
  GtkMenuButton *button = GTK_MENU_BUTTON (gtk_menu_button_new ());

  gtk_menu_button_set_icon_name (button, icon_name);
  if (menu != NULL)
    halqa_menu_put_off_and_return (button, menu);
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), name);
  halqa_words_name_button (button, name);
  adw_header_bar_pack_end (halqa_place_get_bar (HALQA_PLACE (self)), GTK_WIDGET (button));
  return button;
}

static void
add_new_button (HalqaAllPlace *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-add-symbolic");

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.new-proposal");
  gtk_widget_set_tooltip_text (button, _ ("New proposal (Ctrl+N)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("New proposal"), -1);
  adw_header_bar_pack_start (halqa_place_get_bar (HALQA_PLACE (self)), button);
}

static GtkWidget *
add_choose_button (HalqaAllPlace *self)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (button), "selection-mode-symbolic");
  halqa_words_name_icon (button, _ ("Choose several"));
  g_object_bind_property (halqa_board_get_choosing (self->board), "active", button, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  adw_header_bar_pack_end (halqa_place_get_bar (HALQA_PLACE (self)), button);
  return button;
}

static void
watch (HalqaAllPlace *self, HalqaChoosing *choosing)
{
  g_signal_connect_object (choosing, "changed", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (choosing, "notify::active", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
halqa_all_place_init (HalqaAllPlace *self)
{
  self->left = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_new_button (self);
  self->listing_menu = add_menu (self, "view-list-symbolic", _ ("View and order"), NULL);
  self->columns_menu = GTK_WIDGET (add_menu (self, "view-more-symbolic", _ ("Columns"),
                                             halqa_proposal_table_get_menu (self->table)));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns",
                                  halqa_proposal_table_get_actions (self->table));
  self->choose_button = add_choose_button (self);
  g_signal_connect (self, "notify::folded", G_CALLBACK (update_buttons), NULL);
  watch (self, halqa_board_get_choosing (self->board));
  watch (self, halqa_proposal_table_get_choosing (self->table));
}

/* To be called once. */
void
halqa_all_place_set_listing (HalqaAllPlace *self, HalqaListing *listing)
{
  g_return_if_fail (HALQA_IS_ALL_PLACE (self) && self->listing == NULL);

  self->listing = g_object_ref (listing);
  halqa_search_pane_set_listing (self->search, listing);
  halqa_board_set_listing (self->board, listing);
  halqa_proposal_table_set_listing (self->table, listing);
  halqa_menu_put_off (self->listing_menu, halqa_listing_get_menu (listing));
  g_signal_connect_swapped (listing, "changed", G_CALLBACK (listing_changed_cb), self);
  /* After the views have been told. */
  g_signal_connect_data (halqa_listing_get_filter (listing), "searched", G_CALLBACK (update_page),
                         self, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_data (halqa_listing_get_filter (listing), "narrowed", G_CALLBACK (update_page),
                         self, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

void
halqa_all_place_start_search (HalqaAllPlace *self)
{
  g_return_if_fail (HALQA_IS_ALL_PLACE (self));

  halqa_search_pane_start (self->search);
}

GStrv
halqa_all_place_dup_ids (HalqaAllPlace *self)
{
  g_return_val_if_fail (HALQA_IS_ALL_PLACE (self), NULL);

  return is_board (self) ? halqa_board_dup_ids (self->board)
                         : halqa_choosing_dup_ids (get_choosing (self));
}

/* On the board; in the table what is selected is chosen. @id: (nullable): the one to begin with */
void
halqa_all_place_start_choosing (HalqaAllPlace *self, const char *id)
{
  HalqaChoosing *choosing;

  g_return_if_fail (HALQA_IS_ALL_PLACE (self));

  choosing = halqa_board_get_choosing (self->board);
  halqa_choosing_set_active (choosing, TRUE);
  if (id != NULL && !halqa_choosing_has (choosing, id))
    halqa_choosing_toggle (choosing, id);
}

void
halqa_all_place_stop_choosing (HalqaAllPlace *self)
{
  g_return_if_fail (HALQA_IS_ALL_PLACE (self));

  halqa_choosing_set_active (halqa_board_get_choosing (self->board), FALSE);
  halqa_choosing_clear (halqa_proposal_table_get_choosing (self->table));
}

static gboolean
begin_cb (gpointer user_data)
{
  HalqaAllPlace *self = user_data;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  HalqaItemFilter *filter = halqa_listing_get_filter (self->listing);

  self->begin_idle = 0;
  if (is_board (self) && *halqa_item_filter_get_search (filter) == '\0' &&
      (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack))))
    gtk_widget_child_focus (GTK_WIDGET (self->board), GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

/* Gives the keyboard to the first card, once they are there, if nobody searches; of the table to the search. */
void
halqa_all_place_begin (HalqaAllPlace *self)
{
  g_return_if_fail (HALQA_IS_ALL_PLACE (self));

  halqa_place_take_focus (HALQA_PLACE (self));
  if (self->begin_idle == 0)
    self->begin_idle = g_idle_add_full (G_PRIORITY_LOW, begin_cb, self, NULL);
}

/* Gives the keyboard to the proposal, and scrolls to it. */
void
halqa_all_place_show_proposal (HalqaAllPlace *self, const char *id)
{
  g_return_if_fail (HALQA_IS_ALL_PLACE (self));

  if (self->show_idle != 0)
    {
      g_source_remove (self->show_idle);
      show_cb (self);
    }
  if (is_board (self))
    halqa_board_show_card (self->board, id);
  else
    halqa_proposal_table_show_row (self->table, id);
}
