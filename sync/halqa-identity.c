/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-identity.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "halqa-error.h"
#include "halqa-machine.h"
#include "halqa-reason.h"

/* Who this laptop is: an Ed25519 key pair in FOLDER/device.key (a GKeyFile of mode 0600), and beside
 * it the machine that it was made on. On another machine the key is put aside and a new one made:
 * two laptops that signed with one key would use one dot twice. So it is where two such laptops have
 * met, and seen it. What else must not travel with a copied folder, such as which file a store is bound
 * to, is noted in the same file.
 *
 * Rejected: a passphrase (a facilitator hands her laptop to a rapporteur), the desktop's keyring
 * (there is none in a hall's spare laptop). */

#define FILE_NAME "device.key"
#define GROUP "device"

struct _HalqaIdentity
{
  GObject parent_instance;

  char *path;
  HalqaDeviceId device;
  guint8 secret[crypto_sign_SECRETKEYBYTES];
};

G_DEFINE_FINAL_TYPE (HalqaIdentity, halqa_identity, G_TYPE_OBJECT)

static void
halqa_identity_finalize (GObject *object)
{
  HalqaIdentity *self = HALQA_IDENTITY (object);

  sodium_memzero (self->secret, sizeof self->secret);
  g_free (self->path);
  G_OBJECT_CLASS (halqa_identity_parent_class)->finalize (object);
}

static void
halqa_identity_class_init (HalqaIdentityClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_identity_finalize;
}

static void
halqa_identity_init (HalqaIdentity *self)
{
}

static GKeyFile *
load_notes (const char *path, GError **error)
{
  g_autoptr (GKeyFile) notes = g_key_file_new ();
  g_autoptr (GError) reason = NULL;

  if (g_key_file_load_from_file (notes, path, G_KEY_FILE_NONE, &reason) ||
      g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return g_steal_pointer (&notes);
  g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
               _ ("The device key in %s can't be read: %s. Move the file away to get a new one."),
               path, halqa_reason_of (reason));
  return NULL;
}

/* Temporary name, fsync, rename: g_file_set_contents_full() does all three. */
static gboolean
save_notes (const char *path, GKeyFile *notes, GError **error)
{
  gsize size;
  g_autofree char *text = g_key_file_to_data (notes, &size, NULL);
  g_autoptr (GError) reason = NULL;
  gboolean saved =
      g_file_set_contents_full (path, text, size,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &reason);

  sodium_memzero (text, size);
  if (g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
    g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NO_SPACE,
                         _ ("The disk is full: nothing was lost, but nothing new can be saved. "
                            "Make room and try again."));
  else if (!saved)
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED, _ ("%s can't be written: %s"),
                 path, halqa_reason_of (reason));
  return saved;
}

/* Two processes that start at once must not make two keys. Without a lock file (a folder that can't
 * be written) there is nothing to make either. */
static int
lock (HalqaIdentity *self)
{
  g_autofree char *path = g_strdup_printf ("%s.lock", self->path);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  while (fd >= 0 && flock (fd, LOCK_EX) != 0 && errno == EINTR)
    continue;
  return fd;
}

static void
unlock (int fd)
{
  if (fd >= 0)
    g_close (fd, NULL);
}

static gboolean
take_seed (HalqaIdentity *self, GKeyFile *notes)
{
  g_autofree char *hex = g_key_file_get_string (notes, GROUP, "seed", NULL);
  guint8 seed[crypto_sign_SEEDBYTES];
  gboolean sound = hex != NULL && halqa_hex_decode (hex, seed, sizeof seed);

  if (sound)
    crypto_sign_seed_keypair (self->device.bytes, self->secret, seed);
  sodium_memzero (seed, sizeof seed);
  return sound;
}

static void
make_key (GKeyFile *notes)
{
  g_autofree char *machine = halqa_machine_dup_id ();
  g_autofree char *parts = halqa_machine_dup_parts ();
  guint8 seed[crypto_sign_SEEDBYTES];
  g_autofree char *hex = NULL;

  randombytes_buf (seed, sizeof seed);
  hex = halqa_hex_dup (seed, sizeof seed);
  g_key_file_set_string (notes, GROUP, "seed", hex);
  g_key_file_set_string (notes, GROUP, "machine", machine);
  if (*parts != '\0')
    g_key_file_set_string (notes, GROUP, "parts", parts);
  sodium_memzero (seed, sizeof seed);
  sodium_memzero (hex, strlen (hex));
}

/* Keeps the key of the other machine beside ours, should this be a repaired laptop after all; the
 * notes on stores go with it, so each store takes a new id. */
static gboolean
put_aside (const char *path, GKeyFile *notes, GError **error)
{
  g_autofree char *aside = g_strdup_printf ("%s.other-machine", path);
  g_autofree char *name = g_key_file_get_string (notes, GROUP, "name", NULL);
  g_auto (GStrv) groups = NULL;

  if (!save_notes (aside, notes, error))
    return FALSE;
  groups = g_key_file_get_groups (notes, NULL);
  for (char **group = groups; *group != NULL; group++)
    g_key_file_remove_group (notes, *group, NULL);
  if (name != NULL)
    g_key_file_set_string (notes, GROUP, "name", name);
  return TRUE;
}

/* Whether the key may be used here: it was made on this machine, and no other laptop was met that
 * has it too. */
static gboolean
belongs_here (GKeyFile *notes, const char *noted)
{
  g_autofree char *machine = halqa_machine_dup_id ();
  g_autofree char *parts = halqa_machine_dup_parts ();
  g_autofree char *noted_parts = g_key_file_get_string (notes, GROUP, "parts", NULL);

  return strcmp (noted, machine) == 0 && !halqa_machine_is_other (noted_parts, parts) &&
         !g_key_file_get_boolean (notes, GROUP, "shared", NULL);
}

