/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "memory-discovery.h"

#include <string.h>

/* What everybody may expect of a discovery, held against the one in memory. */

#define PORT 4000

/* One laptop: what it has heard, in words: "+ADDRESS PREFIX TAGS" and "-ADDRESS". */
typedef struct
{
  /* Owned */
  HalqaDiscovery *discovery;
  GPtrArray *heard;
  GHashTable *addresses;

  HalqaDeviceId device;
  guint16 port;
} Laptop;

static void
found_cb (HalqaDiscovery *discovery, const HalqaSighting *sighting, gpointer user_data)
{
  Laptop *self = user_data;
  GString *words = g_string_new ("+");

  g_string_append_printf (words, "%s %02x", sighting->address, sighting->device_prefix[0]);
  for (guint i = 0; i < sighting->tags->len; i++)
    g_string_append_printf (words, " %08x", g_array_index (sighting->tags, guint32, i));
  g_ptr_array_add (self->heard, g_string_free (words, FALSE));
  g_hash_table_insert (self->addresses, g_strdup (sighting->service), g_strdup (sighting->address));
}

static void
lost_cb (HalqaDiscovery *discovery, const char *service, gpointer user_data)
{
  Laptop *self = user_data;
  const char *address = g_hash_table_lookup (self->addresses, service);

  g_assert_nonnull (address);
  g_ptr_array_add (self->heard, g_strconcat ("-", address, NULL));
  g_hash_table_remove (self->addresses, service);
}

static void
laptop_init (Laptop *self, HalqaMemoryHall *hall, guint8 number)
{
  *self = (Laptop){ .discovery = halqa_memory_discovery_new (hall, "memory"),
                    .heard = g_ptr_array_new_with_free_func (g_free),
                    .addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
                    .device = { { number } },
                    .port = PORT + number };
  g_signal_connect (self->discovery, "found", G_CALLBACK (found_cb), self);
  g_signal_connect (self->discovery, "lost", G_CALLBACK (lost_cb), self);
}

static void
laptop_clear (Laptop *self)
{
  g_assert_finalize_object (self->discovery);
  g_ptr_array_unref (self->heard);
  g_hash_table_unref (self->addresses);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Laptop, laptop_clear)

static void
laptop_start (Laptop *self)
{
  guint32 tag = 0xabcd0000 + self->device.bytes[0];
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof tag);

  g_array_append_val (tags, tag);
  halqa_discovery_start (self->discovery, self->port, &self->device, tags);
}

/* Everything under way is an idle source of this context. */
static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
assert_heard (Laptop *self, const char *expected)
{
  g_autofree char *heard = NULL;

  settle ();
  g_ptr_array_add (self->heard, NULL);
  heard = g_strjoinv (", ", (char **) self->heard->pdata);
  g_assert_cmpstr (heard, ==, expected);
  g_ptr_array_set_size (self->heard, 0);
}

static void
test_both_see (void)
{
  g_autoptr (HalqaMemoryHall) hall = halqa_memory_hall_new ();
  g_auto (Laptop) first = { 0 };
  g_auto (Laptop) second = { 0 };

  laptop_init (&first, hall, 1);
  laptop_init (&second, hall, 2);
  laptop_start (&first);
  assert_heard (&first, "");
  laptop_start (&second);
  g_assert_cmpuint (first.heard->len + second.heard->len, ==, 0);
  assert_heard (&first, "+memory:4002 02 abcd0002");
  assert_heard (&second, "+memory:4001 01 abcd0001");
}

static void
test_stop (void)
{
  g_autoptr (HalqaMemoryHall) hall = halqa_memory_hall_new ();
  g_auto (Laptop) first = { 0 };
  g_auto (Laptop) second = { 0 };

  laptop_init (&first, hall, 1);
  laptop_init (&second, hall, 2);
  laptop_start (&first);
  laptop_start (&second);
  assert_heard (&first, "+memory:4002 02 abcd0002");
  halqa_discovery_stop (second.discovery);
  assert_heard (&first, "-memory:4002");
  laptop_start (&second);
  assert_heard (&first, "+memory:4002 02 abcd0002");
}

