/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The bytes that sync/PROTOCOL.md gives to @name in the section whose heading begins with @section
 * ("3."), so that the text and the program can't part. There they stand in a block as lines of
 * "NAME  HEX", two spaces between, and further lines of "  HEX". Fails where there are none. */
GBytes *protocol_example (const char *section, const char *name);
/* Fails where @bytes are not those; the hex of @bytes is told. */
void
protocol_assert_example (const char *section, const char *name, const guint8 *bytes, gsize size);

G_END_DECLS
