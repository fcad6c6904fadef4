/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-toast.h"

#include "halqa-spoken.h"

/* A toast whose sentence can be read to its end: what libadwaita makes of a title is one line, which is
 * cut where the window is narrow or the letters are large, and mostly the end says what matters. */

/* No wider than that where there is more room: beside the list, over which it is, people type. */
#define WIDTH_CHARS 60

static void
shown_cb (GtkWidget *label)
{
  halqa_announce (label, gtk_label_get_text (GTK_LABEL (label)));
}

/**
 * halqa_toast_new:
 * @text: what it says; no markup
 *
 * Returns: (transfer full): a toast
 */
AdwToast *
halqa_toast_new (const char *text)
{
  AdwToast *self = adw_toast_new ("");
  g_autoptr (GtkWidget) label = g_object_ref_sink (
      g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                    "max-width-chars", WIDTH_CHARS, "xalign", 0.0, NULL));

  gtk_widget_add_css_class (label, "heading");
  g_signal_connect (label, "map", G_CALLBACK (shown_cb), NULL);
  adw_toast_set_custom_title (self, label);
  return self;
}

/**
 * halqa_toast_copy:
 * @toast: of halqa_toast_new()
 *
 * Returns: (transfer full): what says the same, and has a button for the same action
 */
AdwToast *
halqa_toast_copy (AdwToast *toast)
{
  AdwToast *self =
      halqa_toast_new (gtk_label_get_text (GTK_LABEL (adw_toast_get_custom_title (toast))));

  adw_toast_set_button_label (self, adw_toast_get_button_label (toast));
  adw_toast_set_action_name (self, adw_toast_get_action_name (toast));
  adw_toast_set_action_target_value (self, adw_toast_get_action_target_value (toast));
  return self;
}

/**
 * halqa_toast_show:
 * @toasts: around nothing
 * @toast: (transfer full): another
 *
 * Shows it at once. What it comes before comes again.
 */
void
halqa_toast_show (AdwToastOverlay *toasts, AdwToast *toast)
{
  GtkWidget *overlay = GTK_WIDGET (toasts);
  const gboolean shown = gtk_widget_get_child_visible (overlay);

  g_return_if_fail (adw_toast_overlay_get_child (toasts) == NULL);

  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  /* Before 1.8 libadwaita ends the program if a toast comes again while it still fades (its issue 997).
   * Where nothing is seen, nothing fades. */
  gtk_widget_set_child_visible (overlay, FALSE);
  adw_toast_overlay_add_toast (toasts, toast);
  gtk_widget_set_child_visible (overlay, shown);
}
