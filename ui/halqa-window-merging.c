/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-glossary-window.h"
#include "halqa-merge-window.h"

#include <glib/gi18n.h>

/* Merging, as actions of the window: its views know only what is to be done to which proposals, and
 * every step is told of by a toast that takes it back.
 *
 * A step works with what is on disk. So where something is still being typed it waits until that is
 * saved: a text that is laid out must have its last words in it. */

#define UNDO_S 8

typedef struct
{
  HalqaWindow *window;
  HalqaMerging *step;
  char *words; /* NULL where nobody is to be told */
  char *show; /* the proposal to be shown then, or NULL */
} Saving;

static void
saving_free (Saving *self)
{
  g_object_unref (self->window);
  g_clear_pointer (&self->step, halqa_merging_free);
  g_free (self->words);
  g_free (self->show);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
offer_undo (HalqaWindow *self, const char *words)
{
  AdwToast *toast = adw_toast_new (words);

  /* What it would take back is not the last step any more. */
  if (self->step_toast != NULL)
    adw_toast_dismiss (self->step_toast);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo-step");
  adw_toast_set_timeout (toast, UNDO_S);
  g_set_object (&self->step_toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  HalqaWindow *self = saving->window;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    halqa_window_toast (self, error->message);
  else if (saving->words != NULL && self->forum == HALQA_FORUM (forum))
    {
      g_clear_pointer (&self->step, halqa_merging_free);
      self->step = g_steal_pointer (&saving->step);
      offer_undo (self, saving->words);
      /* Who goes through pairs at the merging desk stays there. */
      if (saving->show != NULL &&
          gtk_stack_get_visible_child (self->contents) == GTK_WIDGET (self->inner))
        halqa_window_open_record (self, "proposal", saving->show);
    }
  halqa_window_update (self);
}

static void
save (HalqaWindow *self, HalqaDraft *draft, Saving *saving)
{
  saving->window = g_object_ref (self);
  halqa_forum_save_async (self->forum, draft, NULL, saved_cb, saving);
}

/* @words: (transfer full); @show: (nullable) (transfer full) */
static void
save_step (HalqaWindow *self, HalqaMerging *step, char *words, char *show)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->step = step;
  saving->words = words;
  saving->show = show;
  save (self, halqa_merging_get_draft (step), saving);
}

/* --- what waits for typing */

static void
form_changed_cb (HalqaForm *form, HalqaWindow *self)
{
  g_autofree char *action = NULL;
  g_autoptr (GVariant) parameter = NULL;

  if (halqa_form_is_pending (form) || self->waiting_action == NULL)
    return;
  g_signal_handlers_disconnect_by_func (form, form_changed_cb, self);
  action = g_steal_pointer (&self->waiting_action);
  parameter = g_steal_pointer (&self->waiting_parameter);
  gtk_widget_activate_action_variant (GTK_WIDGET (self), action, parameter);
}

static void
forget_waiting (HalqaWindow *self)
{
  if (self->waiting_action != NULL)
    g_signal_handlers_disconnect_by_func (halqa_proposal_editor_get_form (self->proposal_editor),
                                          form_changed_cb, self);
  g_clear_pointer (&self->waiting_action, g_free);
  g_clear_pointer (&self->waiting_parameter, g_variant_unref);
}

/* Whether @action has to wait, and will be done later. */
static gboolean
has_to_wait (HalqaWindow *self, const char *action, GVariant *parameter)
{
  HalqaForm *form = halqa_proposal_editor_get_form (self->proposal_editor);

  halqa_form_flush (form);
  if (!halqa_form_is_pending (form))
    return FALSE;
  forget_waiting (self);
  self->waiting_action = g_strdup (action);
  self->waiting_parameter = parameter != NULL ? g_variant_ref (parameter) : NULL;
  g_signal_connect_object (form, "changed", G_CALLBACK (form_changed_cb), self, 0);
  return TRUE;
}

/* A new step, where one can be begun now. */
static HalqaMerging *
begin (GtkWidget *widget, const char *action, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  if (self->forum == NULL || halqa_forum_is_read_only (self->forum) ||
      has_to_wait (self, action, parameter))
    return NULL;
  return halqa_merging_new (self->forum);
}

/* --- the actions */

static void
join_into (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autoptr (HalqaMerging) step = begin (widget, name, parameter);
  g_autofree const char **ids = NULL;
  g_autoptr (GError) error = NULL;
  const char *into;
  guint n;

  if (step == NULL)
    return;
  g_variant_get (parameter, "(&s^a&s)", &into, &ids);
  n = g_strv_length ((char **) ids);
  if (!halqa_merging_join (step, into, ids, &error))
    halqa_window_toast (self, error->message);
  else
    save_step (self, g_steal_pointer (&step),
               g_strdup_printf (ngettext ("%u proposal merged", "%u proposals merged", n), n),
               g_strdup (into));
}

static void
join_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autoptr (HalqaMerging) step = begin (widget, name, parameter);
  g_autofree const char **ids = NULL;
  g_autoptr (GError) error = NULL;
  char *made;
  guint n;

  if (step == NULL)
    return;
  ids = g_variant_get_strv (parameter, NULL);
  n = g_strv_length ((char **) ids);
  made = halqa_merging_join_new (step, ids, &error);
  if (made == NULL)
    halqa_window_toast (self, error->message);
  else
    save_step (self, g_steal_pointer (&step),
               g_strdup_printf (ngettext ("%u proposal merged", "%u proposals merged", n), n),
               made);
}

