/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-file-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "halqa-error.h"
#include "halqa-reason.h"

/* A file that is there whole, or as it was before: a stream, written under another name in the same
 * folder, brought to disk, renamed, and the folder brought to disk. The folder may be a stick:
 * without permissions, with names and sizes that it does not take, full, read-only, or gone half-way.
 *
 * The rule kept: whoever gives up leaves nothing lying about. A stick that was pulled out can't be
 * tidied up any more; so the next that writes there removes what nobody is writing. A lock tells
 * that: the kernel lets go of it with the process, however that ended.
 *
 * Rejected: a nameless file (O_TMPFILE), which FAT does not have and which can't take a name that is
 * there already; the name itself with something behind it, which may be too long. */

#define TEMPORARY_PREFIX ".halqa-"
#define TEMPORARY_SUFFIX ".tmp"

struct _HalqaFileWriter
{
  GOutputStream parent_instance;

  /* owned */
  char *path;
  char *folder;
  char *temporary; /* until the file has its name */

  int fd;
};

G_DEFINE_FINAL_TYPE (HalqaFileWriter, halqa_file_writer, G_TYPE_OUTPUT_STREAM)

static const char *
describe (int number)
{
  switch (number)
    {
    case ENOSPC:
    case EDQUOT:
      return _ ("“%s” can't be written: there is no room for it. Make room, or take another stick; "
                "what was there is as it was.");
    case EFBIG:
      return _ ("“%s” can't be written: files of this size can't be put there. Take a stick that "
                "is formatted for large files.");
    case EROFS:
      return _ ("“%s” can't be written: nothing can be changed there. A stick may have a switch "
                "against writing; otherwise take another.");
    case EACCES:
    case EPERM:
      return _ ("“%s” can't be written: you are not allowed to there. Take another folder.");
    case ENOENT:
    case ENOTDIR:
    case ENODEV:
    case ENXIO:
    case EIO:
    case ESTALE:
    case ENOTCONN:
      return _ ("“%s” can't be written: its folder can't be reached. If the stick was pulled out, "
                "put it in and try again.");
    case EINVAL:
    case EILSEQ:
    case ENAMETOOLONG:
      return _ ("“%s” can't be written: files can't have such a name there. Take a short one of "
                "letters and digits.");
    case EISDIR:
      return _ ("“%s” can't be written: it is a folder. Take another name.");
    default:
      return NULL;
    }
}

static void
set_error (GError **error, const char *path, int number)
{
  gboolean full = number == ENOSPC || number == EDQUOT;
  g_autofree char *name = g_filename_display_basename (path);
  const char *format = describe (number);
  g_autofree char *message = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  message = format != NULL ? g_strdup_printf (format, name)
                           /* Translators: the name of a file, then the system's reason. */
                           : g_strdup_printf (_ ("“%s” can't be written: %s"), name,
                                              halqa_reason_say (number));
#pragma GCC diagnostic pop
  g_set_error_literal (error, HALQA_SYNC_ERROR,
                       full ? HALQA_SYNC_ERROR_NO_SPACE : HALQA_SYNC_ERROR_FAILED, message);
}

static gboolean
fail (HalqaFileWriter *self, int number, GError **error)
{
  set_error (error, self->path, number);
  return FALSE;
}

/* What somebody else is writing is locked. */
static void
remove_left_over (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);

  if (fd < 0)
    return;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    g_unlink (path);
  close (fd);
}

static void
remove_left_overs (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, TEMPORARY_PREFIX) && g_str_has_suffix (name, TEMPORARY_SUFFIX))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        remove_left_over (path);
      }
}

/* Some file systems say only when they look for a name that they don't take it. */
static gboolean
check_name (HalqaFileWriter *self, GError **error)
{
  GStatBuf status;

  if (g_lstat (self->path, &status) == 0)
    return !S_ISDIR (status.st_mode) || fail (self, EISDIR, error);
  return errno == ENOENT || fail (self, errno, error);
}

static gboolean
open_temporary (HalqaFileWriter *self, int mode, GError **error)
{
  self->temporary =
      g_build_filename (self->folder, TEMPORARY_PREFIX "XXXXXX" TEMPORARY_SUFFIX, NULL);
  self->fd = g_mkstemp_full (self->temporary, O_RDWR | O_CLOEXEC, mode);
  if (self->fd < 0)
    {
      int number = errno;

      g_clear_pointer (&self->temporary, g_free);
      return fail (self, number, error);
    }
  flock (self->fd, LOCK_EX | LOCK_NB);
  return TRUE;
}

/* The file has its name by now; only whether that will outlast a power cut is open. */
static gboolean
sync_folder (HalqaFileWriter *self, GError **error)
{
  int fd = g_open (self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  int number = fd < 0 || fsync (fd) != 0 ? errno : 0;
  g_autofree char *name = g_filename_display_basename (self->path);

  if (fd >= 0)
    close (fd);
  /* Not every file system can; it is on disk as well as that one knows how to. */
  if (number == 0 || number == EINVAL || number == ENOTSUP)
    return TRUE;
  g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
               /* Translators: the name of a file, then the system's reason. */
               _ ("“%s” is written, but may not be on the disk for good: %s. Write it once more "
                  "before you pull out the stick."),
               name, halqa_reason_say (number));
  return FALSE;
}

static gssize
halqa_file_writer_write (GOutputStream *stream,
                         const void *buffer,
                         gsize count,
                         GCancellable *cancellable,
                         GError **error)
{
  HalqaFileWriter *self = HALQA_FILE_WRITER (stream);
  gssize n;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  do
    n = write (self->fd, buffer, count);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    fail (self, errno, error);
  return n;
}

static void
halqa_file_writer_finalize (GObject *object)
{
  HalqaFileWriter *self = HALQA_FILE_WRITER (object);

  if (self->temporary != NULL)
    g_unlink (self->temporary);
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->temporary, g_free);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (halqa_file_writer_parent_class)->finalize (object);
}

static void
halqa_file_writer_class_init (HalqaFileWriterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_file_writer_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = halqa_file_writer_write;
}

static void
halqa_file_writer_init (HalqaFileWriter *self)
{
  self->fd = -1;
}

/**
 * halqa_file_writer_new:
 * @path: what the file is to be called
 * @mode: its permissions, where there are any
 * @error: %HALQA_SYNC_ERROR_NO_SPACE or %HALQA_SYNC_ERROR_FAILED
 *
 * Returns: (transfer full): writes into a file of another name beside it, which goes with this
 */
HalqaFileWriter *
halqa_file_writer_new (const char *path, int mode, GError **error)
{
  g_autoptr (HalqaFileWriter) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  self = g_object_new (HALQA_TYPE_FILE_WRITER, NULL);
  self->path = g_strdup (path);
  self->folder = g_path_get_dirname (path);
  remove_left_overs (self->folder);
  if (!check_name (self, error) || !open_temporary (self, mode, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * halqa_file_writer_commit:
 * @self: a writer that all was written to
 * @error: %HALQA_SYNC_ERROR_NO_SPACE or %HALQA_SYNC_ERROR_FAILED
 *
 * Returns: whether the file is on disk under its name; a file of that name is gone then. Where only that the
 *   name is on disk could not be made sure, the error says so
 */
gboolean
halqa_file_writer_commit (HalqaFileWriter *self, GError **error)
{
  g_return_val_if_fail (HALQA_IS_FILE_WRITER (self) && self->temporary != NULL, FALSE);
  if (fsync (self->fd) != 0 || g_rename (self->temporary, self->path) != 0)
    return fail (self, errno, error);
  g_clear_pointer (&self->temporary, g_free);
  return sync_folder (self, error);
}
