/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PowerDisk:
 * @synced: what a power cut can't take
 * @pending: what was written since
 *
 * What the disk holds of one file, whatever its name.
 */
typedef struct
{
  GByteArray *synced;
  GPtrArray *pending;
} PowerDisk;

PowerDisk *power_disk_new (void);
void power_disk_free (PowerDisk *self);
void power_disk_write (PowerDisk *self, gint64 offset, gconstpointer data, gsize size);
void power_disk_truncate (PowerDisk *self, gint64 size);
void power_disk_sync (PowerDisk *self);
/* Returns: (transfer full): what might be left of it if the power went now */
GByteArray *power_disk_imagine (const PowerDisk *self, GRand *rand);

G_END_DECLS
