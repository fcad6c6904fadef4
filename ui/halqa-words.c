/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-words.h"

#include "halqa-days.h"
#include "halqa-text.h"

#include <glib/gi18n.h>

/* Small sentences that several views need. What people wrote is always isolated before it stands
 * inside a sentence of ours, so that an Arabic name does not reorder a French line around it. */

#define LEFT_TO_RIGHT_MARK "\342\200\216"
#define RIGHT_TO_LEFT_MARK "\342\200\217"

/**
 * halqa_words_begin_line:
 * @line: names, each isolated
 *
 * Returns: (transfer full): the line, which has the direction of the interface whatever its first
 * name is
 */
char *
halqa_words_begin_line (const char *line)
{
  const gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  return g_strconcat (rtl ? RIGHT_TO_LEFT_MARK : LEFT_TO_RIGHT_MARK, line, NULL);
}

/**
 * halqa_words_join:
 * @first: (nullable): words of one direction
 * @second: (nullable): words of perhaps another
 *
 * Returns: (transfer full): both on one line, or the one that is there, or ""
 */
char *
halqa_words_join (const char *first, const char *second)
{
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *line = NULL;

  if (first == NULL || *first == '\0')
    return second == NULL || *second == '\0' ? g_strdup ("") : halqa_text_isolate (second);
  one = halqa_text_isolate (first);
  if (second == NULL || *second == '\0')
    return g_steal_pointer (&one);
  two = halqa_text_isolate (second);
  line = g_strconcat (one, HALQA_WORDS_DOT, two, NULL);
  /* Two of one direction stand as they are read, beside what else is written that way. */
  return halqa_text_get_direction (first) == halqa_text_get_direction (second)
             ? g_steal_pointer (&line)
             : halqa_words_begin_line (line);
}

/**
 * halqa_words_join_all:
 * @parts: (array zero-terminated=1): names and the like
 *
 * Returns: (transfer full): all of them on one line, each in its own direction; "" for none
 */
char *
halqa_words_join_all (char **parts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) isolated = NULL;
  g_autofree char *line = NULL;

  if (*parts == NULL)
    return g_strdup ("");
  for (; *parts != NULL; parts++)
    {
      g_autofree char *part = halqa_text_isolate (*parts);

      g_strv_builder_add (builder, part);
    }
  isolated = g_strv_builder_end (builder);
  line = g_strjoinv (HALQA_WORDS_DOT, isolated);
  return halqa_words_begin_line (line);
}

static char *
say_day (GDateTime *then, GDateTime *now)
{
  g_autofree char *day = halqa_days_say (then);
  g_autofree char *time = g_date_time_format (then, "%H:%M");

  if (g_date_time_get_year (then) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now))
    /* Translators: %s is a time today: "at 14:05". */
    return g_strdup_printf (_ ("at %s"), time);
  /* Translators: a day and a time: "on 23 November 2026 at 14:05". */
  return g_strdup_printf (C_ ("a day", "on %s at %s"), day, time);
}

/**
 * halqa_words_when:
 * @unix_microseconds: a moment, 0 for never
 *
 * Returns: (transfer full): when that was, in words
 */
char *
halqa_words_when (gint64 unix_microseconds)
{
  gint64 seconds = (g_get_real_time () - unix_microseconds) / G_USEC_PER_SEC;
  g_autoptr (GDateTime) then = NULL;
  g_autoptr (GDateTime) now = NULL;

  if (unix_microseconds <= 0)
    return g_strdup (_ ("never"));
  if (seconds > -5 && seconds < 60)
    return g_strdup (_ ("just now"));
  if (seconds >= 60 && seconds < 3600)
    return g_strdup_printf (ngettext ("%u minute ago", "%u minutes ago", (guint) (seconds / 60)),
                            (guint) (seconds / 60));
  then = g_date_time_new_from_unix_local (unix_microseconds / G_USEC_PER_SEC);
  now = g_date_time_new_now_local ();
  /* A clock may be wrong to the point of a year that there is not. */
  return then == NULL ? g_strdup (_ ("at an unknown time")) : say_day (then, now);
}

/**
 * halqa_words_missing:
 * @target: (nullable): the record that is pointed at, where it is deleted
 * @id: its id
 *
 * Returns: (transfer full): why it is not shown: it has not arrived yet, or was deleted
 */
char *
halqa_words_missing (HalqaItem *target, const char *id)
{
  g_autofree char *name = target != NULL ? halqa_text_isolate (halqa_item_get_label (target))
                                         : g_strdup_printf ("%.8s", id);

  if (target != NULL)
    /* Translators: %s is what a record is called. */
    return g_strdup_printf (_ ("Deleted: %s"), name);
  /* Translators: of a record that another laptop has; %s: the first digits of its id. */
  return g_strdup_printf (_ ("Not here yet: %s"), name);
}

