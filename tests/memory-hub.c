/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "memory-hub.h"

/* The network of the transports in memory, with switches for what goes wrong in a real one: hosts
 * that cannot reach each other, a port where nobody listens, a server that cannot prove itself, a
 * connection that breaks in the middle. One lock, since the transports live on threads of their
 * own; nothing is called with it held. */

typedef struct
{
  char *from;
  char *to;
  gpointer call;
  HalqaMemoryCut cut;
  GDestroyNotify unref;
} OpenCall;

struct _HalqaMemoryHub
{
  GObject parent_instance;

  GMutex mutex;

  /* owned, under the lock */
  GHashTable *transports; /* address → GWeakRef */
  GHashTable *apart; /* "A B" with A < B */
  GHashTable *refusing; /* addresses */
  GHashTable *impostors; /* addresses */
  GPtrArray *calls; /* OpenCall */

  guint64 cut;
  guint n_attached;
  guint n_requests;
  guint64 n_bytes;
};

G_DEFINE_FINAL_TYPE (HalqaMemoryHub, halqa_memory_hub, G_TYPE_OBJECT)

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
free_open_call (gpointer data)
{
  OpenCall *open = data;

  open->unref (open->call);
  g_free (open->from);
  g_free (open->to);
  g_free (open);
}

static char *
make_pair (const char *a, const char *b)
{
  return g_strcmp0 (a, b) < 0 ? g_strconcat (a, " ", b, NULL) : g_strconcat (b, " ", a, NULL);
}

/* Takes out of the list, under the lock, what is cut once the lock is gone. */
static GPtrArray *
steal_calls (HalqaMemoryHub *self, const char *a, const char *b)
{
  GPtrArray *stolen = g_ptr_array_new_with_free_func (free_open_call);
  guint i = 0;

  while (i < self->calls->len)
    {
      OpenCall *open = g_ptr_array_index (self->calls, i);
      gboolean from = g_str_equal (open->from, a) || g_str_equal (open->to, a);
      gboolean to = b == NULL || g_str_equal (open->from, b) || g_str_equal (open->to, b);

      if (from && to)
        g_ptr_array_add (stolen, g_ptr_array_steal_index (self->calls, i));
      else
        i++;
    }
  return stolen;
}

static void
cut_calls (GPtrArray *calls)
{
  for (guint i = 0; i < calls->len; i++)
    {
      OpenCall *open = g_ptr_array_index (calls, i);

      open->cut (open->call);
    }
}

static void
set_member (HalqaMemoryHub *self, GHashTable *set, const char *key, gboolean member)
{
  g_mutex_lock (&self->mutex);
  if (member)
    g_hash_table_add (set, g_strdup (key));
  else
    g_hash_table_remove (set, key);
  g_mutex_unlock (&self->mutex);
}

static void
halqa_memory_hub_finalize (GObject *object)
{
  HalqaMemoryHub *self = HALQA_MEMORY_HUB (object);

  g_hash_table_unref (self->transports);
  g_hash_table_unref (self->apart);
  g_hash_table_unref (self->refusing);
  g_hash_table_unref (self->impostors);
  g_ptr_array_unref (self->calls);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (halqa_memory_hub_parent_class)->finalize (object);
}

static void
halqa_memory_hub_class_init (HalqaMemoryHubClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_memory_hub_finalize;
}

static void
halqa_memory_hub_init (HalqaMemoryHub *self)
{
  g_mutex_init (&self->mutex);
  self->transports = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_weak_ref);
  self->apart = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->refusing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->impostors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->calls = g_ptr_array_new_with_free_func (free_open_call);
  self->cut = G_MAXUINT64;
}

/**
 * halqa_memory_hub_new:
 *
 * Returns: (transfer full): a network with nobody on it, on which nothing goes wrong
 */
HalqaMemoryHub *
halqa_memory_hub_new (void)
{
  return g_object_new (HALQA_TYPE_MEMORY_HUB, NULL);
}

/**
 * halqa_memory_hub_set_apart:
 * @self: a hub
 * @a: an address
 * @b: another
 * @apart: whether they cannot reach each other; what is open between them is cut
 */
