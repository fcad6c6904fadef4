/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void halqa_source_attach (GSource *source, GSourceFunc func, gpointer user_data);
void halqa_source_clear (GSource **source);

G_END_DECLS
