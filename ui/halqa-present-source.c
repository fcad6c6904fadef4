/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-present-source.h"

#include "halqa-item-list.h"

#include <gtk/gtk.h>

/* What can be presented. A proposal belongs to the theme that it names, else to that of its session;
 * the list of a theme has first what names it, and then session by session. */

GListModel *
halqa_present_source_of_session (HalqaForum *forum, const char *session)
{
  return G_LIST_MODEL (
      halqa_item_list_new_below (forum, "proposal", "position", "session", session));
}

static gboolean
has_no_theme (gpointer proposal, gpointer unused)
{
  return halqa_item_get_ref (proposal, "theme") == NULL;
}

static void
look_again_cb (GtkFilter *filter)
{
  gtk_filter_changed (filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static gpointer
list_session (gpointer session, gpointer forum)
{
  g_autoptr (HalqaItem) owned = session;
  GListModel *all = halqa_present_source_of_session (forum, halqa_item_get_id (owned));
  GtkCustomFilter *filter = gtk_custom_filter_new (has_no_theme, NULL, NULL);

  /* A theme may be given to one of them; a session has not so many that this would take long. */
  g_signal_connect_object (forum, "changed", G_CALLBACK (look_again_cb), filter, G_CONNECT_SWAPPED);
  return gtk_filter_list_model_new (all, GTK_FILTER (filter));
}

GListModel *
halqa_present_source_of_theme (HalqaForum *forum, const char *theme)
{
  HalqaItemList *named = halqa_item_list_new_below (forum, "proposal", "position", "theme", theme);
  HalqaItemList *sessions =
      halqa_item_list_new_below (forum, "session", "position", "theme", theme);
  g_autoptr (GListStore) own = g_list_store_new (G_TYPE_LIST_MODEL);
  GListStore *both = g_list_store_new (G_TYPE_LIST_MODEL);
  GtkMapListModel *by_session;

  by_session = gtk_map_list_model_new (G_LIST_MODEL (sessions), list_session, g_object_ref (forum),
                                       g_object_unref);
  g_list_store_append (own, named);
  g_object_unref (named);
  g_list_store_append (both, own);
  g_list_store_append (both, by_session);
  g_object_unref (by_session);
  return G_LIST_MODEL (
      gtk_flatten_list_model_new (G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (both)))));
}
