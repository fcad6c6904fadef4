/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-locale.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <locale.h>

/* The language that the interface speaks: the system's, or the one that a person has chosen, from one
 * window to the next. gettext looks each text up anew when it is asked, in the languages that the
 * variable LANGUAGE names, so no locale of the chosen language need be installed; what has been drawn
 * already keeps its words until it is made anew. */

/* By the manual of gettext: raised, it forgets what it has found for another language. */
extern int _nl_msg_cat_cntr;

/* What LANGUAGE was when the program began. */
static char *inherited;

/* gettext translates nothing in the locale "C", which is also what is left where the system's own was
 * never generated. */
static void
leave_c (int category)
{
  const char *name = setlocale (category, NULL);

  if (name != NULL && (g_str_equal (name, "C") || g_str_equal (name, "POSIX")))
    setlocale (category, "C.UTF-8");
}

static void
use (const char *languages)
{
  g_setenv ("LANGUAGE", languages, TRUE);
  _nl_msg_cat_cntr++;
}

/* GLib asks once whether this program has a catalogue for the language of the moment, and where it has
 * none has GTK speak English for good. It is asked in one that there is. */
static void
have_gtk_translate (void)
{
  use (halqa_locale_list ()[0]);
  g_dgettext (GETTEXT_PACKAGE, "");
  use (inherited);
}

/**
 * halqa_locale_set_up:
 *
 * Speaks the language of the system; called once, before there is a second thread. From the build tree
 * the catalogues lie elsewhere: HALQA_LOCALEDIR says where.
 */
void
halqa_locale_set_up (void)
{
  const char *localedir = g_getenv ("HALQA_LOCALEDIR");
  const char *language = g_getenv ("LANGUAGE");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir != NULL ? localedir : HALQA_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  inherited = g_strdup (language != NULL ? language : "");
  /* A variable that is there is replaced in its place, which other threads survive that read theirs;
   * one that is not moves them all. */
  use (inherited);
  have_gtk_translate ();
}

/* GTK takes the direction of the interface from its own catalogue, which a slim system may lack;
 * so ours carries the same message. */
static void
set_direction (void)
{
  /* Translators: do not translate to anything but "default:RTL" or "default:LTR": the direction
   * in which your language is written. */
  const char *direction = _ ("default:LTR");

  gtk_widget_set_default_direction (g_str_equal (direction, "default:RTL") ? GTK_TEXT_DIR_RTL
                                                                           : GTK_TEXT_DIR_LTR);
}

/**
 * halqa_locale_speak:
 * @language: a code of halqa_locale_list(); "" for the language of the system
 *
 * After GTK has started, which sets a direction too. What is made from now on speaks @language.
 */
void
halqa_locale_speak (const char *language)
{
  g_autofree char *spoken = NULL;

  g_return_if_fail (language != NULL);

  if (*language != '\0')
    {
      leave_c (LC_CTYPE);
      leave_c (LC_MESSAGES);
    }
  use (*language != '\0' || inherited == NULL ? language : inherited);
  spoken = halqa_locale_dup_spoken ();
  /* Where Halqa speaks English for want of a catalogue, GTK is to do so too. */
  if (g_str_equal (spoken, "en"))
    use (spoken);
  set_direction ();
}

/**
 * halqa_locale_list:
 *
 * Returns: (transfer none) (array zero-terminated=1): the languages that Halqa speaks, by their codes
 */
const char *const *
halqa_locale_list (void)
{
  static char **languages;

  if (languages == NULL)
    languages = g_strsplit (HALQA_LINGUAS " en", " ", -1);
  return (const char *const *) languages;
}

/**
 * halqa_locale_dup_spoken:
 *
 * Returns: (transfer full): the code of the language that texts come in now, which its catalogue tells;
 *   "en" where there is no catalogue
 */
char *
halqa_locale_dup_spoken (void)
{
  /* Translators: the code of the language that this catalogue is in, such as "ar" or "fr". */
  return g_strdup (C_ ("language code", "en"));
}
