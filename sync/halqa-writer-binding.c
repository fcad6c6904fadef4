/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-writer.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

/* A store id names one file on this laptop: it is noted beside the device key with the file's number,
 * and with the newest arrival, after that is on disk. A copy or a restored backup is another file, or
 * one that has gone back behind what was noted, and takes another id; so peers that had read this
 * one's arrivals do not mistake those numbers for their own.
 *
 * Rejected: to note the arrival with each commit (a second file to be synced, for each edit). What was
 * restored to within the last minute before a crash may keep its id; fingerprints tell it then. */

/* How often the newest arrival is noted while entries come, microseconds. */
#define NOTE_INTERVAL (60 * G_USEC_PER_SEC)

/* "DEVICE:INODE" of the file, or %NULL. */
static char *
dup_file_number (HalqaSql *sql)
{
  GStatBuf status;

  if (g_stat (sqlite3_db_filename (halqa_sql_get_handle (sql), "main"), &status) != 0)
    return NULL;
  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) status.st_dev,
                          (guint64) status.st_ino);
}

static char *
dup_note_group (HalqaWriter *self)
{
  char hex[HALQA_HEX_MAX];

  return g_strdup_printf ("store %s", halqa_hex_encode (hex, self->key.forum.bytes, HALQA_ID_SIZE));
}

/* Which store is bound to which file. */
static char *
dup_binding (HalqaWriter *self)
{
  char hex[HALQA_HEX_MAX];
  g_autofree char *number = dup_file_number (self->sql);

  halqa_hex_encode (hex, self->store_id, sizeof self->store_id);
  return g_strdup_printf ("%s %s", hex, number);
}

/* How far the store had come when it was last looked at; 0 where nobody noted it. */
static gint64
read_noted_arrival (HalqaWriter *self, const char *group)
{
  g_autofree char *noted = halqa_identity_dup_note (self->identity, group, "arrival");

  return noted == NULL ? 0 : g_ascii_strtoll (noted, NULL, 10);
}

/**
 * halqa_writer_note_arrival:
 * @self: a writer
 * @at_once: else at most once a minute
 *
 * Notes the newest arrival, which is on disk. Another process may have noted a later one; and where
 * the file was bound to another store meanwhile, or nothing can be written, there is nothing to note.
 */
void
halqa_writer_note_arrival (HalqaWriter *self, gboolean at_once)
{
  g_autofree char *group = NULL;
  g_autofree char *binding = NULL;
  g_autofree char *noted = NULL;
  g_autofree char *arrival = NULL;

  if (self->sql == NULL || self->read_only || self->is_scratch)
    return;
  /* At the end it counts what is on disk, by whichever process. */
  if (at_once)
    halqa_sql_get_int (self->sql, "SELECT max (arrival) FROM log", 0, &self->upto, NULL);
  if (self->upto <= self->noted_upto ||
      (!at_once && g_get_monotonic_time () - self->noted_at < NOTE_INTERVAL))
    return;
  group = dup_note_group (self);
  binding = dup_binding (self);
  noted = halqa_identity_dup_note (self->identity, group, "file");
  arrival = g_strdup_printf ("%" G_GINT64_FORMAT, self->upto);
  self->noted_at = g_get_monotonic_time ();
  self->noted_upto = self->upto;
  if (g_strcmp0 (binding, noted) == 0 && self->upto > read_noted_arrival (self, group))
    halqa_identity_set_note (self->identity, group, "arrival", arrival, NULL);
}

static gboolean
put_store_id (HalqaWriter *self, GError **error)
{
  sqlite3_stmt *statement =
      halqa_sql_prepare (self->sql, "UPDATE meta SET value = ? WHERE key = 'store'", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_blob (statement, 1, self->store_id, sizeof self->store_id, SQLITE_STATIC);
  return halqa_sql_run (self->sql, statement, error);
}

/**
 * halqa_writer_bind:
 * @self: a writer with a transaction open, whose store id was read
 * @error: any of the layer's
 *
 * Takes a new store id where the file is not the one that was noted, or was ahead of where it is.
 *
 * Returns: whether file and note belong together
 */
gboolean
halqa_writer_bind (HalqaWriter *self, GError **error)
{
  g_autofree char *group = dup_note_group (self);
  g_autofree char *noted = halqa_identity_dup_note (self->identity, group, "file");
  g_autofree char *before = dup_binding (self);
  g_autofree char *binding = NULL;
  g_autofree char *arrival = NULL;
  gint64 upto;

  if (!halqa_sql_get_int (self->sql, "SELECT max (arrival) FROM log", 0, &upto, error))
    return FALSE;
  self->noted_upto = read_noted_arrival (self, group);
  if (g_strcmp0 (before, noted) == 0 && self->noted_upto <= upto)
    return TRUE;
  randombytes_buf (self->store_id, sizeof self->store_id);
  if (!put_store_id (self, error))
    return FALSE;
  binding = dup_binding (self);
  arrival = g_strdup_printf ("%" G_GINT64_FORMAT, upto);
  self->noted_upto = upto;
  /* The file first: where we end before both are on disk, or before the commit, the next one finds
   * another file noted, and takes another id. */
  return halqa_identity_set_note (self->identity, group, "file", binding, error) &&
         halqa_identity_set_note (self->identity, group, "arrival", arrival, error);
}
