/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"
#include "halqa-exchange.h"
#include "halqa-http-transport.h"
#include "laptop.h"
#include "report.h"
#include "wire.h"

#include <string.h>

/* S2, S3 and S7: laptops in reach of each other, as the program runs them, over TLS on the loopback.
 * What goes over the wire is what all of them send, until nothing has moved for a while: what is told
 * of the new state counts too. */

#define SEED 2026
#define N_EDITS 10
#define ROUNDS 15
#define ROOM 8
#define ROOM_EDITS 100
#define ROOM_RECORDS 200
/* A wire on which nothing has moved for so long is quiet, milliseconds. */
#define QUIET_MS 300

typedef struct
{
  Laptop *laptops;
  guint n;
  guint64 n_entries; /* that all must hold */
} Room;

static void
get_status (Laptop *laptop, HalqaStatus *status)
{
  g_autoptr (GError) error = NULL;

  if (!halqa_reader_status_of_log (halqa_forum_get_reader (laptop->forum), status, &error))
    g_error ("%s", error->message);
}

static gboolean
are_equal (Room *room)
{
  HalqaStatus first;

  get_status (&room->laptops[0], &first);
  for (guint i = 0; i < room->n; i++)
    {
      HalqaStatus status;

      get_status (&room->laptops[i], &status);
      if (status.n_entries != room->n_entries ||
          memcmp (status.fingerprint, first.fingerprint, sizeof first.fingerprint) != 0)
        return FALSE;
    }
  return TRUE;
}

/* Once a millisecond: to ask eight databases after each turn of the loop would be most of what is
 * measured. */
typedef struct
{
  Room *room;
  gboolean equal;
} Look;

static gboolean
look_cb (gpointer user_data)
{
  Look *look = user_data;

  look->equal = are_equal (look->room);
  return look->equal ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static gboolean
was_equal (gpointer user_data)
{
  return ((Look *) user_data)->equal;
}

static void
wait_equal (Room *room)
{
  Look look = { .room = room };

  g_timeout_add (1, look_cb, &look);
  wait_until (was_equal, &look);
}

static gboolean
quiet_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static void
wait_quiet (void)
{
  gint64 before;

  do
    {
      gboolean over = FALSE;

      before = wire_get_sent ();
      g_timeout_add (QUIET_MS, quiet_cb, &over);
      wait_until (is_true, &over);
    }
  while (wire_get_sent () != before);
}

static HalqaChange *
make_edit (GRand *random, guint n_records)
{
  HalqaChange *change = halqa_change_new ();
  g_autofree char *title = generate_text (random, 40, 80);
  const HalqaValue value = halqa_value_text (title);
  HalqaId id;

  generate_id (SEED, g_rand_int_range (random, 0, n_records), &id);
  halqa_change_set (change, "proposal", &id, "title", &value, HALQA_REPLACE_SHOWN);
  return change;
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!halqa_store_commit_finish (HALQA_STORE (object), result, &error))
    g_error ("%s", error->message);
}

/* Each of them an entry and a commit of its own. */
static void
edit_all (Room *room, GRand *random, guint n_edits, guint n_records)
{
  for (guint i = 0; i < n_edits; i++)
    for (guint j = 0; j < room->n; j++)
      {
        g_autoptr (HalqaChange) change = make_edit (random, n_records);

        halqa_store_commit_async (room->laptops[j].store, change, NULL, saved_cb, NULL);
      }
  room->n_entries += n_edits * room->n;
}

static void
open_room (Room *room, Laptop *laptops, guint n, guint n_records)
{
  g_autoptr (GPtrArray) changes = generate_changes (n_records, SEED);
  g_autoptr (GError) error = NULL;
  HalqaForumKey key;

  *room = (Room){ laptops, n, changes->len };
  for (guint i = 0; i < n; i++)
    laptop_start (&laptops[i], &key, i == 0);
  if (!halqa_store_commit_many (laptops[0].store, changes, &error))
    g_error ("%s", error->message);
  for (guint i = 1; i < n; i++)
    {
      laptops[0].sent = 0;
      laptop_send (&laptops[0], &laptops[i]);
    }
  for (guint i = 0; i < n; i++)
    {
      laptop_settle (&laptops[i]);
      for (guint j = 0; j < i; j++)
        {
          g_autofree char *address = halqa_forum_dup_listen_address (laptops[j].forum);

          halqa_forum_add_address (laptops[i].forum, address, NULL);
        }
      if (!halqa_forum_start_replication (laptops[i].forum, "127.0.0.1:0", FALSE, &error))
        g_error ("%s", error->message);
    }
}

static void
close_room (Room *room)
{
  for (guint i = 0; i < room->n; i++)
    halqa_forum_stop_replication (room->laptops[i].forum);
  for (guint i = 0; i < room->n; i++)
    laptop_stop (&room->laptops[i]);
}

/* Until each has heard of each, and nothing is left to be said. */
static void
warm_up (Room *room, GRand *random, guint n_records)
{
  edit_all (room, random, 1, n_records);
  wait_equal (room);
  wait_quiet ();
}

