/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report.h"

gboolean
report (const char *name, double value, double limit, const char *unit)
{
  const gboolean within = value <= limit;

  g_print ("%-44s %10.3f %10.3f %-3s%s\n", name, value, limit, unit, within ? "" : " over");
  return within;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double one = *(const double *) a;
  const double other = *(const double *) b;

  return (one > other) - (one < other);
}

/* Also sorts @values (of double), of which there must be one at least. */
double
median_of (GArray *values)
{
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, values->len / 2);
}

/* @start: of g_get_monotonic_time() */
double
seconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / 1e6;
}
