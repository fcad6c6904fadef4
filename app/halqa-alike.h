/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"
#include "halqa-pair.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ALIKE (halqa_alike_get_type ())
G_DECLARE_FINAL_TYPE (HalqaAlike, halqa_alike, HALQA, ALIKE, GObject)

/* The look-alikes of an open forum as a GListModel of HalqaPair, the likest first, live; found on
 * another thread. Properties "n-items" (as of a list) and "searching", TRUE until what is shown is
 * up to date. */

HalqaAlike *halqa_alike_new (HalqaForum *forum);
gboolean halqa_alike_is_searching (HalqaAlike *self);
guint halqa_alike_get_percent (HalqaAlike *self);

G_END_DECLS
