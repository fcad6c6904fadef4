/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-tally-row.h"

#include "halqa-count.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* The tally of one session by one method, as a line. What nobody counted is a dash, not a zero. */

struct _HalqaTallyRow
{
  AdwActionRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
};

G_DEFINE_FINAL_TYPE (HalqaTallyRow, halqa_tally_row, ADW_TYPE_ACTION_ROW)

static char *
dup_session_name (HalqaTallyRow *self)
{
  const char *id = halqa_item_get_ref (self->item, "session");
  g_autoptr (HalqaItem) session =
                 id != NULL ? halqa_forum_dup_item (self->forum, "session", id) : NULL;

  if (id == NULL)
    return g_strdup (_ ("No session"));
  if (session == NULL || halqa_item_is_deleted (session))
    return halqa_words_missing (session, id);
  return g_strdup (*halqa_item_get_label (session) == '\0' ? _ ("Session without a title")
                                                           : halqa_item_get_label (session));
}

static const char *
name_method (const char *method)
{
  if (g_str_equal (method, "hands"))
    return C_ ("a tally", "By hands");
  if (g_str_equal (method, "dots"))
    return C_ ("a tally", "By dots");
  return *method == '\0' ? C_ ("a tally", "By an unknown method") : method;
}

static void
show_item_cb (HalqaTallyRow *self)
{
  g_autofree char *session = dup_session_name (self);
  g_autofree char *method =
      halqa_text_isolate (name_method (halqa_item_get_text (self->item, "method")));
  g_autofree char *words = NULL;
  char numbers[HALQA_N_VOTES][24];

  for (guint i = 0; i < HALQA_N_VOTES; i++)
    {
      gint64 number;

      if (halqa_item_get_int (self->item, halqa_votes[i], &number))
        g_snprintf (numbers[i], sizeof numbers[i], "%" G_GINT64_FORMAT, number);
      else
        g_strlcpy (numbers[i], "–", sizeof numbers[i]);
    }
  /* Translators: a tally: first how it was counted, then numbers, or a dash for what nobody counted. */
  words = g_strdup_printf (_ ("%1$s. In favour: %2$s, against: %3$s, abstaining: %4$s"), method,
                           numbers[0], numbers[1], numbers[2]);
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

/* Returns: (transfer none) */
HalqaItem *
halqa_tally_row_get_item (HalqaTallyRow *self)
{
  g_return_val_if_fail (HALQA_IS_TALLY_ROW (self), NULL);

  return self->item;
}
