/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-replicator.h"

#include <glib/gi18n-lib.h>

#include "halqa-error.h"
#include "halqa-source.h"
#include "halqa-spreading.h"
#include "halqa-thread-priority.h"

/* Replication on a thread of its own: the network, its cryptography and the reading of the log for
 * others never hold up the window.
 *
 * What lives on the thread is made there, by the makers that were given, and dies there: transport,
 * discovery, reader, and what decides (HalqaSpreading). From outside come calls, each a source on
 * the thread's main context. Back goes one thing only, a list of peers, under a mutex, and word
 * that it is another, or that blobs have come, at most once for each turn of the listener's loop.
 *
 * The rule kept: after stop() has returned nothing of ours runs on any thread, and no signal comes.
 * What is under way is broken off and waited for; what the store has begun to write, one batch at
 * most, it finishes. That takes milliseconds. Only a disk that hangs makes us go without.
 *
 * Rejected: GTask's pool for the exchanges (a transport belongs to one context); locks around the
 * peers while they are worked on. */

#define STOP_AFTER_SECONDS 10

struct _HalqaReplicator
{
  GObject parent_instance;

  /* Owned. */
  HalqaStore *store;
  GMainContext *listener; /* of who made us */
  GMainContext *context; /* of the thread, or NULL */
  GThread *thread;
  char *listen;
  HalqaSpreading *spreading; /* on the thread only */

  HalqaTransportMaker make_transport;
  HalqaDiscoveryMaker make_discovery;
  gpointer maker_data;

  GMutex mutex; /* of all that follows */
  GCond cond;
  char *address;
  GError *error; /* why it could not start */
  gboolean ready;
  gboolean stopping;
  GPtrArray *peers;
  GSource *word; /* that there is news, on its way to the listener */
  gboolean has_new_peers; /* of which this is the word */
  gboolean has_new_blobs;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_BLOBS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HalqaReplicator, halqa_replicator, G_TYPE_OBJECT)

/* --- news, from the thread to the listener */

static gboolean
word_cb (gpointer user_data)
{
  HalqaReplicator *self = user_data;
  gboolean peers;
  gboolean blobs;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->word, g_source_unref);
  peers = self->has_new_peers;
  blobs = self->has_new_blobs;
  self->has_new_peers = self->has_new_blobs = FALSE;
  g_mutex_unlock (&self->mutex);
  g_object_ref (self);
  if (peers)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (blobs)
    g_signal_emit (self, signals[SIGNAL_BLOBS_CHANGED], 0);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

/* With the mutex held. */
static void
send_word (HalqaReplicator *self)
{
  if (self->word != NULL || self->stopping)
    return;
  self->word = g_idle_source_new ();
  g_source_set_priority (self->word, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->word, word_cb, self, NULL);
  g_source_attach (self->word, self->listener);
}

static void
blobs_changed_cb (gpointer user_data)
{
  HalqaReplicator *self = user_data;

  g_mutex_lock (&self->mutex);
  self->has_new_blobs = TRUE;
  send_word (self);
  g_mutex_unlock (&self->mutex);
}

static void
take_peers_cb (GPtrArray *peers, gpointer user_data)
{
  HalqaReplicator *self = user_data;

  g_mutex_lock (&self->mutex);
  g_clear_pointer (&self->peers, g_ptr_array_unref);
  self->peers = peers;
  self->has_new_peers = TRUE;
  send_word (self);
  g_mutex_unlock (&self->mutex);
}

/* --- the thread */

