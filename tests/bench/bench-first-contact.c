/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"
#include "halqa-exchange.h"
#include "halqa-http-transport.h"
#include "halqa-kinds.h"
#include "halqa-since.h"
#include "laptop.h"
#include "report.h"
#include "wire.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <zstd.h>

/* S1: a laptop that holds nothing gets a whole forum from another process, over TLS. This program
 * runs itself, as the one that has all and as the one that gets it; the latter tells when all was on
 * disk and could be read, when all signatures were checked, what went over the wire, and what the
 * kernel says was the most memory that it held. Beside it, in the same run: the same text through
 * zstd -3 and a pipe into one row for each proposal, by SQLite alone. */

#define SEED 2026
#define RUNS 3
#define BATCH 512

/* --- in the two processes */

static void
serve_cb (HalqaRequest *request, gpointer user_data)
{
  halqa_exchange_serve (request, user_data);
}

typedef struct
{
  HalqaIdentity *identity;
  HalqaStore *store;
  HalqaReader *reader;
  HalqaTransport *transport;
} Peer;

static void
peer_open (Peer *self, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "forum.db", NULL);
  g_autoptr (GError) error = NULL;

  self->identity = halqa_identity_load (folder, &error);
  g_assert_no_error (error);
  self->store = halqa_store_open (path, halqa_kinds_get_schema (), self->identity, &error);
  g_assert_no_error (error);
  self->reader = halqa_reader_open (self->store, &error);
  g_assert_no_error (error);
  self->transport = halqa_http_transport_new (self->identity);
  halqa_transport_add_store (self->transport, self->store);
  halqa_transport_set_handler (self->transport, serve_cb, self->reader);
  if (!halqa_transport_listen (self->transport, "127.0.0.1:0", &error))
    g_error ("%s", error->message);
}

static void
peer_close (Peer *self)
{
  halqa_transport_close (self->transport);
  g_clear_object (&self->transport);
  g_clear_object (&self->reader);
  halqa_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_object (&self->identity);
}

static gboolean
input_ended_cb (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* Answers until its standard input ends. */
static int
serve (const char *folder)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  g_autofree char *address = NULL;
  Peer peer;

  peer_open (&peer, folder);
  address = halqa_transport_dup_address (peer.transport);
  g_io_add_watch (input, G_IO_IN | G_IO_HUP, input_ended_cb, loop);
  g_print ("%s\n", address);
  fflush (stdout);
  g_main_loop_run (loop);
  peer_close (&peer);
  return 0;
}

static double
get_peak_mb (void)
{
  g_autofree char *status = NULL;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  return g_ascii_strtoll (strstr (status, "VmHWM:") + strlen ("VmHWM:"), NULL, 10) * 1024 / 1e6;
}

typedef struct
{
  HalqaReader *reader;
  guint n_expected;
  gint64 start;
  double shown; /* seconds, 0 for not yet */
} Waiting;

/* As a window does: it is told of a commit, and looks. At what that touched: to count all that is there
 * after each was a half of what the receiver of 100,000 did. */
static void
touched_cb (HalqaStore *store, const GArray *touched, gboolean local, gpointer user_data)
{
  Waiting *waiting = user_data;
  guint64 arrival;

  if (waiting->shown <= 0 && halqa_reader_get_newest (waiting->reader, &arrival, NULL) &&
      arrival >= waiting->n_expected &&
      halqa_reader_count (waiting->reader, "proposal", NULL) == waiting->n_expected)
    waiting->shown = seconds_since (waiting->start);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static int
receive (const char *folder, const char *address, guint n_expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HalqaExchangeReport) got = NULL;
  g_autoptr (GError) error = NULL;
  Peer peer;
  Waiting waiting = { .n_expected = n_expected };
  double cpu;
  guint watch;

  peer_open (&peer, folder);
  waiting.reader = peer.reader;
  watch = halqa_store_watch (peer.store, NULL, touched_cb, &waiting);
  cpu = get_cpu_seconds ();
  waiting.start = g_get_monotonic_time ();
  halqa_exchange_async (peer.transport, peer.reader, address, NULL, NULL, result_cb, &result);
  while (result == NULL || waiting.shown <= 0)
    g_main_context_iteration (NULL, TRUE);
  got = halqa_exchange_finish (result, &error);
  g_assert_no_error (error);
  g_assert_true (got->equal);
  g_print ("%.6f %.6f %" G_GINT64_FORMAT " %.3f %.3f\n", waiting.shown,
           seconds_since (waiting.start), wire_get_sent () + wire_get_received (), get_peak_mb (),
           get_cpu_seconds () - cpu);
  halqa_store_unwatch (peer.store, watch);
  peer_close (&peer);
  return 0;
}

