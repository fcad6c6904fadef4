/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-help-window.h"

#include "halqa-help-page.h"
#include "halqa-tab-stop.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* The help beside the window: its pages as a list that can be searched, and one of them. On a narrow
 * screen one after the other. */

struct _HalqaHelpWindow
{
  AdwWindow parent_instance;

  /* owned */
  GPtrArray *pages;

  /* borrowed: one of them */
  HalqaHelpPage *shown;

  /* template */
  AdwLeaflet *leaflet;
  AdwHeaderBar *list_bar;
  AdwHeaderBar *page_bar;
  GtkWidget *list_pane;
  GtkWidget *page_pane;
  GtkSearchEntry *search;
  GtkListBox *list;
  GtkWidget *nothing;
  GtkScrolledWindow *scroller;
  GtkBox *page;
  GtkWidget *back;
};

G_DEFINE_FINAL_TYPE (HalqaHelpWindow, halqa_help_window, ADW_TYPE_WINDOW)

/* --- the list */

static HalqaHelpPage *
get_page_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "page");
}

static gboolean
filter_func (GtkListBoxRow *row, gpointer user_data)
{
  HalqaHelpWindow *self = user_data;

  return halqa_help_page_matches (get_page_of (row),
                                  gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static GtkListBoxRow *
get_row (HalqaHelpWindow *self,
         gboolean (*fits) (GtkListBoxRow *row, gconstpointer data),
         gconstpointer data)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (fits (row, data))
      return row;
  return NULL;
}

static gboolean
shows (GtkListBoxRow *row, gconstpointer page)
{
  return get_page_of (row) == page;
}

static gboolean
is_found (GtkListBoxRow *row, gconstpointer unused)
{
  return gtk_widget_get_child_visible (GTK_WIDGET (row));
}

static void
search_cb (HalqaHelpWindow *self)
{
  gtk_list_box_invalidate_filter (self->list);
  gtk_widget_set_visible (self->nothing, get_row (self, is_found, NULL) == NULL);
}

/* What is marked is what is shown, wherever the keyboard goes meanwhile. */
static void
selected_cb (HalqaHelpWindow *self)
{
  /* The list lets go of what is selected while it goes itself. */
  if (self->list != NULL)
    gtk_list_box_select_row (self->list, get_row (self, shows, self->shown));
}

static void
add_row (HalqaHelpWindow *self, HalqaHelpPage *page)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "label", page->title, "xalign", 0.0, "wrap", TRUE, NULL);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, page->title,
                                  -1);
  g_object_set_data (G_OBJECT (row), "page", page);
  gtk_list_box_append (self->list, row);
}

/* --- the page */

static gboolean
link_cb (HalqaHelpWindow *self, const char *uri)
{
  if (!g_str_has_prefix (uri, "page:"))
    return FALSE;
  halqa_help_window_show (self, uri + strlen ("page:"));
  return TRUE;
}

static GtkWidget *
create_label (HalqaHelpWindow *self, const HalqaHelpBlock *block)
{
  gboolean heading = block->type == HALQA_HELP_HEADING;
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "accessible-role",
                    heading ? GTK_ACCESSIBLE_ROLE_HEADING : GTK_ACCESSIBLE_ROLE_LABEL, "label",
                    block->markup, "use-markup", TRUE, "wrap", TRUE, "wrap-mode",
                    PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "hexpand", TRUE, NULL);

  g_signal_connect_object (label, "activate-link", G_CALLBACK (link_cb), self, G_CONNECT_SWAPPED);
  if (heading)
    gtk_widget_add_css_class (label, "help-heading");
  return label;
}

/* A line with what stands before it: a dot, or which step it is. */
static GtkWidget *
create_item (HalqaHelpWindow *self, const HalqaHelpBlock *block, guint step)
{
  g_autofree char *mark = step == 0 ? g_strdup ("•") : g_strdup_printf ("%u.", step);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *before = gtk_label_new (mark);

  gtk_widget_set_valign (before, GTK_ALIGN_START);
  gtk_label_set_width_chars (GTK_LABEL (before), 2);
  gtk_box_append (GTK_BOX (box), before);
  gtk_box_append (GTK_BOX (box), create_label (self, block));
  return box;
}

