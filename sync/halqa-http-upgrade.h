/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-http-connection.h"
#include "halqa-lives.h"

G_BEGIN_DECLS

/* Whether the request is one for a WebSocket. */
gboolean halqa_http_upgrade_is_wanted (SoupServerMessage *message, const char *endpoint);
/* When it has been read: makes of it a live connection, which @lives takes. @address: where the
 * other side can be asked, or %NULL. */
void halqa_http_upgrade_begin (SoupServerMessage *message,
                               HalqaHttpConnection *connection,
                               HalqaLives *lives,
                               const char *address);

G_END_DECLS
