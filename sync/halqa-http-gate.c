/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-gate.h"

#include <sodium.h>
#include <string.h>

#include "halqa-address.h"
#include "halqa-certificate.h"
#include "halqa-http-hello.h"
#include "halqa-reserve.h"
#include "halqa-source.h"

/* Who comes in. SoupServer is not made to be shown to strangers, so nobody reaches it who has not
 * shaken hands here, over TLS 1.3, with a certificate that proves membership of a forum of ours for
 * the very key that it carries. Who fails learns nothing but a closed connection.
 *
 * Handshakes block a thread of GIO's pool, of which there are ten for everything. A connection
 * therefore gets one only when its first TLS record is there as a whole (sixty silent ones delayed a
 * real one by 9 s in SoupServer's own way), at most eight at once, and 5 s each; the others wait
 * their turn. While others wait, a handshake has one second.
 *
 * Nobody can keep others out by being many: of those outside there are at most 192, and where one
 * more comes, the eldest of the address that has the most goes. A turn goes to an address that has
 * the fewest handshakes at hand, and there to who came last, for the others may be there to be in the
 * way. One address is one laptop; who takes many of them on a Wi-Fi can delay others, but by that
 * learns nothing and takes no memory. */

#define SHAKING_MAX 8
#define OUTSIDE_MAX 192
#define CROWDED_MS 1000

/* A connection that is not yet a member's. */
typedef struct
{
  HalqaHttpGate *gate; /* owned while a handshake runs, else borrowed */
  GSocketConnection *connection;
  GTlsConnection *tls;
  GCancellable *cancellable;
  GSource *readable;
  GSource *deadline;
  char *host;
  gint64 since; /* of the handshake, monotonic in µs */
  gboolean has_begun; /* its first byte is there */

  /* Of who has shown a sound certificate. */
  HalqaStore *store;
  HalqaKey key;
  HalqaDeviceId device;
} Entrant;

struct _HalqaHttpGate
{
  GObject parent_instance;

  /* owned */
  HalqaRoster *roster;
  GTlsCertificate *certificate;
  GTlsDatabase *nobody;
  GQueue silent; /* Entrants whose first record is not there, the eldest first */
  GQueue waiting; /* those whose is, for a handshake */
  GQueue shaking; /* those in a handshake; they belong to it */

  HalqaHttpGateFunc func;
  gpointer user_data;
  HalqaHttpPatience patience;
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (HalqaHttpGate, halqa_http_gate, G_TYPE_OBJECT)

static void
free_entrant (Entrant *entrant)
{
  halqa_source_clear (&entrant->readable);
  halqa_source_clear (&entrant->deadline);
  g_free (entrant->host);
  g_clear_object (&entrant->tls);
  g_clear_object (&entrant->connection);
  g_clear_object (&entrant->cancellable);
  g_clear_object (&entrant->store);
  sodium_memzero (&entrant->key, sizeof entrant->key);
  g_free (entrant);
}

static void
refuse (Entrant *entrant)
{
  g_io_stream_close (G_IO_STREAM (entrant->connection), NULL, NULL);
  free_entrant (entrant);
}

static gboolean
too_late_cb (gpointer user_data)
{
  Entrant *entrant = user_data;
  HalqaHttpGate *gate = entrant->gate;

  if (entrant->cancellable != NULL)
    {
      g_debug ("a handshake took too long");
      g_cancellable_cancel (entrant->cancellable);
      return G_SOURCE_REMOVE;
    }
  if (!g_queue_remove (&gate->silent, entrant))
    g_queue_remove (&gate->waiting, entrant);
  refuse (entrant);
  return G_SOURCE_REMOVE;
}

static void
set_deadline (Entrant *entrant, guint milliseconds)
{
  halqa_source_clear (&entrant->deadline);
  entrant->deadline = g_timeout_source_new (milliseconds);
  halqa_source_attach (entrant->deadline, too_late_cb, entrant);
}

/* Where a connection comes from; "" of one that was reset meanwhile. */
static char *
dup_host (GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  if (!G_IS_INET_SOCKET_ADDRESS (remote))
    return g_strdup ("");
  return g_inet_address_to_string (
      g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
}

static gboolean
is_of_host (gconstpointer entrant, gconstpointer host)
{
  return strcmp (((const Entrant *) entrant)->host, host) == 0;
}

static guint
count_of_host (GQueue *queue, const char *host)
{
  guint n = 0;

  for (GList *link = queue->head; link != NULL; link = link->next)
    n += is_of_host (link->data, host);
  return n;
}

/* The eldest of whom the most are outside, those that said nothing first. */
static void
make_room (HalqaHttpGate *self)
{
  GQueue *queues[] = { &self->silent, &self->waiting };
  Entrant *victim = NULL;
  guint most = 0;

  for (guint i = 0; i < G_N_ELEMENTS (queues); i++)
    for (GList *link = queues[i]->head; link != NULL; link = link->next)
      {
        Entrant *entrant = link->data;
        guint n;

        if (victim != NULL && is_of_host (entrant, victim->host))
          continue;
        n = count_of_host (&self->silent, entrant->host) +
            count_of_host (&self->waiting, entrant->host);
        if (n <= most)
          continue;
        most = n;
        victim = entrant;
      }
  if (!g_queue_remove (&self->silent, victim))
    g_queue_remove (&self->waiting, victim);
  refuse (victim);
}

static gboolean
accept_certificate_cb (GTlsConnection *tls,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       Entrant *entrant)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  guint8 tag[HALQA_TAG_SIZE];
  const char *proof;
  HalqaStore *store;

  if (!halqa_certificate_read (certificate, &entrant->device, &name, &error))
    {
      g_debug ("refused: %s", error->message);
      return FALSE;
    }
  proof = halqa_certificate_split_member_name (name, tag);
  store = proof != NULL ? halqa_roster_admit (entrant->gate->roster, tag, &entrant->device, proof,
                                              &entrant->key)
                        : NULL;
  if (store == NULL)
    {
      g_debug ("refused: not a member of a forum here");
      return FALSE;
    }
  g_set_object (&entrant->store, store);
  return TRUE;
}

/* The certificate that was judged is the one whose key has been proven. */
static gboolean
is_member (Entrant *entrant)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (entrant->tls);
  HalqaDeviceId device;

