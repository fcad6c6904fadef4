/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum-private.h"
#include "halqa-guest.h"
#include "halqa-join-wire.h"

G_BEGIN_DECLS

HalqaGuest *halqa_guest_new (HalqaForum *forum, HalqaJoinWire *wire);
/* Before now, so that there is nothing to ask a person. */
gboolean halqa_guest_is_removed (HalqaGuest *self);
/* It has been hung up on. */
void halqa_guest_lose (HalqaGuest *self);

G_END_DECLS