static gboolean
measure_pair (guint n_records)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *name = g_strdup_printf ("ten edits on each side, %u", n_records);
  Laptop laptops[2];
  gboolean within;
  Room room;

  open_room (&room, laptops, 2, n_records);
  warm_up (&room, random, n_records);
  for (guint i = 0; i < ROUNDS; i++)
    {
      const gint64 before = wire_get_sent ();
      const gint64 start = g_get_monotonic_time ();
      double seconds, bytes;

      edit_all (&room, random, N_EDITS, n_records);
      wait_equal (&room);
      seconds = seconds_since (start);
      g_array_append_val (times, seconds);
      wait_quiet ();
      bytes = (wire_get_sent () - before) / 1e3;
      g_array_append_val (sizes, bytes);
    }
  within = report_beside (name, median_of (times) * 1e3, 10, "ms", "Yjs 33");
  within &= report_beside ("  on the wire", median_of (sizes), 8, "kB", "Loro 4.5");
  close_room (&room);
  return within;
}

static gboolean
measure_room (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  Laptop laptops[ROOM];
  gint64 before, start;
  gboolean within;
  Room room;

  open_room (&room, laptops, ROOM, ROOM_RECORDS);
  warm_up (&room, random, ROOM_RECORDS);
  before = wire_get_sent ();
  start = g_get_monotonic_time ();
  edit_all (&room, random, ROOM_EDITS, ROOM_RECORDS);
  wait_equal (&room);
  within = report_beside ("8 laptops, 100 edits each, until equal", seconds_since (start), 0.4, "s",
                          "Yjs 0.73");
  wait_quiet ();
  within &= report_beside ("  on the wire", (wire_get_sent () - before) / 1e6, 1.5, "MB",
                           "Loro, Yjs 1.8");
  close_room (&room);
  return within;
}

/* --- both equal, over a connection that is made for it */

static void
serve_cb (HalqaRequest *request, gpointer user_data)
{
  halqa_exchange_serve (request, user_data);
}

static HalqaTransport *
open_transport (Laptop *laptop)
{
  g_autoptr (GError) error = NULL;
  HalqaTransport *transport = halqa_http_transport_new (laptop->identity);

  halqa_transport_add_store (transport, laptop->store);
  halqa_transport_set_handler (transport, serve_cb, halqa_forum_get_reader (laptop->forum));
  if (!halqa_transport_listen (transport, "127.0.0.1:0", &error))
    g_error ("%s", error->message);
  return transport;
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_set (gpointer pointer)
{
  return *(gpointer *) pointer != NULL;
}

static void
exchange (HalqaTransport *transport, Laptop *laptop, const char *address)
{
  g_autoptr (HalqaExchangeReport) report = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  halqa_exchange_async (transport, halqa_forum_get_reader (laptop->forum), address, NULL, NULL,
                        result_cb, &result);
  wait_until (is_set, &result);
  report = halqa_exchange_finish (result, &error);
  g_assert_no_error (error);
  g_assert_true (report->equal);
}

/* @anew: each time by a transport that has no connection yet. */
static gboolean
measure_exchanges (Laptop *laptop, const char *address, gboolean anew)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  HalqaTransport *transport = NULL;
  gint64 n_bytes = 0;
  gboolean within;

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 before, start;
      double ms;

      if (transport == NULL)
        transport = open_transport (laptop);
      if (i == 0 && !anew)
        exchange (transport, laptop, address);
      before = wire_get_sent ();
      start = g_get_monotonic_time ();
      exchange (transport, laptop, address);
      ms = seconds_since (start) * 1e3;
      g_array_append_val (times, ms);
      n_bytes += wire_get_sent () - before;
      if (!anew && i < ROUNDS - 1)
        continue;
      halqa_transport_close (transport);
      g_clear_object (&transport);
    }
  within = report_beside (anew ? "both equal, over a new connection" : "both equal",
                          median_of (times), anew ? 20 : 4, "ms", "Syncthing 57, open");
  within &=
      report_beside ("  on the wire", n_bytes / 1e3 / ROUNDS, anew ? 5 : 1, "kB", "Loro 0.9, open");
  return within;
}

static gboolean
measure_equal (void)
{
  g_autoptr (GPtrArray) changes = generate_changes (ROOM_RECORDS, SEED);
  g_autofree char *address = NULL;
  HalqaTransport *transport;
  Laptop laptops[2];
  HalqaForumKey key;
  gboolean within;

  for (guint i = 0; i < 2; i++)
    laptop_start (&laptops[i], &key, i == 0);
  if (!halqa_store_commit_many (laptops[0].store, changes, NULL))
    g_error ("nothing to be equal about");
  transport = open_transport (&laptops[0]);
  address = halqa_transport_dup_address (transport);
  within = measure_exchanges (&laptops[1], address, FALSE);
  within &= measure_exchanges (&laptops[1], address, TRUE);
  halqa_transport_close (transport);
  g_object_unref (transport);
  for (guint i = 0; i < 2; i++)
    laptop_stop (&laptops[i]);
  return within;
}

int
main (void)
{
  gboolean within = measure_equal ();

  within &= measure_room ();
  within &= measure_pair (10000);
  within &= measure_pair (100000);
  return within ? 0 : 1;
}
