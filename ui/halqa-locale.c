/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-locale.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <locale.h>
#include <string.h>

/* The language that the interface speaks: the system's, or the one that a person has chosen, from one
 * window to the next. gettext looks each text up anew when it is asked, in the languages that the
 * variable LANGUAGE names, so no locale of the chosen language need be installed; what has been drawn
 * already keeps its words until it is made anew. */

/* By the manual of gettext: raised, it forgets what it has found for another language. */
extern int _nl_msg_cat_cntr;

/* What LANGUAGE was when the program began. */
static char *inherited;

/* See halqa_locale_list(). */
static char **listed;

/* What is spoken where a language that people here write has no word yet. */
#define FALLBACK "fr"

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
 * halqa_locale_get_places:
 *
 * From the build tree the catalogues lie elsewhere: HALQA_LOCALEDIR and HALQA_PODIR say where.
 *
 * Returns: (transfer none): where they are, and what people wrote over them
 */
const HalqaCataloguePlaces *
halqa_locale_get_places (void)
{
  static HalqaCataloguePlaces places;

  if (places.own == NULL)
    {
      const char *compiled = g_getenv ("HALQA_LOCALEDIR");
      const char *shipped = g_getenv ("HALQA_PODIR");

      places.compiled = g_strdup (compiled != NULL ? compiled : HALQA_LOCALEDIR);
      places.shipped = g_strdup (shipped != NULL ? shipped : HALQA_DATADIR "/po");
      places.own = g_build_filename (g_get_user_data_dir (), "halqa", "translations", NULL);
      places.cache = g_build_filename (g_get_user_cache_dir (), "halqa", NULL);
    }
  return &places;
}

/**
 * halqa_locale_refresh:
 * @error: where what was written here can't be made ready; what came with the program is shown then
 *
 * Looks for catalogues again. What is made from now on has their words.
 *
 * Returns: whether those of this laptop are among them
 */
gboolean
halqa_locale_refresh (GError **error)
{
  const HalqaCataloguePlaces *places = halqa_locale_get_places ();
  g_autoptr (GError) fault = NULL;
  g_autofree char *own = halqa_catalogue_compile (places, &fault);

  bindtextdomain (GETTEXT_PACKAGE, own != NULL ? own : places->compiled);
  _nl_msg_cat_cntr++;
  g_clear_pointer (&listed, g_strfreev);
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

/**
 * halqa_locale_set_up:
 *
 * Speaks the language of the system; called once, before there is a second thread.
 */
void
halqa_locale_set_up (void)
{
  const char *language = g_getenv ("LANGUAGE");
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  inherited = g_strdup (language != NULL ? language : "");
  /* A variable that is there is replaced in its place, which other threads survive that read theirs;
   * one that is not moves them all. */
  use (inherited);
  if (!halqa_locale_refresh (&error))
    g_message ("%s", error->message);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
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
  g_autofree char *chain = NULL;

  g_return_if_fail (language != NULL);

  if (*language != '\0')
    {
      leave_c (LC_CTYPE);
      leave_c (LC_MESSAGES);
    }
  chain = strstr (" " HALQA_LINGUAS " en ", language) != NULL
              ? g_strdup (language)
              : g_strconcat (language, ":" FALLBACK, NULL);
  use (*language != '\0' || inherited == NULL ? chain : inherited);
  spoken = halqa_locale_dup_spoken ();
  /* Where Halqa speaks English for want of a catalogue, GTK is to do so too. */
  if (g_str_equal (spoken, "en"))
    use (spoken);
  set_direction ();
}

/**
 * halqa_locale_list:
 *
 * Returns: (transfer none) (array zero-terminated=1): the languages that Halqa speaks, by their codes,
 *   those too that people here write; good until halqa_locale_refresh()
 */
const char *const *
halqa_locale_list (void)
{
  if (listed == NULL)
    {
      g_auto (GStrv) own = halqa_catalogue_list_own (halqa_locale_get_places ());
      g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
      g_auto (GStrv) came = g_strsplit (HALQA_LINGUAS " en", " ", -1);

      g_strv_builder_addv (all, (const char **) came);
      for (char **code = own; *code != NULL; code++)
        if (!g_strv_contains ((const char *const *) came, *code))
          g_strv_builder_add (all, *code);
      listed = g_strv_builder_end (all);
    }
  return (const char *const *) listed;
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
