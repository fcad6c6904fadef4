/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-giving-way.h"

/* What is above and below a list, and is not there where the window is too low for it: with large letters
 * in a small window nothing would be left of the list, which cannot be done without.
 *
 * Rule: a thing is there in whole or not at all, from the last to the first: what one writes in is below.
 * The list has the rest.
 *
 * Rejected: to scroll it all as one. A list within what scrolls makes all of its rows. */

#define CHILDREN_MAX 8
#define NEEDED "halqa-giving-way-needed"

/* --- what gives way */

static GtkSizeRequestMode
get_bin_mode (GtkWidget *bin)
{
  return gtk_widget_get_request_mode (adw_bin_get_child (ADW_BIN (bin)));
}

static void
measure_bin (GtkWidget *bin,
             GtkOrientation orientation,
             int for_size,
             int *minimum,
             int *natural,
             int *minimum_baseline,
             int *natural_baseline)
{
  GtkWidget *needed = g_object_get_data (G_OBJECT (bin), NEEDED);

  gtk_widget_measure (adw_bin_get_child (ADW_BIN (bin)), orientation, for_size, minimum, natural,
                      NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = needed != NULL && gtk_widget_get_child_visible (needed) ? *natural : 0;
}

static void
allocate_bin (GtkWidget *bin, int width, int height, int baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (bin));
  int whole;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, NULL, &whole, NULL, NULL);
  gtk_widget_set_child_visible (child, height >= whole);
  if (height >= whole)
    gtk_widget_allocate (child, width, height, baseline, NULL);
}

/**
 * halqa_giving_way_add:
 * @child: what gives way; alone in an #AdwBin in the column, or in a box in it
 * @needed: (nullable): a page of a stack in it; while it is in front, it stays
 */
void
halqa_giving_way_add (GtkWidget *child, GtkWidget *needed)
{
  GtkWidget *bin = gtk_widget_get_parent (child);

  g_return_if_fail (ADW_IS_BIN (bin));

  g_object_set_data (G_OBJECT (bin), NEEDED, needed);
  gtk_widget_set_layout_manager (bin,
                                 gtk_custom_layout_new (get_bin_mode, measure_bin, allocate_bin));
}

/* --- the column */

static GtkSizeRequestMode
get_column_mode (GtkWidget *column)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_column (GtkWidget *column,
                GtkOrientation orientation,
                int for_size,
                int *minimum,
                int *natural,
                int *minimum_baseline,
                int *natural_baseline)
{
  const gboolean across = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (column); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least, whole;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, across ? -1 : for_size, &least, &whole, NULL, NULL);
      *minimum = across ? MAX (*minimum, least) : *minimum + least;
      *natural = across ? MAX (*natural, whole) : *natural + whole;
    }
}

/* What is left where all are as low as can be. */
static int
measure_rest (GtkWidget *column, int width, int height)
{
  int least;

  measure_column (column, GTK_ORIENTATION_VERTICAL, width, &least, &(int){ 0 }, NULL, NULL);
  return MAX (0, height - least);
}

static int
decide_height (GtkWidget *child, int width, int *left)
{
  int least, whole;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &least, &whole, NULL, NULL);
  if (gtk_widget_get_vexpand (child) || whole - least > *left)
    return least;
  *left -= whole - least;
  return whole;
}

static void
allocate_column (GtkWidget *column, int width, int height, int baseline)
{
  int left = measure_rest (column, width, height);
  int heights[CHILDREN_MAX] = { 0 };
  int y = 0;
  gsize n = 0;

  for (GtkWidget *child = gtk_widget_get_last_child (column); child != NULL && n < CHILDREN_MAX;
       child = gtk_widget_get_prev_sibling (child), n++)
    if (gtk_widget_should_layout (child))
      heights[n] = decide_height (child, width, &left);
  for (GtkWidget *child = gtk_widget_get_first_child (column); child != NULL && n > 0;
       child = gtk_widget_get_next_sibling (child))
    {
      n--;
      if (!gtk_widget_should_layout (child))
        continue;
      heights[n] += gtk_widget_get_vexpand (child) ? left : 0;
      gtk_widget_allocate (child, width, heights[n], -1,
                           gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, (float) y)));
      y += heights[n];
    }
}

/**
 * halqa_giving_way_lay_out:
 * @list: in a column of few things, the one of them that expands
 */
void
halqa_giving_way_lay_out (GtkWidget *list)
{
  gtk_widget_set_layout_manager (gtk_widget_get_parent (list),
                                 gtk_custom_layout_new (get_column_mode, measure_column,
                                                        allocate_column));
}
