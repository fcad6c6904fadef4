/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-joining-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-plain-text.h"

/* The seven messages by which a laptop joins: how each is made, and how it is taken apart and
 * judged. In which order they come, halqa-joining.c knows. */

#define MAGIC "HALQA-JOIN-1"
#define MAGIC_ANY "HALQA-JOIN-"
#define MAGIC_SIZE (sizeof MAGIC - 1)
#define HELLO_SIZE (MAGIC_SIZE + HALQA_JOINING_NONCE_SIZE + HALQA_DEVICE_ID_SIZE)
#define PROOF_SIZE (HALQA_JOINING_TAG_SIZE + HALQA_JOINING_NAME_SIZE + HALQA_JOINING_SEAL_SIZE)
#define LENGTH_SIZE 4
#define ANSWER_MIN (HALQA_JOINING_TAG_SIZE + HALQA_JOINING_SEAL_SIZE)
#define ANSWER_MAX (64 * 1024)
#define DONE "done"
#define DONE_SIZE (sizeof DONE - 1 + HALQA_JOINING_SEAL_SIZE)

#define SAYS_NO "no"
#define SAYS_ENDED "ended"
#define SAYS_REMOVED "removed"

G_STATIC_ASSERT (PROOF_SIZE == HALQA_JOINING_GUEST_MESSAGE_MAX);
G_STATIC_ASSERT (HALQA_JOINING_SECRET_SIZE == HALQA_CPACE_SECRET_SIZE);
G_STATIC_ASSERT (HALQA_JOINING_SESSION_SIZE == 2 * HALQA_JOINING_NONCE_SIZE);

static gboolean
refuse (GError **error, HalqaSyncError code, const char *why)
{
  g_set_error_literal (error, HALQA_SYNC_ERROR, (int) code, why);
  return FALSE;
}

static gboolean
refuse_disorder (GError **error)
{
  return refuse (error, HALQA_SYNC_ERROR_MALFORMED,
                 _ ("What came is not from the laptop that shows the code. Try once more; if it "
                    "comes back, use an invitation file."));
}

/* --- messages 1 and 2 */

void
halqa_joining_put_hello (HalqaJoining *self, GByteArray *out)
{
  g_byte_array_append (out, (const guint8 *) MAGIC, MAGIC_SIZE);
  g_byte_array_append (out, self->secrets.nonce, sizeof self->secrets.nonce);
  g_byte_array_append (out, self->own.bytes, sizeof self->own.bytes);
}

static gboolean
check_magic (HalqaJoining *self, const guint8 *message, GByteArray *out, GError **error)
{
  if (memcmp (message, MAGIC, MAGIC_SIZE) == 0)
    return TRUE;
  if (memcmp (message, MAGIC_ANY, sizeof MAGIC_ANY - 1) != 0)
    return refuse (error, HALQA_SYNC_ERROR_MALFORMED,
                   _ ("What answers there is not a laptop that invites."));
  /* So that the other side sees it too. */
  if (self->inviter)
    halqa_joining_put_hello (self, out);
  if (message[MAGIC_SIZE - 1] > (guint8) MAGIC[MAGIC_SIZE - 1])
    return refuse (error, HALQA_SYNC_ERROR_OUTDATED,
                   _ ("The other laptop has a newer version of the program. Update this one."));
  return refuse (error, HALQA_SYNC_ERROR_VERSION,
                 _ ("The other laptop has an older version of the program. Have it updated."));
}

static void
set_session (HalqaJoining *self, const guint8 *other_nonce)
{
  const guint8 *newcomer = self->inviter ? other_nonce : self->secrets.nonce;
  const guint8 *inviter = self->inviter ? self->secrets.nonce : other_nonce;

  memcpy (self->keys.session, newcomer, HALQA_JOINING_NONCE_SIZE);
  memcpy (self->keys.session + HALQA_JOINING_NONCE_SIZE, inviter, HALQA_JOINING_NONCE_SIZE);
}

static HalqaCpaceBytes
get_password (HalqaJoining *self)
{
  const char *digits = self->inviter ? halqa_join_code_get_digits (self->code) : self->digits;

  return (HalqaCpaceBytes){ (const guint8 *) digits, HALQA_JOIN_CODE_DIGITS };
}

static gboolean
make_share (HalqaJoining *self)
{
  const HalqaDeviceId *newcomer = self->inviter ? &self->other : &self->own;
  const HalqaDeviceId *inviter = self->inviter ? &self->own : &self->other;
  guint8 channel[MAGIC_SIZE + 2 * HALQA_DEVICE_ID_SIZE];
  guint8 generator[HALQA_CPACE_POINT_SIZE];
  gboolean made;

  memcpy (channel, MAGIC, MAGIC_SIZE);
  memcpy (channel + MAGIC_SIZE, newcomer, HALQA_DEVICE_ID_SIZE);
  memcpy (channel + MAGIC_SIZE + HALQA_DEVICE_ID_SIZE, inviter, HALQA_DEVICE_ID_SIZE);
  halqa_cpace_make_generator (get_password (self), (HalqaCpaceBytes){ channel, sizeof channel },
                              (HalqaCpaceBytes){ self->keys.session, HALQA_JOINING_SESSION_SIZE },
                              generator);
  made = halqa_cpace_multiply (self->secrets.secret, generator, self->share);
  sodium_memzero (generator, sizeof generator);
  return made;
}