static void
test_silence_after_stop (void)
{
  g_autoptr (HalqaMemoryHall) hall = halqa_memory_hall_new ();
  g_auto (Laptop) first = { 0 };
  g_auto (Laptop) second = { 0 };

  laptop_init (&first, hall, 1);
  laptop_init (&second, hall, 2);
  laptop_start (&first);
  laptop_start (&second);
  halqa_discovery_stop (first.discovery);
  halqa_discovery_stop (first.discovery);
  assert_heard (&first, "");
}

static void
test_end_without_stop (void)
{
  g_autoptr (HalqaMemoryHall) hall = halqa_memory_hall_new ();
  g_auto (Laptop) first = { 0 };

  laptop_init (&first, hall, 1);
  laptop_start (&first);
  {
    g_auto (Laptop) second = { 0 };

    laptop_init (&second, hall, 2);
    laptop_start (&second);
    settle ();
  }
  assert_heard (&first, "+memory:4002 02 abcd0002, -memory:4002");
}

static void
test_hidden (void)
{
  g_autoptr (HalqaMemoryHall) hall = halqa_memory_hall_new ();
  g_auto (Laptop) first = { 0 };
  g_auto (Laptop) second = { 0 };

  laptop_init (&first, hall, 1);
  laptop_init (&second, hall, 2);
  laptop_start (&first);
  halqa_memory_discovery_set_hidden (HALQA_MEMORY_DISCOVERY (second.discovery), TRUE);
  laptop_start (&second);
  assert_heard (&first, "");
  assert_heard (&second, "");
  halqa_memory_discovery_set_hidden (HALQA_MEMORY_DISCOVERY (second.discovery), FALSE);
  assert_heard (&first, "+memory:4002 02 abcd0002");
  assert_heard (&second, "+memory:4001 01 abcd0001");
  halqa_memory_discovery_set_hidden (HALQA_MEMORY_DISCOVERY (second.discovery), TRUE);
  assert_heard (&first, "-memory:4002");
  assert_heard (&second, "-memory:4001");
}

static void
test_two_hidden (void)
{
  g_autoptr (HalqaMemoryHall) hall = halqa_memory_hall_new ();
  g_auto (Laptop) first = { 0 };
  g_auto (Laptop) second = { 0 };

  laptop_init (&first, hall, 1);
  laptop_init (&second, hall, 2);
  laptop_start (&first);
  laptop_start (&second);
  settle ();
  g_ptr_array_set_size (first.heard, 0);
  halqa_memory_discovery_set_hidden (HALQA_MEMORY_DISCOVERY (first.discovery), TRUE);
  halqa_memory_discovery_set_hidden (HALQA_MEMORY_DISCOVERY (second.discovery), TRUE);
  halqa_memory_discovery_set_hidden (HALQA_MEMORY_DISCOVERY (first.discovery), FALSE);
  assert_heard (&first, "-memory:4002");
  halqa_memory_discovery_set_hidden (HALQA_MEMORY_DISCOVERY (second.discovery), FALSE);
  assert_heard (&first, "+memory:4002 02 abcd0002");
}

static void
test_own_device (void)
{
  g_autoptr (HalqaMemoryHall) hall = halqa_memory_hall_new ();
  g_auto (Laptop) window = { 0 };
  g_auto (Laptop) service = { 0 };

  laptop_init (&window, hall, 1);
  laptop_init (&service, hall, 1);
  laptop_start (&window);
  laptop_start (&service);
  assert_heard (&window, "");
  assert_heard (&service, "");
}

static void
test_browse_only (void)
{
  g_autoptr (HalqaMemoryHall) hall = halqa_memory_hall_new ();
  g_auto (Laptop) first = { 0 };
  g_auto (Laptop) looker = { 0 };

  laptop_init (&first, hall, 1);
  laptop_init (&looker, hall, 2);
  looker.port = 0;
  laptop_start (&first);
  laptop_start (&looker);
  assert_heard (&first, "");
  assert_heard (&looker, "+memory:4001 01 abcd0001");
}

