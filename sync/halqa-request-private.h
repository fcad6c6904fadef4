/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-transport.h"

G_BEGIN_DECLS

/* For the classes that a transport derives: said once, before anybody sees the request. */
void halqa_request_setup (HalqaRequest *self,
                          HalqaStore *store,
                          const HalqaDeviceId *device,
                          const char *address,
                          const char *endpoint,
                          GInputStream *body);
void halqa_request_set_range (HalqaRequest *self, const char *range);
/* What the answer at hand is part of; %NULL where it is all that there is to say. */
const HalqaPart *halqa_request_get_part (HalqaRequest *self);

G_END_DECLS
