/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-closing-box.h"

#include "halqa-closing.h"
#include "halqa-hints.h"
#include "halqa-once.h"
#include "halqa-open-row.h"
#include "halqa-text.h"

#include <glib/gi18n.h>

/* The end of a session: what is still open, and a button. Nothing that is open keeps anybody from
 * closing; each line leads to where it can be put right, and a question can be answered in its own.
 *
 * The list is made anew a moment after something was written, and never while somebody types in it. */

#define DEBOUNCE_MS 300

struct _HalqaClosingBox
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *session;
  char *shown; /* what the list shows, to be compared */

  guint timer;

  /* template */
  AdwActionRow *state;
  GtkButton *button;
  GtkWidget *open_box;
  GtkListBox *open;
  GtkLabel *hints;
};

G_DEFINE_FINAL_TYPE (HalqaClosingBox, halqa_closing_box, ADW_TYPE_BIN)

static gboolean
is_closed (HalqaClosingBox *self)
{
  return g_str_equal (halqa_item_get_text (self->session, "state"), "closed");
}

static char *
dup_state_words (const char *state)
{
  g_autofree char *name = NULL;

  if (*state == '\0' || g_str_equal (state, "planned"))
    return g_strdup (_ ("This session is planned"));
  if (g_str_equal (state, "open"))
    return g_strdup (_ ("This session is under way"));
  if (g_str_equal (state, "closed"))
    return g_strdup (_ ("This session is closed"));
  name = halqa_text_isolate (state);
  return g_strdup_printf (_ ("“%s”, which this version does not know"), name);
}

static void
show_state (HalqaClosingBox *self)
{
  g_autofree char *words = dup_state_words (halqa_item_get_text (self->session, "state"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state), words);
  gtk_button_set_label (self->button, is_closed (self) ? _ ("Open A_gain") : _ ("_Close Session"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->button), "(ss)",
                                    halqa_item_get_id (self->session),
                                    is_closed (self) ? "open" : "closed");
  /* After its target: an action is looked up at once. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "win.set-session-state");
}

static void
show_hints (HalqaClosingBox *self)
{
  g_auto (GStrv) hints = halqa_item_list_hints (self->session);
  g_autofree char *text = g_strjoinv ("\n", hints);

  gtk_label_set_text (self->hints, text);
  gtk_widget_set_visible (GTK_WIDGET (self->hints), *text != '\0');
}

/* --- what is still open */

static char *
describe (GListModel *ends)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (HalqaOpenEnd) end = g_list_model_get_item (ends, i);

      g_string_append_printf (text, "%s %s\n", halqa_item_get_id (halqa_open_end_get_item (end)),
                              halqa_open_end_get_words (end));
    }
  return g_string_free (text, FALSE);
}

static GtkWidget *
create_row (gpointer end, gpointer user_data)
{
  return halqa_open_row_new (HALQA_CLOSING_BOX (user_data)->forum, end);
}

static gboolean
is_typed_in (HalqaClosingBox *self)
{
  return gtk_widget_get_focus_child (GTK_WIDGET (self->open)) != NULL;
}

static void
show_open (HalqaClosingBox *self)
{
  g_autoptr (GListModel) ends = halqa_forum_dup_open_ends (self->forum, self->session);
  g_autofree char *text = describe (ends);

  gtk_widget_set_visible (self->open_box, g_list_model_get_n_items (ends) > 0);
  if (g_strcmp0 (text, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  gtk_list_box_bind_model (self->open, ends, create_row, self, NULL);
}

static gboolean
show_open_cb (gpointer user_data)
{
  HalqaClosingBox *self = user_data;

  if (is_typed_in (self))
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  show_open (self);
  return G_SOURCE_REMOVE;
}

static void
forum_changed_cb (HalqaClosingBox *self)
{
  if (self->timer == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->timer = g_timeout_add (DEBOUNCE_MS, show_open_cb, self);
}

static void
session_changed_cb (HalqaClosingBox *self)
{
  show_state (self);
  show_hints (self);
}

static void
halqa_closing_box_map (GtkWidget *widget)
{
  HalqaClosingBox *self = HALQA_CLOSING_BOX (widget);

  GTK_WIDGET_CLASS (halqa_closing_box_parent_class)->map (widget);
  if (self->session != NULL && !is_typed_in (self))
    show_open (self);
}

static void
halqa_closing_box_dispose (GObject *object)
{
  HalqaClosingBox *self = HALQA_CLOSING_BOX (object);

  if (self->session != NULL)
    halqa_closing_box_set_item (self, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_CLOSING_BOX);
  G_OBJECT_CLASS (halqa_closing_box_parent_class)->dispose (object);
}

static void
halqa_closing_box_class_init (HalqaClosingBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_closing_box_dispose;
  widget_class->map = halqa_closing_box_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-closing-box.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaClosingBox, state);
  gtk_widget_class_bind_template_child (widget_class, HalqaClosingBox, button);
  gtk_widget_class_bind_template_child (widget_class, HalqaClosingBox, open_box);
  gtk_widget_class_bind_template_child (widget_class, HalqaClosingBox, open);
  gtk_widget_class_bind_template_child (widget_class, HalqaClosingBox, hints);
}

static void
halqa_closing_box_init (HalqaClosingBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_once_press (GTK_WIDGET (self->button));
}

/* @session: (nullable): one of @forum, or %NULL to show none */
void
halqa_closing_box_set_item (HalqaClosingBox *self, HalqaForum *forum, HalqaItem *session)
{
  g_return_if_fail (HALQA_IS_CLOSING_BOX (self));

  if (self->session == session)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->session, session_changed_cb, self);
      g_signal_handlers_disconnect_by_func (self->forum, forum_changed_cb, self);
    }
  gtk_list_box_bind_model (self->open, NULL, NULL, NULL, NULL);
  g_clear_pointer (&self->shown, g_free);
  g_set_object (&self->forum, forum);
  g_set_object (&self->session, session);
  gtk_widget_set_visible (GTK_WIDGET (self), session != NULL);
  if (session == NULL)
    return;
  g_signal_connect_swapped (session, "changed", G_CALLBACK (session_changed_cb), self);
  g_signal_connect_swapped (forum, "changed", G_CALLBACK (forum_changed_cb), self);
  gtk_widget_set_visible (GTK_WIDGET (self->button), !halqa_forum_is_read_only (forum));
  session_changed_cb (self);
  show_open (self);
}

/* Returns: (transfer none): that closes the session, or opens it again */
GtkWidget *
halqa_closing_box_get_button (HalqaClosingBox *self)
{
  g_return_val_if_fail (HALQA_IS_CLOSING_BOX (self), NULL);

  return GTK_WIDGET (self->button);
}
