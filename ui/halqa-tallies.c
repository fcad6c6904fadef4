/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-tallies.h"

#include "halqa-choices.h"
#include "halqa-count.h"
#include "halqa-counter.h"
#include "halqa-item-list.h"
#include "halqa-tally-row.h"

/* The votes on one proposal. Above, the counters of one session and one method; below, what other rooms
 * counted, one line each and never added up.
 *
 * A count is written when nobody has counted for a moment, and when another record is turned to: not
 * with each hand, for each entry is carried by everyone for ever. What another laptop counted shows at
 * once in each counter that nobody is counting with here. */

#define DEBOUNCE_MS 700

struct _HalqaTallies
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *proposal;
  HalqaItem *tally; /* what the counters show; NULL where nobody counted yet */
  GListModel *all; /* tallies of the proposal but that one */
  GtkCustomFilter *elsewhere;
  char *session; /* whose votes the counters show; NULL for none chosen */
  const char *method;

  gboolean is_counted[HALQA_N_VOTES]; /* by a person, not yet handed over */
  guint timer;
  guint setting;

  /* template */
  AdwComboRow *session_row;
  GtkWidget *counting;
  GtkToggleButton *hands;
  GtkToggleButton *dots;
  HalqaCounter *in_favour;
  HalqaCounter *against;
  HalqaCounter *abstain;
  GtkListBox *others;
  GtkWidget *others_box;
};

G_DEFINE_FINAL_TYPE (HalqaTallies, halqa_tallies, ADW_TYPE_BIN)

static HalqaCounter *
get_counter (HalqaTallies *self, guint i)
{
  HalqaCounter *counters[HALQA_N_VOTES] = { self->in_favour, self->against, self->abstain };

  return counters[i];
}

static void
show_counts (HalqaTallies *self)
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
set_tally (HalqaTallies *self, HalqaItem *tally)
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
find_tally (HalqaTallies *self)
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
forum_changed_cb (HalqaTallies *self)
{
  if (self->tally == NULL)
    find_tally (self);
}

/* --- other rooms */

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  return halqa_tally_row_new (HALQA_TALLIES (user_data)->forum, item);
}

/* Not the one that is above. */
static gboolean
is_elsewhere (gpointer item, gpointer user_data)
{
  HalqaTallies *self = user_data;

  return g_strcmp0 (halqa_item_get_ref (item, "session"), self->session) != 0 ||
         g_strcmp0 (halqa_item_get_text (item, "method"), self->method) != 0;
}

static void
update_others (HalqaTallies *self)
{
  gtk_widget_set_visible (self->others_box,
                          self->all != NULL && g_list_model_get_n_items (self->all) > 0);
}

