/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "halqa-replicator.h"
#include "memory-transport.h"
#include "replica.h"

/* Thirty-two laptops in one process, each with its threads, of which each knows only a few others:
 * a random tree, so that all hang together, and a few more at random. What any of them writes has to
 * come to all; what that costs is told. HALQA_EDITS: how many edits, 10,000 unless given. */

#define N_LAPTOPS 32
#define N_MORE_TIES 16
#define N_RECORDS 200
/* What one laptop writes before the next one's turn. */
#define BURST 25
/* Seconds. */
#define PATIENCE 600

typedef struct
{
  HalqaMemoryHub *hub;
  HalqaForumKey key;
  Replica *replicas[N_LAPTOPS];
  HalqaReplicator *replicators[N_LAPTOPS];
  char *addresses[N_LAPTOPS];
  HalqaId records[N_RECORDS];
  guint64 n_entries;
} Room;

typedef struct
{
  Room *room;
  guint i;
} Seat;

static HalqaTransport *
make_transport (gpointer user_data)
{
  const Seat *seat = user_data;

  return halqa_memory_transport_new (seat->room->hub, seat->room->replicas[seat->i]->identity);
}

static void
take_seat (Room *room, Seat *seat)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("laptop %u", seat->i);

  room->replicas[seat->i] = replica_new (NULL, &room->key, name);
  room->replicators[seat->i] =
      halqa_replicator_new (room->replicas[seat->i]->store, make_transport, NULL, seat);
  halqa_replicator_start (room->replicators[seat->i], "127.0.0.1:0", &error);
  g_assert_no_error (error);
  room->addresses[seat->i] = halqa_replicator_dup_address (room->replicators[seat->i]);
}

static void
tie (Room *room, guint a, guint b)
{
  if (a != b)
    halqa_replicator_add_address (room->replicators[a], room->addresses[b]);
}

static void
tie_all (Room *room, GRand *random)
{
  for (guint i = 1; i < N_LAPTOPS; i++)
    tie (room, i, g_rand_int_range (random, 0, i));
  for (guint i = 0; i < N_MORE_TIES; i++)
    tie (room, g_rand_int_range (random, 0, N_LAPTOPS), g_rand_int_range (random, 0, N_LAPTOPS));
}

static gboolean
are_equal (Room *room)
{
  for (guint i = 0; i < N_LAPTOPS; i++)
    if (replica_count (room->replicas[i]) != room->n_entries ||
        (i > 0 && !replica_is_equal (room->replicas[0], room->replicas[i])))
      return FALSE;
  return TRUE;
}

/* Looks seldom, for to look at all of them is work that they need the cores for. */
static void
wait_until_equal (Room *room)
{
  const gint64 deadline = g_get_monotonic_time () + PATIENCE * G_USEC_PER_SEC;

  while (!are_equal (room))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (G_USEC_PER_SEC / 4);
    }
}

static void
write_burst (Room *room, guint laptop, guint n, GRand *random)
{
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      const HalqaId *record = &room->records[g_rand_int_range (random, 0, N_RECORDS)];
      g_autofree char *title = g_strdup_printf ("%u by %u", g_rand_int (random), laptop);
      const HalqaValue value = halqa_value_text (title);
      HalqaChange *change = halqa_change_new ();

      halqa_change_set (change, "card", record, "title", &value, HALQA_REPLACE_SHOWN);
      g_ptr_array_add (changes, change);
    }
  halqa_store_commit_many (room->replicas[laptop]->store, changes, &error);
  g_assert_no_error (error);
  room->n_entries += n;
}

static guint
get_n_edits (void)
{
  const char *given = g_getenv ("HALQA_EDITS");

  return given != NULL ? (guint) strtoul (given, NULL, 10) : 10000;
}

static guint
count_conflicts (Room *room, guint i)
{
  HalqaStatus status;

  replica_get_status (room->replicas[i], &status);
  return status.n_conflicts;
}

static void
leave (Room *room, guint i)
{
  halqa_replicator_stop (room->replicators[i]);
  g_assert_finalize_object (room->replicators[i]);
  replica_free (room->replicas[i]);
  g_free (room->addresses[i]);
}

static void
test_random_topology (void)
{
  const guint n_edits = get_n_edits ();
  const guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  Room room = { .hub = halqa_memory_hub_new () };
  Seat seats[N_LAPTOPS];
  guint64 n_bytes;
  guint n_requests;

  g_test_message ("seed %u", seed);
  replica_make_key (&room.key);
  for (guint i = 0; i < N_LAPTOPS; i++)
    {
      seats[i] = (Seat){ &room, i };
      take_seat (&room, &seats[i]);
    }
  tie_all (&room, random);
  for (guint i = 0; i < N_RECORDS; i++)
    replica_add (room.replicas[0], &room.records[i], "of all");
  room.n_entries = N_RECORDS;
  wait_until_equal (&room);

  n_requests = halqa_memory_hub_get_n_requests (room.hub);
  n_bytes = halqa_memory_hub_get_n_bytes (room.hub);
  for (guint done = 0; done < n_edits; done += BURST)
    write_burst (&room, g_rand_int_range (random, 0, N_LAPTOPS), MIN (BURST, n_edits - done),
                 random);
  wait_until_equal (&room);
  g_test_message ("%u edits on %u laptops: %.2f messages and %.0f bytes an edit", n_edits,
                  N_LAPTOPS,
                  2.0 * (halqa_memory_hub_get_n_requests (room.hub) - n_requests) / n_edits,
                  (double) (halqa_memory_hub_get_n_bytes (room.hub) - n_bytes) / n_edits);
  for (guint i = 1; i < N_LAPTOPS; i++)
    g_assert_cmpuint (count_conflicts (&room, i), ==, count_conflicts (&room, 0));
  for (guint i = 0; i < N_LAPTOPS; i++)
    leave (&room, i);
  g_assert_finalize_object (room.hub);
}

int
main (int argc, char **argv)
{
  replica_init_test (&argc, &argv);
  g_test_add_func ("/sync/spreading/a-random-room-becomes-equal", test_random_topology);
  return g_test_run ();
}