/**
 * halqa_words_name:
 * @target: (nullable): what a field points at, where it is there
 * @id: (nullable): the id that the field holds; %NULL where it is empty
 *
 * Returns: (transfer full): what it is called, or why it is not shown; "" where the field is empty
 */
char *
halqa_words_name (HalqaItem *target, const char *id)
{
  if (id == NULL)
    return g_strdup ("");
  if (target == NULL || halqa_item_is_deleted (target))
    return halqa_words_missing (target, id);
  return g_strdup (halqa_item_get_name (target));
}

/**
 * halqa_words_conflicts:
 * @n: how many fields of one record hold two versions
 *
 * Returns: (transfer full): the words that go with the sign for them
 */
char *
halqa_words_conflicts (guint n)
{
  return g_strdup_printf (
      /* Translators: of one proposal. */
      ngettext ("%u field was written differently", "%u fields were written differently", n), n);
}

/**
 * halqa_words_set_direction:
 * @widget: a label that shows @text
 * @text: what somebody wrote
 *
 * Gives @widget the direction of the text in it; a text of digits alone leaves that of the
 * interface.
 */
void
halqa_words_set_direction (GtkWidget *widget, const char *text)
{
  switch (halqa_text_get_direction (text))
    {
    case HALQA_TEXT_RTL:
      gtk_widget_set_direction (widget, GTK_TEXT_DIR_RTL);
      break;
    case HALQA_TEXT_LTR:
      gtk_widget_set_direction (widget, GTK_TEXT_DIR_LTR);
      break;
    case HALQA_TEXT_NEUTRAL:
    default:
      gtk_widget_set_direction (widget, GTK_TEXT_DIR_NONE);
      break;
    }
}

/**
 * halqa_words_set_text:
 * @label: a label
 * @text: what somebody wrote, in its lines
 *
 * Shows @text in @label, in its own direction and with signs for what can't be seen.
 */
void
halqa_words_set_text (GtkLabel *label, const char *text)
{
  g_autofree char *shown = halqa_text_show (text);

  gtk_label_set_text (label, shown);
  halqa_words_set_direction (GTK_WIDGET (label), shown);
}

/* The same of a name, on one line. */
void
halqa_words_set_line (GtkLabel *label, const char *text)
{
  g_autofree char *shown = halqa_text_show_line (text);

  gtk_label_set_text (label, shown);
  halqa_words_set_direction (GTK_WIDGET (label), shown);
}

/**
 * halqa_words_hold_tooltip:
 * @button: a #GtkMenuButton or a #GtkDropDown
 *
 * While its menu is open it tells nothing: GTK would lay that over the first entries.
 */
void
halqa_words_hold_tooltip (gpointer button)
{
  GtkWidget *inner = gtk_widget_get_first_child (GTK_WIDGET (button));

  if (g_object_get_data (button, "holds-tooltip") != NULL)
    return;
  g_object_set_data (button, "holds-tooltip", inner);
  g_object_bind_property (inner, "active", button, "has-tooltip", G_BINDING_INVERT_BOOLEAN);
}

/**
 * halqa_words_name_button:
 * @button: a #GtkMenuButton or a #GtkDropDown
 * @name: what a screen reader says
 *
 * It is two widgets, and GTK 4.8 gives the focus to the inner one, which has no name. What the pointer is
 * told gives way to its menu, see halqa_words_hold_tooltip().
 */
void
halqa_words_name_button (gpointer button, const char *name)
{
  GtkWidget *inner = gtk_widget_get_first_child (GTK_WIDGET (button));

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (inner), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  halqa_words_hold_tooltip (button);
}

/* Of a button that has only an icon: what the pointer is told, and a screen reader says. */
void
halqa_words_name_icon (GtkWidget *button, const char *name)
{
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * halqa_words_limit_lines:
 * @row: an #AdwActionRow or an #AdwExpanderRow, whose title and subtitle somebody wrote
 *
 * Three lines of each are shown. GTK 4.8 may lay out an Arabic text that wraps wider than its row,
 * and cut off its end, where the number of its lines is not limited.
 */
void
halqa_words_limit_lines (GtkWidget *row)
{
  if (ADW_IS_ACTION_ROW (row))
    {
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 3);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
      return;
    }
  /* That of an expander is the first in it. */
  for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL;
       child = gtk_widget_get_first_child (child))
    if (ADW_IS_ACTION_ROW (child))
      halqa_words_limit_lines (child);
}
