/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-entry-private.h"
#include "halqa-keyring.h"
#include "halqa-reader.h"
#include "http-raw.h"

/* A laptop that was removed, on the wire: what it holds open, what it has kept, and a client that
 * mixes two keys. Amina serves; Brahim, or what was his, asks. */

#define FAR_TOO_MUCH (64 * 1024 * 1024)

/* As Brahim opens the forum: the next key is sealed for him too. */
static void
introduce (Fixture *fixture)
{
  HalqaFieldWrite field = { .name = "deleted", .value = halqa_value_bool (FALSE) };
  HalqaWrite write = { .kind = "device", .fields = &field, .n_fields = 1 };
  g_autoptr (GPtrArray) entries =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_entry_unref);
  HalqaApplied applied = { 0 };
  g_autoptr (GError) error = NULL;

  halqa_device_record_id (halqa_identity_get_device (fixture->brahim->identity), &write.record);
  g_ptr_array_add (entries, halqa_entry_sign (fixture->brahim->identity, &peer_forum.forum,
                                              halqa_store_now (), &write, 1, &error));
  halqa_store_apply (fixture->amina->store, entries, NULL, &applied, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (applied.n_new, ==, 1);
}

static void
remove_another (Fixture *fixture)
{
  HalqaDeviceId other = { { 7 } };
  g_autoptr (GError) error = NULL;

  halqa_store_remove_device (fixture->amina->store, &other, &error);
  g_assert_no_error (error);
}

/* The key of @index at Amina's, 0 for the newest. */
static void
get_key (Fixture *fixture, guint index, HalqaKey *key)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (fixture->amina->store);

  *key = *halqa_keyring_get_key (keyring, index);
}

static GTlsCertificate *
certificate_by (Fixture *fixture, const HalqaKey *key)
{
  g_autofree char *name =
      halqa_certificate_dup_member_name (key->key,
                                         halqa_identity_get_device (fixture->brahim->identity));

  return certificate_of (fixture->brahim, name);
}

/* What comes first for a request of @tag by a certificate of @key. */
static void
assert_status (Fixture *fixture, const HalqaKey *key, const HalqaKey *tag, const char *status)
{
  g_autoptr (GTlsCertificate) certificate = certificate_by (fixture, key);
  g_autofree char *hex = halqa_hex_dup (tag->tag, HALQA_TAG_SIZE);
  g_autofree char *head = g_strdup_printf ("POST /halqa/1/f/%s/exchange HTTP/1.1\r\nHost: halqa\r\n"
                                           "Content-Length: 0\r\nConnection: close\r\n\r\n",
                                           hex);
  GIOStream *tls = connect_tls (fixture, certificate);
  g_autofree char *text = NULL;

  g_assert_nonnull (tls);
  send_text (tls, head);
  text = receive (tls, "\r\n\r\n");
  if (!g_str_has_prefix (text, status))
    g_test_message ("came “%s”", text);
  g_assert_true (g_str_has_prefix (text, status));
  close_stream (tls);
}

/* Whoever was away comes by the old key, and others by the newest; nobody by both at once. */
static void
test_two_keys (Fixture *fixture, gconstpointer data)
{
  HalqaKey newest;
  HalqaKey older;

  introduce (fixture);
  remove_another (fixture);
  get_key (fixture, 0, &newest);
  get_key (fixture, 1, &older);
  assert_status (fixture, &newest, &newest, "HTTP/1.1 200 ");
  assert_status (fixture, &older, &older, "HTTP/1.1 200 ");
  g_assert_cmpuint (fixture->log.n_requests, ==, 2);
  assert_status (fixture, &newest, &older, "HTTP/1.1 404 ");
  assert_status (fixture, &older, &newest, "HTTP/1.1 404 ");
  g_assert_cmpuint (fixture->log.n_requests, ==, 2);
}

