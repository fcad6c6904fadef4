/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "replicating-laptop.h"

/* What two and three laptops that are left to themselves come to. */

static HalqaPeer *
dup_peer (Laptop *laptop, guint i)
{
  g_autoptr (GPtrArray) peers = halqa_replicator_dup_peers (laptop->replicator);

  return i < peers->len ? halqa_peer_copy (g_ptr_array_index (peers, i)) : NULL;
}

static guint
count_peers (Laptop *laptop)
{
  g_autoptr (GPtrArray) peers = halqa_replicator_dup_peers (laptop->replicator);

  return peers->len;
}

typedef struct
{
  Laptop *a;
  Laptop *b;
  Laptop *c;
  guint64 n;
} Wait;

static gboolean
are_equal (gpointer data)
{
  Wait *wait = data;

  return replica_count (wait->a->replica) == wait->n &&
         replica_is_equal (wait->a->replica, wait->b->replica) &&
         (wait->c == NULL || replica_is_equal (wait->a->replica, wait->c->replica));
}

/* Until all hold the same @n entries. */
static void
wait_equal (Laptop *a, Laptop *b, Laptop *c, guint64 n)
{
  Wait wait = { a, b, c, n };

  replica_wait (are_equal, &wait);
}

static gboolean
sees_it_reached (gpointer data)
{
  g_autoptr (HalqaPeer) peer = dup_peer (data, 0);

  return peer != NULL && peer->state == HALQA_PEER_REACHED && peer->equal;
}

static gboolean
sees_two (gpointer data)
{
  return count_peers (data) == 2;
}

static gboolean
sees_it_unreachable (gpointer data)
{
  g_autoptr (HalqaPeer) peer = dup_peer (data, 0);

  return peer != NULL && peer->state == HALQA_PEER_UNREACHABLE;
}

static gboolean
sees_no_member (gpointer data)
{
  g_autoptr (HalqaPeer) peer = dup_peer (data, 0);

  return peer != NULL && peer->state == HALQA_PEER_NOT_MEMBER;
}

static void
test_edit_arrives (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");
  Laptop *b = laptop_new (fixture, "Brahim");
  g_autoptr (HalqaPeer) peer = NULL;
  g_autofree char *title = NULL;
  HalqaId id;

  replica_add_many (a->replica, 20);
  laptop_start (a, TRUE);
  laptop_start (b, TRUE);
  wait_equal (a, b, NULL, 20);
  replica_wait (sees_it_reached, a);
  replica_wait (sees_it_reached, b);

  replica_add (a->replica, &id, "lamps in the lane");
  wait_equal (a, b, NULL, 21);
  replica_set_title (b->replica, &id, "lamps in every lane");
  wait_equal (a, b, NULL, 22);
  title = replica_dup_title (a->replica, &id);
  g_assert_cmpstr (title, ==, "lamps in every lane");

  peer = dup_peer (a, 0);
  g_assert_cmpuint (count_peers (a), ==, 1);
  g_assert_cmpuint (count_peers (b), ==, 1);
  g_assert_cmpstr (peer->name, ==, "Brahim");
  g_assert_cmpstr (peer->address, ==, b->address);
  g_assert_cmpmem (&peer->device, sizeof peer->device,
                   halqa_identity_get_device (b->replica->identity), sizeof peer->device);
  g_assert_cmpint (peer->last_exchange, >, 0);
  g_assert_true (peer->announced);
  g_assert_null (peer->problem);
  g_assert_cmpuint (a->n_changed, >, 0);
  laptop_free (a);
  laptop_free (b);
}

static void
test_typed_address (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");
  Laptop *b = laptop_new (fixture, "Brahim");

  laptop_start (a, FALSE);
  laptop_start (b, FALSE);
  halqa_replicator_add_address (a->replicator, b->address);
  replica_wait (sees_it_reached, a);
  /* Who was dialled knows by now where to dial back. */
  replica_wait (sees_it_reached, b);
  replica_add_many (b->replica, 3);
  wait_equal (a, b, NULL, 3);
  replica_add_many (a->replica, 3);
  wait_equal (a, b, NULL, 6);
  laptop_free (a);
  laptop_free (b);
}

static gboolean
sees_nobody (gpointer data)
{
  return count_peers (data) == 0;
}

