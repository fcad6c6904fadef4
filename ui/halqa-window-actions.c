/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-history-window.h"

#include <glib/gi18n.h>

/* What a person can have the window do. Nothing here asks "are you sure?": what is deleted can be
 * brought back. */

static void
new_proposal (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaItem *session = halqa_sidebar_get_session (self->sidebar);

  if (halqa_window_take_down (self))
    return;
  halqa_proposal_list_select (self->list, NULL);
  halqa_window_show_editor (self, "proposal");
  halqa_proposal_editor_begin (self->proposal_editor,
                               session == NULL ? NULL : halqa_item_get_id (session));
}

static void
search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  if (gtk_stack_get_visible_child (self->contents) == GTK_WIDGET (self->all_place))
    {
      halqa_all_place_start_search (self->all_place);
      return;
    }
  halqa_window_show_place (self, NULL);
  adw_leaflet_set_visible_child (self->inner, self->list_pane);
  halqa_proposal_list_start_search (self->list);
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  halqa_form_flush (halqa_window_get_form (self));
  halqa_proposal_editor_flush (self->proposal_editor);
}

static void
next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  halqa_proposal_list_move (HALQA_WINDOW (widget)->list, 1);
}

static void
previous (GtkWidget *widget, const char *name, GVariant *parameter)
{
  halqa_proposal_list_move (HALQA_WINDOW (widget)->list, -1);
}

static void
back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  halqa_form_flush (halqa_window_get_form (self));
  if (halqa_window_go_back_to_place (self) || halqa_window_go_back_to_room (self) ||
      halqa_window_go_back_to_all (self))
    return;
  if (gtk_stack_get_visible_child (self->contents) == GTK_WIDGET (self->inner) &&
      adw_leaflet_get_folded (self->inner) &&
      adw_leaflet_get_visible_child (self->inner) == self->editor_pane)
    {
      adw_leaflet_navigate (self->inner, ADW_NAVIGATION_DIRECTION_BACK);
      halqa_proposal_list_select (self->list, NULL);
      halqa_window_take_focus (self);
    }
  /* Side by side there is nowhere to go, and the leaflet would move the keyboard. */
  else if (adw_leaflet_get_folded (self->outer))
    adw_leaflet_navigate (self->outer, ADW_NAVIGATION_DIRECTION_BACK);
}

static void
delete_proposal (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaForm *form = halqa_proposal_editor_get_form (self->proposal_editor);
  g_autoptr (HalqaItem) item = NULL;
  g_autoptr (HalqaItem) beside = NULL;
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  if (halqa_form_get_item (form) == NULL)
    return;
  item = g_object_ref (halqa_form_get_item (form));
  /* Where the list is alone none is selected: a click on one that is would not open it. */
  if (!adw_leaflet_get_folded (self->inner))
    beside = halqa_proposal_list_dup_beside (self->list, halqa_item_get_id (item));
  halqa_form_close (form);
  halqa_draft_delete (draft, "proposal", halqa_item_get_id (item));
  halqa_window_save_draft (self, draft, _ ("Proposal deleted"));
  halqa_proposal_list_select (self->list, beside == NULL ? NULL : halqa_item_get_id (beside));
  if (beside != NULL)
    halqa_proposal_editor_open (self->proposal_editor, beside);
  else
    halqa_window_show_editor (self, "none");
  halqa_proposal_list_begin (self->list);
  halqa_window_update (self);
}

static void
restore (HalqaWindow *self, const char *kind, const char *id)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_draft_restore (draft, kind, id);
  halqa_window_save_draft (self, draft, C_ ("change", "Restored"));
}

/* "win.restore": a record by its kind and id. */
static void
restore_record (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  const char *kind;
  const char *id;

  g_variant_get (parameter, "(&s&s)", &kind, &id);
  if (self->forum == NULL)
    return;
  restore (self, kind, id);
  if (g_str_equal (kind, "proposal"))
    halqa_window_show_proposal (self, id);
}

/* The proposal in the editor, which perhaps another laptop has deleted. */
static void
restore_proposal (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaItem *item = halqa_form_get_item (halqa_proposal_editor_get_form (self->proposal_editor));

  if (item != NULL)
    restore (self, "proposal", halqa_item_get_id (item));
}

/* Of the record in the editor. */
static void
history (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaForm *form = halqa_window_get_form (self);
  HalqaItem *item = form == NULL ? NULL : halqa_form_get_item (form);

  if (self->forum == NULL || item == NULL)
    return;
  if (self->history_window != NULL)
    gtk_window_destroy (self->history_window);
  g_set_weak_pointer (&self->history_window,
                      halqa_history_window_new (GTK_WINDOW (self), self->forum, item));
  gtk_window_present (self->history_window);
}

static void
sample (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autofree char *path = halqa_application_find_sample ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaForum) forum = NULL;

  if (halqa_start_page_save_name (self->start_page, &error))
    forum = halqa_folder_open_sample (self->folder, path, &error);
  if (forum != NULL)
    halqa_window_open_forum (self, forum);
  else
    halqa_window_toast (self, error->message);
}

static void
forums (GtkWidget *widget, const char *name, GVariant *parameter)
{
  halqa_window_close_forum (HALQA_WINDOW (widget));
}

/* For the views in the window, which know only that there are actions. */
static void
tell (GtkWidget *widget, const char *name, GVariant *parameter)
{
  halqa_window_toast (HALQA_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

void
halqa_window_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.new-proposal", NULL, new_proposal },
    { "win.search", NULL, search },
    { "win.save", NULL, save },
    { "win.next", NULL, next },
    { "win.previous", NULL, previous },
    { "win.back", NULL, back },
    { "win.delete-proposal", NULL, delete_proposal },
    { "win.history", NULL, history },
    { "win.undo", NULL, halqa_window_undo },
    { "win.redo", NULL, halqa_window_redo },
    { "win.undo-action", "t", halqa_window_undo_action },
    { "win.undo-key", NULL, halqa_window_undo_key },
    { "win.restore", "(ss)", restore_record },
    { "win.restore-proposal", NULL, restore_proposal },
    { "win.give-to-stick", NULL, halqa_window_give_to_stick },
    { "win.take-from-stick", NULL, halqa_window_take_from_stick },
    { "win.begin-from-stick", NULL, halqa_window_begin_from_stick },
    { "win.import", NULL, halqa_window_import },
    { "win.export", NULL, halqa_window_export },
    { "win.report", NULL, halqa_window_report },
    { "win.show-file", "s", halqa_window_show_file },
    { "win.cancel-export", NULL, halqa_window_cancel_export },
    { "win.sample", NULL, sample },
    { "win.forums", NULL, forums },
    { "win.place", "i", halqa_window_go_to_place },
    { "win.present", NULL, halqa_window_present },
    { "win.show-help-overlay", NULL, halqa_window_show_keys },
    { "win.tell", "s", tell },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
  halqa_window_install_laptop_actions (widget_class);
  halqa_window_install_merging_actions (widget_class);
  halqa_window_install_record_actions (widget_class);
  halqa_window_install_session_actions (widget_class);
  halqa_window_install_all_actions (widget_class);
}
