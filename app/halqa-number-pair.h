/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Two numbers as one key. */
static inline guint64
halqa_number_pair (guint32 above, guint32 below)
{
  return (guint64) above << 32 | below;
}

/* g_int64_hash() is that of the lower number alone: whoever chooses the words could let all keys fall
 * on one place. */
static inline guint
halqa_number_pair_hash (gconstpointer pair)
{
  const guint64 both = *(const guint64 *) pair;

  return (guint) (both >> 32) * 2654435761u ^ (guint) both;
}

G_END_DECLS
