/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of the longest key that is made. */
#define HALQA_POSITION_MAX 512

/* A key that stands between two others by its bytes; %NULL for an end. %NULL where none does. */
char *halqa_position_between (const char *before, const char *after);

G_END_DECLS
