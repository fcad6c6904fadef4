/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-history-window.h"

#include "halqa-kind-words.h"
#include "halqa-history.h"
#include "halqa-settling.h"
#include "halqa-undo-toast.h"
#include "halqa-version-row.h"

#include <glib/gi18n.h>

/* Everything that was ever written into a record: when, on which laptop, what of it was new. What
 * does not stand there any more can be restored; that is a write like another. Follows the record, and
 * what is looked at stays where it is. */

struct _HalqaHistoryWindow
{
  AdwWindow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  GListStore *versions; /* HalqaVersion, the newest first */
  GCancellable *reading;

  gboolean deleted; /* what they were shown for */

  /* template */
  AdwWindowTitle *heading;
  AdwToastOverlay *toasts;
  GtkListView *view;
};

G_DEFINE_FINAL_TYPE (HalqaHistoryWindow, halqa_history_window, ADW_TYPE_WINDOW)

static void
restore_cb (HalqaHistoryWindow *self, HalqaVersionRow *row)
{
  HalqaVersion *version = halqa_version_row_get_version (row);
  g_autoptr (HalqaSettlement) settlement = halqa_settlement_new (halqa_item_get_kind (self->item),
                                                                 halqa_item_get_id (self->item),
                                                                 halqa_version_get_field (version));

  halqa_settlement_keep (settlement, version);
  halqa_settle (GTK_WIDGET (row), self->forum, settlement, _ ("An earlier version was restored"));
}

/* What can't come back: what stands there, whoever wrote it; a reference, which never changes; a place in
 * the order, which is that among others. Into a deleted record only its making is restored. */
static gboolean
can_be_restored (HalqaHistoryWindow *self, HalqaVersion *version)
{
  static const char *const fixed[] = { "reference", "position", NULL };
  const char *field = halqa_version_get_field (version);
  const char *text = halqa_version_get_text (version);

  return !halqa_forum_is_read_only (self->forum) && !halqa_version_is_shown (version) &&
         (*text == '\0' || !g_str_equal (text, halqa_item_get_text (self->item, field))) &&
         !g_strv_contains (fixed, field) &&
         (!halqa_item_is_deleted (self->item) || g_str_equal (field, "deleted"));
}

static void
bind_cb (HalqaHistoryWindow *self, GtkListItem *list_item)
{
  HalqaVersion *version = gtk_list_item_get_item (list_item);
  g_autofree char *field = halqa_field_words_dup (halqa_version_get_field (version));
  GtkWidget *row =
      halqa_version_row_new (version, field,
                             can_be_restored (self, version) ? _ ("Restore this") : NULL);

  g_signal_connect_object (row, "keep", G_CALLBACK (restore_cb), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_activatable (list_item, FALSE);
  gtk_list_item_set_child (list_item, row);
}

static void
unbind_cb (HalqaHistoryWindow *self, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, NULL);
}

static gboolean
is_same_write (HalqaVersion *a, HalqaVersion *b)
{
  return halqa_version_get_time (a) == halqa_version_get_time (b) &&
         g_str_equal (halqa_version_get_field (a), halqa_version_get_field (b)) &&
         g_strcmp0 (halqa_version_get_device_name (a), halqa_version_get_device_name (b)) == 0 &&
         g_strcmp0 (halqa_version_get_text (a), halqa_version_get_text (b)) == 0;
}

static gboolean
looks_alike (HalqaVersion *a, HalqaVersion *b)
{
  return halqa_version_is_shown (a) == halqa_version_is_shown (b) &&
         halqa_version_is_rival (a) == halqa_version_is_rival (b) &&
         g_strcmp0 (halqa_version_get_before (a), halqa_version_get_before (b)) == 0;
}

