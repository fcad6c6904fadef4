/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"
#include "halqa-relation.h"

G_BEGIN_DECLS

char *halqa_merge_words_name (HalqaItem *proposal);
char *halqa_merge_words_short_name (HalqaItem *proposal);
char *halqa_merge_words_into (HalqaForum *forum, HalqaItem *proposal);
char *halqa_merge_words_origin (HalqaForum *forum, HalqaItem *proposal);
const char *halqa_merge_words_role (HalqaRelationRole role);

G_END_DECLS
