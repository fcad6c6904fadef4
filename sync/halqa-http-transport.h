/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-http-server.h"
#include "halqa-transport.h"

G_BEGIN_DECLS

#define HALQA_TYPE_HTTP_TRANSPORT (halqa_http_transport_get_type ())
G_DECLARE_FINAL_TYPE (HalqaHttpTransport, halqa_http_transport, HALQA, HTTP_TRANSPORT, GObject)

HalqaTransport *halqa_http_transport_new (HalqaIdentity *identity);
/* For tests. */
HalqaHttpServer *halqa_http_transport_get_server (HalqaHttpTransport *self);

G_END_DECLS
