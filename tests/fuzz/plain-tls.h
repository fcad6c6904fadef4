/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TYPE_PLAIN_TLS (plain_tls_get_type ())
G_DECLARE_FINAL_TYPE (PlainTls, plain_tls, PLAIN, TLS, GTlsConnection)

GTlsConnection *plain_tls_new (GIOStream *base);

G_END_DECLS
