/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-session-sheet.h"

#include "halqa-days.h"
#include "halqa-once.h"
#include "halqa-text.h"
#include "halqa-value-words.h"
#include "halqa-words.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>
#include <string.h>

/* The sheet of a session as it lies on the table: theme, room, time, who leads it and who writes, how
 * many came, and how far it is. What nobody filled in is not there, but for the head count, which is
 * asked for. */

/* Between two times, which stay on one line. */
#define DASH "\u2060–\u2060"

struct _HalqaSessionSheet
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *session;

  /* template */
  GtkLabel *where;
  GtkLabel *heads;
  GtkLabel *state;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (HalqaSessionSheet, halqa_session_sheet, ADW_TYPE_BIN)

enum
{
  SIGNAL_CLOSE,
  SIGNAL_OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
add_part (GString *text, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, HALQA_WORDS_DOT);
  g_string_append (text, part);
}

static void
add_name (GString *text, const char *name)
{
  g_autofree char *isolated = halqa_text_isolate (name);

  add_part (text, *name != '\0' ? isolated : NULL);
}

/* @part: (transfer full) */
static void
take_part (GString *text, char *part)
{
  add_part (text, part);
  g_free (part);
}

static void
add_theme (HalqaSessionSheet *self, GString *text)
{
  const char *id = halqa_item_get_ref (self->session, "theme");
  g_autoptr (HalqaItem) theme = id != NULL ? halqa_forum_dup_item (self->forum, "theme", id) : NULL;
  g_autofree char *name = halqa_words_name (theme, id);

  add_name (text, name);
}

/* The day in words and then the time; whatever else somebody wrote stays as it is. */
static char *
dup_moment (const char *moment, gboolean with_day)
{
  g_autoptr (GDateTime) date = halqa_days_parse (moment);
  g_autofree char *day = NULL;
  g_autofree char *time = NULL;

  if (date == NULL)
    return g_strdup (moment);
  day = halqa_days_say_near (date);
  if (strchr (moment, 'T') == NULL)
    return g_steal_pointer (&day);
  time = g_date_time_format (date, "%H:%M");
  /* Translators: the day of a session and the time: "Friday 15 May, 14:00". */
  return with_day ? g_strdup_printf (C_ ("a day", "%s, %s"), day, time) : g_steal_pointer (&time);
}

/* Of the end the day is known already where it is the same. */
static void
add_time (HalqaSessionSheet *self, GString *text)
{
  const char *start = halqa_item_get_text (self->session, "start_time");
  const char *end = halqa_item_get_text (self->session, "end_time");
  const gsize day = strlen ("YYYY-MM-DDT");
  const gboolean is_same_day = strlen (start) > day && strncmp (start, end, day) == 0;
  g_autofree char *begins = dup_moment (start, TRUE);
  g_autofree char *ends = dup_moment (end, !is_same_day);
  g_autofree char *isolated = NULL;

  add_name (text, begins);
  if (*end == '\0')
    return;
  /* Each by itself: beside a name their digits would take its direction, and change places. */
  isolated = halqa_text_isolate (ends);
  g_string_append_printf (text, "%s%s", *begins != '\0' ? DASH : HALQA_WORDS_DOT DASH, isolated);
}

static void
add_people (HalqaSessionSheet *self, GString *text)
{
  const char *facilitator = halqa_item_get_text (self->session, "facilitator");
  const char *rapporteur = halqa_item_get_text (self->session, "rapporteur");
  g_autofree char *leads = halqa_text_isolate (facilitator);
  g_autofree char *writes = halqa_text_isolate (rapporteur);

  if (*facilitator != '\0')
    /* Translators: of a session; %s: who leads it. */
    take_part (text, g_strdup_printf (_ ("facilitated by %s"), leads));
  if (*rapporteur != '\0')
    /* Translators: of a session; %s: who writes down what is said. */
    take_part (text, g_strdup_printf (_ ("written down by %s"), writes));
}

