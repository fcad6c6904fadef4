/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-write.h"

/* What was typed into a record, on its way to the disk. It holds its own copy of the values, so the
 * form may turn to another record meanwhile; where the store refuses, it is tried again until the
 * values are on disk. */

#define RETRY_S 3

/* @id: (nullable): %NULL where the write is to make the record */
HalqaWrite *
halqa_write_new (GObject *form,
                 HalqaForum *forum,
                 const char *kind,
                 const char *id,
                 HalqaWriteFunc done)
{
  HalqaWrite *self = g_new0 (HalqaWrite, 1);

  self->form = g_object_ref (form);
  self->forum = g_object_ref (forum);
  self->kind = g_strdup (kind);
  self->id = g_strdup (id);
  self->creates = id == NULL;
  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
  self->values = g_ptr_array_new_with_free_func (g_free);
  self->overs = g_ptr_array_new_with_free_func (g_free);
  self->done = done;
  return self;
}

void
halqa_write_free (HalqaWrite *self)
{
  g_object_unref (self->form);
  g_object_unref (self->forum);
  g_free (self->kind);
  g_free (self->id);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->overs);
  g_clear_pointer (&self->next, halqa_write_free);
  g_clear_pointer (&self->draft, halqa_draft_unref);
  g_free (self);
}

void
halqa_write_add (HalqaWrite *self, HalqaFormField *field, const char *value)
{
  g_ptr_array_add (self->fields, g_object_ref (field));
  g_ptr_array_add (self->values, g_strdup (value));
  g_ptr_array_add (self->overs, g_strdup (field->over != NULL ? field->over : ""));
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  HalqaWrite *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    g_warning ("Not saved: %s", error->message);
  self->done (self, error);
}

/* Hands the values to the store. The write lives until its "done". */
void
halqa_write_start (HalqaWrite *self)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  if (self->creates)
    {
      g_free (self->id);
      self->id = halqa_draft_add (draft, self->kind);
    }
  for (guint i = 0; i < self->fields->len; i++)
    halqa_form_field_write (g_ptr_array_index (self->fields, i), draft, self->kind, self->id,
                            g_ptr_array_index (self->values, i),
                            g_ptr_array_index (self->overs, i));
  g_clear_pointer (&self->draft, halqa_draft_unref);
  self->draft = g_steal_pointer (&draft);
  halqa_forum_save_async (self->forum, self->draft, NULL, saved_cb, self);
}

static gboolean
start_cb (gpointer user_data)
{
  halqa_write_start (user_data);
  return G_SOURCE_REMOVE;
}

void
halqa_write_try_again (HalqaWrite *self)
{
  g_timeout_add_seconds (RETRY_S, start_cb, self);
}

/* Starts what was to follow; the record is there now. */
void
halqa_write_go_on (HalqaWrite *self)
{
  HalqaWrite *next = g_steal_pointer (&self->next);

  if (next == NULL)
    return;
  g_free (next->id);
  next->id = g_strdup (self->id);
  next->creates = FALSE;
  halqa_write_start (next);
}

void
halqa_write_note_sent (HalqaWrite *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      HalqaFormField *field = g_ptr_array_index (self->fields, i);

      field->dirty = FALSE;
      field->moved = FALSE;
      g_free (field->sent);
      field->sent = g_strdup (g_ptr_array_index (self->values, i));
    }
}

/* On disk: the record is known to have what was sent, though its item may not say so yet; where it
 * said something else meanwhile, that is newer. */
void
halqa_write_note_written (HalqaWrite *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      HalqaFormField *field = g_ptr_array_index (self->fields, i);

      g_free (field->known);
      if (!field->moved || halqa_form_field_is_written_in (field))
        field->known = g_steal_pointer (&field->sent);
      else
        {
          field->known = g_strdup (field->seen);
          if (!field->dirty)
            halqa_form_field_set_value (field, field->seen);
        }
      g_clear_pointer (&field->sent, g_free);
    }
}

/* As if it had just been typed. */
void
halqa_write_note_failed (HalqaWrite *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      HalqaFormField *field = g_ptr_array_index (self->fields, i);

      field->dirty = TRUE;
      g_free (field->over);
      field->over = g_strdup (g_ptr_array_index (self->overs, i));
      g_clear_pointer (&field->sent, g_free);
    }
}
