/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-in-sight.h"

/* Rows of a list view that are made, and filled, only when they come to be seen.
 *
 * GTK 4.8 keeps two hundred rows around those that are seen, makes all of them anew where its list
 * becomes another one, as with each word that is searched for, and with each step of scrolling takes
 * up to half of them to the other end. With rows of a dozen widgets and several texts that is most of
 * the time of a frame, for what nobody sees. So a row holds nothing, as high as those that were seen
 * last, and gets its widgets once it has been laid out where it is seen; that is in time for the frame, for
 * laying out goes on until all is in its place. When it leaves, they wait for the next. Those beside the
 * ones that are seen get theirs before the next frame is laid out, so that a list which is scrolled is laid
 * out, and the window around it measured, once for each.
 *
 * Rejected: to leave them where they are, hidden. GTK measures them with all the others. */

#define DATA "halqa-in-sight"
/* The child of a row that waits has its #GtkListItem by this name. */
#define WAITING "halqa-in-sight-waiting"
/* Rows that are filled before and behind those that are seen. */
#define AROUND 3
/* Rows that wait for the next, at most. */
#define SPARE_MAX 40

typedef struct
{
  /* borrowed */
  HalqaInSightMakeFunc make;
  HalqaInSightFunc show;
  HalqaInSightFunc clear;
  gpointer self;

  /* owned */
  GPtrArray *spare; /* of GtkWidget */
  GPtrArray *near; /* of GtkListItem: to be filled before the next frame */

  int height; /* of a row, in pixels; 0 until one was made */
  gulong update;
  gulong layout;
} Sight;

static void
sight_free (gpointer data)
{
  Sight *self = data;

  g_ptr_array_unref (self->spare);
  g_ptr_array_unref (self->near);
  g_free (self);
}

static Sight *
get_sight (gpointer view)
{
  return g_object_get_data (G_OBJECT (view), DATA);
}

/* --- of what holds nothing */

static void
put_nothing (Sight *self, GtkListItem *list_item)
{
  GtkWidget *nothing = g_object_new (ADW_TYPE_BIN, "height-request", self->height, NULL);

  g_object_set_data (G_OBJECT (nothing), WAITING, list_item);
  gtk_list_item_set_child (list_item, nothing);
}

/* Returns: (transfer full) */
static GtkWidget *
take_row (Sight *self)
{
  if (self->spare->len > 0)
    return g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
  return g_object_ref_sink (self->make (self->self));
}

/* A row that waits to be filled; NULL for any other. */
static GtkListItem *
get_waiting (GtkWidget *child)
{
  GtkListItem *list_item = child != NULL ? g_object_get_data (G_OBJECT (child), WAITING) : NULL;

  return list_item != NULL && gtk_list_item_get_item (list_item) != NULL ? list_item : NULL;
}

static void
show_row (Sight *self, GtkListItem *list_item)
{
  g_autoptr (GtkWidget) row = take_row (self);

  gtk_list_item_set_child (list_item, row);
  self->show (self->self, list_item, row);
}

/* Out of sight a row is there, and not mapped. */
static GtkWidget *
find_first_near (GtkWidget *view)
{
  GtkWidget *row = gtk_widget_get_first_child (view);

  while (row != NULL && !gtk_widget_get_mapped (row))
    row = gtk_widget_get_next_sibling (row);
  for (guint i = 0; row != NULL && i < AROUND && gtk_widget_get_prev_sibling (row) != NULL; i++)
    row = gtk_widget_get_prev_sibling (row);
  return row;
}

/* Before the next frame is laid out: what comes into sight by it is laid out with all the others. Which
 * rows are near was seen before: until they are laid out, all that are new are mapped. */
static void
update_cb (GdkFrameClock *clock, gpointer view)
{
  Sight *self = get_sight (view);

  for (guint i = 0; i < self->near->len; i++)
    {
      GtkListItem *list_item = g_ptr_array_index (self->near, i);

      if (get_waiting (gtk_list_item_get_child (list_item)) != NULL)
        show_row (self, list_item);
    }
  g_ptr_array_set_size (self->near, 0);
}

