/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-store.h"

G_BEGIN_DECLS

/**
 * HalqaInvitation:
 * @key: the forum and its founding key: who holds this can join
 * @newer: (nullable): the keys that came after that one, as halqa_keyring_dup_newer() gives them;
 *   the last one lets in
 * @title: the forum's title
 * @addresses: (array zero-terminated=1): where members were last seen, "HOST:PORT"
 *
 * What a newcomer is told, on whichever way: in a file, or sealed by a code.
 */
typedef struct
{
  HalqaForumKey key;
  GBytes *newer;
  char *title;
  char **addresses;
} HalqaInvitation;

HalqaInvitation *
halqa_invitation_new (HalqaStore *store, const char *title, const char *const *addresses);
/* The bytes of the file, for any other way. */
GBytes *halqa_invitation_encode (const HalqaInvitation *self, GError **error);
HalqaInvitation *halqa_invitation_decode (GBytes *bytes, GError **error);
gboolean halqa_invitation_write (const HalqaInvitation *self, const char *path, GError **error);
HalqaInvitation *halqa_invitation_read (const char *path, GError **error);
void halqa_invitation_free (HalqaInvitation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaInvitation, halqa_invitation_free)

G_END_DECLS
