/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HALQA_ID_SIZE 16
#define HALQA_DEVICE_ID_SIZE 32
#define HALQA_ENTRY_ID_SIZE 32
#define HALQA_SIGNATURE_SIZE 64
#define HALQA_KEY_SIZE 32
#define HALQA_TAG_SIZE 16
#define HALQA_STORE_ID_SIZE 8
#define HALQA_FINGERPRINT_SIZE 16

/* Room for the hex of the largest of them and its terminating zero. */
#define HALQA_HEX_MAX (2 * HALQA_DEVICE_ID_SIZE + 1)

/**
 * HalqaId:
 * @bytes: 16 bytes
 *
 * Names a forum, or a record within its kind.
 */
typedef struct
{
  guint8 bytes[HALQA_ID_SIZE];
} HalqaId;

/**
 * HalqaDeviceId:
 * @bytes: an Ed25519 public key, 32 bytes
 */
typedef struct
{
  guint8 bytes[HALQA_DEVICE_ID_SIZE];
} HalqaDeviceId;

/**
 * HalqaEntryId:
 * @bytes: BLAKE2b-256 of forum id, entry and signature
 */
typedef struct
{
  guint8 bytes[HALQA_ENTRY_ID_SIZE];
} HalqaEntryId;

/* A file that goes with a forum has at most this many bytes. */
#define HALQA_BLOB_MAX (25 * 1024 * 1024)

/**
 * HalqaBlobId:
 * @bytes: SHA-256 of what it holds
 *
 * Names a file that goes with a forum. halqa_entry_id_hash() and halqa_entry_id_equal() take it.
 */
typedef struct
{
  guint8 bytes[HALQA_ENTRY_ID_SIZE];
} HalqaBlobId;

/**
 * HalqaBlobRef:
 * @id: which
 * @size: of it in bytes, as the record says; 1 to %HALQA_BLOB_MAX
 *
 * What a record says of a file that it goes with.
 */
typedef struct
{
  HalqaBlobId id;
  guint64 size;
} HalqaBlobRef;

/**
 * HalqaDot:
 * @stamp: hybrid logical clock, milliseconds since 1970 in the upper 48 bits, a counter below
 * @device: who wrote
 *
 * Names one write.
 */
typedef struct
{
  guint64 stamp;
  HalqaDeviceId device;
} HalqaDot;

void halqa_id_random (HalqaId *id);
guint halqa_hash (gconstpointer data, gsize size);
guint halqa_text_hash (gconstpointer text);
gboolean halqa_id_equal (gconstpointer a, gconstpointer b);
guint halqa_id_hash (gconstpointer id);
gboolean halqa_device_id_equal (gconstpointer a, gconstpointer b);
guint halqa_device_id_hash (gconstpointer id);
gboolean halqa_entry_id_equal (gconstpointer a, gconstpointer b);
guint halqa_entry_id_hash (gconstpointer id);
int halqa_dot_compare (const HalqaDot *a, const HalqaDot *b);

const char *halqa_hex_encode (char hex[HALQA_HEX_MAX], const guint8 *bytes, gsize size);
char *halqa_hex_dup (const guint8 *bytes, gsize size);
gboolean halqa_hex_decode (const char *hex, guint8 *bytes, gsize size);

G_END_DECLS
