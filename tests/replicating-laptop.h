/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-http-transport.h"
#include "halqa-replicator.h"
#include "memory-discovery.h"
#include "replica.h"

/* Laptops that are left to themselves, each with its thread: on the network in memory, which can be
 * parted, or over TLS. */

typedef struct
{
  HalqaMemoryHub *hub; /* or NULL: over TLS on the loopback */
  HalqaMemoryHall *hall;
  HalqaForumKey key;
} Fixture;

typedef struct
{
  Fixture *fixture;
  Replica *replica;
  HalqaReplicator *replicator; /* NULL until it is started */
  char *address;
  guint n_changed; /* times that it said so */
  guint n_blobs_changed;
} Laptop;

/* @data: not %NULL: over TLS */
static inline void
set_up (Fixture *fixture, gconstpointer data)
{
  replica_make_key (&fixture->key);
  if (data == NULL)
    fixture->hub = halqa_memory_hub_new ();
  fixture->hall = halqa_memory_hall_new ();
}

static inline void
tear_down (Fixture *fixture, gconstpointer data)
{
  halqa_memory_hall_unref (fixture->hall);
  if (fixture->hub != NULL)
    g_assert_finalize_object (fixture->hub);
}

static inline HalqaTransport *
make_transport (gpointer user_data)
{
  Laptop *laptop = user_data;
  HalqaIdentity *identity = laptop->replica->identity;

  return laptop->fixture->hub == NULL ? halqa_http_transport_new (identity)
                                      : halqa_memory_transport_new (laptop->fixture->hub, identity);
}

static inline HalqaDiscovery *
make_discovery (gpointer user_data)
{
  Fixture *fixture = ((Laptop *) user_data)->fixture;

  return halqa_memory_discovery_new (fixture->hall, fixture->hub == NULL ? "127.0.0.1" : "memory");
}

static inline void
count_cb (HalqaReplicator *replicator, gpointer count)
{
  ++*(guint *) count;
}

static inline Laptop *
laptop_new (Fixture *fixture, const char *name)
{
  Laptop *laptop = g_new0 (Laptop, 1);

  laptop->fixture = fixture;
  laptop->replica = replica_new (NULL, &fixture->key, name);
  return laptop;
}

static inline void
laptop_start_at (Laptop *laptop, gboolean discovery, const char *address)
{
  g_autoptr (GError) error = NULL;

  laptop->replicator = halqa_replicator_new (laptop->replica->store, make_transport,
                                             discovery ? make_discovery : NULL, laptop);
  g_signal_connect (laptop->replicator, "changed", G_CALLBACK (count_cb), &laptop->n_changed);
  g_signal_connect (laptop->replicator, "blobs-changed", G_CALLBACK (count_cb),
                    &laptop->n_blobs_changed);
  g_assert_true (halqa_replicator_start (laptop->replicator, address, &error));
  g_assert_no_error (error);
  laptop->address = halqa_replicator_dup_address (laptop->replicator);
  g_assert_nonnull (laptop->address);
}

static inline void
laptop_start (Laptop *laptop, gboolean discovery)
{
  laptop_start_at (laptop, discovery, "127.0.0.1:0");
}

static inline void
laptop_stop (Laptop *laptop)
{
  halqa_replicator_stop (laptop->replicator);
  g_assert_finalize_object (g_steal_pointer (&laptop->replicator));
  g_clear_pointer (&laptop->address, g_free);
}

static inline void
laptop_free (Laptop *laptop)
{
  if (laptop->replicator != NULL)
    laptop_stop (laptop);
  replica_free (laptop->replica);
  g_free (laptop);
}
