/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HALQA_TYPE_GUEST (halqa_guest_get_type ())
G_DECLARE_FINAL_TYPE (HalqaGuest, halqa_guest, HALQA, GUEST, GObject)

typedef enum
{
  HALQA_GUEST_ASKING, /* it knows the code, and waits for an answer, two minutes at most */
  HALQA_GUEST_ENTERING, /* it was let in, and has not said yet that it is */
  HALQA_GUEST_JOINED,
  HALQA_GUEST_REFUSED,
  HALQA_GUEST_REMOVED, /* from the forum, before: it was told so, and not let in */
  HALQA_GUEST_GONE, /* before it was answered, or before it said that it is in */
} HalqaGuestState;

#define HALQA_TYPE_GUEST_STATE (halqa_guest_state_get_type ())
GType halqa_guest_state_get_type (void);

/* A laptop that knows the code and wants to join: "Let NAME in?". Properties "name", "device" and
 * "state", which notifies. */

/* What it says to be called; never empty. Somebody else's words: isolate their direction. */
const char *halqa_guest_get_name (HalqaGuest *self);
/* The id of the device, 64 hex digits; the first 8 are enough to be told. */
const char *halqa_guest_get_device (HalqaGuest *self);
HalqaGuestState halqa_guest_get_state (HalqaGuest *self);

/* Of one that was removed: what became of it, for the person who invites. */
char *halqa_guest_dup_removal_note (HalqaGuest *self);

/* Each does nothing unless it is asking. */
void halqa_guest_allow (HalqaGuest *self);
void halqa_guest_refuse (HalqaGuest *self);

G_END_DECLS