/* What is given, compressed, onto the standard output. */
static int
compress (const char *path)
{
  g_autoptr (GError) error = NULL;
  ZSTD_CCtx *context = ZSTD_createCCtx ();
  g_autofree char *text = NULL;
  char chunk[65536];
  gsize size;

  if (!g_file_get_contents (path, &text, &size, &error))
    g_error ("%s", error->message);
  ZSTD_CCtx_setParameter (context, ZSTD_c_compressionLevel, 3);
  for (ZSTD_inBuffer in = { text, size, 0 };;)
    {
      ZSTD_outBuffer out = { chunk, sizeof chunk, 0 };
      gsize left = ZSTD_compressStream2 (context, &out, &in, ZSTD_e_end);

      if (fwrite (chunk, 1, out.pos, stdout) != out.pos)
        return 1;
      if (left == 0)
        break;
    }
  ZSTD_freeCCtx (context);
  return 0;
}

/* --- in the one that measures */

static const char *program;

typedef enum
{
  SHOWN,
  CHECKED,
  BYTES,
  PEAK,
  CPU,
  DISK,
  BARE,
  BARE_BYTES,
  N_FIGURES
} Figure;

static GSubprocess *
run_self (const char *role, const char *first, const char *second, const char *third)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                        program, role, first, second, third, NULL);

  g_assert_no_error (error);
  return process;
}

static char *
read_line (GSubprocess *process)
{
  g_autoptr (GDataInputStream) output =
                 g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);

  g_assert_nonnull (line);
  return line;
}

static double
measure_size (const char *folder)
{
  static const char *const names[] = { "forum.db", "forum.db-wal" };
  double size = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      GStatBuf status;

      if (g_stat (path, &status) == 0)
        size += status.st_size;
    }
  return size / 1e6;
}

static void
receive_once (Laptop *full, const HalqaForumKey *key, guint n, double figures[N_FIGURES])
{
  g_autoptr (GSubprocess) server = run_self ("--serve", full->folder, NULL, NULL);
  g_autofree char *address = read_line (server);
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autoptr (GSubprocess) client = NULL;
  g_autofree char *line = NULL;
  HalqaForumKey same = *key;
  Laptop empty;

  laptop_start (&empty, &same, FALSE);
  client = run_self ("--receive", empty.folder, address, number);
  line = read_line (client);
  if (!g_subprocess_wait_check (client, NULL, NULL) ||
      sscanf (line, "%lf %lf %lf %lf %lf", &figures[SHOWN], &figures[CHECKED], &figures[BYTES],
              &figures[PEAK], &figures[CPU]) != 5)
    g_error ("%s", line);
  g_output_stream_close (g_subprocess_get_stdin_pipe (server), NULL, NULL);
  g_subprocess_wait (server, NULL, NULL);
  /* With the search index, and at rest. */
  laptop_settle (&empty);
  halqa_store_close (empty.store);
  figures[DISK] = measure_size (empty.folder);
  laptop_stop (&empty);
}

typedef struct
{
  sqlite3 *database;
  sqlite3_stmt *add;
  guint n_rows;
} Bare;

