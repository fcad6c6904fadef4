/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"
#include "halqa-cbor.h"
#include "halqa-entry-sink.h"
#include "laptop.h"
#include "report.h"

#include <sqlite3.h>

/* S6: 100,000 changes of one field each, made elsewhere, are merged into 10,000 proposals: in
 * entries of fifty fields, in entries of one, and the latter once more as they come off the network,
 * with their signatures to be checked. Beside each stands what SQLite alone takes for as many rows
 * of a log and as many updates of a record with its clocks in one blob, in the same transactions. */

#define SEED 2026
#define N_PROPOSALS 10000
#define N_CHANGES 100000
#define FIELDS_MANY 50
#define BATCH 512
#define CLOCKS_BYTES 40

static const char *const fields[] = { "title", "neighbourhood", "author_name", "answer",
                                      "problem" };

/* --- entries */

typedef struct
{
  Laptop *laptop;
  GPtrArray *entries;
} Log;

static gboolean
collect_cb (guint64 arrival,
            const HalqaDot *dot,
            const guint8 *bytes,
            gsize size,
            const guint8 *signature,
            gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Log *log = user_data;
  const HalqaForumKey *key = halqa_store_get_forum_key (log->laptop->store);

  log->laptop->sent = arrival;
  g_ptr_array_add (log->entries, halqa_entry_parse (&key->forum, bytes, size, signature, &error));
  g_assert_no_error (error);
  return TRUE;
}

/* What @from wrote since the last call. */
static GPtrArray *
take_entries (Laptop *from)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_entry_unref);
  Log log = { from, entries };

  halqa_reader_walk_log (halqa_forum_get_reader (from->forum), from->sent, G_MAXINT64, NULL, 0,
                         collect_cb, &log, &error);
  g_assert_no_error (error);
  return entries;
}

/* Changes of @n_fields fields each, one field of as many records. */
static GPtrArray *
make_changes (GRand *random, guint n_changes, guint n_fields)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);

  for (guint i = 0; i < n_changes; i++)
    {
      HalqaChange *change = halqa_change_new ();

      for (guint j = 0; j < n_fields; j++)
        {
          const char *field = fields[g_rand_int_range (random, 0, G_N_ELEMENTS (fields))];
          g_autofree char *text = generate_text (random, 40, 80);
          HalqaValue value = halqa_value_text (text);
          HalqaId id;

          generate_id (SEED, g_rand_int_range (random, 0, N_PROPOSALS), &id);
          halqa_change_set (change, "proposal", &id, field, &value, HALQA_REPLACE_SHOWN);
        }
      g_ptr_array_add (changes, change);
    }
  return changes;
}

static void
commit (Laptop *laptop, GPtrArray *changes)
{
  g_autoptr (GError) error = NULL;

  if (!halqa_store_commit_many (laptop->store, changes, &error))
    g_error ("%s", error->message);
}

/* --- merged */

static double
apply (Laptop *laptop, GPtrArray *entries)
{
  g_autoptr (GError) error = NULL;
  const gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < entries->len; i += BATCH)
    {
      g_autoptr (GPtrArray) batch = g_ptr_array_new ();
      HalqaApplied applied;

      for (guint j = i; j < MIN (i + BATCH, entries->len); j++)
        g_ptr_array_add (batch, entries->pdata[j]);
      if (!halqa_store_apply (laptop->store, batch, NULL, &applied, &error))
        g_error ("%s", error->message);
    }
  return seconds_since (start);
}

static GInputStream *
pack (GPtrArray *entries)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GBytes) packed = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      gsize size;
      const guint8 *entry = halqa_entry_get_bytes (entries->pdata[i], &size);

      halqa_cbor_put_array (bytes, 2);
      halqa_cbor_put_bytes (bytes, entry, size);
      halqa_cbor_put_bytes (bytes, halqa_entry_get_signature (entries->pdata[i]),
                            HALQA_SIGNATURE_SIZE);
    }
  packed = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  return g_memory_input_stream_new_from_bytes (packed);
}

static void
drained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!halqa_entry_sink_drain_finish (HALQA_ENTRY_SINK (source), result, &error))
    g_error ("%s", error->message);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static double
drain (Laptop *laptop, GPtrArray *entries)
{
  g_autoptr (GInputStream) body = pack (entries);
  g_autoptr (HalqaEntrySink) sink = halqa_entry_sink_new (laptop->store, body);
  const gint64 start = g_get_monotonic_time ();
  gboolean drained = FALSE;

  halqa_entry_sink_drain_async (sink, NULL, drained_cb, &drained);
  wait_until (is_true, &drained);
  return seconds_since (start);
}

/* --- what SQLite alone takes */

