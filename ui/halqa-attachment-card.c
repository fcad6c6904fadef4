/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-attachment-card.h"

#include "halqa-form.h"
#include "halqa-spoken.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* One attachment. Until its file is here it says how much of it is, or on whose laptop it is; then a
 * click opens it with the program that the desktop has for it. To remove it is to delete its record,
 * which can be undone. */

struct _HalqaAttachmentCard
{
  AdwBin parent_instance;

  /* owned */
  HalqaAttachment *attachment;
  HalqaForm *form;
  GCancellable *closing;
  GtkNativeDialog *chooser;

  gboolean has_asked; /* for the small picture */

  /* template */
  GtkWidget *open;
  GtkStack *face;
  GtkImage *icon;
  GtkPicture *picture;
  GtkLabel *name;
  GtkLabel *words;
  GtkProgressBar *progress;
  GtkEntry *caption;
  GtkWidget *save;
  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (HalqaAttachmentCard, halqa_attachment_card, ADW_TYPE_BIN)

static void
tell (HalqaAttachmentCard *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
}

/* --- what is seen */

static void
pictured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaAttachmentCard) self = user_data;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = halqa_attachment_picture_finish (HALQA_ATTACHMENT (source), result, NULL);

  /* What is no picture keeps its icon. */
  if (path != NULL)
    texture = gdk_texture_new_from_filename (path, NULL);
  if (texture == NULL || g_cancellable_is_cancelled (self->closing))
    return;
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_stack_set_visible_child (self->face, GTK_WIDGET (self->picture));
}

static void
ask_for_picture (HalqaAttachmentCard *self)
{
  HalqaItem *item = halqa_attachment_get_item (self->attachment);

  if (self->has_asked || halqa_attachment_get_state (self->attachment) != HALQA_ATTACHMENT_HERE ||
      !g_str_has_prefix (halqa_item_get_text (item, "media_type"), "image/"))
    return;
  self->has_asked = TRUE;
  halqa_attachment_picture_async (self->attachment, self->closing, pictured_cb,
                                  g_object_ref (self));
}

static void
show_icon (HalqaAttachmentCard *self, HalqaItem *item)
{
  g_autofree char *type = g_content_type_from_mime_type (halqa_item_get_text (item, "media_type"));
  g_autoptr (GIcon) icon = g_content_type_get_symbolic_icon (
      type != NULL ? type : "application/octet-stream");

  gtk_image_set_from_gicon (self->icon, icon);
}

static void
set_label (gpointer widget, const char *format, const char *name)
{
  g_autoptr (GString) label = g_string_new (format);

  g_string_replace (label, "%s", name, 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label->str, -1);
}

static void
show_name (HalqaAttachmentCard *self, HalqaItem *item)
{
  g_autofree char *file_name = halqa_attachment_dup_file_name (self->attachment);
  g_autofree char *name = halqa_text_show_line (file_name);
  g_autofree char *isolated = halqa_text_isolate (name);
  g_autofree char *words = halqa_attachment_dup_words (self->attachment);
  g_autofree char *spoken = halqa_words_join (name, words);

  gtk_label_set_text (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), name);
  gtk_label_set_text (self->words, words);
  /* Translators: the name of a file, and how large it is or where. */
  set_label (self->open, _ ("Open %s"), spoken);
  /* Translators: the name of a file. */
  set_label (self->caption, _ ("Caption of %s"), isolated);
  /* One that is not here can't be opened, and has the focus nowhere else. */
  halqa_describe (GTK_WIDGET (self->caption), words);
  /* Translators: the name of a file. */
  set_label (self->save, _ ("Save a copy of %s"), isolated);
  /* Translators: the name of a file. */
  set_label (self->remove, _ ("Remove %s"), isolated);
}

static void
show_cb (HalqaAttachmentCard *self)
{
  HalqaItem *item = halqa_attachment_get_item (self->attachment);
  HalqaAttachmentState state = halqa_attachment_get_state (self->attachment);
  guint64 size = halqa_attachment_get_size (self->attachment);

  show_name (self, item);
  show_icon (self, item);
  gtk_widget_set_sensitive (self->open, state == HALQA_ATTACHMENT_HERE);
  gtk_widget_set_sensitive (self->save, state == HALQA_ATTACHMENT_HERE);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), state == HALQA_ATTACHMENT_COMING);
  if (size > 0)
    gtk_progress_bar_set_fraction (self->progress,
                                   (double) halqa_attachment_get_done (self->attachment) /
                                       (double) size);
  ask_for_picture (self);
}

