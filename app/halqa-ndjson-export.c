/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-ndjson.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "halqa-app-error.h"
#include "halqa-forum-private.h"
#include "halqa-ndjson-private.h"
#include "halqa-record-json.h"

/*
 * Writing all records of a forum to a file of one JSON object a line.
 *
 * Rule: under the name asked for there stands either what stood there before or the whole export:
 * it is written under another name beside it, brought to disk, and renamed.
 *
 * The records are of one moment, ordered by kind and id. Deleted ones are among them, with
 * `"deleted":true`: read back, they are made and deleted, so that an export is the whole of what
 * is shown, and nobody gets back by way of a file what the room has thrown out. Records of kind
 * `key` stay behind: they are for the laptops of this forum and of use to nobody else.
 */

typedef struct
{
  FILE *file;
  guint n_records;
} HalqaExport;

static gboolean
set_system_error (GError **error, const char *path)
{
  int number = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (number),
               /* Translators: the name of a file, then the system's reason. */
               _ ("“%s” can't be written: %s"), path, g_strerror (number));
  return FALSE;
}

static gboolean
write_record (HalqaRecord *record, gpointer user_data, GError **error)
{
  HalqaExport *export = user_data;
  g_autofree char *line = NULL;

  if (strcmp (halqa_record_get_kind (record)->name, "key") == 0)
    return TRUE;
  line = halqa_record_json_line (record, HALQA_RECORD_JSON_WHOLE);
  export->n_records++;
  /* What could not be written is found when the file is brought to disk. */
  fputs (line, export->file);
  putc ('\n', export->file);
  return TRUE;
}

static gboolean
write_records (HalqaReader *reader, HalqaExport *export, GError **error)
{
  gboolean written;

  if (!halqa_reader_begin (reader, error))
    return FALSE;
  written = halqa_record_json_walk (reader, write_record, export, error);
  halqa_reader_end (reader);
  return written;
}

static gboolean
bring_to_disk (FILE *file, const char *path, GError **error)
{
  if (fflush (file) != 0 || ferror (file) || fsync (fileno (file)) != 0)
    return set_system_error (error, path);
  return TRUE;
}

/* A rename is on disk when its folder is; not every file system can, and then nothing is lost. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

static gboolean
write_file (HalqaReader *reader,
            const char *temporary,
            int fd,
            const char *path,
            guint *n_records,
            GError **error)
{
  HalqaExport export = { fdopen (fd, "w"), 0 };
  gboolean written;

  if (export.file == NULL)
    {
      close (fd);
      return set_system_error (error, path);
    }
  written = write_records (reader, &export, error) && bring_to_disk (export.file, path, error);
  fclose (export.file);
  if (written && g_rename (temporary, path) != 0)
    written = set_system_error (error, path);
  *n_records = export.n_records;
  return written;
}

/**
 * halqa_ndjson_export_store:
 * @reader: what is shown
 * @path: a file, replaced where it is there already
 * @n_records: (out): records written
 * @error: of the file or the store; what stood at @path is untouched then
 *
 * Returns: whether the file is on disk
 */
gboolean
halqa_ndjson_export_store (HalqaReader *reader, const char *path, guint *n_records, GError **error)
{
  g_autofree char *temporary = NULL;
  int fd;

  g_return_val_if_fail (path != NULL && n_records != NULL, FALSE);

  temporary = g_strconcat (path, ".XXXXXX", NULL);
  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    return set_system_error (error, path);
  if (!write_file (reader, temporary, fd, path, n_records, error))
    {
      g_unlink (temporary);
      return FALSE;
    }
  sync_folder (path);
  return TRUE;
}

/**
 * halqa_ndjson_export:
 * @forum: an open forum, on the thread that opened it
 * @path: a file, replaced where it is there already
 * @error: of the file or the store; what stood at @path is untouched then
 *
 * Blocks.
 *
 * Returns: whether the file is on disk
 */
gboolean
halqa_ndjson_export (HalqaForum *forum, const char *path, GError **error)
{
  guint n_records;

  return halqa_ndjson_export_store (halqa_forum_get_reader (forum), path, &n_records, error);
}