  return entrant->store != NULL && certificate != NULL &&
         g_tls_connection_get_protocol_version (entrant->tls) == G_TLS_PROTOCOL_VERSION_TLS_1_3 &&
         halqa_certificate_read (certificate, &device, NULL, NULL) &&
         memcmp (&device, &entrant->device, sizeof device) == 0;
}

static void shake_next (HalqaHttpGate *self);

static void
handshake_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Entrant *entrant = user_data;
  g_autoptr (HalqaHttpGate) self = entrant->gate;
  g_autoptr (GError) error = NULL;

  g_queue_remove (&self->shaking, entrant);
  if (!g_tls_connection_handshake_finish (entrant->tls, result, &error) || self->closed ||
      !is_member (entrant))
    {
      g_debug ("handshake failed: %s", error != NULL ? error->message : "not a member");
      refuse (entrant);
    }
  else
    {
      self->func (entrant->tls, entrant->connection, entrant->store, &entrant->key,
                  &entrant->device, self->user_data);
      free_entrant (entrant);
    }
  shake_next (self);
}

/* An end without TLS's own farewell is an error: SoupServer would take one between two chunks for
 * the end of a body. */
static gboolean
begin_handshake (HalqaHttpGate *self, Entrant *entrant)
{
  static const char *const protocols[] = { "http/1.1", NULL };
  GType type = g_tls_backend_get_server_connection_type (g_tls_backend_get_default ());
  g_autoptr (GError) error = NULL;

  if (halqa_reserve_thread (&error))
    entrant->tls =
        g_initable_new (type, NULL, &error, "base-io-stream", entrant->connection, "certificate",
                        self->certificate, "database", self->nobody, "authentication-mode",
                        G_TLS_AUTHENTICATION_REQUIRED, "require-close-notify", TRUE,
                        "advertised-protocols", protocols, NULL);
  if (entrant->tls == NULL)
    {
      g_warning ("no handshake is possible: %s", error->message);
      return FALSE;
    }
  g_signal_connect (entrant->tls, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                    entrant);
  entrant->cancellable = g_cancellable_new ();
  set_deadline (entrant, self->patience.handshake);
  entrant->since = g_get_monotonic_time ();
  g_queue_push_tail (&self->shaking, entrant);
  g_object_ref (self);
  g_tls_connection_handshake_async (entrant->tls, G_PRIORITY_DEFAULT, entrant->cancellable,
                                    handshake_cb, entrant);
  return TRUE;
}

/* The last to come of those whose address has the fewest handshakes at hand. */
static Entrant *
take_next (HalqaHttpGate *self)
{
  GList *next = NULL;
  Entrant *entrant;
  guint fewest = G_MAXUINT;

  for (GList *link = self->waiting.tail; link != NULL && fewest > 0; link = link->prev)
    {
      guint n = count_of_host (&self->shaking, ((Entrant *) link->data)->host);

      if (n >= fewest)
        continue;
      fewest = n;
      next = link;
    }
  entrant = next->data;
  g_queue_delete_link (&self->waiting, next);
  return entrant;
}

/* Others wait: each handshake is to end within a second of its beginning. */
static void
hurry (HalqaHttpGate *self)
{
  gint64 now = g_get_monotonic_time ();

  for (GList *link = self->shaking.head; link != NULL; link = link->next)
    {
      Entrant *entrant = link->data;
      gint64 left = CROWDED_MS - (now - entrant->since) / 1000;

      if (self->patience.handshake > CROWDED_MS)
        set_deadline (entrant, CLAMP (left, 0, CROWDED_MS));
    }
}

