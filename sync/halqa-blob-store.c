/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-blob-store.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "halqa-blob-sources.h"
#include "halqa-error.h"
#include "halqa-file-writer.h"
#include "halqa-reason.h"
#include "halqa-reserve.h"

/* Blobs: photos, recordings, whatever is too large for an entry. Each is a file in FORUM.blobs/ab/
 * beside the database, named by the 64 hex digits of its SHA-256, of which ab are the first two. What
 * is on its way has `.part` behind that, what was found not to match its name `.damaged`.
 *
 * The rules kept: a name is made of 32 bytes that were checked, and of nothing else that came from
 * outside. A file has its name only when all of it is on disk and was found to match; so what is
 * here needs no table that says so, another process sees the same, and a crash leaves a part that is
 * gone on with. One part is written by one process, which holds a lock on it.
 *
 * A blob is kept as long as any entry names it, for entries never go away: a deleted record can be
 * restored, a conflict settled for the other version. What no entry ever named is what was stored
 * for a record that then could not be saved. That alone is collected, and only when somebody asks.
 *
 * Rejected: blobs in the database (its size is what is copied, checked and read through the page
 * cache for each search); a table of what is here (two truths); deleting with the record. */

#define FOLDER_ENDING ".blobs"
#define PART ".part"
#define DAMAGED ".damaged"
/* So much stays free for text, which matters more. */
#define ROOM_FOR_TEXT (G_GUINT64_CONSTANT (256) << 20)
struct _HalqaBlobStore
{
  GObject parent_instance;

  /* Set while it is made, never changed. */
  char *path;

  GMutex mutex; /* of what follows */
  HalqaBlobSources *sources; /* or NULL: not read yet */
};

G_DEFINE_FINAL_TYPE (HalqaBlobStore, halqa_blob_store, G_TYPE_OBJECT)

/* --- names */

static char *
build_path (HalqaBlobStore *self, const HalqaBlobId *id, const char *ending)
{
  char hex[HALQA_HEX_MAX];

  halqa_hex_encode (hex, id->bytes, sizeof id->bytes);
  return g_strdup_printf ("%s/%.2s/%s%s", self->path, hex, hex, ending);
}

/* Also that its folder is there. */
static char *
make_path (HalqaBlobStore *self, const HalqaBlobId *id, const char *ending, GError **error)
{
  g_autofree char *path = build_path (self, id, ending);
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return g_steal_pointer (&path);
  g_set_error (error, HALQA_SYNC_ERROR,
               errno == ENOSPC || errno == EDQUOT ? HALQA_SYNC_ERROR_NO_SPACE
                                                  : HALQA_SYNC_ERROR_FAILED,
               /* Translators: the name of a folder, then the system's reason. */
               _ ("The folder for attachments, “%s”, can't be made: %s"), folder,
               halqa_reason_say (errno));
  return NULL;
}

static guint64
get_file_size (HalqaBlobStore *self, const HalqaBlobId *id, const char *ending)
{
  g_autofree char *path = build_path (self, id, ending);
  GStatBuf status;

  return g_lstat (path, &status) == 0 && S_ISREG (status.st_mode) ? (guint64) status.st_size : 0;
}

/* --- what a file holds */

static gboolean
matches (const HalqaBlobId *id, GChecksum *checksum)
{
  HalqaBlobId found;
  gsize size = sizeof found.bytes;

  g_checksum_get_digest (checksum, found.bytes, &size);
  return memcmp (id, &found, sizeof found) == 0;
}

static gboolean
refuse_damaged (GError **error)
{
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
                       _ ("The file of this attachment is cut off or altered here. It is fetched "
                          "again from a laptop that has it."));
  return FALSE;
}

static gboolean
fail (GError **error, int number)
{
  if (number == ENOSPC || number == EDQUOT)
    g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NO_SPACE,
                         _ ("There is no room on the disk for the attachment. Make room and try "
                            "again."));
  else
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_FAILED,
                 /* Translators: the system's reason. */
                 _ ("The attachment can't be stored: %s"), halqa_reason_say (number));
  return FALSE;
}

/* From the beginning of what @fd stands for. */
static gboolean
check_file (int fd, const HalqaBlobId *id, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *buffer = g_malloc (64 * 1024);
  off_t offset = 0;
  gssize n;

  while ((n = pread (fd, buffer, 64 * 1024, offset)) > 0 && offset <= HALQA_BLOB_MAX)
    {
      g_checksum_update (checksum, buffer, n);
      offset += n;
    }
  if (n < 0)
    return fail (error, errno);
  return matches (id, checksum) || refuse_damaged (error);
}

static void
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

/* --- the object */

static void
halqa_blob_store_finalize (GObject *object)
{
  HalqaBlobStore *self = HALQA_BLOB_STORE (object);

  g_clear_pointer (&self->sources, halqa_blob_sources_free);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  G_OBJECT_CLASS (halqa_blob_store_parent_class)->finalize (object);
}

static void
halqa_blob_store_class_init (HalqaBlobStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_blob_store_finalize;
}

