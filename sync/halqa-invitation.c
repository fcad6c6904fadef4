/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-invitation.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "halqa-cbor.h"
#include "halqa-error.h"
#include "halqa-reason.h"

/* An invitation as bytes, and as a file for a stick (protocol, section 7): who holds it can join.
 *
 * The magic line, then a CBOR sequence: a map of key, forum, title and addresses, and 16 bytes of
 * BLAKE2b over all that precedes them. A stick that was pulled out too early, or that is worn, is
 * so told from a forum nobody can be found in.
 *
 * Where a laptop has been removed the newcomer needs the newest key to be let in, and those before
 * it to know the chain that leads there and to let in who was away. They stand in a member of their
 * own, `newer`, under the magic of a second version; a forum of one key is still told in the first,
 * which every version reads.
 *
 * The rule kept: no byte is read past FILE_MAX, and each that is read is checked. The file is
 * written under another name first and is of mode 0600, where the stick knows modes.
 *
 * Rejected: a key file (free-form text invites editing); to sign it by the inviting device, which
 * the newcomer does not know any better than the file. */

#define MAGIC "HALQA-INVITATION-1\n"
#define MAGIC_NEWER "HALQA-INVITATION-2\n"
#define MAGIC_ANY "HALQA-INVITATION-"
#define FILE_MAX (64 * 1024)
#define CHECK_SIZE 16
#define TITLE_MAX 4096
#define ADDRESS_MAX 256
#define ADDRESSES_MAX 64
#define NEWER_MAX 256
#define NEWER_SIZE (2 * HALQA_KEY_SIZE)

static void
put_text (GByteArray *out, const char *text)
{
  halqa_cbor_put_text (out, text, strlen (text));
}

static gboolean
is_sound_address (const char *address)
{
  gsize size = strlen (address);

  if (size == 0 || size > ADDRESS_MAX || strchr (address, ':') == NULL)
    return FALSE;
  for (const char *c = address; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c))
      return FALSE;
  return TRUE;
}

static guint
count_sound_addresses (char *const *addresses)
{
  guint n = 0;

  for (; addresses != NULL && *addresses != NULL && n < ADDRESSES_MAX; addresses++)
    n += is_sound_address (*addresses);
  return n;
}

static void
put_addresses (GByteArray *out, char *const *addresses)
{
  guint n = count_sound_addresses (addresses);

  halqa_cbor_put_array (out, n);
  for (; n > 0; addresses++)
    if (is_sound_address (*addresses))
      {
        put_text (out, *addresses);
        n--;
      }
}

static void
put_newer (GByteArray *out, GBytes *newer)
{
  gsize size;
  const guint8 *keys = g_bytes_get_data (newer, &size);

  put_text (out, "newer");
  halqa_cbor_put_array (out, size / NEWER_SIZE);
  for (gsize i = 0; i + NEWER_SIZE <= size; i += NEWER_SIZE)
    halqa_cbor_put_bytes (out, keys + i, NEWER_SIZE);
}

/**
 * halqa_invitation_encode:
 * @self: an invitation; addresses that are none are left out
 * @error: %HALQA_SYNC_ERROR_INVALID for a title over 4 KiB
 *
 * Returns: (transfer full): what the file holds, at most 64 KiB
 */
GBytes *
halqa_invitation_encode (const HalqaInvitation *self, GError **error)
{
  const char *magic = self->newer == NULL ? MAGIC : MAGIC_NEWER;
  GByteArray *out;
  guint8 check[CHECK_SIZE];

  g_return_val_if_fail (self->title != NULL, NULL);
  if (strlen (self->title) > TITLE_MAX || !g_utf8_validate (self->title, -1, NULL))
    {
      g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID,
                   _ ("The forum's title is too long for an invitation."));
      return NULL;
    }
  out = g_byte_array_new ();
  g_byte_array_append (out, (const guint8 *) magic, strlen (magic));
  halqa_cbor_put_map (out, self->newer == NULL ? 4 : 5);
  put_text (out, "key");
  halqa_cbor_put_bytes (out, self->key.key, HALQA_KEY_SIZE);
  put_text (out, "forum");
  halqa_cbor_put_bytes (out, self->key.forum.bytes, HALQA_ID_SIZE);
  if (self->newer != NULL)
    put_newer (out, self->newer);
  put_text (out, "title");
  put_text (out, self->title);
  put_text (out, "addresses");
  put_addresses (out, self->addresses);
  crypto_generichash (check, sizeof check, out->data, out->len, NULL, 0);
  halqa_cbor_put_bytes (out, check, sizeof check);
  return g_byte_array_free_to_bytes (out);
}

