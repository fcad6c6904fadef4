/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HALQA_TYPE_MEMBER (halqa_member_get_type ())
G_DECLARE_FINAL_TYPE (HalqaMember, halqa_member, HALQA, MEMBER, GObject)

/* A laptop that belongs to a forum, or did. Each getter is a property of the same name ("name",
 * "device", "last-met", "self", "removed", "removed-by", "removed-at") that notifies. A view shows
 * "remove" for those that are neither "self" nor "removed". */

/* What it is called; "" where it has not told. */
const char *halqa_member_get_name (HalqaMember *self);
/* The device id, 64 hex digits; people are shown the first 8. */
const char *halqa_member_get_device (HalqaMember *self);
/* When this laptop exchanged with it last, to a minute; Unix time in microseconds, 0 for never. */
gint64 halqa_member_get_last_met (HalqaMember *self);
/* Whether it is this very laptop. */
gboolean halqa_member_is_self (HalqaMember *self);
gboolean halqa_member_is_removed (HalqaMember *self);
/* What the laptop is called that removed it; %NULL where none did. */
const char *halqa_member_get_removed_by (HalqaMember *self);
/* By the clock of that one; Unix time in microseconds, 0 where none did. */
gint64 halqa_member_get_removed_at (HalqaMember *self);
/* Of this laptop, where it was: that, and the way out. @when: removed_at in words. To be freed. */
char *halqa_member_dup_own_removal (HalqaMember *self, const char *when);

G_END_DECLS
