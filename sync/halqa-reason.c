/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-reason.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>

#include "halqa-error.h"
#include "halqa-store-schema.h"

/* Why the system refused, at the end of a sentence of ours. The C library knows no Arabic, and GLib's
 * words have those of the C library in them: so what is frequent is said here, and the rest is left to
 * them. */

/**
 * halqa_reason_say:
 * @number: an errno
 *
 * Returns: (transfer none): what stands behind "can't be read:"
 */
const char *
halqa_reason_say (int number)
{
  switch (number)
    {
    case EACCES:
    case EPERM:
      return _ ("it is not allowed there");
    case EROFS:
      return _ ("nothing can be changed there");
    case ENOSPC:
    case EDQUOT:
      return _ ("there is no room on the disk");
    case ENOENT:
      return _ ("it is not there");
    case EISDIR:
      return _ ("it is a folder");
    case ENOTDIR:
    case EEXIST:
      return _ ("a file is in the way");
    case ECONNREFUSED:
      return _ ("nobody listens there");
    case EHOSTUNREACH:
    case ENETUNREACH:
      return _ ("no way leads there from this network");
    case ETIMEDOUT:
      return _ ("no answer came in time");
    case EIO:
    case ENODEV:
    case ENXIO:
    case ESTALE:
    case ENOTCONN:
      return _ ("the disk or the stick does not answer");
    default:
      return g_strerror (number);
    }
}

/* Returns: 0 for what has no words of ours */
static int
find_number (const GError *error)
{
  static const struct
  {
    int file; /* or -1 */
    int io; /* or -1 */
    int number;
  } codes[] = {
    { G_FILE_ERROR_ACCES, G_IO_ERROR_PERMISSION_DENIED, EACCES },
    { G_FILE_ERROR_PERM, G_IO_ERROR_PERMISSION_DENIED, EPERM },
    { G_FILE_ERROR_ROFS, G_IO_ERROR_READ_ONLY, EROFS },
    { G_FILE_ERROR_NOSPC, G_IO_ERROR_NO_SPACE, ENOSPC },
    { G_FILE_ERROR_NOENT, G_IO_ERROR_NOT_FOUND, ENOENT },
    { G_FILE_ERROR_ISDIR, G_IO_ERROR_IS_DIRECTORY, EISDIR },
    { G_FILE_ERROR_NOTDIR, G_IO_ERROR_NOT_DIRECTORY, ENOTDIR },
    { G_FILE_ERROR_IO, -1, EIO },
    { -1, G_IO_ERROR_CONNECTION_REFUSED, ECONNREFUSED },
    { -1, G_IO_ERROR_HOST_UNREACHABLE, EHOSTUNREACH },
    { -1, G_IO_ERROR_NETWORK_UNREACHABLE, ENETUNREACH },
    { -1, G_IO_ERROR_TIMED_OUT, ETIMEDOUT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_FILE_ERROR, codes[i].file) ||
        g_error_matches (error, G_IO_ERROR, codes[i].io))
      return codes[i].number;
  return 0;
}

/* Of a stick that is gone GLib tells no more than what the C library says. */
static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED) &&
         g_str_has_suffix (error->message, g_strerror (EIO));
}

/**
 * halqa_reason_of:
 * @error: of GLib
 *
 * Returns: (transfer none): the same for what it tells
 */
const char *
halqa_reason_of (const GError *error)
{
  int number = is_gone (error) ? EIO : find_number (error);

  return number != 0 ? halqa_reason_say (number) : error->message;
}

/**
 * halqa_reason_find:
 * @path: what somebody has chosen to be read
 *
 * Returns: the errno that says why it can't be; 0 for a file, as long as it is not looked into
 */
int
halqa_reason_find (const char *path)
{
  struct stat status;

  if (stat (path, &status) != 0)
    return errno;
  if (S_ISDIR (status.st_mode))
    return EISDIR;
  return S_ISREG (status.st_mode) ? 0 : EINVAL;
}

/**
 * halqa_reason_fail_to_read:
 * @path: a forum, or one as a file
 * @reason: the system's, in words of ours
 * @error: %HALQA_SYNC_ERROR_FAILED
 *
 * Returns: %FALSE
 */
gboolean
halqa_reason_fail_to_read (const char *path, const char *reason, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
               /* Translators: the name of a file, then the system's reason. */
               _ ("“%s” can't be read: %s. If it is on a stick, put that in and try again."), name,
               reason);
  return FALSE;
}

/**
 * halqa_reason_read_file:
 * @file: one that somebody has chosen
 * @cancellable: (nullable): gives up
 * @error: GIO's, in words of ours; %HALQA_SYNC_ERROR_NOT_OURS for a forum as this or another laptop keeps it
 *
 * Returns: (transfer full): what it holds
 */
GFileInputStream *
halqa_reason_read_file (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  const char *path = g_file_peek_path (file);
  g_autofree char *name = g_file_get_parse_name (file);
  GFileInputStream *stream;

  if (path != NULL && !halqa_store_schema_is_apart (path, error))
    return NULL;
  stream = g_file_read (file, cancellable, &reason);

  if (stream == NULL)
    g_set_error (error, reason->domain, reason->code,
                 /* Translators: the name of a file, then the system's reason. */
                 _ ("“%s” can't be read: %s"), name, halqa_reason_of (reason));
  return stream;
}
