/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "halqa-membership.h"
#include "halqa-store.h"
#include "halqa-transport.h"
#include "test-tools.h"

/* Laptops for the tests of a transport: each with a folder, a key and a store, all members of one
 * forum unless they are given another key. */

/* The slowest machine that runs the tests still counts as alive. */
#define PATIENCE_US (60 * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  HalqaIdentity *identity;
  HalqaStore *store;
  HalqaTransport *transport;
} Peer;

static char *
peer_index_text (const char *text)
{
  return g_strdup (text);
}

static const HalqaField peer_device_fields[] = {
  { .name = "removed", .type = HALQA_FIELD_BOOL },
  { .name = NULL },
};
static const HalqaField peer_key_fields[] = { { .name = NULL } };
static const HalqaKind peer_kinds[] = { { "device", peer_device_fields },
                                        { "key", peer_key_fields },
                                        { NULL, NULL } };
static const HalqaSchema peer_schema = { peer_kinds, peer_index_text, peer_index_text };
static const HalqaForumKey peer_forum = { { "a forum of tests" },
                                          "a key that only members know..." };

/* Without a transport: the test makes it. */
G_GNUC_UNUSED static Peer *
peer_new (const HalqaForumKey *key)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  Peer *peer = g_new0 (Peer, 1);

  peer->folder = g_dir_make_tmp ("halqa-transport-XXXXXX", &error);
  g_assert_no_error (error);
  peer->identity = halqa_identity_load (peer->folder, &error);
  g_assert_no_error (error);
  path = g_build_filename (peer->folder, "forum.db", NULL);
  peer->store = halqa_store_create (path, &peer_schema, peer->identity, key, "Tests", &error);
  g_assert_no_error (error);
  return peer;
}

G_GNUC_UNUSED static void
peer_free (Peer *peer)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (peer->transport != NULL)
    {
      halqa_transport_close (peer->transport);
      test_let_go (&peer->transport);
    }
  halqa_store_close (peer->store);
  test_let_go (&peer->store);
  test_let_go (&peer->identity);
  dir = g_dir_open (peer->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (peer->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (peer->folder), ==, 0);
  g_free (peer->folder);
  g_free (peer);
}

/* From then on @self lets @removed in no more. */
G_GNUC_UNUSED static void
peer_remove (Peer *self, Peer *removed)
{
  g_autoptr (GError) error = NULL;

  halqa_store_remove_device (self->store, halqa_identity_get_device (removed->identity), &error);
  g_assert_no_error (error);
}

#define WAIT_FOR(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline = g_get_monotonic_time () + PATIENCE_US;                                       \
    while (!(condition))                                                                           \
      {                                                                                            \
        g_assert_cmpint (g_get_monotonic_time (), <, deadline);                                    \
        if (!g_main_context_iteration (NULL, FALSE))                                               \
          g_usleep (500);                                                                          \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

G_GNUC_UNUSED static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/* A body of @size bytes that can be told from others. */
G_GNUC_UNUSED static GBytes *
make_body (gsize size, guint32 seed)
{
  guint8 *data = g_malloc (size + 1);
  guint32 x = seed;

  for (gsize i = 0; i < size; i++)
    {
      if (i % 16 == 0)
        x = x * 1664525 + 1013904223;
      data[i] = x >> 24;
    }
  return g_bytes_new_take (data, size);
}

G_GNUC_UNUSED static HalqaReply *
ask_with (Peer *peer,
          const char *address,
          const HalqaDeviceId *expected,
          const char *endpoint,
          GBytes *body,
          HalqaRequestFlags flags,
          GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GInputStream) stream = NULL;

  if (body != NULL)
    stream = g_memory_input_stream_new_from_bytes (body);
  halqa_transport_request_async (peer->transport, peer->store, address, expected, endpoint, stream,
                                 flags, NULL, keep_result_cb, &result);
  WAIT_FOR (result != NULL);
  return halqa_transport_request_finish (peer->transport, result, error);
}