static void
run (sqlite3 *database, const char *sql)
{
  if (sqlite3_exec (database, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (database));
}

static sqlite3_stmt *
prepare (sqlite3 *database, const char *sql)
{
  sqlite3_stmt *statement;

  if (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (database));
  return statement;
}

static sqlite3 *
open_bare (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "bare.db", NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  sqlite3_stmt *add;
  sqlite3 *database;

  sqlite3_open (path, &database);
  run (database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                 "CREATE TABLE log (arrival INTEGER PRIMARY KEY, entry BLOB);"
                 "CREATE TABLE row (no INTEGER PRIMARY KEY, id BLOB, updated INTEGER, clocks BLOB,"
                 " title TEXT, body TEXT); CREATE UNIQUE INDEX row_by_id ON row (id); BEGIN");
  add = prepare (database, "INSERT INTO row (id, title, body, clocks, updated) VALUES"
                           " (?, '', ?, zeroblob (40), 0)");
  for (guint i = 0; i < N_PROPOSALS; i++)
    {
      g_autofree char *body = generate_text (random, 300, 1200);
      HalqaId id;

      generate_id (SEED, i, &id);
      sqlite3_bind_blob (add, 1, id.bytes, HALQA_ID_SIZE, SQLITE_STATIC);
      sqlite3_bind_text (add, 2, body, -1, SQLITE_STATIC);
      sqlite3_step (add);
      sqlite3_reset (add);
    }
  sqlite3_finalize (add);
  run (database, "COMMIT");
  return database;
}

/* As many log rows as there are entries, of their sizes, and an update for each field. */
static double
measure_bare (sqlite3 *database, GRand *random, GPtrArray *entries, guint n_fields)
{
  static const guint8 clocks[CLOCKS_BYTES];
  sqlite3_stmt *add = prepare (database, "INSERT INTO log (entry) VALUES (?)");
  sqlite3_stmt *set =
      prepare (database, "UPDATE row SET title = ?, clocks = ?, updated = ? WHERE id = ?");
  g_autofree char *title = generate_text (random, 40, 80);
  const gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < entries->len; i++)
    {
      gsize size;
      const guint8 *bytes = halqa_entry_get_bytes (entries->pdata[i], &size);

      if (i % BATCH == 0)
        run (database, "BEGIN IMMEDIATE");
      sqlite3_bind_blob (add, 1, bytes, (int) size, SQLITE_STATIC);
      sqlite3_step (add);
      sqlite3_reset (add);
      for (guint j = 0; j < n_fields; j++)
        {
          HalqaId id;

          generate_id (SEED, g_rand_int_range (random, 0, N_PROPOSALS), &id);
          sqlite3_bind_text (set, 1, title, -1, SQLITE_STATIC);
          sqlite3_bind_blob (set, 2, clocks, sizeof clocks, SQLITE_STATIC);
          sqlite3_bind_int64 (set, 3, i);
          sqlite3_bind_blob (set, 4, id.bytes, HALQA_ID_SIZE, SQLITE_STATIC);
          sqlite3_step (set);
          sqlite3_reset (set);
        }
      if (i % BATCH == BATCH - 1 || i == entries->len - 1)
        run (database, "COMMIT");
    }
  sqlite3_finalize (add);
  sqlite3_finalize (set);
  return seconds_since (start);
}

/* --- the whole */

static gboolean
measure_form (Laptop *from, Laptop *to, Laptop *checking, sqlite3 *bare, guint n_fields)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED + n_fields);
  g_autoptr (GPtrArray) changes = make_changes (random, N_CHANGES / n_fields, n_fields);
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *name = g_strdup_printf ("100,000 fields in entries of %u", n_fields);
  const gboolean many = n_fields > 1;
  double seconds, cpu;
  gboolean within;

  commit (from, changes);
  entries = take_entries (from);
  cpu = get_cpu_seconds ();
  seconds = apply (to, entries);
  cpu = get_cpu_seconds () - cpu;
  within = report_beside (name, seconds, many ? 1.4 : 2, "s", "Loro 2.1");
  report_floor ("user and system", cpu, "s");
  report_floor ("SQLite alone", measure_bare (bare, random, entries, n_fields), "s");
  cpu = get_cpu_seconds ();
  seconds = many ? apply (checking, entries) : drain (checking, entries);
  cpu = get_cpu_seconds () - cpu;
  if (many)
    return within;
  within &= report_beside ("the same, all signatures checked", seconds, 5, "s", "no other checks");
  report_floor ("user and system", cpu, "s");
  return within;
}

int
main (void)
{
  g_autoptr (GPtrArray) changes = generate_changes (N_PROPOSALS, SEED);
  g_autoptr (GPtrArray) entries = NULL;
  HalqaForumKey key;
  Laptop from, to, checking;
  sqlite3 *bare;
  gboolean within;

  laptop_start (&from, &key, TRUE);
  laptop_start (&to, &key, FALSE);
  laptop_start (&checking, &key, FALSE);
  commit (&from, changes);
  entries = take_entries (&from);
  report_floor ("10,000 proposals folded, for what follows", apply (&to, entries), "s");
  apply (&checking, entries);
  laptop_settle (&to);
  laptop_settle (&checking);
  laptop_settle (&from);
  bare = open_bare (to.folder);
  within = measure_form (&from, &to, &checking, bare, FIELDS_MANY);
  within &= measure_form (&from, &to, &checking, bare, 1);
  sqlite3_close (bare);
  laptop_stop (&from);
  laptop_stop (&to);
  laptop_stop (&checking);
  return within ? 0 : 1;
}
