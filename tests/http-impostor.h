/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include <gio/gio.h>

#include "halqa-certificate.h"

/* A server that shakes hands with everybody, answers every request with 200, or what it is told, and
 * the proof that it was given, or none, keeps the connection open, and remembers all that it hears.
 * On a thread of its own, with plain blocking calls. */

typedef struct
{
  char *address;
  const char *proof;
  const char *status; /* and headers; "200 OK" where it is NULL */
  GTlsCertificate *certificate;
  GSocketListener *listener;
  GCancellable *cancellable;
  GThread *thread;
  GMutex mutex;
  GString *heard;
  GSocket *socket; /* of who is talked to */
} Impostor;

static void
impostor_talk (Impostor *self, GIOStream *stream)
{
  g_autofree char *answer = NULL;
  char buffer[4096];
  gssize n;

  answer =
      g_strdup_printf ("HTTP/1.1 %s\r\nContent-Length: 0\r\n%s%s%s\r\n",
                       self->status != NULL ? self->status : "200 OK",
                       self->proof != NULL ? "Halqa-Member: " : "",
                       self->proof != NULL ? self->proof : "", self->proof != NULL ? "\r\n" : "");
  while ((n = g_input_stream_read (g_io_stream_get_input_stream (stream), buffer, sizeof buffer,
                                   NULL, NULL)) > 0)
    {
      gboolean ends;

      g_mutex_lock (&self->mutex);
      g_string_append_len (self->heard, buffer, n);
      ends = g_strstr_len (buffer, n, "\r\n\r\n") != NULL;
      g_mutex_unlock (&self->mutex);
      if (ends)
        g_output_stream_write_all (g_io_stream_get_output_stream (stream), answer, strlen (answer),
                                   NULL, NULL, NULL);
    }
}

static gboolean
impostor_accept_cb (GTlsConnection *tls, GTlsCertificate *certificate, GTlsCertificateFlags errors)
{
  return TRUE;
}

static gpointer
impostor_run (gpointer user_data)
{
  Impostor *self = user_data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->cancellable, NULL)) !=
         NULL)
    {
      g_autoptr (GIOStream) tls = NULL;

      g_mutex_lock (&self->mutex);
      self->socket = g_socket_connection_get_socket (connection);
      g_mutex_unlock (&self->mutex);
      tls = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);
      g_object_set (tls, "authentication-mode", G_TLS_AUTHENTICATION_REQUESTED, NULL);
      g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
      g_signal_connect (tls, "accept-certificate", G_CALLBACK (impostor_accept_cb), NULL);
      if (g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, NULL))
        impostor_talk (self, tls);
      g_mutex_lock (&self->mutex);
      self->socket = NULL;
      g_mutex_unlock (&self->mutex);
      g_io_stream_close (tls, NULL, NULL);
      g_object_unref (connection);
    }
  return NULL;
}

static Impostor *
impostor_new (HalqaIdentity *identity, const char *proof)
{
  Impostor *self = g_new0 (Impostor, 1);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->proof = proof;
  self->certificate = halqa_certificate_new (identity, HALQA_CERTIFICATE_SERVER_NAME, &error);
  g_assert_no_error (error);
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  self->address = g_strdup_printf ("127.0.0.1:%u",
                                   g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  self->cancellable = g_cancellable_new ();
  self->heard = g_string_new (NULL);
  g_mutex_init (&self->mutex);
  self->thread = g_thread_new ("impostor", impostor_run, self);
  return self;
}

static void
impostor_free (Impostor *self)
{
  g_cancellable_cancel (self->cancellable);
  g_mutex_lock (&self->mutex);
  if (self->socket != NULL)
    g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->certificate);
  g_object_unref (self->cancellable);
  g_string_free (self->heard, TRUE);
  g_mutex_clear (&self->mutex);
  g_free (self->address);
  g_free (self);
}

static gsize
impostor_count_heard (Impostor *self)
{
  gsize n;

  g_mutex_lock (&self->mutex);
  n = self->heard->len;
  g_mutex_unlock (&self->mutex);
  return n;
}

static gboolean
impostor_heard (Impostor *self, const char *text)
{
  gboolean heard;

  g_mutex_lock (&self->mutex);
  heard = strstr (self->heard->str, text) != NULL;
  g_mutex_unlock (&self->mutex);
  return heard;
}
