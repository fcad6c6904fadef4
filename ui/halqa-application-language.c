/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-application-private.h"

#include "halqa-locale.h"

#include <glib/gi18n.h>

/* Another language, at once: what is shown speaks the language that it was made in, so it is made anew.
 * But for a file that is read or written: the window that has it would be gone, and the file half done, or
 * nobody told. That is waited for. */

/* Between two looks, in milliseconds: a file ends in many ways. */
#define WAIT_MS 500

static gboolean
has_to_wait (HalqaApplication *self)
{
  HalqaWindow *window = halqa_application_find_window (self);

  return window != NULL && halqa_window_is_at_a_file (window);
}

static void
remake (HalqaApplication *self)
{
  HalqaWindow *window = halqa_application_find_window (self);
  gboolean preferences = self->preferences != NULL;
  g_autofree char *page =
      self->help != NULL ? g_strdup (halqa_help_window_get_page (self->help)) : NULL;

  self->remake_source = 0;
  halqa_locale_speak (self->language);
  if (window == NULL)
    return;
  if (preferences)
    gtk_window_destroy (self->preferences);
  if (page != NULL)
    gtk_window_destroy (GTK_WINDOW (self->help));
  halqa_window_remake (window);
  if (page != NULL)
    halqa_application_open_help (self, page);
  if (preferences)
    g_action_group_activate_action (G_ACTION_GROUP (self), "preferences", NULL);
}

static gboolean
wait_cb (gpointer user_data)
{
  if (has_to_wait (user_data))
    return G_SOURCE_CONTINUE;
  remake (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
speak_cb (gpointer user_data)
{
  HalqaApplication *self = user_data;

  if (!has_to_wait (self))
    {
      remake (self);
      return G_SOURCE_REMOVE;
    }
  halqa_window_toast_for_now (halqa_application_find_window (self),
                              _ ("The language changes once the file is done"));
  self->remake_source = g_timeout_add (WAIT_MS, wait_cb, self);
  return G_SOURCE_REMOVE;
}

/**
 * halqa_application_speak:
 * @language: a code of halqa_locale_list(); "" for the language of the system
 *
 * Speaks @language at once, or when no file is read or written any more, and at every later start.
 */
void
halqa_application_speak (HalqaApplication *self, const char *language)
{
  g_return_if_fail (HALQA_IS_APPLICATION (self) && language != NULL);

  if (self->settings != NULL)
    g_settings_set_string (self->settings, "language", language);
  g_free (self->language);
  self->language = g_strdup (language);
  /* Not in the midst of a signal of a window that goes. */
  g_clear_handle_id (&self->remake_source, g_source_remove);
  self->remake_source = g_idle_add (speak_cb, self);
}
