/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a proposal's `merged_into` comes to. */
typedef enum
{
  HALQA_MERGE_NONE, /* it points at nothing */
  HALQA_MERGE_IN_FORCE,
  HALQA_MERGE_ITSELF, /* it points at itself */
  HALQA_MERGE_MISSING, /* at what is no proposal here, or has not arrived */
  HALQA_MERGE_DELETED, /* one of the two is deleted */
  HALQA_MERGE_CIRCLE, /* the end of a circle: two laptops merged both ways */
} HalqaMergeState;

G_END_DECLS
