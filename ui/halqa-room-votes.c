/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-room-votes.h"

#include "halqa-tally-pad.h"
#include "halqa-words.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>

/* The votes of this room on one proposal. They have their place in the window, whichever proposal it is,
 * for they are counted with the eyes on the hall.
 *
 * The counters stand beside each other, or in a narrow window one below the other. AdwFlap 1.2 asks how
 * high all that is without saying how wide it will be; as high as in the narrowest window, it would push
 * the line below it off the screen. So the answer is that for the width of now. */

struct _HalqaRoomVotes
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *session;
  HalqaItem *proposal; /* NULL where none is shown */

  int width; /* 0 before the first allocation */
  guint resize_idle;

  /* template */
  GtkLabel *voted;
  GtkToggleButton *dots;
  HalqaTallyPad *pad;
};

G_DEFINE_FINAL_TYPE (HalqaRoomVotes, halqa_room_votes, ADW_TYPE_BIN)

static void
turn (HalqaRoomVotes *self)
{
  halqa_tally_pad_turn_to (self->pad, self->forum, self->proposal,
                           self->session != NULL ? halqa_item_get_id (self->session) : NULL,
                           gtk_toggle_button_get_active (self->dots) ? "dots" : "hands");
}

static void
show_name_cb (HalqaRoomVotes *self)
{
  const char *reference = halqa_item_get_text (self->proposal, "reference");
  g_autofree char *name = halqa_words_join (reference, halqa_item_get_label (self->proposal));
  /* And what says that the title is cut. The reference is called out in the hall: it is not. */
  const int least = (int) g_utf8_strlen (reference, -1) + 2;

  gtk_label_set_text (self->voted, name);
  gtk_label_set_width_chars (self->voted, least);
  gtk_label_set_max_width_chars (self->voted, least);
  gtk_accessible_update_property (GTK_ACCESSIBLE (adw_bin_get_child (ADW_BIN (self))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* --- the size */

static GtkSizeRequestMode
halqa_room_votes_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
halqa_room_votes_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  if (orientation == GTK_ORIENTATION_VERTICAL && for_size < 0)
    for_size = HALQA_ROOM_VOTES (widget)->width;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size == 0)
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &for_size, NULL, NULL);
  gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

static gboolean
resize_cb (gpointer user_data)
{
  HALQA_ROOM_VOTES (user_data)->resize_idle = 0;
  gtk_widget_queue_resize (user_data);
  return G_SOURCE_REMOVE;
}

static void
halqa_room_votes_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HalqaRoomVotes *self = HALQA_ROOM_VOTES (widget);

  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (self)), width, height, baseline, NULL);
  if (width != self->width && self->resize_idle == 0)
    self->resize_idle = g_idle_add (resize_cb, self);
  self->width = width;
}

static void
halqa_room_votes_dispose (GObject *object)
{
  HalqaRoomVotes *self = HALQA_ROOM_VOTES (object);

  g_clear_handle_id (&self->resize_idle, g_source_remove);
  if (self->proposal != NULL)
    halqa_room_votes_set_proposal (self, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_ROOM_VOTES);
  G_OBJECT_CLASS (halqa_room_votes_parent_class)->dispose (object);
}

static void
halqa_room_votes_class_init (HalqaRoomVotesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_room_votes_dispose;
  widget_class->get_request_mode = halqa_room_votes_get_request_mode;
  widget_class->measure = halqa_room_votes_measure;
  widget_class->size_allocate = halqa_room_votes_size_allocate;
  g_type_ensure (HALQA_TYPE_TALLY_PAD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-room-votes.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomVotes, voted);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomVotes, dots);
  gtk_widget_class_bind_template_child (widget_class, HalqaRoomVotes, pad);
  gtk_widget_class_bind_template_callback (widget_class, turn);
}

static void
halqa_room_votes_init (HalqaRoomVotes *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* That of AdwBin would answer in its place. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  halqa_wrapping_lay_out (gtk_widget_get_parent (GTK_WIDGET (self->voted)));
}

void
halqa_room_votes_set_proposal (HalqaRoomVotes *self,
                               HalqaForum *forum,
                               HalqaItem *session,
                               HalqaItem *proposal)
{
  g_return_if_fail (HALQA_IS_ROOM_VOTES (self));

  if (self->proposal != NULL)
    g_signal_handlers_disconnect_by_data (self->proposal, self);
  if (proposal == NULL)
    {
      forum = NULL;
      session = NULL;
    }
  g_set_object (&self->forum, forum);
  g_set_object (&self->session, session);
  g_set_object (&self->proposal, proposal);
  turn (self);
  gtk_widget_set_visible (GTK_WIDGET (self), proposal != NULL);
  if (proposal == NULL)
    return;
  g_signal_connect_swapped (proposal, "changed", G_CALLBACK (show_name_cb), self);
  show_name_cb (self);
}

void
halqa_room_votes_count (HalqaRoomVotes *self, int step)
{
  g_return_if_fail (HALQA_IS_ROOM_VOTES (self));

  halqa_tally_pad_count (self->pad, step);
}

void
halqa_room_votes_flush (HalqaRoomVotes *self)
{
  g_return_if_fail (HALQA_IS_ROOM_VOTES (self));

  halqa_tally_pad_flush (self->pad);
}
