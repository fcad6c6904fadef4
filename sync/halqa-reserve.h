/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void halqa_set_no_memory (GError **error);
GByteArray *halqa_reserve_bytes (gsize size, GError **error);
gboolean halqa_reserve_room (gsize size, GError **error);
gboolean halqa_reserve_thread (GError **error);

G_END_DECLS
