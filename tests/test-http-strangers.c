/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-raw.h"

/* Who is no member never reaches SoupServer, and a member gets only what is served. */

/* --- everybody else: nothing of it may reach SoupServer */

static void
assert_shown_the_door (Fixture *fixture, GTlsCertificate *certificate)
{
  g_autofree char *head = make_head (fixture->amina, "GET", "exchange", "");
  GIOStream *tls = connect_tls (fixture, certificate);

  if (tls != NULL)
    {
      g_autofree char *text = NULL;

      send_text (tls, head);
      text = receive (tls, NULL);
      g_assert_cmpstr (text, ==, "");
      close_stream (tls);
    }
  g_assert_cmpuint (fixture->n_signals, ==, 0);
  g_assert_cmpuint (fixture->log.n_requests, ==, 0);
}

/* Waits for the end below TLS: glib-networking 2.74 leaks an error when it reads this refusal. */
static void
assert_nameless_is_shown_the_door (Fixture *fixture)
{
  GIOStream *tls = connect_tls (fixture, NULL);

  if (tls != NULL)
    {
      g_autoptr (GIOStream) base = NULL;
      g_autofree char *bytes = NULL;

      g_object_get (tls, "base-io-stream", &base, NULL);
      bytes = receive (base, NULL);
      close_stream (tls);
    }
  g_assert_cmpuint (fixture->n_signals, ==, 0);
}

static void
assert_name_is_shown_the_door (Fixture *fixture, Peer *peer, const char *name)
{
  g_autoptr (GTlsCertificate) certificate = certificate_of (peer, name);

  assert_shown_the_door (fixture, certificate);
}

static void
test_without_proof (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sound = member_name (fixture->brahim, fixture->brahim);
  g_autofree char *of_another = member_name (fixture->brahim, fixture->amina);
  g_autofree char *wrong = g_strdup (sound);
  g_autofree char *no_proof = g_strndup (sound, 33);

  wrong[40] = wrong[40] == 'A' ? 'B' : 'A';
  assert_name_is_shown_the_door (fixture, fixture->brahim, HALQA_CERTIFICATE_SERVER_NAME);
  assert_name_is_shown_the_door (fixture, fixture->brahim, of_another);
  assert_name_is_shown_the_door (fixture, fixture->brahim, wrong);
  assert_name_is_shown_the_door (fixture, fixture->brahim, no_proof);
  assert_nameless_is_shown_the_door (fixture);
  /* And one that is sound comes in. */
  assert_echo (fixture->brahim, fixture->address, 10, HALQA_REQUEST_PLAIN);
  g_assert_cmpuint (fixture->n_signals, >, 0);
}

static void
test_unknown_forum (Fixture *fixture, gconstpointer data)
{
  static const HalqaForumKey other = { { "another forum..." }, "another key, of other members.." };
  Peer *stranger = peer_new (&other);
  g_autofree char *name = member_name (stranger, stranger);

  assert_name_is_shown_the_door (fixture, stranger, name);
  peer_free (stranger);
}

static void
test_copied_certificate (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = member_name (fixture->brahim, fixture->brahim);
  g_autoptr (GTlsCertificate) sound = certificate_of (fixture->brahim, name);
  Peer *thief = peer_new (&peer_forum);
  g_autoptr (GTlsCertificate) own = certificate_of (thief, "thief");
  g_autoptr (GTlsCertificate) forged = NULL;
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  g_autofree char *both = NULL;
  g_autoptr (GError) error = NULL;

  g_object_get (sound, "certificate-pem", &certificate, NULL);
  g_object_get (own, "private-key-pem", &key, NULL);
  both = g_strconcat (certificate, key, NULL);
  forged = g_tls_certificate_new_from_pem (both, -1, &error);
  g_assert_no_error (error);
  assert_shown_the_door (fixture, forged);
  peer_free (thief);
}

