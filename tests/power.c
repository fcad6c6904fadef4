/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "power.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "power-disk.h"
#include "test-tools.h"

/* A disk that forgets what was not synced, for tests that cut the power.
 *
 * A VFS stands in front of SQLite's own. Every write goes through to the real file, which the
 * program goes on with, and is noted until the file is synced. At a cut a second folder is filled
 * with what the disk might hold. Names are those of any moment since the folder was last synced. The
 * memory beside the log (-shm) holds noise, for nobody syncs it.
 *
 * rename() and fsync() are this file's for the whole process, so that the names which GLib and the
 * store give are noted as well; and the test does not wait for the real disk.
 *
 * Rejected: to fork and kill (the kernel keeps what was written); a block device of our own (needs
 * root). */

#define SHM_SIZE 32768

/* As SQLite holds it open; what its own VFS has comes behind. */
typedef struct
{
  sqlite3_file base;
  PowerDisk *disk; /* borrowed; NULL for a file that no cut concerns */
  gboolean is_log; /* whose first sync is one of its folder too */
  sqlite3_file real[];
} PowerFile;

static struct
{
  GMutex mutex;
  sqlite3_vfs vfs;
  sqlite3_vfs *real;
  char *folder;
  GRand *rand;
  const guint *n_saved;
  guint every;
  GPtrArray *disks; /* PowerDisk: all of them */
  GPtrArray *moments; /* GHashTable: char * → PowerDisk; the names since the folder was synced */
  GHashTable *synced_inodes;
  GQueue cuts;
} power;

/* --- names */

static PowerDisk *
new_disk (void)
{
  PowerDisk *disk = power_disk_new ();

  g_ptr_array_add (power.disks, disk);
  return disk;
}

static GHashTable *
get_names (void)
{
  return g_ptr_array_index (power.moments, power.moments->len - 1);
}

static GHashTable *
copy_names (GHashTable *names)
{
  GHashTable *copy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer name, disk;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, &disk))
    g_hash_table_insert (copy, g_strdup (name), disk);
  return copy;
}

/* @disk: NULL where the name is given to nothing any more. */
static void
set_name (const char *path, PowerDisk *disk)
{
  GHashTable *names = copy_names (get_names ());

  if (disk != NULL)
    g_hash_table_insert (names, g_strdup (path), disk);
  else
    g_hash_table_remove (names, path);
  g_ptr_array_add (power.moments, names);
}

static void
sync_names (void)
{
  g_ptr_array_remove_range (power.moments, 0, power.moments->len - 1);
}

static gboolean
is_ours (const char *path)
{
  return path != NULL && power.folder != NULL && g_str_has_prefix (path, power.folder);
}

/* What is at @path already counts as synced. */
static PowerDisk *
find_disk (const char *path)
{
  PowerDisk *disk = g_hash_table_lookup (get_names (), path);
  g_autofree char *bytes = NULL;
  gsize size;

  if (disk != NULL || !g_file_get_contents (path, &bytes, &size, NULL))
    return disk;
  disk = new_disk ();
  power_disk_write (disk, 0, bytes, size);
  power_disk_sync (disk);
  set_name (path, disk);
  return disk;
}

/* --- a cut */

/* No fsync() and no rename(): those are ours. */
static void
write_file (const char *folder, const char *name, const guint8 *data, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, data == NULL ? "" : (const char *) data, size,
                            G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

static void
write_noise (const char *folder, const char *log_name)
{
  g_autofree char *name = g_strndup (log_name, strlen (log_name) - strlen ("-wal"));
  g_autofree char *shm_name = g_strconcat (name, "-shm", NULL);
  g_autofree guint32 *noise = g_new (guint32, SHM_SIZE / sizeof (guint32));

  for (guint i = 0; i < SHM_SIZE / sizeof *noise; i++)
    noise[i] = g_rand_int (power.rand);
  write_file (folder, shm_name, (guint8 *) noise, SHM_SIZE);
}

static void
take_cut (void)
{
  PowerCut *cut = g_new0 (PowerCut, 1);
  guint moment = (guint) g_rand_int_range (power.rand, 0, power.moments->len);
  GHashTableIter iter;
  gpointer path, disk;

  cut->n_saved = g_atomic_int_get (power.n_saved);
  cut->folder = test_make_folder ();
  g_hash_table_iter_init (&iter, g_ptr_array_index (power.moments, moment));
  while (g_hash_table_iter_next (&iter, &path, &disk))
    {
      const char *name = (const char *) path + strlen (power.folder) + 1;
      g_autoptr (GByteArray) left = power_disk_imagine (disk, power.rand);

      write_file (cut->folder, name, left->data, left->len);
      if (g_str_has_suffix (name, "-wal") && g_rand_boolean (power.rand))
        write_noise (cut->folder, name);
    }
  g_queue_push_tail (&power.cuts, cut);
}

/* Before anything that changes the disk. */
static void
step (void)
{
  if (power.every > 0 && g_rand_int_range (power.rand, 0, power.every) == 0)
    take_cut ();
}

/* --- what the process calls */

static gboolean
is_folder_or_file_of_ours (int fd, struct stat *status)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *path = g_file_read_link (link, NULL);

  return is_ours (path) && fstat (fd, status) == 0;
}