static void
show_others (HalqaTallies *self)
{
  HalqaItemList *all;

  g_clear_object (&self->all);
  if (self->proposal != NULL)
    {
      all = halqa_item_list_new (self->forum, "tally", "created", FALSE);
      halqa_item_list_set_parent (all, "proposal", halqa_item_get_id (self->proposal));
      self->all =
          G_LIST_MODEL (gtk_filter_list_model_new (G_LIST_MODEL (all),
                                                   g_object_ref (GTK_FILTER (self->elsewhere))));
      g_signal_connect_object (self->all, "items-changed", G_CALLBACK (update_others), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_list_box_bind_model (self->others, self->all, create_row, self, NULL);
  update_others (self);
}

/* --- counting */

static void
flush (HalqaTallies *self)
{
  HalqaCount count = { 0 };

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
  halqa_count_save (&count);
  halqa_forum_release (self->forum);
}

static gboolean
flush_cb (gpointer user_data)
{
  flush (user_data);
  return G_SOURCE_REMOVE;
}

static void
counted_cb (HalqaTallies *self, HalqaCounter *counter)
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
turn_to (HalqaTallies *self, const char *session, const char *method)
{
  gboolean writable = self->forum != NULL && !halqa_forum_is_read_only (self->forum);

  flush (self);
  if (session != self->session)
    {
      g_free (self->session);
      self->session = g_strdup (session);
    }
  self->method = method;
  gtk_widget_set_sensitive (self->counting, session != NULL);
  for (guint i = 0; i < HALQA_N_VOTES; i++)
    halqa_counter_set_writable (get_counter (self, i), writable);
  find_tally (self);
  gtk_filter_changed (GTK_FILTER (self->elsewhere), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
method_cb (HalqaTallies *self)
{
  turn_to (self, self->session, gtk_toggle_button_get_active (self->dots) ? "dots" : "hands");
}

static void
session_cb (HalqaTallies *self)
{
  gpointer chosen = adw_combo_row_get_selected_item (self->session_row);

  if (self->setting == 0)
    turn_to (self, HALQA_IS_ITEM (chosen) ? halqa_item_get_id (chosen) : NULL, self->method);
}

/* Returns: whether @session is there to be chosen */
static gboolean
choose_session (HalqaTallies *self, const char *session)
{
  GListModel *model = adw_combo_row_get_model (self->session_row);
  guint n = model != NULL ? g_list_model_get_n_items (model) : 0;
  guint position = 0;

  for (guint i = 0; session != NULL && i < n; i++)
    {
      g_autoptr (GObject) choice = g_list_model_get_item (model, i);

      if (HALQA_IS_ITEM (choice) && g_str_equal (halqa_item_get_id (HALQA_ITEM (choice)), session))
        position = i;
    }
  self->setting++;
  adw_combo_row_set_selected (self->session_row, n > 0 ? position : GTK_INVALID_LIST_POSITION);
  self->setting--;
  return position > 0;
}

static void
halqa_tallies_dispose (GObject *object)
{
  HalqaTallies *self = HALQA_TALLIES (object);

  if (self->proposal != NULL)
    halqa_tallies_set_item (self, NULL, NULL);
  g_clear_pointer (&self->session, g_free);
  g_clear_object (&self->elsewhere);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_TALLIES);
  G_OBJECT_CLASS (halqa_tallies_parent_class)->dispose (object);
}

static void
halqa_tallies_class_init (HalqaTalliesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_tallies_dispose;
  g_type_ensure (HALQA_TYPE_COUNTER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-tallies.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, session_row);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, counting);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, hands);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, dots);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, in_favour);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, against);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, abstain);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, others);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, others_box);
  gtk_widget_class_bind_template_callback (widget_class, counted_cb);
  gtk_widget_class_bind_template_callback (widget_class, method_cb);
  gtk_widget_class_bind_template_callback (widget_class, session_cb);
}

static void
halqa_tallies_init (HalqaTallies *self)
{
  g_autoptr (GtkExpression) name = NULL;

  self->method = "hands";
  gtk_widget_init_template (GTK_WIDGET (self));
  name = halqa_choices_name ();
  adw_combo_row_set_expression (self->session_row, name);
  self->elsewhere = gtk_custom_filter_new (is_elsewhere, self, NULL);
}

/* @sessions: (nullable): to choose from, with an object that is no #HalqaItem for none */
void
halqa_tallies_set_sessions (HalqaTallies *self, GListModel *sessions)
{
  g_return_if_fail (HALQA_IS_TALLIES (self));

  self->setting++;
  adw_combo_row_set_model (self->session_row, sessions);
  self->setting--;
}

/**
 * halqa_tallies_set_item:
 * @forum: (nullable): the forum
 * @proposal: (nullable): one of its proposals, or %NULL to show none
 *
 * Begins with the session in which the proposal was made.
 */
void
halqa_tallies_set_item (HalqaTallies *self, HalqaForum *forum, HalqaItem *proposal)
{
  const char *session;

  g_return_if_fail (HALQA_IS_TALLIES (self));

  if (self->proposal == proposal)
    return;
  flush (self);
  if (self->forum != NULL)
    g_signal_handlers_disconnect_by_func (self->forum, forum_changed_cb, self);
  set_tally (self, NULL);
  g_set_object (&self->forum, forum);
  g_set_object (&self->proposal, proposal);
  if (forum != NULL)
    g_signal_connect_swapped (forum, "changed", G_CALLBACK (forum_changed_cb), self);
  session = proposal != NULL ? halqa_item_get_ref (proposal, "session") : NULL;
  show_others (self);
  turn_to (self, choose_session (self, session) ? session : NULL, self->method);
  gtk_widget_set_visible (GTK_WIDGET (self), proposal != NULL);
}
