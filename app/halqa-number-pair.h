/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"

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
  return halqa_hash (pair, sizeof (guint64));
}

G_END_DECLS
