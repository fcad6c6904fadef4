/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-application.h"

#include "halqa-help-window.h"
#include "halqa-window.h"

G_BEGIN_DECLS

struct _HalqaApplication
{
  AdwApplication parent_instance;

  /* owned */
  GSettings *settings;
  HalqaFolder *folder;
  char *data;
  char *listen;
  char *connect;
  char *language; /* that is to be spoken, "" for the system's */
  gboolean no_discovery;
  guint remake_source;

  /* weak */
  GtkWindow *preferences;
  GtkWindow *translate;
  HalqaHelpWindow *help;
};

/* Returns: (transfer none) (nullable): the one that people type in */
HalqaWindow *halqa_application_find_window (HalqaApplication *self);
void halqa_application_open_help (HalqaApplication *self, const char *page);

G_END_DECLS
