/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-translation-row.h"

#include "halqa-form.h"
#include "halqa-language.h"
#include "halqa-kind-words.h"
#include "halqa-translation.h"
#include "halqa-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* The short texts of a record in the other languages of its forum: what a theme is called, or the forum
 * itself. They are saved as one types; where an original was changed since, somebody is asked to look.
 *
 * An entry is made for each text and language once the row is unfolded, for there may be many records; one
 * in whose language the original is itself is not to be seen. */

/* --- one of them */

#define HALQA_TYPE_TRANSLATION_ENTRY (halqa_translation_entry_get_type ())
G_DECLARE_FINAL_TYPE (HalqaTranslationEntry,
                      halqa_translation_entry,
                      HALQA,
                      TRANSLATION_ENTRY,
                      AdwEntryRow)

struct _HalqaTranslationEntry
{
  AdwEntryRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  HalqaForm *form;
  char *language;

  /* borrowed */
  const char *field;

  GtkWidget *confirm; /* the child */
};

G_DEFINE_FINAL_TYPE (HalqaTranslationEntry, halqa_translation_entry, ADW_TYPE_ENTRY_ROW)

static void
show_state_cb (HalqaTranslationEntry *self)
{
  const HalqaTranslation state =
      halqa_translation_look_at (self->forum, self->item, self->field, self->language);

  gtk_widget_set_visible (GTK_WIDGET (self), state != HALQA_TRANSLATION_NONE);
  gtk_widget_set_visible (self->confirm, state == HALQA_TRANSLATION_OLDER &&
                                             !halqa_forum_is_read_only (self->forum));
}

static void
confirmed_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    gtk_widget_activate_action (self, "win.tell", "s", error->message);
}

static void
confirm_cb (HalqaTranslationEntry *self)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  /* The button goes. */
  gtk_widget_grab_focus (GTK_WIDGET (self));
  halqa_translation_confirm (draft, self->item, self->field, self->language);
  halqa_forum_save_async (self->forum, draft, NULL, confirmed_cb, g_object_ref (self));
}

static void
halqa_translation_entry_dispose (GObject *object)
{
  HalqaTranslationEntry *self = HALQA_TRANSLATION_ENTRY (object);

  if (self->form != NULL)
    halqa_form_close (self->form);
  g_clear_object (&self->form);
  g_clear_object (&self->item);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_translation_entry_parent_class)->dispose (object);
}

static void
halqa_translation_entry_finalize (GObject *object)
{
  g_free (HALQA_TRANSLATION_ENTRY (object)->language);
  G_OBJECT_CLASS (halqa_translation_entry_parent_class)->finalize (object);
}

static void
halqa_translation_entry_class_init (HalqaTranslationEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_translation_entry_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_translation_entry_finalize;
}

static void
halqa_translation_entry_init (HalqaTranslationEntry *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  self->confirm = gtk_button_new_with_label (_ ("Still Right"));
  gtk_widget_set_tooltip_text (self->confirm, _ ("Older than the original"));
  gtk_widget_set_valign (self->confirm, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->confirm, "flat");
  g_signal_connect_object (self->confirm, "clicked", G_CALLBACK (confirm_cb), self,
                           G_CONNECT_SWAPPED);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), self->confirm);
}

static GtkWidget *
make_entry (HalqaForum *forum, HalqaItem *item, const char *field, const char *language)
{
  HalqaTranslationEntry *self = g_object_new (HALQA_TYPE_TRANSLATION_ENTRY, NULL);
  HalqaConflictButton *conflict = g_object_new (HALQA_TYPE_CONFLICT_BUTTON, NULL);
  g_autofree char *name = g_strconcat (field, "@", language, NULL);
  g_autofree char *title = halqa_field_words_dup (name);

  self->forum = g_object_ref (forum);
  self->item = g_object_ref (item);
  self->field = field;
  self->language = g_strdup (language);
  self->form = halqa_form_new (halqa_item_get_kind (item));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), GTK_WIDGET (conflict));
  halqa_form_bind_text (self->form, name, GTK_WIDGET (self), conflict);
  halqa_form_open (self->form, forum, item);
  g_signal_connect_object (item, "changed", G_CALLBACK (show_state_cb), self, G_CONNECT_SWAPPED);
  show_state_cb (self);
  return GTK_WIDGET (self);
}

