/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "generate.h"

/* generate-forum N SEED: N proposals with their notes, as NDJSON, for benchmarks that drive programs
 * from outside. */

int
main (int argc, char **argv)
{
  g_autofree char *lines = NULL;

  if (argc != 3)
    return 2;
  lines =
      generate_ndjson ((guint) strtoul (argv[1], NULL, 10), (guint32) strtoul (argv[2], NULL, 10));
  /* g_print() would put it into the locale's charset. */
  fputs (lines, stdout);
  return 0;
}