/* Certificate and secret key of before, as they were: made, and used, when Brahim was a member. */
static void
test_old_certificate (Fixture *fixture, gconstpointer data)
{
  HalqaKey key;
  g_autoptr (GTlsCertificate) certificate = NULL;
  GIOStream *tls;
  guint n_signals;

  get_key (fixture, 0, &key);
  certificate = certificate_by (fixture, &key);
  assert_status (fixture, &key, &key, "HTTP/1.1 200 ");
  peer_remove (fixture->amina, fixture->brahim);
  n_signals = fixture->n_signals;
  tls = connect_tls (fixture, certificate);
  if (tls != NULL)
    {
      g_autofree char *head = make_head (fixture->brahim, "GET", "exchange", "");
      g_autofree char *text = NULL;

      send_text (tls, head);
      text = receive (tls, NULL);
      g_assert_cmpstr (text, ==, "");
      close_stream (tls);
    }
  g_assert_cmpuint (fixture->n_signals, ==, n_signals);
  g_assert_cmpuint (fixture->log.n_requests, ==, 1);
}

static void
give_much (HalqaRequest *request, gpointer user_data)
{
  g_autoptr (GBytes) much = make_body (FAR_TOO_MUCH, 1);
  g_autoptr (GInputStream) body = g_memory_input_stream_new_from_bytes (much);

  halqa_request_respond (request, 200, body, FALSE);
}

/* In the midst of what it fetches. */
static void
test_fetch_is_cut (Fixture *fixture, gconstpointer data)
{
  g_autofree char *head = make_head (fixture->brahim, "POST", "exchange", "Content-Length: 0\r\n");
  GIOStream *tls = connect_member (fixture);
  g_autofree char *begin = NULL;
  GInputStream *input = g_io_stream_get_input_stream (tls);
  gsize size = 0;
  gssize more;

  halqa_transport_set_handler (fixture->amina->transport, give_much, NULL);
  send_text (tls, head);
  begin = receive (tls, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (begin, "HTTP/1.1 200 "));
  peer_remove (fixture->amina, fixture->brahim);
  do
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) bytes = NULL;

      g_input_stream_read_bytes_async (input, 1 << 16, G_PRIORITY_DEFAULT, NULL, keep_result_cb,
                                       &result);
      WAIT_FOR (result != NULL);
      bytes = g_input_stream_read_bytes_finish (input, result, NULL);
      more = bytes != NULL ? (gssize) g_bytes_get_size (bytes) : 0;
      size += more;
    }
  while (more > 0);
  /* What was on its way, in buffers of the system, arrives. */
  g_assert_cmpuint (size, <, FAR_TOO_MUCH / 2);
  close_stream (tls);
}

/* In the midst of what it brings. */
static void
test_push_is_cut (Fixture *fixture, gconstpointer data)
{
  g_autofree char *head =
      make_head (fixture->brahim, "POST", "exchange", "Content-Length: 1000\r\n");
  GIOStream *tls = connect_member (fixture);
  g_autofree char *text = NULL;

  /* Nothing else ends it. */
  set_patience (fixture, G_MAXINT, G_MAXINT, G_MAXINT);
  send_text (tls, head);
  send_text (tls, "abc");
  WAIT_FOR (fixture->n_signals > 0);
  peer_remove (fixture->amina, fixture->brahim);
  text = receive (tls, NULL);
  g_assert_cmpstr (text, ==, "");
  WAIT_FOR (fixture->log.n_requests == 1);
  g_assert_cmpuint (fixture->log.n_broken, ==, 1);
  close_stream (tls);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/sync/removal/wire/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("path-and-certificate-are-of-one-key", test_two_keys);
  ADD ("certificate-of-before-is-shown-the-door", test_old_certificate);
  ADD ("what-it-fetches-is-cut", test_fetch_is_cut);
  ADD ("what-it-brings-is-cut", test_push_is_cut);
  return g_test_run ();
}
