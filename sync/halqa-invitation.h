/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-store.h"

G_BEGIN_DECLS

/**
 * HalqaInvitation:
 * @key: the forum and its key: who holds this can join
 * @title: the forum's title
 * @addresses: (array zero-terminated=1): where members were last seen, "HOST:PORT"
 */
typedef struct
{
  HalqaForumKey key;
  char *title;
  char **addresses;
} HalqaInvitation;

gboolean halqa_invitation_write (const HalqaInvitation *self, const char *path, GError **error);
HalqaInvitation *halqa_invitation_read (const char *path, GError **error);
void halqa_invitation_free (HalqaInvitation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaInvitation, halqa_invitation_free)

G_END_DECLS
