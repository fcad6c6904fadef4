/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GDateTime *halqa_days_parse (const char *text);
char *halqa_days_say (GDateTime *day);
char *halqa_days_say_near (GDateTime *day);

G_END_DECLS