static void
test_forgotten_address (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");

  laptop_start (a, FALSE);
  halqa_replicator_add_address (a->replicator, data == NULL ? "memory:2" : "127.0.0.1:9");
  replica_wait (sees_it_unreachable, a);
  halqa_replicator_forget_address (a->replicator, data == NULL ? "memory:2" : "127.0.0.1:9");
  replica_wait (sees_nobody, a);
  laptop_free (a);
}

static void
test_typed_too_early (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");
  Laptop *b = laptop_new (fixture, "Brahim");
  g_autoptr (HalqaPeer) peer = NULL;

  laptop_start (a, FALSE);
  replica_add_many (a->replica, 3);
  halqa_replicator_add_address (a->replicator, "memory:2");
  replica_wait (sees_it_unreachable, a);
  peer = dup_peer (a, 0);
  g_assert_nonnull (peer->problem);
  laptop_start (b, FALSE);
  g_assert_cmpstr (b->address, ==, "memory:2");
  wait_equal (a, b, NULL, 3);
  laptop_free (a);
  laptop_free (b);
}

/* Takes connections, and never says a word. */
static GSocketListener *
listen_in_silence (char **address)
{
  GSocketListener *listener = g_socket_listener_new ();
  GError *error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  *address = g_strdup_printf ("127.0.0.1:%u", port);
  return listener;
}

static void
test_silence (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");
  g_autofree char *address = NULL;
  g_autofree char *other_address = NULL;
  g_autoptr (GSocketListener) silent = listen_in_silence (&address);
  g_autoptr (GSocketListener) other = listen_in_silence (&other_address);
  g_autoptr (GSocketConnection) dialled = NULL;

  laptop_start (a, FALSE);
  halqa_replicator_add_address (a->replicator, address);
  dialled = g_socket_listener_accept (silent, NULL, NULL, NULL);
  g_assert_nonnull (dialled);
  /* What is told of both is later than the dialling of the first. */
  halqa_replicator_add_address (a->replicator, other_address);
  replica_wait (sees_two, a);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (HalqaPeer) peer = dup_peer (a, i);

      g_assert_cmpint (peer->state, ==, HALQA_PEER_CONNECTING);
      g_assert_false (peer->is_exchanging);
    }
  laptop_free (a);
}

static void
test_middle_one_relays (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");
  Laptop *b = laptop_new (fixture, "Brahim");
  Laptop *c = laptop_new (fixture, "Chama");

  laptop_start (a, FALSE);
  laptop_start (b, FALSE);
  laptop_start (c, FALSE);
  halqa_memory_hub_set_apart (fixture->hub, a->address, c->address, TRUE);
  halqa_replicator_add_address (a->replicator, b->address);
  halqa_replicator_add_address (c->replicator, b->address);
  replica_wait (sees_it_reached, a);
  replica_wait (sees_it_reached, c);
  replica_add_many (a->replica, 5);
  wait_equal (a, b, c, 5);
  replica_add_many (c->replica, 6);
  wait_equal (a, b, c, 11);
  replica_add_many (b->replica, 7);
  wait_equal (a, b, c, 18);
  laptop_free (a);
  laptop_free (b);
  laptop_free (c);
}

static void
test_three_in_reach (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");
  Laptop *b = laptop_new (fixture, "Brahim");
  Laptop *c = laptop_new (fixture, "Chama");

  replica_add_many (a->replica, 700);
  replica_add_many (b->replica, 30);
  replica_add_many (c->replica, 30);
  laptop_start (a, TRUE);
  laptop_start (b, TRUE);
  laptop_start (c, TRUE);
  wait_equal (a, b, c, 760);
  /* What an exchange brought is there before it has ended. */
  replica_wait (sees_two, a);
  replica_wait (sees_two, b);
  replica_wait (sees_two, c);
  laptop_free (a);
  laptop_free (b);
  laptop_free (c);
}

/* One that has all and one that has nothing ask each other at the same moment. How often the work
 * was done is seen by the requests that it took: three or four for once, and one that crossed. */
