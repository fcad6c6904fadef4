/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-blob-store.h"

#include <glib/gstdio.h>
#include <string.h>

/* The folder of blobs as a whole: what is here, and what nothing needs any more.
 *
 * The rule kept: nothing is removed that any entry ever named (who calls says which those are), or that
 * is not a day old. What bears another name than blobs do is not ours, and is left alone. */

/* A file may be of a record that is being saved, or of a transfer that goes on tomorrow. */
#define NEW_SECONDS (24 * 60 * 60)

/* Which blob a file in the folder is, and what stands behind its digits. */
static gboolean
parse_name (const char *name, HalqaBlobId *id, const char **ending)
{
  g_autofree char *hex = g_strndup (name, 2 * sizeof id->bytes);

  *ending = name + strlen (hex);
  return halqa_hex_decode (hex, id->bytes, sizeof id->bytes);
}

typedef void (*HalqaNameFunc) (const char *path,
                               const HalqaBlobId *id,
                               const char *ending,
                               gpointer user_data);

static void
walk_folder (const char *folder, HalqaNameFunc func, gpointer user_data)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      const char *ending;
      HalqaBlobId id;

      if (parse_name (name, &id, &ending))
        func (path, &id, ending, user_data);
    }
}

static void
walk (HalqaBlobStore *self, HalqaNameFunc func, gpointer user_data)
{
  g_autoptr (GDir) dir = g_dir_open (halqa_blob_store_get_path (self), 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (halqa_blob_store_get_path (self), name, NULL);

      if (strlen (name) == 2)
        walk_folder (folder, func, user_data);
    }
}

typedef struct
{
  HalqaBlobFunc func;
  gpointer user_data;
} Visit;

static void
visit_cb (const char *path, const HalqaBlobId *id, const char *ending, gpointer user_data)
{
  Visit *visit = user_data;

  if (*ending == '\0')
    visit->func (id, visit->user_data);
}

/**
 * halqa_blob_store_foreach:
 * @self: the blobs of a forum
 * @func: (scope call): called for each that is here under its name, unchecked
 * @user_data: for @func
 */
void
halqa_blob_store_foreach (HalqaBlobStore *self, HalqaBlobFunc func, gpointer user_data)
{
  Visit visit = { func, user_data };

  walk (self, visit_cb, &visit);
}

typedef struct
{
  GHashTable *kept;
  guint64 freed;
} Collection;

static void
collect_cb (const char *path, const HalqaBlobId *id, const char *ending, gpointer user_data)
{
  Collection *collection = user_data;
  GStatBuf status;

  if ((*ending == '\0' && g_hash_table_contains (collection->kept, id)) ||
      g_lstat (path, &status) != 0 || !S_ISREG (status.st_mode) ||
      status.st_mtime > g_get_real_time () / G_USEC_PER_SEC - NEW_SECONDS || g_unlink (path) != 0)
    return;
  collection->freed += (guint64) status.st_size;
}

/**
 * halqa_blob_store_collect:
 * @self: the blobs of a forum
 * @kept: (element-type HalqaBlobId): what any entry names
 *
 * Removes all others, and parts and what was put aside, where they are older than a day.
 *
 * Returns: bytes that were freed
 */
guint64
halqa_blob_store_collect (HalqaBlobStore *self, GHashTable *kept)
{
  Collection collection = { kept, 0 };

  walk (self, collect_cb, &collection);
  return collection.freed;
}
