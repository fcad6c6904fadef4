/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void halqa_locale_set_up (void);
void halqa_locale_speak (const char *language);
const char *const *halqa_locale_list (void);
char *halqa_locale_dup_spoken (void);

G_END_DECLS
