/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "halqa-roster.h"

G_BEGIN_DECLS

#define HALQA_TYPE_HTTP_CLIENT (halqa_http_client_get_type ())
G_DECLARE_FINAL_TYPE (HalqaHttpClient, halqa_http_client, HALQA, HTTP_CLIENT, GObject)

HalqaHttpClient *halqa_http_client_new (HalqaIdentity *identity, HalqaRoster *roster);
HalqaRoster *halqa_http_client_get_roster (HalqaHttpClient *self);
void halqa_http_client_set_port (HalqaHttpClient *self, guint16 port);
guint16 halqa_http_client_get_port (HalqaHttpClient *self);

SoupSession *halqa_http_client_ensure_session (HalqaHttpClient *self,
                                               const HalqaKey *key,
                                               const char *address,
                                               GError **error);
void
halqa_http_client_forget_session (HalqaHttpClient *self, const HalqaKey *key, const char *address);
GTlsCertificate *
halqa_http_client_ensure_certificate (HalqaHttpClient *self, const HalqaKey *key, GError **error);
void halqa_http_client_close (HalqaHttpClient *self);

G_END_DECLS