int
fsync (int fd)
{
  struct stat status;

  if (is_folder_or_file_of_ours (fd, &status))
    {
      g_mutex_lock (&power.mutex);
      step ();
      if (S_ISDIR (status.st_mode))
        sync_names ();
      else
        g_hash_table_add (power.synced_inodes, GSIZE_TO_POINTER (status.st_ino));
      g_mutex_unlock (&power.mutex);
    }
  return 0;
}

int
fdatasync (int fd)
{
  return 0;
}

/* A file that SQLite does not know and nobody synced may be found empty. */
static PowerDisk *
find_unknown (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize size;
  GStatBuf status;
  PowerDisk *disk;

  if (g_stat (path, &status) != 0 || !g_file_get_contents (path, &bytes, &size, NULL))
    return NULL;
  disk = new_disk ();
  power_disk_write (disk, 0, bytes, size);
  if (g_hash_table_contains (power.synced_inodes, GSIZE_TO_POINTER (status.st_ino)))
    power_disk_sync (disk);
  return disk;
}

int
rename (const char *from, const char *to)
{
  int result;

  if (!is_ours (from))
    return renameat (AT_FDCWD, from, AT_FDCWD, to);
  g_mutex_lock (&power.mutex);
  step ();
  find_disk (to);
  result = renameat (AT_FDCWD, from, AT_FDCWD, to);
  if (result == 0)
    {
      PowerDisk *disk = g_hash_table_lookup (get_names (), from);
      GHashTable *names = copy_names (get_names ());

      g_hash_table_insert (names, g_strdup (to), disk != NULL ? disk : find_unknown (to));
      g_hash_table_remove (names, from);
      g_ptr_array_add (power.moments, names);
    }
  g_mutex_unlock (&power.mutex);
  return result;
}

/* --- what SQLite calls */

#define REAL(file) (((PowerFile *) (file))->real)

static int
close_file (sqlite3_file *file)
{
  return REAL (file)->pMethods->xClose (REAL (file));
}

static int
read_file (sqlite3_file *file, void *into, int size, sqlite3_int64 offset)
{
  return REAL (file)->pMethods->xRead (REAL (file), into, size, offset);
}

static int
write_to_file (sqlite3_file *file, const void *from, int size, sqlite3_int64 offset)
{
  PowerDisk *disk = ((PowerFile *) file)->disk;
  int result;

  if (disk == NULL)
    return REAL (file)->pMethods->xWrite (REAL (file), from, size, offset);
  g_mutex_lock (&power.mutex);
  step ();
  result = REAL (file)->pMethods->xWrite (REAL (file), from, size, offset);
  power_disk_write (disk, offset, from, size);
  g_mutex_unlock (&power.mutex);
  return result;
}

static int
truncate_file (sqlite3_file *file, sqlite3_int64 size)
{
  PowerDisk *disk = ((PowerFile *) file)->disk;
  int result;

  if (disk == NULL)
    return REAL (file)->pMethods->xTruncate (REAL (file), size);
  g_mutex_lock (&power.mutex);
  step ();
  result = REAL (file)->pMethods->xTruncate (REAL (file), size);
  power_disk_truncate (disk, size);
  g_mutex_unlock (&power.mutex);
  return result;
}

static int
sync_file (sqlite3_file *file, int flags)
{
  PowerFile *self = (PowerFile *) file;

  if (self->disk == NULL)
    return SQLITE_OK;
  g_mutex_lock (&power.mutex);
  step ();
  power_disk_sync (self->disk);
  if (self->is_log)
    sync_names ();
  self->is_log = FALSE;
  g_mutex_unlock (&power.mutex);
  return SQLITE_OK;
}

static int
get_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
lock_file (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
unlock_file (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
check_reserved_lock (sqlite3_file *file, int *result)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), result);
}

