/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-certificate.h"
#include "http-peers.h"

/* A client that speaks TLS, or not even that, and then says whatever the test wants. */

G_GNUC_UNUSED static GSocketConnection *
connect_plain (Fixture *fixture)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_to_host_async (client, fixture->address, 0, NULL, keep_result_cb,
                                         &result);
  WAIT_FOR (result != NULL);
  connection = g_socket_client_connect_to_host_finish (client, result, &error);
  g_assert_no_error (error);
  return connection;
}

static gboolean
accept_all_cb (GTlsConnection *tls, GTlsCertificate *certificate, GTlsCertificateFlags errors)
{
  return TRUE;
}

/* %NULL where the handshake failed on our side already. */
G_GNUC_UNUSED static GIOStream *
connect_tls (Fixture *fixture, GTlsCertificate *certificate)
{
  g_autoptr (GSocketConnection) connection = connect_plain (fixture);
  g_autoptr (GTlsDatabase) nobody = halqa_certificate_trust_nobody ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GIOStream) tls = NULL;

  tls = g_tls_client_connection_new (G_IO_STREAM (connection), NULL, NULL);
  g_tls_connection_set_database (G_TLS_CONNECTION (tls), nobody);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  if (certificate != NULL)
    g_tls_connection_set_certificate (G_TLS_CONNECTION (tls), certificate);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_all_cb), NULL);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL,
                                    keep_result_cb, &result);
  WAIT_FOR (result != NULL);
  if (!g_tls_connection_handshake_finish (G_TLS_CONNECTION (tls), result, NULL))
    return NULL;
  return g_steal_pointer (&tls);
}

G_GNUC_UNUSED static gboolean
send_text (GIOStream *stream, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), text, strlen (text),
                                   G_PRIORITY_DEFAULT, NULL, keep_result_cb, &result);
  WAIT_FOR (result != NULL);
  return g_output_stream_write_all_finish (g_io_stream_get_output_stream (stream), result, NULL,
                                           NULL);
}

/* What comes until the other side ends the connection, in whatever way; or until @enough comes. */
G_GNUC_UNUSED static char *
receive (GIOStream *stream, const char *enough)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  g_autoptr (GString) text = g_string_new (NULL);

  while (enough == NULL || strstr (text->str, enough) == NULL)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) bytes = NULL;

      g_input_stream_read_bytes_async (input, 4096, G_PRIORITY_DEFAULT, NULL, keep_result_cb,
                                       &result);
      WAIT_FOR (result != NULL);
      bytes = g_input_stream_read_bytes_finish (input, result, NULL);
      if (bytes == NULL || g_bytes_get_size (bytes) == 0)
        break;
      g_string_append_len (text, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

G_GNUC_UNUSED static GTlsCertificate *
certificate_of (Peer *peer, const char *name)
{
  g_autoptr (GError) error = NULL;
  GTlsCertificate *certificate = halqa_certificate_new (peer->identity, name, &error);

  g_assert_no_error (error);
  return certificate;
}

G_GNUC_UNUSED static char *
member_name (Peer *peer, Peer *whose_proof)
{
  return halqa_certificate_dup_member_name (halqa_store_get_forum_key (peer->store)->key,
                                            halqa_identity_get_device (whose_proof->identity));
}

G_GNUC_UNUSED static GIOStream *
connect_member (Fixture *fixture)
{
  g_autofree char *name = member_name (fixture->brahim, fixture->brahim);
  g_autoptr (GTlsCertificate) certificate = certificate_of (fixture->brahim, name);
  GIOStream *tls = connect_tls (fixture, certificate);

  g_assert_nonnull (tls);
  return tls;
}

G_GNUC_UNUSED static char *
make_head (Peer *peer, const char *method, const char *endpoint, const char *headers)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (peer->store);
  g_autofree char *tag = halqa_hex_dup (halqa_keyring_get_newest (keyring)->tag, HALQA_TAG_SIZE);

  return g_strdup_printf ("%s /halqa/1/f/%s/%s HTTP/1.1\r\nHost: halqa\r\n%s\r\n", method, tag,
                          endpoint, headers);
}

G_GNUC_UNUSED static void
close_stream (GIOStream *stream)
{
  g_io_stream_close (stream, NULL, NULL);
  g_object_unref (stream);
}
