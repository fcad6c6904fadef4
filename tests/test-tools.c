/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-tools.h"

#include <gio/gio.h>
#include <time.h>

/* What several tests need and GLib does not have. */

char *
test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("halqa-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_tree (GFile *file)
{
  g_autoptr (GFileEnumerator) children =
                 g_file_enumerate_children (file, G_FILE_ATTRIBUTE_STANDARD_NAME,
                                            G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) &&
         child != NULL)
    remove_tree (child);
  g_assert_true (g_file_delete (file, NULL, NULL));
}

void
test_remove_folder (char *folder)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);

  remove_tree (file);
  g_free (folder);
}

void
test_let_go (gpointer location)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  GObject **object = location;
  GObject *left;
  GWeakRef held;

  /* What is under way is heard before the object goes. */
  while (g_main_context_iteration (context, FALSE))
    continue;
  g_weak_ref_init (&held, *object);
  g_clear_object (object);
  while ((left = g_weak_ref_get (&held)) != NULL)
    {
      g_object_unref (left);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (!g_main_context_iteration (context, FALSE))
        g_usleep (1000);
    }
  g_weak_ref_clear (&held);
}

double
test_processor_time (void)
{
  return (double) clock () / CLOCKS_PER_SEC;
}

char *
test_identity_text (const char *text)
{
  return g_strdup (text);
}
