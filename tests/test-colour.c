/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-colour.h"

/* The colours of themes, as they are drawn in a light window, a dark one, and in high contrast. */

static void
assert_readable (guint32 colour, gboolean is_dark, gboolean is_high_contrast)
{
  g_autofree char *text = g_strdup_printf ("#%06x", colour);
  HalqaColours colours;

  g_assert_true (halqa_colours_make (text, is_dark, is_high_contrast, &colours));
  g_assert_cmpfloat (halqa_colours_get_contrast (&colours), >=, is_high_contrast ? 7.0 : 4.5);
}

static void
assert_readable_anywhere (guint32 colour)
{
  for (guint i = 0; i < 4; i++)
    assert_readable (colour, i % 2 == 1, i / 2 == 1);
}

/* Every seventeenth of each channel: all hues, at all their strengths, with black, white and grey. */
static void
test_readable (void)
{
  for (guint32 red = 0; red <= 0xff; red += 0x11)
    for (guint32 green = 0; green <= 0xff; green += 0x11)
      for (guint32 blue = 0; blue <= 0xff; blue += 0x11)
        assert_readable_anywhere (red << 16 | green << 8 | blue);
}

static void
test_contrast (void)
{
  const HalqaColours most = { 0x000000, 0xffffff };
  const HalqaColours least = { 0x777777, 0x777777 };
  const HalqaColours known = { 0x767676, 0xffffff };

  g_assert_cmpfloat_with_epsilon (halqa_colours_get_contrast (&most), 21, 0.001);
  g_assert_cmpfloat_with_epsilon (halqa_colours_get_contrast (&least), 1, 0.001);
  /* The lightest grey that WCAG lets stand on white. */
  g_assert_cmpfloat_with_epsilon (halqa_colours_get_contrast (&known), 4.54, 0.01);
}

/* Of two themes that can be told apart the chips can be too. */
static void
test_hue (void)
{
  HalqaColours green;
  HalqaColours blue;

  g_assert_true (halqa_colours_make ("#1e7a3c", FALSE, FALSE, &green));
  g_assert_true (halqa_colours_make ("#1A5FB4", FALSE, FALSE, &blue));
  /* These can be read as they are. */
  g_assert_cmphex (green.foreground, ==, 0x1e7a3c);
  g_assert_cmphex (blue.foreground, ==, 0x1a5fb4);
  g_assert_cmphex (green.background, !=, blue.background);
}

static void
test_refused (void)
{
  static const char *const texts[] = { NULL,      "",         "#",         "green",   "#12345",
                                       "1e7a3c#", "#1e7a3c0", "#1e7a3 ",   "#-e7a3c", "#0x7a3c",
                                       "#١٢٣",    "\xff",     "#1e7a3\xff" };
  HalqaColours colours;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (halqa_colours_make (texts[i], FALSE, FALSE, &colours));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/colour/every-theme-can-be-read-everywhere", test_readable);
  g_test_add_func ("/app/colour/contrast-is-that-of-wcag", test_contrast);
  g_test_add_func ("/app/colour/a-theme-keeps-its-hue", test_hue);
  g_test_add_func ("/app/colour/what-is-no-colour-is-refused", test_refused);
  return g_test_run ();
}
