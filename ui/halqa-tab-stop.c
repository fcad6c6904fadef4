/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-tab-stop.h"

/* A list is one stop of Tab: the arrows go from row to row, and Tab through what is in a row, and then on to
 * what stands behind the list. GtkListView of 4.8 goes through all the rows, and of those there may be twenty
 * thousand; of 4.12 it has GTK_LIST_TAB_ITEM for this. GtkListBox does the same with the sessions.
 *
 * Rejected: a key for it (the bar that lists what Tab reaches would not tell of it). */

struct _HalqaTabStop
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (HalqaTabStop, halqa_tab_stop, ADW_TYPE_BIN)

/* Returns: (transfer none) (nullable): the row that the keyboard is in, of a list or a table */
static GtkWidget *
find_row (GtkWidget *widget)
{
  while (widget != NULL && !GTK_IS_LIST_VIEW (widget) && !GTK_IS_LIST_BOX (widget))
    widget = gtk_widget_get_focus_child (widget);
  return widget != NULL ? gtk_widget_get_focus_child (widget) : NULL;
}

static gboolean
halqa_tab_stop_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *row = find_row (widget);
  GtkWidget *headings;

  if (row == NULL || (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD))
    return GTK_WIDGET_CLASS (halqa_tab_stop_parent_class)->focus (widget, direction);
  if (gtk_widget_child_focus (row, direction))
    return TRUE;
  headings = gtk_widget_get_prev_sibling (gtk_widget_get_parent (row));
  return direction == GTK_DIR_TAB_BACKWARD && headings != NULL &&
         gtk_widget_child_focus (headings, direction);
}

static void
halqa_tab_stop_class_init (HalqaTabStopClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = halqa_tab_stop_focus;
}

static void
halqa_tab_stop_init (HalqaTabStop *self)
{
}
