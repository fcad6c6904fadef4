/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One line of a table: NAME VALUE LIMIT, and whether the value is within. Prints it. */
gboolean report (const char *name, double value, double limit, const char *unit);
/* The same with the best figure of another program behind it, and whose it is. */
gboolean
report_beside (const char *name, double value, double limit, const char *unit, const char *peer);
/* Of a rate: LIMIT is the least. */
gboolean
report_least (const char *name, double value, double least, const char *unit, const char *peer);
/* What SQLite or zstd alone takes for it, or what else helps to read the line above. */
void report_floor (const char *name, double value, const char *unit);

/* Of all threads of this process, so far: tells what the machine's other work has added. */
double get_cpu_seconds (void);

double median_of (GArray *values);
double seconds_since (gint64 start);

/* From the start of a program to its end, milliseconds; it must succeed. @output: what it prints */
double time_program (const char *const *arguments, char **output);

G_END_DECLS
