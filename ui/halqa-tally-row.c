/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-tally-row.h"

#include "halqa-tally-words.h"
#include "halqa-words.h"

/* The tally of one session by one method, as a line. What nobody counted is a dash, not a zero. */

struct _HalqaTallyRow
{
  AdwActionRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
};

G_DEFINE_FINAL_TYPE (HalqaTallyRow, halqa_tally_row, ADW_TYPE_ACTION_ROW)

static void
show_item_cb (HalqaTallyRow *self)
{
  g_autofree char *session = halqa_tally_words_session (self->forum, self->item);
  g_autofree char *words = halqa_tally_words (self->item);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), session);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), words);
}

static void
halqa_tally_row_dispose (GObject *object)
{
  HalqaTallyRow *self = HALQA_TALLY_ROW (object);

  g_clear_object (&self->forum);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (halqa_tally_row_parent_class)->dispose (object);
}

static void
halqa_tally_row_class_init (HalqaTallyRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_tally_row_dispose;
}

static void
halqa_tally_row_init (HalqaTallyRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  halqa_words_limit_lines (GTK_WIDGET (self));
}

GtkWidget *
halqa_tally_row_new (HalqaForum *forum, HalqaItem *tally)
{
  HalqaTallyRow *self = g_object_new (HALQA_TYPE_TALLY_ROW, NULL);

  self->forum = g_object_ref (forum);
  self->item = g_object_ref (tally);
  g_signal_connect_object (tally, "changed", G_CALLBACK (show_item_cb), self, G_CONNECT_SWAPPED);
  /* The session may be renamed, or arrive. */
  g_signal_connect_object (forum, "changed", G_CALLBACK (show_item_cb), self, G_CONNECT_SWAPPED);
  show_item_cb (self);
  return GTK_WIDGET (self);
}