static void
test_dialled_both_ways (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");
  Laptop *b = laptop_new (fixture, "Brahim");

  replica_add_many (a->replica, 2000);
  laptop_start (a, FALSE);
  laptop_start (b, FALSE);
  halqa_replicator_add_address (a->replicator, b->address);
  halqa_replicator_add_address (b->replicator, a->address);
  wait_equal (a, b, NULL, 2000);
  replica_wait (sees_it_reached, a);
  replica_wait (sees_it_reached, b);
  g_assert_cmpuint (halqa_memory_hub_get_n_requests (fixture->hub), <=, 6);
  laptop_free (a);
  laptop_free (b);
}

static void
test_partition (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");
  Laptop *b = laptop_new (fixture, "Brahim");
  g_autoptr (GPtrArray) conflicts = NULL;
  HalqaId id;

  replica_add (a->replica, &id, "the bus");
  laptop_start (a, TRUE);
  laptop_start (b, TRUE);
  wait_equal (a, b, NULL, 1);
  halqa_memory_hub_set_apart (fixture->hub, a->address, b->address, TRUE);
  replica_set_title (a->replica, &id, "the night bus");
  replica_set_title (b->replica, &id, "the bus to the university");
  replica_wait (sees_it_unreachable, a);
  replica_wait (sees_it_unreachable, b);
  replica_add_many (a->replica, 4);
  replica_add_many (b->replica, 4);

  halqa_memory_hub_set_apart (fixture->hub, a->address, b->address, FALSE);
  wait_equal (a, b, NULL, 11);
  conflicts = halqa_reader_conflicts (b->replica->reader, NULL, NULL, NULL);
  g_assert_cmpuint (conflicts->len, ==, 1);
  laptop_free (a);
  laptop_free (b);
}

static void
test_remembers (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");
  Laptop *b = laptop_new (fixture, "Brahim");

  laptop_start (a, FALSE);
  laptop_start (b, FALSE);
  halqa_replicator_add_address (a->replicator, b->address);
  replica_wait (sees_it_reached, a);
  laptop_stop (a);
  replica_restart (a->replica, NULL);
  replica_add_many (a->replica, 2);
  laptop_start (a, FALSE);
  wait_equal (a, b, NULL, 2);
  laptop_free (a);
  laptop_free (b);
}

static void
test_another_process (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");
  Laptop *b = laptop_new (fixture, "Brahim");
  g_autoptr (GError) error = NULL;
  HalqaStore *ours;
  HalqaStore *second;

  laptop_start (a, TRUE);
  laptop_start (b, TRUE);
  replica_wait (sees_it_reached, a);
  replica_wait (sees_it_reached, b);
  second = halqa_store_open (a->replica->path, &replica_schema, a->replica->identity, &error);
  g_assert_no_error (error);
  ours = a->replica->store;
  a->replica->store = second;
  replica_add_many (a->replica, 4);
  a->replica->store = ours;
  wait_equal (a, b, NULL, 4);
  halqa_store_close (second);
  g_assert_finalize_object (second);
  laptop_free (a);
  laptop_free (b);
}

static void
test_no_member (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");
  Laptop *b = laptop_new (fixture, "Brahim");

  laptop_start (b, FALSE);
  halqa_memory_hub_set_impostor (fixture->hub, b->address, TRUE);
  laptop_start (a, FALSE);
  halqa_replicator_add_address (a->replicator, b->address);
  replica_wait (sees_no_member, a);
  laptop_free (a);
  laptop_free (b);
}

static gboolean
has_no_peers (gpointer data)
{
  return count_peers (data) == 0;
}

static void
test_own_address (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");

  laptop_start (a, TRUE);
  halqa_replicator_add_address (a->replicator, a->address);
  while (halqa_memory_hub_get_n_requests (fixture->hub) == 0)
    g_main_context_iteration (NULL, FALSE);
  replica_wait (has_no_peers, a);
  laptop_free (a);
}

