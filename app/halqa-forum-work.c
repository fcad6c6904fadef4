/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-forum-private.h"

/* What takes longer than a window may wait, such as reading a history: done on another thread, over a
 * connection of its own. What is in words (the names of laptops, of records that are pointed at) is
 * made of it on the thread of the forum.
 *
 * Rule: the forum is held until then, and let go of on its own thread. The other thread may be the last
 * that lets go of its task, and must not be the one that closes the store; so that task holds
 * nothing. */

typedef struct
{
  /* owned */
  HalqaForum *forum;
  GTask *task;
  gpointer data;
  GDestroyNotify free_data;

  HalqaWorkFunc work;
  HalqaShowFunc show;
} Work;

static void
work_in_thread (GTask *working, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *self = data;
  GError *error = NULL;
  g_autoptr (HalqaReader) reader = halqa_reader_open (self->forum->store, &error);
  const gboolean done = reader != NULL && self->work (reader, self->data, &error);

  g_clear_object (&reader);
  if (done)
    g_task_return_boolean (working, TRUE);
  else
    g_task_return_error (working, error);
}

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work *self = user_data;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (self->task, error);
  else if (self->show != NULL)
    g_task_return_pointer (self->task, self->show (self->forum, self->data), g_object_unref);
  else
    g_task_return_boolean (self->task, TRUE);
  self->free_data (self->data);
  g_object_unref (self->task);
  g_object_unref (self->forum);
  g_free (self);
}

/**
 * halqa_forum_work:
 * @self: a forum
 * @task: (transfer full): of the forum's thread; returns the object that @show makes, %TRUE without it
 * @work: runs on the other thread
 * @show: (nullable): runs on the forum's thread
 * @data: (transfer full): for both
 * @free_data: frees @data, on the forum's thread
 */
void
halqa_forum_work (HalqaForum *self,
                  GTask *task,
                  HalqaWorkFunc work,
                  HalqaShowFunc show,
                  gpointer data,
                  GDestroyNotify free_data)
{
  Work *all = g_new (Work, 1);
  g_autoptr (GTask) working = g_task_new (NULL, NULL, worked_cb, all);

  *all = (Work){ g_object_ref (self), task, data, free_data, work, show };
  g_task_set_source_tag (working, halqa_forum_work);
  g_task_set_task_data (working, all, NULL);
  g_task_run_in_thread (working, work_in_thread);
}
