/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-application.h"
#include "halqa-focus.h"
#include "halqa-locale.h"

int
main (int argc, char **argv)
{
  g_autoptr (HalqaApplication) application = NULL;

  halqa_locale_set_up ();
  application = halqa_application_new ();
  g_signal_connect (application, "startup", G_CALLBACK (halqa_focus_watch), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
