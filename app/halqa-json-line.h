/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The object that one line of NDJSON holds: texts, whole numbers, true, false and null under names
 * of which none stands twice. Lent by @parser until its next use. */
JsonObject *
halqa_json_line_parse (JsonParser *parser, const char *line, gsize size, GError **error);

G_END_DECLS
