/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-store-schema.h"
#include "halqa-writer.h"

/* Whether a store is sound: each entry of the log by its signature and id, and each row of the
 * tables against the merge rule as it is written, over all that the log holds of the record. And how
 * the tables are made anew from the log, which is the truth. */

/* Entries folded between two flushes when the tables are made anew. */
#define REPLAY_BATCH 512

/* Of each part of the work, as it is told. */
#define PART_STEPS 1000

static void
begin_part (HalqaCheckWork *work, guint64 total)
{
  if (work == NULL)
    return;
  work->n_begun++;
  work->done = 0;
  work->total = total;
}

static void
step (HalqaCheckWork *work)
{
  guint64 steps;

  if (work == NULL || work->func == NULL)
    return;
  work->done++;
  steps = MIN (work->done, work->total) * PART_STEPS / MAX (1, work->total);
  work->func ((work->n_begun - 1) * PART_STEPS + steps, work->n_parts * PART_STEPS,
              work->func_data);
}

static gboolean
damaged (GError **error, const char *format, gint64 number)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED, format, number);
#pragma GCC diagnostic pop
  return FALSE;
}

typedef gboolean (*EntryFunc) (HalqaWriter *self,
                               HalqaEntry *entry,
                               sqlite3_stmt *row,
                               gpointer user_data,
                               GError **error);

/* Each entry of the log, in the order of arrival; @row: arrival, entry, signature, id, stamp, and the
 * device that it is filed under. @work: (nullable): of which it is a part */
static gboolean
walk_log (HalqaWriter *self,
          EntryFunc func,
          gpointer user_data,
          HalqaCheckWork *work,
          GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      self->sql,
      "SELECT arrival, entry, signature, id, stamp, (SELECT name FROM device WHERE no = log.device)"
      " FROM log ORDER BY arrival",
      error);
  int result;

  if (statement == NULL)
    return FALSE;
  begin_part (work, self->fingerprint.count);
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      g_autoptr (HalqaEntry) entry = NULL;

      if (sqlite3_column_bytes (statement, 2) != HALQA_SIGNATURE_SIZE)
        return damaged (error, _ ("Entry %" PRId64 " has no signature."),
                        sqlite3_column_int64 (statement, 0));
      entry = halqa_entry_parse (&self->key.forum, sqlite3_column_blob (statement, 1),
                                 sqlite3_column_bytes (statement, 1),
                                 sqlite3_column_blob (statement, 2), NULL);
      if (entry == NULL)
        return damaged (error, _ ("Entry %" PRId64 " is damaged."),
                        sqlite3_column_int64 (statement, 0));
      if (!func (self, entry, statement, user_data, error))
        return FALSE;
      step (work);
    }
  return result == SQLITE_DONE;
}

static gboolean
is_filed_under_device (HalqaEntry *entry, sqlite3_stmt *row)
{
  const HalqaDot *dot = halqa_entry_get_dot (entry);

  return sqlite3_column_bytes (row, 5) == HALQA_DEVICE_ID_SIZE &&
         memcmp (sqlite3_column_blob (row, 5), dot->device.bytes, HALQA_DEVICE_ID_SIZE) == 0;
}

static gboolean
check_entry (HalqaWriter *self,
             HalqaEntry *entry,
             sqlite3_stmt *row,
             gpointer user_data,
             GError **error)
{
  HalqaFingerprint *fingerprint = user_data;
  gint64 arrival = sqlite3_column_int64 (row, 0);

  if (!halqa_entry_verify (entry, NULL))
    return damaged (error, _ ("Entry %" PRId64 " was not signed by the device that it names."),
                    arrival);
  if (sqlite3_column_bytes (row, 3) != HALQA_ENTRY_ID_SIZE ||
      memcmp (sqlite3_column_blob (row, 3), halqa_entry_get_id (entry), HALQA_ENTRY_ID_SIZE) != 0 ||
      (guint64) sqlite3_column_int64 (row, 4) != halqa_entry_get_dot (entry)->stamp)
    return damaged (error, _ ("Entry %" PRId64 " is filed under another id or time."), arrival);
  if (!is_filed_under_device (entry, row))
    return damaged (error,
                    _ ("Entry %" PRId64
                       " is filed under another device. “halqa-node check --rebuild” "
                       "files it anew."),
                    arrival);
  halqa_fingerprint_add (fingerprint, halqa_entry_get_id (entry));
  return TRUE;
}

