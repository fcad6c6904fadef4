/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-settlement.h"

G_BEGIN_DECLS

/* Does what a person chose; tells it in the window of @widget, where it can be taken back. @told: what
 * was done, in words. */
void
halqa_settle (GtkWidget *widget, HalqaForum *forum, HalqaSettlement *settlement, const char *told);

G_END_DECLS
