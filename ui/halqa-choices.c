/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-choices.h"

#include "halqa-item.h"

#include <glib/gi18n.h>

/* Records to choose from, where none may be chosen too. */

static char *
name_choice (GObject *object, gpointer unused)
{
  const char *label = HALQA_IS_ITEM (object) ? halqa_item_get_label (HALQA_ITEM (object)) : NULL;

  if (label == NULL)
    /* Translators: no session, no theme. */
    return g_strdup (_ ("None"));
  return g_strdup (*label == '\0' ? _ ("Without a title") : label);
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
