/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "replica.h"

/* A hundred thousand entries from one process to another, over TLS: neither may hold the forum in
 * memory. This program runs itself twice, as the one that has all and as the one that has nothing,
 * and each tells at its end what the kernel says was the most that it held. */

#define N_ENTRIES 100000
#define PORTION 2000
#define MEMORY_MAX_KB (80 * 1024)

/* --- in the two processes */

static gint64
get_peak_kb (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmHWM:");
  g_assert_nonnull (line);
  return g_ascii_strtoll (line + strlen ("VmHWM:"), NULL, 10);
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
  Replica *replica = replica_open_http (folder);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);

  g_io_add_watch (input, G_IO_IN | G_IO_HUP, input_ended_cb, loop);
  g_print ("%s\n", replica->address);
  fflush (stdout);
  g_main_loop_run (loop);
  replica_close (replica);
  g_print ("%" G_GINT64_FORMAT "\n", get_peak_kb ());
  return 0;
}

static int
fetch (const char *folder, const char *address)
{
  Replica *replica = replica_open_http (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaExchangeReport) report = replica_exchange_at (replica, address, &error);

  g_assert_no_error (error);
  g_print ("%u %d\n", report->received, report->equal);
  replica_close (replica);
  g_print ("%" G_GINT64_FORMAT "\n", get_peak_kb ());
  return 0;
}

/* --- in the test */

static const char *program;

static GSubprocess *
run_self (const char *role, const char *folder, const char *address)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                        program, role, folder, address, NULL);

  g_assert_no_error (error);
  return process;
}

static char *
read_line (GDataInputStream *output)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (output, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static GDataInputStream *
open_output (GSubprocess *process)
{
  return g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
}

static void
wait_end (GSubprocess *process)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

static void
assert_peak (const char *who, GDataInputStream *output)
{
  g_autofree char *line = read_line (output);

  g_test_message ("%s held %s kB at most", who, line);
  g_assert_cmpint (g_ascii_strtoll (line, NULL, 10), >, 0);
  g_assert_cmpint (g_ascii_strtoll (line, NULL, 10), <, MEMORY_MAX_KB);
}

static void
test_streams (void)
{
  HalqaForumKey key;
  Replica *full;
  Replica *empty;
  g_autoptr (GSubprocess) server = NULL;
  g_autoptr (GSubprocess) client = NULL;
  g_autoptr (GDataInputStream) served = NULL;
  g_autoptr (GDataInputStream) fetched = NULL;
  g_autofree char *address = NULL;
  g_autofree char *line = NULL;

  replica_make_key (&key);
  full = replica_new (NULL, &key, "Amal");
  empty = replica_new (NULL, &key, "Brahim");
  for (guint i = 0; i < N_ENTRIES / PORTION; i++)
    replica_add_many (full, PORTION);

  server = run_self ("--serve", full->folder, NULL);
  served = open_output (server);
  address = read_line (served);
  client = run_self ("--fetch", empty->folder, address);
  fetched = open_output (client);
  line = read_line (fetched);
  g_assert_cmpstr (line, ==, "100000 1");
  assert_peak ("who asked", fetched);
  wait_end (client);
  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (server), NULL, NULL));
  assert_peak ("who answered", served);
  wait_end (server);
  replica_restart (empty, NULL);
  g_assert_cmpuint (replica_count (empty), ==, N_ENTRIES);
  g_assert_true (replica_is_equal (full, empty));
  replica_free (full);
  replica_free (empty);
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 3 && g_str_equal (argv[1], "--serve"))
    return serve (argv[2]);
  if (argc == 4 && g_str_equal (argv[1], "--fetch"))
    return fetch (argv[2], argv[3]);
  replica_init_test (&argc, &argv);
  g_test_add_func ("/sync/exchange/a-hundred-thousand-entries-are-streamed", test_streams);
  return g_test_run ();
}
