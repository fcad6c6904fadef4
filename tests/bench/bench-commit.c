/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"
#include "laptop.h"
#include "report.h"

#include <sqlite3.h>

/* One edit, from the call to "it is on disk", beside what SQLite takes for the same bytes: a
 * transaction that adds the entry to one table and writes the record's row in another, in WAL mode
 * with synchronous=FULL. They are taken in turns, so that whatever the disk does meets all; and one
 * more that goes through the open forum, until the window shows it as saved.
 *
 * S4 is the first of them as a rate, and a thousand fields in one commit, five of each of two hundred
 * proposals, beside a transaction that writes the same values into as many rows. */

#define N_RECORDS 2000
#define N_ROUNDS 300
#define N_WIDE_ROUNDS 15
#define WIDE_RECORDS 200
#define SEED 2026

#define CHECK(database, call)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if ((call) != SQLITE_OK)                                                                       \
      g_error ("%s", sqlite3_errmsg (database));                                                   \
  }                                                                                                \
  G_STMT_END

static const char *const wide_fields[] = { "title", "neighbourhood", "author_name", "answer",
                                           "problem" };

enum
{
  STORE,
  BARE,
  FORUM,
  N_WAYS
};

typedef struct
{
  sqlite3 *database;
  sqlite3_stmt *add_entry;
  sqlite3_stmt *write_row;
} Bare;

static void
run (sqlite3 *database, const char *sql)
{
  CHECK (database, sqlite3_exec (database, sql, NULL, NULL, NULL));
}

static void
bare_open (Bare *self, const char *folder, GRand *random)
{
  g_autofree char *path = g_build_filename (folder, "bare.db", NULL);

  CHECK (self->database, sqlite3_open (path, &self->database));
  run (self->database, "PRAGMA journal_mode = WAL");
  run (self->database, "PRAGMA synchronous = FULL");
  run (self->database, "CREATE TABLE log (arrival INTEGER PRIMARY KEY, entry BLOB)");
  run (self->database, "CREATE TABLE row (rowid INTEGER PRIMARY KEY, title TEXT, body TEXT,"
                       " neighbourhood TEXT, author_name TEXT, answer TEXT, problem TEXT)");
  CHECK (self->database, sqlite3_prepare_v2 (self->database, "INSERT INTO log (entry) VALUES (?)",
                                             -1, &self->add_entry, NULL));
  CHECK (self->database,
         sqlite3_prepare_v2 (self->database, "INSERT INTO row (title, body) VALUES ('', ?)", -1,
                             &self->write_row, NULL));
  run (self->database, "BEGIN");
  for (guint i = 0; i < N_RECORDS; i++)
    {
      g_autofree char *body = generate_text (random, 300, 1200);

      sqlite3_bind_text (self->write_row, 1, body, -1, SQLITE_STATIC);
      sqlite3_step (self->write_row);
      CHECK (self->database, sqlite3_reset (self->write_row));
    }
  run (self->database, "COMMIT");
  sqlite3_finalize (self->write_row);
  CHECK (self->database,
         sqlite3_prepare_v2 (self->database, "UPDATE row SET title = ? WHERE rowid = ?", -1,
                             &self->write_row, NULL));
}

static void
bare_close (Bare *self)
{
  sqlite3_finalize (self->add_entry);
  sqlite3_finalize (self->write_row);
  sqlite3_close (self->database);
}

static double
bare_edit (Bare *self, guint index, const char *title, guint entry_size)
{
  const gint64 start = g_get_monotonic_time ();

  run (self->database, "BEGIN IMMEDIATE");
  sqlite3_bind_zeroblob (self->add_entry, 1, entry_size);
  sqlite3_step (self->add_entry);
  CHECK (self->database, sqlite3_reset (self->add_entry));
  sqlite3_bind_text (self->write_row, 1, title, -1, SQLITE_STATIC);
  sqlite3_bind_int (self->write_row, 2, index + 1);
  sqlite3_step (self->write_row);
  CHECK (self->database, sqlite3_reset (self->write_row));
  run (self->database, "COMMIT");
  return seconds_since (start);
}

static double
store_edit (Laptop *laptop, guint index, const char *title)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;
  const HalqaValue value = halqa_value_text (title);
  double seconds;
  gint64 start;
  HalqaId id;

  generate_id (SEED, index, &id);
  halqa_change_set (change, "proposal", &id, "title", &value, HALQA_REPLACE_SHOWN);
  start = g_get_monotonic_time ();
  if (!halqa_store_commit (laptop->store, change, &error))
    g_error ("%s", error->message);
  seconds = seconds_since (start);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return seconds;
}

static double
forum_edit (Laptop *laptop, guint index, const char *title)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *hex = NULL;
  gint64 start;
  HalqaId id;

  generate_id (SEED, index, &id);
  hex = halqa_hex_dup (id.bytes, HALQA_ID_SIZE);
  halqa_draft_set_text (draft, "proposal", hex, "title", title);
  start = g_get_monotonic_time ();
  laptop_save (laptop, draft);
  return seconds_since (start);
}

static gboolean
keep_size (guint64 arrival,
           const HalqaDot *dot,
           const guint8 *entry,
           gsize size,
           const guint8 *signature,
           gpointer user_data)
{
  *(gsize *) user_data = size + HALQA_SIGNATURE_SIZE;
  return TRUE;
}

