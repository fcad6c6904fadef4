/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-tally-pad.h"

#include "halqa-count.h"
#include "halqa-counter.h"

/* The three counters of one tally.
 *
 * A count is written when nobody has counted for a moment, and when another tally is turned to: not
 * with each hand, for each entry is carried by everyone for ever. What another laptop counted shows at
 * once in each counter that nobody is counting with here. */

#define DEBOUNCE_MS 700

struct _HalqaTallyPad
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *proposal;
  HalqaItem *tally; /* what the counters show; NULL where nobody counted yet */
  char *session; /* whose votes the counters show; NULL for none chosen */
  const char *method;

  gboolean is_counted[HALQA_N_VOTES]; /* by a person, not yet handed over */
  guint timer;

  /* template */
  HalqaCounter *in_favour;
  HalqaCounter *against;
  HalqaCounter *abstain;
};

G_DEFINE_FINAL_TYPE (HalqaTallyPad, halqa_tally_pad, ADW_TYPE_BIN)

static HalqaCounter *
get_counter (HalqaTallyPad *self, guint i)
{
  HalqaCounter *counters[HALQA_N_VOTES] = { self->in_favour, self->against, self->abstain };

  return counters[i];
}

static void
show_counts (HalqaTallyPad *self)
{
  for (guint i = 0; i < HALQA_N_VOTES; i++)
    {
      HalqaCounter *counter = get_counter (self, i);
      gint64 number;

      if (self->is_counted[i])
        continue;
      if (self->tally == NULL || halqa_item_is_deleted (self->tally) ||
          !halqa_item_get_int (self->tally, halqa_votes[i], &number))
        number = HALQA_COUNTER_EMPTY;
      halqa_counter_set_value (counter, number);
      halqa_conflict_button_set_field (halqa_counter_get_conflict (counter), self->forum,
                                       self->tally, halqa_votes[i]);
    }
}

static void
set_tally (HalqaTallyPad *self, HalqaItem *tally)
{
  if (self->tally != NULL)
    g_signal_handlers_disconnect_by_func (self->tally, show_counts, self);
  g_set_object (&self->tally, tally);
  if (tally != NULL)
    g_signal_connect_swapped (tally, "changed", G_CALLBACK (show_counts), self);
  show_counts (self);
}

/* The tally may be made here, or arrive, at any time. */
static void
find_tally (HalqaTallyPad *self)
{
  g_autofree char *id = NULL;
  g_autoptr (HalqaItem) tally = NULL;

  if (self->proposal != NULL && self->session != NULL)
    {
      id = halqa_count_dup_id (halqa_item_get_id (self->proposal), self->session, self->method);
      tally = halqa_forum_dup_item (self->forum, "tally", id);
    }
  set_tally (self, tally);
}

static void
forum_changed_cb (HalqaTallyPad *self)
{
  if (self->tally == NULL)
    find_tally (self);
}

static gboolean
flush_cb (gpointer user_data)
{
  halqa_tally_pad_flush (user_data);
  return G_SOURCE_REMOVE;
}

static void
counted_cb (HalqaTallyPad *self, HalqaCounter *counter)
{
  for (guint i = 0; i < HALQA_N_VOTES; i++)
    if (get_counter (self, i) == counter)
      self->is_counted[i] = TRUE;
  if (self->proposal == NULL || self->session == NULL)
    return;
  /* A window that is closed meanwhile waits for it. */
  if (self->timer == 0)
    halqa_forum_hold (self->forum);
  else
    g_source_remove (self->timer);
  self->timer = g_timeout_add (DEBOUNCE_MS, flush_cb, self);
}

static void
set_forum (HalqaTallyPad *self, HalqaForum *forum)
{
  const gboolean writable = forum != NULL && !halqa_forum_is_read_only (forum);

  if (forum == self->forum)
    return;
  if (self->forum != NULL)
    g_signal_handlers_disconnect_by_func (self->forum, forum_changed_cb, self);
  g_set_object (&self->forum, forum);
  if (forum != NULL)
    g_signal_connect_swapped (forum, "changed", G_CALLBACK (forum_changed_cb), self);
  for (guint i = 0; i < HALQA_N_VOTES; i++)
    halqa_counter_set_writable (get_counter (self, i), writable);
}

static void
halqa_tally_pad_dispose (GObject *object)
{
  HalqaTallyPad *self = HALQA_TALLY_PAD (object);

  if (self->in_favour != NULL)
    halqa_tally_pad_turn_to (self, NULL, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_TALLY_PAD);
  G_OBJECT_CLASS (halqa_tally_pad_parent_class)->dispose (object);
}

static void
halqa_tally_pad_class_init (HalqaTallyPadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_tally_pad_dispose;
  g_type_ensure (HALQA_TYPE_COUNTER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-tally-pad.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaTallyPad, in_favour);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallyPad, against);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallyPad, abstain);
  gtk_widget_class_bind_template_callback (widget_class, counted_cb);
}

static void
halqa_tally_pad_init (HalqaTallyPad *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
halqa_tally_pad_turn_to (HalqaTallyPad *self,
                         HalqaForum *forum,
                         HalqaItem *proposal,
                         const char *session,
                         const char *method)
{
  g_return_if_fail (HALQA_IS_TALLY_PAD (self));

  halqa_tally_pad_flush (self);
  set_tally (self, NULL);
  set_forum (self, forum);
  g_set_object (&self->proposal, proposal);
  if (session != self->session)
    {
      g_free (self->session);
      self->session = g_strdup (session);
    }
  self->method = method;
  gtk_widget_set_sensitive (GTK_WIDGET (self), session != NULL);
  find_tally (self);
}

void
halqa_tally_pad_count (HalqaTallyPad *self, int step)
{
  g_return_if_fail (HALQA_IS_TALLY_PAD (self));

  if (self->session != NULL)
    halqa_counter_count (self->in_favour, step);
}

void
halqa_tally_pad_flush (HalqaTallyPad *self)
{
  HalqaCount count = { 0 };

  g_return_if_fail (HALQA_IS_TALLY_PAD (self));

  if (self->timer == 0)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  for (guint i = 0; i < HALQA_N_VOTES; i++)
    {
      count.values[i] = halqa_counter_get_value (get_counter (self, i));
      count.is_set[i] = self->is_counted[i];
      self->is_counted[i] = FALSE;
    }
  count.forum = self->forum;
  count.proposal = (char *) halqa_item_get_id (self->proposal);
  count.session = self->session;
  count.method = (char *) self->method;
  halqa_count_save (&count, GTK_WIDGET (self));
  halqa_forum_release (self->forum);
}
