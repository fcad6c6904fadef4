/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-note-row.h"

#include "halqa-form.h"
#include "halqa-reorder.h"
#include "halqa-text-view.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* A note, a question or a decision, to be read and written in its place. It is saved as it is typed,
 * like everything. */

struct _HalqaNoteRow
{
  GtkListBoxRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *note;
  HalqaForm *form;

  gboolean setting;

  /* template */
  GtkWidget *handle;
  GtkDropDown *type;
  GtkWidget *body;
  HalqaConflictButton *conflict;
  GtkWidget *delete;
};

G_DEFINE_FINAL_TYPE (HalqaNoteRow, halqa_note_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  SIGNAL_DELETE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

const char *const halqa_note_types[] = { "note", "question", "decision", NULL };

/* Returns: (transfer full) */
GtkStringList *
halqa_note_types_new_names (void)
{
  const char *const names[] = { C_ ("type of a note", "Note"), C_ ("type of a note", "Question"),
                                C_ ("type of a note", "Decision"), NULL };

  return gtk_string_list_new (names);
}

/* A type that nobody knows here selects none; where there is none it is a note. */
static guint
find_type (HalqaItem *note)
{
  const char *type = halqa_item_get_text (note, "type");

  if (*type == '\0')
    return 0;
  for (guint i = 0; halqa_note_types[i] != NULL; i++)
    if (g_str_equal (halqa_note_types[i], type))
      return i;
  return GTK_INVALID_LIST_POSITION;
}

static void
show_note_cb (HalqaNoteRow *self)
{
  self->setting = TRUE;
  gtk_drop_down_set_selected (self->type, find_type (self->note));
  self->setting = FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  halqa_item_get_label (self->note), -1);
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaNoteRow) self = user_data;
  g_autoptr (GError) error = NULL;

  /* The row may be gone by now. */
  if (halqa_forum_save_finish (HALQA_FORUM (forum), result, &error) || self->note == NULL)
    return;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
  show_note_cb (self);
}

static void
type_chosen_cb (HalqaNoteRow *self)
{
  const guint selected = gtk_drop_down_get_selected (self->type);
  g_autoptr (HalqaDraft) draft = NULL;

  if (self->setting || self->note == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  draft = halqa_draft_new ();
  halqa_draft_set_text (draft, "note", halqa_item_get_id (self->note), "type",
                        halqa_note_types[selected]);
  halqa_forum_save_async (self->forum, draft, NULL, saved_cb, g_object_ref (self));
}

static void
delete_cb (HalqaNoteRow *self)
{
  g_signal_emit (self, signals[SIGNAL_DELETE], 0);
}

static void
halqa_note_row_dispose (GObject *object)
{
  HalqaNoteRow *self = HALQA_NOTE_ROW (object);

  if (self->form != NULL)
    halqa_form_close (self->form);
  g_clear_object (&self->form);
  g_clear_object (&self->note);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_NOTE_ROW);
  G_OBJECT_CLASS (halqa_note_row_parent_class)->dispose (object);
}

static void
halqa_note_row_class_init (HalqaNoteRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_note_row_dispose;
  signals[SIGNAL_DELETE] = g_signal_new ("delete", HALQA_TYPE_NOTE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  g_type_ensure (HALQA_TYPE_TEXT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-note-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaNoteRow, handle);
  gtk_widget_class_bind_template_child (widget_class, HalqaNoteRow, type);
  gtk_widget_class_bind_template_child (widget_class, HalqaNoteRow, body);
  gtk_widget_class_bind_template_child (widget_class, HalqaNoteRow, conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaNoteRow, delete);
  gtk_widget_class_bind_template_callback (widget_class, type_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
}

static void
halqa_note_row_init (HalqaNoteRow *self)
{
  g_autoptr (GtkStringList) names = halqa_note_types_new_names ();

  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_words_name_button (self->type, _ ("Type of note"));
  self->setting = TRUE;
  gtk_drop_down_set_model (self->type, G_LIST_MODEL (names));
  self->setting = FALSE;
  self->form = halqa_form_new ("note");
  halqa_form_bind_text (self->form, "body", self->body, self->conflict);
  halqa_reorder_add_row (GTK_WIDGET (self));
}

GtkWidget *
halqa_note_row_new (HalqaForum *forum, HalqaItem *note)
{
  HalqaNoteRow *self = g_object_new (HALQA_TYPE_NOTE_ROW, NULL);
  const gboolean writable = !halqa_forum_is_read_only (forum);

  g_set_object (&self->forum, forum);
  g_set_object (&self->note, note);
  halqa_form_open (self->form, forum, note);
  halqa_reorder_set_item (GTK_WIDGET (self), forum, note);
  gtk_widget_set_visible (self->handle, writable);
  gtk_widget_set_sensitive (GTK_WIDGET (self->type), writable);
  gtk_widget_set_visible (self->delete, writable);
  g_signal_connect_object (note, "changed", G_CALLBACK (show_note_cb), self, G_CONNECT_SWAPPED);
  show_note_cb (self);
  return GTK_WIDGET (self);
}

void
halqa_note_row_write (HalqaNoteRow *self)
{
  g_return_if_fail (HALQA_IS_NOTE_ROW (self));

  gtk_widget_grab_focus (self->body);
}
