/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Long work on the thread of a window is done in parts of a frame, each of which ends so long after it
 * began. */
#define HALQA_SLICE_US 6000

static inline gboolean
halqa_slice_is_over (gint64 start)
{
  return g_get_monotonic_time () - start >= HALQA_SLICE_US;
}

G_END_DECLS
