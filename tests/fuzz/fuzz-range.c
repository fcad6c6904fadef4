/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "halqa-range.h"

/* What a member may write into a header Range. The first bytes are the size of what it asks for. */

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = NULL;
  guint64 whole;
  guint64 first;
  guint64 length;

  if (size < sizeof whole)
    return 0;
  memcpy (&whole, data, sizeof whole);
  whole %= G_MAXINT64;
  text = g_strndup ((const char *) data + sizeof whole, size - sizeof whole);
  /* What is sent lies within what there is. */
  switch (halqa_range_parse (text, whole, &first, &length))
    {
    case HALQA_RANGE_PART:
      g_assert_cmpuint (length, >, 0);
      g_assert_cmpuint (first, <, whole);
      g_assert_cmpuint (length, <=, whole - first);
      break;
    case HALQA_RANGE_WHOLE:
      g_assert_cmpuint (first, ==, 0);
      g_assert_cmpuint (length, ==, whole);
      break;
    case HALQA_RANGE_OUTSIDE:
    default:
      break;
    }
  return 0;
}
