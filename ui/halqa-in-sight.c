/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-in-sight.h"

/* Rows of a list view that are filled only when they come to be seen.
 *
 * GTK 4.8 keeps two hundred rows around those that are seen, and with each step of scrolling takes
 * up to half of them to the other end and binds them anew. With rows of several texts that is most
 * of the time of a frame, for what nobody sees. So "bind" only notes that a row is to be filled, and
 * it is filled once it, or one near it, has been laid out where it is seen; that is in time for the
 * frame, for laying out goes on until all is in its place. Until then it is hidden, and as high as
 * what it showed last. */

#define DATA "halqa-in-sight"
/* Rows that are filled before and behind those that are seen. */
#define AROUND 4

typedef struct
{
  /* borrowed */
  HalqaInSightFunc show;
  gpointer self;

  gulong layout;
} Sight;

/* The child of a row that waits has its #GtkListItem by this name. */
#define WAITING "halqa-in-sight-waiting"

static void
show_row (Sight *self, GtkWidget *child)
{
  GtkListItem *list_item = g_object_steal_data (G_OBJECT (child), WAITING);

  if (list_item == NULL)
    return;
  gtk_widget_set_child_visible (child, TRUE);
  self->show (self->self, list_item);
}

/* Out of sight a row is there, and not mapped. */
static GtkWidget *
find_first_seen (GtkWidget *view)
{
  GtkWidget *row = gtk_widget_get_first_child (view);

  while (row != NULL && !gtk_widget_get_mapped (row))
    row = gtk_widget_get_next_sibling (row);
  for (guint i = 0; row != NULL && i < AROUND && gtk_widget_get_prev_sibling (row) != NULL; i++)
    row = gtk_widget_get_prev_sibling (row);
  return row;
}

static void
layout_cb (GdkFrameClock *clock, gpointer user_data)
{
  GtkWidget *view = user_data;
  Sight *self = g_object_get_data (G_OBJECT (view), DATA);
  guint left = AROUND + 1;

  for (GtkWidget *row = find_first_seen (view); row != NULL && left > 0;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *child = gtk_widget_get_first_child (row);

      if (child != NULL)
        show_row (self, child);
      left = gtk_widget_get_mapped (row) ? AROUND + 1 : left - 1;
    }
}

static void
realize_cb (GtkWidget *view, Sight *self)
{
  self->layout = g_signal_connect_after (gtk_widget_get_frame_clock (view), "layout",
                                         G_CALLBACK (layout_cb), view);
}

static void
unrealize_cb (GtkWidget *view, Sight *self)
{
  g_clear_signal_handler (&self->layout, gtk_widget_get_frame_clock (view));
}

/**
 * halqa_in_sight_watch:
 * @view: not on the screen yet
 * @show: fills a row, that is the child of the #GtkListItem
 * @self: for @show; has @view in it
 */
void
halqa_in_sight_watch (GtkListView *view, HalqaInSightFunc show, gpointer self)
{
  Sight *sight = g_new0 (Sight, 1);

  g_return_if_fail (GTK_IS_LIST_VIEW (view) && !gtk_widget_get_realized (GTK_WIDGET (view)));

  sight->show = show;
  sight->self = self;
  g_object_set_data_full (G_OBJECT (view), DATA, sight, g_free);
  g_signal_connect (view, "realize", G_CALLBACK (realize_cb), sight);
  g_signal_connect (view, "unrealize", G_CALLBACK (unrealize_cb), sight);
}

/* In "bind" of the factory. */
void
halqa_in_sight_bind (GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  g_object_set_data (G_OBJECT (child), WAITING, list_item);
  gtk_widget_set_child_visible (child, FALSE);
}

/* In "unbind" of the factory. Returns: whether the row had been filled */
gboolean
halqa_in_sight_unbind (GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);
  GtkWidget *row = gtk_widget_get_parent (child);

  if (g_object_steal_data (G_OBJECT (child), WAITING) != NULL)
    return FALSE;
  /* Nobody finds there what it does not show. */
  if (row != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL);
  return TRUE;
}
