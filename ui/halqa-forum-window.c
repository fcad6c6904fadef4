/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-forum-window.h"

#include "halqa-form.h"
#include "halqa-item-list.h"
#include "halqa-kept-rows.h"
#include "halqa-languages-row.h"
#include "halqa-reorder.h"
#include "halqa-steady.h"
#include "halqa-theme-row.h"
#include "halqa-toast.h"
#include "halqa-translation-row.h"
#include "halqa-undo-toast.h"
#include "halqa-value-words.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>

/* The themes that a forum speaks of, and what it is itself: its title, where and when it is held, which
 * the report begins with. Saved as one types.
 *
 * A new theme is made by its name and Enter, in a colour that no other has yet, and the line is free for
 * the next name. Tab in its place, or right after it, leads to the code of that theme; Enter there leads
 * back to the line.
 *
 * Rejected: Enter leads to the code, for references never change and it is to be there before the first
 * proposal is. Who types one name after the other then gives each second one as a code. */

struct _HalqaForumWindow
{
  AdwWindow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaForm *form;
  HalqaItemList *themes;
  char *added; /* the theme made last, until its code is asked for */
  gboolean asks_code; /* once it is in the list */

  guint idle;

  /* template */
  AdwToastOverlay *toasts;
  GtkLabel *problem;
  GtkWidget *about;
  AdwEntryRow *title;
  HalqaConflictButton *title_conflict;
  AdwEntryRow *slogan;
  HalqaConflictButton *slogan_conflict;
  AdwEntryRow *edition;
  HalqaConflictButton *edition_conflict;
  AdwEntryRow *place;
  HalqaConflictButton *place_conflict;
  AdwEntryRow *start_date;
  HalqaConflictButton *start_date_conflict;
  AdwEntryRow *end_date;
  HalqaConflictButton *end_date_conflict;
  AdwEntryRow *youth_age;
  HalqaConflictButton *youth_age_conflict;
  AdwComboRow *scope;
  HalqaConflictButton *scope_conflict;
  AdwEntryRow *process;
  HalqaConflictButton *process_conflict;
  HalqaLanguagesRow *languages;
  HalqaTranslationRow *translations;
  GtkListBox *list;
  GtkWidget *add_list;
  AdwEntryRow *add;
};

G_DEFINE_FINAL_TYPE (HalqaForumWindow, halqa_forum_window, ADW_TYPE_WINDOW)

/* What is being saved, until it is told of. */
typedef struct
{
  HalqaForumWindow *window;
  HalqaDraft *draft;
  const char *words; /* NULL where what is seen says it */
} Saving;

static void
saving_free (Saving *self)
{
  g_object_unref (self->window);
  halqa_draft_unref (self->draft);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
tell_words (HalqaForumWindow *self, const char *words)
{
  if (self->toasts != NULL)
    adw_toast_overlay_add_toast (self->toasts, halqa_toast_new (words));
}

static void
tell (GtkWidget *widget, const char *name, GVariant *words)
{
  tell_words (HALQA_FORUM_WINDOW (widget), g_variant_get_string (words, NULL));
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    tell_words (saving->window, error->message);
  else if (saving->words != NULL && saving->window->toasts != NULL)
    halqa_undo_toast_offer (saving->window->toasts, HALQA_FORUM (forum), saving->words,
                            halqa_draft_get_stamp (saving->draft));
}

static void
save (HalqaForumWindow *self, HalqaDraft *draft, const char *words)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->window = g_object_ref (self);
  saving->draft = halqa_draft_ref (draft);
  saving->words = words;
  halqa_forum_save_async (self->forum, draft, NULL, saved_cb, saving);
}

/* --- themes */

/* A colour that no theme has; that of none where each is taken. */
static const char *
choose_colour (HalqaForumWindow *self)
{
  GListModel *themes = G_LIST_MODEL (self->themes);
  const guint n = g_list_model_get_n_items (themes);

  for (guint i = 1; halqa_theme_colours[i] != NULL; i++)
    {
      gboolean is_free = TRUE;

      for (guint j = 0; j < n; j++)
        {
          g_autoptr (HalqaItem) theme = g_list_model_get_item (themes, j);

          is_free = is_free &&
                    !g_str_equal (halqa_item_get_text (theme, "colour"), halqa_theme_colours[i]);
        }
      if (is_free)
        return halqa_theme_colours[i];
    }
  return halqa_theme_colours[0];
}

/* "themes.new" */
static void
begin_theme (GtkWidget *widget, const char *name, GVariant *unused)
{
  gtk_widget_grab_focus (GTK_WIDGET (HALQA_FORUM_WINDOW (widget)->add));
}

