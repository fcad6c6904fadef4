/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-neighbour-row.h"

#include "halqa-words.h"

#include <glib/gi18n.h>

/* Another laptop: its name, whether it is in reach, and whether it has all that we have. */

struct _HalqaNeighbourRow
{
  AdwActionRow parent_instance;

  /* owned */
  HalqaNeighbour *neighbour;

  /* template */
  GtkImage *equal;
};

G_DEFINE_FINAL_TYPE (HalqaNeighbourRow, halqa_neighbour_row, ADW_TYPE_ACTION_ROW)

static const char *
say_state (HalqaNeighbour *neighbour)
{
  switch (halqa_neighbour_get_state (neighbour))
    {
    case HALQA_NEIGHBOUR_CONNECTING:
      return _ ("Connecting…");
    case HALQA_NEIGHBOUR_REACHED:
      return halqa_neighbour_is_equal (neighbour) ? _ ("Has all that we have") : _ ("Exchanging…");
    case HALQA_NEIGHBOUR_STRANGER:
      return _ ("Not a member of this forum");
    case HALQA_NEIGHBOUR_UNREACHABLE:
    default:
      return _ ("Out of reach");
    }
}

static void
update_cb (HalqaNeighbourRow *self)
{
  const char *name = halqa_neighbour_get_name (self->neighbour);
  g_autofree char *when = halqa_words_when (halqa_neighbour_get_last_exchange (self->neighbour));
  g_autofree char *subtitle = halqa_words_join (say_state (self->neighbour), when);
  gboolean equal = halqa_neighbour_get_state (self->neighbour) == HALQA_NEIGHBOUR_REACHED &&
                   halqa_neighbour_is_equal (self->neighbour);
  g_autofree char *label = NULL;

  if (*name == '\0')
    name = halqa_neighbour_get_address (self->neighbour);
  label = g_strdup_printf ("%s. %s", name, subtitle);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->equal), equal);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), halqa_neighbour_get_problem (self->neighbour));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
halqa_neighbour_row_dispose (GObject *object)
{
  HalqaNeighbourRow *self = HALQA_NEIGHBOUR_ROW (object);

  g_clear_object (&self->neighbour);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_NEIGHBOUR_ROW);
  G_OBJECT_CLASS (halqa_neighbour_row_parent_class)->dispose (object);
}

static void
halqa_neighbour_row_class_init (HalqaNeighbourRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_neighbour_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-neighbour-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, equal);
}

static void
halqa_neighbour_row_init (HalqaNeighbourRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
halqa_neighbour_row_new (HalqaNeighbour *neighbour)
{
  HalqaNeighbourRow *self = g_object_new (HALQA_TYPE_NEIGHBOUR_ROW, NULL);

  self->neighbour = g_object_ref (neighbour);
  g_signal_connect_object (neighbour, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
  return GTK_WIDGET (self);
}