static void
add_texts (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autoptr (HalqaMerging) step = begin (widget, name, parameter);
  g_autofree const char **ids = NULL;
  g_autoptr (GError) error = NULL;
  const char *into;

  if (step == NULL)
    return;
  g_variant_get (parameter, "(&s^a&s)", &into, &ids);
  if (!halqa_merging_add_texts (step, into, ids, &error))
    halqa_window_toast (self, error->message);
  else
    save_step (self, g_steal_pointer (&step), g_strdup (_ ("Text added")), NULL);
}

static void
split (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autoptr (HalqaMerging) step = begin (widget, name, parameter);
  g_autoptr (GError) error = NULL;

  if (step == NULL)
    return;
  if (!halqa_merging_split (step, g_variant_get_string (parameter, NULL), &error))
    halqa_window_toast (self, error->message);
  else
    save_step (self, g_steal_pointer (&step), g_strdup (_ ("Taken apart")), NULL);
}

static void
take_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autoptr (HalqaMerging) step = begin (widget, name, parameter);
  g_autofree const char **ids = NULL;
  g_autoptr (GError) error = NULL;

  if (step == NULL)
    return;
  ids = g_variant_get_strv (parameter, NULL);
  if (!halqa_merging_take_out (step, ids, &error))
    halqa_window_toast (self, error->message);
  else
    save_step (self, g_steal_pointer (&step), g_strdup (_ ("Taken out of the merge")), NULL);
}