static void
report_start (HalqaReplicator *self, char *address, GError *error)
{
  g_mutex_lock (&self->mutex);
  self->address = address;
  self->error = error;
  self->ready = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static gboolean
is_stopping (HalqaReplicator *self)
{
  gboolean stopping;

  g_mutex_lock (&self->mutex);
  stopping = self->stopping;
  g_mutex_unlock (&self->mutex);
  return stopping;
}

static gboolean
deadline_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs what is under way to its end. */
static void
wind_up (HalqaReplicator *self)
{
  GSource *deadline = g_timeout_source_new_seconds (STOP_AFTER_SECONDS);
  gboolean over = FALSE;

  g_source_set_callback (deadline, deadline_cb, &over, NULL);
  g_source_attach (deadline, self->context);
  while (!over && !halqa_spreading_has_ended (self->spreading))
    g_main_context_iteration (self->context, TRUE);
  if (over)
    g_warning ("An exchange does not end; it is left behind.");
  else
    halqa_spreading_free (self->spreading);
  self->spreading = NULL;
  g_source_destroy (deadline);
  g_source_unref (deadline);
}

static void
run (HalqaReplicator *self, HalqaReader *reader, HalqaTransport *transport)
{
  g_autoptr (HalqaDiscovery) discovery = NULL;

  self->spreading = halqa_spreading_new (reader, transport, take_peers_cb, blobs_changed_cb, self);
  halqa_spreading_begin (self->spreading);
  if (self->make_discovery != NULL)
    discovery = self->make_discovery (self->maker_data);
  if (discovery != NULL)
    halqa_spreading_discover (self->spreading, discovery);
  report_start (self, halqa_transport_dup_address (transport), NULL);
  while (!is_stopping (self))
    g_main_context_iteration (self->context, TRUE);
  halqa_spreading_end (self->spreading);
  wind_up (self);
}

static HalqaTransport *
make_transport (HalqaReplicator *self, GError **error)
{
  g_autoptr (HalqaTransport) transport = self->make_transport (self->maker_data);

  if (transport == NULL)
    {
      g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
                           _ ("The network can't be used."));
      return NULL;
    }
  halqa_transport_add_store (transport, self->store);
  if (!halqa_transport_listen (transport, self->listen, error))
    {
      halqa_transport_close (transport);
      return NULL;
    }
  return g_steal_pointer (&transport);
}

/* What the store was asked comes back here, and may ask it for more. */
static void
hear_the_rest (HalqaReplicator *self)
{
  gboolean heard;

  do
    {
      halqa_store_settle (self->store);
      heard = FALSE;
      while (g_main_context_iteration (self->context, FALSE))
        heard = TRUE;
    }
  while (heard);
}

static gpointer
thread_func (gpointer data)
{
  HalqaReplicator *self = data;
  GError *error = NULL;
  HalqaTransport *transport = NULL;
  HalqaReader *reader;

  halqa_thread_give_way ();
  g_main_context_push_thread_default (self->context);
  reader = halqa_reader_open (self->store, &error);
  if (reader != NULL)
    transport = make_transport (self, &error);
  if (transport != NULL)
    run (self, reader, transport);
  else
    report_start (self, NULL, error);
  g_clear_object (&transport);
  hear_the_rest (self);
  g_clear_object (&reader);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

/* --- an address, from anywhere to the thread */

typedef struct
{
  HalqaReplicator *replicator;
  char *address;
  void (*func) (HalqaSpreading *spreading, const char *address);
} Typed;

static void
typed_free (gpointer data)
{
  Typed *typed = data;

  g_free (typed->address);
  g_free (typed);
}

static gboolean
address_cb (gpointer user_data)
{
  Typed *typed = user_data;

  if (!is_stopping (typed->replicator))
    typed->func (typed->replicator->spreading, typed->address);
  return G_SOURCE_REMOVE;
}

static void
tell_address (HalqaReplicator *self,
              const char *address,
              void (*func) (HalqaSpreading *spreading, const char *address))
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Typed *typed = g_new (Typed, 1);

  *typed = (Typed){ self, g_strdup (address), func };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, address_cb, typed, typed_free);
  g_source_attach (source, self->context);
}

/* --- the object */

static void
halqa_replicator_dispose (GObject *object)
{
  halqa_replicator_stop (HALQA_REPLICATOR (object));
  G_OBJECT_CLASS (halqa_replicator_parent_class)->dispose (object);
}

static void
halqa_replicator_finalize (GObject *object)
{
  HalqaReplicator *self = HALQA_REPLICATOR (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->listener, g_main_context_unref);
  g_clear_pointer (&self->peers, g_ptr_array_unref);
  g_clear_pointer (&self->address, g_free);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (halqa_replicator_parent_class)->finalize (object);
}

