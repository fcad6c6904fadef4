/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-choices.h"

#include "halqa-item.h"

#include <glib/gi18n.h>

/* Records to choose from, where none may be chosen too. libadwaita cuts each after twenty letters, when two
 * sessions of one day may still be called alike: here they are seen whole. */

/* In characters: of what is chosen, beside the title of its row, and of a line in the list. */
#define WIDTH 60
#define WIDTH_IN_LIST 40

static char *
name_choice (GObject *object, gpointer unused)
{
  /* Translators: no session, no theme. */
  return g_strdup (HALQA_IS_ITEM (object) ? halqa_item_get_name (HALQA_ITEM (object)) : _ ("None"));
}

/* Returns: (transfer full): a list of one object that is no #HalqaItem, and then those of @items */
GListModel *
halqa_choices_put_none_first (GListModel *items)
{
  g_autoptr (GListStore) none = g_list_store_new (GTK_TYPE_STRING_OBJECT);
  g_autoptr (GtkStringObject) entry = gtk_string_object_new ("");
  GListStore *both = g_list_store_new (G_TYPE_LIST_MODEL);

  g_list_store_append (none, entry);
  g_list_store_append (both, none);
  g_list_store_append (both, items);
  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (both)));
}

/* Returns: (transfer full): what each of them is called */
GtkExpression *
halqa_choices_name (void)
{
  return gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (name_choice), NULL,
                                      NULL);
}

/* --- in a row */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer in_list)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_max_width_chars (GTK_LABEL (label), in_list != NULL ? WIDTH_IN_LIST : WIDTH);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), in_list != NULL);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (in_list == NULL)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_visible (mark, in_list != NULL);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_list_item_set_child (list_item, box);
}

static void
mark_cb (GtkListItem *list_item, GParamSpec *pspec, AdwComboRow *row)
{
  GtkWidget *mark = gtk_widget_get_last_child (gtk_list_item_get_child (list_item));

  gtk_widget_set_opacity (
      mark, adw_combo_row_get_selected_item (row) == gtk_list_item_get_item (list_item) ? 1 : 0);
}

static void
bind_cb (AdwComboRow *row, GtkListItem *list_item)
{
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  g_auto (GValue) value = G_VALUE_INIT;

  if (gtk_expression_evaluate (adw_combo_row_get_expression (row),
                               gtk_list_item_get_item (list_item), &value))
    gtk_label_set_text (GTK_LABEL (label), g_value_get_string (&value));
  g_signal_connect_object (row, "notify::selected-item", G_CALLBACK (mark_cb), list_item,
                           G_CONNECT_SWAPPED);
  mark_cb (list_item, NULL, row);
}

static void
unbind_cb (AdwComboRow *row, GtkListItem *list_item)
{
  g_signal_handlers_disconnect_by_data (row, list_item);
}

static GtkListItemFactory *
make_factory (AdwComboRow *row, gboolean in_list)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (in_list));
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), row, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), row, G_CONNECT_SWAPPED);
  return factory;
}

/**
 * halqa_choices_show_in:
 * @row: has records to choose from
 */
void
halqa_choices_show_in (AdwComboRow *row)
{
  g_autoptr (GtkExpression) name = halqa_choices_name ();
  g_autoptr (GtkListItemFactory) one = make_factory (row, FALSE);
  g_autoptr (GtkListItemFactory) list = make_factory (row, TRUE);

  adw_combo_row_set_expression (row, name);
  adw_combo_row_set_factory (row, one);
  adw_combo_row_set_list_factory (row, list);
}

/* --- in a drop-down */

static void
setup_cut_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, g_object_new (GTK_TYPE_LABEL, "ellipsize",
                                                    PANGO_ELLIPSIZE_END, "xalign", 0.0, NULL));
}

static void
bind_cut_cb (GtkDropDown *choice, GtkListItem *list_item)
{
  g_auto (GValue) value = G_VALUE_INIT;

  if (gtk_expression_evaluate (gtk_drop_down_get_expression (choice),
                               gtk_list_item_get_item (list_item), &value))
    gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (list_item)),
                        g_value_get_string (&value));
}

/**
 * halqa_choices_cut_in:
 * @choice: with an expression
 *
 * Where there is no room for what is chosen its end is cut; the list shows it whole.
 */
void
halqa_choices_cut_in (GtkDropDown *choice)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cut_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cut_cb), choice, G_CONNECT_SWAPPED);
  gtk_drop_down_set_list_factory (choice, gtk_drop_down_get_factory (choice));
  gtk_drop_down_set_factory (choice, factory);
  g_object_unref (factory);
}
