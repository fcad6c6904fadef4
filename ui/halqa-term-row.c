/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-term-row.h"

#include "halqa-conflict-button.h"
#include "halqa-language.h"
#include "halqa-undo-toast.h"

#include <glib/gi18n.h>

/* The words of a concept in one language, saved as one types, by the rules of a form: what was typed
 * and is not on disk keeps its text and holds the forum; else the row follows what arrives. It is no
 * form because what is edited may be no record yet: the program's list, which the first edit
 * replaces. */

#define DEBOUNCE_MS 500
#define RETRY_MS 3000

struct _HalqaTermRow
{
  AdwEntryRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaGlossaryEntry *entry;
  char *known; /* what was shown or handed over last */
  char *seen; /* what was known when the typing began; NULL while nothing is to be saved */

  /* borrowed */
  HalqaConflictButton *conflict;
  GtkWidget *reset;

  HalqaLanguage language;
  gboolean setting;
  gboolean writing;
  gboolean moved; /* what is in force changed meanwhile */
  gboolean held;
  guint timer;
};

G_DEFINE_FINAL_TYPE (HalqaTermRow, halqa_term_row, ADW_TYPE_ENTRY_ROW)

/* What is on its way to the disk, though the row may be gone. */
typedef struct
{
  HalqaTermRow *row;
  HalqaForum *forum;
  HalqaGlossaryEntry *entry;
  char *words;
  char *seen;
} Write;

static void
set_known (HalqaTermRow *self, const char *words)
{
  char *copy = g_strdup (words);

  g_free (self->known);
  self->known = copy;
}

static void
show_cb (HalqaTermRow *self)
{
  const char *words = halqa_glossary_entry_get_words (self->entry, self->language);
  HalqaItem *record = halqa_glossary_entry_get_record (self->entry, self->language);

  halqa_conflict_button_set_field (self->conflict, record != NULL ? self->forum : NULL, record,
                                   "words");
  gtk_widget_set_visible (self->reset, record != NULL && !halqa_forum_is_read_only (self->forum));
  self->moved = self->writing;
  if (self->seen != NULL || self->writing)
    return;
  set_known (self, words);
  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self)), words))
    return;
  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self), words);
  self->setting = FALSE;
}

/* --- saving */

static void
set_held (HalqaTermRow *self, gboolean held)
{
  if (held == self->held)
    return;
  self->held = held;
  if (held)
    halqa_forum_hold (self->forum);
  else
    halqa_forum_release (self->forum);
}

static gboolean
is_sound (HalqaTermRow *self, const char *words)
{
  g_autoptr (GError) error = NULL;
  const gboolean sound = halqa_draft_check ("term", "words", words, &error);

  if (sound)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), sound ? NULL : error->message);
  return sound;
}

static gboolean start_cb (gpointer user_data);
static void save (HalqaTermRow *self);

static void
write_free (Write *write)
{
  g_object_unref (write->row);
  g_object_unref (write->forum);
  g_object_unref (write->entry);
  g_free (write->words);
  g_free (write->seen);
  g_free (write);
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  Write *write = user_data;
  HalqaTermRow *self = write->row;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    {
      g_warning ("Not saved: %s", error->message);
      g_timeout_add (RETRY_MS, start_cb, write);
      return;
    }
  halqa_forum_release (write->forum);
  self->writing = FALSE;
  if (self->seen != NULL && self->timer == 0)
    save (self);
  else if (self->moved && self->entry != NULL)
    show_cb (self);
  write_free (write);
}

static gboolean
start_cb (gpointer user_data)
{
  Write *write = user_data;
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_glossary_entry_write (write->entry, draft, write->row->language, write->words, write->seen);
  halqa_forum_save_async (write->forum, draft, NULL, saved_cb, write);
  return G_SOURCE_REMOVE;
}

/* Hands over to the forum what was typed, one write at a time. */
static void
save (HalqaTermRow *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self));
  Write *write;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->seen == NULL || self->writing)
    return;
  if (!is_sound (self, words))
    {
      set_held (self, FALSE);
      return;
    }
  if (!g_str_equal (words, self->seen))
    {
      write = g_new (Write, 1);
      *write = (Write){ g_object_ref (self), g_object_ref (self->forum), g_object_ref (self->entry),
                        g_strdup (words), g_strdup (self->seen) };
      self->writing = TRUE;
      set_known (self, words);
      halqa_forum_hold (self->forum);
      start_cb (write);
    }
  g_clear_pointer (&self->seen, g_free);
  set_held (self, FALSE);
}

