/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HalqaColours:
 * @foreground: of the text, 0xRRGGBB
 * @background: below it
 *
 * Two colours of which the one can be read on the other.
 */
typedef struct
{
  guint32 foreground;
  guint32 background;
} HalqaColours;

gboolean halqa_colours_make (const char *colour,
                             gboolean is_dark,
                             gboolean is_high_contrast,
                             HalqaColours *colours);
double halqa_colours_get_contrast (const HalqaColours *colours);

G_END_DECLS
