/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HALQA_TYPE_FIT (halqa_fit_get_type ())
G_DECLARE_FINAL_TYPE (HalqaFit, halqa_fit, HALQA, FIT, GtkWidget)

/* Properties "child", "zoom" (1 for as large as it fits) and "more" (whether it goes on below;
 * said in the midst of an allocation). */

gboolean halqa_fit_can_scroll (HalqaFit *self, int step);
/* A screen further down (@step > 0) or up. FALSE where there is no more. */
gboolean halqa_fit_scroll (HalqaFit *self, int step);
void halqa_fit_go_to_top (HalqaFit *self);

G_END_DECLS
