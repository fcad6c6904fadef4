/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-store-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-source.h"
#include "halqa-thread-priority.h"

/* One forum's database. A thread owns the one writing connection; what others ask of it goes there
 * as a job and comes back when it is on disk. So the window never waits for the disk, and two writes
 * of one process never meet inside SQLite.
 *
 * Whoever wants to know of changes watches: after each commit the records that it touched are told
 * to each watcher in its own main context. Twice a second the thread asks SQLite whether another
 * process wrote (a look at one number in shared memory); what that touched is told the same way.
 *
 * Rejected: a file monitor on the write-ahead log (it tells of each page, and misses what is mapped),
 * a pool of writers (SQLite has one lock for writing). */

/* How often another process's writes are looked for, milliseconds. */
#define LOOK_INTERVAL_MS 500
/* How long after the last commit the search index is brought up to it, milliseconds. */
#define INDEX_DELAY_MS 100
/* How long after it could not be, milliseconds. */
#define INDEX_RETRY_MS 5000
G_DEFINE_FINAL_TYPE (HalqaStore, halqa_store, G_TYPE_OBJECT)

static void schedule_index_in (HalqaStore *self, guint milliseconds);
static void schedule_index (HalqaStore *self);

static void
tell_touched (HalqaStore *self, GArray *touched, gboolean local)
{
  if (touched->len > 0)
    halqa_watches_tell (self->watches, self, touched, local);
  g_array_set_size (touched, 0);
}

/**
 * halqa_store_tell:
 * @self: a store, on its thread
 * @local: whether a person at this laptop wrote
 *
 * Tells watchers what the last transactions touched; within a joint one there is nothing to tell yet.
 */
void
halqa_store_tell (HalqaStore *self, gboolean local)
{
  if (self->writer->joint)
    return;
  halqa_store_follow_keys (self);
  if (self->writer->touched->len > 0)
    schedule_index (self);
  tell_touched (self, self->writer->touched, local);
  tell_touched (self, self->writer->foreign, FALSE);
}

/**
 * halqa_store_tell_indexed:
 * @self: a store, on its thread
 *
 * Tells watchers what search knows now: one that is open looks at its records again.
 */
void
halqa_store_tell_indexed (HalqaStore *self)
{
  tell_touched (self, self->writer->touched, FALSE);
}

/**
 * halqa_store_tell_checked:
 * @self: a store, on its thread
 *
 * No record is another, but what watches in order to pass entries on has more of them.
 */
void
halqa_store_tell_checked (HalqaStore *self)
{
  halqa_watches_tell (self->watches, self, self->writer->touched, FALSE);
}

/* Trouble in the background is told to nobody: who wants something of the store hears of it. */
static gboolean
look_cb (gpointer user_data)
{
  HalqaStore *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_writer_look (self->writer, &error))
    g_info ("%s: %s", self->path, error->message);
  halqa_store_follow_keys (self);
  /* A process that ends at once, as commands do, leaves its words to be indexed by us. */
  if (self->writer->foreign->len > 0)
    {
      schedule_index (self);
      halqa_store_schedule_checks (self, TRUE);
    }
  tell_touched (self, self->writer->foreign, FALSE);
  return G_SOURCE_CONTINUE;
}

static gboolean
index_cb (gpointer user_data)
{
  HalqaStore *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean more;

  if (!halqa_writer_index (self->writer, &more, &error))
    g_info ("%s: %s", self->path, error->message);
  halqa_store_tell_indexed (self);
  if (more && error == NULL)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->index_source, g_source_unref);
  /* A disk that is full has room again one day. */
  if (error != NULL)
    schedule_index_in (self, INDEX_RETRY_MS);
  return G_SOURCE_REMOVE;
}

static void
schedule_index_in (HalqaStore *self, guint milliseconds)
{
  if (self->scratch || self->read_only)
    return;
  halqa_source_clear (&self->index_source);
  self->index_source = g_timeout_source_new (milliseconds);
  g_source_set_priority (self->index_source, G_PRIORITY_LOW);
  g_source_set_callback (self->index_source, index_cb, self, NULL);
  g_source_attach (self->index_source, self->context);
}

