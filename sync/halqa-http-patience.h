/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HalqaHttpPatience:
 * @first_byte: from the accepted connection to its first byte
 * @handshake: from there to the end of the first record, and as long again for the handshake
 * @headers: from the first byte of a request to the end of its headers
 * @stall: for every 4 KiB of a body, in either direction
 * @idle: between two requests
 *
 * How long a server waits for the other side, in milliseconds.
 */
typedef struct
{
  guint first_byte;
  guint handshake;
  guint headers;
  guint stall;
  guint idle;
} HalqaHttpPatience;

/* A client gives an idle connection up after 60 s, so that it is not the server who does while a
 * request is on the way. */
#define HALQA_HTTP_PATIENCE_INIT                                                                   \
  {                                                                                                \
    10000, 5000, 10000, 30000, 90000                                                               \
  }
#define HALQA_HTTP_CLIENT_IDLE_S 60

G_END_DECLS
