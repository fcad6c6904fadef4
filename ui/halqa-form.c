/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-form.h"

#include "halqa-form-field.h"
#include "halqa-write.h"

/* A record and the widgets that show it. Saving is not a command: what a person types is handed to
 * the forum half a second after the last key, every five seconds while one key follows the other, and
 * when they go on to another field, another record or home. The rules:
 *  - A field that was typed in and is not yet saved keeps its text, whatever arrives meanwhile from
 *    another laptop; every other field follows the record at once.
 *  - A new record is made by its first typed text, so an empty sheet that somebody opened and left
 *    leaves nothing behind.
 *  - One write of a record is on its way at a time. A write outlives the form's turning to another
 *    record; one that fails is tried again until it is on disk.
 * A save button was rejected, and so was saving each key: a write is an entry that everyone
 * carries for ever. */

#define DEBOUNCE_MS 500
#define LONGEST (5 * G_TIME_SPAN_SECOND)
#define RETRY_MS 3000

struct _HalqaForm
{
  GObject parent_instance;

  /* owned */
  char *kind;
  char *id; /* of a new record: from its first write on */
  GPtrArray *fields;
  HalqaForum *forum;
  HalqaItem *item;
  char *problem;
  HalqaForum *held; /* while anything is not on disk */

  /* borrowed */
  HalqaWrite *writing; /* of this record, on its way */

  gboolean is_new;
  gboolean again; /* changed while a write was on its way */
  HalqaFormState state;
  guint turn; /* goes up with each record that is opened */
  guint n_writes;
  guint timer;
  gint64 typed_at; /* the first key since the last flush; 0 for none */
  gulong changed_id;
};

