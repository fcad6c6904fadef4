/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-discovery.h"
#include "halqa-forum-private.h"
#include "halqa-invite.h"
#include "halqa-join-code.h"

G_BEGIN_DECLS

/* The same on another clock and network; for tests. @discovery: (nullable): nothing is announced */
HalqaInvite *halqa_invite_new (HalqaForum *forum,
                               guint n_guests,
                               HalqaInviteFlags flags,
                               HalqaDiscovery *discovery,
                               HalqaTimeFunc now);
/* Where newcomers call, "HOST:PORT"; not what others have to type. Lent, while there is a code. */
const char *halqa_invite_get_listen_address (HalqaInvite *self);

G_END_DECLS
