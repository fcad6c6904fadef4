/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean halqa_address_split (const char *address, char **host, guint16 *port, GError **error);
GSocketConnectable *halqa_address_parse (const char *address, GError **error);
char *halqa_address_format (GSocketAddress *address, guint16 port);

gboolean halqa_address_listen (GSocketListener *listener,
                               const char *address,
                               char **bound,
                               guint16 *port,
                               GError **error);
void halqa_address_tune_socket (GSocket *socket);

G_END_DECLS
