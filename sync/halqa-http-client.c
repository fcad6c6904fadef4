/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-client.h"

#include "halqa-address.h"
#include "halqa-certificate.h"
#include "halqa-http-patience.h"

/* What outlives a single request on the asking side: for each key of a forum a certificate, for each
 * key and address a SoupSession, and in it open connections for the next request.
 *
 * A session is for one address because the URL's host is then only a name: a link-local address
 * with its interface can stand in no URL and would not pass as the name of a server in TLS. It is
 * for one key because the connection is: the certificate proves it. */

#define CONNECTIONS_MAX 4
#define SESSIONS_MAX 256
/* Silence of the other side while it works on what we asked. */
#define TIMEOUT_S 60

struct _HalqaHttpClient
{
  GObject parent_instance;

  /* owned */
  HalqaIdentity *identity;
  HalqaRoster *roster;
  GTlsDatabase *nobody;
  GHashTable *certificates; /* tag in hex → GTlsCertificate */
  GHashTable *sessions; /* tag in hex and address → SoupSession */

  guint16 port;
};

G_DEFINE_FINAL_TYPE (HalqaHttpClient, halqa_http_client, G_TYPE_OBJECT)

static SoupSession *
make_session (HalqaHttpClient *self, const char *address, GError **error)
{
  g_autoptr (GSocketConnectable) connectable = halqa_address_parse (address, error);
  SoupSession *session;

  if (connectable == NULL)
    return NULL;
  session =
      soup_session_new_with_options ("remote-connectable", connectable, "max-conns",
                                     CONNECTIONS_MAX, "max-conns-per-host", CONNECTIONS_MAX,
                                     "timeout", TIMEOUT_S, "idle-timeout", HALQA_HTTP_CLIENT_IDLE_S,
                                     "tls-database", self->nobody, NULL);
  /* What is sent in a room must not go through a proxy; zstd is ours to unpack. */
  soup_session_set_proxy_resolver (session, NULL);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  return session;
}

static gboolean
abort_session (gpointer key, gpointer value, gpointer user_data)
{
  soup_session_abort (value);
  return TRUE;
}

static void
halqa_http_client_finalize (GObject *object)
{
  HalqaHttpClient *self = HALQA_HTTP_CLIENT (object);

  g_object_unref (self->identity);
  g_object_unref (self->roster);
  g_object_unref (self->nobody);
  g_hash_table_unref (self->certificates);
  g_hash_table_unref (self->sessions);
  G_OBJECT_CLASS (halqa_http_client_parent_class)->finalize (object);
}

static void
halqa_http_client_class_init (HalqaHttpClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_http_client_finalize;
}

static void
halqa_http_client_init (HalqaHttpClient *self)
{
  self->nobody = halqa_certificate_trust_nobody ();
  self->certificates = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, g_object_unref);
  self->sessions = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * halqa_http_client_new:
 * @identity: who asks
 * @roster: who has proven to be a member
 *
 * Returns: (transfer full): a client for the thread-default context
 */
HalqaHttpClient *
halqa_http_client_new (HalqaIdentity *identity, HalqaRoster *roster)
{
  HalqaHttpClient *self = g_object_new (HALQA_TYPE_HTTP_CLIENT, NULL);

  self->identity = g_object_ref (identity);
  self->roster = g_object_ref (roster);
  return self;
}

/**
 * halqa_http_client_get_roster:
 * @self: a client
 *
 * Returns: (transfer none): who has proven to be a member
 */
HalqaRoster *
halqa_http_client_get_roster (HalqaHttpClient *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_CLIENT (self), NULL);
  return self->roster;
}

/**
 * halqa_http_client_set_port:
 * @self: a client
 * @port: where we can be asked, 0 for nowhere; every request tells it
 */
void
halqa_http_client_set_port (HalqaHttpClient *self, guint16 port)
{
  g_return_if_fail (HALQA_IS_HTTP_CLIENT (self));
  self->port = port;
}

/**
 * halqa_http_client_get_port:
 * @self: a client
 *
 * Returns: where we can be asked, or 0
 */
guint16
halqa_http_client_get_port (HalqaHttpClient *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_CLIENT (self), 0);
  return self->port;
}

/**
 * halqa_http_client_ensure_session:
 * @self: a client
 * @key: of the forum that will be asked for
 * @address: of a peer
 * @error: %HALQA_SYNC_ERROR_INVALID
 *
 * Returns: (transfer none) (nullable): the session for both
 */
SoupSession *
halqa_http_client_ensure_session (HalqaHttpClient *self,
                                  const HalqaKey *key,
                                  const char *address,
                                  GError **error)
{
  char tag[HALQA_HEX_MAX];
  g_autofree char *name = NULL;
  SoupSession *session;

  g_return_val_if_fail (HALQA_IS_HTTP_CLIENT (self), NULL);

  halqa_hex_encode (tag, key->tag, HALQA_TAG_SIZE);
  name = g_strconcat (tag, "@", address, NULL);
  session = g_hash_table_lookup (self->sessions, name);
  if (session != NULL)
    return session;

  session = make_session (self, address, error);
  if (session == NULL)
    return NULL;
  /* Peers come back on other ports; after hundreds of them, those that are not in use are let go.
   * A request or an answer at hand keeps its own. */
  if (g_hash_table_size (self->sessions) >= SESSIONS_MAX)
    g_hash_table_remove_all (self->sessions);
  g_hash_table_insert (self->sessions, g_steal_pointer (&name), session);
  return session;
}

/**
 * halqa_http_client_forget_session:
 * @self: a client
 * @key: of the forum
 * @address: of a peer
 *
 * The next request goes over a new connection. One that is under way keeps its own.
 */
void
halqa_http_client_forget_session (HalqaHttpClient *self, const HalqaKey *key, const char *address)
{
  char tag[HALQA_HEX_MAX];
  g_autofree char *name = NULL;

  g_return_if_fail (HALQA_IS_HTTP_CLIENT (self));

  halqa_hex_encode (tag, key->tag, HALQA_TAG_SIZE);
  name = g_strconcat (tag, "@", address, NULL);
  g_hash_table_remove (self->sessions, name);
}

/**
 * halqa_http_client_ensure_certificate:
 * @self: a client
 * @key: of the forum that will be asked for
 * @error: %HALQA_SYNC_ERROR_FAILED
 *
 * Returns: (transfer none) (nullable): ours, that shows to those who know it that we do
 */
GTlsCertificate *
halqa_http_client_ensure_certificate (HalqaHttpClient *self, const HalqaKey *key, GError **error)
{
  char tag[HALQA_HEX_MAX];
  g_autofree char *name = NULL;
  GTlsCertificate *certificate;

  g_return_val_if_fail (HALQA_IS_HTTP_CLIENT (self), NULL);

  halqa_hex_encode (tag, key->tag, HALQA_TAG_SIZE);
  certificate = g_hash_table_lookup (self->certificates, tag);
  if (certificate != NULL)
    return certificate;

  name = halqa_certificate_dup_member_name (key->key, halqa_identity_get_device (self->identity));
  certificate = halqa_certificate_new (self->identity, name, error);
  if (certificate != NULL)
    g_hash_table_insert (self->certificates, g_strdup (tag), certificate);
  return certificate;
}

/**
 * halqa_http_client_close:
 * @self: a client
 *
 * Ends every connection; what was asked and not answered ends in an error.
 */
void
halqa_http_client_close (HalqaHttpClient *self)
{
  g_return_if_fail (HALQA_IS_HTTP_CLIENT (self));
  g_hash_table_foreach_remove (self->sessions, abort_session, NULL);
}