/**
 * halqa_invitation_write:
 * @self: what to write; addresses that are none are left out
 * @path: where; a file of that name is replaced
 * @error: %HALQA_SYNC_ERROR_INVALID for a title over 4 KiB, %HALQA_SYNC_ERROR_NO_SPACE or
 *   %HALQA_SYNC_ERROR_FAILED
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_invitation_write (const HalqaInvitation *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) reason = NULL;
  gboolean full;

  g_return_val_if_fail (path != NULL, FALSE);
  bytes = halqa_invitation_encode (self, error);
  if (bytes == NULL)
    return FALSE;
  if (g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &reason))
    return TRUE;
  full = g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  g_set_error (error, HALQA_SYNC_ERROR, full ? HALQA_SYNC_ERROR_NO_SPACE : HALQA_SYNC_ERROR_FAILED,
               _ ("The invitation can't be written to %s: %s"), path, halqa_reason_of (reason));
  return FALSE;
}

static gboolean
damaged (GError **error)
{
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
                       _ ("The invitation is cut off or altered. Have it written again."));
  return FALSE;
}

static gboolean
read_key (HalqaCborReader *reader, const char *key)
{
  HalqaCborItem item;

  return halqa_cbor_read_type (reader, HALQA_CBOR_TEXT, &item, NULL) && item.size == strlen (key) &&
         memcmp (item.data, key, item.size) == 0;
}

static gboolean
read_bytes (HalqaCborReader *reader, guint8 *bytes, gsize size)
{
  HalqaCborItem item;

  if (!halqa_cbor_read_type (reader, HALQA_CBOR_BYTES, &item, NULL) || item.size != size)
    return FALSE;
  memcpy (bytes, item.data, size);
  return TRUE;
}

static char *
read_text (HalqaCborReader *reader, gsize max)
{
  HalqaCborItem item;

  if (!halqa_cbor_read_type (reader, HALQA_CBOR_TEXT, &item, NULL) || item.size > max ||
      memchr (item.data, '\0', item.size) != NULL)
    return NULL;
  return g_strndup ((const char *) item.data, item.size);
}

static char **
read_addresses (HalqaCborReader *reader)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  HalqaCborItem array;

  if (!halqa_cbor_read_type (reader, HALQA_CBOR_ARRAY, &array, NULL) ||
      array.number > ADDRESSES_MAX)
    return NULL;
  for (guint64 i = 0; i < array.number; i++)
    {
      g_autofree char *address = read_text (reader, ADDRESS_MAX);

      if (address == NULL || !is_sound_address (address))
        return NULL;
      g_strv_builder_add (addresses, address);
    }
  return g_strv_builder_end (addresses);
}

static gboolean
read_newer (HalqaCborReader *reader, HalqaInvitation *self)
{
  g_autoptr (GByteArray) keys = g_byte_array_new ();
  guint8 key[NEWER_SIZE];
  HalqaCborItem array;

  if (!read_key (reader, "newer") ||
      !halqa_cbor_read_type (reader, HALQA_CBOR_ARRAY, &array, NULL) || array.number == 0 ||
      array.number > NEWER_MAX)
    return FALSE;
  for (guint64 i = 0; i < array.number; i++)
    {
      if (!read_bytes (reader, key, sizeof key))
        return FALSE;
      g_byte_array_append (keys, key, sizeof key);
    }
  self->newer = g_byte_array_free_to_bytes (g_steal_pointer (&keys));
  return TRUE;
}

static gboolean
read_map (HalqaCborReader *reader, gboolean has_newer, HalqaInvitation *self)
{
  HalqaCborItem map;

  return halqa_cbor_read_type (reader, HALQA_CBOR_MAP, &map, NULL) &&
         map.number == (has_newer ? 5 : 4) && read_key (reader, "key") &&
         read_bytes (reader, self->key.key, HALQA_KEY_SIZE) && read_key (reader, "forum") &&
         read_bytes (reader, self->key.forum.bytes, HALQA_ID_SIZE) &&
         (!has_newer || read_newer (reader, self)) && read_key (reader, "title") &&
         (self->title = read_text (reader, TITLE_MAX)) != NULL && read_key (reader, "addresses") &&
         (self->addresses = read_addresses (reader)) != NULL;
}

static gboolean
read_check (HalqaCborReader *reader)
{
  guint8 expected[CHECK_SIZE];
  guint8 check[CHECK_SIZE];

  crypto_generichash (expected, sizeof expected, reader->data, reader->offset, NULL, 0);
  return read_bytes (reader, check, sizeof check) && halqa_cbor_at_end (reader) &&
         memcmp (check, expected, sizeof check) == 0;
}

static gboolean
begins_with (const guint8 *data, gsize size, const char *magic)
{
  return size >= strlen (MAGIC) && memcmp (data, magic, strlen (magic)) == 0;
}

static gboolean
check_magic (const guint8 *data, gsize size, GError **error)
{
  if (begins_with (data, size, MAGIC) || begins_with (data, size, MAGIC_NEWER))
    return TRUE;
  if (begins_with (data, size, MAGIC_ANY))
    g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NEWER,
                         _ ("The invitation was made by a later version of the program."));
  else
    g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_OURS,
                         _ ("The file is no invitation to a forum."));
  return FALSE;
}

/**
 * halqa_invitation_decode:
 * @bytes: from anywhere
 * @error: %HALQA_SYNC_ERROR_NOT_OURS, %HALQA_SYNC_ERROR_NEWER or %HALQA_SYNC_ERROR_DAMAGED
 *
 * Returns: (transfer full): the invitation
 */
