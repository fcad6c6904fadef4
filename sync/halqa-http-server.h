/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "halqa-http-patience.h"
#include "halqa-lives.h"
#include "halqa-roster.h"
#include "halqa-transport.h"

G_BEGIN_DECLS

#define HALQA_TYPE_HTTP_SERVER (halqa_http_server_get_type ())
G_DECLARE_FINAL_TYPE (HalqaHttpServer, halqa_http_server, HALQA, HTTP_SERVER, GObject)

HalqaHttpServer *halqa_http_server_new (HalqaIdentity *identity, HalqaRoster *roster);
gboolean halqa_http_server_listen (HalqaHttpServer *self, const char *address, GError **error);
char *halqa_http_server_dup_address (HalqaHttpServer *self);
guint16 halqa_http_server_get_port (HalqaHttpServer *self);
void
halqa_http_server_set_handler (HalqaHttpServer *self, HalqaRequestFunc func, gpointer user_data);
void halqa_http_server_set_patience (HalqaHttpServer *self, const HalqaHttpPatience *patience);
/* Who takes the live connections that others open; borrowed, must outlive the server. */
void halqa_http_server_set_lives (HalqaHttpServer *self, HalqaLives *lives);
/* For tests, which count what reaches it. */
SoupServer *halqa_http_server_get_soup (HalqaHttpServer *self);
void halqa_http_server_close (HalqaHttpServer *self);
gboolean halqa_http_server_is_busy (HalqaHttpServer *self);

G_END_DECLS