static void
fill_page (HalqaHelpWindow *self)
{
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING,
                                   "label", self->shown->title, "wrap", TRUE, "xalign", 0.0, NULL);
  guint step = 0;

  gtk_widget_add_css_class (title, "title-1");
  gtk_box_append (self->page, title);
  for (guint i = 0; i < self->shown->blocks->len; i++)
    {
      const HalqaHelpBlock *block = self->shown->blocks->pdata[i];
      gboolean listed = block->type == HALQA_HELP_STEP || block->type == HALQA_HELP_ITEM;

      step = block->type == HALQA_HELP_STEP ? step + 1 : 0;
      gtk_box_append (self->page,
                      listed ? create_item (self, block, step) : create_label (self, block));
    }
}

static void
row_activated_cb (HalqaHelpWindow *self, GtkListBoxRow *row)
{
  halqa_help_window_show (self, get_page_of (row)->id);
}

static void
back_cb (HalqaHelpWindow *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->list_pane);
}

/* Enter in the search opens the first page that is found, also where it comes before the list has
 * followed the last letter. */
static void
activate_cb (HalqaHelpWindow *self)
{
  GtkListBoxRow *row;

  search_cb (self);
  row = get_row (self, is_found, NULL);
  if (row != NULL)
    row_activated_cb (self, row);
}

/* Escape, which the entry takes for itself: first it empties that. */
static void
stop_search_cb (HalqaHelpWindow *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
folded_cb (HalqaHelpWindow *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  adw_header_bar_set_show_end_title_buttons (self->list_bar, folded);
  adw_header_bar_set_show_start_title_buttons (self->page_bar, folded);
  gtk_widget_set_visible (self->back, folded);
}

static void
halqa_help_window_finalize (GObject *object)
{
  g_ptr_array_unref (HALQA_HELP_WINDOW (object)->pages);
  G_OBJECT_CLASS (halqa_help_window_parent_class)->finalize (object);
}

static void
halqa_help_window_class_init (HalqaHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = halqa_help_window_finalize;
  g_type_ensure (HALQA_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaHelpWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, HalqaHelpWindow, list_bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaHelpWindow, page_bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaHelpWindow, list_pane);
  gtk_widget_class_bind_template_child (widget_class, HalqaHelpWindow, page_pane);
  gtk_widget_class_bind_template_child (widget_class, HalqaHelpWindow, search);
  gtk_widget_class_bind_template_child (widget_class, HalqaHelpWindow, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaHelpWindow, nothing);
  gtk_widget_class_bind_template_child (widget_class, HalqaHelpWindow, scroller);
  gtk_widget_class_bind_template_child (widget_class, HalqaHelpWindow, page);
  gtk_widget_class_bind_template_child (widget_class, HalqaHelpWindow, back);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
}

static void
halqa_help_window_init (HalqaHelpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->pages = halqa_help_page_load ();
  gtk_list_box_set_filter_func (self->list, filter_func, self, NULL);
  for (guint i = 0; i < self->pages->len; i++)
    add_row (self, self->pages->pdata[i]);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self));
  folded_cb (self);
}

/* @parent: the window that it closes with */
HalqaHelpWindow *
halqa_help_window_new (GtkWindow *parent)
{
  return g_object_new (HALQA_TYPE_HELP_WINDOW, "transient-for", parent, NULL);
}

void
halqa_help_window_show (HalqaHelpWindow *self, const char *id)
{
  HalqaHelpPage *page;
  GtkWidget *child;

  g_return_if_fail (HALQA_IS_HELP_WINDOW (self) && id != NULL);
  g_return_if_fail (self->pages->len > 0);

  page = halqa_help_page_find (self->pages, id);
  self->shown = page != NULL ? page : self->pages->pdata[0];
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->page))) != NULL)
    gtk_box_remove (self->page, child);
  fill_page (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  gtk_list_box_select_row (self->list, get_row (self, shows, self->shown));
  adw_leaflet_set_visible_child (self->leaflet, self->page_pane);
  gtk_window_set_title (GTK_WINDOW (self), self->shown->title);
}

/* Returns: (nullable): the id of the page that is shown */
const char *
halqa_help_window_get_page (HalqaHelpWindow *self)
{
  g_return_val_if_fail (HALQA_IS_HELP_WINDOW (self), NULL);

  return self->shown == NULL ? NULL : self->shown->id;
}
