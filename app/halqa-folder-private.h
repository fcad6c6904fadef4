/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-folder.h"
#include "halqa-identity.h"
#include "halqa-invitation.h"

G_BEGIN_DECLS

/* For app/ and app/node/ alone: ui/ has no include path to sync/. */
HalqaIdentity *halqa_folder_get_identity (HalqaFolder *self);
const char *halqa_folder_get_forums_path (HalqaFolder *self);
char *halqa_folder_build_path (HalqaFolder *self, const char *id);
char *halqa_folder_find_forum (HalqaFolder *self, const char *which, GError **error);
HalqaStore *halqa_folder_open_file (HalqaFolder *self, const char *id, GError **error);

/* The same as without "store" in the name, for who needs no HalqaForum. */
HalqaStore *halqa_folder_open_store (HalqaFolder *self, const char *which, GError **error);
HalqaStore *halqa_folder_new_store (HalqaFolder *self,
                                    const char *title,
                                    const char *const *fields,
                                    GError **error);
HalqaStore *halqa_folder_join_store (HalqaFolder *self, const char *path, GError **error);
/* Joins by an invitation that came on another way than in a file. */
HalqaStore *
halqa_folder_accept_store (HalqaFolder *self, const HalqaInvitation *invitation, GError **error);
HalqaForum *halqa_folder_make_forum (HalqaFolder *self, HalqaStore *store, GError **error);

G_END_DECLS
