/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-in-sight.h"

/* Rows of a list view, and cells of a table, that are made, and filled, only when they come to be seen.
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
/* What a #GtkListItem is filled by. */
#define FILLING "halqa-in-sight-filling"
/* What holds nothing in one. */
#define NOTHING "halqa-in-sight-nothing"
/* The child of a row, or the cell, that waits has its #GtkListItem by this name. */
#define WAITING "halqa-in-sight-waiting"
/* Rows that are filled before and behind those that are seen. */
#define AROUND 3
/* How often in one frame those that are seen are filled: where they become lower by that, others come into
 * sight. GDK lays out five times and then gives up, and the window stands still for good. */
#define FILLS_MAX 2
/* Rows that wait for the next, at most. */
#define SPARE_MAX 40

/* How rows are filled, or the cells of a column. */
typedef struct
{
  /* borrowed */
  HalqaInSightMakeFunc make;
  HalqaInSightFunc show;
  HalqaInSightFunc clear;
  gpointer self;

  /* owned */
  GPtrArray *spare; /* of GtkWidget */

  int height; /* of a row, in pixels; 0 until one was made */
  gboolean keeps; /* what it has made, where that is to be filled */
} Filling;

/* Of a view. */
typedef struct
{
  /* borrowed */
  GtkWidget *rows; /* what has them as its children */

  /* owned */
  GPtrArray *near; /* of GtkListItem: to be filled before the next frame */

  gint64 frame; /* in which some were filled last */
  guint n_fills; /* in it */
  gboolean has_cells;
  gulong update;
  gulong layout;
} Sight;

static void
filling_free (gpointer data)
{
  g_ptr_array_unref (((Filling *) data)->spare);
  g_free (data);
}

static void
sight_free (gpointer data)
{
  g_ptr_array_unref (((Sight *) data)->near);
  g_free (data);
}

static Filling *
get_filling (GtkListItem *list_item)
{
  return g_object_get_data (G_OBJECT (list_item), FILLING);
}

/* --- of what holds nothing */

static void
put_nothing (Filling *self, GtkListItem *list_item)
{
  GtkWidget *nothing = g_object_get_data (G_OBJECT (list_item), NOTHING);

  if (nothing == NULL)
    {
      nothing = g_object_ref_sink (adw_bin_new ());
      g_object_set_data (G_OBJECT (nothing), WAITING, list_item);
      g_object_set_data_full (G_OBJECT (list_item), NOTHING, nothing, g_object_unref);
    }
  gtk_widget_set_size_request (nothing, -1, self->height);
  gtk_list_item_set_child (list_item, nothing);
}

/* Returns: (transfer full) */
static GtkWidget *
take_row (Filling *self)
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
show_row (GtkListItem *list_item)
{
  Filling *self = get_filling (list_item);
  g_autoptr (GtkWidget) row =
                 self->keeps ? g_object_ref (gtk_list_item_get_child (list_item)) : take_row (self);

  g_object_set_data (G_OBJECT (row), WAITING, NULL);
  if (!self->keeps)
    gtk_list_item_set_child (list_item, row);
  self->show (self->self, list_item, row);
}

/* Out of sight a row is there, and not mapped. */
static GtkWidget *
find_first_near (Sight *self)
{
  GtkWidget *row = gtk_widget_get_first_child (self->rows);

  while (row != NULL && !gtk_widget_get_mapped (row))
    row = gtk_widget_get_next_sibling (row);
  for (guint i = 0; row != NULL && i < AROUND && gtk_widget_get_prev_sibling (row) != NULL; i++)
    row = gtk_widget_get_prev_sibling (row);
  return row;
}

/* Before the next frame is laid out: what comes into sight by it is laid out with all the others. Which
 * rows are near was seen before: until they are laid out, all that are new are mapped. */
static void
update_cb (Sight *self)
{
  for (guint i = 0; i < self->near->len; i++)
    {
      GtkListItem *list_item = g_ptr_array_index (self->near, i);

      if (get_waiting (gtk_list_item_get_child (list_item)) != NULL)
        show_row (list_item);
    }
  g_ptr_array_set_size (self->near, 0);
}

static void
fill (Sight *self, GtkWidget *child, gboolean seen)
{
  GtkListItem *waiting = get_waiting (child);

  if (waiting != NULL && seen)
    show_row (waiting);
  else if (waiting != NULL)
    g_ptr_array_add (self->near, g_object_ref (waiting));
}

static void
fill_row (Sight *self, GtkWidget *row, gboolean seen)
{
  GtkWidget *child = gtk_widget_get_first_child (row);

  if (!self->has_cells)
    fill (self, child, seen);
  else
    for (; child != NULL; child = gtk_widget_get_next_sibling (child))
      fill (self, gtk_widget_get_first_child (child), seen);
}

static gboolean
may_fill (Sight *self, gint64 frame)
{
  if (self->frame != frame)
    self->n_fills = 0;
  self->frame = frame;
  return self->n_fills++ < FILLS_MAX;
}

static void
layout_cb (Sight *self, GdkFrameClock *clock)
{
  const gboolean fills = may_fill (self, gdk_frame_clock_get_frame_counter (clock));
  guint left = AROUND + 1;

  g_ptr_array_set_size (self->near, 0);
  for (GtkWidget *row = find_first_near (self); row != NULL && left > 0;
       row = gtk_widget_get_next_sibling (row))
    {
      const gboolean seen = gtk_widget_get_mapped (row);

      fill_row (self, row, seen && fills);
      left = seen ? AROUND + 1 : left - 1;
    }
  if (self->near->len > 0)
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
}

