/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

typedef enum
{
  HALQA_ORDER_FIRST,
  HALQA_ORDER_LAST,
  HALQA_ORDER_BEFORE,
  HALQA_ORDER_AFTER,
} HalqaOrderPlace;

/* Puts a record elsewhere in its list: a proposal among those of its session, a note among those of
 * its subject, a session or a theme among all. @beside: the record that it is put before or after. FALSE
 * with HALQA_APP_ERROR_INVALID where the two are in no list together. */
gboolean halqa_order_move (HalqaForum *forum,
                           HalqaDraft *draft,
                           HalqaItem *item,
                           HalqaOrderPlace place,
                           HalqaItem *beside,
                           GError **error);

G_END_DECLS
