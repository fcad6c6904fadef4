/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-present-tally.h"

#include "halqa-count.h"
#include "halqa-tally-words.h"
#include "halqa-words.h"

/* What one room counted, beside the proposal on the projector: large figures, each with its word.
 * What nobody counted is a dash and not a zero. */

/* Of a row in a list, in characters: the room, and hands of a hall. */
#define BRIEF_ROOM 30
#define BRIEF_NUMBER 3

struct _HalqaPresentTally
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;

  /* template */
  GtkLabel *room;
  GtkLabel *numbers[HALQA_N_VOTES];
};

G_DEFINE_FINAL_TYPE (HalqaPresentTally, halqa_present_tally, ADW_TYPE_BIN)

static void
show_item_cb (HalqaPresentTally *self)
{
  g_autofree char *session = halqa_tally_words_session (self->forum, self->item);
  g_autofree char *method = halqa_tally_words_method (self->item);
  g_autofree char *room = halqa_words_join (method, session);
  g_autofree char *words = halqa_tally_words (self->item);
  g_autofree char *name = g_strdup_printf ("%s. %s", session, words);

  gtk_label_set_text (self->room, room);
  for (guint i = 0; i < HALQA_N_VOTES; i++)
    {
      g_autofree char *digits = halqa_tally_words_number (self->item, i);

      gtk_label_set_text (self->numbers[i], digits);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
halqa_present_tally_dispose (GObject *object)
{
  HalqaPresentTally *self = HALQA_PRESENT_TALLY (object);

  g_clear_object (&self->item);
  g_clear_object (&self->forum);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_PRESENT_TALLY);
  G_OBJECT_CLASS (halqa_present_tally_parent_class)->dispose (object);
}

static void
halqa_present_tally_class_init (HalqaPresentTallyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_present_tally_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-present-tally.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentTally, room);
  for (guint i = 0; i < HALQA_N_VOTES; i++)
    {
      g_autofree char *name = g_strdup_printf ("number_%u", i);

      gtk_widget_class_bind_template_child_full (
          widget_class, name, FALSE,
          (gssize) (G_STRUCT_OFFSET (HalqaPresentTally, numbers) + i * sizeof (GtkLabel *)));
    }
}

static void
halqa_present_tally_init (HalqaPresentTally *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
be_brief (HalqaPresentTally *self)
{
  gtk_label_set_width_chars (self->room, BRIEF_ROOM);
  gtk_label_set_max_width_chars (self->room, BRIEF_ROOM);
  for (guint i = 0; i < HALQA_N_VOTES; i++)
    {
      gtk_label_set_width_chars (self->numbers[i], BRIEF_NUMBER);
      gtk_label_set_xalign (self->numbers[i], 1);
    }
}

/* @brief: in a row of a list, where the numbers of all rows stand below each other */
GtkWidget *
halqa_present_tally_new (HalqaForum *forum, HalqaItem *tally, gboolean brief)
{
  HalqaPresentTally *self = g_object_new (HALQA_TYPE_PRESENT_TALLY, NULL);

  self->forum = g_object_ref (forum);
  self->item = g_object_ref (tally);
  g_signal_connect_object (tally, "changed", G_CALLBACK (show_item_cb), self, G_CONNECT_SWAPPED);
  /* The session may be renamed, or arrive. */
  g_signal_connect_object (forum, "changed", G_CALLBACK (show_item_cb), self, G_CONNECT_SWAPPED);
  if (brief)
    be_brief (self);
  show_item_cb (self);
  return GTK_WIDGET (self);
}