static gboolean
check_log (HalqaWriter *self, HalqaCheckWork *work, GError **error)
{
  HalqaFingerprint fingerprint = { 0 };

  if (!walk_log (self, check_entry, &fingerprint, work, error))
    return FALSE;
  if (fingerprint.count == self->fingerprint.count &&
      memcmp (fingerprint.sum, self->fingerprint.sum, sizeof fingerprint.sum) == 0)
    return TRUE;
  return damaged (error, _ ("The fingerprint is not that of the %" PRId64 " entries."),
                  (gint64) fingerprint.count);
}

/* What the tables hold of a record, as text. */
static char *
describe_leaves (HalqaState *state)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < state->leaves.n_items; i++)
    {
      const HalqaLeaf *leaf = &state->leaves.items[i];

      g_string_append_printf (text, "%u/%" G_GINT64_FORMAT "/%u/%" G_GUINT64_FORMAT "/%d ",
                              leaf->field, leaf->arrival, leaf->device, leaf->stamp, leaf->shown);
    }
  g_string_append_printf (text, "%" G_GUINT64_FORMAT " %u %" G_GUINT64_FORMAT " %u %d",
                          state->created, state->author, state->updated, state->n_conflicts,
                          state->deleted);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Whether the column of each field holds what the fold shows. */
static gboolean
compare_columns (HalqaWriter *self, HalqaState *state, gboolean *same, GError **error)
{
  const HalqaField *fields = state->kind->fields;
  g_autoptr (GString) sql = g_string_new ("SELECT extra");
  g_autoptr (HalqaStatement) statement = NULL;
  g_autoptr (GByteArray) extra = NULL;

  for (const HalqaField *field = fields; field->name != NULL; field++)
    g_string_append_printf (sql, ", f_%s", field->name);
  g_string_append_printf (sql, " FROM k_%s WHERE row = ?", state->kind->name);
  if (!halqa_state_pack_extra (&self->fold, state, &extra, error))
    return FALSE;
  statement = halqa_sql_prepare (self->sql, sql->str, error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, state->row);
  if (halqa_sql_step (self->sql, statement, error) != SQLITE_ROW)
    return FALSE;
  *same =
      (guint) sqlite3_column_bytes (statement, 0) == (extra == NULL ? 0 : extra->len) &&
      (extra == NULL || memcmp (sqlite3_column_blob (statement, 0), extra->data, extra->len) == 0);
  for (guint i = 0; *same && fields[i].name != NULL; i++)
    {
      /* Of a field that nobody ever wrote there is none. */
      guint number = halqa_names_find_field (self->fold.base.names, fields[i].name);
      const HalqaLeaf *shown = halqa_state_get_shown (state, number);
      HalqaValue column = halqa_sql_get_value (statement, (int) i + 1, fields[i].type);

      if (shown == NULL || !halqa_field_fits (state->kind, fields[i].name, shown->value))
        *same = column.type == HALQA_VALUE_NULL;
      else
        *same = halqa_value_equal (&column, shown->value);
    }
  return TRUE;
}