static int
control_file (sqlite3_file *file, int what, void *argument)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), what, argument);
}

static int
get_sector_size (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
get_characteristics (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
map_shm (sqlite3_file *file, int page, int size, int extend, void volatile **place)
{
  return REAL (file)->pMethods->xShmMap (REAL (file), page, size, extend, place);
}

static int
lock_shm (sqlite3_file *file, int offset, int n, int flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
set_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
unmap_shm (sqlite3_file *file, int remove)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), remove);
}

/* The second version: without the third no file is mapped, and every write comes through here. */
static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_to_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = get_size,
  .xLock = lock_file,
  .xUnlock = unlock_file,
  .xCheckReservedLock = check_reserved_lock,
  .xFileControl = control_file,
  .xSectorSize = get_sector_size,
  .xDeviceCharacteristics = get_characteristics,
  .xShmMap = map_shm,
  .xShmLock = lock_shm,
  .xShmBarrier = set_shm_barrier,
  .xShmUnmap = unmap_shm,
};

static int
open_file (sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *flags_out)
{
  PowerFile *self = (PowerFile *) file;
  int result;

  self->base.pMethods = NULL;
  self->disk = NULL;
  if (!is_ours (path))
    result = power.real->xOpen (power.real, path, REAL (file), flags, flags_out);
  else
    {
      g_mutex_lock (&power.mutex);
      step ();
      self->disk = find_disk (path);
      result = power.real->xOpen (power.real, path, REAL (file), flags, flags_out);
      if (result == SQLITE_OK && self->disk == NULL)
        {
          self->disk = new_disk ();
          self->is_log = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
          set_name (path, self->disk);
        }
      g_mutex_unlock (&power.mutex);
    }
  if (REAL (file)->pMethods != NULL)
    self->base.pMethods = &methods;
  return result;
}

static int
delete_file (sqlite3_vfs *vfs, const char *path, int sync_folder)
{
  int result;

  if (!is_ours (path))
    return power.real->xDelete (power.real, path, sync_folder);
  g_mutex_lock (&power.mutex);
  step ();
  result = power.real->xDelete (power.real, path, 0);
  set_name (path, NULL);
  if (sync_folder)
    sync_names ();
  g_mutex_unlock (&power.mutex);
  return result;
}

/* --- for the test */

/* What is there already is on disk. */
static void
take_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (power.folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (power.folder, name, NULL);

      find_disk (path);
    }
  sync_names ();
}

void
power_start (const char *folder, guint32 seed, const guint *n_saved)
{
  g_assert_null (power.folder);
  power.real = sqlite3_vfs_find (NULL);
  power.vfs = *power.real;
  power.vfs.zName = "power";
  power.vfs.szOsFile = sizeof (PowerFile) + power.real->szOsFile;
  power.vfs.xOpen = open_file;
  power.vfs.xDelete = delete_file;
  power.rand = g_rand_new_with_seed (seed);
  power.n_saved = n_saved;
  power.disks = g_ptr_array_new_with_free_func ((GDestroyNotify) power_disk_free);
  power.moments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_hash_table_unref);
  g_ptr_array_add (power.moments, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL));
  power.synced_inodes = g_hash_table_new (NULL, NULL);
  power.folder = g_strdup (folder);
  take_folder ();
  power_set_normal (FALSE);
}

void
power_stop (void)
{
  PowerCut *cut;

  sqlite3_vfs_unregister (&power.vfs);
  power_set_normal (TRUE);
  while ((cut = power_take_cut ()) != NULL)
    power_cut_free (cut);
  g_clear_pointer (&power.folder, g_free);
  g_clear_pointer (&power.rand, g_rand_free);
  g_clear_pointer (&power.moments, g_ptr_array_unref);
  g_clear_pointer (&power.disks, g_ptr_array_unref);
  g_clear_pointer (&power.synced_inodes, g_hash_table_unref);
  power.every = 0;
}

void
power_set_cuts (guint every)
{
  g_mutex_lock (&power.mutex);
  power.every = every;
  g_mutex_unlock (&power.mutex);
}

PowerCut *
power_take_cut (void)
{
  PowerCut *cut;

  g_mutex_lock (&power.mutex);
  cut = g_queue_pop_head (&power.cuts);
  g_mutex_unlock (&power.mutex);
  return cut;
}

void
power_set_normal (gboolean normal)
{
  sqlite3_vfs_register (normal ? power.real : &power.vfs, 1);
}

void
power_cut_free (PowerCut *self)
{
  test_remove_folder (self->folder);
  g_free (self);
}
