/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-merge-window.h"

#include "halqa-item-list.h"
#include "halqa-merge-words.h"
#include "halqa-proposal-row.h"

#include <glib/gi18n.h>

/* Which proposals are to be merged with the one that is open, or related to it: a list with a search
 * over it, where several are ticked. What is ticked stays so while the search changes. */

struct _HalqaMergeWindow
{
  AdwWindow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *proposal;
  HalqaItemList *items;
  GtkFilterListModel *others;
  GPtrArray *chosen; /* of char: ids, in the order in which they were ticked */

  /* template */
  AdwWindowTitle *heading;
  GtkSearchEntry *search;
  GtkStack *pages;
  GtkListView *view;
  GtkLabel *summary;
  GtkWidget *relate;
};

G_DEFINE_FINAL_TYPE (HalqaMergeWindow, halqa_merge_window, ADW_TYPE_WINDOW)

static gboolean
find_chosen (HalqaMergeWindow *self, const char *id, guint *position)
{
  return g_ptr_array_find_with_equal_func (self->chosen, id, g_str_equal, position);
}

static void
update (HalqaMergeWindow *self)
{
  const guint n = self->chosen->len;
  g_autofree char *words = NULL;

  if (n == 0)
    words = g_strdup (_ ("Choose one proposal or several"));
  else
    words = g_strdup_printf (ngettext ("%u proposal chosen", "%u proposals chosen", n), n);
  gtk_label_set_text (self->summary, words);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.into-this", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.into-new", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.relate", n > 0);
  gtk_widget_set_sensitive (self->relate, n > 0);
}

static void
update_page (HalqaMergeWindow *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->others));
  const gboolean searching = *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0';

  gtk_stack_set_visible_child_name (self->pages, n > 0       ? "list"
                                                 : searching ? "nothing-found"
                                                             : "empty");
}

static void
search_cb (HalqaMergeWindow *self)
{
  halqa_item_list_set_search (self->items, gtk_editable_get_text (GTK_EDITABLE (self->search)));
  update_page (self);
}

static gboolean
is_other (gpointer item, gpointer user_data)
{
  HalqaMergeWindow *self = user_data;

  return item != self->proposal;
}

/* --- rows */

static void
toggled_cb (HalqaMergeWindow *self, GtkCheckButton *check)
{
  GtkListItem *list_item = g_object_get_data (G_OBJECT (check), "list-item");
  HalqaItem *item = gtk_list_item_get_item (list_item);
  const gboolean active = gtk_check_button_get_active (check);
  guint position;

  if (item == NULL)
    return;
  if (!find_chosen (self, halqa_item_get_id (item), &position) && active)
    g_ptr_array_add (self->chosen, g_strdup (halqa_item_get_id (item)));
  else if (find_chosen (self, halqa_item_get_id (item), &position) && !active)
    g_ptr_array_remove_index (self->chosen, position);
  update (self);
}

static void
setup_cb (HalqaMergeWindow *self, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *row = halqa_proposal_row_new ();

  gtk_widget_set_hexpand (row, TRUE);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (check, 12);
  /* The row takes the focus and the clicks for it. One that is not focusable, and can all the same,
   * would swallow the focus in GTK 4.8. */
  gtk_widget_set_can_focus (check, FALSE);
  gtk_widget_set_can_target (check, FALSE);
  g_object_set_data (G_OBJECT (check), "list-item", list_item);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), row);
  gtk_list_item_set_child (list_item, box);
}

static void
bind_cb (HalqaMergeWindow *self, GtkListItem *list_item)
{
  GtkWidget *check = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  HalqaItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *row = gtk_widget_get_parent (gtk_list_item_get_child (list_item));
  g_autofree char *name = halqa_merge_words_name (item);

  halqa_proposal_row_set_item (HALQA_PROPOSAL_ROW (gtk_widget_get_next_sibling (check)),
                               self->forum, item, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               find_chosen (self, halqa_item_get_id (item), NULL));
}

static void
unbind_cb (HalqaMergeWindow *self, GtkListItem *list_item)
{
  GtkWidget *check = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));

  halqa_proposal_row_set_item (HALQA_PROPOSAL_ROW (gtk_widget_get_next_sibling (check)), NULL, NULL,
                               FALSE);
}

