/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-colour.h"

#include <math.h>
#include <string.h>

/* The colour of a theme, made fit to be read.
 *
 * Somebody chose it on another laptop, for a poster or for nothing, and a record holds any text. So it
 * gives no more than a hue: the background is that colour thinned down to nearly the window's, and the
 * text is moved towards black, or white in the dark, until it can be read on it. The contrast is that
 * of WCAG 2.1, which asks for 4.5 (AA), and for 7 (AAA) where a person wants high contrast.
 *
 * Rejected: the colour itself with black or white upon it, which can always be read too, and where
 * three or four of them in a list shout louder than what they stand beside. */

#define ENOUGH 4.5
#define HIGH 7.0
/* Of a hundred parts of the background so many are the colour's. */
#define TINT 10
#define BLACK 0x000000
#define WHITE 0xffffff
/* Adwaita's window in the dark. */
#define DARK 0x1e1e1e
#define STEP 2

/* @parts: of a hundred that are @b's */
static guint32
mix (guint32 a, guint32 b, guint parts)
{
  guint32 mixed = 0;

  for (guint shift = 0; shift < 24; shift += 8)
    {
      guint32 one = (a >> shift) & 0xff;
      guint32 other = (b >> shift) & 0xff;

      mixed |= ((one * (100 - parts) + other * parts + 50) / 100) << shift;
    }
  return mixed;
}

static double
make_linear (guint32 channel)
{
  double value = (channel & 0xff) / 255.0;

  return value <= 0.03928 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
get_luminance (guint32 colour)
{
  return 0.2126 * make_linear (colour >> 16) + 0.7152 * make_linear (colour >> 8) +
         0.0722 * make_linear (colour);
}

/* @colour: "#1e7a3c", as app/ lets it be written; anything else is refused. */
static gboolean
parse (const char *colour, guint32 *parsed)
{
  if (colour == NULL || colour[0] != '#' || strlen (colour) != 7)
    return FALSE;
  for (guint i = 1; i < 7; i++)
    if (!g_ascii_isxdigit (colour[i]))
      return FALSE;
  *parsed = (guint32) g_ascii_strtoull (colour + 1, NULL, 16);
  return TRUE;
}

/**
 * halqa_colours_get_contrast:
 * @colours: two colours
 *
 * Returns: their contrast as WCAG 2.1 has it, from 1 to 21
 */
double
halqa_colours_get_contrast (const HalqaColours *colours)
{
  double one;
  double other;

  g_return_val_if_fail (colours != NULL, 1);

  one = get_luminance (colours->foreground);
  other = get_luminance (colours->background);
  return (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05);
}

/**
 * halqa_colours_make:
 * @colour: (nullable): what a theme's record has for its colour
 * @is_dark: whether the window is
 * @is_high_contrast: whether a person wants high contrast
 * @colours: (out): a contrast of 4.5 at least, and of 7 where it is to be high
 *
 * Returns: whether @colour is one, "#1e7a3c"
 */
gboolean
halqa_colours_make (const char *colour,
                    gboolean is_dark,
                    gboolean is_high_contrast,
                    HalqaColours *colours)
{
  const double enough = is_high_contrast ? HIGH : ENOUGH;
  const guint32 end = is_dark ? WHITE : BLACK;
  guint32 ground = WHITE;
  guint32 chosen;

  g_return_val_if_fail (colours != NULL, FALSE);

  if (!parse (colour, &chosen))
    return FALSE;
  if (is_dark)
    ground = is_high_contrast ? BLACK : DARK;
  colours->background = is_high_contrast ? ground : mix (ground, chosen, TINT);
  for (guint parts = 0; parts <= 100; parts += STEP)
    {
      colours->foreground = mix (chosen, end, parts);
      if (halqa_colours_get_contrast (colours) >= enough)
        break;
    }
  return TRUE;
}
