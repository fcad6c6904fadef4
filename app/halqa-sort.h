/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HalqaSort:
 * @field: a field's name, or "created" or "updated"
 * @reverse: whether the greater come first
 *
 * An order.
 */
typedef struct
{
  const char *field;
  gboolean reverse;
} HalqaSort;

G_END_DECLS