static void
add_cb (HalqaForumWindow *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add))));
  g_autoptr (HalqaDraft) draft = NULL;
  g_autoptr (GError) error = NULL;

  if (*name == '\0')
    return;
  if (!halqa_draft_check ("theme", "name", name, &error))
    {
      tell_words (self, error->message);
      return;
    }
  draft = halqa_draft_new ();
  g_free (self->added);
  self->added = halqa_draft_add (draft, "theme");
  halqa_draft_set_text (draft, "theme", self->added, "name", name);
  halqa_draft_set_text (draft, "theme", self->added, "colour", choose_colour (self));
  begin_theme (GTK_WIDGET (self), NULL, NULL);
  halqa_undo_fill (GTK_EDITABLE (self->add), "");
  save (self, draft, NULL);
}

/* "themes.delete": its id. The keyboard, which was on its row, would go to the title of the forum. */
static void
delete_theme (GtkWidget *widget, const char *name, GVariant *id)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  begin_theme (widget, NULL, NULL);
  halqa_draft_delete (draft, "theme", g_variant_get_string (id, NULL));
  save (HALQA_FORUM_WINDOW (widget), draft, _ ("Theme deleted"));
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  return halqa_theme_row_new (HALQA_FORUM_WINDOW (user_data)->forum, item);
}

static void
show_themes (HalqaForumWindow *self)
{
  GListModel *themes = G_LIST_MODEL (self->themes);

  halqa_kept_rows_update (self->list, themes, G_MAXUINT, create_row, self);
  gtk_widget_set_visible (GTK_WIDGET (self->list), g_list_model_get_n_items (themes) > 0);
}

/* Of the theme made last. Returns: whether it is there */
static gboolean
ask_code (HalqaForumWindow *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (g_strcmp0 (halqa_item_get_id (halqa_kept_rows_get_item (row)), self->added) == 0)
      {
        self->asks_code = FALSE;
        g_clear_pointer (&self->added, g_free);
        halqa_theme_row_ask_code (HALQA_THEME_ROW (row));
        return TRUE;
      }
  return FALSE;
}

static gboolean
add_key_cb (HalqaForumWindow *self, guint key, guint code, GdkModifierType modifiers)
{
  const gboolean is_named = *gtk_editable_get_text (GTK_EDITABLE (self->add)) != '\0';

  if (key != GDK_KEY_Tab || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)))
    return GDK_EVENT_PROPAGATE;
  add_cb (self);
  self->asks_code = is_named && *gtk_editable_get_text (GTK_EDITABLE (self->add)) == '\0';
  return self->asks_code || ask_code (self);
}

static gboolean
settled_cb (gpointer user_data)
{
  HalqaForumWindow *self = user_data;

  self->idle = 0;
  show_themes (self);
  if (self->asks_code)
    ask_code (self);
  return G_SOURCE_REMOVE;
}

static void
themes_moved_cb (HalqaForumWindow *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (settled_cb, self);
}

static gboolean
reorder_cb (gpointer user_data, int step)
{
  HalqaForumWindow *self = user_data;

  return halqa_kept_rows_step (self->list, self->forum, self->themes, step);
}

/* --- the forum */

/* Who joined has its own record from the first exchange on. */
static void
open_forum_cb (HalqaForumWindow *self)
{
  static const char *const texts[] = { "title", "slogan", "process", NULL };
  g_autoptr (HalqaItem) item = NULL;

  if (halqa_form_get_item (self->form) != NULL)
    return;
  item = halqa_forum_dup_forum_item (self->forum);
  gtk_widget_set_visible (self->about, item != NULL);
  if (item == NULL)
    return;
  halqa_form_open (self->form, self->forum, item);
  halqa_languages_row_set_forum (self->languages, self->forum, item);
  halqa_translation_row_set_item (self->translations, self->forum, item, texts);
}

/* "forum.set-languages": their codes. */
static void
set_languages (GtkWidget *widget, const char *name, GVariant *codes)
{
  HalqaForumWindow *self = HALQA_FORUM_WINDOW (widget);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_draft_set_text (draft, "forum", halqa_item_get_id (halqa_form_get_item (self->form)),
                        "languages", g_variant_get_string (codes, NULL));
  save (self, draft, _ ("Languages changed"));
}

static void
scope_chosen_cb (HalqaForumWindow *self, guint64 stamp)
{
  if (self->toasts != NULL)
    halqa_undo_toast_offer (self->toasts, self->forum, _ ("Scope changed"), stamp);
}

/* What is typed into any form of this window, the disk may refuse. */
static void
show_problem_cb (HalqaForumWindow *self)
{
  const char *problem = halqa_forum_get_save_problem (self->forum);
  const gboolean unsaved = halqa_forum_get_n_unsaved (self->forum) > 0 && problem != NULL;

  gtk_label_set_text (self->problem, unsaved ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), unsaved);
}

