/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-wrapping.h"

/* Buttons in a row, and those for which there is no room on further lines: with large letters in a narrow
 * window the row would keep the window wider than somebody wants it. One of a row may expand.
 *
 * Rejected: GtkFlowBox, which makes columns, each as wide as the widest button of all lines. */

#define SPACING 6

static int
get_spacing (GtkWidget *box)
{
  return gtk_widget_has_css_class (box, "linked") ? 0 : SPACING;
}

/* How wide @child is in a line of @width, of which @left is left. */
static int
get_width (GtkWidget *child, int width, int left)
{
  int least, wanted;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
  wanted = MAX (least, MIN (wanted, width));
  return gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL) ? wanted + left : wanted;
}

/* Gives the child after the line that begins at @child, and how much of @width is left beside it. */
static GtkWidget *
find_end (GtkWidget *box, GtkWidget *child, int width, int *left)
{
  int x = 0;

  *left = width;
  for (gboolean first = TRUE; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int wide;

      if (!gtk_widget_should_layout (child))
        continue;
      wide = get_width (child, width, 0);
      if (!first && x + wide > width)
        break;
      *left = width - x - wide;
      x += wide + get_spacing (box);
      first = FALSE;
    }
  return child;
}

/* What expands is as high as its words are in the width that it takes. */
static int
measure_height (GtkWidget *child, GtkWidget *end, int width, int left)
{
  int height = 0;

  for (; child != end; child = gtk_widget_get_next_sibling (child))
    {
      int high;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, get_width (child, width, left), NULL,
                          &high, NULL, NULL);
      height = MAX (height, high);
    }
  return height;
}

static void
measure_width (GtkWidget *box, int *minimum, int *natural)
{
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least, wanted;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural += wanted + (*natural > 0 ? get_spacing (box) : 0);
    }
}

static void
measure (GtkWidget *box,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (box, minimum, natural);
      return;
    }
  if (for_size < 0)
    for_size = G_MAXINT / 2;
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;)
    {
      int left;
      GtkWidget *end = find_end (box, child, for_size, &left);

      *natural += measure_height (child, end, for_size, left) + (*natural > 0 ? SPACING : 0);
      child = end;
    }
  *minimum = *natural;
}

static void
allocate_line (GtkWidget *box, GtkWidget *child, GtkWidget *end, GtkAllocation line, int left)
{
  const gboolean mirrored = gtk_widget_get_direction (box) == GTK_TEXT_DIR_RTL;
  int x = 0;

  for (; child != end; child = gtk_widget_get_next_sibling (child))
    {
      int wide;

      if (!gtk_widget_should_layout (child))
        continue;
      wide = get_width (child, line.width, left);
      gtk_widget_size_allocate (child,
                                &(GtkAllocation){ mirrored ? line.width - x - wide : x, line.y,
                                                  wide, line.height },
                                -1);
      x += wide + get_spacing (box);
    }
}

static void
allocate (GtkWidget *box, int width, int height, int baseline)
{
  int y = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;)
    {
      int left;
      GtkWidget *end = find_end (box, child, width, &left);
      const int high = measure_height (child, end, width, left);

      allocate_line (box, child, end, (GtkAllocation){ 0, y, width, high }, left);
      y += high + SPACING;
      child = end;
    }
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *box)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/**
 * halqa_wrapping_lay_out:
 * @box: a #GtkBox; its spacing is ours, or none where it is "linked"
 */
void
halqa_wrapping_lay_out (GtkWidget *box)
{
  gtk_widget_set_layout_manager (box, gtk_custom_layout_new (get_request_mode, measure, allocate));
}

/**
 * halqa_wrapping_describe:
 * @group: that may have a description
 *
 * A #GtkBox that lies asks a label for the width that goes with a height. Where lines in two scripts are of
 * different heights a wider label may be the higher one: GTK 4.8 then takes a width that there is no room
 * for, and cuts the text.
 */
void
halqa_wrapping_describe (AdwPreferencesGroup *group)
{
  GtkWidget *box = gtk_widget_get_first_child (GTK_WIDGET (group));

  halqa_wrapping_lay_out (gtk_widget_get_first_child (box));
}

/**
 * halqa_wrapping_break_words:
 * @button: with words on it
 *
 * They take another line where they would make it wider than there is room.
 */
void
halqa_wrapping_break_words (GtkButton *button)
{
  GtkLabel *label = GTK_LABEL (gtk_button_get_child (button));

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_justify (label, GTK_JUSTIFY_CENTER);
}
