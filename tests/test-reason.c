/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>

#include "halqa-reason.h"

/* What is frequent is said in words that are translated. */

static void
test_ours (void)
{
  static const int frequent[] = { EACCES, EPERM, EROFS, ENOSPC, ENOENT, EISDIR, ENOTDIR, EIO };

  for (gsize i = 0; i < G_N_ELEMENTS (frequent); i++)
    g_assert_cmpstr (halqa_reason_say (frequent[i]), !=, g_strerror (frequent[i]));
  g_assert_cmpstr (halqa_reason_say (EMFILE), ==, g_strerror (EMFILE));
}

static void
test_of_glib (void)
{
  static const struct
  {
    int number;
    GFileError file;
  } codes[] = {
    { EACCES, G_FILE_ERROR_ACCES }, { EROFS, G_FILE_ERROR_ROFS },   { ENOSPC, G_FILE_ERROR_NOSPC },
    { ENOENT, G_FILE_ERROR_NOENT }, { EISDIR, G_FILE_ERROR_ISDIR }, { EIO, G_FILE_ERROR_IO },
  };
  g_autoptr (GError) refused =
                 g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "English");
  /* As of a stick that is pulled out while it is read. */
  g_autoptr (GError) gone =
                 g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "Error reading: %s", g_strerror (EIO));
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "Its own words");

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (G_FILE_ERROR, codes[i].file, "English");

      g_assert_cmpstr (halqa_reason_of (error), ==, halqa_reason_say (codes[i].number));
    }
  g_assert_cmpstr (halqa_reason_of (refused), ==, "nobody listens there");
  g_assert_cmpstr (halqa_reason_of (gone), ==, halqa_reason_say (EIO));
  g_assert_cmpstr (halqa_reason_of (other), ==, "Its own words");
}

static void
test_file (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/board.png");
  g_autoptr (GError) error = NULL;

  g_assert_null (halqa_reason_read_file (file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "“/nowhere/board.png” can't be read: it is not there");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/reason/what-is-frequent-is-said-in-our-words", test_ours);
  g_test_add_func ("/sync/reason/what-glib-tells-is-said-in-the-same", test_of_glib);
  g_test_add_func ("/sync/reason/a-file-that-can-not-be-read-says-why", test_file);
  return g_test_run ();
}