G_GNUC_UNUSED static HalqaReply *
ask (Peer *peer, const char *address, const char *endpoint, GBytes *body, GError **error)
{
  return ask_with (peer, address, NULL, endpoint, body, HALQA_REQUEST_COMPRESS, error);
}

G_GNUC_UNUSED static GBytes *
read_all (GInputStream *stream, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (;;)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) bytes = NULL;

      g_input_stream_read_bytes_async (stream, 65536, G_PRIORITY_DEFAULT, NULL, keep_result_cb,
                                       &result);
      WAIT_FOR (result != NULL);
      bytes = g_input_stream_read_bytes_finish (stream, result, error);
      if (bytes == NULL)
        return NULL;
      if (g_bytes_get_size (bytes) == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&all));
      g_byte_array_append (all, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

/* A handler that leaves the answer to the test. */
G_GNUC_UNUSED static void
keep_request (HalqaRequest *request, gpointer user_data)
{
  *(HalqaRequest **) user_data = g_object_ref (request);
}

/* --- a handler that answers with what it was sent, once all of it has come */

typedef struct
{
  HalqaRequest *request;
  GByteArray *all;
  guint *n_requests;
  guint *n_broken;
} Echo;

typedef struct
{
  guint n_requests;
  guint n_broken; /* whose body did not come whole */
  char *last_address;
  HalqaDeviceId last_device;
} EchoLog;

static void
echo_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Echo *echo = user_data;
  g_autoptr (GInputStream) body = NULL;
  g_autoptr (GBytes) bytes = NULL;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    {
      g_byte_array_append (echo->all, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_input_stream_read_bytes_async (G_INPUT_STREAM (source), 65536, G_PRIORITY_DEFAULT, NULL,
                                       echo_read_cb, echo);
      return;
    }
  if (bytes == NULL)
    {
      (*echo->n_broken)++;
      halqa_request_respond_error (echo->request, 400, "the body did not come whole");
      g_byte_array_unref (echo->all);
    }
  else
    {
      g_autoptr (GBytes) answer = g_byte_array_free_to_bytes (echo->all);

      body = g_memory_input_stream_new_from_bytes (answer);
      halqa_request_respond (echo->request, 200, body, TRUE);
    }
  (*echo->n_requests)++;
  g_object_unref (echo->request);
  g_free (echo);
}

G_GNUC_UNUSED static void
echo_handler (HalqaRequest *request, gpointer user_data)
{
  EchoLog *log = user_data;
  Echo *echo = g_new0 (Echo, 1);

  g_free (log->last_address);
  log->last_address = g_strdup (halqa_request_get_address (request));
  log->last_device = *halqa_request_get_device (request);
  echo->request = g_object_ref (request);
  echo->all = g_byte_array_new ();
  echo->n_requests = &log->n_requests;
  echo->n_broken = &log->n_broken;
  g_input_stream_read_bytes_async (halqa_request_get_body (request), 65536, G_PRIORITY_DEFAULT,
                                   NULL, echo_read_cb, echo);
}

G_GNUC_UNUSED static void
assert_device (const HalqaDeviceId *device, Peer *peer)
{
  g_assert_cmpmem (device, sizeof *device, halqa_identity_get_device (peer->identity),
                   sizeof *device);
}

/* Asks, and has the very same bytes back. */
G_GNUC_UNUSED static void
assert_echo (Peer *peer, const char *address, gsize size, HalqaRequestFlags flags)
{
  g_autoptr (GBytes) body = make_body (size, size);
  g_autoptr (HalqaReply) reply = NULL;
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GError) error = NULL;

  reply = ask_with (peer, address, NULL, "exchange", body, flags, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (halqa_reply_get_status (reply), ==, 200);
  back = read_all (halqa_reply_get_body (reply), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (back, body));
}
