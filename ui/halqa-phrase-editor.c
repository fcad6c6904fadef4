/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-phrase-editor.h"

#include "halqa-text-view.h"
#include "halqa-text.h"
#include "halqa-words.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>

/* One text of the interface: the original, what is known of it, and a box for each form.
 *
 * What fits is on disk a moment after it was typed; what does not is told what is wrong with it, and is
 * not taken, for a message with a wrong placeholder can't be shown. */

/* In milliseconds, as in forms. */
#define SAVE_DELAY 400

struct _HalqaPhraseEditor
{
  AdwBin parent_instance;

  /* owned */
  HalqaCatalogue *catalogue;
  HalqaPhrase *phrase; /* NULL for none */

  guint save_timeout;
  gboolean is_filling;

  /* template */
  GtkLabel *original;
  GtkLabel *comment;
  GtkBox *forms;
  GtkLabel *fault;
  GtkWidget *saved;
  GtkWidget *buttons;
};

G_DEFINE_FINAL_TYPE (HalqaPhraseEditor, halqa_phrase_editor, ADW_TYPE_BIN)

static guint written_signal;

/* --- saving */

static GtkTextView *
get_view (GtkWidget *form)
{
  return GTK_TEXT_VIEW (gtk_widget_get_last_child (form));
}

/* What stands in the forms. */
static char **
dup_texts (HalqaPhraseEditor *self)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (GtkWidget *form = gtk_widget_get_first_child (GTK_WIDGET (self->forms)); form != NULL;
       form = gtk_widget_get_next_sibling (form))
    {
      g_autofree char *text = NULL;

      g_object_get (gtk_text_view_get_buffer (get_view (form)), "text", &text, NULL);
      g_strv_builder_add (texts, text);
    }
  return g_strv_builder_end (texts);
}

/* @texts: NULL for what came with the program */
static void
write_texts (HalqaPhraseEditor *self, const char *const *texts)
{
  g_autoptr (GError) error = NULL;
  const gboolean is_saved = halqa_catalogue_set (self->catalogue, self->phrase, texts, &error);

  gtk_label_set_text (self->fault, is_saved ? "" : error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->fault), !is_saved);
  gtk_widget_set_visible (self->saved, is_saved);
  if (is_saved)
    g_signal_emit (self, written_signal, 0);
}

void
halqa_phrase_editor_flush (HalqaPhraseEditor *self)
{
  g_auto (GStrv) texts = NULL;

  if (self->save_timeout == 0)
    return;
  g_clear_handle_id (&self->save_timeout, g_source_remove);
  texts = dup_texts (self);
  write_texts (self, (const char *const *) texts);
}

static gboolean
save_cb (gpointer user_data)
{
  halqa_phrase_editor_flush (user_data);
  return G_SOURCE_REMOVE;
}

static void
typed_cb (HalqaPhraseEditor *self)
{
  if (self->is_filling)
    return;
  gtk_widget_set_visible (self->saved, FALSE);
  g_clear_handle_id (&self->save_timeout, g_source_remove);
  self->save_timeout = g_timeout_add (SAVE_DELAY, save_cb, self);
}

/* --- one text */

/* @label: what the screen reader calls it too */
static GtkWidget *
make_form (HalqaPhraseEditor *self, const char *label, const char *text)
{
  GtkWidget *form = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *name = gtk_label_new (label);
  GtkWidget *view = g_object_new (HALQA_TYPE_TEXT_VIEW, "wrap-mode", GTK_WRAP_WORD_CHAR,
                                  "accepts-tab", FALSE, NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "heading");
  gtk_widget_add_css_class (view, "card");
  gtk_widget_add_css_class (view, "text-box");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_box_append (GTK_BOX (form), name);
  gtk_box_append (GTK_BOX (form), view);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "changed",
                           G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  return form;
}

static void
fill_forms (HalqaPhraseEditor *self)
{
  const guint n = halqa_phrase_get_n_forms (self->phrase);
  GtkWidget *form;

  self->is_filling = TRUE;
  while ((form = gtk_widget_get_first_child (GTK_WIDGET (self->forms))) != NULL)
    gtk_box_remove (self->forms, form);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label =
          n == 1
              ? g_strdup (_ ("Translation"))
              /* Translators: a language has several forms of a text with a number in it; %u counts
                    them. */
              : g_strdup_printf (_ ("Form %u"), i + 1);

      gtk_box_append (self->forms,
                      make_form (self, label, halqa_phrase_get_text (self->phrase, i)));
    }
  self->is_filling = FALSE;
}

