/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-menu.h"

/* A menu of the bar: it is made when it is first opened, and it may give the keyboard back.
 *
 * GTK leaves the keyboard with the button of a menu that closes. Who undoes something by the menu and
 * types on would type into the button, where a space opens the menu again and the next letters choose
 * from it. What is chosen there may put the keyboard somewhere: there it stays. Not of a menu that shows
 * another page: what had the keyboard goes away with the old one, and the keyboard would go with it. */

/* What had the keyboard when the menu was opened; a weak pointer, in the data of its button. */
#define FOCUS "halqa-menu-focus"

/* An item that is taken out of an open menu, as one that is called otherwise by now, keeps it in GTK 4.8. */
static gboolean
is_in_menu (GtkWidget *focus, GtkMenuButton *button)
{
  return gtk_widget_get_root (focus) == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (button));
}

static void
closed_cb (GtkMenuButton *button)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (button));
  GWeakRef *before = g_object_get_data (G_OBJECT (button), FOCUS);
  g_autoptr (GtkWidget) widget = g_weak_ref_get (before);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (widget != NULL && focus != NULL && gtk_widget_get_mapped (widget) &&
      is_in_menu (focus, button))
    gtk_root_set_focus (root, widget);
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* Each time before it opens. */
static void
create_popup_cb (GtkMenuButton *button, gpointer menu)
{
  GWeakRef *before = g_object_get_data (G_OBJECT (button), FOCUS);

  if (before != NULL)
    g_weak_ref_set (before, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (button))));
  if (gtk_menu_button_get_menu_model (button) != NULL)
    return;
  gtk_menu_button_set_menu_model (button, menu);
  if (before != NULL)
    g_signal_connect_swapped (gtk_menu_button_get_popover (button), "closed",
                              G_CALLBACK (closed_cb), button);
}

/**
 * halqa_menu_put_off:
 * @button: without a menu yet
 * @menu: its own then
 *
 * Has @button make the widgets of @menu when it is first opened.
 */
void
halqa_menu_put_off (GtkMenuButton *button, GMenuModel *menu)
{
  gtk_menu_button_set_create_popup_func (button, create_popup_cb, g_object_ref (menu),
                                         g_object_unref);
}

/* The same of a menu that gives the keyboard back when it is closed. */
void
halqa_menu_put_off_and_return (GtkMenuButton *button, GMenuModel *menu)
{
  GWeakRef *before = g_new0 (GWeakRef, 1);

  g_weak_ref_init (before, NULL);
  g_object_set_data_full (G_OBJECT (button), FOCUS, before, weak_ref_free);
  /* Else a click would take the keyboard before the menu is opened. */
  gtk_widget_set_focus_on_click (gtk_widget_get_first_child (GTK_WIDGET (button)), FALSE);
  halqa_menu_put_off (button, menu);
}
