/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"

G_BEGIN_DECLS

typedef enum
{
  HALQA_ROLE_MEMBER, /* who asks: "member 1" */
  HALQA_ROLE_SERVER, /* who answers: "server 1" */
  HALQA_ROLE_DEVICE, /* whom a later key is to be sealed for: "device 1" */
} HalqaRole;

/* A key for a new forum. */
void halqa_membership_new_key (guint8 forum_key[HALQA_KEY_SIZE]);

/* The forum tag, from the forum key alone. */
void halqa_membership_tag (const guint8 forum_key[HALQA_KEY_SIZE], guint8 tag[HALQA_TAG_SIZE]);

/* Unpadded base64url of the proof that @device knows @forum_key (22 characters). */
char *halqa_membership_prove (const guint8 forum_key[HALQA_KEY_SIZE],
                              HalqaRole role,
                              const HalqaDeviceId *device);
/* In constant time. */
gboolean halqa_membership_check (const guint8 forum_key[HALQA_KEY_SIZE],
                                 HalqaRole role,
                                 const HalqaDeviceId *device,
                                 const char *proof);

G_END_DECLS