/* --- all of them */

struct _HalqaTranslationRow
{
  AdwExpanderRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  char **languages; /* of which there are entries; NULL for none */
  GPtrArray *entries; /* borrowed */

  /* borrowed */
  const char *const *fields;
};

G_DEFINE_FINAL_TYPE (HalqaTranslationRow, halqa_translation_row, ADW_TYPE_EXPANDER_ROW)

/* What the first of the texts is in each language. */
static void
show_texts (HalqaTranslationRow *self, char **languages)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;
  g_autofree char *line = NULL;

  for (; *languages != NULL; languages++)
    {
      g_autofree char *name = g_strconcat (self->fields[0], "@", *languages, NULL);
      const char *text = halqa_item_get_text (self->item, name);

      if (*text != '\0')
        g_strv_builder_add (builder, text);
    }
  texts = g_strv_builder_end (builder);
  line = halqa_words_join_all (texts);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), line);
}

static void
add_entries (HalqaTranslationRow *self, char **languages)
{
  for (guint i = 0; i < self->entries->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->entries->pdata[i]);
  g_ptr_array_set_size (self->entries, 0);
  for (guint i = 0; self->fields[i] != NULL; i++)
    for (char **language = languages; *language != NULL; language++)
      {
        GtkWidget *entry = make_entry (self->forum, self->item, self->fields[i], *language);

        adw_expander_row_add_row (ADW_EXPANDER_ROW (self), entry);
        g_ptr_array_add (self->entries, entry);
      }
}

/* The languages are in a record that any entry may change. */
static void
show_cb (HalqaTranslationRow *self)
{
  g_auto (GStrv) languages = NULL;

  if (self->item == NULL)
    return;
  languages = halqa_translation_list_languages (self->forum);
  show_texts (self, languages);
  if (!adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)) ||
      (self->languages != NULL &&
       g_strv_equal ((const char *const *) languages, (const char *const *) self->languages)))
    return;
  add_entries (self, languages);
  g_strfreev (self->languages);
  self->languages = g_steal_pointer (&languages);
}

static void
halqa_translation_row_dispose (GObject *object)
{
  HalqaTranslationRow *self = HALQA_TRANSLATION_ROW (object);

  g_clear_object (&self->item);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_translation_row_parent_class)->dispose (object);
}

static void
halqa_translation_row_finalize (GObject *object)
{
  HalqaTranslationRow *self = HALQA_TRANSLATION_ROW (object);

  g_ptr_array_unref (self->entries);
  g_strfreev (self->languages);
  G_OBJECT_CLASS (halqa_translation_row_parent_class)->finalize (object);
}

static void
halqa_translation_row_class_init (HalqaTranslationRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_translation_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_translation_row_finalize;
}

static void
halqa_translation_row_init (HalqaTranslationRow *self)
{
  self->entries = g_ptr_array_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("In other languages"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("In other languages"), -1);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (show_cb), NULL);
}

/**
 * halqa_translation_row_set_item:
 * @self: a row
 * @forum: a forum
 * @item: a record of it
 * @fields: (array zero-terminated=1): its texts; must live as long as the row
 */
void
halqa_translation_row_set_item (HalqaTranslationRow *self,
                                HalqaForum *forum,
                                HalqaItem *item,
                                const char *const *fields)
{
  g_return_if_fail (HALQA_IS_TRANSLATION_ROW (self) && self->item == NULL);

  self->forum = g_object_ref (forum);
  self->item = g_object_ref (item);
  self->fields = fields;
  g_signal_connect_object (forum, "changed", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  show_cb (self);
}