static gboolean
take_hello (HalqaJoining *self, const guint8 *message, GByteArray *out, GError **error)
{
  const guint8 *nonce = message + MAGIC_SIZE;

  if (!check_magic (self, message, out, error))
    return FALSE;
  memcpy (self->other.bytes, nonce + HALQA_JOINING_NONCE_SIZE, HALQA_DEVICE_ID_SIZE);
  if (memcmp (&self->own, &self->other, sizeof self->own) == 0)
    return refuse (error, HALQA_SYNC_ERROR_INVALID,
                   _ ("It is this laptop itself that invites there."));
  if (memcmp (nonce, self->secrets.nonce, HALQA_JOINING_NONCE_SIZE) == 0)
    return refuse_disorder (error);
  set_session (self, nonce);
  if (!make_share (self))
    return refuse_disorder (error);
  if (self->inviter)
    halqa_joining_put_hello (self, out);
  else
    g_byte_array_append (out, self->share, sizeof self->share);
  return TRUE;
}

/* --- messages 3 and 4 */

/* Also where the other share is none. */
static gboolean
agree (HalqaJoining *self, const guint8 *other_share)
{
  guint8 agreed[HALQA_CPACE_POINT_SIZE];
  gboolean sound;

  memcpy (self->other_share, other_share, sizeof self->other_share);
  sound = memcmp (self->share, self->other_share, sizeof self->share) != 0 &&
          halqa_cpace_multiply (self->secrets.secret, self->other_share, agreed);
  if (sound)
    halqa_joining_keys_derive (&self->keys, agreed, self->inviter ? self->other_share : self->share,
                               self->inviter ? self->share : self->other_share);
  sodium_memzero (agreed, sizeof agreed);
  sodium_memzero (self->secrets.secret, sizeof self->secrets.secret);
  return sound;
}

static void
put_tag (HalqaJoining *self, GByteArray *out)
{
  guint8 tag[HALQA_JOINING_TAG_SIZE];

  halqa_joining_keys_make_tag (&self->keys, self->share, tag);
  g_byte_array_append (out, tag, sizeof tag);
}

static void
put_sealed (HalqaJoining *self, guint number, const guint8 *text, gsize size, GByteArray *out)
{
  guint start = out->len;

  g_byte_array_set_size (out, start + size + HALQA_JOINING_SEAL_SIZE);
  halqa_joining_keys_seal (&self->keys, number, text, size, out->data + start);
}

static void
put_proof (HalqaJoining *self, GByteArray *out)
{
  guint8 padded[HALQA_JOINING_NAME_SIZE] = { 0 };

  memcpy (padded, self->name, strlen (self->name));
  put_tag (self, out);
  put_sealed (self, 5, padded, sizeof padded, out);
}

static gboolean
take_share (HalqaJoining *self, const guint8 *message, GByteArray *out, GError **error)
{
  if (!agree (self, message))
    return refuse_disorder (error);
  if (!self->inviter)
    {
      put_proof (self, out);
      return TRUE;
    }
  self->trying = halqa_join_code_begin_try (self->code);
  if (!self->trying)
    return refuse (error, HALQA_SYNC_ERROR_ENDED, _ ("The code has ended. Ask for a new one."));
  g_byte_array_append (out, self->share, sizeof self->share);
  return TRUE;
}

/* --- message 5 */

/* A name that is empty, or none, is told as the beginning of the device id. */
static char *
read_name (const guint8 padded[HALQA_JOINING_NAME_SIZE], const HalqaDeviceId *device)
{
  char *name =
      halqa_plain_text_read (padded, strnlen ((const char *) padded, HALQA_JOINING_NAME_SIZE));

  if (name != NULL && *name != '\0')
    return name;
  g_free (name);
  return halqa_hex_dup (device->bytes, 4);
}

static void
put_answer (HalqaJoining *self, const guint8 *text, gsize size, GByteArray *out)
{
  guint32 length = GUINT32_TO_BE ((guint32) (ANSWER_MIN + size));

  g_byte_array_append (out, (const guint8 *) &length, sizeof length);
  put_tag (self, out);
  put_sealed (self, 6, text, size, out);
}

static void
put_word (HalqaJoining *self, const char *word, GByteArray *out)
{
  put_answer (self, (const guint8 *) word, strlen (word), out);
}

static gboolean
take_proof (HalqaJoining *self, const guint8 *message, GByteArray *out, GError **error)
{
  guint8 padded[HALQA_JOINING_NAME_SIZE];
  gboolean fits = halqa_joining_keys_check_tag (&self->keys, self->other_share, message) &&
                  halqa_joining_keys_open (&self->keys, 5, message + HALQA_JOINING_TAG_SIZE,
                                           PROOF_SIZE - HALQA_JOINING_TAG_SIZE, padded);

  self->trying = FALSE;
  self->has_place = halqa_join_code_end_try (self->code, fits);
  if (!fits)
    return refuse (error, HALQA_SYNC_ERROR_WRONG_CODE, _ ("The code is wrong."));
  if (!self->has_place)
    {
      put_word (self, SAYS_ENDED, out);
      return refuse (error, HALQA_SYNC_ERROR_ENDED, _ ("The code has ended. Ask for a new one."));
    }
  self->name = read_name (padded, &self->other);
  self->state = HALQA_JOINING_ASKS;
  return TRUE;
}

