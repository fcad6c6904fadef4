/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-application.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <locale.h>

/* From the build tree the catalogues lie elsewhere: HALQA_LOCALEDIR says where. */
static void
set_up_language (void)
{
  const char *localedir = g_getenv ("HALQA_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir != NULL ? localedir : HALQA_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* GTK takes the direction of the interface from its own catalogue, which a slim system may lack;
 * so ours carries the same message. */
static void
set_up_direction (void)
{
  /* Translators: do not translate to anything but "default:RTL" or "default:LTR": the direction
   * in which your language is written. */
  const char *direction = _ ("default:LTR");

  gtk_widget_set_default_direction (g_str_equal (direction, "default:RTL") ? GTK_TEXT_DIR_RTL
                                                                           : GTK_TEXT_DIR_LTR);
}

int
main (int argc, char **argv)
{
  g_autoptr (HalqaApplication) application = NULL;

  set_up_language ();
  application = halqa_application_new ();
  /* Runs after GTK's own start, which sets a direction too. */
  g_signal_connect (application, "startup", G_CALLBACK (set_up_direction), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