static void
halqa_replicator_class_init (HalqaReplicatorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_replicator_dispose;
  object_class->finalize = halqa_replicator_finalize;

  /**
   * HalqaReplicator::changed:
   *
   * The list of peers, or what is known of one, is another. Emitted in the thread-default context
   * of who made the replicator.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * HalqaReplicator::blobs-changed:
   *
   * A blob has arrived, or more of one, or another laptop is known to have one. Emitted as "changed"
   * is, ten times a second at most.
   */
  signals[SIGNAL_BLOBS_CHANGED] =
      g_signal_new ("blobs-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
halqa_replicator_init (HalqaReplicator *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->listener = g_main_context_ref_thread_default ();
}

/**
 * halqa_replicator_new:
 * @store: what is to be kept equal
 * @make_transport_func: makes the transport, on the replicator's thread
 * @make_discovery: (nullable): makes the discovery, on the replicator's thread; may return %NULL
 * @user_data: for both; must outlive the replicator
 *
 * Returns: (transfer full): a replicator that does not run yet
 */
HalqaReplicator *
halqa_replicator_new (HalqaStore *store,
                      HalqaTransportMaker make_transport_func,
                      HalqaDiscoveryMaker make_discovery,
                      gpointer user_data)
{
  HalqaReplicator *self;

  g_return_val_if_fail (HALQA_IS_STORE (store) && make_transport_func != NULL, NULL);
  self = g_object_new (HALQA_TYPE_REPLICATOR, NULL);
  self->store = g_object_ref (store);
  self->make_transport = make_transport_func;
  self->make_discovery = make_discovery;
  self->maker_data = user_data;
  return self;
}

/* The thread has ended, or is about to. */
static void
join (HalqaReplicator *self)
{
  g_thread_join (g_steal_pointer (&self->thread));
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->listen, g_free);
}

/**
 * halqa_replicator_start:
 * @self: a replicator that does not run
 * @address: where to listen, "HOST:PORT"; port 0: any that is free, host "*": every interface
 * @error: why it can't
 *
 * Blocks until it listens.
 *
 * Returns: whether it runs
 */
gboolean
halqa_replicator_start (HalqaReplicator *self, const char *address, GError **error)
{
  g_return_val_if_fail (HALQA_IS_REPLICATOR (self) && address != NULL, FALSE);
  g_return_val_if_fail (self->thread == NULL, FALSE);
  self->ready = FALSE;
  self->stopping = FALSE;
  self->listen = g_strdup (address);
  self->context = g_main_context_new ();
  self->thread = g_thread_new ("halqa-replicator", thread_func, self);
  g_mutex_lock (&self->mutex);
  while (!self->ready)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
  if (self->error == NULL)
    return TRUE;
  join (self);
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/**
 * halqa_replicator_stop:
 * @self: a replicator
 *
 * Blocks until all has ended, well below a second. To be called by who made it; does nothing where it
 * does not run.
 */
void
halqa_replicator_stop (HalqaReplicator *self)
{
  g_return_if_fail (HALQA_IS_REPLICATOR (self));
  if (self->thread == NULL)
    return;
  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_clear_pointer (&self->address, g_free);
  halqa_source_clear (&self->word);
  g_mutex_unlock (&self->mutex);
  g_main_context_wakeup (self->context);
  join (self);
}

/**
 * halqa_replicator_dup_address:
 * @self: a replicator
 *
 * Returns: (transfer full) (nullable): where it listens, "HOST:PORT"
 */
char *
halqa_replicator_dup_address (HalqaReplicator *self)
{
  char *address;

  g_return_val_if_fail (HALQA_IS_REPLICATOR (self), NULL);
  g_mutex_lock (&self->mutex);
  address = g_strdup (self->address);
  g_mutex_unlock (&self->mutex);
  return address;
}

/**
 * halqa_replicator_add_address:
 * @self: a replicator that runs
 * @address: "HOST:PORT", as a person typed it; tried until the end
 */
void
halqa_replicator_add_address (HalqaReplicator *self, const char *address)
{
  g_return_if_fail (HALQA_IS_REPLICATOR (self) && address != NULL && self->thread != NULL);
  tell_address (self, address, halqa_spreading_add_address);
}

/**
 * halqa_replicator_forget_address:
 * @self: a replicator that runs
 * @address: one that was added; where nobody was met there it is not tried again
 */
void
halqa_replicator_forget_address (HalqaReplicator *self, const char *address)
{
  g_return_if_fail (HALQA_IS_REPLICATOR (self) && address != NULL && self->thread != NULL);
  tell_address (self, address, halqa_spreading_forget_address);
}

/**
 * halqa_replicator_dup_peers:
 * @self: a replicator
 *
 * Returns: (element-type HalqaPeer) (transfer full): the peers as they are now; also of one that
 *   has stopped
 */
GPtrArray *
halqa_replicator_dup_peers (HalqaReplicator *self)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_peer_free);

  g_return_val_if_fail (HALQA_IS_REPLICATOR (self), copy);
  g_mutex_lock (&self->mutex);
  for (guint i = 0; self->peers != NULL && i < self->peers->len; i++)
    g_ptr_array_add (copy, halqa_peer_copy (g_ptr_array_index (self->peers, i)));
  g_mutex_unlock (&self->mutex);
  return copy;
}
