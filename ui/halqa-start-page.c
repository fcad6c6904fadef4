/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-start-page.h"

#include "halqa-in-sight.h"
#include "halqa-language.h"
#include "halqa-locale.h"
#include "halqa-text.h"

#include <glib/gi18n.h>

/* Where somebody begins: the language, who they are, and then: start a forum, join one, take one from a
 * stick, look at the sample, or open one of those that are on this laptop already. */

struct _HalqaStartPage
{
  AdwBin parent_instance;

  /* owned */
  HalqaFolder *folder;
  GPtrArray *forum_rows;

  /* template */
  AdwPreferencesGroup *forums;
  GtkBox *languages;
  AdwEntryRow *person;
  AdwEntryRow *laptop;
  AdwEntryRow *title;
  GtkWidget *start;
};

G_DEFINE_FINAL_TYPE (HalqaStartPage, halqa_start_page, ADW_TYPE_BIN)

enum
{
  SIGNAL_OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
tell (HalqaStartPage *self, const GError *error)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

static char *
dup_title (HalqaStartPage *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->title))));
}

static void
title_changed_cb (HalqaStartPage *self)
{
  g_autofree char *title = dup_title (self);

  gtk_widget_set_sensitive (self->start, *title != '\0');
}

static void
start_cb (HalqaStartPage *self)
{
  g_autofree char *title = dup_title (self);
  g_autoptr (HalqaForum) forum = NULL;
  g_autoptr (GError) error = NULL;

  if (*title == '\0')
    return;
  if (halqa_start_page_save_name (self, &error))
    forum = halqa_folder_new_forum (self->folder, title, NULL, &error);
  if (forum == NULL)
    {
      tell (self, error);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->title), "");
  g_signal_emit (self, signals[SIGNAL_OPENED], 0, forum);
}

static void
open_cb (HalqaStartPage *self, AdwActionRow *row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaForum) forum =
                 halqa_folder_open_forum (self->folder, g_object_get_data (G_OBJECT (row), "id"),
                                          &error);

  if (forum != NULL)
    g_signal_emit (self, signals[SIGNAL_OPENED], 0, forum);
  else
    tell (self, error);
}

static void
add_forum_row (HalqaStartPage *self, const HalqaForumInfo *info)
{
  GtkWidget *row = adw_action_row_new ();
  guint n = info->n_members;
  g_autofree char *title = halqa_text_show_line (info->title);
  /* Translators: of a forum: so many laptops have written in it. */
  g_autofree char *members = g_strdup_printf (ngettext ("%u laptop", "%u laptops", n), n);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), members);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (info->id), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->forums, row);
  g_ptr_array_add (self->forum_rows, row);
}

/* Else it would look as if it were gone. */
static void
add_refused_row (HalqaStartPage *self, const char *why)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *reason = halqa_text_show (why);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("This forum can't be opened"));
  /* Of a path in an Arabic sentence GTK 4.8 says too little room, and warns of it; of what may be cut, not. */
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 6);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), reason);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  adw_preferences_group_add (self->forums, row);
  g_ptr_array_add (self->forum_rows, row);
}

static void
list_forums (HalqaStartPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refused = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) forums = halqa_folder_list (self->folder, refused, &error);

  for (guint i = 0; i < self->forum_rows->len; i++)
    adw_preferences_group_remove (self->forums, g_ptr_array_index (self->forum_rows, i));
  g_ptr_array_set_size (self->forum_rows, 0);
  if (forums == NULL)
    g_warning ("The forums can't be listed: %s", error->message);
  for (guint i = 0; forums != NULL && i < forums->len; i++)
    add_forum_row (self, g_ptr_array_index (forums, i));
  for (guint i = 0; i < refused->len; i++)
    add_refused_row (self, g_ptr_array_index (refused, i));
  gtk_widget_set_visible (GTK_WIDGET (self->forums), self->forum_rows->len > 0);
}

/* Gives the keyboard to what comes next: a forum that is here, else one's name, else the forum to
 * start. */
static void
begin (HalqaStartPage *self)
{
  GtkWidget *next = GTK_WIDGET (self->person);

  if (self->forum_rows->len > 0)
    next = g_ptr_array_index (self->forum_rows, 0);
  else if (*gtk_editable_get_text (GTK_EDITABLE (self->person)) != '\0')
    next = GTK_WIDGET (self->title);
  gtk_widget_grab_focus (next);
}

/* To say what a forum is called it is opened: not before the first frame of a window that shows one. */
static void
map_cb (HalqaStartPage *self)
{
  list_forums (self);
  begin (self);
}

static void
halqa_start_page_dispose (GObject *object)
{
  HalqaStartPage *self = HALQA_START_PAGE (object);

  g_clear_object (&self->folder);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_START_PAGE);
  G_OBJECT_CLASS (halqa_start_page_parent_class)->dispose (object);
}

static void
halqa_start_page_finalize (GObject *object)
{
  g_ptr_array_unref (HALQA_START_PAGE (object)->forum_rows);
  G_OBJECT_CLASS (halqa_start_page_parent_class)->finalize (object);
}

