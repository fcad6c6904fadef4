/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-focus.h"

#include "halqa-mnemonics.h"
#include "halqa-spoken.h"
#include "halqa-undo-toast.h"

#include <adwaita.h>

/* What is made of the keyboard in every window: whose the keys for undo are (halqa-undo-toast.c), that letters
 * of every script are mnemonics (halqa-mnemonics.c), that the keys of the program, as to end it and for help,
 * are there beside its window too, and that a screen reader is told a name where GTK and libadwaita tell none.
 *
 * A pane that can be scrolled gets the keyboard where nothing in it can have it, as one that says that a
 * list is empty: the arrows scroll it. GTK gives it no name, and those of libadwaita can't be given one in
 * a template. So it is called what its page is called, at the moment when a screen reader comes to it.
 *
 * Of an AdwEntryRow the keyboard is in a GtkText inside, which GTK 4.8 hides from a screen reader: nothing
 * was said where somebody types, and nobody knew where they are. It is a text of its own now, called what
 * the row is called, and what stands in it is its description, for of such a one GTK tells no contents.
 *
 * Of an AdwComboRow GTK tells the title and not what is chosen: that is its description.
 *
 * All this at the moment when the keyboard comes there, before a screen reader asks.
 *
 * Rejected: a row of our own, which forty places of the templates would have to be, and four classes. */

static void (*construct_row) (GObject *row);

static void
name_text (AdwPreferencesRow *row)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (row));
  const char *mnemonic = adw_preferences_row_get_use_underline (row) ? "_" : "\n";
  g_auto (GStrv) parts = g_strsplit (adw_preferences_row_get_title (row), mnemonic, -1);
  g_autofree char *title = g_strjoinv ("", parts);

  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, gtk_editable_get_text (text),
                                  -1);
}

static void
row_constructed (GObject *row)
{
  construct_row (row);
  /* Only until GTK has told of it for the first time. */
  g_object_set (gtk_editable_get_delegate (GTK_EDITABLE (row)), "accessible-role",
                GTK_ACCESSIBLE_ROLE_TEXT_BOX, NULL);
  g_signal_connect (row, "notify::title", G_CALLBACK (name_text), NULL);
  g_signal_connect (row, "notify::use-underline", G_CALLBACK (name_text), NULL);
}

static void
name_pane (GtkWidget *pane, GtkWindow *window)
{
  GtkWidget *page = gtk_widget_get_ancestor (pane, ADW_TYPE_STATUS_PAGE);

  gtk_accessible_update_property (GTK_ACCESSIBLE (pane), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  page != NULL ? adw_status_page_get_title (ADW_STATUS_PAGE (page))
                                               : gtk_window_get_title (window),
                                  -1);
}

/* What is chosen in it. */
static void
describe_choice (AdwComboRow *row)
{
  GtkExpression *expression = adw_combo_row_get_expression (row);
  gpointer chosen = adw_combo_row_get_selected_item (row);
  g_auto (GValue) name = G_VALUE_INIT;

  if (GTK_IS_STRING_OBJECT (chosen))
    halqa_describe (GTK_WIDGET (row), gtk_string_object_get_string (chosen));
  else if (chosen != NULL && expression != NULL &&
           gtk_expression_evaluate (expression, chosen, &name))
    halqa_describe (GTK_WIDGET (row), g_value_get_string (&name));
}

/* What is around it and has no name, where GTK would say that of a class: pages of a stack, and libadwaita's
 * list in a group that has no title. */
static void
silence (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);
  GtkWidget *group = gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_GROUP);

  if (GTK_IS_STACK (parent))
    gtk_accessible_update_property (GTK_ACCESSIBLE (
                                        gtk_stack_get_page (GTK_STACK (parent), widget)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
  if (GTK_IS_LIST_BOX (widget) && group != NULL &&
      g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), "listbox") == 0 &&
      *adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (group)) == '\0')
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, "",
                                      -1);
    }
}

static void
focus_moved_cb (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  GtkWidget *menu;
  GtkWidget *row;

  halqa_undo_note_focus (window);
  if (focus == NULL)
    return;
  menu = gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER_MENU);
  if (menu != NULL)
    halqa_mnemonics_watch (menu);
  row = gtk_widget_get_ancestor (focus, ADW_TYPE_ENTRY_ROW);
  for (GtkWidget *around = focus; around != NULL; around = gtk_widget_get_parent (around))
    silence (around);
  if (GTK_IS_SCROLLED_WINDOW (focus))
    name_pane (focus, window);
  else if (GTK_IS_TEXT (focus) && row != NULL)
    name_text (ADW_PREFERENCES_ROW (row));
  else if (ADW_IS_COMBO_ROW (focus))
    describe_choice (ADW_COMBO_ROW (focus));
}

/* Not those that ask something, nor choosers. */
static void
beside_cb (GtkWindow *window)
{
  GtkWindow *parent = gtk_window_get_transient_for (window);

  if (ADW_IS_WINDOW (window) && parent != NULL)
    gtk_window_set_application (window, gtk_window_get_application (parent));
}

static void
windows_changed_cb (GListModel *windows, guint position, guint n_removed, guint n_added)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      g_signal_connect (window, "notify::focus-widget", G_CALLBACK (focus_moved_cb), NULL);
      g_signal_connect (window, "notify::transient-for", G_CALLBACK (beside_cb), NULL);
      halqa_mnemonics_watch (GTK_WIDGET (window));
    }
}

/* In each window, and of each row, from now on. */
void
halqa_focus_watch (void)
{
  GObjectClass *rows = g_type_class_ref (ADW_TYPE_ENTRY_ROW);

  construct_row = rows->constructed;
  rows->constructed = row_constructed;
  g_signal_connect (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (windows_changed_cb),
                    NULL);
}
