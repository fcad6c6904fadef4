/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-tools.h"

#include <gio/gio.h>

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

char *
test_identity_text (const char *text)
{
  return g_strdup (text);
}