static gboolean
check_record (HalqaWriter *self, const HalqaKind *kind, const HalqaId *id, GError **error)
{
  g_autoptr (HalqaState) state = halqa_state_load (&self->fold.base, kind, id, error);
  g_autofree char *stored = NULL;
  g_autofree char *folded = NULL;
  gboolean same;
  char hex[HALQA_HEX_MAX];

  if (state == NULL)
    return FALSE;
  stored = describe_leaves (state);
  self->fold.arrival = G_MAXINT64;
  if (!halqa_fold_refold (&self->fold, state, error) ||
      !halqa_state_count_conflicts (&self->fold.base, state, error) ||
      !compare_columns (self, state, &same, error))
    return FALSE;
  folded = describe_leaves (state);
  halqa_base_forget (&self->fold.base);
  if (same && strcmp (stored, folded) == 0)
    return TRUE;
  g_set_error (
      error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
      _ ("The table shows %s %s otherwise than the log. “halqa-node check --rebuild” makes "
         "the tables anew."),
      kind->name, halqa_hex_encode (hex, id->bytes, HALQA_ID_SIZE));
  return FALSE;
}

static gboolean
check_kind (HalqaWriter *self, const HalqaKind *kind, HalqaCheckWork *work, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM k_%s", kind->name);
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (self->sql, sql, error);
  int result;

  if (statement == NULL)
    return FALSE;
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      if (sqlite3_column_bytes (statement, 0) != HALQA_ID_SIZE ||
          !check_record (self, kind, sqlite3_column_blob (statement, 0), error))
        return FALSE;
      step (work);
    }
  return result == SQLITE_DONE;
}

static gboolean
count_records (HalqaWriter *self, guint64 *n_records, GError **error)
{
  *n_records = 0;
  for (const HalqaKind *kind = self->fold.base.schema->kinds; kind->name != NULL; kind++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM k_%s", kind->name);
      g_autoptr (HalqaStatement) statement = halqa_sql_prepare (self->sql, sql, error);

      if (statement == NULL || halqa_sql_step (self->sql, statement, error) != SQLITE_ROW)
        return FALSE;
      *n_records += (guint64) sqlite3_column_int64 (statement, 0);
    }
  return TRUE;
}

static gboolean
check_records (HalqaWriter *self, HalqaCheckWork *work, GError **error)
{
  guint64 n_records;
  gboolean sound = count_records (self, &n_records, error);

  begin_part (work, n_records);
  for (const HalqaKind *kind = self->fold.base.schema->kinds; sound && kind->name != NULL; kind++)
    sound = check_kind (self, kind, work, error);
  return sound;
}

/* Whether the record names the entry among those that wrote it. Of older ones the row of the side
 * table is looked at that would hold it. */
static gboolean
is_noted_in (HalqaWriter *self,
             const HalqaKind *kind,
             const HalqaId *id,
             gint64 arrival,
             gboolean *is_noted,
             GError **error)
{
  g_autoptr (HalqaState) state = halqa_state_load (&self->fold.base, kind, id, error);
  g_autoptr (GArray) older = g_array_new (FALSE, FALSE, sizeof (gint64));

  *is_noted = FALSE;
  if (state == NULL || !halqa_state_list_older (&self->fold.base, state, arrival, older, error))
    return FALSE;
  g_array_append_vals (older, state->touched->data, state->touched->len);
  for (guint i = 0; i < older->len && !*is_noted; i++)
    *is_noted = g_array_index (older, gint64, i) == arrival;
  return TRUE;
}

/* Whether each write of a known kind is noted as having touched its record. */
static gboolean
check_touched (HalqaWriter *self,
               HalqaEntry *entry,
               sqlite3_stmt *row,
               gpointer user_data,
               GError **error)
{
  gint64 arrival = sqlite3_column_int64 (row, 0);
  const HalqaWrite *writes;
  guint n_writes;

  writes = halqa_entry_get_writes (entry, &n_writes);
  for (guint i = 0; i < n_writes; i++)
    {
      const HalqaKind *kind = halqa_schema_find_kind (self->fold.base.schema, writes[i].kind);
      gboolean is_noted;

      if (kind == NULL)
        continue;
      if (!is_noted_in (self, kind, &writes[i].record, arrival, &is_noted, error))
        return FALSE;
      if (!is_noted)
        return damaged (error,
                        _ ("Entry %" PRId64 " is missing in the tables. “halqa-node "
                           "check --rebuild” makes them anew."),
                        arrival);
    }
  return TRUE;
}

