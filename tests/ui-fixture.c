/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui-fixture.h"

#include <glib/gstdio.h>

/* What the tests of the window share. Each test runs inside an application that was really started,
 * as widgets expect, and leaves nothing on the disk. */

#define DEADLINE_S 60

typedef struct
{
  UiTestFunc func;
  gconstpointer data;
} UiTest;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

static gboolean
late_cb (gpointer unused)
{
  g_error ("What the test waited for did not happen within %d s", DEADLINE_S);
  return G_SOURCE_REMOVE;
}

static gboolean
wake_cb (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

void
ui_fixture_wait (gboolean (*condition) (gpointer data), gpointer data)
{
  guint late = g_timeout_add_seconds (DEADLINE_S, late_cb, NULL);
  guint wake = g_timeout_add (20, wake_cb, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (wake);
  g_source_remove (late);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

void
ui_fixture_wait_gone (gpointer *pointer)
{
  ui_fixture_wait (is_gone, pointer);
}

/* What is still on its way may hold @object a moment longer. */
static void
let_go (gpointer object)
{
  gpointer gone = object;

  g_object_add_weak_pointer (object, &gone);
  g_object_unref (object);
  ui_fixture_wait_gone (&gone);
}

static int
command_line_cb (HalqaApplication *application,
                 GApplicationCommandLine *command_line,
                 const UiTest *test)
{
  g_autoptr (GError) error = NULL;
  UiFixture fixture = { .application = application };

  fixture.path = g_dir_make_tmp ("halqa-ui-XXXXXX", &error);
  g_assert_no_error (error);
  fixture.folder = halqa_folder_open (fixture.path, &error);
  g_assert_no_error (error);
  fixture.forum = halqa_folder_new_forum (fixture.folder, "A forum", NULL, &error);
  g_assert_no_error (error);

  test->func (&fixture, test->data);

  let_go (fixture.forum);
  let_go (fixture.folder);
  remove_tree (fixture.path);
  g_free (fixture.path);
  /* Not on to the application's own handler, which would open a window. */
  g_signal_stop_emission_by_name (application, "command-line");
  return 0;
}

static void
run_test (gconstpointer data)
{
  char *argv[] = { (char *) "halqa", (char *) "--no-discovery", (char *) "--listen",
                   (char *) "127.0.0.1:0", NULL };
  HalqaApplication *application = halqa_application_new ();

  g_application_set_flags (G_APPLICATION (application),
                           G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_NON_UNIQUE);
  g_signal_connect (application, "command-line", G_CALLBACK (command_line_cb), (gpointer) data);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 4, argv), ==, 0);
  g_assert_finalize_object (application);
}

void
ui_fixture_add (const char *path, gconstpointer data, UiTestFunc func)
{
  UiTest *test = g_new (UiTest, 1);

  test->func = func;
  test->data = data;
  g_test_add_data_func_full (path, test, run_test, g_free);
}