static void
realize_cb (Sight *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->rows);

  self->update = g_signal_connect_swapped (clock, "update", G_CALLBACK (update_cb), self);
  self->layout = g_signal_connect_data (clock, "layout", G_CALLBACK (layout_cb), self, NULL,
                                        G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
unrealize_cb (Sight *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->rows);

  g_ptr_array_set_size (self->near, 0);
  g_clear_signal_handler (&self->update, clock);
  g_clear_signal_handler (&self->layout, clock);
}

/* @rows: not on the screen yet */
static void
watch (GtkWidget *rows, gboolean has_cells)
{
  Sight *self = g_new0 (Sight, 1);

  self->rows = rows;
  self->has_cells = has_cells;
  self->near = g_ptr_array_new_with_free_func (g_object_unref);
  g_object_set_data_full (G_OBJECT (rows), DATA, self, sight_free);
  g_signal_connect_swapped (rows, "realize", G_CALLBACK (realize_cb), self);
  g_signal_connect_swapped (rows, "unrealize", G_CALLBACK (unrealize_cb), self);
}

/* --- of the factory */

static void
setup_cb (Filling *self, GtkListItem *list_item)
{
  g_object_set_data (G_OBJECT (list_item), FILLING, self);
  if (self->height == 0)
    {
      GtkWidget *row = take_row (self);

      gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, -1, NULL, &self->height, NULL, NULL);
      g_ptr_array_add (self->spare, row);
    }
  put_nothing (self, list_item);
}

static void
unbind_cb (Filling *self, GtkListItem *list_item)
{
  g_autoptr (GtkWidget) row = g_object_ref (gtk_list_item_get_child (list_item));
  GtkWidget *parent = gtk_widget_get_parent (row);

  if (g_object_get_data (G_OBJECT (row), WAITING) != NULL)
    return;
  /* With its padding. */
  if (gtk_widget_get_height (row) > 0)
    self->height = gtk_widget_get_allocated_height (row);
  if (self->clear != NULL)
    self->clear (self->self, list_item, row);
  /* Nobody finds there what it does not show. */
  if (parent != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL);
  put_nothing (self, list_item);
  if (self->clear != NULL && self->spare->len < SPARE_MAX)
    g_ptr_array_add (self->spare, g_steal_pointer (&row));
}

static void
setup_cell_cb (Filling *self, GtkListItem *list_item)
{
  GtkWidget *cell = self->make (self->self);

  g_object_set_data (G_OBJECT (list_item), FILLING, self);
  g_object_set_data (G_OBJECT (cell), WAITING, list_item);
  gtk_list_item_set_child (list_item, cell);
}

static void
unbind_cell_cb (Filling *self, GtkListItem *list_item)
{
  GtkWidget *cell = gtk_list_item_get_child (list_item);

  if (g_object_get_data (G_OBJECT (cell), WAITING) != NULL)
    return;
  self->clear (self->self, list_item, cell);
  g_object_set_data (G_OBJECT (cell), WAITING, list_item);
}

static GtkListItemFactory *
make_factory (const Filling *filling, GCallback setup, GCallback unbind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Filling *self = g_memdup2 (filling, sizeof *filling);

  self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  g_object_set_data_full (G_OBJECT (factory), DATA, self, filling_free);
  g_signal_connect_swapped (factory, "setup", setup, self);
  g_signal_connect_swapped (factory, "unbind", unbind, self);
  return factory;
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
  const Filling filling = { make, show, clear, self };
  g_autoptr (GtkListItemFactory) factory = NULL;

  g_return_if_fail (GTK_IS_LIST_VIEW (view) && !gtk_widget_get_realized (GTK_WIDGET (view)));

  factory = make_factory (&filling, G_CALLBACK (setup_cb), G_CALLBACK (unbind_cb));
  watch (GTK_WIDGET (view), FALSE);
  gtk_list_view_set_factory (view, factory);
}

/**
 * halqa_in_sight_fill_cells:
 * @column: of a view that halqa_in_sight_watch_cells() was called for
 * @make: makes a cell that is as high as it will be and shows nothing; called with @column, as the others
 * @show: fills it
 * @clear: takes out what @show put in
 *
 * Of cells there are many in a row, and each holds one text: to give them another widget, and that its
 * style, would cost more than what is in it.
 */
void
halqa_in_sight_fill_cells (GtkColumnViewColumn *column,
                           HalqaInSightMakeFunc make,
                           HalqaInSightFunc show,
                           HalqaInSightFunc clear)
{
  const Filling filling = { make, show, clear, column, .keeps = TRUE };
  g_autoptr (GtkListItemFactory) factory =
                 make_factory (&filling, G_CALLBACK (setup_cell_cb), G_CALLBACK (unbind_cell_cb));

  g_return_if_fail (GTK_IS_COLUMN_VIEW_COLUMN (column));

  gtk_column_view_column_set_factory (column, factory);
}

/**
 * halqa_in_sight_watch_cells:
 * @view: not on the screen yet; its columns are given to halqa_in_sight_fill_cells()
 */
void
halqa_in_sight_watch_cells (GtkColumnView *view)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view) && !gtk_widget_get_realized (GTK_WIDGET (view)));

  /* Below the headings. */
  watch (gtk_widget_get_last_child (GTK_WIDGET (view)), TRUE);
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

static void
show_child_cb (AdwBin *bin)
{
  gtk_widget_set_visible (adw_bin_get_child (bin), TRUE);
}

/**
 * halqa_in_sight_put_off:
 * @bin: a page of a stack, with all that is on it
 *
 * GTK gives their style to the pages of a stack that are behind another one, too, before the first frame
 * of the window. Here that waits until the page is shown.
 */
void
halqa_in_sight_put_off (AdwBin *bin)
{
  gtk_widget_set_visible (adw_bin_get_child (bin), FALSE);
  g_signal_connect (bin, "map", G_CALLBACK (show_child_cb), NULL);
}
