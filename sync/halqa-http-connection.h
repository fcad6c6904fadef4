/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "halqa-http-patience.h"
#include "halqa-roster.h"

G_BEGIN_DECLS

#define HALQA_TYPE_HTTP_CONNECTION (halqa_http_connection_get_type ())
G_DECLARE_FINAL_TYPE (HalqaHttpConnection, halqa_http_connection, HALQA, HTTP_CONNECTION, GObject)

typedef void (*HalqaHttpConnectionFunc) (HalqaHttpConnection *self, gpointer user_data);

HalqaHttpConnection *halqa_http_connection_new (SoupServer *soup,
                                                GTlsConnection *tls,
                                                GSocketConnection *base,
                                                HalqaStore *store,
                                                const HalqaKey *key,
                                                const HalqaDeviceId *device,
                                                const HalqaHttpPatience *patience);
void halqa_http_connection_start (HalqaHttpConnection *self,
                                  HalqaHttpConnectionFunc closed,
                                  gpointer user_data);
void halqa_http_connection_forget (HalqaHttpConnection *self);
void halqa_http_connection_close (HalqaHttpConnection *self);

HalqaHttpConnection *halqa_http_connection_of (SoupServerMessage *message);
HalqaStore *halqa_http_connection_get_store (HalqaHttpConnection *self);
const HalqaKey *halqa_http_connection_get_key (HalqaHttpConnection *self);
const HalqaDeviceId *halqa_http_connection_get_device (HalqaHttpConnection *self);
char *halqa_http_connection_dup_address (HalqaHttpConnection *self, guint16 port);
gboolean halqa_http_connection_is_member (HalqaHttpConnection *self);
gint64 halqa_http_connection_get_idle_since (HalqaHttpConnection *self);

/* --- for the request at hand */
typedef enum
{
  HALQA_HTTP_WAIT_FOR_US, /* the other side can do nothing */
  HALQA_HTTP_WAIT_FOR_BYTES, /* it is to send or to take some */
} HalqaHttpWait;

void halqa_http_connection_set_wait (HalqaHttpConnection *self, HalqaHttpWait wait);
void halqa_http_connection_progress (HalqaHttpConnection *self, gsize bytes);
void halqa_http_connection_keep (HalqaHttpConnection *self);
void halqa_http_connection_cut (HalqaHttpConnection *self);
/* The request has become a WebSocket: from here on nothing waits and nothing is read. */
void halqa_http_connection_go_live (HalqaHttpConnection *self);

G_END_DECLS
