/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-identity.h"
#include "halqa-types.h"

G_BEGIN_DECLS

/* The name in a server's certificate: the same for everybody, so that it says nothing. */
#define HALQA_CERTIFICATE_SERVER_NAME "halqa"

GTlsCertificate *
halqa_certificate_new (HalqaIdentity *identity, const char *common_name, GError **error);
gboolean halqa_certificate_read (GTlsCertificate *certificate,
                                 HalqaDeviceId *device,
                                 char **common_name,
                                 GError **error);

/* The name in a member's certificate: `TAG:PROOF`. */
char *halqa_certificate_dup_member_name (const guint8 forum_key[HALQA_KEY_SIZE],
                                         const HalqaDeviceId *device);
const char *halqa_certificate_split_member_name (const char *common_name,
                                                 guint8 tag[HALQA_TAG_SIZE]);

GTlsDatabase *halqa_certificate_trust_nobody (void);

G_END_DECLS
