/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-discovery.h"
#include "halqa-inviting.h"

G_BEGIN_DECLS

/* A list of HalqaInviting, which @discovery fills from now on as long as the list lives. */
GListModel *halqa_inviting_list_new (HalqaDiscovery *discovery, const HalqaDeviceId *own);

G_END_DECLS
