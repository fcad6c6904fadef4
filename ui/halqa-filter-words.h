/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

/* To be freed. */
char *halqa_filter_words_value (HalqaForum *forum, const char *field, const char *value);
char *halqa_filter_words (HalqaForum *forum, const char *field, const char *value);

G_END_DECLS
