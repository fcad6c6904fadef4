/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-types.h"

#include <sodium.h>
#include <string.h>

/* The names of things: ids, dots, and their hex. Plain structs, so that they can stand in arrays
 * and SQL parameters without a header of their own. Hex is libsodium's.
 *
 * The rule: what others can choose is hashed with a key of this process. A member gone bad makes up
 * ids and dots as it likes, and were four of their bytes the hash, a hundred thousand that begin
 * alike would stand in one place of a table, each found by passing all others. */

/**
 * halqa_id_random:
 * @id: (out caller-allocates): a UUID of version 4
 */
void
halqa_id_random (HalqaId *id)
{
  randombytes_buf (id->bytes, sizeof id->bytes);
  id->bytes[6] = (id->bytes[6] & 0x0f) | 0x40;
  id->bytes[8] = (id->bytes[8] & 0x3f) | 0x80;
}

/**
 * halqa_hash:
 * @data: (array length=size): anything
 * @size: bytes
 *
 * Returns: a hash for #GHashTable that nobody outside can foretell; another in the next process
 */
guint
halqa_hash (gconstpointer data, gsize size)
{
  static guint8 key[crypto_shorthash_KEYBYTES];
  static gsize made;
  guint8 whole[crypto_shorthash_BYTES];
  guint hash;

  if (g_once_init_enter (&made))
    {
      randombytes_buf (key, sizeof key);
      g_once_init_leave (&made, 1);
    }
  crypto_shorthash (whole, data, size, key);
  memcpy (&hash, whole, sizeof hash);
  return hash;
}

/**
 * halqa_text_hash:
 * @text: a string
 *
 * Returns: a hash for #GHashTable, to be taken where members choose the words, a hundred thousand of
 *   which g_str_hash() may make one number
 */
guint
halqa_text_hash (gconstpointer text)
{
  return halqa_hash (text, strlen (text));
}

/**
 * halqa_id_equal:
 * @a: a #HalqaId
 * @b: another
 *
 * Returns: whether both name the same record
 */
gboolean
halqa_id_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, HALQA_ID_SIZE) == 0;
}

/**
 * halqa_id_hash:
 * @id: a #HalqaId
 *
 * Returns: a hash for #GHashTable
 */
guint
halqa_id_hash (gconstpointer id)
{
  return halqa_hash (id, HALQA_ID_SIZE);
}

/**
 * halqa_device_id_equal:
 * @a: a #HalqaDeviceId
 * @b: a #HalqaDeviceId
 *
 * Returns: whether they are one device, for #GHashTable
 */
gboolean
halqa_device_id_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, HALQA_DEVICE_ID_SIZE) == 0;
}

/**
 * halqa_device_id_hash:
 * @id: a #HalqaDeviceId
 *
 * Returns: a hash for #GHashTable
 */
guint
halqa_device_id_hash (gconstpointer id)
{
  return halqa_hash (id, HALQA_DEVICE_ID_SIZE);
}

/**
 * halqa_entry_id_equal:
 * @a: a #HalqaEntryId
 * @b: another
 *
 * Returns: whether both name the same entry
 */
gboolean
halqa_entry_id_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, HALQA_ENTRY_ID_SIZE) == 0;
}

/**
 * halqa_entry_id_hash:
 * @id: a #HalqaEntryId
 *
 * Returns: a hash for #GHashTable
 */
guint
halqa_entry_id_hash (gconstpointer id)
{
  return halqa_hash (id, HALQA_ENTRY_ID_SIZE);
}

/**
 * halqa_dot_compare:
 * @a: a dot
 * @b: another
 *
 * Returns: less than, equal to or greater than 0, by (stamp, device id)
 */
int
halqa_dot_compare (const HalqaDot *a, const HalqaDot *b)
{
  if (a->stamp != b->stamp)
    return a->stamp < b->stamp ? -1 : 1;
  return memcmp (a->device.bytes, b->device.bytes, sizeof a->device.bytes);
}

/**
 * halqa_hex_encode:
 * @hex: (out caller-allocates): room for two digits a byte and a zero
 * @bytes: (array length=size): what is to be written
 * @size: bytes, at most %HALQA_DEVICE_ID_SIZE
 *
 * Returns: (transfer none): @hex
 */
const char *
halqa_hex_encode (char hex[HALQA_HEX_MAX], const guint8 *bytes, gsize size)
{
  g_assert (size <= HALQA_DEVICE_ID_SIZE);
  return sodium_bin2hex (hex, HALQA_HEX_MAX, bytes, size);
}

/**
 * halqa_hex_dup:
 * @bytes: (array length=size): what is to be written
 * @size: bytes
 *
 * Returns: (transfer full): lower-case hex
 */
char *
halqa_hex_dup (const guint8 *bytes, gsize size)
{
  char *hex = g_malloc (2 * size + 1);

  return sodium_bin2hex (hex, 2 * size + 1, bytes, size);
}

/**
 * halqa_hex_decode:
 * @hex: digits of either case
 * @bytes: (out caller-allocates) (array length=size): what they say
 * @size: bytes
 *
 * Returns: %FALSE where @hex is not just 2 × @size digits
 */
gboolean
halqa_hex_decode (const char *hex, guint8 *bytes, gsize size)
{
  gsize written;

  return strlen (hex) == 2 * size &&
         sodium_hex2bin (bytes, size, hex, 2 * size, NULL, &written, NULL) == 0 && written == size;
}
