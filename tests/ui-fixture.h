/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-application.h"

G_BEGIN_DECLS

/**
 * UiFixture:
 *
 * An application that runs, with an open forum in a folder of its own, removed afterwards.
 */
typedef struct
{
  HalqaApplication *application;
  HalqaFolder *folder;
  HalqaForum *forum;
  char *path;
} UiFixture;

typedef void (*UiTestFunc) (UiFixture *fixture, gconstpointer data);

void ui_fixture_add (const char *path, gconstpointer data, UiTestFunc func);
/* Runs the main loop until *@pointer is %NULL; fails after a generous time. */
void ui_fixture_wait_gone (gpointer *pointer);
/* The same until @condition says so. */
void ui_fixture_wait (gboolean (*condition) (gpointer data), gpointer data);

G_END_DECLS
