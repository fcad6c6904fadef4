/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-menu.h"
#include "halqa-merge-window.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* All proposals: in which view they are shown, and what is done to several of them at once. That is one
 * entry, so one step takes it back. */

/* Proposals in one step: an entry has to hold it, and a person to have meant it. */
#define BATCH_MAX 1000

/* Returns: (transfer full) (nullable): those of @ids that are there; %NULL where they are none or too
 * many, which is told. */
static GPtrArray *
list_present (HalqaWindow *self, const char *const *ids)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  if (self->forum == NULL || halqa_forum_is_read_only (self->forum))
    return NULL;
  if (g_strv_length ((char **) ids) > BATCH_MAX)
    {
      g_autofree char *words =
          g_strdup_printf (ngettext ("At most %u proposal can be changed at once. Choose fewer.",
                                     "At most %u proposals can be changed at once. Choose fewer.",
                                     BATCH_MAX),
                           BATCH_MAX);

      halqa_window_toast (self, words);
      return NULL;
    }
  halqa_form_flush (halqa_proposal_editor_get_form (self->proposal_editor));
  for (; *ids != NULL; ids++)
    {
      HalqaItem *item = halqa_forum_dup_item (self->forum, "proposal", *ids);

      if (item != NULL && !halqa_item_is_deleted (item))
        g_ptr_array_add (items, item);
      else
        g_clear_object (&item);
    }
  return items->len > 0 ? g_steal_pointer (&items) : NULL;
}

/* Whether the field of @item is written, since it holds something else. */
static gboolean
set_field (HalqaDraft *draft, HalqaItem *item, const char *field, const char *value)
{
  const char *id = halqa_item_get_id (item);
  const gboolean reference = g_str_equal (field, "theme") || g_str_equal (field, "session");
  const char *now =
      reference ? halqa_item_get_ref (item, field) : halqa_item_get_text (item, field);

  if (g_str_equal (now != NULL ? now : "", value))
    return FALSE;
  if (*value == '\0')
    halqa_draft_set_empty (draft, "proposal", id, field);
  else if (reference)
    halqa_draft_set_ref (draft, "proposal", id, field, value);
  else
    halqa_draft_set_text (draft, "proposal", id, field, value);
  return TRUE;
}

/* What a proposal takes over from its session can't be taken from it: that is told, for it stays where it
 * is. */
static void
tell_inherited (HalqaWindow *self, GPtrArray *items, const char *field)
{
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    {
      g_autofree char *inherited = halqa_forum_dup_inherited (self->forum, items->pdata[i], field);

      n += inherited != NULL;
    }
  if (n > 0)
    halqa_window_toast (self, ngettext ("It has the theme of its session. Give it another one, or "
                                        "change the theme of the session.",
                                        "They have the theme of their session. Give them another "
                                        "one, or change the theme of the session.",
                                        n));
}

/* "win.set-many": a field, what it is to hold, and the ids. */
static void
set_many (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree const char **ids = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *words = NULL;
  const char *field, *value;
  guint n = 0;

  g_variant_get (parameter, "(&s&s^a&s)", &field, &value, &ids);
  items = list_present (self, ids);
  for (guint i = 0; items != NULL && i < items->len; i++)
    n += set_field (draft, items->pdata[i], field, value);
  if (items != NULL && *value == '\0')
    tell_inherited (self, items, field);
  if (n == 0)
    return;
  words = g_strdup_printf (ngettext ("%u proposal changed", "%u proposals changed", n), n);
  halqa_window_save_draft (self, draft, words);
}

/* "win.delete-many": the ids. */
static void
delete_many (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaForm *form = halqa_proposal_editor_get_form (self->proposal_editor);
  g_autofree const char **ids = g_variant_get_strv (parameter, NULL);
  g_autoptr (GPtrArray) items = list_present (self, ids);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *words = NULL;

  if (items == NULL)
    return;
  for (guint i = 0; i < items->len; i++)
    {
      if (items->pdata[i] == halqa_form_get_item (form))
        halqa_form_close (form);
      halqa_draft_delete (draft, "proposal", halqa_item_get_id (items->pdata[i]));
    }
  if (halqa_form_get_item (form) == NULL &&
      g_strcmp0 (gtk_stack_get_visible_child_name (self->editors), "proposal") == 0)
    gtk_stack_set_visible_child_name (self->editors, "none");
  words = g_strdup_printf (ngettext ("%u proposal deleted", "%u proposals deleted", items->len),
                           items->len);
  halqa_window_save_draft (self, draft, words);
}

static void
merged_cb (HalqaWindow *self)
{
  g_object_set (self->list, "choosing", FALSE, NULL);
  if (self->all_place != NULL)
    halqa_all_place_stop_choosing (self->all_place);
}

