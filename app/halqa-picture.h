/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A PNG of the picture in @content, of at most @size pixels each way, upright. Takes a bounded amount
 * of memory, whatever the picture says of itself. Blocks; one at a time in the whole process. */
GBytes *halqa_picture_shrink (GBytes *content, const char *media_type, int size, GError **error);

G_END_DECLS
