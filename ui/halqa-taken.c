/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-taken.h"

#include "halqa-insist.h"

/* What was taken down, on its way to the disk: it is out of the line already, in which the next is
 * typed. */

typedef struct
{
  /* owned */
  HalqaTaken taken;
  GtkWidget *widget;
  char *id; /* of the last attempt */

  HalqaTakenFunc func;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *self = data;

  g_object_unref (self->taken.forum);
  g_free (self->taken.session);
  g_free (self->taken.type);
  g_free (self->taken.title);
  g_free (self->taken.text);
  g_free (self->taken.theme);
  g_object_unref (self->widget);
  g_free (self->id);
  g_free (self);
}

static void
done (gpointer data)
{
  Saving *self = data;

  self->func (self->widget, self->id);
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
fill (HalqaDraft *draft, gpointer data)
{
  Saving *self = data;
  const gboolean is_note = self->taken.type != NULL;

  g_free (self->id);
  self->id = halqa_draft_add (draft, is_note ? "note" : "proposal");
  if (is_note)
    write_note (draft, self->id, &self->taken);
  else
    write_proposal (draft, self->id, &self->taken);
}

void
halqa_taken_save (const HalqaTaken *taken, HalqaTakenFunc func, GtkWidget *widget)
{
  Saving *self = g_new0 (Saving, 1);

  self->taken.forum = g_object_ref (taken->forum);
  self->taken.session = g_strdup (taken->session);
  self->taken.type = g_strdup (taken->type);
  self->taken.title = g_strdup (taken->title);
  self->taken.text = g_strdup (taken->text);
  self->taken.theme = g_strdup (taken->theme);
  self->func = func;
  self->widget = g_object_ref (widget);
  halqa_insist (widget, taken->forum, fill, done, self, saving_free);
}