static void
layout_cb (GdkFrameClock *clock, gpointer view)
{
  Sight *self = get_sight (view);
  guint left = AROUND + 1;

  g_ptr_array_set_size (self->near, 0);
  for (GtkWidget *row = find_first_near (view); row != NULL && left > 0;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkListItem *waiting = get_waiting (gtk_widget_get_first_child (row));
      const gboolean seen = gtk_widget_get_mapped (row);

      if (waiting != NULL && seen)
        show_row (self, waiting);
      else if (waiting != NULL)
        g_ptr_array_add (self->near, g_object_ref (waiting));
      left = seen ? AROUND + 1 : left - 1;
    }
  if (self->near->len > 0)
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
}

static void
realize_cb (GtkWidget *view, Sight *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (view);

  self->update = g_signal_connect (clock, "update", G_CALLBACK (update_cb), view);
  self->layout = g_signal_connect_after (clock, "layout", G_CALLBACK (layout_cb), view);
}

static void
unrealize_cb (GtkWidget *view, Sight *self)
{
  g_ptr_array_set_size (self->near, 0);
  g_clear_signal_handler (&self->update, gtk_widget_get_frame_clock (view));
  g_clear_signal_handler (&self->layout, gtk_widget_get_frame_clock (view));
}

/* --- of the factory */

static void
setup_cb (Sight *self, GtkListItem *list_item)
{
  if (self->height == 0)
    {
      GtkWidget *row = take_row (self);

      gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, -1, NULL, &self->height, NULL, NULL);
      g_ptr_array_add (self->spare, row);
    }
  put_nothing (self, list_item);
}

static void
unbind_cb (Sight *self, GtkListItem *list_item)
{
  g_autoptr (GtkWidget) row = g_object_ref (gtk_list_item_get_child (list_item));
  GtkWidget *parent = gtk_widget_get_parent (row);

  if (g_object_get_data (G_OBJECT (row), WAITING) != NULL)
    return;
  if (gtk_widget_get_height (row) > 0)
    self->height = gtk_widget_get_height (row);
  if (self->clear != NULL)
    self->clear (self->self, list_item, row);
  /* Nobody finds there what it does not show. */
  if (parent != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL);
  put_nothing (self, list_item);
  if (self->clear != NULL && self->spare->len < SPARE_MAX)
    g_ptr_array_add (self->spare, g_steal_pointer (&row));
}

/**
 * halqa_in_sight_watch:
 * @view: not on the screen yet; is given a factory
 * @make: makes a row
 * @show: fills one, that is the child of the #GtkListItem by then
 * @clear: (nullable): takes out what @show put in, for the row to be used again; %NULL where that can't be
 * @self: for these; has @view in it
 */
void
halqa_in_sight_watch (GtkListView *view,
                      HalqaInSightMakeFunc make,
                      HalqaInSightFunc show,
                      HalqaInSightFunc clear,
                      gpointer self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  Sight *sight = g_new0 (Sight, 1);

  g_return_if_fail (GTK_IS_LIST_VIEW (view) && !gtk_widget_get_realized (GTK_WIDGET (view)));

  *sight = (Sight){ make, show, clear, self };
  sight->spare = g_ptr_array_new_with_free_func (g_object_unref);
  sight->near = g_ptr_array_new_with_free_func (g_object_unref);
  g_object_set_data_full (G_OBJECT (view), DATA, sight, sight_free);
  g_signal_connect (view, "realize", G_CALLBACK (realize_cb), sight);
  g_signal_connect (view, "unrealize", G_CALLBACK (unrealize_cb), sight);
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (setup_cb), sight);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (unbind_cb), sight);
  gtk_list_view_set_factory (view, factory);
}

/* --- around the view */

static void
measure_calm (GtkWidget *bin,
              GtkOrientation orientation,
              int for_size,
              int *minimum,
              int *natural,
              int *minimum_baseline,
              int *natural_baseline)
{
  *minimum = *natural = 0;
}

static void
allocate_calm (GtkWidget *bin, int width, int height, int baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (bin));

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
  gtk_widget_allocate (child, width, height, baseline, NULL);
}

/**
 * halqa_in_sight_calm:
 * @bin: with the scrolled window of a list view in it, whose size is said by what is around it
 *
 * With each row that changes, GTK asks all that is in a window how narrow and how high that can be, and a
 * list view asks all of its rows, at widths that they never have: half of a frame in which they are new.
 * Here the question ends, for a list can be of any size.
 */
void
halqa_in_sight_calm (AdwBin *bin)
{
  gtk_widget_set_layout_manager (GTK_WIDGET (bin),
                                 gtk_custom_layout_new (NULL, measure_calm, allocate_calm));
}