static void
halqa_start_page_class_init (HalqaStartPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_start_page_dispose;
  object_class->finalize = halqa_start_page_finalize;
  signals[SIGNAL_OPENED] = g_signal_new ("opened", HALQA_TYPE_START_PAGE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, HALQA_TYPE_FORUM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaStartPage, forums);
  gtk_widget_class_bind_template_child (widget_class, HalqaStartPage, languages);
  gtk_widget_class_bind_template_child (widget_class, HalqaStartPage, person);
  gtk_widget_class_bind_template_child (widget_class, HalqaStartPage, laptop);
  gtk_widget_class_bind_template_child (widget_class, HalqaStartPage, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaStartPage, start);
  gtk_widget_class_bind_template_callback (widget_class, title_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
}

static void
language_cb (HalqaStartPage *self, GtkToggleButton *button)
{
  if (gtk_toggle_button_get_active (button))
    gtk_widget_activate_action (GTK_WIDGET (self), "app.speak", "s",
                                g_object_get_data (G_OBJECT (button), "code"));
}

/* Each by its own name: who can't read what is around them finds theirs. */
static void
add_languages (HalqaStartPage *self)
{
  g_autofree char *spoken = halqa_locale_dup_spoken ();
  GtkWidget *first = NULL;

  for (const char *const *code = halqa_locale_list (); *code != NULL; code++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (halqa_language_get_name (*code));

      if (first == NULL)
        first = button;
      else
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), g_str_equal (*code, spoken));
      g_object_set_data (G_OBJECT (button), "code", (char *) *code);
      g_signal_connect_object (button, "toggled", G_CALLBACK (language_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_box_append (self->languages, button);
    }
}

static void
halqa_start_page_init (HalqaStartPage *self)
{
  self->forum_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_in_sight_put_off (ADW_BIN (self));
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  add_languages (self);
}

/* Who has not said yet what they are called may find their own name fitting; that of the machine says
 * nothing to others. */
static char *
suggest_name (HalqaFolder *folder)
{
  g_autofree char *name = halqa_folder_dup_name (folder);
  const char *person = g_get_real_name ();

  if (g_strcmp0 (name, g_get_host_name ()) != 0)
    return g_steal_pointer (&name);
  if (g_strcmp0 (person, "Unknown") == 0 || g_strcmp0 (person, "root") == 0 ||
      !g_utf8_validate (person, -1, NULL))
    person = "";
  return g_strdup (person);
}

static void
show_name (HalqaStartPage *self)
{
  g_autofree char *name = suggest_name (self->folder);
  g_autofree char *person = NULL;
  g_autofree char *laptop = NULL;

  halqa_folder_split_name (name, &person, &laptop);
  gtk_editable_set_text (GTK_EDITABLE (self->person), person);
  gtk_editable_set_text (GTK_EDITABLE (self->laptop), laptop);
}

/* @folder: whose forums are shown, each time that the page is */
void
halqa_start_page_set_folder (HalqaStartPage *self, HalqaFolder *folder)
{
  g_return_if_fail (HALQA_IS_START_PAGE (self));
  g_return_if_fail (HALQA_IS_FOLDER (folder));

  g_set_object (&self->folder, folder);
  show_name (self);
}

/* What was typed into @other, which goes, and leads to nothing yet. */
void
halqa_start_page_take_over (HalqaStartPage *self, HalqaStartPage *other)
{
  g_return_if_fail (HALQA_IS_START_PAGE (self));
  g_return_if_fail (HALQA_IS_START_PAGE (other));

  gtk_editable_set_text (GTK_EDITABLE (self->person),
                         gtk_editable_get_text (GTK_EDITABLE (other->person)));
  gtk_editable_set_text (GTK_EDITABLE (self->laptop),
                         gtk_editable_get_text (GTK_EDITABLE (other->laptop)));
  gtk_editable_set_text (GTK_EDITABLE (self->title),
                         gtk_editable_get_text (GTK_EDITABLE (other->title)));
}

/* Returns: (transfer full): the name that was typed, by which others will know this laptop */
char *
halqa_start_page_dup_name (HalqaStartPage *self)
{
  g_return_val_if_fail (HALQA_IS_START_PAGE (self), NULL);

  return halqa_folder_join_name (gtk_editable_get_text (GTK_EDITABLE (self->person)),
                                 gtk_editable_get_text (GTK_EDITABLE (self->laptop)));
}

/* Keeps the name that was typed, by which others will know this laptop. */
gboolean
halqa_start_page_save_name (HalqaStartPage *self, GError **error)
{
  g_autofree char *typed = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (HALQA_IS_START_PAGE (self), FALSE);

  typed = halqa_start_page_dup_name (self);
  name = halqa_folder_dup_name (self->folder);
  if (*typed == '\0' || g_strcmp0 (typed, name) == 0)
    return TRUE;
  return halqa_folder_set_name (self->folder, typed, error);
}
