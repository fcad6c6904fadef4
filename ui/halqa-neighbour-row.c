/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-neighbour-row.h"

#include "halqa-room-words.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* Another laptop: its name, how it stands to this one, and whatever is wrong, in words; unfolded, the
 * facts behind them. A change is written into the rows that are there, so that neither the focus nor
 * what is unfolded is lost. */

struct _HalqaNeighbourRow
{
  AdwExpanderRow parent_instance;

  /* owned */
  HalqaNeighbour *neighbour;

  /* template */
  GtkImage *icon;
  AdwActionRow *problem;
  AdwActionRow *way_out;
  AdwActionRow *conduct;
  AdwActionRow *lacks;
  AdwActionRow *source;
  AdwActionRow *exchange;
  AdwActionRow *clock;
  AdwActionRow *version;
  AdwActionRow *address;
};

G_DEFINE_FINAL_TYPE (HalqaNeighbourRow, halqa_neighbour_row, ADW_TYPE_EXPANDER_ROW)

static void
name_row (GtkWidget *row, const char *title, const char *subtitle)
{
  g_autofree char *name = g_strdup_printf ("%s. %s", title, subtitle);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* @fact: (nullable): %NULL hides the row */
static void
set_fact (AdwActionRow *row, const char *fact)
{
  gtk_widget_set_visible (GTK_WIDGET (row), fact != NULL);
  if (fact == NULL)
    return;
  adw_action_row_set_subtitle (row, fact);
  name_row (GTK_WIDGET (row), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), fact);
}

/* The row in an expander row that has its title and takes the focus. */
static GtkWidget *
find_header (GtkWidget *widget)
{
  GtkWidget *found = ADW_IS_ACTION_ROW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_header (child);
  return found;
}

/* What it has, or why it can't tell, and what is wrong with its clock: a line each. Of one that is
 * near it is enough to say what it has. */
static char *
make_subtitle (HalqaNeighbourRow *self, const char *lacks, const char *clock)
{
  const char *why = halqa_neighbour_get_explanation (self->neighbour);
  g_autofree char *state = halqa_room_words_state (self->neighbour);
  g_autofree char *first = NULL;

  if (halqa_neighbour_get_state (self->neighbour) == HALQA_NEIGHBOUR_REACHED && lacks != NULL)
    first = g_strdup (lacks);
  else
    first = halqa_words_join (why != NULL ? why : state, lacks);
  return clock == NULL ? g_steal_pointer (&first) : g_strconcat (first, "\n", clock, NULL);
}

static void
update_header (HalqaNeighbourRow *self, const char *lacks, const char *clock)
{
  const char *written = halqa_neighbour_get_name (self->neighbour);
  g_autofree char *name = halqa_text_show_line (
      *written != '\0' ? written : halqa_neighbour_get_address (self->neighbour));
  g_autofree char *subtitle = make_subtitle (self, lacks, clock);

  gtk_image_set_from_icon_name (self->icon, halqa_room_words_icon (self->neighbour));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  name_row (find_header (GTK_WIDGET (self)), name, subtitle);
  name_row (GTK_WIDGET (self), name, subtitle);
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
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, problem);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, way_out);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, conduct);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, lacks);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, source);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, exchange);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, clock);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, version);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, address);
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
  g_signal_connect_object (neighbour, "notify", G_CALLBACK (halqa_neighbour_row_update), self,
                           G_CONNECT_SWAPPED);
  halqa_neighbour_row_update (self);
  return GTK_WIDGET (self);
}

/* Says anew how the laptop stands, and how long ago the last exchange was. */
void
halqa_neighbour_row_update (HalqaNeighbourRow *self)
{
  HalqaNeighbour *neighbour;
  g_autofree char *conduct = NULL;
  g_autofree char *lacks = NULL;
  g_autofree char *source = NULL;
  g_autofree char *when = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *version = NULL;
  g_autofree char *address = NULL;

  g_return_if_fail (HALQA_IS_NEIGHBOUR_ROW (self));

  neighbour = self->neighbour;
  conduct = halqa_room_words_conduct (neighbour);
  lacks = halqa_room_words_lacks (neighbour);
  source = halqa_room_words_source (neighbour);
  when = halqa_words_when (halqa_neighbour_get_last_exchange (neighbour));
  clock = halqa_room_words_clock (neighbour);
  version = halqa_text_isolate (halqa_neighbour_get_version (neighbour));
  address = halqa_text_isolate (halqa_neighbour_get_address (neighbour));
  update_header (self, lacks, clock);
  set_fact (self->problem, halqa_neighbour_get_problem (neighbour));
  set_fact (self->way_out, halqa_neighbour_get_way_out (neighbour));
  set_fact (self->conduct, conduct);
  set_fact (self->lacks, lacks);
  set_fact (self->source, source);
  set_fact (self->exchange, when);
  set_fact (self->clock, clock);
  set_fact (self->version, *halqa_neighbour_get_version (neighbour) == '\0' ? NULL : version);
  set_fact (self->address, *halqa_neighbour_get_address (neighbour) == '\0' ? NULL : address);
}