void
halqa_memory_hub_set_apart (HalqaMemoryHub *self, const char *a, const char *b, gboolean apart)
{
  g_autofree char *pair = make_pair (a, b);
  g_autoptr (GPtrArray) calls = NULL;

  g_return_if_fail (HALQA_IS_MEMORY_HUB (self));

  set_member (self, self->apart, pair, apart);
  if (!apart)
    return;
  g_mutex_lock (&self->mutex);
  calls = steal_calls (self, a, b);
  g_mutex_unlock (&self->mutex);
  cut_calls (calls);
}

/**
 * halqa_memory_hub_set_refusing:
 * @self: a hub
 * @address: an address
 * @refusing: whether connections to it are refused from now on
 */
void
halqa_memory_hub_set_refusing (HalqaMemoryHub *self, const char *address, gboolean refusing)
{
  g_return_if_fail (HALQA_IS_MEMORY_HUB (self));
  set_member (self, self->refusing, address, refusing);
}

/**
 * halqa_memory_hub_set_impostor:
 * @self: a hub
 * @address: an address
 * @impostor: whether who answers there lacks the proof that it knows the forum
 */
void
halqa_memory_hub_set_impostor (HalqaMemoryHub *self, const char *address, gboolean impostor)
{
  g_return_if_fail (HALQA_IS_MEMORY_HUB (self));
  set_member (self, self->impostors, address, impostor);
}

/**
 * halqa_memory_hub_set_cut:
 * @self: a hub
 * @bytes: after so many bytes each body that is begun from now on is cut, in either direction;
 *   %G_MAXUINT64 for none
 */
void
halqa_memory_hub_set_cut (HalqaMemoryHub *self, guint64 bytes)
{
  g_return_if_fail (HALQA_IS_MEMORY_HUB (self));
  g_mutex_lock (&self->mutex);
  self->cut = bytes;
  g_mutex_unlock (&self->mutex);
}

/**
 * halqa_memory_hub_get_n_requests:
 * @self: a hub
 *
 * Returns: how many requests have reached another transport so far
 */
guint
halqa_memory_hub_get_n_requests (HalqaMemoryHub *self)
{
  guint n;

  g_return_val_if_fail (HALQA_IS_MEMORY_HUB (self), 0);
  g_mutex_lock (&self->mutex);
  n = self->n_requests;
  g_mutex_unlock (&self->mutex);
  return n;
}

/**
 * halqa_memory_hub_get_n_bytes:
 * @self: a hub
 *
 * Returns: bytes of bodies, uncompressed, that have gone from one transport to another so far
 */
guint64
halqa_memory_hub_get_n_bytes (HalqaMemoryHub *self)
{
  guint64 n;

  g_return_val_if_fail (HALQA_IS_MEMORY_HUB (self), 0);
  g_mutex_lock (&self->mutex);
  n = self->n_bytes;
  g_mutex_unlock (&self->mutex);
  return n;
}

/**
 * halqa_memory_hub_count_bytes:
 * @self: a hub
 * @bytes: of a body, on their way
 */
void
halqa_memory_hub_count_bytes (HalqaMemoryHub *self, guint64 bytes)
{
  g_mutex_lock (&self->mutex);
  self->n_bytes += bytes;
  g_mutex_unlock (&self->mutex);
}

/**
 * halqa_memory_hub_attach:
 * @self: a hub
 * @transport: an object; it is not kept
 *
 * Returns: (transfer full): its address, "memory:N"
 */
char *
halqa_memory_hub_attach (HalqaMemoryHub *self, gpointer transport)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);
  char *address;

  g_weak_ref_init (ref, transport);
  g_mutex_lock (&self->mutex);
  address = g_strdup_printf ("memory:%u", ++self->n_attached);
  g_hash_table_insert (self->transports, g_strdup (address), ref);
  g_mutex_unlock (&self->mutex);
  return address;
}

/**
 * halqa_memory_hub_detach:
 * @self: a hub
 * @address: whose transport goes away; what is open with it is cut
 */
