/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-folder-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-reason.h"

/*
 * The folder of one person on one laptop: who this laptop is, and the forums that it holds.
 *
 *   DIR/device.key              the device key and the notes beside it, kept by HalqaIdentity
 *   DIR/forums/FORUMID.halqadb  a forum, one SQLite file each
 *
 * Rule: what is there is found by looking, there is no list to go stale; a file put there by hand
 * is a forum of this folder, one taken away is none. Several processes may use a folder at a time.
 *
 * halqa-folder-list.c finds the forums; halqa-folder-forums.c opens, makes and joins them.
 */

/* What peers take of a name, in bytes. */
#define NAME_MAX_BYTES 256

struct _HalqaFolder
{
  GObject parent_instance;

  /* owned */
  char *path;
  char *forums_path;
  HalqaIdentity *identity;
};

G_DEFINE_FINAL_TYPE (HalqaFolder, halqa_folder, G_TYPE_OBJECT)

static void
halqa_folder_finalize (GObject *object)
{
  HalqaFolder *self = HALQA_FOLDER (object);

  g_free (self->path);
  g_free (self->forums_path);
  g_clear_object (&self->identity);

  G_OBJECT_CLASS (halqa_folder_parent_class)->finalize (object);
}

static void
halqa_folder_class_init (HalqaFolderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_folder_finalize;
}

static void
halqa_folder_init (HalqaFolder *self)
{
}

static char *
find_path (const char *path)
{
  return path != NULL ? g_canonicalize_filename (path, NULL)
                      : g_build_filename (g_get_user_data_dir (), "halqa", NULL);
}

/* With no link in it; of what is not there yet, in the part that is. */
static char *
find_real_path (const char *path)
{
  char *real = realpath (path, NULL);
  g_autofree char *name = NULL;
  g_autofree char *parent = NULL;
  g_autofree char *real_parent = NULL;

  if (real != NULL || g_str_equal (path, "/"))
    return real != NULL ? real : g_strdup (path);
  name = g_path_get_basename (path);
  parent = g_path_get_dirname (path);
  real_parent = find_real_path (parent);
  return g_build_filename (real_parent, name, NULL);
}

/**
 * halqa_folder_make_mark:
 * @path: (nullable): as that of halqa_folder_open(), which need not have made it yet
 *
 * Returns: (nullable): the same 16 letters by whatever name a folder is called; %NULL for the usual one
 */
char *
halqa_folder_make_mark (const char *path)
{
  g_autofree char *usual = find_path (NULL);
  g_autofree char *wanted = find_path (path);
  g_autofree char *real_usual = find_real_path (usual);
  g_autofree char *real = find_real_path (wanted);
  g_autofree char *sum = NULL;

  if (g_str_equal (real, real_usual))
    return NULL;
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, real, -1);
  sum[16] = '\0';
  return g_steal_pointer (&sum);
}

/**
 * halqa_folder_open:
 * @path: (nullable): where it is, or %NULL for `halqa` in the user's data folder
 * @error: %G_IO_ERROR or #HalqaSyncError
 *
 * Returns: (transfer full): the folder, made where it was missing, with the device key in it
 */
HalqaFolder *
halqa_folder_open (const char *path, GError **error)
{
  g_autoptr (HalqaFolder) self = g_object_new (HALQA_TYPE_FOLDER, NULL);

  self->path = find_path (path);
  self->forums_path = g_build_filename (self->path, "forums", NULL);
  self->identity = halqa_identity_load (self->path, error);
  if (self->identity == NULL)
    return NULL;
  if (g_mkdir_with_parents (self->forums_path, 0700) != 0)
    {
      int number = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number),
                   /* Translators: the name of a folder, then the system's reason. */
                   _ ("The folder %s can't be made: %s"), self->forums_path,
                   halqa_reason_say (number));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * halqa_folder_get_path:
 * @self: a folder
 *
 * Returns: (transfer none): where it is, absolute
 */
