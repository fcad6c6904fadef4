/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report.h"

#include <sys/resource.h>

gboolean
report (const char *name, double value, double limit, const char *unit)
{
  return report_beside (name, value, limit, unit, "");
}

gboolean
report_beside (const char *name, double value, double limit, const char *unit, const char *peer)
{
  const gboolean within = value <= limit;

  g_print ("%-44s %10.3f %10.3f %-4s %-5s %s\n", name, value, limit, unit, within ? "" : "over",
           peer);
  return within;
}

gboolean
report_least (const char *name, double value, double least, const char *unit, const char *peer)
{
  const gboolean enough = value >= least;

  g_print ("%-44s %10.3f %10.3f %-4s %-5s %s\n", name, value, least, unit, enough ? "" : "under",
           peer);
  return enough;
}

void
report_floor (const char *name, double value, const char *unit)
{
  g_print ("  %-42s %10.3f %10s %s\n", name, value, "", unit);
}

double
get_cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
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

/* Descriptors are left open, all of which close by themselves: only then does GLib spawn it without a
 * fork, which in a process that holds a large forum takes longer than the program does. */
double
time_program (const char *const *arguments, char **output)
{
  g_autoptr (GError) error = NULL;
  const gint64 start = g_get_monotonic_time ();
  int status;

  if (!g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_LEAVE_DESCRIPTORS_OPEN, NULL, NULL,
                     output, NULL, &status, &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", arguments[0], error->message);
  return seconds_since (start) * 1e3;
}
