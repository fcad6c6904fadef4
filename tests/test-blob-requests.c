/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-acquaintances.h"
#include "halqa-blob-serve.h"
#include "halqa-exchange-message.h"
#include "halqa-http-transport.h"
#include "replica.h"
#include "test-tools.h"

/* Requests for blobs, one by one, over TLS: what is answered, and what is refused. */

typedef struct
{
  Replica *amal;
  Replica *brahim;
} Pair;

static void
serve_blobs_cb (HalqaRequest *request, gpointer user_data)
{
  if (halqa_blob_serve_takes (request))
    halqa_blob_serve_async (request, user_data, NULL, NULL, NULL);
  else
    halqa_request_respond_error (request, 404, "nothing but blobs");
}

static void
set_up (Pair *pair, gconstpointer data)
{
  HalqaForumKey key;

  replica_make_key (&key);
  pair->amal = replica_new_http (&key, "Amal");
  pair->brahim = replica_new_http (&key, "Brahim");
  halqa_transport_set_handler (pair->amal->transport, serve_blobs_cb, pair->amal->reader);
}

static void
tear_down (Pair *pair, gconstpointer data)
{
  replica_free (pair->brahim);
  replica_free (pair->amal);
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static HalqaReply *
get (Pair *pair, const char *endpoint, guint64 first)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HalqaReply *reply;

  halqa_transport_get_async (pair->brahim->transport, pair->brahim->store, pair->amal->address,
                             halqa_identity_get_device (pair->amal->identity), endpoint, first,
                             NULL, keep_cb, &result);
  replica_wait (is_set, &result);
  reply = halqa_transport_request_finish (pair->brahim->transport, result, &error);
  g_assert_no_error (error);
  return reply;
}

static GBytes *
read_body (HalqaReply *reply)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (;;)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) bytes = NULL;

      g_input_stream_read_bytes_async (halqa_reply_get_body (reply), 65536, G_PRIORITY_DEFAULT,
                                       NULL, keep_cb, &result);
      replica_wait (is_set, &result);
      bytes = g_input_stream_read_bytes_finish (halqa_reply_get_body (reply), result, NULL);
      g_assert_nonnull (bytes);
      if (g_bytes_get_size (bytes) == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&all));
      g_byte_array_append (all, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

static void
test_get (Pair *pair, gconstpointer data)
{
  static const guint64 firsts[] = { 0, 1, 65536, 299999 };
  g_autoptr (GBytes) content = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *endpoint = NULL;
  HalqaBlobId id;

  content = replica_add_blob (pair->amal, 300000, &id);
  hex = halqa_hex_dup (id.bytes, sizeof id.bytes);
  endpoint = g_strconcat ("blob/", hex, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (firsts); i++)
    {
      g_autoptr (HalqaReply) reply = get (pair, endpoint, firsts[i]);
      g_autoptr (GBytes) rest = g_bytes_new_from_bytes (content, firsts[i], 300000 - firsts[i]);
      g_autoptr (GBytes) body = read_body (reply);

      g_assert_cmpuint (halqa_reply_get_status (reply), ==, firsts[i] == 0 ? 200 : 206);
      g_assert_true (g_bytes_equal (body, rest));
    }
}

static void
test_get_refused (Pair *pair, gconstpointer data)
{
  static const char *const endpoints[] = {
    "blob/",
    "blob/../forum.halqa",
    "blob/sources",
    "blob/%2e%2e%2fforum.halqa",
    "blob/0000000000000000000000000000000000000000000000000000000000000000",
    "blob/00000000000000000000000000000000000000000000000000000000000000000",
    "blob/000000000000000000000000000000000000000000000000000000000000000g",
  };
  g_autoptr (GBytes) content = NULL;
  g_autoptr (HalqaReply) outside = NULL;
  g_autoptr (GBytes) line = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *endpoint = NULL;
  HalqaBlobId id;

  content = replica_add_blob (pair->amal, 1000, &id);
  hex = halqa_hex_dup (id.bytes, sizeof id.bytes);
  endpoint = g_strconcat ("blob/", hex, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      g_autoptr (HalqaReply) reply = get (pair, endpoints[i], 0);
      g_autoptr (GBytes) body = read_body (reply);

      g_assert_cmpuint (halqa_reply_get_status (reply), ==, 404);
    }
  outside = get (pair, endpoint, 1000);
  line = read_body (outside);
  g_assert_cmpuint (halqa_reply_get_status (outside), ==, 416);
}

static HalqaReply *
ask (Pair *pair, GBytes *body)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (body);
  HalqaReply *reply;

  halqa_transport_request_async (pair->brahim->transport, pair->brahim->store, pair->amal->address,
                                 NULL, "blobs", stream, HALQA_REQUEST_PLAIN, NULL, keep_cb,
                                 &result);
  replica_wait (is_set, &result);
  reply = halqa_transport_request_finish (pair->brahim->transport, result, &error);
  g_assert_no_error (error);
  return reply;
}

static void
test_ask (Pair *pair, gconstpointer data)
{
  HalqaBlobId ids[2] = { { { 7 } } };
  g_autoptr (GBytes) content = replica_add_blob (pair->amal, 1000, &ids[1]);
  g_autoptr (GBytes) body = halqa_fetch_encode ((HalqaEntryId *) ids, 2);
  g_autoptr (HalqaReply) reply = ask (pair, body);
  g_autoptr (GBytes) answer = read_body (reply);
  g_autoptr (GBytes) expected = halqa_fetch_encode ((HalqaEntryId *) &ids[1], 1);
  g_autoptr (GBytes) everything = halqa_fetch_encode (NULL, 0);
  g_autoptr (GBytes) nonsense = g_bytes_new_static ("x", 1);
  g_autoptr (HalqaReply) refused = ask (pair, everything);
  g_autoptr (HalqaReply) malformed = ask (pair, nonsense);

  g_assert_cmpuint (halqa_reply_get_status (reply), ==, 200);
  g_assert_true (g_bytes_equal (answer, expected));
  g_assert_cmpuint (halqa_reply_get_status (refused), ==, 400);
  g_assert_cmpuint (halqa_reply_get_status (malformed), ==, 400);
}

/* Four others of the same laptop are being answered. */
static void
test_asked_too_much (Pair *pair, gconstpointer data)
{
  const HalqaBlobId id = { { 7 } };
  HalqaAcquaintance *brahim =
      halqa_acquaintances_meet (halqa_acquaintances_of (pair->amal->reader),
                                halqa_identity_get_device (pair->brahim->identity));
  g_autoptr (GBytes) body = halqa_fetch_encode ((const HalqaEntryId *) &id, 1);
  g_autoptr (HalqaReply) refused = NULL;
  g_autoptr (HalqaReply) answered = NULL;

  brahim->n_served = 4;
  refused = ask (pair, body);
  brahim->n_served = 3;
  answered = ask (pair, body);
  g_assert_cmpuint (halqa_reply_get_status (refused), ==, 429);
  g_assert_cmpuint (halqa_reply_get_status (answered), ==, 200);
  brahim->n_served = 0;
}

#define ADD(path, func) g_test_add (path, Pair, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  replica_init_test (&argc, &argv);
  ADD ("/sync/blobs/a-request-is-answered-from-any-byte-on", test_get);
  ADD ("/sync/blobs/no-name-leads-out-of-the-folder", test_get_refused);
  ADD ("/sync/blobs/who-asks-is-told-which-are-here", test_ask);
  ADD ("/sync/blobs/who-asks-too-much-at-a-time-is-told-so", test_asked_too_much);
  return g_test_run ();
}
