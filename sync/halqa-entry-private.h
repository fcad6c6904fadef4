/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-entry.h"
#include "halqa-identity.h"

G_BEGIN_DECLS

#define HALQA_ENTRY_VERSION 1

/* What is signed: a label, the forum and the entry. To be freed. */
guint8 *halqa_entry_dup_signed_message (const HalqaId *forum,
                                        const guint8 *entry,
                                        gsize entry_size,
                                        gsize *size);

/* The id of an entry, sound or not: BLAKE2b-256 of @forum, @entry and @signature (64 bytes). */
void halqa_entry_compute_id (const HalqaId *forum,
                             const guint8 *entry,
                             gsize size,
                             const guint8 *signature,
                             HalqaEntryId *id);

/* Encodes, signs and parses what was made: an entry of ours passes the same gate as another's. The
 * order of the fields does not matter. */
HalqaEntry *halqa_entry_sign (HalqaIdentity *identity,
                              const HalqaId *forum,
                              guint64 stamp,
                              const HalqaWrite *writes,
                              guint n_writes,
                              GError **error);

G_END_DECLS