static gboolean
relate_all (HalqaMerging *step,
            const char *type,
            const char *proposal,
            const char *const *ids,
            GError **error)
{
  for (; *ids != NULL; ids++)
    {
      g_autofree char *link = halqa_merging_relate (step, type, proposal, *ids, error);

      if (link == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
relate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autoptr (HalqaMerging) step = begin (widget, name, parameter);
  g_autofree const char **ids = NULL;
  g_autoptr (GError) error = NULL;
  const char *type;
  const char *proposal;

  if (step == NULL)
    return;
  g_variant_get (parameter, "(&s&s^a&s)", &type, &proposal, &ids);
  if (!relate_all (step, type, proposal, ids, &error))
    halqa_window_toast (self, error->message);
  else
    save_step (self, g_steal_pointer (&step),
               g_strdup (g_str_equal (type, "not_duplicate") ? _ ("Marked as not the same")
                                                             : _ ("Related")),
               NULL);
}

static void
part (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autoptr (HalqaMerging) step = begin (widget, name, parameter);
  g_autoptr (GError) error = NULL;
  const char *type;
  const char *a;
  const char *b;

  if (step == NULL)
    return;
  g_variant_get (parameter, "(&s&s&s)", &type, &a, &b);
  if (!halqa_merging_part (step, type, a, b, &error))
    halqa_window_toast (self, error->message);
  else
    save_step (self, g_steal_pointer (&step), g_strdup (_ ("Relation removed")), NULL);
}

/* As many as are asked for, each under the title of the whole until somebody writes another. */
static void
make_several (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaItem *item = halqa_form_get_item (halqa_proposal_editor_get_form (self->proposal_editor));
  g_autoptr (HalqaMerging) step = item != NULL ? begin (widget, name, parameter) : NULL;
  g_autofree const char **titles = NULL;
  g_auto (GStrv) made = NULL;
  g_autoptr (GError) error = NULL;
  const guint n = (guint) g_variant_get_int32 (parameter);

  if (step == NULL)
    return;
  titles = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    titles[i] = halqa_item_get_text (item, "title");
  made = halqa_merging_make_several (step, halqa_item_get_id (item), titles, &error);
  if (made == NULL)
    halqa_window_toast (self, error->message);
  else
    save_step (self, g_steal_pointer (&step),
               g_strdup_printf (ngettext ("%u proposal made", "%u proposals made", n), n), NULL);
}

static void
undo_step (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  if (self->step == NULL || self->forum == NULL)
    return;
  save (self, halqa_merging_get_undo (self->step), g_new0 (Saving, 1));
  g_clear_pointer (&self->step, halqa_merging_free);
  if (self->step_toast != NULL)
    adw_toast_dismiss (self->step_toast);
  g_clear_object (&self->step_toast);
}

static void
merge (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaItem *item = halqa_form_get_item (halqa_proposal_editor_get_form (self->proposal_editor));

  if (item == NULL || self->forum == NULL)
    return;
  gtk_window_present (GTK_WINDOW (halqa_merge_window_new (GTK_WINDOW (self), self->forum, item)));
}

static void
show_proposal (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  if (self->forum != NULL)
    halqa_window_open_record (self, "proposal", g_variant_get_string (parameter, NULL));
}

static void
glossary (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  if (self->glossary_window == NULL)
    g_set_weak_pointer (&self->glossary_window,
                        GTK_WINDOW (halqa_glossary_window_new (GTK_WINDOW (self), self->forum)));
  gtk_window_present (self->glossary_window);
}

void
halqa_window_install_merging_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.merge", NULL, merge);
  gtk_widget_class_install_action (widget_class, "win.glossary", NULL, glossary);
  gtk_widget_class_install_action (widget_class, "win.look-alikes", NULL,
                                   halqa_window_show_look_alikes);
  gtk_widget_class_install_action (widget_class, "win.show-proposal", "s", show_proposal);
  gtk_widget_class_install_action (widget_class, "win.join-into", "(sas)", join_into);
  gtk_widget_class_install_action (widget_class, "win.join-new", "as", join_new);
  gtk_widget_class_install_action (widget_class, "win.add-texts", "(sas)", add_texts);
  gtk_widget_class_install_action (widget_class, "win.split", "s", split);
  gtk_widget_class_install_action (widget_class, "win.take-out", "as", take_out);
  gtk_widget_class_install_action (widget_class, "win.relate", "(ssas)", relate);
  gtk_widget_class_install_action (widget_class, "win.part", "(sss)", part);
  gtk_widget_class_install_action (widget_class, "win.make-several", "i", make_several);
  gtk_widget_class_install_action (widget_class, "win.undo-step", NULL, undo_step);
}

/* What can be done to the proposal in the editor; @editable: whether there is one. */
void
halqa_window_update_merging (HalqaWindow *self, gboolean editable)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.merge", editable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.make-several", editable);
}

/* When the forum is closed. */
void
halqa_window_forget_step (HalqaWindow *self)
{
  forget_waiting (self);
  g_clear_pointer (&self->step, halqa_merging_free);
  g_clear_object (&self->step_toast);
}