static void
run (sqlite3 *database, const char *sql)
{
  if (sqlite3_exec (database, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (database));
}

/* A line that is a proposal begins a row; notes go with the rows that they follow. */
static void
add_line (Bare *bare, const char *line, gsize size)
{
  static const guint8 clocks[80];

  if (bare->n_rows++ % BATCH == 0)
    run (bare->database, bare->n_rows == 1 ? "BEGIN" : "COMMIT; BEGIN");
  sqlite3_bind_blob (bare->add, 1, line + strlen ("{\"id\":\""), 32, SQLITE_STATIC);
  sqlite3_bind_text (bare->add, 2, line, (int) size, SQLITE_STATIC);
  sqlite3_bind_blob (bare->add, 3, clocks, sizeof clocks, SQLITE_STATIC);
  sqlite3_step (bare->add);
  sqlite3_reset (bare->add);
}

static void
load_bare (Bare *bare, GInputStream *input, double *n_bytes)
{
  ZSTD_DCtx *context = ZSTD_createDCtx ();
  g_autoptr (GString) rest = g_string_new (NULL);
  g_autofree char *plain = g_malloc (1 << 17);
  char chunk[65536];
  gssize n;

  while ((n = g_input_stream_read (input, chunk, sizeof chunk, NULL, NULL)) > 0)
    {
      ZSTD_inBuffer in = { chunk, n, 0 };

      *n_bytes += n;
      while (in.pos < in.size)
        {
          ZSTD_outBuffer out = { plain, 1 << 17, 0 };
          const char *from;
          const char *end;

          ZSTD_decompressStream (context, &out, &in);
          g_string_append_len (rest, plain, out.pos);
          for (from = rest->str; (end = strchr (from, '\n')) != NULL; from = end + 1)
            add_line (bare, from, end - from);
          g_string_erase (rest, 0, from - rest->str);
        }
    }
  ZSTD_freeDCtx (context);
}

static void
measure_bare (const char *folder, const char *text, double figures[N_FIGURES])
{
  g_autofree char *path = g_build_filename (folder, "bare.db", NULL);
  g_autoptr (GSubprocess) sender = NULL;
  Bare bare = { 0 };
  gint64 start;

  sqlite3_open (path, &bare.database);
  run (bare.database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                      "CREATE TABLE row (no INTEGER PRIMARY KEY, id, text, clocks);"
                      "CREATE UNIQUE INDEX row_by_id ON row (id)");
  sqlite3_prepare_v2 (bare.database, "INSERT INTO row (id, text, clocks) VALUES (?, ?, ?)", -1,
                      &bare.add, NULL);
  start = g_get_monotonic_time ();
  sender = run_self ("--compress", text, NULL, NULL);
  load_bare (&bare, g_subprocess_get_stdout_pipe (sender), &figures[BARE_BYTES]);
  run (bare.database, "COMMIT");
  figures[BARE] = seconds_since (start);
  sqlite3_finalize (bare.add);
  sqlite3_close (bare.database);
  g_subprocess_wait (sender, NULL, NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
fill (Laptop *full, HalqaForumKey *key, guint n, const char **text)
{
  g_autoptr (GPtrArray) changes = generate_changes (n, SEED);
  g_autofree char *lines = generate_ndjson (n, SEED);
  g_autoptr (GError) error = NULL;

  laptop_start (full, key, TRUE);
  if (!halqa_store_commit_many (full->store, changes, &error))
    g_error ("%s", error->message);
  laptop_settle (full);
  *text = g_build_filename (full->folder, "forum.ndjson", NULL);
  if (!g_file_set_contents (*text, lines, -1, &error))
    g_error ("%s", error->message);
}

static void
measure (guint n, guint n_runs, double medians[N_FIGURES])
{
  GArray *runs[N_FIGURES];
  g_autofree const char *text = NULL;
  HalqaForumKey key;
  Laptop full;

  fill (&full, &key, n, &text);
  for (guint i = 0; i < N_FIGURES; i++)
    runs[i] = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint run = 0; run < n_runs; run++)
    {
      double figures[N_FIGURES] = { 0 };

      measure_bare (full.folder, text, figures);
      receive_once (&full, &key, n, figures);
      for (guint i = 0; i < N_FIGURES; i++)
        g_array_append_val (runs[i], figures[i]);
    }
  for (guint i = 0; i < N_FIGURES; i++)
    {
      medians[i] = median_of (runs[i]);
      g_array_unref (runs[i]);
    }
  laptop_stop (&full);
}

int
main (int argc, char **argv)
{
  double figures[N_FIGURES];
  gboolean within = TRUE;

  program = argv[0];
  if (argc == 3 && g_str_equal (argv[1], "--serve"))
    return serve (argv[2]);
  if (argc == 5 && g_str_equal (argv[1], "--receive"))
    return receive (argv[2], argv[3], (guint) strtoul (argv[4], NULL, 10));
  if (argc == 3 && g_str_equal (argv[1], "--compress"))
    return compress (argv[2]);

  measure (10000, RUNS, figures);
  within &= report_beside ("first contact, 10,000: durable and shown", figures[SHOWN], 0.5, "s",
                           "Loro 0.56");
  report_floor ("user and system of the receiver", figures[CPU], "s");
  report_floor ("zstd -3, a pipe and SQLite alone", figures[BARE], "s");
  within &=
      report_beside ("  all signatures checked", figures[CHECKED], 1.2, "s", "no other checks");
  within &= report_beside ("  on the wire", figures[BYTES] / 1e6, 6, "MB", "PouchDB 7.0");
  report_floor ("zstd -3 of the text", figures[BARE_BYTES] / 1e6, "MB");
  within &=
      report_beside ("  most memory of the receiver", figures[PEAK], 60, "MB", "Syncthing 81");
  within &=
      report_beside ("  on disk, with log and search", figures[DISK], 55, "MB", "Automerge 5.3");

  measure (100000, 1, figures);
  within &= report_beside ("first contact, 100,000: durable and shown", figures[SHOWN], 5, "s",
                           "Loro 5.3");
  report_floor ("zstd -3, a pipe and SQLite alone", figures[BARE], "s");
  report_floor ("all signatures checked", figures[CHECKED], "s");
  within &=
      report_beside ("  most memory of the receiver", figures[PEAK], 80, "MB", "Syncthing 171");
  return within ? 0 : 1;
}
