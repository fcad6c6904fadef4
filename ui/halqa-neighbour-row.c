/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-neighbour-row.h"

#include "halqa-room-words.h"
#include "halqa-spoken.h"
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
  HalqaForum *forum;
  HalqaNeighbour *neighbour;
  HalqaItem *record; /* of the laptop; NULL while none has come */
  HalqaItem *session; /* in which it stands, as far as it told */

  /* template */
  GtkImage *icon;
  AdwActionRow *problem;
  AdwActionRow *way_out;
  AdwActionRow *session_row;
  AdwActionRow *conduct;
  AdwActionRow *lacks;
  AdwActionRow *source;
  AdwActionRow *exchange;
  AdwActionRow *clock;
  AdwActionRow *version;
  AdwActionRow *address;
  GtkWidget *forget;
};

G_DEFINE_FINAL_TYPE (HalqaNeighbourRow, halqa_neighbour_row, ADW_TYPE_EXPANDER_ROW)

static void
name_row (GtkWidget *row, const char *title, const char *subtitle)
{
  g_autofree char *name = g_strdup_printf ("%s. %s", title, subtitle);

  halqa_name_row (row, name);
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

/* Keeps @item in @slot, and watches it. */
static void
follow (HalqaNeighbourRow *self, HalqaItem **slot, HalqaItem *item)
{
  if (item == *slot)
    return;
  if (*slot != NULL)
    g_signal_handlers_disconnect_by_data (*slot, self);
  g_set_object (slot, item);
  if (item != NULL)
    g_signal_connect_object (item, "changed", G_CALLBACK (halqa_neighbour_row_update), self,
                             G_CONNECT_SWAPPED);
}

/* Returns: (transfer full) (nullable): the title of the session that the laptop says it stands in */
static char *
dup_session (HalqaNeighbourRow *self)
{
  g_autofree char *device = halqa_neighbour_dup_device (self->neighbour);
  g_autoptr (HalqaItem) record = NULL;
  g_autoptr (HalqaItem) session = NULL;
  const char *id;

  if (device != NULL)
    record = halqa_forum_dup_device_item (self->forum, device);
  follow (self, &self->record, record);
  id = record == NULL ? NULL : halqa_item_get_ref (record, "session");
  if (id != NULL)
    session = halqa_forum_dup_item (self->forum, "session", id);
  follow (self, &self->session, session);
  if (session == NULL || halqa_item_is_deleted (session) || *halqa_item_get_label (session) == '\0')
    return NULL;
  return halqa_text_isolate (halqa_item_get_label (session));
}

/* What it has, or why it can't tell, in which session it stands, and what is wrong with its clock: a
 * line each. Of one that is near it is enough to say what it has. */
static char *
make_subtitle (HalqaNeighbourRow *self, const char *lacks, const char *session, const char *clock)
{
  const char *why = halqa_neighbour_get_explanation (self->neighbour);
  g_autofree char *state = halqa_room_words_state (self->neighbour);
  g_autofree char *first = NULL;
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_autofree char *where = NULL;
  g_auto (GStrv) all = NULL;

  if (halqa_neighbour_get_state (self->neighbour) == HALQA_NEIGHBOUR_REACHED && lacks != NULL)
    first = g_strdup (lacks);
  else
    first = halqa_words_join (why != NULL ? why : state, lacks);
  g_strv_builder_add (lines, first);
  if (session != NULL)
    {
      /* Translators: %s is the title of a session. */
      where = g_strdup_printf (_ ("Session: %s"), session);
      g_strv_builder_add (lines, where);
    }
  if (clock != NULL)
    g_strv_builder_add (lines, clock);
  all = g_strv_builder_end (lines);
  return g_strjoinv ("\n", all);
}

static void
update_header (HalqaNeighbourRow *self, const char *lacks, const char *session, const char *clock)
{
  const char *written = halqa_neighbour_get_name (self->neighbour);
  g_autofree char *name = halqa_text_show_line (
      *written != '\0' ? written : halqa_neighbour_get_address (self->neighbour));
  g_autofree char *subtitle = make_subtitle (self, lacks, session, clock);

  gtk_image_set_from_icon_name (self->icon, halqa_room_words_icon (self->neighbour));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  name_row (find_header (GTK_WIDGET (self)), name, subtitle);
  name_row (GTK_WIDGET (self), name, subtitle);
}

/* Only what is tried for no other reason than that somebody, or an invitation, named it. */
static void
update_forget (HalqaNeighbourRow *self)
{
  const char *address = halqa_neighbour_get_address (self->neighbour);
  g_autofree char *device = halqa_neighbour_dup_device (self->neighbour);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->forget), "s", address);
  gtk_widget_set_visible (self->forget,
                          device == NULL && halqa_forum_has_address (self->forum, address));
}

static void
halqa_neighbour_row_dispose (GObject *object)
{
  HalqaNeighbourRow *self = HALQA_NEIGHBOUR_ROW (object);

  follow (self, &self->record, NULL);
  follow (self, &self->session, NULL);
  g_clear_object (&self->neighbour);
  g_clear_object (&self->forum);
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
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, session_row);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, conduct);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, lacks);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, source);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, exchange);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, clock);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, version);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, address);
  gtk_widget_class_bind_template_child (widget_class, HalqaNeighbourRow, forget);
}

static void
halqa_neighbour_row_init (HalqaNeighbourRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
halqa_neighbour_row_new (HalqaForum *forum, HalqaNeighbour *neighbour)
{
  HalqaNeighbourRow *self = g_object_new (HALQA_TYPE_NEIGHBOUR_ROW, NULL);

  self->forum = g_object_ref (forum);
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
  g_autofree char *session = NULL;

  g_return_if_fail (HALQA_IS_NEIGHBOUR_ROW (self));

  neighbour = self->neighbour;
  conduct = halqa_room_words_conduct (neighbour);
  lacks = halqa_room_words_lacks (neighbour);
  source = halqa_room_words_source (neighbour);
  when = halqa_words_when (halqa_neighbour_get_last_exchange (neighbour));
  clock = halqa_room_words_clock (neighbour);
  version = halqa_text_isolate (halqa_neighbour_get_version (neighbour));
  address = halqa_text_isolate (halqa_neighbour_get_address (neighbour));
  session = dup_session (self);
  update_header (self, lacks, session, clock);
  set_fact (self->problem, halqa_neighbour_get_problem (neighbour));
  set_fact (self->way_out, halqa_neighbour_get_way_out (neighbour));
  set_fact (self->session_row, session);
  set_fact (self->conduct, conduct);
  set_fact (self->lacks, lacks);
  set_fact (self->source, source);
  set_fact (self->exchange, when);
  set_fact (self->clock, clock);
  set_fact (self->version, *halqa_neighbour_get_version (neighbour) == '\0' ? NULL : version);
  set_fact (self->address, *halqa_neighbour_get_address (neighbour) == '\0' ? NULL : address);
  update_forget (self);
}