static GtkWidget *
find_check (GtkWidget *widget, HalqaItem *item)
{
  GtkListItem *list_item = g_object_get_data (G_OBJECT (widget), "list-item");
  GtkWidget *found = NULL;

  if (list_item != NULL)
    return gtk_list_item_get_item (list_item) == item ? widget : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_check (child, item);
  return found;
}

/* A click, Enter or Space. */
static void
activate_cb (HalqaMergeWindow *self, guint position)
{
  g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (self->others), position);
  GtkWidget *check = item != NULL ? find_check (GTK_WIDGET (self->view), item) : NULL;

  if (check != NULL)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                                 !gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
}

/* --- what is done */

/* Their ids, after @first where that is not NULL. */
static const char **
list_ids (HalqaMergeWindow *self, const char *first)
{
  const char **ids = g_new0 (const char *, self->chosen->len + 2);
  guint n = 0;

  if (first != NULL)
    ids[n++] = first;
  for (guint i = 0; i < self->chosen->len; i++)
    ids[n++] = g_ptr_array_index (self->chosen, i);
  return ids;
}

static void
finish (HalqaMergeWindow *self, const char *action, GVariant *parameter)
{
  g_autoptr (GVariant) held = g_variant_ref_sink (parameter);
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

  gtk_widget_activate_action_variant (parent, action, held);
  gtk_window_close (GTK_WINDOW (self));
}

static void
merge_into_this (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaMergeWindow *self = HALQA_MERGE_WINDOW (widget);
  g_autofree const char **ids = list_ids (self, NULL);

  finish (self, "win.join-into", g_variant_new ("(s^as)", halqa_item_get_id (self->proposal), ids));
}

static void
merge_into_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaMergeWindow *self = HALQA_MERGE_WINDOW (widget);
  g_autofree const char **ids = list_ids (self, halqa_item_get_id (self->proposal));

  finish (self, "win.join-new", g_variant_new ("^as", ids));
}

static void
relate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaMergeWindow *self = HALQA_MERGE_WINDOW (widget);
  g_autofree const char **ids = list_ids (self, NULL);

  finish (self, "win.relate",
          g_variant_new ("(ss^as)", g_variant_get_string (parameter, NULL),
                         halqa_item_get_id (self->proposal), ids));
}

static void
halqa_merge_window_dispose (GObject *object)
{
  HalqaMergeWindow *self = HALQA_MERGE_WINDOW (object);

  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->others);
  g_clear_object (&self->items);
  g_clear_object (&self->proposal);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_MERGE_WINDOW);
  G_OBJECT_CLASS (halqa_merge_window_parent_class)->dispose (object);
}

static void
halqa_merge_window_finalize (GObject *object)
{
  HalqaMergeWindow *self = HALQA_MERGE_WINDOW (object);

  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  G_OBJECT_CLASS (halqa_merge_window_parent_class)->finalize (object);
}

static void
halqa_merge_window_class_init (HalqaMergeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_merge_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_merge_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-merge-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeWindow, search);
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeWindow, view);
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeWindow, relate);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_install_action (widget_class, "merge.into-this", NULL, merge_into_this);
  gtk_widget_class_install_action (widget_class, "merge.into-new", NULL, merge_into_new);
  gtk_widget_class_install_action (widget_class, "merge.relate", "s", relate);
}

static void
halqa_merge_window_init (HalqaMergeWindow *self)
{
  self->chosen = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * halqa_merge_window_new:
 * @parent: the window of @forum
 * @forum: a forum that can be written
 * @proposal: the one that others are to be merged with
 */
HalqaMergeWindow *
halqa_merge_window_new (GtkWindow *parent, HalqaForum *forum, HalqaItem *proposal)
{
  HalqaMergeWindow *self = g_object_new (HALQA_TYPE_MERGE_WINDOW, "transient-for", parent, NULL);
  g_autofree char *name = halqa_merge_words_name (proposal);
  GtkFilter *filter = GTK_FILTER (gtk_custom_filter_new (is_other, self, NULL));
  g_autoptr (GtkNoSelection) selection = NULL;

  self->forum = g_object_ref (forum);
  self->proposal = g_object_ref (proposal);
  self->items = halqa_item_list_new (forum, "proposal", "created", TRUE);
  self->others = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->items)), filter);
  g_signal_connect_object (self->others, "items-changed", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->others)));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  adw_window_title_set_subtitle (self->heading, name);
  update_page (self);
  update (self);
  return self;
}
