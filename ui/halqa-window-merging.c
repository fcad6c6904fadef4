/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-glossary-window.h"
#include "halqa-merge-words.h"
#include "halqa-undo-toast.h"

#include <glib/gi18n.h>

/* Merging, as actions of the window: its views know only what is to be done to which proposals, and
 * every step is told of by a toast that takes it back.
 *
 * A step works with what is on disk. So where something is still being typed it waits until that is
 * saved: a text that is laid out must have its last words in it. */

typedef struct
{
  HalqaWindow *window;
  HalqaMerging *step;
  guint n_merged;
  char *words; /* made at the end where some are merged */
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

/* A new one has its reference once it is saved. */
static char *
say_merged (const Saving *saving)
{
  const guint n = saving->n_merged;
  g_autoptr (HalqaItem) result =
                 halqa_forum_dup_item (saving->window->forum, "proposal", saving->show);
  g_autofree char *name = halqa_merge_words_short_name (result);

  return g_strdup_printf (
      /* Translators: %1$s is the reference or the title of a proposal. */
      ngettext ("%2$u proposal merged into %1$s", "%2$u proposals merged into %1$s", n), name, n);
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  HalqaWindow *self = saving->window;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    halqa_window_toast (self, error->message);
  else if (self->forum == HALQA_FORUM (forum))
    {
      if (saving->n_merged > 0)
        saving->words = say_merged (saving);
      halqa_undo_toast_offer (self->toasts, self->forum, saving->words,
                              halqa_draft_get_stamp (halqa_merging_get_draft (saving->step)));
      /* Who goes through pairs at the merging desk stays there. */
      if (saving->show != NULL &&
          gtk_stack_get_visible_child (self->contents) == GTK_WIDGET (self->inner))
        halqa_window_open_record (self, "proposal", saving->show);
    }
  halqa_window_update (self);
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

/* --- the steps */

/* Fills in the step of @saving, its words, and what is to be shown; FALSE where it can't be done,
 * without an error where nobody need be told. */
typedef gboolean (*StepFunc) (Saving *saving, GVariant *parameter, GError **error);

static gboolean
join_into (Saving *saving, GVariant *parameter, GError **error)
{
  g_autofree const char **ids = NULL;
  const char *into;

  g_variant_get (parameter, "(&s^a&s)", &into, &ids);
  saving->n_merged = g_strv_length ((char **) ids);
  saving->show = g_strdup (into);
  return halqa_merging_join (saving->step, into, ids, error);
}

static gboolean
join_new (Saving *saving, GVariant *parameter, GError **error)
{
  g_autofree const char **ids = g_variant_get_strv (parameter, NULL);

  saving->n_merged = g_strv_length ((char **) ids);
  saving->show = halqa_merging_join_new (saving->step, ids, error);
  return saving->show != NULL;
}

static gboolean
add_texts (Saving *saving, GVariant *parameter, GError **error)
{
  g_autofree const char **ids = NULL;
  const char *into;

  g_variant_get (parameter, "(&s^a&s)", &into, &ids);
  saving->words = g_strdup (_ ("Text added"));
  return halqa_merging_add_texts (saving->step, into, ids, error);
}

static gboolean
split (Saving *saving, GVariant *parameter, GError **error)
{
  saving->words = g_strdup (_ ("Taken apart"));
  return halqa_merging_split (saving->step, g_variant_get_string (parameter, NULL), error);
}

static gboolean
take_out (Saving *saving, GVariant *parameter, GError **error)
{
  g_autofree const char **ids = g_variant_get_strv (parameter, NULL);

  saving->words = g_strdup (_ ("Taken out of the merge"));
  return halqa_merging_take_out (saving->step, ids, error);
}

static gboolean
relate (Saving *saving, GVariant *parameter, GError **error)
{
  g_autofree const char **ids = NULL;
  const char *type;
  const char *proposal;

  g_variant_get (parameter, "(&s&s^a&s)", &type, &proposal, &ids);
  saving->words =
      g_strdup (g_str_equal (type, "not_duplicate") ? _ ("Marked as not the same") : _ ("Related"));
  for (const char **id = ids; *id != NULL; id++)
    {
      g_autofree char *link = halqa_merging_relate (saving->step, type, proposal, *id, error);

      if (link == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
part (Saving *saving, GVariant *parameter, GError **error)
{
  const char *type;
  const char *a;
  const char *b;

  g_variant_get (parameter, "(&s&s&s)", &type, &a, &b);
  saving->words = g_strdup (_ ("Relation removed"));
  return halqa_merging_part (saving->step, type, a, b, error);
}

/* As many as are asked for, each under the title of the whole until somebody writes another. */
static gboolean
make_several (Saving *saving, GVariant *parameter, GError **error)
{
  HalqaForm *form = halqa_proposal_editor_get_form (saving->window->proposal_editor);
  HalqaItem *item = halqa_form_get_item (form);
  const guint n = (guint) g_variant_get_int32 (parameter);
  g_autofree const char **titles = g_new0 (const char *, n + 1);
  g_auto (GStrv) made = NULL;

  if (item == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    titles[i] = halqa_item_get_text (item, "title");
  made = halqa_merging_make_several (saving->step, halqa_item_get_id (item), titles, error);
  saving->words = g_strdup_printf (ngettext ("%u proposal made", "%u proposals made", n), n);
  return made != NULL;
}

static const struct
{
  const char *action;
  const char *type;
  StepFunc func;
} steps[] = {
  { "win.join-into", "(sas)", join_into }, { "win.join-new", "as", join_new },
  { "win.add-texts", "(sas)", add_texts }, { "win.split", "s", split },
  { "win.take-out", "as", take_out },      { "win.relate", "(ssas)", relate },
  { "win.part", "(sss)", part },           { "win.make-several", "i", make_several },
};

/* Of all the actions in the table. */
static void
take_step (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autoptr (Saving) saving = NULL;
  g_autoptr (GError) error = NULL;
  gsize i = 0;

  if (self->forum == NULL || halqa_forum_is_read_only (self->forum) ||
      has_to_wait (self, name, parameter))
    return;
  while (!g_str_equal (steps[i].action, name))
    i++;
  saving = g_new0 (Saving, 1);
  saving->window = g_object_ref (self);
  saving->step = halqa_merging_new (self->forum);
  if (steps[i].func (saving, parameter, &error))
    {
      HalqaDraft *draft = halqa_merging_get_draft (saving->step);

      halqa_forum_save_async (self->forum, draft, NULL, saved_cb, g_steal_pointer (&saving));
    }
  else if (error != NULL)
    halqa_window_toast (self, error->message);
}

/* "win.merge": with which others is said by ticking them in the list, or where one is. */
static void
merge (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaItem *item = halqa_form_get_item (halqa_proposal_editor_get_form (self->proposal_editor));

  if (halqa_window_shows_all_place (self))
    halqa_window_merge_chosen (self);
  else if (item != NULL && self->forum != NULL)
    halqa_window_choose_with (self, halqa_item_get_id (item));
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
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_widget_class_install_action (widget_class, steps[i].action, steps[i].type, take_step);
  gtk_widget_class_install_action (widget_class, "win.merge", NULL, merge);
  gtk_widget_class_install_action (widget_class, "win.glossary", NULL, glossary);
  gtk_widget_class_install_action (widget_class, "win.look-alikes", NULL,
                                   halqa_window_show_look_alikes);
  gtk_widget_class_install_action (widget_class, "win.show-proposal", "s", show_proposal);
}

/* What can be done to the proposal in the editor; @editable: whether there is one. On the board and in the
 * table it is done to what is chosen there. */
void
halqa_window_update_merging (HalqaWindow *self, gboolean editable)
{
  const gboolean chosen = halqa_window_shows_all_place (self) && self->forum != NULL &&
                          !halqa_forum_is_read_only (self->forum);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.merge", editable || chosen);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.make-several", editable);
}

/* When the forum is closed. */
void
halqa_window_forget_step (HalqaWindow *self)
{
  forget_waiting (self);
  if (self->toasts != NULL)
    halqa_undo_toast_dismiss (self->toasts);
}
