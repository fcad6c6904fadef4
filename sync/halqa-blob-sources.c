/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-blob-sources.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* What other laptops have told of the blobs that are not here, so that a person can be told whose
 * laptop to look for, also when that one is away and the program was started anew. It decides nothing:
 * who has a blob is asked before it is fetched.
 *
 * On disk it is the file `sources` in the folder of the blobs: 32 bytes of a blob's name and 32 of a
 * device id, over and over. One that can't be read, or is no such file, is none. */

#define FILE_NAME "sources"
/* More is a flood, of which the first are as good as any. */
#define PAIRS_MAX 65536
#define DEVICES_MAX 64

typedef struct
{
  HalqaBlobId id;
  HalqaDeviceId device;
} Pair;

G_STATIC_ASSERT (sizeof (Pair) == 64);

struct _HalqaBlobSources
{
  GHashTable *devices; /* HalqaBlobId -> GArray of HalqaDeviceId */
  guint n_pairs;
  gboolean changed;
};

static guint
find (GArray *devices, const HalqaDeviceId *device)
{
  for (guint i = 0; devices != NULL && i < devices->len; i++)
    if (memcmp (&g_array_index (devices, HalqaDeviceId, i), device, sizeof *device) == 0)
      return i;
  return G_MAXUINT;
}

static void
add (HalqaBlobSources *self, const HalqaBlobId *id, const HalqaDeviceId *device)
{
  GArray *devices = g_hash_table_lookup (self->devices, id);

  if (self->n_pairs >= PAIRS_MAX || (devices != NULL && devices->len >= DEVICES_MAX))
    return;
  if (devices == NULL)
    {
      devices = g_array_new (FALSE, FALSE, sizeof (HalqaDeviceId));
      g_hash_table_insert (self->devices, g_memdup2 (id, sizeof *id), devices);
    }
  g_array_append_vals (devices, device, 1);
  self->n_pairs++;
  self->changed = TRUE;
}

static void
forget (HalqaBlobSources *self, const HalqaBlobId *id, GArray *devices, guint i)
{
  self->n_pairs--;
  self->changed = TRUE;
  g_array_remove_index_fast (devices, i);
  if (devices->len == 0)
    g_hash_table_remove (self->devices, id);
}

/**
 * halqa_blob_sources_load:
 * @folder: of the blobs
 *
 * Returns: (transfer full): what was told before
 */
HalqaBlobSources *
halqa_blob_sources_load (const char *folder)
{
  HalqaBlobSources *self = g_new0 (HalqaBlobSources, 1);
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autofree char *data = NULL;
  GStatBuf status;
  gsize size = 0;
  Pair pair;

  self->devices = g_hash_table_new_full (halqa_entry_id_hash, halqa_entry_id_equal, g_free,
                                         (GDestroyNotify) g_array_unref);
  if (g_stat (path, &status) != 0 || (guint64) status.st_size > PAIRS_MAX * sizeof pair ||
      !g_file_get_contents (path, &data, &size, NULL))
    return self;
  for (gsize at = 0; at + sizeof pair <= size; at += sizeof pair)
    {
      memcpy (&pair, data + at, sizeof pair);
      halqa_blob_sources_note (self, &pair.id, &pair.device, TRUE);
    }
  self->changed = FALSE;
  return self;
}

/**
 * halqa_blob_sources_save:
 * @self: what was told
 * @folder: of the blobs; where it is missing nothing is written
 */
void
halqa_blob_sources_save (HalqaBlobSources *self, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer id;
  gpointer value;

  if (!self->changed || (g_mkdir (folder, 0700) != 0 && errno != EEXIST))
    return;
  g_hash_table_iter_init (&iter, self->devices);
  while (g_hash_table_iter_next (&iter, &id, &value))
    for (guint i = 0; i < ((GArray *) value)->len; i++)
      {
        Pair pair = { *(HalqaBlobId *) id, g_array_index ((GArray *) value, HalqaDeviceId, i) };

        g_byte_array_append (data, (const guint8 *) &pair, sizeof pair);
      }
  self->changed = FALSE;
  if (!g_file_set_contents_full (path, (const char *) data->data, data->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("%s", error->message);
}

void
halqa_blob_sources_free (HalqaBlobSources *self)
{
  g_hash_table_unref (self->devices);
  g_free (self);
}

/**
 * halqa_blob_sources_note:
 * @self: what was told
 * @id: a blob
 * @device: (nullable): another laptop; %NULL for all
 * @has_it: whether it has it
 */
void
halqa_blob_sources_note (HalqaBlobSources *self,
                         const HalqaBlobId *id,
                         const HalqaDeviceId *device,
                         gboolean has_it)
{
  GArray *devices = g_hash_table_lookup (self->devices, id);
  guint i = device != NULL ? find (devices, device) : 0;

  if (device == NULL && devices != NULL)
    {
      self->n_pairs -= devices->len;
      self->changed = TRUE;
      g_hash_table_remove (self->devices, id);
    }
  else if (device != NULL && has_it && i == G_MAXUINT)
    add (self, id, device);
  else if (device != NULL && !has_it && i != G_MAXUINT)
    forget (self, id, devices, i);
}

/**
 * halqa_blob_sources_list:
 * @self: what was told
 * @id: a blob
 *
 * Returns: (element-type HalqaDeviceId) (transfer full): who has it
 */
GArray *
halqa_blob_sources_list (HalqaBlobSources *self, const HalqaBlobId *id)
{
  GArray *devices = g_hash_table_lookup (self->devices, id);

  return devices != NULL ? g_array_copy (devices)
                         : g_array_new (FALSE, FALSE, sizeof (HalqaDeviceId));
}
