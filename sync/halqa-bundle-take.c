/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-bundle-take.h"

#include "halqa-entry-sink.h"
#include "halqa-source.h"
#include "halqa-thread-context.h"

/* What a stick holds goes the way that all goes which comes from elsewhere: the sink cuts it into
 * entries, has them checked on all cores, and hands the sound ones to the store.
 *
 * It blocks, in a main context of its own, so that the thread that reads the stick is the one that
 * waits for it. */

#define PROGRESS_MS 100

typedef struct
{
  HalqaBundle *bundle;
  HalqaStoreProgress progress;
  gpointer user_data;
  GAsyncResult *result;
} Taking;

static void
drained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Taking *taking = user_data;

  taking->result = g_object_ref (result);
}

static gboolean
progress_cb (gpointer user_data)
{
  Taking *taking = user_data;
  guint64 done;
  guint64 total;

  halqa_bundle_get_progress (taking->bundle, &done, &total);
  taking->progress (done, total, taking->user_data);
  return G_SOURCE_CONTINUE;
}

/* Before what is read, which is always ready. */
static GSource *
start_progress (Taking *taking)
{
  GSource *source = g_timeout_source_new (PROGRESS_MS);

  g_source_set_priority (source, G_PRIORITY_HIGH);
  halqa_source_attach (source, progress_cb, taking);
  return source;
}

/**
 * halqa_bundle_take:
 * @bundle: a bundle of which nothing was taken yet
 * @store: where its entries go: the forum, or a scratch store of it
 * @progress: (nullable): told ten times a second
 * @user_data: for @progress
 * @cancellable: (nullable): ends it; what came before stays
 *
 * Returns: (transfer full): what became of it
 */
HalqaTaken *
halqa_bundle_take (HalqaBundle *bundle,
                   HalqaStore *store,
                   HalqaStoreProgress progress,
                   gpointer user_data,
                   GCancellable *cancellable)
{
  GMainContext *context = halqa_thread_context_push ();
  g_autoptr (HalqaEntrySink) sink = NULL;
  HalqaTaken *self = g_new0 (HalqaTaken, 1);
  Taking taking = { bundle, progress, user_data, NULL };
  GSource *source;

  source = progress == NULL ? NULL : start_progress (&taking);
  sink = halqa_entry_sink_new (store, halqa_bundle_get_entries (bundle));
  halqa_entry_sink_drain_async (sink, cancellable, drained_cb, &taking);
  while (taking.result == NULL)
    g_main_context_iteration (context, TRUE);
  halqa_entry_sink_drain_finish (sink, taking.result, &self->fault);
  halqa_bundle_explain (bundle, &self->fault);
  halqa_source_clear (&source);
  g_object_unref (taking.result);
  halqa_thread_context_pop (context);
  self->n_new = halqa_entry_sink_get_n_new (sink);
  self->n_known = halqa_entry_sink_get_n_known (sink);
  self->refused = g_ptr_array_ref (halqa_entry_sink_get_refused (sink));
  return self;
}

/**
 * halqa_taken_free:
 * @self: (transfer full): of halqa_bundle_take()
 */
void
halqa_taken_free (HalqaTaken *self)
{
  g_ptr_array_unref (self->refused);
  g_clear_error (&self->fault);
  g_free (self);
}
