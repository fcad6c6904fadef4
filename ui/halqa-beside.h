/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HALQA_TYPE_BESIDE (halqa_beside_get_type ())
G_DECLARE_FINAL_TYPE (HalqaBeside, halqa_beside, HALQA, BESIDE, GtkWidget)

/* Two widgets in halves side by side, or one below the other where there is no room. Property "first";
 * of the two the second alone may be invisible. */

void halqa_beside_set_second (HalqaBeside *self, GtkWidget *second);

G_END_DECLS