static void
shake_next (HalqaHttpGate *self)
{
  while (!self->closed && g_queue_get_length (&self->shaking) < SHAKING_MAX &&
         !g_queue_is_empty (&self->waiting))
    {
      Entrant *entrant = take_next (self);

      if (!begin_handshake (self, entrant))
        refuse (entrant);
    }
  if (!g_queue_is_empty (&self->waiting))
    hurry (self);
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Entrant *entrant = user_data;
  HalqaHttpGate *self = entrant->gate;
  HalqaHello hello = (condition & G_IO_IN) != 0 ? halqa_http_hello_look (socket) : HALQA_HELLO_NONE;

  if (hello != HALQA_HELLO_NONE && !entrant->has_begun)
    {
      entrant->has_begun = TRUE;
      set_deadline (entrant, self->patience.handshake);
    }
  if (hello == HALQA_HELLO_BEGUN)
    return G_SOURCE_CONTINUE;
  halqa_source_clear (&entrant->readable);
  g_queue_remove (&self->silent, entrant);
  if (hello != HALQA_HELLO_WHOLE)
    {
      refuse (entrant);
      return G_SOURCE_REMOVE;
    }
  g_queue_push_tail (&self->waiting, entrant);
  shake_next (self);
  return G_SOURCE_REMOVE;
}

static void
halqa_http_gate_finalize (GObject *object)
{
  HalqaHttpGate *self = HALQA_HTTP_GATE (object);

  halqa_http_gate_close (self);
  g_object_unref (self->roster);
  g_object_unref (self->certificate);
  g_object_unref (self->nobody);
  G_OBJECT_CLASS (halqa_http_gate_parent_class)->finalize (object);
}

static void
halqa_http_gate_class_init (HalqaHttpGateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_http_gate_finalize;
}

static void
halqa_http_gate_init (HalqaHttpGate *self)
{
  self->patience = (HalqaHttpPatience) HALQA_HTTP_PATIENCE_INIT;
  self->nobody = halqa_certificate_trust_nobody ();
  g_queue_init (&self->silent);
  g_queue_init (&self->waiting);
  g_queue_init (&self->shaking);
}

/**
 * halqa_http_gate_new:
 * @roster: whose forums are served here
 * @certificate: ours, with its key
 * @func: (scope forever): called for each member that comes in
 * @user_data: for @func; it must live until the gate is closed
 *
 * Returns: (transfer full): a gate for the thread-default context
 */
HalqaHttpGate *
halqa_http_gate_new (HalqaRoster *roster,
                     GTlsCertificate *certificate,
                     HalqaHttpGateFunc func,
                     gpointer user_data)
{
  HalqaHttpGate *self = g_object_new (HALQA_TYPE_HTTP_GATE, NULL);

  self->roster = g_object_ref (roster);
  self->certificate = g_object_ref (certificate);
  self->func = func;
  self->user_data = user_data;
  return self;
}

/**
 * halqa_http_gate_set_patience:
 * @self: a gate
 * @patience: how long it waits from now on
 */
void
halqa_http_gate_set_patience (HalqaHttpGate *self, const HalqaHttpPatience *patience)
{
  g_return_if_fail (HALQA_IS_HTTP_GATE (self));
  self->patience = *patience;
}

/**
 * halqa_http_gate_take:
 * @self: a gate
 * @connection: just accepted; it is kept, and closed where nobody of ours is behind it
 */
void
halqa_http_gate_take (HalqaHttpGate *self, GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  Entrant *entrant;

  g_return_if_fail (HALQA_IS_HTTP_GATE (self));

  if (self->closed)
    {
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return;
    }
  halqa_address_tune_socket (socket);
  if (g_queue_get_length (&self->silent) + g_queue_get_length (&self->waiting) >= OUTSIDE_MAX)
    make_room (self);

  entrant = g_new0 (Entrant, 1);
  entrant->gate = self;
  entrant->connection = g_object_ref (connection);
  entrant->host = dup_host (connection);
  entrant->readable = g_socket_create_source (socket, G_IO_IN, NULL);
  halqa_source_attach (entrant->readable, G_SOURCE_FUNC (readable_cb), entrant);
  set_deadline (entrant, self->patience.first_byte);
  g_queue_push_tail (&self->silent, entrant);
}

/**
 * halqa_http_gate_close:
 * @self: a gate
 *
 * Closes every connection that is not a member's yet; @func is not called any more.
 */
void
halqa_http_gate_close (HalqaHttpGate *self)
{
  g_return_if_fail (HALQA_IS_HTTP_GATE (self));

  self->closed = TRUE;
  g_queue_clear_full (&self->silent, (GDestroyNotify) refuse);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) refuse);
  for (GList *link = self->shaking.head; link != NULL; link = link->next)
    {
      Entrant *entrant = link->data;

      /* It ends a little later, see halqa_http_gate_is_busy(). */
      g_clear_object (&entrant->store);
      g_cancellable_cancel (entrant->cancellable);
    }
}

/**
 * halqa_http_gate_is_busy:
 * @self: a gate that was closed
 *
 * A handshake comes back in its context, and holds the gate until then: where that one turns no more, for
 * ever.
 *
 * Returns: whether one has not come back yet
 */
gboolean
halqa_http_gate_is_busy (HalqaHttpGate *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_GATE (self), FALSE);

  return !g_queue_is_empty (&self->shaking);
}