/* "win.merge-many": the ids. */
static void
merge_many (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  g_autofree const char **ids = g_variant_get_strv (parameter, NULL);
  g_autoptr (GPtrArray) items = list_present (self, ids);
  HalqaMergeWindow *window;

  if (items == NULL || items->len < 2)
    return;
  window = halqa_merge_window_new (GTK_WINDOW (self), self->forum, items);
  g_signal_connect_object (window, "done", G_CALLBACK (merged_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

/* Has a person choose, of all proposals, some beside @id. */
void
halqa_window_choose_with (HalqaWindow *self, const char *id)
{
  self->opening = TRUE;
  halqa_sidebar_choose (self->sidebar, NULL);
  self->opening = FALSE;
  adw_leaflet_set_visible_child (self->inner, self->list_pane);
  halqa_proposal_list_start_choosing (self->list, id);
  halqa_proposal_list_begin (self->list);
}

gboolean
halqa_window_shows_all_place (HalqaWindow *self)
{
  return self->all_place != NULL &&
         gtk_stack_get_visible_child (self->contents) == GTK_WIDGET (self->all_place);
}

/* Several that are chosen on the board or in the table are merged. Beside one, others are to be chosen: in the
 * list where it is of the table, which has no boxes. */
void
halqa_window_merge_chosen (HalqaWindow *self)
{
  g_auto (GStrv) ids = halqa_all_place_dup_ids (self->all_place);
  const guint n = g_strv_length (ids);

  if (n > 1)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.merge-many", "^as", ids);
  else if (n == 1 && g_str_equal (halqa_listing_get_view (self->listing), "board"))
    halqa_all_place_start_choosing (self->all_place, ids[0]);
  else if (n == 1)
    halqa_window_choose_with (self, ids[0]);
}

/* "win.choose-several": as the button beside the menu does, which a narrow window has no room for. */
static void
choose_several (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);

  if (gtk_stack_get_visible_child (self->contents) == GTK_WIDGET (self->all_place))
    halqa_all_place_start_choosing (self->all_place, NULL);
  else
    g_object_set (self->list, "choosing", TRUE, NULL);
}

void
halqa_window_install_all_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.set-many", "(ssas)", set_many);
  gtk_widget_class_install_action (widget_class, "win.delete-many", "as", delete_many);
  gtk_widget_class_install_action (widget_class, "win.merge-many", "as", merge_many);
  gtk_widget_class_install_action (widget_class, "win.choose-several", NULL, choose_several);
}

/* When the window is made, before its views are. */
void
halqa_window_init_all (HalqaWindow *self)
{
  self->listing = halqa_listing_new ();
  gtk_widget_insert_action_group (GTK_WIDGET (self), "listing",
                                  halqa_listing_get_actions (self->listing));
  halqa_proposal_list_set_listing (self->list, self->listing);
  halqa_menu_put_off (self->listing_menu, halqa_listing_get_menu (self->listing));
  halqa_words_name_button (self->listing_menu, _ ("View and order"));
  g_signal_connect_object (self->list, "notify::choosing", G_CALLBACK (halqa_window_update_all),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->listing, "changed", G_CALLBACK (halqa_window_update_all), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->listing, "changed", G_CALLBACK (halqa_window_show_all), self,
                           G_CONNECT_SWAPPED);
}

/* Made when the board or the table is first chosen. */
static HalqaPlace *
ensure_all_place (HalqaWindow *self)
{
  if (self->all_place == NULL)
    {
      self->all_place = HALQA_ALL_PLACE (halqa_window_add_place (self, HALQA_TYPE_ALL_PLACE));
      halqa_all_place_set_listing (self->all_place, self->listing);
    }
  return HALQA_PLACE (self->all_place);
}

/* Shows all proposals in the view that was chosen, unless a session is shown. */
void
halqa_window_show_all (HalqaWindow *self)
{
  GtkWidget *shown = gtk_stack_get_visible_child (self->contents);
  const gboolean list = g_str_equal (halqa_listing_get_view (self->listing), "list");

  if (self->forum == NULL || self->opening || halqa_sidebar_get_session (self->sidebar) != NULL ||
      (shown != GTK_WIDGET (self->inner) && shown != GTK_WIDGET (self->all_place)))
    return;
  if (!list)
    halqa_form_flush (halqa_window_get_form (self));
  if (list && shown == GTK_WIDGET (self->all_place))
    halqa_window_show_list (self);
  halqa_window_show_place (self, list ? NULL : ensure_all_place (self));
  if (gtk_stack_get_visible_child (self->contents) != shown)
    halqa_window_take_focus (self);
}

/* Whether one came to the list from the board or the table. */
gboolean
halqa_window_is_before_all (HalqaWindow *self)
{
  return self->forum != NULL && halqa_sidebar_get_session (self->sidebar) == NULL &&
         gtk_stack_get_visible_child (self->contents) == GTK_WIDGET (self->inner) &&
         !g_str_equal (halqa_listing_get_view (self->listing), "list");
}

/* Whether "back" led to the board or the table, where the proposal is that was open. */
gboolean
halqa_window_go_back_to_all (HalqaWindow *self)
{
  HalqaItem *item = halqa_form_get_item (halqa_proposal_editor_get_form (self->proposal_editor));

  if (!halqa_window_is_before_all (self))
    return FALSE;
  halqa_window_show_all (self);
  if (item != NULL)
    halqa_all_place_show_proposal (self->all_place, halqa_item_get_id (item));
  return TRUE;
}

/* A session is seen as a list, in the order that people give it, and has no menu, but a button to the
 * room; in a narrow window that is where "back" leads to. Where there is a menu, a narrow window has an
 * item of it to choose several, and in its place a button to stop that. */
void
halqa_window_update_all (HalqaWindow *self)
{
  const gboolean writable = self->forum != NULL && !halqa_forum_is_read_only (self->forum);
  const gboolean menu = halqa_sidebar_get_session (self->sidebar) == NULL;
  const gboolean narrow = adw_leaflet_get_folded (self->outer);
  const gboolean table = g_str_equal (halqa_listing_get_view (self->listing), "table");
  gboolean choosing;

  g_object_get (self->list, "choosing", &choosing, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->listing_menu), menu && !(narrow && choosing));
  gtk_widget_set_visible (self->session_button, !menu && !narrow);
  gtk_widget_set_visible (self->choose_button, !narrow || !menu || choosing);
  gtk_widget_set_sensitive (self->choose_button, writable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.choose-several",
                                 narrow && writable && !table);
  halqa_window_update_back (self);
}