/* From the oldest on: what is there already stays, and a row that looks otherwise is made anew. */
static void
take_over (HalqaHistoryWindow *self, GListModel *history)
{
  guint position = g_list_model_get_n_items (G_LIST_MODEL (self->versions));

  for (guint i = g_list_model_get_n_items (history); i > 0; i--)
    {
      g_autoptr (HalqaVersion) version = g_list_model_get_item (history, i - 1);
      g_autoptr (HalqaVersion) known =
                     position > 0
                         ? g_list_model_get_item (G_LIST_MODEL (self->versions), position - 1)
                         : NULL;

      if (known == NULL || !is_same_write (known, version))
        g_list_store_insert (self->versions, position, version);
      else if (!looks_alike (known, version))
        g_list_store_splice (self->versions, --position, 1, (gpointer *) &version, 1);
      else
        position--;
    }
  g_list_store_splice (self->versions, 0, position, NULL, 0);
}

/* The list has its rows before it is shown them: it would keep the keyboard at the one that comes first,
 * which is the oldest. */
static void
show_list (HalqaHistoryWindow *self)
{
  g_autoptr (GtkNoSelection) selection =
                 gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->versions)));

  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_FORWARD);
}

/* Who looks at the newest sees what comes. */
static void
show_history (HalqaHistoryWindow *self, GListModel *history)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
  const gboolean at_top = gtk_adjustment_get_value (adjustment) <= 0;

  /* Which of them can be restored is another question now. */
  if (self->deleted != halqa_item_is_deleted (self->item))
    {
      gtk_list_view_set_model (self->view, NULL);
      g_list_store_remove_all (self->versions);
    }
  self->deleted = halqa_item_is_deleted (self->item);
  take_over (self, history);
  if (gtk_list_view_get_model (self->view) == NULL)
    show_list (self);
  if (at_top && g_list_model_get_n_items (history) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", 0);
}

static void
read_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaHistoryWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) history = halqa_history_read_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (history == NULL)
    {
      adw_window_title_set_subtitle (self->heading, error->message);
      return;
    }
  show_history (self, history);
}

static void
stop_reading (HalqaHistoryWindow *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
read_history (HalqaHistoryWindow *self)
{
  stop_reading (self);
  self->reading = g_cancellable_new ();
  adw_window_title_set_subtitle (self->heading, halqa_item_get_label (self->item));
  halqa_history_read_async (self->forum, self->item, self->reading, read_cb, g_object_ref (self));
}

/* "history.undo" and "history.redo", of the keyboard. */
static void
undo (GtkWidget *widget, const char *name, GVariant *unused)
{
  HalqaHistoryWindow *self = HALQA_HISTORY_WINDOW (widget);

  halqa_undo_toast_undo (self->toasts, self->forum, g_str_equal (name, "history.redo"));
}

static void
halqa_history_window_dispose (GObject *object)
{
  HalqaHistoryWindow *self = HALQA_HISTORY_WINDOW (object);

  stop_reading (self);
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->versions);
  g_clear_object (&self->item);
  g_clear_object (&self->forum);
  adw_window_set_content (ADW_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_HISTORY_WINDOW);
  G_OBJECT_CLASS (halqa_history_window_parent_class)->dispose (object);
}

static void
halqa_history_window_class_init (HalqaHistoryWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_history_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-history-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaHistoryWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, HalqaHistoryWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HalqaHistoryWindow, view);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_install_action (widget_class, "history.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "history.redo", NULL, undo);
}

static void
halqa_history_window_init (HalqaHistoryWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->versions = g_list_store_new (HALQA_TYPE_VERSION);
}

/**
 * halqa_history_window_new:
 * @parent: the window that it belongs to
 * @forum: the forum
 * @item: one of its records
 *
 * Returns: (transfer none): the window, not shown yet
 */
GtkWindow *
halqa_history_window_new (GtkWindow *parent, HalqaForum *forum, HalqaItem *item)
{
  HalqaHistoryWindow *self =
      g_object_new (HALQA_TYPE_HISTORY_WINDOW, "transient-for", parent, NULL);

  self->forum = g_object_ref (forum);
  self->item = g_object_ref (item);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (read_history), self);
  read_history (self);
  return GTK_WINDOW (self);
}
