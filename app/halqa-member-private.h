/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-member.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* For app/ and app/node/ alone. */
const HalqaDeviceId *halqa_member_get_device_id (HalqaMember *self);
/* Met at @when, if that is later than what is known. */
void halqa_member_meet (HalqaMember *self, gint64 when);

/* (element-type HalqaMember) (transfer full): as the forum of @reader has them now, in the order in
 * which they were heard of. */
GPtrArray *halqa_members_read (HalqaReader *reader);
/* Brings a list of HalqaMember up to @now: objects stay as long as their laptop is listed. */
void halqa_members_update (GListStore *members, GPtrArray *now);

G_END_DECLS