static void
schedule_index (HalqaStore *self)
{
  schedule_index_in (self, INDEX_DELAY_MS);
}

static gpointer
run_thread (gpointer user_data)
{
  HalqaStore *self = user_data;

  halqa_thread_give_way ();
  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  halqa_source_clear (&self->look_source);
  halqa_source_clear (&self->index_source);
  halqa_store_end_checks (self);
  halqa_source_clear (&self->key_source);
  g_clear_pointer (&self->writer, halqa_writer_free);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static gboolean
quit_cb (gpointer user_data)
{
  HalqaStore *self = user_data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

static void
halqa_store_dispose (GObject *object)
{
  halqa_store_close (HALQA_STORE (object));
  G_OBJECT_CLASS (halqa_store_parent_class)->dispose (object);
}

static void
halqa_store_finalize (GObject *object)
{
  HalqaStore *self = HALQA_STORE (object);

  sodium_memzero (&self->key, sizeof self->key);
  g_clear_pointer (&self->keyring, halqa_keyring_unref);
  g_mutex_clear (&self->keyring_mutex);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_async_queue_unref (self->jobs);
  g_clear_pointer (&self->watches, halqa_watches_unref);
  g_clear_object (&self->identity);
  g_clear_object (&self->blobs);
  g_free (self->path);
  G_OBJECT_CLASS (halqa_store_parent_class)->finalize (object);
}

static void
halqa_store_class_init (HalqaStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_store_dispose;
  object_class->finalize = halqa_store_finalize;
}

static void
halqa_store_init (HalqaStore *self)
{
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->jobs = g_async_queue_new ();
  self->watches = halqa_watches_new ();
  g_mutex_init (&self->keyring_mutex);
}

static gboolean
open_job (HalqaStore *self, gpointer data, GError **error)
{
  self->writer = self->scratch
                     ? halqa_writer_open_scratch (self->path, self->schema, self->identity, error)
                     : halqa_writer_open (self->path, self->schema, self->identity, error);
  if (self->writer == NULL)
    return FALSE;
  self->key = self->writer->key;
  memcpy (self->store_id, self->writer->store_id, sizeof self->store_id);
  self->read_only = self->writer->read_only;
  halqa_store_take_keyring (self);
  self->look_source = g_timeout_source_new (LOOK_INTERVAL_MS);
  g_source_set_callback (self->look_source, look_cb, self, NULL);
  g_source_attach (self->look_source, self->context);
  /* What was committed last before a power cut, or by a command, may not be indexed yet, nor
   * checked. */
  schedule_index (self);
  halqa_store_schedule_checks (self, FALSE);
  return TRUE;
}

/**
 * halqa_store_start:
 * @path: of the database
 * @scratch: whether to work on a copy of it, as it is now, that goes with the store
 * @schema: the table of kinds, borrowed for ever
 * @identity: who writes
 * @error: any of the layer's
 *
 * Returns: (transfer full): the store, its thread under way
 */
HalqaStore *
halqa_store_start (const char *path,
                   gboolean scratch,
                   const HalqaSchema *schema,
                   HalqaIdentity *identity,
                   GError **error)
{
  g_autoptr (HalqaStore) self = g_object_new (HALQA_TYPE_STORE, NULL);

  self->path = g_strdup (path);
  self->scratch = scratch;
  self->schema = schema;
  self->identity = g_object_ref (identity);
  self->blobs = halqa_blob_store_new (path);
  self->thread = g_thread_new ("halqa-store", run_thread, self);
  return halqa_store_run (self, open_job, NULL, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * halqa_store_open:
 * @path: of the database
 * @schema: the table of kinds, borrowed for ever
 * @identity: who writes
 * @error: %HALQA_SYNC_ERROR_NOT_OURS, %HALQA_SYNC_ERROR_NEWER, %HALQA_SYNC_ERROR_DAMAGED, or another
 *
 * Where the tables were folded by another table of kinds, they are made anew first.
 *
 * Returns: (transfer full): the store; on an error the file is as it was
 */
HalqaStore *
halqa_store_open (const char *path,
                  const HalqaSchema *schema,
                  HalqaIdentity *identity,
                  GError **error)
{
  g_return_val_if_fail (path != NULL && schema != NULL && HALQA_IS_IDENTITY (identity), NULL);
  return halqa_store_start (path, FALSE, schema, identity, error);
}

/**
 * halqa_store_create:
 * @path: of the database, which must not exist
 * @schema: the table of kinds, borrowed for ever
 * @identity: who writes
 * @key: the forum and its key
 * @title: shown until the forum's own record has arrived
 * @error: any of the layer's
 *
 * Returns: (transfer full): the store
 */
HalqaStore *
halqa_store_create (const char *path,
                    const HalqaSchema *schema,
                    HalqaIdentity *identity,
                    const HalqaForumKey *key,
                    const char *title,
                    GError **error)
{
  g_return_val_if_fail (path != NULL && schema != NULL && key != NULL && title != NULL, NULL);
  if (!halqa_writer_create_file (path, schema, key, title, error))
    return NULL;
  return halqa_store_open (path, schema, identity, error);
}

/**
 * halqa_store_close:
 * @self: a store
 *
 * What was asked before is done first. Later calls that write are programming errors.
 */
void
halqa_store_close (HalqaStore *self)
{
  GThread *thread = g_steal_pointer (&self->thread);

  if (thread == NULL)
    return;
  g_assert (thread != g_thread_self ());
  /* Behind the jobs that wait: the same priority, later. */
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, quit_cb, self, NULL);
  g_thread_join (thread);
}

const char *
halqa_store_get_path (HalqaStore *self)
{
  return self->path;
}

const HalqaSchema *
halqa_store_get_schema (HalqaStore *self)
{
  return self->schema;
}

HalqaIdentity *
halqa_store_get_identity (HalqaStore *self)
{
  return self->identity;
}

const HalqaForumKey *
halqa_store_get_forum_key (HalqaStore *self)
{
  return &self->key;
}

const guint8 *
halqa_store_get_store_id (HalqaStore *self)
{
  return self->store_id;
}

HalqaBlobStore *
halqa_store_get_blobs (HalqaStore *self)
{
  return self->blobs;
}

gboolean
halqa_store_is_read_only (HalqaStore *self)
{
  return self->read_only;
}

/**
 * halqa_store_check_writable:
 * @self: a store
 * @error: %HALQA_SYNC_ERROR_FAILED
 *
 * For what would come to nothing otherwise, after much else was done.
 *
 * Returns: whether something can be written where it stands
 */
gboolean
halqa_store_check_writable (HalqaStore *self, GError **error)
{
  if (!self->read_only)
    return TRUE;
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
                       _ ("The folder of the forum can't be written. Allow writing in it, or copy "
                          "it to where you may write."));
  return FALSE;
}

/**
 * halqa_store_now:
 *
 * Returns: this machine's time as a stamp
 */
guint64
halqa_store_now (void)
{
  return halqa_clock_now_ms () << 16;
}

/**
 * halqa_store_watch:
 * @self: a store
 * @context: (nullable): where @func is to run; %NULL for the default one
 * @func: told of each commit
 * @user_data: for @func
 *
 * Returns: a number for halqa_store_unwatch()
 */
guint
halqa_store_watch (HalqaStore *self, GMainContext *context, HalqaStoreFunc func, gpointer user_data)
{
  return halqa_watches_add (self->watches, context, func, user_data);
}

/**
 * halqa_store_unwatch:
 * @self: a store
 * @watch: of halqa_store_watch()
 *
 * Must be called in the context that was given; afterwards the function is not called any more.
 */
void
halqa_store_unwatch (HalqaStore *self, guint watch)
{
  halqa_watches_remove (self->watches, watch);
}
