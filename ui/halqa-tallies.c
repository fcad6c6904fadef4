/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-tallies.h"

#include "halqa-choices.h"
#include "halqa-item-list.h"
#include "halqa-tally-pad.h"
#include "halqa-tally-row.h"

/* The votes on one proposal. Above, the counters of one session and one method; below, what other rooms
 * counted, one line each and never added up. */

struct _HalqaTallies
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *proposal;
  GListModel *all; /* tallies of the proposal but that one */
  GtkCustomFilter *elsewhere;
  char *session; /* whose votes the counters show; NULL for none chosen */
  const char *method;

  guint setting;

  /* template */
  AdwComboRow *session_row;
  HalqaTallyPad *pad;
  GtkToggleButton *dots;
  GtkListBox *others;
  GtkWidget *others_box;
};

G_DEFINE_FINAL_TYPE (HalqaTallies, halqa_tallies, ADW_TYPE_BIN)

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
      all = halqa_item_list_new_below (self->forum, "tally", "created", "proposal",
                                       halqa_item_get_id (self->proposal));
      self->all =
          G_LIST_MODEL (gtk_filter_list_model_new (G_LIST_MODEL (all),
                                                   g_object_ref (GTK_FILTER (self->elsewhere))));
      g_signal_connect_object (self->all, "items-changed", G_CALLBACK (update_others), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_list_box_bind_model (self->others, self->all, create_row, self, NULL);
  update_others (self);
}

/* --- which tally is counted */

static void
turn_to (HalqaTallies *self, const char *session, const char *method)
{
  if (session != self->session)
    {
      g_free (self->session);
      self->session = g_strdup (session);
    }
  self->method = method;
  halqa_tally_pad_turn_to (self->pad, self->forum, self->proposal, session, method);
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
  g_type_ensure (HALQA_TYPE_TALLY_PAD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-tallies.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, session_row);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, pad);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, dots);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, others);
  gtk_widget_class_bind_template_child (widget_class, HalqaTallies, others_box);
  gtk_widget_class_bind_template_callback (widget_class, method_cb);
  gtk_widget_class_bind_template_callback (widget_class, session_cb);
}

static void
halqa_tallies_init (HalqaTallies *self)
{
  self->method = "hands";
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_choices_show_in (self->session_row);
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
 * @self: the section
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
  g_set_object (&self->forum, forum);
  g_set_object (&self->proposal, proposal);
  session = proposal != NULL ? halqa_item_get_ref (proposal, "session") : NULL;
  show_others (self);
  turn_to (self, choose_session (self, session) ? session : NULL, self->method);
  gtk_widget_set_visible (GTK_WIDGET (self), proposal != NULL);
}
