/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-taken.h"

/* What was taken down, on its way to the disk: it is out of the line already, in which the next is
 * typed. */

#define RETRY_S 3

typedef struct
{
  /* owned */
  HalqaTaken taken;
  GObject *user_data;
  char *id;

  HalqaTakenFunc func;
} Saving;

static void start (Saving *self);

static void
saving_free (Saving *self)
{
  g_object_unref (self->taken.forum);
  g_free (self->taken.session);
  g_free (self->taken.type);
  g_free (self->taken.title);
  g_free (self->taken.text);
  g_free (self->taken.theme);
  g_object_unref (self->user_data);
  g_free (self->id);
  g_free (self);
}

static gboolean
try_again_cb (gpointer user_data)
{
  start (user_data);
  return G_SOURCE_REMOVE;
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  Saving *self = user_data;
  g_autoptr (HalqaForum) held = g_object_ref (HALQA_FORUM (forum));
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (held, result, &error))
    {
      self->func (NULL, error, self->user_data);
      g_timeout_add_seconds (RETRY_S, try_again_cb, self);
      return;
    }
  self->func (self->id, NULL, self->user_data);
  saving_free (self);
  halqa_forum_release (held);
}

static void
write_proposal (HalqaDraft *draft, const char *id, const HalqaTaken *taken)
{
  halqa_draft_set_text (draft, "proposal", id, "title", taken->title);
  if (*taken->text != '\0')
    halqa_draft_set_text (draft, "proposal", id, "body", taken->text);
  halqa_draft_set_ref (draft, "proposal", id, "session", taken->session);
  if (taken->theme != NULL)
    halqa_draft_set_ref (draft, "proposal", id, "theme", taken->theme);
  halqa_draft_set_text (draft, "proposal", id, "state", "draft");
}

static void
write_note (HalqaDraft *draft, const char *id, const HalqaTaken *taken)
{
  halqa_draft_set_ref (draft, "note", id, "subject", taken->session);
  halqa_draft_set_text (draft, "note", id, "body", taken->title);
  halqa_draft_set_text (draft, "note", id, "type", taken->type);
}

static void
start (Saving *self)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  const gboolean is_note = self->taken.type != NULL;

  g_free (self->id);
  self->id = halqa_draft_add (draft, is_note ? "note" : "proposal");
  if (is_note)
    write_note (draft, self->id, &self->taken);
  else
    write_proposal (draft, self->id, &self->taken);
  halqa_forum_save_async (self->taken.forum, draft, NULL, saved_cb, self);
}

void
halqa_taken_save (const HalqaTaken *taken, HalqaTakenFunc func, GObject *user_data)
{
  Saving *self = g_new0 (Saving, 1);

  self->taken.forum = g_object_ref (taken->forum);
  self->taken.session = g_strdup (taken->session);
  self->taken.type = g_strdup (taken->type);
  self->taken.title = g_strdup (taken->title);
  self->taken.text = g_strdup (taken->text);
  self->taken.theme = g_strdup (taken->theme);
  self->func = func;
  self->user_data = g_object_ref (user_data);
  halqa_forum_hold (taken->forum);
  start (self);
}