void
halqa_memory_hub_detach (HalqaMemoryHub *self, const char *address)
{
  g_autoptr (GPtrArray) calls = NULL;

  g_mutex_lock (&self->mutex);
  g_hash_table_remove (self->transports, address);
  calls = steal_calls (self, address, NULL);
  g_mutex_unlock (&self->mutex);
  cut_calls (calls);
}

/**
 * halqa_memory_hub_reach:
 * @self: a hub
 * @from: who asks
 * @address: whom
 * @error: %G_IO_ERROR_HOST_UNREACHABLE or %G_IO_ERROR_CONNECTION_REFUSED
 *
 * Returns: (transfer full): the transport at @address, or %NULL
 */
gpointer
halqa_memory_hub_reach (HalqaMemoryHub *self, const char *from, const char *address, GError **error)
{
  g_autofree char *pair = make_pair (from, address);
  gpointer transport = NULL;
  GWeakRef *ref;

  g_mutex_lock (&self->mutex);
  ref = g_hash_table_lookup (self->transports, address);
  if (g_hash_table_contains (self->apart, pair))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "%s cannot be reached", address);
  else if (ref == NULL || g_hash_table_contains (self->refusing, address) ||
           (transport = g_weak_ref_get (ref)) == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "Nobody listens at %s", address);
  else
    self->n_requests++;
  g_mutex_unlock (&self->mutex);
  return transport;
}

/**
 * halqa_memory_hub_knock:
 * @self: a hub
 * @address: whom
 * @source: lets the transport there know
 * @context: of the transport there
 *
 * Who has gone away meanwhile does not run its context any more; what was attached to it would hold
 * the two for ever.
 *
 * Returns: whether @source was attached
 */
gboolean
halqa_memory_hub_knock (HalqaMemoryHub *self,
                        const char *address,
                        GSource *source,
                        GMainContext *context)
{
  gboolean there;

  g_mutex_lock (&self->mutex);
  there = g_hash_table_contains (self->transports, address);
  if (there)
    g_source_attach (source, context);
  g_mutex_unlock (&self->mutex);
  return there;
}

/**
 * halqa_memory_hub_is_impostor:
 * @self: a hub
 * @address: an address
 *
 * Returns: whether it lacks the proof
 */
gboolean
halqa_memory_hub_is_impostor (HalqaMemoryHub *self, const char *address)
{
  gboolean impostor;

  g_mutex_lock (&self->mutex);
  impostor = g_hash_table_contains (self->impostors, address);
  g_mutex_unlock (&self->mutex);
  return impostor;
}

/**
 * halqa_memory_hub_get_cut:
 * @self: a hub
 *
 * Returns: after how many bytes a body is cut
 */
guint64
halqa_memory_hub_get_cut (HalqaMemoryHub *self)
{
  guint64 cut;

  g_mutex_lock (&self->mutex);
  cut = self->cut;
  g_mutex_unlock (&self->mutex);
  return cut;
}

/**
 * halqa_memory_hub_open_call:
 * @self: a hub
 * @from: who asks
 * @to: whom
 * @call: (transfer full): what is open between them
 * @cut: (scope notified): cuts it, from any thread
 * @unref: (scope notified): gives @call back
 */
void
halqa_memory_hub_open_call (HalqaMemoryHub *self,
                            const char *from,
                            const char *to,
                            gpointer call,
                            HalqaMemoryCut cut,
                            GDestroyNotify unref)
{
  OpenCall *open = g_new0 (OpenCall, 1);

  open->from = g_strdup (from);
  open->to = g_strdup (to);
  open->call = call;
  open->cut = cut;
  open->unref = unref;
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->calls, open);
  g_mutex_unlock (&self->mutex);
}

/**
 * halqa_memory_hub_end_call:
 * @self: a hub
 * @call: what is no longer open; nothing where it was cut
 */
void
halqa_memory_hub_end_call (HalqaMemoryHub *self, gpointer call)
{
  OpenCall *ended = NULL;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; ended == NULL && i < self->calls->len; i++)
    {
      OpenCall *open = g_ptr_array_index (self->calls, i);

      if (open->call == call)
        ended = g_ptr_array_steal_index (self->calls, i);
    }
  g_mutex_unlock (&self->mutex);
  if (ended != NULL)
    free_open_call (ended);
}