static void
halqa_blob_store_init (HalqaBlobStore *self)
{
  g_mutex_init (&self->mutex);
}

/**
 * halqa_blob_store_new:
 * @database: the path of a forum's database
 *
 * Returns: (transfer full): its blobs; the folder is made when there is something to put in
 */
HalqaBlobStore *
halqa_blob_store_new (const char *database)
{
  HalqaBlobStore *self = g_object_new (HALQA_TYPE_BLOB_STORE, NULL);
  const char *dot = strrchr (database, '.');
  const char *slash = strrchr (database, '/');
  gsize length = dot != NULL && (slash == NULL || dot > slash + 1) ? (gsize) (dot - database)
                                                                   : strlen (database);

  self->path = g_strdup_printf ("%.*s" FOLDER_ENDING, (int) length, database);
  return self;
}

const char *
halqa_blob_store_get_path (HalqaBlobStore *self)
{
  return self->path;
}

/**
 * halqa_blob_store_dup_file:
 * @self: the blobs of a forum
 * @id: one of them
 *
 * Returns: (transfer full): where it is, if it is here
 */
char *
halqa_blob_store_dup_file (HalqaBlobStore *self, const HalqaBlobId *id)
{
  return build_path (self, id, "");
}

/**
 * halqa_blob_store_get_size:
 * @self: the blobs of a forum
 * @id: one of them
 *
 * Returns: its size in bytes, 0 where it is not here
 */
guint64
halqa_blob_store_get_size (HalqaBlobStore *self, const HalqaBlobId *id)
{
  return get_file_size (self, id, "");
}

/**
 * halqa_blob_store_get_part_size:
 * @self: the blobs of a forum
 * @id: one of them
 *
 * Returns: how many bytes of it have come so far, unchecked
 */
guint64
halqa_blob_store_get_part_size (HalqaBlobStore *self, const HalqaBlobId *id)
{
  return get_file_size (self, id, PART);
}

/**
 * halqa_blob_store_has_room:
 * @self: the blobs of a forum
 * @size: bytes
 *
 * Returns: whether so much can be stored, with 256 MiB left for text
 */
gboolean
halqa_blob_store_has_room (HalqaBlobStore *self, guint64 size)
{
  g_autofree char *beside = g_path_get_dirname (self->path);
  struct statvfs status;

  return statvfs (beside, &status) != 0 ||
         (guint64) status.f_bavail * status.f_frsize >= size + ROOM_FOR_TEXT;
}

/**
 * halqa_blob_store_add:
 * @self: the blobs of a forum
 * @content: what it holds, at most %HALQA_BLOB_MAX bytes
 * @id: (out caller-allocates): its name
 * @error: %HALQA_SYNC_ERROR_NO_SPACE or %HALQA_SYNC_ERROR_FAILED
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_blob_store_add (HalqaBlobStore *self, GBytes *content, HalqaBlobId *id, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (HalqaFileWriter) writer = NULL;
  g_autoptr (GBytes) there = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree char *path = NULL;
  gsize digest = sizeof id->bytes;
  gsize size;
  const guint8 *data = g_bytes_get_data (content, &size);

  g_return_val_if_fail (size <= HALQA_BLOB_MAX, FALSE);
  g_checksum_update (checksum, data, size);
  g_checksum_get_digest (checksum, id->bytes, &digest);
  there = halqa_blob_store_load (self, id, NULL);
  if (there != NULL)
    return TRUE;
  path = make_path (self, id, "", error);
  if (path == NULL)
    return FALSE;
  writer = halqa_file_writer_new (path, 0600, &reason);
  if (writer != NULL &&
      g_output_stream_write_all (G_OUTPUT_STREAM (writer), data, size, NULL, NULL, &reason) &&
      halqa_file_writer_commit (writer, &reason))
    return TRUE;
  /* The writer's own words are about sticks. */
  if (g_error_matches (reason, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NO_SPACE))
    return fail (error, ENOSPC);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/**
 * halqa_blob_store_open:
 * @self: the blobs of a forum
 * @id: one of them
 * @size: (out): bytes
 * @error: %HALQA_SYNC_ERROR_NOT_FOUND
 *
 * Returns: (transfer full): what the file holds, unchecked
 */
GFileInputStream *
halqa_blob_store_open (HalqaBlobStore *self, const HalqaBlobId *id, guint64 *size, GError **error)
{
  g_autofree char *path = build_path (self, id, "");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileInputStream *stream = NULL;

  *size = halqa_blob_store_get_size (self, id);
  if (*size > 0)
    stream = g_file_read (file, NULL, NULL);
  if (stream == NULL)
    g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND,
                         _ ("The file of this attachment has not arrived here yet"));
  return stream;
}

/**
 * halqa_blob_store_load:
 * @self: the blobs of a forum
 * @id: one of them
 * @error: %HALQA_SYNC_ERROR_NOT_FOUND, %HALQA_SYNC_ERROR_DAMAGED or %HALQA_SYNC_ERROR_NO_MEMORY
 *
 * Returns: (transfer full): just what the name stands for
 */