static void
test_stop_in_the_middle (Fixture *fixture, gconstpointer data)
{
  Laptop *a = laptop_new (fixture, "Amal");
  Laptop *b = laptop_new (fixture, "Brahim");
  guint n_changed;

  replica_add_many (a->replica, 3000);
  laptop_start (a, TRUE);
  laptop_start (b, TRUE);
  while (replica_count (b->replica) == 0)
    g_main_context_iteration (NULL, FALSE);
  halqa_replicator_stop (b->replicator);
  n_changed = b->n_changed;
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (b->n_changed, ==, n_changed);
  g_assert_null (halqa_replicator_dup_address (b->replicator));
  laptop_stop (b);
  laptop_start (b, TRUE);
  wait_equal (a, b, NULL, 3000);
  laptop_free (a);
  laptop_free (b);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/sync/replicator/" path, Fixture, NULL, set_up, func, tear_down)
#define ADD_BOTH(path, func)                                                                       \
  ADD (path, func);                                                                                \
  g_test_add ("/sync/replicator/http/" path, Fixture, GINT_TO_POINTER (TRUE), set_up, func,        \
              tear_down)

/* --- a new key */

typedef struct
{
  guint32 tag;
  gboolean seen;
} Wanted;

static void
found_cb (HalqaDiscovery *discovery, const HalqaSighting *sighting, gpointer user_data)
{
  Wanted *wanted = user_data;

  for (guint i = 0; i < sighting->tags->len; i++)
    wanted->seen |= g_array_index (sighting->tags, guint32, i) == wanted->tag;
}

static gboolean
is_seen (gpointer user_data)
{
  return ((Wanted *) user_data)->seen;
}

static guint32
newest_tag (Laptop *laptop)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (laptop->replica->store);
  guint32 tag;

  memcpy (&tag, halqa_keyring_get_newest (keyring)->tag, sizeof tag);
  return GUINT32_FROM_BE (tag);
}

/* Whoever joins after a removal knows the newest key alone, and looks for that. */
static void
test_new_key_is_announced (Fixture *fixture, gconstpointer data)
{
  Laptop *amal = laptop_new (fixture, "Amal");
  g_autoptr (HalqaDiscovery) looks = halqa_memory_discovery_new (fixture->hall, "memory");
  g_autoptr (GArray) nothing = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GError) error = NULL;
  const HalqaDeviceId device = { { 7 } };
  Wanted old = { newest_tag (amal), FALSE };
  Wanted new = { 0, FALSE };

  laptop_start (amal, TRUE);
  g_signal_connect (looks, "found", G_CALLBACK (found_cb), &old);
  halqa_discovery_start (looks, 1, &device, nothing);
  replica_wait (is_seen, &old);
  halqa_store_remove_device (amal->replica->store, &device, &error);
  g_assert_no_error (error);
  new.tag = newest_tag (amal);
  g_assert_cmpuint (new.tag, !=, old.tag);
  old.seen = FALSE;
  g_signal_connect (looks, "found", G_CALLBACK (found_cb), &new);
  replica_wait (is_seen, &new);
  /* And the founding one, for who was away. */
  g_assert_true (old.seen);
  halqa_discovery_stop (looks);
  laptop_free (amal);
}

int
main (int argc, char **argv)
{
  replica_init_test (&argc, &argv);
  ADD_BOTH ("an-edit-arrives-by-itself", test_edit_arrives);
  ADD_BOTH ("a-typed-address-is-enough-for-both", test_typed_address);
  ADD ("an-address-is-tried-until-somebody-is-there", test_typed_too_early);
  ADD_BOTH ("a-forgotten-address-is-no-peer", test_forgotten_address);
  g_test_add ("/sync/replicator/http/who-says-nothing-exchanges-nothing", Fixture,
              GINT_TO_POINTER (TRUE), set_up, test_silence, tear_down);
  ADD ("the-middle-one-passes-on", test_middle_one_relays);
  ADD_BOTH ("three-become-equal", test_three_in_reach);
  ADD ("two-that-dial-each-other-do-the-work-once", test_dialled_both_ways);
  ADD ("a-partition-heals-with-both-versions-kept", test_partition);
  ADD_BOTH ("where-a-member-was-met-is-remembered", test_remembers);
  ADD_BOTH ("what-another-process-wrote-goes-on", test_another_process);
  ADD ("who-is-no-member-is-told-apart", test_no_member);
  ADD ("this-laptop-is-no-peer-of-itself", test_own_address);
  ADD_BOTH ("stopped-in-the-middle-it-is-silent", test_stop_in_the_middle);
  ADD ("a-new-key-is-announced", test_new_key_is_announced);
  return g_test_run ();
}
