/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-http-transport.h"
#include "transport-peers.h"

/* Two laptops that speak HTTP with each other over the loopback. */

typedef struct
{
  Peer *amina; /* who serves */
  Peer *brahim; /* who asks */
  char *address; /* Amina's */
  guint n_signals; /* of Amina's SoupServer */
  guint ports[32]; /* that requests came from */
  guint n_ports;
  EchoLog log;
} Fixture;

static void
count_signal_cb (SoupServer *soup, SoupServerMessage *message, guint *n_signals)
{
  (*n_signals)++;
}

static SoupServer *
soup_of (Peer *peer)
{
  HalqaHttpTransport *transport = HALQA_HTTP_TRANSPORT (peer->transport);

  return halqa_http_server_get_soup (halqa_http_transport_get_server (transport));
}

static void
open_server (Fixture *fixture, const char *address)
{
  static const char *const signals[] = { "request-started", "request-read", "request-finished",
                                         "request-aborted" };
  g_autoptr (GError) error = NULL;

  fixture->amina->transport = halqa_http_transport_new (fixture->amina->identity);
  halqa_transport_add_store (fixture->amina->transport, fixture->amina->store);
  halqa_transport_set_handler (fixture->amina->transport, echo_handler, &fixture->log);
  g_assert_true (halqa_transport_listen (fixture->amina->transport, address, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect (soup_of (fixture->amina), signals[i], G_CALLBACK (count_signal_cb),
                      &fixture->n_signals);
  g_free (fixture->address);
  fixture->address = halqa_transport_dup_address (fixture->amina->transport);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->amina = peer_new (&peer_forum);
  open_server (fixture, "127.0.0.1:0");
  fixture->brahim = peer_new (&peer_forum);
  fixture->brahim->transport = halqa_http_transport_new (fixture->brahim->identity);
  halqa_transport_add_store (fixture->brahim->transport, fixture->brahim->store);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  peer_free (fixture->brahim);
  peer_free (fixture->amina);
  g_free (fixture->address);
  g_free (fixture->log.last_address);
}

G_GNUC_UNUSED static void
set_patience (Fixture *fixture, guint first_byte, guint handshake, guint request)
{
  HalqaHttpTransport *transport = HALQA_HTTP_TRANSPORT (fixture->amina->transport);
  HalqaHttpPatience patience = { first_byte, handshake, request, request, request };

  halqa_http_server_set_patience (halqa_http_transport_get_server (transport), &patience);
}
