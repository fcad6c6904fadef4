/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GMainContext *halqa_thread_context_push (void);
void halqa_thread_context_pop (GMainContext *context);

G_END_DECLS
