/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gmodule.h>

G_BEGIN_DECLS

/* Bytes that this process has sent and received over the network so far, those of TLS included. */
gint64 wire_get_sent (void);
gint64 wire_get_received (void);

G_END_DECLS
