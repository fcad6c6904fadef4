/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-notes.h"

#include "halqa-insist.h"
#include "halqa-item-list.h"
#include "halqa-kept-rows.h"
#include "halqa-note-row.h"
#include "halqa-reorder.h"
#include "halqa-undo-toast.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* The notes of a session or of a proposal, and a line to take the next one down in: type, Enter, next. */

/* So many rows at first, and more with each wish for more. */
#define ROWS_STEP 100

struct _HalqaNotes
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *subject;
  HalqaItemList *notes;

  guint limit;
  guint idle;

  /* template */
  GtkListBox *list;
  GtkWidget *more;
  GtkWidget *capture;
  GtkDropDown *type;
  GtkEditable *entry;
};

G_DEFINE_FINAL_TYPE (HalqaNotes, halqa_notes, ADW_TYPE_BIN)

static void
delete_cb (HalqaNotes *self, HalqaNoteRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.delete-record", "(sss)", "note",
                              halqa_item_get_id (halqa_kept_rows_get_item (GTK_WIDGET (row))),
                              _ ("Note deleted"));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

/* --- the rows */

static GtkWidget *
create_row (gpointer note, gpointer user_data)
{
  HalqaNotes *self = user_data;
  GtkWidget *row = halqa_note_row_new (self->forum, note);

  g_signal_connect_object (row, "delete", G_CALLBACK (delete_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
show_rows (HalqaNotes *self)
{
  GListModel *notes = G_LIST_MODEL (self->notes);
  const guint n = notes != NULL ? g_list_model_get_n_items (notes) : 0;

  halqa_kept_rows_update (self->list, notes, self->limit, create_row, self);
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (self->more, n > self->limit);
}

static gboolean
settled_cb (gpointer user_data)
{
  HalqaNotes *self = user_data;

  self->idle = 0;
  show_rows (self);
  return G_SOURCE_REMOVE;
}

static void
notes_moved_cb (HalqaNotes *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (settled_cb, self);
}

static void
more_cb (HalqaNotes *self)
{
  self->limit += ROWS_STEP;
  show_rows (self);
}

static gboolean
reorder_cb (gpointer user_data, int step)
{
  HalqaNotes *self = user_data;

  return halqa_kept_rows_step (self->list, self->forum, self->notes, step);
}

/* --- taking down */

/* A new note on its way to the disk. */
typedef struct
{
  char *subject;
  char *body;
  const char *type;
} NewNote;

static void
new_note_free (gpointer data)
{
  NewNote *self = data;

  g_free (self->subject);
  g_free (self->body);
  g_free (self);
}

static void
fill (HalqaDraft *draft, gpointer data)
{
  const NewNote *self = data;
  g_autofree char *id = halqa_draft_add (draft, "note");

  halqa_draft_set_ref (draft, "note", id, "subject", self->subject);
  halqa_draft_set_text (draft, "note", id, "body", self->body);
  halqa_draft_set_text (draft, "note", id, "type", self->type);
}

static void
add_cb (HalqaNotes *self)
{
  g_autofree char *body = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  g_autoptr (GError) error = NULL;
  NewNote *note;

  if (self->subject == NULL || *body == '\0')
    return;
  if (!halqa_draft_check ("note", "body", body, &error))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
      return;
    }
  note = g_new (NewNote, 1);
  *note = (NewNote){ g_strdup (halqa_item_get_id (self->subject)), g_steal_pointer (&body),
                     halqa_note_types[gtk_drop_down_get_selected (self->type)] };
  halqa_undo_fill (self->entry, "");
  gtk_drop_down_set_selected (self->type, 0);
  halqa_insist (GTK_WIDGET (self), self->forum, fill, NULL, note, new_note_free);
}

/* What was typed and left is as good as entered. Not when another window comes to the front: that one
 * is looked at and come back from, in the midst of a word. */
static void
leave_cb (HalqaNotes *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root) && gtk_window_is_active (GTK_WINDOW (root)))
    add_cb (self);
}

/* A mark typed first says what it is, and is no part of it. */
static void
typed_cb (HalqaNotes *self)
{
  const char *text = gtk_editable_get_text (self->entry);
  guint type;

  if (g_str_equal (text, "?") || g_str_equal (text, "؟"))
    type = 1;
  else if (g_str_equal (text, "!"))
    type = 2;
  else
    return;
  gtk_drop_down_set_selected (self->type, type);
  gtk_editable_delete_text (self->entry, 0, -1);
}

static void
halqa_notes_dispose (GObject *object)
{
  HalqaNotes *self = HALQA_NOTES (object);

  if (self->list != NULL)
    halqa_notes_set_subject (self, NULL, NULL);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_NOTES);
  G_OBJECT_CLASS (halqa_notes_parent_class)->dispose (object);
}

static void
halqa_notes_class_init (HalqaNotesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_notes_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-notes.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaNotes, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaNotes, more);
  gtk_widget_class_bind_template_child (widget_class, HalqaNotes, capture);
  gtk_widget_class_bind_template_child (widget_class, HalqaNotes, type);
  gtk_widget_class_bind_template_child (widget_class, HalqaNotes, entry);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
}

static void
halqa_notes_init (HalqaNotes *self)
{
  g_autoptr (GtkStringList) names = halqa_note_types_new_names ();
  GtkEventController *focus;

  gtk_widget_init_template (GTK_WIDGET (self));
  focus = gtk_event_controller_focus_new ();
  g_signal_connect_object (focus, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->capture, focus);
  gtk_drop_down_set_model (self->type, G_LIST_MODEL (names));
  halqa_words_name_button (self->type, _ ("Type of the new note"));
  halqa_reorder_add_keys (GTK_WIDGET (self->list), reorder_cb, self);
}

/**
 * halqa_notes_set_subject:
 * @self: the section
 * @forum: (nullable): the forum
 * @subject: (nullable): a session or a proposal of it; %NULL to show none
 *
 * What is typed into a note and not yet saved is saved on the way.
 */
void
halqa_notes_set_subject (HalqaNotes *self, HalqaForum *forum, HalqaItem *subject)
{
  g_return_if_fail (HALQA_IS_NOTES (self));

  if (subject == self->subject)
    return;
  add_cb (self);
  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->notes != NULL)
    g_signal_handlers_disconnect_by_data (self->notes, self);
  g_clear_object (&self->notes);
  show_rows (self);
  g_set_object (&self->forum, forum);
  g_set_object (&self->subject, subject);
  halqa_undo_fill (self->entry, "");
  self->limit = ROWS_STEP;
  gtk_widget_set_visible (GTK_WIDGET (self), subject != NULL);
  if (subject == NULL)
    return;
  self->notes =
      halqa_item_list_new_below (forum, "note", "position", "subject", halqa_item_get_id (subject));
  g_signal_connect_object (self->notes, "items-changed", G_CALLBACK (notes_moved_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->capture, !halqa_forum_is_read_only (forum));
  show_rows (self);
}

/* @id: of a note of the subject; where its row is not there nothing happens */
void
halqa_notes_show (HalqaNotes *self, const char *id)
{
  g_return_if_fail (HALQA_IS_NOTES (self));

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (g_str_equal (halqa_item_get_id (halqa_kept_rows_get_item (row)), id))
      halqa_note_row_write (HALQA_NOTE_ROW (row));
}