/* --- what is done */

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaAttachmentCard) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error))
    tell (self, error);
}

static void
lent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaAttachmentCard) self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GError) error = NULL;
  g_autofree char *path = halqa_attachment_lend_finish (HALQA_ATTACHMENT (source), result, &error);
  g_autofree char *uri = path != NULL ? g_filename_to_uri (path, NULL, &error) : NULL;

  if (uri == NULL)
    tell (self, error);
  else if (root != NULL)
    gtk_show_uri_full (GTK_WINDOW (root), uri, GDK_CURRENT_TIME, self->closing, shown_cb,
                       g_object_ref (self));
}

static void
open_cb (HalqaAttachmentCard *self)
{
  halqa_attachment_lend_async (self->attachment, self->closing, lent_cb, g_object_ref (self));
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaAttachmentCard) self = user_data;
  g_autoptr (GError) error = NULL;

  if (halqa_attachment_save_finish (HALQA_ATTACHMENT (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", _ ("A copy has been saved"));
  else
    tell (self, error);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  HalqaAttachmentCard *self = user_data;
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && g_file_peek_path (file) != NULL)
    halqa_attachment_save_async (self->attachment, g_file_peek_path (file), NULL, copied_cb,
                                 g_object_ref (self));
  g_clear_object (&self->chooser);
}

static void
save_cb (HalqaAttachmentCard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autofree char *name = halqa_attachment_dup_file_name (self->attachment);

  g_clear_object (&self->chooser);
  self->chooser = GTK_NATIVE_DIALOG (
      gtk_file_chooser_native_new (_ ("Save a Copy"), GTK_WINDOW (root),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel")));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  gtk_native_dialog_set_modal (self->chooser, TRUE);
  g_signal_connect (self->chooser, "response", G_CALLBACK (chosen_cb), self);
  gtk_native_dialog_show (self->chooser);
}

static void
remove_cb (HalqaAttachmentCard *self)
{
  HalqaItem *item = halqa_attachment_get_item (self->attachment);

  halqa_form_flush (self->form);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.delete-record", "(sss)", "attachment",
                              halqa_item_get_id (item), _ ("Attachment removed"));
}

/* --- the widget */

static void
halqa_attachment_card_dispose (GObject *object)
{
  HalqaAttachmentCard *self = HALQA_ATTACHMENT_CARD (object);

  g_cancellable_cancel (self->closing);
  if (self->form != NULL)
    halqa_form_close (self->form);
  g_clear_object (&self->form);
  g_clear_object (&self->chooser);
  g_clear_object (&self->attachment);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_ATTACHMENT_CARD);
  G_OBJECT_CLASS (halqa_attachment_card_parent_class)->dispose (object);
}

static void
halqa_attachment_card_finalize (GObject *object)
{
  g_clear_object (&HALQA_ATTACHMENT_CARD (object)->closing);
  G_OBJECT_CLASS (halqa_attachment_card_parent_class)->finalize (object);
}

static void
halqa_attachment_card_class_init (HalqaAttachmentCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_attachment_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_attachment_card_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-attachment-card.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachmentCard, open);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachmentCard, face);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachmentCard, icon);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachmentCard, picture);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachmentCard, name);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachmentCard, words);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachmentCard, progress);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachmentCard, caption);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachmentCard, save);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachmentCard, remove);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
halqa_attachment_card_init (HalqaAttachmentCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->closing = g_cancellable_new ();
  self->form = halqa_form_new ("attachment");
  halqa_form_bind_text (self->form, "caption", GTK_WIDGET (self->caption), NULL);
}

/**
 * halqa_attachment_card_new:
 * @forum: an open forum
 * @item: one of its attachments
 *
 * Returns: (transfer floating): a card of it
 */
GtkWidget *
halqa_attachment_card_new (HalqaForum *forum, HalqaItem *item)
{
  HalqaAttachmentCard *self = g_object_new (HALQA_TYPE_ATTACHMENT_CARD, NULL);
  gboolean read_only = halqa_forum_is_read_only (forum);

  self->attachment = halqa_attachment_new (forum, item);
  halqa_form_open (self->form, forum, item);
  gtk_editable_set_editable (GTK_EDITABLE (self->caption), !read_only);
  gtk_widget_set_visible (self->remove, !read_only);
  g_signal_connect_object (self->attachment, "changed", G_CALLBACK (show_cb), self,
                           G_CONNECT_SWAPPED);
  show_cb (self);
  return GTK_WIDGET (self);
}
