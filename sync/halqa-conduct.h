/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"

G_BEGIN_DECLS

#define HALQA_CONDUCT_MINUTES 10

/**
 * HalqaConduct:
 * @n_refused: entries of its that were refused since the program began
 * @why: the reason of the last one, one line; %NULL for none
 * @brought: entries that it brought and nobody had, minute by minute
 *
 * What a laptop did to us, as far as somebody may have to ask its owner about it.
 */
typedef struct
{
  guint n_refused;
  char *why;
  /* private */
  guint brought[HALQA_CONDUCT_MINUTES];
  gint64 minute; /* the last one that was counted in, monotonic */
  gint64 logged; /* when that was refused was logged, monotonic, in µs */
} HalqaConduct;

/* What one request of @device came to. @refused: (element-type HalqaRefusal). */
void halqa_conduct_note (HalqaConduct *self,
                         const HalqaDeviceId *device,
                         guint n_new,
                         GPtrArray *refused);
/* Entries that it brought in the last ten minutes. */
guint halqa_conduct_count_brought (HalqaConduct *self);
void halqa_conduct_clear (HalqaConduct *self);

G_END_DECLS