static gboolean
save_cb (gpointer user_data)
{
  HalqaTermRow *self = user_data;

  self->timer = 0;
  save (self);
  return G_SOURCE_REMOVE;
}

static void
typed_cb (HalqaTermRow *self)
{
  if (self->setting || self->forum == NULL)
    return;
  if (self->seen == NULL)
    self->seen = g_strdup (self->known);
  set_held (self, TRUE);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (DEBOUNCE_MS, save_cb, self);
}

/* --- back to what ships */

/* The row may be gone when the words are. */
typedef struct
{
  AdwToastOverlay *toasts;
  HalqaDraft *draft;
} Reset;

static void
deleted_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  Reset *reset = user_data;
  g_autoptr (GError) error = NULL;

  if (halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    halqa_undo_toast_offer (reset->toasts, HALQA_FORUM (forum), _ ("Words of this forum deleted"),
                            halqa_draft_get_stamp (reset->draft));
  else
    halqa_undo_toast_offer (reset->toasts, HALQA_FORUM (forum), error->message, 0);
  g_object_unref (reset->toasts);
  halqa_draft_unref (reset->draft);
  g_free (reset);
}

static void
reset_cb (HalqaTermRow *self)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  Reset *reset = g_new (Reset, 1);

  g_return_if_fail (toasts != NULL);

  /* The button goes. */
  gtk_widget_grab_focus (GTK_WIDGET (self));
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->seen, g_free);
  set_held (self, FALSE);
  *reset = (Reset){ g_object_ref (ADW_TOAST_OVERLAY (toasts)), halqa_draft_new () };
  halqa_glossary_entry_reset (self->entry, reset->draft, self->language);
  halqa_forum_save_async (self->forum, reset->draft, NULL, deleted_cb, reset);
}

/* --- */

static void
halqa_term_row_dispose (GObject *object)
{
  HalqaTermRow *self = HALQA_TERM_ROW (object);

  if (self->forum != NULL)
    {
      save (self);
      set_held (self, FALSE);
      g_clear_handle_id (&self->timer, g_source_remove);
    }
  g_clear_pointer (&self->seen, g_free);
  g_clear_object (&self->entry);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_term_row_parent_class)->dispose (object);
}

static void
halqa_term_row_finalize (GObject *object)
{
  g_free (HALQA_TERM_ROW (object)->known);
  G_OBJECT_CLASS (halqa_term_row_parent_class)->finalize (object);
}

static void
halqa_term_row_class_init (HalqaTermRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_term_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_term_row_finalize;
}

static void
halqa_term_row_init (HalqaTermRow *self)
{
  self->known = g_strdup ("");
  self->conflict = g_object_new (HALQA_TYPE_CONFLICT_BUTTON, NULL);
  self->reset = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  gtk_widget_set_valign (self->reset, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->reset, "flat");
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), GTK_WIDGET (self->conflict));
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), self->reset);
  g_signal_connect_swapped (self->reset, "clicked", G_CALLBACK (reset_cb), self);
  g_signal_connect (self, "changed", G_CALLBACK (typed_cb), NULL);
}

GtkWidget *
halqa_term_row_new (HalqaForum *forum, HalqaGlossaryEntry *entry, HalqaLanguage language)
{
  HalqaTermRow *self = g_object_new (HALQA_TYPE_TERM_ROW, NULL);
  const char *reset =
      halqa_glossary_entry_is_shipped (entry) ? _ ("Back to What Ships") : _ ("Delete these words");

  self->forum = g_object_ref (forum);
  self->entry = g_object_ref (entry);
  self->language = language;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 halqa_language_get_name (halqa_language_get_code (language)));
  if (!halqa_glossary_entry_is_shipped (entry))
    gtk_button_set_icon_name (GTK_BUTTON (self->reset), "user-trash-symbolic");
  gtk_widget_set_tooltip_text (self->reset, reset);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->reset), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  reset, -1);
  gtk_editable_set_editable (GTK_EDITABLE (self), !halqa_forum_is_read_only (forum));
  g_signal_connect_object (entry, "changed", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  show_cb (self);
  return GTK_WIDGET (self);
}
