/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-item-search.h"

/* The words of a search, and where they were found.
 *
 * Of 20,000 proposals one letter is in most, and to find them takes as long as a frame. So it is done on
 * another thread over a connection of its own, one search at a time, and what was found before stays until
 * it has ended.
 *
 * Rule: words that were typed meanwhile outdate what runs, which is told of to nobody; records that were
 * written meanwhile do not, and are looked for by the next.
 *
 * Rejected: to look for the words in the few records that were written. Of words that are typed to their
 * beginning the index has to read all of them for one. */

/* One search, of the thread that it runs on until it has ended. */
typedef struct
{
  HalqaItemSearch *search; /* borrowed; NULL once it is gone */

  /* owned */
  HalqaStore *store;
  char *kind;
  char *text;
  GByteArray *ranks;

  gint64 fold;
} Job;

struct _HalqaItemSearch
{
  HalqaItemSearchFunc tell;

  /* borrowed */
  gpointer owner;
  HalqaForum *forum; /* held by the owner */
  const char *kind; /* lent by the schema */
  Job *running; /* NULL where none is */

  /* owned */
  char *text; /* NULL where everything is wanted */
  GByteArray *ranks;

  gint64 fold;
  gboolean again;
};

static Job *
job_new (HalqaItemSearch *search)
{
  Job *self = g_new0 (Job, 1);

  self->search = search;
  self->store = g_object_ref (halqa_forum_get_store (search->forum));
  self->kind = g_strdup (search->kind);
  self->text = g_strdup (search->text);
  return self;
}

static void
job_free (Job *self)
{
  g_clear_pointer (&self->ranks, g_byte_array_unref);
  g_object_unref (self->store);
  g_free (self->kind);
  g_free (self->text);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* The rows and the tables are those of one moment. */
static gboolean
job_run (Job *self, HalqaReader *reader, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!halqa_reader_begin (reader, error))
    return FALSE;
  self->fold = halqa_reader_get_fold (reader);
  self->ranks = halqa_reader_search (reader, self->kind, self->text, &local);
  halqa_reader_end (reader);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
take (HalqaItemSearch *self, Job *job)
{
  g_clear_pointer (&self->ranks, g_byte_array_unref);
  self->ranks = g_steal_pointer (&job->ranks);
  self->fold = job->fold;
}

static void
job_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr (HalqaReader) reader = halqa_reader_open (job->store, &error);
  const gboolean done = reader != NULL && job_run (job, reader, &error);

  g_clear_object (&reader);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
job_ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (GError) error = NULL;
  HalqaItemSearch *self = job->search;
  gboolean outdated;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("%s: %s", halqa_store_get_path (job->store), error->message);
  if (self == NULL)
    return;
  self->running = NULL;
  outdated = g_strcmp0 (job->text, self->text) != 0;
  if (!outdated)
    take (self, job);
  if (self->again)
    halqa_item_search_start (self);
  /* Who is told may free it. */
  if (!outdated)
    self->tell (self->owner);
}

/**
 * halqa_item_search_new:
 * @forum: (transfer none): held by @owner
 * @kind: of the records
 * @found: (nullable): called when a search that was started has ended; %NULL where none will be
 * @owner: for @found
 *
 * Returns: (transfer full): one without words, by which everything is found
 */
HalqaItemSearch *
halqa_item_search_new (HalqaForum *forum,
                       const char *kind,
                       HalqaItemSearchFunc found,
                       gpointer owner)
{
  HalqaItemSearch *self = g_new0 (HalqaItemSearch, 1);

  self->forum = forum;
  self->kind = kind;
  self->tell = found;
  self->owner = owner;
  return self;
}

/**
 * halqa_item_search_free:
 * @self: (transfer full): a search; what runs ends by itself
 */
void
halqa_item_search_free (HalqaItemSearch *self)
{
  if (self->running != NULL)
    self->running->search = NULL;
  g_clear_pointer (&self->ranks, g_byte_array_unref);
  g_free (self->text);
  g_free (self);
}

/**
 * halqa_item_search_set_text:
 * @self: a search
 * @text: (nullable): words as a person types them; %NULL or "" for everything, which is found at once
 *
 * Returns: whether they are others than before
 */
gboolean
halqa_item_search_set_text (HalqaItemSearch *self, const char *text)
{
  if (text != NULL && *text == '\0')
    text = NULL;
  if (g_strcmp0 (text, self->text) == 0)
    return FALSE;
  g_free (self->text);
  self->text = g_strdup (text);
  if (text != NULL)
    return TRUE;
  g_clear_pointer (&self->ranks, g_byte_array_unref);
  self->again = FALSE;
  return TRUE;
}

gboolean
halqa_item_search_has_text (HalqaItemSearch *self)
{
  return self->text != NULL;
}

void
halqa_item_search_run (HalqaItemSearch *self)
{
  g_autoptr (Job) job = NULL;
  g_autoptr (GError) error = NULL;

  if (self->text == NULL)
    return;
  job = job_new (self);
  if (!job_run (job, halqa_forum_get_reader (self->forum), &error))
    g_warning ("%s: %s", halqa_store_get_path (job->store), error->message);
  take (self, job);
}

void
halqa_item_search_start (HalqaItemSearch *self)
{
  g_autoptr (GTask) task = NULL;

  self->again = self->running != NULL && self->text != NULL;
  if (self->running != NULL || self->text == NULL)
    return;
  self->running = job_new (self);
  task = g_task_new (NULL, NULL, job_ended_cb, self->running);
  g_task_set_source_tag (task, halqa_item_search_start);
  g_task_set_task_data (task, self->running, NULL);
  g_task_run_in_thread (task, job_in_thread);
}

gboolean
halqa_item_search_is_running (HalqaItemSearch *self)
{
  return self->running != NULL;
}

const GByteArray *
halqa_item_search_get_ranks (HalqaItemSearch *self)
{
  return self->ranks;
}

gint64
halqa_item_search_get_fold (HalqaItemSearch *self)
{
  return self->fold;
}