GBytes *
halqa_blob_store_load (HalqaBlobStore *self, const HalqaBlobId *id, GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GByteArray) content = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 size;
  gsize n_read;

  stream = halqa_blob_store_open (self, id, &size, error);
  if (stream == NULL)
    return NULL;
  content = halqa_reserve_bytes (MIN (size, HALQA_BLOB_MAX) + 1, error);
  if (content == NULL)
    return NULL;
  if (g_input_stream_read_all (G_INPUT_STREAM (stream), content->data,
                               MIN (size, HALQA_BLOB_MAX) + 1, &n_read, NULL, NULL))
    g_checksum_update (checksum, content->data, n_read);
  if (!matches (id, checksum))
    {
      refuse_damaged (error);
      return NULL;
    }
  g_byte_array_set_size (content, n_read);
  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

/**
 * halqa_blob_store_put_aside:
 * @self: the blobs of a forum
 * @id: one that is damaged
 * @error: %HALQA_SYNC_ERROR_FAILED
 *
 * It is kept under another name, and counts as missing.
 *
 * Returns: whether it is
 */
gboolean
halqa_blob_store_put_aside (HalqaBlobStore *self, const HalqaBlobId *id, GError **error)
{
  g_autofree char *path = build_path (self, id, "");
  g_autofree char *aside = build_path (self, id, DAMAGED);

  return g_rename (path, aside) == 0 || errno == ENOENT || fail (error, errno);
}

/* --- parts */

/**
 * halqa_blob_store_open_part:
 * @self: the blobs of a forum
 * @id: one that is not here
 * @have: (out): bytes that are there already, unchecked
 * @error: %G_IO_ERROR_BUSY where another process has it open; %HALQA_SYNC_ERROR_NO_SPACE,
 *   %HALQA_SYNC_ERROR_FAILED
 *
 * Returns: (transfer full): what more is to be written to; closing it lets others in
 */
GOutputStream *
halqa_blob_store_open_part (HalqaBlobStore *self,
                            const HalqaBlobId *id,
                            guint64 *have,
                            GError **error)
{
  g_autofree char *path = make_path (self, id, PART, error);
  off_t end;
  int fd;

  if (path == NULL)
    return NULL;
  fd = g_open (path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      fail (error, errno);
      return NULL;
    }
  end = lseek (fd, 0, SEEK_END);
  if (end >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0)
    {
      *have = (guint64) end;
      return g_unix_output_stream_new (fd, TRUE);
    }
  close (fd);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "it is being fetched already");
  return NULL;
}

void
halqa_blob_store_drop_part (HalqaBlobStore *self, const HalqaBlobId *id)
{
  g_autofree char *path = build_path (self, id, PART);

  g_unlink (path);
}

/**
 * halqa_blob_store_finish_part:
 * @self: the blobs of a forum
 * @id: one whose part is as long as it should be
 * @error: %HALQA_SYNC_ERROR_DAMAGED where it was something else: the part is gone;
 *   %HALQA_SYNC_ERROR_NO_SPACE, %HALQA_SYNC_ERROR_FAILED
 *
 * Returns: whether it is here, on disk and under its name
 */
gboolean
halqa_blob_store_finish_part (HalqaBlobStore *self, const HalqaBlobId *id, GError **error)
{
  g_autofree char *part = build_path (self, id, PART);
  g_autofree char *path = build_path (self, id, "");
  g_autoptr (GError) reason = NULL;
  int fd = g_open (part, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  gboolean done;

  if (fd < 0)
    return fail (error, errno);
  done = check_file (fd, id, &reason);
  if (done && (fsync (fd) != 0 || g_rename (part, path) != 0))
    done = fail (&reason, errno);
  close (fd);
  if (done)
    sync_folder_of (path);
  else if (g_error_matches (reason, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED))
    g_unlink (part);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return done;
}

/* --- who has it */

static HalqaBlobSources *
ensure_sources (HalqaBlobStore *self)
{
  if (self->sources == NULL)
    self->sources = halqa_blob_sources_load (self->path);
  return self->sources;
}

void
halqa_blob_store_note_source (HalqaBlobStore *self,
                              const HalqaBlobId *id,
                              const HalqaDeviceId *device,
                              gboolean has_it)
{
  g_mutex_lock (&self->mutex);
  halqa_blob_sources_note (ensure_sources (self), id, device, has_it);
  g_mutex_unlock (&self->mutex);
}

GArray *
halqa_blob_store_list_sources (HalqaBlobStore *self, const HalqaBlobId *id)
{
  GArray *devices;

  g_mutex_lock (&self->mutex);
  devices = halqa_blob_sources_list (ensure_sources (self), id);
  g_mutex_unlock (&self->mutex);
  return devices;
}

void
halqa_blob_store_save_sources (HalqaBlobStore *self)
{
  g_mutex_lock (&self->mutex);
  halqa_blob_sources_save (ensure_sources (self), self->path);
  g_mutex_unlock (&self->mutex);
}
