/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "power-disk.h"

#include <string.h>

/* A file on a disk that forgets what was not synced. After a cut there is all that was synced, and
 * of the rest nothing, all, the first few writes, or any of their sectors of 512 or 4096 bytes. */

#define SECTOR_SMALL 512
#define SECTOR_LARGE 4096

/* Without bytes: cut to @offset. */
typedef struct
{
  gint64 offset;
  GBytes *bytes;
} Write;

static void
write_free (gpointer data)
{
  Write *self = data;

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

void
power_disk_free (PowerDisk *self)
{
  g_byte_array_unref (self->synced);
  g_ptr_array_unref (self->pending);
  g_free (self);
}

PowerDisk *
power_disk_new (void)
{
  PowerDisk *self = g_new0 (PowerDisk, 1);

  self->synced = g_byte_array_new ();
  self->pending = g_ptr_array_new_with_free_func (write_free);
  return self;
}

static void
resize (GByteArray *bytes, gsize size)
{
  gsize before = bytes->len;

  g_byte_array_set_size (bytes, size);
  if (size > before)
    memset (bytes->data + before, 0, size - before);
}

static void
put (GByteArray *into, gsize offset, const guint8 *data, gsize size)
{
  /* An empty array has no data. */
  if (size == 0)
    return;
  if (into->len < offset + size)
    resize (into, offset + size);
  memcpy (into->data + offset, data, size);
}

static void
apply (GByteArray *into, const Write *one)
{
  gsize size;
  const guint8 *data;

  if (one->bytes == NULL)
    {
      resize (into, one->offset);
      return;
    }
  data = g_bytes_get_data (one->bytes, &size);
  put (into, one->offset, data, size);
}

static void
note (PowerDisk *self, gint64 offset, GBytes *bytes)
{
  Write *one = g_new (Write, 1);

  one->offset = offset;
  one->bytes = bytes;
  g_ptr_array_add (self->pending, one);
}

void
power_disk_write (PowerDisk *self, gint64 offset, gconstpointer data, gsize size)
{
  note (self, offset, g_bytes_new (data, size));
}

void
power_disk_truncate (PowerDisk *self, gint64 size)
{
  note (self, size, NULL);
}

void
power_disk_sync (PowerDisk *self)
{
  for (guint i = 0; i < self->pending->len; i++)
    apply (self->synced, g_ptr_array_index (self->pending, i));
  g_ptr_array_set_size (self->pending, 0);
}

static void
keep_sectors (GByteArray *into, const Write *one, gsize sector, GRand *rand)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (one->bytes, &size);

  for (gsize done = 0; done < size;)
    {
      gsize part = MIN (size - done, sector - (one->offset + done) % sector);

      if (g_rand_boolean (rand))
        put (into, one->offset + done, data + done, part);
      done += part;
    }
}

static void
keep_some (GByteArray *into, GPtrArray *pending, gsize sector, GRand *rand)
{
  for (guint i = 0; i < pending->len; i++)
    {
      const Write *one = g_ptr_array_index (pending, i);

      if (one->bytes != NULL)
        keep_sectors (into, one, sector, rand);
      else if (g_rand_boolean (rand))
        apply (into, one);
    }
}

/* The first @n, and of the next what had got through. */
static void
keep_first (GByteArray *into, GPtrArray *pending, guint n, GRand *rand)
{
  for (guint i = 0; i < n; i++)
    apply (into, g_ptr_array_index (pending, i));
  if (n < pending->len && ((Write *) g_ptr_array_index (pending, n))->bytes != NULL)
    keep_sectors (into, g_ptr_array_index (pending, n), SECTOR_SMALL, rand);
}

GByteArray *
power_disk_imagine (const PowerDisk *self, GRand *rand)
{
  GByteArray *left = g_byte_array_new ();
  GPtrArray *pending = self->pending;

  put (left, 0, self->synced->data, self->synced->len);
  switch (g_rand_int_range (rand, 0, 5))
    {
    case 0:
      break;
    case 1:
      keep_some (left, pending, SECTOR_SMALL, rand);
      break;
    case 2:
      keep_some (left, pending, SECTOR_LARGE, rand);
      break;
    case 3:
      keep_first (left, pending, g_rand_int_range (rand, 0, pending->len + 1), rand);
      break;
    default:
      keep_first (left, pending, pending->len, rand);
      break;
    }
  return left;
}
