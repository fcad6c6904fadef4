/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void halqa_look_skip_theme (void);
void halqa_look_follow (GSettings *settings);

G_END_DECLS