G_DEFINE_FINAL_TYPE (HalqaForm, halqa_form, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_CREATED,
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_state (HalqaForm *self, HalqaFormState state, const char *problem)
{
  if (self->state == state && g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
is_dirty (HalqaForm *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      HalqaFormField *field = g_ptr_array_index (self->fields, i);

      if (field->dirty)
        return TRUE;
    }
  return FALSE;
}

static void
update_conflicts (HalqaForm *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      HalqaFormField *field = g_ptr_array_index (self->fields, i);

      if (field->conflict != NULL)
        halqa_conflict_button_set_field (field->conflict, self->forum, self->item, field->name);
    }
}

/* What others wrote goes into every field that nobody is writing in here. */
static void
follow_item (HalqaForm *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    halqa_form_field_follow (g_ptr_array_index (self->fields, i), self->item);
  update_conflicts (self);
}

static void
item_changed_cb (HalqaForm *self)
{
  follow_item (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
set_item (HalqaForm *self, HalqaItem *item)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->changed_id, self->item);
  g_set_object (&self->item, item);
  if (item != NULL)
    self->changed_id =
        g_signal_connect_swapped (item, "changed", G_CALLBACK (item_changed_cb), self);
}

/* Whether a person typed @value into @field, or it belongs to a record that is not made yet. */
static gboolean
is_to_be_written (HalqaForm *self, HalqaFormField *field, const char *value)
{
  if (!halqa_form_field_is_sound (field) || (!field->dirty && !self->is_new))
    return FALSE;
  return g_strcmp0 (value, field->sent != NULL ? field->sent : field->known) != 0;
}

static void done_cb (HalqaWrite *write, const GError *error);

/* Takes from the widgets what was typed since the last write; %NULL where that is nothing. */
static HalqaWrite *
collect (HalqaForm *self)
{
  g_autoptr (HalqaWrite) write =
                 halqa_write_new (G_OBJECT (self), self->forum, self->kind, self->id, done_cb);
  gboolean has_text = !self->is_new;

  write->turn = self->turn;
  for (guint i = 0; i < self->fields->len; i++)
    {
      HalqaFormField *field = g_ptr_array_index (self->fields, i);
      g_autofree char *value = halqa_form_field_dup_value (field);

      if (!is_to_be_written (self, field, value))
        continue;
      if (field->type == HALQA_FORM_TEXT && *value != '\0')
        has_text = TRUE;
      halqa_write_add (write, field, value);
    }
  return write->fields->len > 0 && has_text ? g_steal_pointer (&write) : NULL;
}

/* Typed and taken back: there is nothing to save. */
static void
forget_vain_edits (HalqaForm *self)
{
  if (self->is_new)
    return;
  for (guint i = 0; i < self->fields->len; i++)
    {
      HalqaFormField *field = g_ptr_array_index (self->fields, i);

      if (halqa_form_field_is_sound (field))
        field->dirty = FALSE;
    }
  if (!is_dirty (self))
    set_state (self, HALQA_FORM_CLEAN, NULL);
}

static void
finish_creation (HalqaForm *self, HalqaWrite *write)
{
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (write->forum, self->kind, write->id);

  self->is_new = FALSE;
  g_free (self->id);
  self->id = g_strdup (write->id);
  set_item (self, item);
  if (item != NULL)
    follow_item (self);
  else
    g_warning ("The new record %s can't be read", write->id);
}

static gboolean
flush_cb (gpointer user_data)
{
  HalqaForm *self = user_data;

  self->timer = 0;
  halqa_form_flush (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_flush (HalqaForm *self, guint milliseconds)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add (milliseconds, flush_cb, self);
}

static void
schedule_typed (HalqaForm *self)
{
  if (self->typed_at == 0)
    self->typed_at = g_get_monotonic_time ();
  schedule_flush (self, g_get_monotonic_time () - self->typed_at < LONGEST ? DEBOUNCE_MS : 0);
}

/* The form still shows the record: what was not written is as if it had just been typed. */
static void
fail_here (HalqaForm *self, HalqaWrite *write, const GError *error)
{
  self->writing = NULL;
  self->n_writes--;
  halqa_write_note_failed (write);
  halqa_write_free (write);
  set_state (self, HALQA_FORM_FAILED, error->message);
  schedule_flush (self, RETRY_MS);
}

static void
succeed_here (HalqaForm *self, HalqaWrite *write)
{
  self->writing = NULL;
  halqa_write_note_written (write);
  if (write->creates)
    finish_creation (self, write);
  if (self->again || is_dirty (self))
    {
      self->again = FALSE;
      halqa_form_flush (self);
    }
  if (self->writing == NULL && !is_dirty (self))
    set_state (self, HALQA_FORM_SAVED, NULL);
}

/* Whether it is a choice alone, which nothing but the widget tells of. */
static gboolean
is_choice (HalqaWrite *write)
{
  HalqaFormField *field = g_ptr_array_index (write->fields, 0);

  return write->fields->len == 1 && field->type == HALQA_FORM_CHOICE;
}

static void
done_cb (HalqaWrite *write, const GError *error)
{
  g_autoptr (HalqaForm) self = g_object_ref (HALQA_FORM (write->form));
  gboolean here = write->turn == self->turn;

  if (error != NULL && here)
    fail_here (self, write, error);
  else if (error != NULL)
    halqa_write_try_again (write);
  else
    {
      self->n_writes--;
      halqa_write_go_on (write);
      if (here)
        succeed_here (self, write);
      if (write->creates)
        g_signal_emit (self, signals[SIGNAL_CREATED], 0, write->id);
      else if (is_choice (write))
        g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, halqa_draft_get_stamp (write->draft));
      halqa_write_free (write);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The record is left: what is typed and not yet saved goes its way without the form. */
static void
leave_record (HalqaForm *self)
{
  HalqaWrite *write;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->forum == NULL)
    return;
  write = is_dirty (self) ? collect (self) : NULL;
  if (write != NULL)
    {
      self->n_writes++;
      if (self->writing != NULL)
        self->writing->next = write;
      else
        halqa_write_start (write);
    }
  self->turn++;
  self->writing = NULL;
  self->again = FALSE;
}

static void
reset_fields (HalqaForm *self)
{
  gboolean writable = self->forum == NULL || !halqa_forum_is_read_only (self->forum);

  for (guint i = 0; i < self->fields->len; i++)
    {
      HalqaFormField *field = g_ptr_array_index (self->fields, i);

      halqa_form_field_reset (field, self->forum);
      halqa_form_field_set_writable (field, writable);
    }
}

static void
turn_to (HalqaForm *self, HalqaForum *forum, HalqaItem *item, gboolean is_new)
{
  leave_record (self);
  set_item (self, item);
  g_set_object (&self->forum, forum);
  g_free (self->id);
  self->id = item == NULL ? NULL : g_strdup (halqa_item_get_id (item));
  self->is_new = is_new;
  reset_fields (self);
  if (item != NULL)
    follow_item (self);
  else
    update_conflicts (self);
  set_state (self, HALQA_FORM_CLEAN, NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
edited_cb (HalqaForm *self, gboolean leaving, HalqaFormField *field)
{
  if (self->forum == NULL || (self->id == NULL && !self->is_new))
    return;
  if (!leaving || ADW_IS_COMBO_ROW (field->widget))
    {
      halqa_form_field_note_typing (field);
      set_state (self, HALQA_FORM_UNSAVED, NULL);
    }
  field->touched = !leaving;
  if (leaving)
    {
      halqa_form_flush (self);
      halqa_form_field_catch_up (field);
    }
  else
    schedule_typed (self);
}

static HalqaFormField *
bind (HalqaForm *self,
      HalqaFormType type,
      const char *name,
      GtkWidget *widget,
      HalqaConflictButton *conflict)
{
  HalqaFormField *field = halqa_form_field_new (type, self->kind, name, widget);

  field->conflict = conflict;
  g_signal_connect_object (field, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->fields, field);
  return field;
}

/* A forum is not closed before what was typed is on disk: it is told of that here, and not by each
 * window that has forms. */
static void
halqa_form_changed (HalqaForm *self)
{
  const gboolean pending = halqa_form_is_pending (self);

  if (pending == (self->held != NULL))
    return;
  if (!pending)
    halqa_forum_release (self->held);
  if (pending)
    g_set_object (&self->held, self->forum);
  else
    g_clear_object (&self->held);
  if (self->held != NULL)
    halqa_forum_hold (self->held);
}

static void
halqa_form_dispose (GObject *object)
{
  HalqaForm *self = HALQA_FORM (object);

  if (self->held != NULL)
    halqa_forum_release (self->held);
  g_clear_object (&self->held);
  g_clear_handle_id (&self->timer, g_source_remove);
  set_item (self, NULL);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_form_parent_class)->dispose (object);
}

static void
halqa_form_finalize (GObject *object)
{
  HalqaForm *self = HALQA_FORM (object);

  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->problem, g_free);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  G_OBJECT_CLASS (halqa_form_parent_class)->finalize (object);
}

static void
halqa_form_class_init (HalqaFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_form_dispose;
  object_class->finalize = halqa_form_finalize;

  /* The state, the problem, the item or what it says. */
  signals[SIGNAL_CHANGED] =
      g_signal_new_class_handler ("changed", HALQA_TYPE_FORM, G_SIGNAL_RUN_FIRST,
                                  G_CALLBACK (halqa_form_changed), NULL, NULL, NULL, G_TYPE_NONE,
                                  0);
  /* A new record is on disk: its id. */
  signals[SIGNAL_CREATED] = g_signal_new ("created", HALQA_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /* A choice is on disk: the stamp by which it is taken back. */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", HALQA_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
}

static void
halqa_form_init (HalqaForm *self)
{
  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
}

/* @kind: of the records that this form shows */
HalqaForm *
halqa_form_new (const char *kind)
{
  HalqaForm *self = g_object_new (HALQA_TYPE_FORM, NULL);

  self->kind = g_strdup (kind);
  return self;
}

void
halqa_form_bind_text (HalqaForm *self,
                      const char *field,
                      GtkWidget *editable_or_view,
                      HalqaConflictButton *conflict)
{
  bind (self, HALQA_FORM_TEXT, field, editable_or_view, conflict);
}

void
halqa_form_bind_number (HalqaForm *self,
                        const char *field,
                        GtkWidget *editable,
                        HalqaConflictButton *conflict)
{
  bind (self, HALQA_FORM_NUMBER, field, editable, conflict);
}

/* @values: %NULL-terminated, in the order of the rows; must live as long as the form */
void
halqa_form_bind_choice (HalqaForm *self,
                        const char *field,
                        AdwComboRow *row,
                        const char *const *values,
                        HalqaConflictButton *conflict)
{
  bind (self, HALQA_FORM_CHOICE, field, GTK_WIDGET (row), conflict)->choices = values;
}

/* The model of @row holds #HalqaItem, and anything else stands for "none". */
void
halqa_form_bind_ref (HalqaForm *self,
                     const char *field,
                     AdwComboRow *row,
                     HalqaConflictButton *conflict)
{
  bind (self, HALQA_FORM_REF, field, GTK_WIDGET (row), conflict);
}

/* Shows @item of @forum. What was typed into the record before is saved on the way. */
void
halqa_form_open (HalqaForm *self, HalqaForum *forum, HalqaItem *item)
{
  g_return_if_fail (HALQA_IS_FORM (self));
  g_return_if_fail (HALQA_IS_ITEM (item));

  if (item != self->item)
    turn_to (self, forum, item, FALSE);
}

/* Shows an empty record, which the first typed text will make. */
void
halqa_form_begin (HalqaForm *self, HalqaForum *forum)
{
  g_return_if_fail (HALQA_IS_FORM (self));

  turn_to (self, forum, NULL, TRUE);
}

void
halqa_form_close (HalqaForm *self)
{
  g_return_if_fail (HALQA_IS_FORM (self));

  turn_to (self, NULL, NULL, FALSE);
}

void
halqa_form_preset (HalqaForm *self, const char *field, const char *value)
{
  g_return_if_fail (HALQA_IS_FORM (self) && self->is_new);

  for (guint i = 0; i < self->fields->len; i++)
    {
      HalqaFormField *f = g_ptr_array_index (self->fields, i);

      if (g_str_equal (f->name, field))
        halqa_form_field_set_value (f, value);
    }
}

/* Hands over to the forum what was typed and not yet saved. */
void
halqa_form_flush (HalqaForm *self)
{
  HalqaWrite *write;

  g_return_if_fail (HALQA_IS_FORM (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  self->typed_at = 0;
  if (self->forum == NULL || !is_dirty (self))
    return;
  if (self->writing != NULL)
    {
      self->again = TRUE;
      return;
    }
  write = collect (self);
  if (write == NULL)
    {
      forget_vain_edits (self);
      return;
    }
  self->writing = write;
  self->n_writes++;
  halqa_write_note_sent (write);
  halqa_write_start (write);
}

/* Returns: (transfer none) (nullable): %NULL for a record that is not made yet */
HalqaItem *
halqa_form_get_item (HalqaForm *self)
{
  g_return_val_if_fail (HALQA_IS_FORM (self), NULL);

  return self->item;
}

HalqaFormState
halqa_form_get_state (HalqaForm *self)
{
  g_return_val_if_fail (HALQA_IS_FORM (self), HALQA_FORM_CLEAN);

  return self->state;
}

/* Why saving failed; %NULL where it did not. */
const char *
halqa_form_get_problem (HalqaForm *self)
{
  g_return_val_if_fail (HALQA_IS_FORM (self), NULL);

  return self->problem;
}

/* Whether anything typed is not on disk yet, of this record or one that was left. */
gboolean
halqa_form_is_pending (HalqaForm *self)
{
  g_return_val_if_fail (HALQA_IS_FORM (self), FALSE);

  return self->n_writes > 0 || (self->state == HALQA_FORM_FAILED && is_dirty (self));
}
