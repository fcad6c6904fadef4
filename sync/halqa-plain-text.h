/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *halqa_plain_text_read (const guint8 *bytes, gsize size);
char *halqa_plain_text_cut (const char *text, gsize max);

G_END_DECLS
