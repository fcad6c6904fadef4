/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HALQA_RANGE_WHOLE, /* none was asked for, or none that is known here */
  HALQA_RANGE_PART,
  HALQA_RANGE_OUTSIDE, /* nothing of it is there */
} HalqaRange;

/* @text: what stands in a header Range, or %NULL. @first, @length: in bytes, of what is @size long. */
HalqaRange halqa_range_parse (const char *text, guint64 size, guint64 *first, guint64 *length);

G_END_DECLS
