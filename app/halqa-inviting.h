/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HALQA_TYPE_INVITING (halqa_inviting_get_type ())
G_DECLARE_FINAL_TYPE (HalqaInviting, halqa_inviting, HALQA, INVITING, GObject)

/* A forum nearby that invites by a code. Properties "title" and "address", which notify. Nothing of
 * it is proven: whoever knows the code is told by joining. */

/* Somebody else's words: isolate their direction. */
const char *halqa_inviting_get_title (HalqaInviting *self);
/* For halqa_folder_join_code_async(), not for people: "HOST:PORT", or several of them. */
const char *halqa_inviting_get_address (HalqaInviting *self);

G_END_DECLS