static void
show_where (HalqaSessionSheet *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *line = NULL;

  add_theme (self, text);
  add_name (text, halqa_item_get_text (self->session, "place"));
  add_time (self, text);
  add_people (self, text);
  line = halqa_words_begin_line (text->str);
  gtk_label_set_text (self->where, line);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->where), line);
  gtk_widget_set_visible (GTK_WIDGET (self->where), text->len > 0);
}

/* Returns: whether somebody counted */
static gboolean
read_count (HalqaSessionSheet *self, const char *field, guint *number)
{
  gint64 count;

  if (!halqa_item_get_int (self->session, field, &count))
    return FALSE;
  *number = (guint) CLAMP (count, 0, G_MAXINT);
  return TRUE;
}

static void
show_heads (HalqaSessionSheet *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n;

  if (read_count (self, "attendees_count", &n))
    take_part (text, g_strdup_printf (ngettext ("%u person present", "%u people present", n), n));
  if (read_count (self, "women_count", &n))
    take_part (text, g_strdup_printf (ngettext ("%u woman", "%u women", n), n));
  if (read_count (self, "youth_count", &n))
    take_part (text, g_strdup_printf (ngettext ("%u young person", "%u young people", n), n));
  gtk_label_set_text (self->heads, text->len > 0 ? text->str : _ ("Nobody has counted who came"));
}

static const char *
name_step (const char *state)
{
  if (g_str_equal (state, "open"))
    return _ ("_Close Session…");
  return g_str_equal (state, "closed") ? _ ("Open A_gain") : _ ("_Open Session");
}

static void
show_session_cb (HalqaSessionSheet *self)
{
  const char *state = halqa_item_get_text (self->session, "state");
  g_autofree char *words = halqa_value_words ("state", *state != '\0' ? state : "planned");

  show_where (self);
  show_heads (self);
  halqa_words_set_line (self->state, words);
  gtk_button_set_label (self->button, name_step (state));
}

/* The theme may arrive with any entry. */
static void
forum_changed_cb (HalqaSessionSheet *self)
{
  show_where (self);
}

static void
clicked_cb (HalqaSessionSheet *self)
{
  if (g_str_equal (halqa_item_get_text (self->session, "state"), "open"))
    g_signal_emit (self, signals[SIGNAL_CLOSE], 0);
  else
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.set-session-state", "(ss)",
                                  halqa_item_get_id (self->session), "open");
      g_signal_emit (self, signals[SIGNAL_OPENED], 0);
    }
}

static void
halqa_session_sheet_dispose (GObject *object)
{
  HalqaSessionSheet *self = HALQA_SESSION_SHEET (object);

  if (self->session != NULL)
    halqa_session_sheet_set_item (self, NULL, NULL);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_SESSION_SHEET);
  G_OBJECT_CLASS (halqa_session_sheet_parent_class)->dispose (object);
}

static void
halqa_session_sheet_class_init (HalqaSessionSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_session_sheet_dispose;
  signals[SIGNAL_CLOSE] = g_signal_new ("close", HALQA_TYPE_SESSION_SHEET, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPENED] = g_signal_new ("opened", HALQA_TYPE_SESSION_SHEET, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-session-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionSheet, where);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionSheet, heads);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionSheet, state);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionSheet, button);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
halqa_session_sheet_init (HalqaSessionSheet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_once_press (GTK_WIDGET (self->button));
  halqa_wrapping_lay_out (adw_bin_get_child (ADW_BIN (self)));
  halqa_wrapping_break_words (self->button);
}

void
halqa_session_sheet_set_item (HalqaSessionSheet *self, HalqaForum *forum, HalqaItem *session)
{
  g_return_if_fail (HALQA_IS_SESSION_SHEET (self));

  if (session == self->session)
    return;
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (self->forum, self);
    }
  g_set_object (&self->forum, forum);
  g_set_object (&self->session, session);
  gtk_widget_set_visible (GTK_WIDGET (self), session != NULL);
  if (session == NULL)
    return;
  g_signal_connect_swapped (session, "changed", G_CALLBACK (show_session_cb), self);
  g_signal_connect_swapped (forum, "changed", G_CALLBACK (forum_changed_cb), self);
  gtk_widget_set_visible (GTK_WIDGET (self->button), !halqa_forum_is_read_only (forum));
  show_session_cb (self);
}
