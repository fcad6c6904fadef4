/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-days.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Days in words.
 *
 * The names of months and weekdays come out of the catalogues: those of the C library are of a locale
 * that may not be installed, of another language than the one that was chosen here, or of another
 * country: May is ماي in Morocco. */

static const char *const weekdays[] = {
  NC_ ("weekday", "Monday"),   NC_ ("weekday", "Tuesday"), NC_ ("weekday", "Wednesday"),
  NC_ ("weekday", "Thursday"), NC_ ("weekday", "Friday"),  NC_ ("weekday", "Saturday"),
  NC_ ("weekday", "Sunday"),
};

static const char *const months[] = {
  NC_ ("month", "January"), NC_ ("month", "February"), NC_ ("month", "March"),
  NC_ ("month", "April"),   NC_ ("month", "May"),      NC_ ("month", "June"),
  NC_ ("month", "July"),    NC_ ("month", "August"),   NC_ ("month", "September"),
  NC_ ("month", "October"), NC_ ("month", "November"), NC_ ("month", "December"),
};

static const char *
get_month (GDateTime *day)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "month", months[g_date_time_get_month (day) - 1]);
}

/**
 * halqa_days_parse:
 * @text: as records have it: YYYY-MM-DD, or YYYY-MM-DDTHH:MM
 *
 * Returns: (transfer full) (nullable): that moment, of no time zone; %NULL where it is none
 */
GDateTime *
halqa_days_parse (const char *text)
{
  g_autoptr (GTimeZone) none = g_time_zone_new_utc ();
  g_autofree char *whole = NULL;

  if (strlen (text) != strlen ("YYYY-MM-DD") && strlen (text) != strlen ("YYYY-MM-DDTHH:MM"))
    return NULL;
  whole = g_strconcat (text, strchr (text, 'T') != NULL ? ":00" : "T00:00:00", NULL);
  return g_date_time_new_from_iso8601 (whole, none);
}

/**
 * halqa_days_say:
 * @day: a day
 *
 * Returns: (transfer full): such as "15 May 2026"
 */
char *
halqa_days_say (GDateTime *day)
{
  /* Translators: the day of a month, its name, and the year. */
  return g_strdup_printf (C_ ("a day", "%1$d %2$s %3$d"), g_date_time_get_day_of_month (day),
                          get_month (day), g_date_time_get_year (day));
}

/**
 * halqa_days_say_near:
 * @day: a day that is not far
 *
 * Returns: (transfer full): such as "Friday 15 May"
 */
char *
halqa_days_say_near (GDateTime *day)
{
  const char *weekday = weekdays[g_date_time_get_day_of_week (day) - 1];

  /* Translators: a weekday, the day of a month, and its name. */
  return g_strdup_printf (C_ ("a day", "%1$s %2$d %3$s"),
                          g_dpgettext2 (GETTEXT_PACKAGE, "weekday", weekday),
                          g_date_time_get_day_of_month (day), get_month (day));
}