static void
test_no_tls_at_all (Fixture *fixture, gconstpointer data)
{
  GSocketConnection *connection = connect_plain (fixture);
  g_autofree char *text = NULL;

  send_text (G_IO_STREAM (connection), "GET / HTTP/1.1\r\nHost: halqa\r\n\r\n");
  text = receive (G_IO_STREAM (connection), NULL);
  g_assert_null (strstr (text, "HTTP"));
  g_assert_cmpuint (fixture->n_signals, ==, 0);
  close_stream (G_IO_STREAM (connection));
}

static void
test_silent_ones_delay_nobody (Fixture *fixture, gconstpointer data)
{
  GSocketConnection *silent[60];

  set_patience (fixture, G_MAXINT, G_MAXINT, G_MAXINT);
  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    silent[i] = connect_plain (fixture);
  assert_echo (fixture->brahim, fixture->address, 1000, HALQA_REQUEST_COMPRESS);
  for (guint i = 0; i < G_N_ELEMENTS (silent); i++)
    close_stream (G_IO_STREAM (silent[i]));
}

static void
test_silence_is_cut (Fixture *fixture, gconstpointer data)
{
  GSocketConnection *connection;
  g_autofree char *text = NULL;

  set_patience (fixture, 50, G_MAXINT, G_MAXINT);
  connection = connect_plain (fixture);
  text = receive (G_IO_STREAM (connection), NULL);
  g_assert_cmpstr (text, ==, "");
  close_stream (G_IO_STREAM (connection));
}

static void
test_half_a_handshake_is_cut (Fixture *fixture, gconstpointer data)
{
  GSocketConnection *connection;
  g_autofree char *text = NULL;

  set_patience (fixture, G_MAXINT, 50, G_MAXINT);
  connection = connect_plain (fixture);
  send_text (G_IO_STREAM (connection), "\x16\x03\x01");
  text = receive (G_IO_STREAM (connection), NULL);
  g_assert_cmpstr (text, ==, "");
  close_stream (G_IO_STREAM (connection));
}

/* --- what a member may not do */

static void
assert_says (Fixture *fixture, const char *request, const char *status)
{
  GIOStream *tls = connect_member (fixture);
  g_autofree char *proof = NULL;
  g_autofree char *text = NULL;

  proof = halqa_membership_prove (peer_forum.key, HALQA_ROLE_SERVER,
                                  halqa_identity_get_device (fixture->amina->identity));
  send_text (tls, request);
  text = receive (tls, "\r\n\r\n");
  if (!g_str_has_prefix (text, status))
    g_test_message ("for “%s” came “%s”", request, text);
  g_assert_true (g_str_has_prefix (text, status));
  g_assert_nonnull (strstr (text, proof));
  g_assert_cmpuint (fixture->log.n_requests, ==, 0);
  close_stream (tls);
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  g_autofree char *put = make_head (fixture->amina, "PUT", "exchange", "Content-Length: 0\r\n");
  g_autofree char *brotli = make_head (fixture->amina, "POST", "exchange",
                                       "Content-Length: 0\r\nContent-Encoding: br\r\n");
  g_autofree char *nothing = make_head (fixture->amina, "GET", "", "");

  assert_says (fixture,
               "GET /halqa/1/f/00112233445566778899aabbccddeeff/exchange HTTP/1.1\r\n"
               "Host: halqa\r\n\r\n",
               "HTTP/1.1 404 ");
  assert_says (fixture, "GET / HTTP/1.1\r\nHost: halqa\r\n\r\n", "HTTP/1.1 404 ");
  assert_says (fixture, nothing, "HTTP/1.1 404 ");
  assert_says (fixture, "GET /halqa/2/x HTTP/1.1\r\nHost: halqa\r\n\r\n", "HTTP/1.1 409 ");
  assert_says (fixture, put, "HTTP/1.1 400 ");
  assert_says (fixture, brotli, "HTTP/1.1 400 ");
  assert_says (fixture, "what is this\r\n\r\n", "HTTP/1.0 400 ");
}

