/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One line of a table: NAME VALUE LIMIT, and whether the value is within. Prints it. */
gboolean report (const char *name, double value, double limit, const char *unit);

double median_of (GArray *values);
double seconds_since (gint64 start);

G_END_DECLS