/* "forum.undo" and "forum.redo", of the keyboard. */
static void
undo (GtkWidget *widget, const char *name, GVariant *unused)
{
  HalqaForumWindow *self = HALQA_FORUM_WINDOW (widget);

  halqa_undo_toast_undo (self->toasts, self->forum, g_str_equal (name, "forum.redo"));
}

static void
halqa_forum_window_dispose (GObject *object)
{
  HalqaForumWindow *self = HALQA_FORUM_WINDOW (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->form != NULL)
    halqa_form_close (self->form);
  g_clear_object (&self->form);
  g_clear_object (&self->themes);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_FORUM_WINDOW);
  G_OBJECT_CLASS (halqa_forum_window_parent_class)->dispose (object);
}

static void
halqa_forum_window_finalize (GObject *object)
{
  g_free (HALQA_FORUM_WINDOW (object)->added);
  G_OBJECT_CLASS (halqa_forum_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, about);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, title_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, slogan);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, slogan_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, edition);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, edition_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, place);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, place_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, start_date);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, start_date_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, end_date);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, end_date_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, youth_age);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, youth_age_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, scope);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, scope_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, process);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, process_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, languages);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, translations);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, add_list);
  gtk_widget_class_bind_template_child (widget_class, HalqaForumWindow, add);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_key_cb);
}

static void
halqa_forum_window_class_init (HalqaForumWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_forum_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_forum_window_finalize;
  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  g_type_ensure (HALQA_TYPE_LANGUAGES_ROW);
  g_type_ensure (HALQA_TYPE_TRANSLATION_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-forum-window.ui");
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "themes.new", NULL, begin_theme);
  gtk_widget_class_install_action (widget_class, "themes.delete", "s", delete_theme);
  gtk_widget_class_install_action (widget_class, "forum.set-languages", "s", set_languages);
  gtk_widget_class_install_action (widget_class, "forum.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "forum.redo", NULL, undo);
  /* As of the main window, for what is in this one. */
  gtk_widget_class_install_action (widget_class, "win.tell", "s", tell);
}

static void
halqa_forum_window_init (HalqaForumWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_wrapping_describe (ADW_PREFERENCES_GROUP (
      gtk_widget_get_ancestor (GTK_WIDGET (self->list), ADW_TYPE_PREFERENCES_GROUP)));
  self->form = halqa_form_new ("forum");
  halqa_form_bind_text (self->form, "title", GTK_WIDGET (self->title), self->title_conflict);
  halqa_form_bind_text (self->form, "slogan", GTK_WIDGET (self->slogan), self->slogan_conflict);
  halqa_form_bind_text (self->form, "edition", GTK_WIDGET (self->edition), self->edition_conflict);
  halqa_form_bind_text (self->form, "place", GTK_WIDGET (self->place), self->place_conflict);
  halqa_form_bind_text (self->form, "start_date", GTK_WIDGET (self->start_date),
                        self->start_date_conflict);
  halqa_form_bind_text (self->form, "end_date", GTK_WIDGET (self->end_date),
                        self->end_date_conflict);
  halqa_form_bind_text (self->form, "youth_age", GTK_WIDGET (self->youth_age),
                        self->youth_age_conflict);
  halqa_form_bind_choice (self->form, "scope", self->scope, halqa_scopes, self->scope_conflict);
  halqa_form_bind_text (self->form, "process", GTK_WIDGET (self->process), self->process_conflict);
  g_signal_connect_object (self->form, "chosen", G_CALLBACK (scope_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  halqa_reorder_add_keys (GTK_WIDGET (self->list), reorder_cb, self);
}

HalqaForumWindow *
halqa_forum_window_new (GtkWindow *parent, HalqaForum *forum)
{
  HalqaForumWindow *self = g_object_new (HALQA_TYPE_FORUM_WINDOW, "transient-for", parent, NULL);
  GtkScrolledWindow *scroller;

  self->forum = g_object_ref (forum);
  g_signal_connect_object (forum, "changed", G_CALLBACK (open_forum_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (forum, "notify::n-unsaved", G_CALLBACK (show_problem_cb), self,
                           G_CONNECT_SWAPPED);
  open_forum_cb (self);
  show_problem_cb (self);
  self->themes = halqa_item_list_new (forum, "theme", "position", FALSE);
  g_signal_connect_object (self->themes, "items-changed", G_CALLBACK (themes_moved_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->add_list, !halqa_forum_is_read_only (forum));
  show_themes (self);
  /* The page has one of its own. */
  scroller =
      GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (self->add_list, GTK_TYPE_SCROLLED_WINDOW));
  halqa_reorder_add_scrolling (scroller);
  halqa_steady_watch (scroller);
  return self;
}