HalqaInvitation *
halqa_invitation_decode (GBytes *bytes, GError **error)
{
  g_autoptr (HalqaInvitation) self = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  HalqaCborReader reader;

  if (!check_magic (data, size, error))
    return NULL;
  self = g_new0 (HalqaInvitation, 1);
  halqa_cbor_reader_init (&reader, data, size);
  reader.offset = strlen (MAGIC);
  if (read_map (&reader, begins_with (data, size, MAGIC_NEWER), self) && read_check (&reader))
    return g_steal_pointer (&self);
  damaged (error);
  return NULL;
}

/* At most @max bytes of @path; -1 with errno. */
static gssize
read_file (const char *path, guint8 *data, gsize max)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  gsize size = 0;
  gssize n = fd < 0 ? -1 : 1;

  while (n > 0 && size < max)
    {
      n = read (fd, data + size, max - size);
      if (n > 0)
        size += n;
      else if (n < 0 && errno == EINTR)
        n = 1;
    }
  if (fd >= 0)
    {
      int saved = errno;

      g_close (fd, NULL);
      errno = saved;
    }
  return n < 0 ? -1 : (gssize) size;
}

/**
 * halqa_invitation_read:
 * @path: a file from anywhere
 * @error: %HALQA_SYNC_ERROR_NOT_OURS, %HALQA_SYNC_ERROR_NEWER, %HALQA_SYNC_ERROR_DAMAGED,
 *   %HALQA_SYNC_ERROR_TOO_LARGE (over 64 KiB) or %HALQA_SYNC_ERROR_FAILED
 *
 * Returns: (transfer full): the invitation
 */
HalqaInvitation *
halqa_invitation_read (const char *path, GError **error)
{
  guint8 *data = g_malloc (FILE_MAX + 1);
  g_autoptr (GBytes) bytes = NULL;
  gssize size;

  g_return_val_if_fail (path != NULL, NULL);
  size = read_file (path, data, FILE_MAX + 1);
  bytes = g_bytes_new_take (data, MAX (size, 0));
  if (size < 0)
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
                 _ ("The invitation %s can't be read: %s"), path, halqa_reason_say (errno));
  else if (size > FILE_MAX)
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE,
                 _ ("%s is too large for an invitation."), path);
  else
    return halqa_invitation_decode (bytes, error);
  return NULL;
}

/**
 * halqa_invitation_new:
 * @store: the forum
 * @title: what the newcomer sees until its record has arrived
 * @addresses: (array zero-terminated=1) (nullable): where members can be found, "HOST:PORT"
 *
 * Returns: (transfer full): an invitation with all keys that are known here
 */
HalqaInvitation *
halqa_invitation_new (HalqaStore *store, const char *title, const char *const *addresses)
{
  static const char *const none[] = { NULL };
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);
  HalqaInvitation *self = g_new0 (HalqaInvitation, 1);

  self->key = *halqa_store_get_forum_key (store);
  self->newer = halqa_keyring_dup_newer (keyring);
  self->title = g_strdup (title);
  self->addresses = g_strdupv ((char **) (addresses != NULL ? addresses : none));
  return self;
}

/**
 * halqa_invitation_free:
 * @self: (transfer full): an invitation; its key is wiped
 */
void
halqa_invitation_free (HalqaInvitation *self)
{
  sodium_memzero (&self->key, sizeof self->key);
  g_clear_pointer (&self->newer, g_bytes_unref);
  g_free (self->title);
  g_strfreev (self->addresses);
  g_free (self);
}