/* The bytes of the newest entry and its signature. */
static gsize
measure_entry (Laptop *laptop)
{
  g_autoptr (GError) error = NULL;
  HalqaReader *reader = halqa_forum_get_reader (laptop->forum);
  HalqaStatus status;
  gsize size = 0;

  if (!halqa_reader_status (reader, &status, &error) ||
      !halqa_reader_walk_log (reader, status.upto - 1, status.upto, NULL, 0, keep_size, &size,
                              &error))
    g_error ("%s", error->message);
  return size;
}

/* Five texts for each of so many proposals. */
static HalqaChange *
make_wide_change (GRand *random)
{
  HalqaChange *change = halqa_change_new ();

  for (guint i = 0; i < WIDE_RECORDS; i++)
    for (guint j = 0; j < G_N_ELEMENTS (wide_fields); j++)
      {
        g_autofree char *text = generate_text (random, 20, 60);
        const HalqaValue value = halqa_value_text (text);
        HalqaId id;

        generate_id (SEED, i, &id);
        halqa_change_set (change, "proposal", &id, wide_fields[j], &value, HALQA_REPLACE_SHOWN);
      }
  return change;
}

static double
bare_wide (Bare *self, GRand *random, gsize entry_size)
{
  g_autofree char *text = generate_text (random, 20, 60);
  sqlite3_stmt *write;
  gint64 start;

  CHECK (self->database,
         sqlite3_prepare_v2 (self->database,
                             "UPDATE row SET title = ?1, neighbourhood = ?1, author_name = ?1,"
                             " answer = ?1, problem = ?1 WHERE rowid = ?2",
                             -1, &write, NULL));
  start = g_get_monotonic_time ();
  run (self->database, "BEGIN IMMEDIATE");
  sqlite3_bind_zeroblob (self->add_entry, 1, (int) entry_size);
  sqlite3_step (self->add_entry);
  CHECK (self->database, sqlite3_reset (self->add_entry));
  for (guint i = 0; i < WIDE_RECORDS; i++)
    {
      sqlite3_bind_text (write, 1, text, -1, SQLITE_STATIC);
      sqlite3_bind_int (write, 2, i + 1);
      sqlite3_step (write);
      CHECK (self->database, sqlite3_reset (write));
    }
  run (self->database, "COMMIT");
  sqlite3_finalize (write);
  return seconds_since (start);
}

static gboolean
measure_wide (Laptop *laptop, Bare *bare, GRand *random)
{
  const guint n_fields = WIDE_RECORDS * G_N_ELEMENTS (wide_fields);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) floors = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GError) error = NULL;
  gboolean enough;

  for (guint i = 0; i < N_WIDE_ROUNDS; i++)
    {
      g_autoptr (HalqaChange) change = make_wide_change (random);
      const gint64 start = g_get_monotonic_time ();
      double seconds;

      if (!halqa_store_commit (laptop->store, change, &error))
        g_error ("%s", error->message);
      seconds = seconds_since (start);
      g_array_append_val (times, seconds);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      seconds = bare_wide (bare, random, measure_entry (laptop));
      g_array_append_val (floors, seconds);
    }
  enough = report_least ("a thousand fields in one commit", n_fields / median_of (times), 40000,
                         "/s", "Loro 15000");
  report_floor ("SQLite alone", n_fields / median_of (floors), "/s");
  return enough;
}

/* The three ways, one after the other; the entry that the first made tells the second its size. */
static void
take_turn (Laptop *laptop, Bare *bare, GRand *random, GArray *times[N_WAYS])
{
  double seconds;

  for (guint way = 0; way < N_WAYS; way++)
    {
      const guint index = g_rand_int_range (random, 0, N_RECORDS);
      g_autofree char *title = generate_text (random, 40, 80);

      if (way == STORE)
        seconds = store_edit (laptop, index, title);
      else if (way == BARE)
        seconds = bare_edit (bare, index, title, measure_entry (laptop));
      else
        seconds = forum_edit (laptop, index, title);
      g_array_append_val (times[way], seconds);
    }
}

int
main (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  g_autoptr (GPtrArray) changes = generate_changes (N_RECORDS, SEED);
  g_autoptr (GError) error = NULL;
  GArray *times[N_WAYS];
  double medians[N_WAYS];
  Bare bare = { NULL };
  HalqaForumKey key;
  Laptop laptop;
  gboolean within;
  gboolean wide;

  laptop_start (&laptop, &key, TRUE);
  if (!halqa_store_commit_many (laptop.store, changes, &error))
    g_error ("%s", error->message);
  laptop_settle (&laptop);
  bare_open (&bare, laptop.folder, random);
  for (guint way = 0; way < N_WAYS; way++)
    times[way] = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < N_ROUNDS; i++)
    take_turn (&laptop, &bare, random, times);
  wide = measure_wide (&laptop, &bare, random);
  bare_close (&bare);
  laptop_stop (&laptop);

  for (guint way = 0; way < N_WAYS; way++)
    {
      medians[way] = median_of (times[way]) * 1000;
      g_array_unref (times[way]);
    }
  within = report ("one edit to durable", medians[STORE], 1.5 * medians[BARE], "ms");
  within &= report ("one edit to durable and shown", medians[FORUM], 2 * medians[BARE], "ms");
  within &= report_least ("edits, each fsynced", 1000 / medians[STORE], 3000, "/s",
                          "Yjs as shipped 27, bare 3137");
  report_floor ("SQLite alone", 1000 / medians[BARE], "/s");
  return within && wide ? 0 : 1;
}