const char *
halqa_folder_get_path (HalqaFolder *self)
{
  g_return_val_if_fail (HALQA_IS_FOLDER (self), NULL);

  return self->path;
}

const char *
halqa_folder_get_forums_path (HalqaFolder *self)
{
  g_return_val_if_fail (HALQA_IS_FOLDER (self), NULL);

  return self->forums_path;
}

HalqaIdentity *
halqa_folder_get_identity (HalqaFolder *self)
{
  g_return_val_if_fail (HALQA_IS_FOLDER (self), NULL);

  return self->identity;
}

/**
 * halqa_folder_dup_device_id:
 * @self: a folder
 *
 * Returns: (transfer full): the id of this laptop, 64 hex digits
 */
char *
halqa_folder_dup_device_id (HalqaFolder *self)
{
  g_return_val_if_fail (HALQA_IS_FOLDER (self), NULL);

  return halqa_hex_dup (halqa_identity_get_device (self->identity)->bytes, HALQA_DEVICE_ID_SIZE);
}

/**
 * halqa_folder_dup_name:
 * @self: a folder
 *
 * Returns: (transfer full): what this laptop is called by others; the host's name until it was set
 */
char *
halqa_folder_dup_name (HalqaFolder *self)
{
  char *name;

  g_return_val_if_fail (HALQA_IS_FOLDER (self), NULL);

  name = halqa_identity_dup_name (self->identity);
  if (name != NULL && *name != '\0')
    return name;
  g_free (name);
  return g_utf8_make_valid (g_get_host_name (), -1);
}

/**
 * halqa_folder_set_name:
 * @self: a folder
 * @name: what this laptop is to be called
 * @error: %HALQA_APP_ERROR_INVALID for a name that is too long, or #HalqaSyncError
 *
 * The forums say so from the next time that they are opened.
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_folder_set_name (HalqaFolder *self, const char *name, GError **error)
{
  g_return_val_if_fail (HALQA_IS_FOLDER (self) && name != NULL, FALSE);

  if (strlen (name) > NAME_MAX_BYTES)
    {
      g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                           _ ("The name is too long. A few words will do."));
      return FALSE;
    }
  return halqa_identity_set_name (self->identity, name, error);
}

/**
 * halqa_folder_split_name:
 * @name: what a laptop is called by others
 * @person: (out) (transfer full): who sits at it; "" where the name tells nobody
 * @laptop: (out) (transfer full): which of theirs it is; "" where the name does not say
 *
 * Others know one name, and nothing but how it is written parts it: "Salma (hall 2)" is of Salma.
 */
void
halqa_folder_split_name (const char *name, char **person, char **laptop)
{
  const char *opening;

  g_return_if_fail (name != NULL && person != NULL && laptop != NULL);

  opening = g_strrstr (name, " (");
  if (opening == NULL || opening == name || !g_str_has_suffix (name, ")"))
    {
      *person = g_strdup (name);
      *laptop = g_strdup ("");
      return;
    }
  *person = g_strndup (name, opening - name);
  *laptop = g_strndup (opening + 2, strlen (opening) - 3);
}

/**
 * halqa_folder_join_name:
 * @person: who sits at a laptop, as typed; "" for nobody in particular
 * @laptop: which of theirs it is, as typed; "" where they have one
 *
 * Returns: (transfer full): what halqa_folder_split_name() parts; "" where both are empty
 */
char *
halqa_folder_join_name (const char *person, const char *laptop)
{
  g_autofree char *who = NULL;
  g_autofree char *which = NULL;

  g_return_val_if_fail (person != NULL && laptop != NULL, NULL);

  who = g_strstrip (g_strdup (person));
  which = g_strstrip (g_strdup (laptop));
  if (*which == '\0')
    return g_steal_pointer (&who);
  return *who == '\0' ? g_steal_pointer (&which) : g_strdup_printf ("%s (%s)", who, which);
}
