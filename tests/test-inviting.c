/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-inviting-private.h"
#include "memory-discovery.h"

/* What is announced of forums that invite, as a list. */

static void
see (HalqaDiscovery *discovery, const char *service, const char *address)
{
  g_autoptr (GArray) no_tags = g_array_new (FALSE, FALSE, sizeof (guint32));
  HalqaSighting sighting = { .service = (char *) service,
                             .address = (char *) address,
                             .tags = no_tags,
                             .instance = (char *) "one",
                             .title = (char *) "a" };

  halqa_discovery_emit_found (discovery, &sighting);
}

static void
test_one_row (void)
{
  g_autoptr (HalqaMemoryHall) hall = halqa_memory_hall_new ();
  g_autoptr (HalqaDiscovery) looks = halqa_memory_discovery_new (hall, "127.0.0.1");
  g_autoptr (HalqaInviting) inviting = NULL;
  HalqaDeviceId own = { { 7 } };
  GListModel *list = halqa_inviting_list_new (looks, &own);

  see (looks, "v6", "[fe80::1%eth0]:4000");
  inviting = g_list_model_get_item (list, 0);
  g_assert_cmpstr (halqa_inviting_get_address (inviting), ==, "[fe80::1%eth0]:4000");
  see (looks, "v4", "10.0.0.7:4000");
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  g_assert_cmpstr (halqa_inviting_get_address (inviting), ==, "10.0.0.7:4000 [fe80::1%eth0]:4000");
  halqa_discovery_emit_lost (looks, "v4");
  g_assert_cmpstr (halqa_inviting_get_address (inviting), ==, "[fe80::1%eth0]:4000");
  halqa_discovery_emit_lost (looks, "nothing");
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  halqa_discovery_emit_lost (looks, "v6");
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  g_assert_finalize_object (list);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/inviting/one-row-for-one-laptop", test_one_row);
  return g_test_run ();
}
