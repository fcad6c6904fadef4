/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-family.h"

G_BEGIN_DECLS

#define HALQA_TYPE_MERGE_NOTICE (halqa_merge_notice_get_type ())
G_DECLARE_FINAL_TYPE (HalqaMergeNotice, halqa_merge_notice, HALQA, MERGE_NOTICE, AdwBin)

/* @family: NULL to show nothing. */
void halqa_merge_notice_set_family (HalqaMergeNotice *self, HalqaForum *forum, HalqaFamily *family);

G_END_DECLS
