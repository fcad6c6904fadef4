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
 * It unfolds only where there is room for what its panes take side by side. Of itself it would unfold for
 * what they take while it is folded, have no room for more, fold, and so on for ever.
 *
 * Rejected: panes that are as narrow unfolded. The sentence in their bar would be cut at any width. And to
 * unfold at the width at which it folded: what was wide then may be gone, as letters that were larger. */

/* Of the bin. */
#define FOLDING "halqa-folding"
/* In the first its panes learn of it, and are styled by it only after the window was measured. */
#define FRAMES 2

typedef struct
{
  int frames; /* how many it is still new that the leaflet is folded, or not any more */
  int side_by_side; /* the least width of the panes when they were that */
  int saved; /* how much less that is while it is folded */
} Folding;

static Folding *
get_folding (GtkWidget *bin)
{
  return g_object_get_data (G_OBJECT (bin), FOLDING);
}

static AdwLeaflet *
get_leaflet (GtkWidget *bin)
{
  return ADW_LEAFLET (adw_bin_get_child (ADW_BIN (bin)));
}

static int
get_least_width (GtkWidget *widget)
{
  int least;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return least;
}

/* Without regard to whether it is folded. */
static int
get_least_width_of_panes (GtkWidget *bin)
{
  g_autoptr (GtkSelectionModel) pages = adw_leaflet_get_pages (get_leaflet (bin));
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (pages));
  int sum = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AdwLeafletPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

      sum += get_least_width (adw_leaflet_page_get_child (page));
    }
  return sum;
}

static gboolean
is_folded (GtkWidget *bin)
{
  return adw_leaflet_get_folded (get_leaflet (bin)) && get_folding (bin)->frames == 0;
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
  Folding *folding = get_folding (bin);
  const int panes = get_least_width_of_panes (bin);

  if (!adw_leaflet_get_folded (ADW_LEAFLET (leaflet)))
    folding->side_by_side = panes;
  else
    adw_leaflet_set_can_unfold (ADW_LEAFLET (leaflet),
                                folding->frames == 0 && width >= panes + folding->saved);
  gtk_widget_allocate (leaflet, MAX (width, get_least_width (leaflet)), height, baseline, NULL);
}

static gboolean
changed_cb (GtkWidget *bin, GdkFrameClock *clock, gpointer user_data)
{
  Folding *folding = get_folding (bin);

  if (--folding->frames > 0)
    return G_SOURCE_CONTINUE;
  if (adw_leaflet_get_folded (get_leaflet (bin)))
    folding->saved = folding->side_by_side - get_least_width_of_panes (bin);
  gtk_widget_queue_resize (bin);
  return G_SOURCE_REMOVE;
}

static void
folded_cb (GtkWidget *bin)
{
  Folding *folding = get_folding (bin);

  if (folding->frames == 0)
    gtk_widget_add_tick_callback (bin, changed_cb, NULL, NULL);
  folding->frames = FRAMES;
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

  g_object_set_data_full (G_OBJECT (bin), FOLDING, g_new0 (Folding, 1), g_free);
  gtk_widget_set_overflow (bin, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_layout_manager (bin, gtk_custom_layout_new (get_request_mode, measure, allocate));
  g_signal_connect_swapped (leaflet, "notify::folded", G_CALLBACK (folded_cb), bin);
}
