/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-look.h"

#include "halqa-resources.h"

#include <adwaita.h>

/* What a person has chosen of the look of the program, kept to as soon as it is chosen: light or dark,
 * and how large the text is. */

/* What GTK takes for its own, in 1024ths of a dot for each inch. */
#define USUAL_DPI (96 * 1024)

static void
scheme_cb (GSettings *settings)
{
  g_autofree char *scheme = g_settings_get_string (settings, "color-scheme");
  AdwColorScheme wanted = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (scheme, "light"))
    wanted = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (scheme, "dark"))
    wanted = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), wanted);
}

/* Of what the desktop says, which is known again where ours is taken back first. */
static void
text_size_cb (GSettings *settings)
{
  GtkSettings *desktop = gtk_settings_get_default ();
  int percent = g_settings_get_int (settings, "text-size");
  int dpi;

  if (desktop == NULL)
    return;
  gtk_settings_reset_property (desktop, "gtk-xft-dpi");
  if (percent == 100)
    return;
  g_object_get (desktop, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (desktop, "gtk-xft-dpi", (dpi > 0 ? dpi : USUAL_DPI) / 100 * percent, NULL);
}

/* Before anything is styled. GTK begins with its own theme, which libadwaita replaces by an empty one: to
 * read it is a twentieth of what the processor does until the first frame. Of what has the same name, that
 * which was registered last is found. */
void
halqa_look_skip_theme (void)
{
  gtk_init ();
  g_resources_register (halqa_get_resource ());
}

/* Keeps to @settings for as long as they live; after GTK has started. */
void
halqa_look_follow (GSettings *settings)
{
  g_return_if_fail (G_IS_SETTINGS (settings));

  g_signal_connect (settings, "changed::color-scheme", G_CALLBACK (scheme_cb), NULL);
  g_signal_connect (settings, "changed::text-size", G_CALLBACK (text_size_cb), NULL);
  scheme_cb (settings);
  text_size_cb (settings);
}