static gboolean
can_write (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return g_access (folder, W_OK) == 0;
}

/* A folder of another machine where nothing can be written, as on a locked stick, can be read by
 * whoever it is; the key is kept nowhere, for nothing is signed with it. */
static gboolean
make_key_to_look (HalqaIdentity *self, GKeyFile *notes)
{
  make_key (notes);
  return take_seed (self, notes);
}

/* A file that is there and does not hold all that it must was cut off: no new key takes its place. */
static gboolean
load_or_make (HalqaIdentity *self, GError **error)
{
  gboolean exists = g_file_test (self->path, G_FILE_TEST_EXISTS);
  g_autoptr (GKeyFile) notes = load_notes (self->path, error);
  g_autofree char *noted = NULL;

  if (notes == NULL)
    return FALSE;
  noted = g_key_file_get_string (notes, GROUP, "machine", NULL);
  if (exists && (noted == NULL || !take_seed (self, notes)))
    {
      g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
                   _ ("The device key in %s is damaged. Move the file away to get a new one."),
                   self->path);
      return FALSE;
    }
  if (exists && belongs_here (notes, noted))
    return TRUE;
  if (exists && !can_write (self->path))
    return make_key_to_look (self, notes);
  if (exists && !put_aside (self->path, notes, error))
    return FALSE;
  make_key (notes);
  return save_notes (self->path, notes, error) && take_seed (self, notes);
}

/**
 * halqa_identity_load:
 * @folder: where the key is kept
 * @error: %HALQA_SYNC_ERROR_FAILED or %HALQA_SYNC_ERROR_DAMAGED
 *
 * Returns: (transfer full): who this laptop is; made where it was missing
 */
HalqaIdentity *
halqa_identity_load (const char *folder, GError **error)
{
  g_autoptr (HalqaIdentity) self = NULL;
  gboolean loaded;
  int fd;

  g_return_val_if_fail (folder != NULL, NULL);
  if (sodium_init () < 0)
    g_error ("libsodium finds no source of random numbers");
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
                   _ ("The folder %s can't be made: %s"), folder, halqa_reason_say (errno));
      return NULL;
    }
  self = g_object_new (HALQA_TYPE_IDENTITY, NULL);
  self->path = g_build_filename (folder, FILE_NAME, NULL);
  fd = lock (self);
  loaded = load_or_make (self, error);
  unlock (fd);
  return loaded ? g_steal_pointer (&self) : NULL;
}

/**
 * halqa_identity_get_device:
 * @self: an identity
 *
 * Returns: (transfer none): the public key
 */
const HalqaDeviceId *
halqa_identity_get_device (HalqaIdentity *self)
{
  return &self->device;
}

/**
 * halqa_identity_get_secret_key:
 * @self: an identity
 *
 * Returns: (transfer none): 64 bytes, the seed and the public key
 */
const guint8 *
halqa_identity_get_secret_key (HalqaIdentity *self)
{
  return self->secret;
}

/**
 * halqa_identity_sign:
 * @self: an identity
 * @message: (array length=size): what is signed
 * @size: bytes
 * @signature: (out caller-allocates): 64 bytes
 */
void
halqa_identity_sign (HalqaIdentity *self,
                     const guint8 *message,
                     gsize size,
                     guint8 signature[HALQA_SIGNATURE_SIZE])
{
  crypto_sign_detached (signature, NULL, message, size, self->secret);
}

/**
 * halqa_identity_dup_note:
 * @self: an identity
 * @group: what the note is about
 * @key: its name
 *
 * Read from disk each time: another process may have written it.
 *
 * Returns: (transfer full) (nullable): the note
 */
char *
halqa_identity_dup_note (HalqaIdentity *self, const char *group, const char *key)
{
  g_autoptr (GKeyFile) notes = load_notes (self->path, NULL);

  return notes == NULL ? NULL : g_key_file_get_string (notes, group, key, NULL);
}

/**
 * halqa_identity_set_note:
 * @self: an identity
 * @group: what the note is about
 * @key: its name
 * @value: what it says
 * @error: %HALQA_SYNC_ERROR_FAILED
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_identity_set_note (HalqaIdentity *self,
                         const char *group,
                         const char *key,
                         const char *value,
                         GError **error)
{
  int fd = lock (self);
  g_autoptr (GKeyFile) notes = load_notes (self->path, error);
  gboolean saved = FALSE;

  if (notes != NULL)
    {
      g_key_file_set_string (notes, group, key, value);
      saved = save_notes (self->path, notes, error);
    }
  unlock (fd);
  return saved;
}

/**
 * halqa_identity_note_shared:
 * @self: an identity
 * @error: %HALQA_SYNC_ERROR_FAILED
 *
 * For who has met another laptop with the same key, as where a disk was copied. The key is put aside,
 * and a new one made, when it is loaded the next time.
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_identity_note_shared (HalqaIdentity *self, GError **error)
{
  return halqa_identity_set_note (self, GROUP, "shared", "true", error);
}

/**
 * halqa_identity_dup_name:
 * @self: an identity
 *
 * Returns: (transfer full) (nullable): what this laptop is called by others
 */
char *
halqa_identity_dup_name (HalqaIdentity *self)
{
  return halqa_identity_dup_note (self, GROUP, "name");
}

/**
 * halqa_identity_set_name:
 * @self: an identity
 * @name: what this laptop is called by others
 * @error: %HALQA_SYNC_ERROR_FAILED
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_identity_set_name (HalqaIdentity *self, const char *name, GError **error)
{
  return halqa_identity_set_note (self, GROUP, "name", name, error);
}
