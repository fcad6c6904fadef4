/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

/* Runs a target over its corpus where there is no libFuzzer: what was found once is tried by every
 * build, and what fails is a crash that names its file.
 *
 * usage: replay --tap CORPUS */

int
main (int argc, char **argv)
{
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  const char *corpus = argv[argc - 1];
  const char *name;
  guint n = 0;

  LLVMFuzzerInitialize (&argc, &argv);
  dir = g_dir_open (corpus, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (corpus, name, NULL);
      g_autofree char *data = NULL;
      gsize size;

      g_file_get_contents (path, &data, &size, &error);
      g_assert_no_error (error);
      g_print ("# %s\n", name);
      LLVMFuzzerTestOneInput ((const guint8 *) data, size);
      n++;
    }
  g_assert_cmpuint (n, >, 0);
  g_print ("1..1\nok 1 %u inputs\n", n);
  return 0;
}
