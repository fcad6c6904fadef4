/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-attachments.h"

#include "halqa-attachment-card.h"
#include "halqa-attachment.h"
#include "halqa-item-list.h"
#include "halqa-stick-chooser.h"

#include <glib/gi18n.h>

/* What is attached to a record, as a section of its editor. Files come from a dialog, by being dragged
 * here, or from the clipboard, and so do pictures. Where that takes longer, as from a slow stick, it
 * says how far it is, and can be called off; and what was begun for one record is attached to that,
 * whichever is shown when it is here. */

/* After which it says how far it is. */
#define PATIENCE_MS 1000

struct _HalqaAttachments
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  HalqaItemList *list;
  GtkNativeDialog *chooser;
  GPtrArray *attaching; /* of Attaching, each owned by what is under way */
  GCancellable *cancellable; /* of all that is */

  guint patience;

  /* template */
  GtkWidget *buttons;
  GtkWidget *busy;
  GtkWidget *progress;
  GtkProgressBar *bar;
  GtkWidget *empty;
  GtkFlowBox *cards;
};

G_DEFINE_FINAL_TYPE (HalqaAttachments, halqa_attachments, ADW_TYPE_BIN)

/* What is being attached, and to what. */
typedef struct
{
  HalqaAttachments *section;
  HalqaForum *forum;
  char *subject;
  guint64 done; /* bytes */
  guint64 total;
} Attaching;

static void
tell (HalqaAttachments *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", text);
}

static void
update (HalqaAttachments *self)
{
  gboolean writable = self->forum != NULL && !halqa_forum_is_read_only (self->forum);
  guint n = self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;

  gtk_widget_set_visible (GTK_WIDGET (self), self->item != NULL && (writable || n > 0));
  gtk_widget_set_visible (self->buttons, writable);
  gtk_widget_set_visible (self->busy, self->attaching->len > 0);
  gtk_widget_set_visible (self->empty, n == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->cards), n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attachments.add",
                                 writable && self->item != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "attachments.paste",
                                 writable && self->item != NULL);
}

/* --- attaching */

static void
show_progress (HalqaAttachments *self)
{
  guint64 done = 0;
  guint64 total = 0;

  for (guint i = 0; i < self->attaching->len; i++)
    {
      const Attaching *attaching = g_ptr_array_index (self->attaching, i);

      done += attaching->done;
      total += attaching->total;
    }
  halqa_stick_chooser_show_progress (self->bar, done, total);
}

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  Attaching *attaching = user_data;

  attaching->done = done;
  attaching->total = total;
  /* Without a bar there is no window either. */
  if (attaching->section->bar != NULL)
    show_progress (attaching->section);
}

static gboolean
patience_cb (gpointer user_data)
{
  HalqaAttachments *self = user_data;

  self->patience = 0;
  gtk_widget_set_visible (self->progress, TRUE);
  return G_SOURCE_REMOVE;
}

static Attaching *
begin (HalqaAttachments *self, HalqaForum *forum, const char *subject)
{
  Attaching *attaching = g_new0 (Attaching, 1);

  attaching->section = g_object_ref (self);
  attaching->forum = g_object_ref (forum);
  attaching->subject = g_strdup (subject);
  if (self->attaching->len == 0)
    {
      g_clear_object (&self->cancellable);
      self->cancellable = g_cancellable_new ();
      self->patience = g_timeout_add (PATIENCE_MS, patience_cb, self);
    }
  g_ptr_array_add (self->attaching, attaching);
  show_progress (self);
  update (self);
  return attaching;
}

static void
stop_waiting (HalqaAttachments *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  gtk_widget_set_visible (self->progress, FALSE);
}

static void
end (Attaching *attaching, const GError *error)
{
  HalqaAttachments *self = attaching->section;

  g_ptr_array_remove (self->attaching, attaching);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell (self, error->message);
  if (self->bar != NULL)
    {
      if (self->attaching->len == 0)
        stop_waiting (self);
      show_progress (self);
      update (self);
    }
  g_object_unref (attaching->forum);
  g_free (attaching->subject);
  g_free (attaching);
  g_object_unref (self);
}

static void
attached_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = halqa_forum_attach_finish (HALQA_FORUM (source), result, &error);

  end (user_data, error);
}

static void
attach_file (HalqaAttachments *self, HalqaForum *forum, const char *subject, GFile *file)
{
  Attaching *attaching = begin (self, forum, subject);

  halqa_forum_attach_async (forum, subject, file, progress_cb, attaching, self->cancellable,
                            attached_cb, attaching);
}

static void
attach_files (HalqaAttachments *self,
              HalqaForum *forum,
              const char *subject,
              const GdkFileList *files)
{
  g_autoptr (GSList) list = gdk_file_list_get_files ((GdkFileList *) files);

  for (GSList *link = list; link != NULL; link = link->next)
    attach_file (self, forum, subject, link->data);
}

static void
cancel_cb (HalqaAttachments *self)
{
  g_cancellable_cancel (self->cancellable);
}

/* --- from a dialog */

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  HalqaAttachments *self = user_data;
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));

  for (guint i = 0; response == GTK_RESPONSE_ACCEPT && self->item != NULL &&
                    i < g_list_model_get_n_items (files);
       i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      attach_file (self, self->forum, halqa_item_get_id (self->item), file);
    }
  g_clear_object (&self->chooser);
}