/* --- message 6 */

static gboolean
take_length (HalqaJoining *self, const guint8 *message, GError **error)
{
  guint32 length;

  memcpy (&length, message, sizeof length);
  length = GUINT32_FROM_BE (length);
  if (length < ANSWER_MIN || length > ANSWER_MAX)
    return refuse (error, HALQA_SYNC_ERROR_TOO_LARGE,
                   _ ("What the other laptop sends is no invitation."));
  self->answer_size = length;
  return TRUE;
}

static gboolean
is_word (GBytes *text, const char *word)
{
  gsize size;
  const void *data = g_bytes_get_data (text, &size);

  return size == strlen (word) && memcmp (data, word, size) == 0;
}

static gboolean
read_answer (HalqaJoining *self, GBytes *text, GError **error)
{
  if (is_word (text, SAYS_NO))
    return refuse (error, HALQA_SYNC_ERROR_REFUSED,
                   _ ("The person who invites did not let this laptop in."));
  if (is_word (text, SAYS_REMOVED))
    return refuse (error, HALQA_SYNC_ERROR_REFUSED,
                   _ ("This laptop was removed from the forum, and can't come back with the device "
                      "key that it has. Close Halqa, move the file device.key out of its folder, "
                      "start it again and ask for a new code. What is on this laptop stays."));
  if (is_word (text, SAYS_ENDED))
    return refuse (error, HALQA_SYNC_ERROR_ENDED, _ ("The code has ended. Ask for a new one."));
  self->invitation = halqa_invitation_decode (text, error);
  return self->invitation != NULL;
}

static gboolean
take_answer (HalqaJoining *self, const guint8 *message, GByteArray *out, GError **error)
{
  gsize size = self->answer_size - ANSWER_MIN;
  g_autofree guint8 *text = g_malloc (size + 1);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, size);
  gboolean taken;

  if (!halqa_joining_keys_check_tag (&self->keys, self->other_share, message) ||
      !halqa_joining_keys_open (&self->keys, 6, message + HALQA_JOINING_TAG_SIZE,
                                self->answer_size - HALQA_JOINING_TAG_SIZE, text))
    return refuse_disorder (error);
  taken = read_answer (self, bytes, error);
  sodium_memzero (text, size);
  if (!taken)
    return FALSE;
  put_sealed (self, 7, (const guint8 *) DONE, strlen (DONE), out);
  halqa_joining_end (self, HALQA_JOINING_DONE);
  return TRUE;
}

/* --- message 7 */

static gboolean
take_done (HalqaJoining *self, const guint8 *message, GError **error)
{
  guint8 text[DONE_SIZE - HALQA_JOINING_SEAL_SIZE];

  if (self->state != HALQA_JOINING_TALKS ||
      !halqa_joining_keys_open (&self->keys, 7, message, DONE_SIZE, text) ||
      memcmp (text, DONE, sizeof text) != 0)
    return refuse_disorder (error);
  self->joined = TRUE;
  halqa_joining_end (self, HALQA_JOINING_DONE);
  return TRUE;
}

/* --- all of them */

void
halqa_joining_put_no (HalqaJoining *self, GByteArray *out)
{
  put_word (self, SAYS_NO, out);
}

void
halqa_joining_put_removed (HalqaJoining *self, GByteArray *out)
{
  put_word (self, SAYS_REMOVED, out);
}

/* FALSE where it is too large. */
gboolean
halqa_joining_put_invitation (HalqaJoining *self, GBytes *invitation, GByteArray *out)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (invitation, &size);

  if (size > ANSWER_MAX - ANSWER_MIN)
    return FALSE;
  put_answer (self, data, size, out);
  return TRUE;
}

/* Of message 6 that of its length alone. */
gsize
halqa_joining_get_size (guint number)
{
  static const gsize sizes[] = {
    0,          HELLO_SIZE,  HELLO_SIZE, HALQA_CPACE_POINT_SIZE, HALQA_CPACE_POINT_SIZE,
    PROOF_SIZE, LENGTH_SIZE, DONE_SIZE,
  };

  return sizes[number];
}

/* Judges the message that is the next one. */
gboolean
halqa_joining_read (HalqaJoining *self, const guint8 *message, GByteArray *out, GError **error)
{
  switch (self->next)
    {
    case 1:
    case 2:
      return take_hello (self, message, out, error);
    case 3:
    case 4:
      return take_share (self, message, out, error);
    case 5:
      return take_proof (self, message, out, error);
    case 6:
      return self->answer_size == 0 ? take_length (self, message, error)
                                    : take_answer (self, message, out, error);
    default:
      return take_done (self, message, error);
    }
}