static gboolean
check_pages (HalqaWriter *self, GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql, "PRAGMA integrity_check (1)", error);
  const char *answer;

  if (statement == NULL || halqa_sql_step (self->sql, statement, error) != SQLITE_ROW)
    return FALSE;
  answer = (const char *) sqlite3_column_text (statement, 0);
  if (g_strcmp0 (answer, "ok") == 0)
    return TRUE;
  g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
               _ ("The database is damaged (%s). Take the forum again from another laptop."),
               answer);
  return FALSE;
}

/**
 * halqa_writer_check:
 * @self: a writer
 * @work: (nullable): of which this is three parts
 * @error: the first fault
 *
 * Returns: whether log and tables are sound
 */
gboolean
halqa_writer_check (HalqaWriter *self, HalqaCheckWork *work, GError **error)
{
  gboolean sound;

  if (self->read_only ? !halqa_sql_exec (self->sql, "BEGIN", error)
                      : !halqa_writer_begin (self, error))
    return FALSE;
  sound = check_pages (self, error) && check_log (self, work, error) &&
          walk_log (self, check_touched, NULL, work, error) && check_records (self, work, error);
  halqa_writer_rollback (self);
  return sound;
}

/* The number of a device stands in the log to be found by; which device it is, the entry says. */
static gboolean
file_anew (HalqaWriter *self,
           HalqaEntry *entry,
           sqlite3_stmt *row,
           gpointer user_data,
           GError **error)
{
  g_autoptr (HalqaStatement) statement = NULL;
  guint device;

  if (is_filed_under_device (entry, row))
    return TRUE;
  device =
      halqa_names_put_device (self->fold.base.names, &halqa_entry_get_dot (entry)->device, error);
  statement = device != 0 ? halqa_sql_prepare (self->sql,
                                               "UPDATE log SET device = ? WHERE arrival = ?", error)
                          : NULL;
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, device);
  sqlite3_bind_int64 (statement, 2, sqlite3_column_int64 (row, 0));
  return halqa_sql_run (self->sql, statement, error);
}

static gboolean
replay (HalqaWriter *self, HalqaEntry *entry, sqlite3_stmt *row, gpointer user_data, GError **error)
{
  HalqaFingerprint *fingerprint = user_data;

  halqa_fingerprint_add (fingerprint, halqa_entry_get_id (entry));
  if (!halqa_fold_replay (&self->fold, entry, sqlite3_column_int64 (row, 0), error))
    return FALSE;
  return fingerprint->count % REPLAY_BATCH != 0 ||
         halqa_fold_flush (&self->fold, self->touched, error);
}

/**
 * halqa_writer_rebuild:
 * @self: a writer
 * @work: (nullable): of which this is a part
 * @error: any of the layer's
 *
 * Makes the tables anew from the log, in one transaction: either all of it or none.
 *
 * Returns: whether they were made
 */
gboolean
halqa_writer_rebuild (HalqaWriter *self, HalqaCheckWork *work, GError **error)
{
  HalqaFingerprint fingerprint = { 0 };

  if (!halqa_sql_exec (self->sql, "BEGIN IMMEDIATE", error))
    return FALSE;
  halqa_names_forget (self->fold.base.names);
  if (!halqa_writer_load_counters (self, error) || !halqa_writer_purge_unchecked (self, error) ||
      !halqa_store_schema_reset_fold (self->sql, self->fold.base.schema, error) ||
      !walk_log (self, file_anew, NULL, NULL, error) ||
      !walk_log (self, replay, &fingerprint, work, error))
    {
      halqa_writer_rollback (self);
      return FALSE;
    }
  self->fingerprint = fingerprint;
  return halqa_writer_commit (self, error);
}