/* What a translator has to know of it; "" for nothing. To be freed. */
static char *
dup_notes (HalqaPhrase *phrase)
{
  g_autofree char *placeholders = halqa_phrase_dup_placeholders (phrase);
  g_autofree char *isolated = placeholders != NULL ? halqa_text_isolate (placeholders) : NULL;
  g_autoptr (GStrvBuilder) notes = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;

  if (halqa_phrase_get_comment (phrase) != NULL)
    g_strv_builder_add (notes, halqa_phrase_get_comment (phrase));
  if (halqa_phrase_get_context (phrase) != NULL)
    g_strv_builder_add (notes, halqa_phrase_get_context (phrase));
  if (isolated != NULL)
    {
      /* Translators: %s is a list of signs such as "%s" and "%u". */
      g_autofree char *kept =
          g_strdup_printf (_ ("What the program puts in, to be kept: %s"), isolated);

      g_strv_builder_add (notes, kept);
    }
  lines = g_strv_builder_end (notes);
  return g_strjoinv ("\n", lines);
}

static void
show_phrase (HalqaPhraseEditor *self)
{
  const char *plural = halqa_phrase_get_original_plural (self->phrase);
  g_autofree char *original =
      g_strjoin ("\n", halqa_phrase_get_original (self->phrase), plural, NULL);
  g_autofree char *notes = dup_notes (self->phrase);

  halqa_words_set_text (self->original, original);
  gtk_label_set_text (self->comment, notes);
  gtk_widget_set_visible (GTK_WIDGET (self->comment), *notes != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->fault), FALSE);
  gtk_widget_set_visible (self->saved, FALSE);
  fill_forms (self);
}

void
halqa_phrase_editor_edit (HalqaPhraseEditor *self, HalqaCatalogue *catalogue, HalqaPhrase *phrase)
{
  g_return_if_fail (HALQA_IS_PHRASE_EDITOR (self));

  halqa_phrase_editor_flush (self);
  g_set_object (&self->catalogue, catalogue);
  if (g_set_object (&self->phrase, phrase) && phrase != NULL)
    show_phrase (self);
}

HalqaPhrase *
halqa_phrase_editor_get_phrase (HalqaPhraseEditor *self)
{
  return self->phrase;
}

void
halqa_phrase_editor_begin (HalqaPhraseEditor *self)
{
  GtkWidget *form = gtk_widget_get_first_child (GTK_WIDGET (self->forms));

  if (form != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (get_view (form)));
}

void
halqa_phrase_editor_reset (HalqaPhraseEditor *self)
{
  g_return_if_fail (HALQA_IS_PHRASE_EDITOR (self) && self->phrase != NULL);

  g_clear_handle_id (&self->save_timeout, g_source_remove);
  write_texts (self, NULL);
  fill_forms (self);
}

static void
halqa_phrase_editor_dispose (GObject *object)
{
  HalqaPhraseEditor *self = HALQA_PHRASE_EDITOR (object);

  g_clear_handle_id (&self->save_timeout, g_source_remove);
  g_clear_object (&self->phrase);
  g_clear_object (&self->catalogue);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_PHRASE_EDITOR);
  G_OBJECT_CLASS (halqa_phrase_editor_parent_class)->dispose (object);
}

static void
halqa_phrase_editor_class_init (HalqaPhraseEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_phrase_editor_dispose;
  written_signal = g_signal_new ("written", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-phrase-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaPhraseEditor, original);
  gtk_widget_class_bind_template_child (widget_class, HalqaPhraseEditor, comment);
  gtk_widget_class_bind_template_child (widget_class, HalqaPhraseEditor, forms);
  gtk_widget_class_bind_template_child (widget_class, HalqaPhraseEditor, fault);
  gtk_widget_class_bind_template_child (widget_class, HalqaPhraseEditor, saved);
  gtk_widget_class_bind_template_child (widget_class, HalqaPhraseEditor, buttons);
}

static void
halqa_phrase_editor_init (HalqaPhraseEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_wrapping_lay_out (self->buttons);
}
