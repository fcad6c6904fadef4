/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-joining.h"

G_BEGIN_DECLS

#define HALQA_TYPE_JOIN_WIRE (halqa_join_wire_get_type ())
G_DECLARE_FINAL_TYPE (HalqaJoinWire, halqa_join_wire, HALQA, JOIN_WIRE, GObject)

HalqaJoinWire *halqa_join_wire_new (GSocketConnection *connection, HalqaJoining *joining);
HalqaJoining *halqa_join_wire_get_joining (HalqaJoinWire *self);
/* How many milliseconds a second of patience lasts; for tests. */
void halqa_join_wire_set_second (HalqaJoinWire *self, guint milliseconds);

void halqa_join_wire_start (HalqaJoinWire *self);
/* Whether nothing has been heard from the other side yet. */
gboolean halqa_join_wire_is_silent (HalqaJoinWire *self);
/* Whether it ends by itself, as soon as its last words are sent. */
gboolean halqa_join_wire_is_ending (HalqaJoinWire *self);
gboolean
halqa_join_wire_answer (HalqaJoinWire *self, const HalqaInvitation *invitation, GError **error);
/* In the place of an answer, where the newcomer was removed from the forum. */
void halqa_join_wire_turn_away (HalqaJoinWire *self);
void halqa_join_wire_close (HalqaJoinWire *self);

G_END_DECLS