static void
test_other_hall (void)
{
  g_autoptr (HalqaMemoryHall) one_hall = halqa_memory_hall_new ();
  g_autoptr (HalqaMemoryHall) other_hall = halqa_memory_hall_new ();
  g_auto (Laptop) first = { 0 };
  g_auto (Laptop) second = { 0 };

  laptop_init (&first, one_hall, 1);
  laptop_init (&second, other_hall, 2);
  laptop_start (&first);
  laptop_start (&second);
  assert_heard (&first, "");
  assert_heard (&second, "");
}

static gpointer
run_elsewhere (gpointer data)
{
  Laptop *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  laptop_start (self);
  while (self->heard->len < 1)
    g_main_context_iteration (context, TRUE);
  halqa_discovery_stop (self->discovery);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_contexts (void)
{
  g_autoptr (HalqaMemoryHall) hall = halqa_memory_hall_new ();
  g_auto (Laptop) first = { 0 };
  g_auto (Laptop) second = { 0 };
  GThread *thread;

  laptop_init (&first, hall, 1);
  laptop_init (&second, hall, 2);
  laptop_start (&first);
  thread = g_thread_new ("elsewhere", run_elsewhere, &second);
  g_thread_join (thread);
  assert_heard (&second, "+memory:4001 01 abcd0001");
  assert_heard (&first, "+memory:4002 02 abcd0002, -memory:4002");
}

static void
test_sighting_copy (void)
{
  guint32 tag = 7;
  HalqaSighting sighting = { .service = (char *) "service", .address = (char *) "address" };
  g_autoptr (HalqaSighting) copy = NULL;

  sighting.tags = g_array_new (FALSE, FALSE, sizeof tag);
  g_array_append_val (sighting.tags, tag);
  copy = halqa_sighting_copy (&sighting);
  g_array_index (sighting.tags, guint32, 0) = 8;
  g_array_unref (sighting.tags);
  g_assert_cmpstr (copy->service, ==, "service");
  g_assert_cmpstr (copy->address, ==, "address");
  g_assert_cmpuint (g_array_index (copy->tags, guint32, 0), ==, 7);
}

/* Who looks for those who invite sees them, and those who only are there it does not. */
static void
test_joining (void)
{
  g_autoptr (HalqaMemoryHall) hall = halqa_memory_hall_new ();
  g_auto (Laptop) member = { 0 };
  g_auto (Laptop) inviting = { 0 };
  g_auto (Laptop) looking = { 0 };

  laptop_init (&member, hall, 1);
  laptop_init (&inviting, hall, 2);
  laptop_init (&looking, hall, 3);
  laptop_start (&member);
  halqa_discovery_start_joining (looking.discovery, 0, &looking.device, NULL);
  assert_heard (&looking, "");
  halqa_discovery_start_joining (inviting.discovery, 4711, &inviting.device, "title");
  assert_heard (&looking, "+memory:4711 00");
  assert_heard (&member, "");
  assert_heard (&inviting, "");
  halqa_discovery_stop (inviting.discovery);
  assert_heard (&looking, "-memory:4711");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/discovery/each-sees-the-other-later", test_both_see);
  g_test_add_func ("/sync/discovery/who-stops-is-lost", test_stop);
  g_test_add_func ("/sync/discovery/no-signal-after-stop", test_silence_after_stop);
  g_test_add_func ("/sync/discovery/who-is-dropped-is-lost", test_end_without_stop);
  g_test_add_func ("/sync/discovery/hidden-neither-sees-nor-is-seen", test_hidden);
  g_test_add_func ("/sync/discovery/hidden-from-one-another", test_two_hidden);
  g_test_add_func ("/sync/discovery/own-device-is-not-reported", test_own_device);
  g_test_add_func ("/sync/discovery/without-a-port-only-looks", test_browse_only);
  g_test_add_func ("/sync/discovery/halls-are-apart", test_other_hall);
  g_test_add_func ("/sync/discovery/signals-come-where-it-was-started", test_contexts);
  g_test_add_func ("/sync/discovery/a-copy-shares-nothing", test_sighting_copy);
  g_test_add_func ("/sync/discovery/who-invites-is-seen-by-who-looks-for-it", test_joining);
  return g_test_run ();
}
