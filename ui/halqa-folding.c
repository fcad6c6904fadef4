/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-folding.h"

/* A leaflet whose panes take less room once it is folded, as the bars that then lose a button.
 *
 * A window is never made narrower than what is in it asks for, and the leaflet folds only where it
 * is: from the whole screen to a quarter of it, the window would stop on its way. So until it is folded,
 * and its panes have changed by that, it asks for no more than its width-request. What is beyond the
 * edge then is so for one frame.
 *
 * Rejected: panes that are as narrow unfolded. The sentence in their bar would be cut at any width. */

/* Of the bin, while its leaflet has just been folded, or not any more: how many frames that is still new. */
#define CHANGING "halqa-folding-changing"
/* In the first its panes learn of it, and are styled by it only after the window was measured. */
#define FRAMES 2

static AdwLeaflet *
get_leaflet (GtkWidget *bin)
{
  return ADW_LEAFLET (adw_bin_get_child (ADW_BIN (bin)));
}

static int
get_least_width (GtkWidget *leaflet)
{
  int least;

  gtk_widget_measure (leaflet, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return least;
}

static gboolean
is_folded (GtkWidget *bin)
{
  return adw_leaflet_get_folded (get_leaflet (bin)) &&
         g_object_get_data (G_OBJECT (bin), CHANGING) == NULL;
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *bin)
{
  return gtk_widget_get_request_mode (GTK_WIDGET (get_leaflet (bin)));
}

static void
measure (GtkWidget *bin,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  GtkWidget *leaflet = GTK_WIDGET (get_leaflet (bin));
  int wanted;

  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    for_size = MAX (for_size, get_least_width (leaflet));
  gtk_widget_measure (leaflet, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
  gtk_widget_get_size_request (leaflet, &wanted, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL && !is_folded (bin))
    *minimum = MIN (*minimum, wanted);
}

static void
allocate (GtkWidget *bin, int width, int height, int baseline)
{
  GtkWidget *leaflet = GTK_WIDGET (get_leaflet (bin));

  gtk_widget_allocate (leaflet, MAX (width, get_least_width (leaflet)), height, baseline, NULL);
}

static gboolean
changed_cb (GtkWidget *bin, GdkFrameClock *clock, gpointer user_data)
{
  const int left = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (bin), CHANGING)) - 1;

  g_object_set_data (G_OBJECT (bin), CHANGING, GINT_TO_POINTER (left));
  if (left > 0)
    return G_SOURCE_CONTINUE;
  gtk_widget_queue_resize (bin);
  return G_SOURCE_REMOVE;
}

static void
folded_cb (GtkWidget *bin)
{
  if (g_object_get_data (G_OBJECT (bin), CHANGING) == NULL)
    gtk_widget_add_tick_callback (bin, changed_cb, NULL, NULL);
  g_object_set_data (G_OBJECT (bin), CHANGING, GINT_TO_POINTER (FRAMES));
}

/**
 * halqa_folding_let_narrow:
 * @leaflet: with a width-request, alone in an #AdwBin
 */
void
halqa_folding_let_narrow (AdwLeaflet *leaflet)
{
  GtkWidget *bin = gtk_widget_get_parent (GTK_WIDGET (leaflet));

  g_return_if_fail (ADW_IS_BIN (bin));

  gtk_widget_set_overflow (bin, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_layout_manager (bin, gtk_custom_layout_new (get_request_mode, measure, allocate));
  g_signal_connect_swapped (leaflet, "notify::folded", G_CALLBACK (folded_cb), bin);
}
