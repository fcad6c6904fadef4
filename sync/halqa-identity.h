/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-types.h"

G_BEGIN_DECLS

#define HALQA_TYPE_IDENTITY (halqa_identity_get_type ())
G_DECLARE_FINAL_TYPE (HalqaIdentity, halqa_identity, HALQA, IDENTITY, GObject)

/* Reads the device key in @folder, or makes it (and the folder, mode 0700) where it is missing or
 * was made on another machine. Immutable afterwards; may be used from any thread. */
HalqaIdentity *halqa_identity_load (const char *folder, GError **error);
const HalqaDeviceId *halqa_identity_get_device (HalqaIdentity *self);
void halqa_identity_sign (HalqaIdentity *self,
                          const guint8 *message,
                          gsize size,
                          guint8 signature[HALQA_SIGNATURE_SIZE]);
/* The secret key in libsodium's form (seed, then public key), lent. */
const guint8 *halqa_identity_get_secret_key (HalqaIdentity *self);

/* What stands beside the key: notes that bind a store to the file that it was made in, and the
 * name of this laptop's user. */
char *halqa_identity_dup_name (HalqaIdentity *self);
gboolean halqa_identity_set_name (HalqaIdentity *self, const char *name, GError **error);
char *halqa_identity_dup_note (HalqaIdentity *self, const char *group, const char *key);
gboolean halqa_identity_set_note (HalqaIdentity *self,
                                  const char *group,
                                  const char *key,
                                  const char *value,
                                  GError **error);
/* Another laptop was met that has this key too: the next time it is loaded, a new one is made. */
gboolean halqa_identity_note_shared (HalqaIdentity *self, GError **error);

G_END_DECLS
