/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-application.h"
#include "halqa-focus-name.h"
#include "halqa-locale.h"

int
main (int argc, char **argv)
{
  g_autoptr (HalqaApplication) application = NULL;

  halqa_locale_set_up ();
  halqa_focus_name_keep ();
  application = halqa_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