static void
add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaAttachments *self = HALQA_ATTACHMENTS (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  g_clear_object (&self->chooser);
  self->chooser = GTK_NATIVE_DIALOG (
      gtk_file_chooser_native_new (_ ("Attach Files"), GTK_WINDOW (root),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Attach"), _ ("_Cancel")));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  gtk_native_dialog_set_modal (self->chooser, TRUE);
  g_signal_connect (self->chooser, "response", G_CALLBACK (chosen_cb), self);
  gtk_native_dialog_show (self->chooser);
}

/* --- from the clipboard */

/* A picture is written as a file off the main thread: a screen full takes a moment. */
static void
write_png (GTask *task, gpointer source, gpointer texture, GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (texture),
                         (GDestroyNotify) g_bytes_unref);
}

static void
png_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attaching *attaching = user_data;
  g_autoptr (GBytes) png = g_task_propagate_pointer (G_TASK (result), NULL);

  halqa_forum_attach_bytes_async (attaching->forum, attaching->subject, png,
                                  /* Translators: the name of a file without its ending. */
                                  _ ("pasted picture"), attaching->section->cancellable,
                                  attached_cb, attaching);
}

static void
pasted_texture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attaching *attaching = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture =
                 gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, &error);
  g_autoptr (GTask) task = NULL;

  if (texture == NULL)
    {
      end (attaching, error);
      return;
    }
  task = g_task_new (NULL, NULL, png_cb, attaching);
  g_task_set_task_data (task, g_steal_pointer (&texture), g_object_unref);
  g_task_run_in_thread (task, write_png);
}

static void
pasted_files_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attaching *pasting = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value != NULL)
    attach_files (pasting->section, pasting->forum, pasting->subject, g_value_get_boxed (value));
  end (pasting, error);
}

static void
paste (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaAttachments *self = HALQA_ATTACHMENTS (widget);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  const char *subject = halqa_item_get_id (self->item);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL,
                                    pasted_files_cb, begin (self, self->forum, subject));
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE))
    gdk_clipboard_read_texture_async (clipboard, NULL, pasted_texture_cb,
                                      begin (self, self->forum, subject));
  else
    tell (self, _ ("Copy a picture or a file first: then it can be attached here"));
}

/* --- by being dragged here */

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  HalqaAttachments *self = user_data;

  if (self->item == NULL || halqa_forum_is_read_only (self->forum))
    return FALSE;
  attach_files (self, self->forum, halqa_item_get_id (self->item), g_value_get_boxed (value));
  return TRUE;
}

/* --- the widget */

static GtkWidget *
make_card (gpointer item, gpointer user_data)
{
  GtkWidget *child = gtk_flow_box_child_new ();

  /* What is in a card takes the focus, and not the card. */
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child),
                                halqa_attachment_card_new (HALQA_ATTACHMENTS (user_data)->forum,
                                                           item));
  return child;
}

static void
halqa_attachments_dispose (GObject *object)
{
  HalqaAttachments *self = HALQA_ATTACHMENTS (object);

  if (self->cards != NULL)
    halqa_attachments_set_record (self, NULL, NULL);
  g_clear_handle_id (&self->patience, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_ATTACHMENTS);
  G_OBJECT_CLASS (halqa_attachments_parent_class)->dispose (object);
}

static void
halqa_attachments_finalize (GObject *object)
{
  HalqaAttachments *self = HALQA_ATTACHMENTS (object);

  g_ptr_array_unref (self->attaching);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (halqa_attachments_parent_class)->finalize (object);
}

static void
halqa_attachments_class_init (HalqaAttachmentsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_attachments_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_attachments_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-attachments.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachments, buttons);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachments, busy);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachments, progress);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachments, bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachments, empty);
  gtk_widget_class_bind_template_child (widget_class, HalqaAttachments, cards);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_install_action (widget_class, "attachments.add", NULL, add);
  gtk_widget_class_install_action (widget_class, "attachments.paste", NULL, paste);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK,
                                       "attachments.paste", NULL);
}

static void
halqa_attachments_init (HalqaAttachments *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->attaching = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * halqa_attachments_set_record:
 * @self: the section
 * @forum: (nullable): the forum of @item
 * @item: (nullable): a record, or %NULL
 */
void
halqa_attachments_set_record (HalqaAttachments *self, HalqaForum *forum, HalqaItem *item)
{
  g_return_if_fail (HALQA_IS_ATTACHMENTS (self));

  if (self->item == item && self->forum == forum)
    return;
  gtk_flow_box_bind_model (self->cards, NULL, NULL, NULL, NULL);
  /* What is chosen in it would be attached to another record than it was asked for. */
  g_clear_object (&self->chooser);
  g_clear_object (&self->list);
  g_set_object (&self->forum, forum);
  g_set_object (&self->item, item);
  if (item != NULL)
    {
      self->list = halqa_item_list_new_below (forum, "attachment", "created", "subject",
                                              halqa_item_get_id (item));
      g_signal_connect_object (self->list, "items-changed", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
      gtk_flow_box_bind_model (self->cards, G_LIST_MODEL (self->list), make_card, self, NULL);
    }
  update (self);
}
