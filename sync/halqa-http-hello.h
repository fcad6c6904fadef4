/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  HALQA_HELLO_WHOLE,
  HALQA_HELLO_BEGUN, /* more is to come; the socket is readable again when it has */
  HALQA_HELLO_NONE, /* what came is no TLS, or nothing more will come */
} HalqaHello;

/* What of a client's first TLS record has come; nothing is taken from the socket. */
HalqaHello halqa_http_hello_look (GSocket *socket);

G_END_DECLS
