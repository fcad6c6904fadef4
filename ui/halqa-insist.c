/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-insist.h"

/* What has left the line that it was typed into, on its way to the disk: nobody has it but this, so that
 * a disk that refuses is asked again, whatever the window shows by then. */

#define RETRY_S 3

typedef struct
{
  /* owned */
  GtkWidget *widget;
  HalqaForum *forum;
  gpointer data;

  GDestroyNotify free_data;
  HalqaInsistFill fill;
  HalqaInsistDone done;
  gboolean has_failed;
} Writing;

static gboolean start (gpointer user_data);

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  Writing *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    {
      g_message ("Not saved: %s", error->message);
      if (!self->has_failed)
        gtk_widget_activate_action (self->widget, "win.tell", "s", error->message);
      self->has_failed = TRUE;
      g_timeout_add_seconds (RETRY_S, start, self);
      return;
    }
  if (self->done != NULL)
    self->done (self->data);
  self->free_data (self->data);
  g_object_unref (self->widget);
  g_object_unref (self->forum);
  g_free (self);
  halqa_forum_release (HALQA_FORUM (forum));
}

static gboolean
start (gpointer user_data)
{
  Writing *self = user_data;
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  self->fill (draft, self->data);
  halqa_forum_save_async (self->forum, draft, NULL, saved_cb, self);
  return G_SOURCE_REMOVE;
}

void
halqa_insist (GtkWidget *widget,
              HalqaForum *forum,
              HalqaInsistFill fill,
              HalqaInsistDone done,
              gpointer data,
              GDestroyNotify free_data)
{
  Writing *self = g_new0 (Writing, 1);

  self->widget = g_object_ref (widget);
  self->forum = g_object_ref (forum);
  self->fill = fill;
  self->done = done;
  self->data = data;
  self->free_data = free_data;
  halqa_forum_hold (forum);
  start (self);
}
