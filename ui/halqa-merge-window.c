/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-merge-window.h"

#include "halqa-merge-words.h"
#include "halqa-proposal-row.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* Proposals that were chosen, and what is to become of them: which of them the others are merged into,
 * or a new one that all are, or no more than a relation. The first that was chosen is proposed. */

struct _HalqaMergeWindow
{
  AdwWindow parent_instance;

  /* owned */
  HalqaForum *forum;
  GListStore *rows; /* a GtkStringObject for a new one, and then the proposals */
  GtkSingleSelection *selection;
  GtkCheckButton *round; /* in a group with the others, so that each is drawn as one of several */

  /* template */
  AdwWindowTitle *heading;
  GtkListView *view;
  GtkWidget *relate;
};

G_DEFINE_FINAL_TYPE (HalqaMergeWindow, halqa_merge_window, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* NULL where it is to be a new one. */
static HalqaItem *
get_result (HalqaMergeWindow *self)
{
  gpointer item = gtk_single_selection_get_selected_item (self->selection);

  return HALQA_IS_ITEM (item) ? item : NULL;
}

static void
selected_cb (HalqaMergeWindow *self)
{
  gtk_widget_set_sensitive (self->relate, get_result (self) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "merge.relate", get_result (self) != NULL);
}

/* --- rows */

static GtkWidget *
make_words_of_new (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (_ ("A new proposal"));
  GtkWidget *detail = gtk_label_new (_ ("It begins with the texts of all."));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (detail), 0);
  gtk_label_set_wrap (GTK_LABEL (detail), TRUE);
  gtk_widget_add_css_class (detail, "caption");
  gtk_widget_add_css_class (detail, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), detail);
  gtk_widget_add_css_class (box, "proposal-row");
  return box;
}

static void
setup_cb (HalqaMergeWindow *self, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *check = gtk_check_button_new ();

  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->round);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (check, 12);
  /* The row takes the focus and the clicks for it. One that is not focusable, and can all the same,
   * would swallow the focus in GTK 4.8. */
  gtk_widget_set_can_focus (check, FALSE);
  gtk_widget_set_can_target (check, FALSE);
  g_object_bind_property (list_item, "selected", check, "active", G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (box), check);
  gtk_list_item_set_child (list_item, box);
}

static void
bind_cb (HalqaMergeWindow *self, GtkListItem *list_item)
{
  GtkWidget *box = gtk_list_item_get_child (list_item);
  GtkWidget *check = gtk_widget_get_first_child (box);
  gpointer item = gtk_list_item_get_item (list_item);
  GtkWidget *words = HALQA_IS_ITEM (item) ? halqa_proposal_row_new () : make_words_of_new ();
  g_autofree char *name =
      HALQA_IS_ITEM (item) ? halqa_merge_words_name (item) : g_strdup (_ ("A new proposal"));

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  if (HALQA_IS_ITEM (item))
    halqa_proposal_row_set_item (HALQA_PROPOSAL_ROW (words), self->forum, item, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (box)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
unbind_cb (HalqaMergeWindow *self, GtkListItem *list_item)
{
  GtkWidget *box = gtk_list_item_get_child (list_item);

  gtk_box_remove (GTK_BOX (box), gtk_widget_get_last_child (box));
}

/* --- what is done */

/* The ids of all, but for @without. */
static const char **
list_ids (HalqaMergeWindow *self, HalqaItem *without)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  const char **ids = g_new0 (const char *, n);
  guint n_ids = 0;

  for (guint i = 1; i < n; i++)
    {
      g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (item != without)
        ids[n_ids++] = halqa_item_get_id (item);
    }
  return ids;
}

static void
finish (HalqaMergeWindow *self, const char *action, GVariant *parameter)
{
  g_autoptr (GVariant) held = g_variant_ref_sink (parameter);
  GtkWidget *parent = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self)));

  gtk_widget_activate_action_variant (parent, action, held);
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
merge (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaMergeWindow *self = HALQA_MERGE_WINDOW (widget);
  HalqaItem *result = get_result (self);
  g_autofree const char **ids = list_ids (self, result);

  if (result == NULL)
    finish (self, "win.join-new", g_variant_new ("^as", ids));
  else
    finish (self, "win.join-into", g_variant_new ("(s^as)", halqa_item_get_id (result), ids));
}

static void
relate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaMergeWindow *self = HALQA_MERGE_WINDOW (widget);
  HalqaItem *result = get_result (self);
  g_autofree const char **ids = list_ids (self, result);

  finish (self, "win.relate",
          g_variant_new ("(ss^as)", g_variant_get_string (parameter, NULL),
                         halqa_item_get_id (result), ids));
}

/* The list would begin at its first row, and not at the one that is selected. */
static void
focus_selected (HalqaMergeWindow *self)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->view));

  while (row != NULL && (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED) == 0)
    row = gtk_widget_get_next_sibling (row);
  if (row != NULL)
    gtk_widget_grab_focus (row);
}

static void
halqa_merge_window_dispose (GObject *object)
{
  HalqaMergeWindow *self = HALQA_MERGE_WINDOW (object);

  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  g_clear_object (&self->round);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_MERGE_WINDOW);
  G_OBJECT_CLASS (halqa_merge_window_parent_class)->dispose (object);
}

static void
halqa_merge_window_class_init (HalqaMergeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_merge_window_dispose;
  signals[SIGNAL_DONE] = g_signal_new ("done", HALQA_TYPE_MERGE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-merge-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeWindow, heading);
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeWindow, view);
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeWindow, relate);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_install_action (widget_class, "merge.merge", NULL, merge);
  gtk_widget_class_install_action (widget_class, "merge.relate", "s", relate);
}

static void
halqa_merge_window_init (HalqaMergeWindow *self)
{
  self->rows = g_list_store_new (G_TYPE_OBJECT);
  self->round = GTK_CHECK_BUTTON (g_object_ref_sink (gtk_check_button_new ()));
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_words_hold_tooltip (self->relate);
}

/**
 * halqa_merge_window_new:
 * @parent: the window of @forum
 * @forum: a forum that can be written
 * @proposals: (element-type HalqaItem): two or more of its proposals
 *
 * Returns: (transfer none): a window that is not shown yet
 */
HalqaMergeWindow *
halqa_merge_window_new (GtkWindow *parent, HalqaForum *forum, const GPtrArray *proposals)
{
  HalqaMergeWindow *self = g_object_new (HALQA_TYPE_MERGE_WINDOW, "transient-for", parent, NULL);
  g_autofree char *words =
      g_strdup_printf (ngettext ("%u proposal chosen", "%u proposals chosen", proposals->len),
                       proposals->len);
  g_autoptr (GtkStringObject) fresh = gtk_string_object_new ("");

  self->forum = g_object_ref (forum);
  g_list_store_append (self->rows, fresh);
  for (guint i = 0; i < proposals->len; i++)
    g_list_store_append (self->rows, proposals->pdata[i]);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_single_selection_set_selected (self->selection, 1);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  adw_window_title_set_subtitle (self->heading, words);
  focus_selected (self);
  return self;
}