static void
test_long_headers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (100000, 'a');
  g_autofree char *header = g_strconcat ("X-Long: ", filler, "\r\n", NULL);
  g_autofree char *head = make_head (fixture->amina, "GET", "exchange", header);
  GIOStream *tls = connect_member (fixture);
  g_autofree char *text = NULL;

  send_text (tls, head);
  text = receive (tls, NULL);
  g_assert_null (strstr (text, "200"));
  g_assert_cmpuint (fixture->log.n_requests, ==, 0);
  close_stream (tls);
}

static void
test_stalling_is_cut (Fixture *fixture, gconstpointer data)
{
  g_autofree char *head = NULL;
  const char *starts[3];

  head = make_head (fixture->amina, "POST", "exchange", "Content-Length: 1000\r\n");
  starts[0] = "";
  starts[1] = "GET /hal";
  starts[2] = head;
  set_patience (fixture, G_MAXINT, G_MAXINT, 50);
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      GIOStream *tls = connect_member (fixture);
      g_autofree char *text = NULL;

      if (*starts[i] != '\0')
        send_text (tls, starts[i]);
      text = receive (tls, NULL);
      g_assert_cmpstr (text, ==, "");
      close_stream (tls);
    }
  WAIT_FOR (fixture->log.n_requests == 1);
  g_assert_cmpuint (fixture->log.n_broken, ==, 1);
}

static void
test_cut_body (Fixture *fixture, gconstpointer data)
{
  g_autofree char *head =
      make_head (fixture->amina, "POST", "exchange", "Content-Length: 1000\r\n");
  GIOStream *tls = connect_member (fixture);

  send_text (tls, head);
  send_text (tls, "abc");
  close_stream (tls);
  WAIT_FOR (fixture->log.n_requests == 1);
  g_assert_cmpuint (fixture->log.n_broken, ==, 1);
}

/* Between two chunks, where HTTP alone would not show it. */
static void
test_cut_between_chunks (Fixture *fixture, gconstpointer data)
{
  g_autofree char *head =
      make_head (fixture->amina, "POST", "exchange", "Transfer-Encoding: chunked\r\n");
  GIOStream *tls = connect_member (fixture);
  g_autoptr (GIOStream) base = NULL;

  send_text (tls, head);
  send_text (tls, "5\r\nsalam\r\n");
  g_object_get (tls, "base-io-stream", &base, NULL);
  g_io_stream_close (base, NULL, NULL);
  WAIT_FOR (fixture->log.n_requests == 1);
  g_assert_cmpuint (fixture->log.n_broken, ==, 1);
  close_stream (tls);
}

static void
test_cut_compressed_body (Fixture *fixture, gconstpointer data)
{
  g_autofree char *head = make_head (fixture->amina, "POST", "exchange",
                                     "Content-Length: 4\r\nContent-Encoding: zstd\r\n");
  GIOStream *tls = connect_member (fixture);
  g_autofree char *text = NULL;

  send_text (tls, head);
  send_text (tls, "\x28\xb5\x2f\xfd");
  text = receive (tls, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 400 "));
  g_assert_cmpuint (fixture->log.n_broken, ==, 1);
  close_stream (tls);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/sync/http/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("stranger/without-proof-never-reaches-the-parser", test_without_proof);
  ADD ("stranger/of-another-forum-never-reaches-the-parser", test_unknown_forum);
  ADD ("stranger/copied-certificate-is-of-no-use", test_copied_certificate);
  ADD ("stranger/plain-text-never-reaches-the-parser", test_no_tls_at_all);
  ADD ("stranger/sixty-silent-ones-delay-nobody", test_silent_ones_delay_nobody);
  ADD ("stranger/silence-is-cut", test_silence_is_cut);
  ADD ("stranger/half-a-handshake-is-cut", test_half_a_handshake_is_cut);
  ADD ("request/what-is-not-served-is-refused", test_refusals);
  ADD ("request/long-headers-are-refused", test_long_headers);
  ADD ("request/stalling-is-cut", test_stalling_is_cut);
  ADD ("request/cut-body-is-an-error", test_cut_body);
  ADD ("request/cut-between-chunks-is-an-error", test_cut_between_chunks);
  ADD ("request/cut-compressed-body-is-an-error", test_cut_compressed_body);
  return g_test_run ();
}
