/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-error.h"
#include "halqa-neighbour-private.h"
#include "laptop.h"

#include <string.h>

/* The list of laptops near by moves only for those that are new or gone. */

/* A peer of device @device, 0 for not known. */
static HalqaPeer *
make_peer (guint8 device, const char *address, HalqaPeerState state)
{
  const HalqaPeer peer = { .device = { { device } }, .address = (char *) address, .state = state };

  return halqa_peer_copy (&peer);
}

static void
update (GListStore *list, HalqaPeer *first, HalqaPeer *second)
{
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_peer_free);

  g_ptr_array_add (peers, first);
  if (second != NULL)
    g_ptr_array_add (peers, second);
  halqa_neighbours_update (list, peers);
}

/* Connected swapped, so that it serves any signal. */
static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_state_moves_no_row (void)
{
  g_autoptr (GListStore) list = g_list_store_new (HALQA_TYPE_NEIGHBOUR);
  g_autoptr (HalqaNeighbour) second = NULL;
  guint n_states = 0;
  guint n_addresses = 0;
  ListLog log;

  update (list, make_peer (1, "10.0.0.1:5000", HALQA_PEER_CONNECTING),
          make_peer (2, "10.0.0.2:5000", HALQA_PEER_CONNECTING));
  second = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_signal_connect_swapped (second, "notify::state", G_CALLBACK (count_cb), &n_states);
  g_signal_connect_swapped (second, "notify::address", G_CALLBACK (count_cb), &n_addresses);
  list_log_start (&log, list);

  /* In another order, one with another state and another address. */
  update (list, make_peer (2, "10.0.0.9:5000", HALQA_PEER_REACHED),
          make_peer (1, "10.0.0.1:5000", HALQA_PEER_CONNECTING));
  list_log_expect (&log, 0, 0, 0);
  g_assert_cmpuint (n_states, ==, 1);
  g_assert_cmpuint (n_addresses, ==, 1);
  g_assert_cmpint (halqa_neighbour_get_state (second), ==, HALQA_NEIGHBOUR_REACHED);
  g_assert_cmpstr (halqa_neighbour_get_address (second), ==, "10.0.0.9:5000");
  g_assert_cmpstr (halqa_neighbour_get_name (second), ==, "");
  list_log_stop (&log);
}

static void
test_new_and_gone_are_one_row_each (void)
{
  g_autoptr (GListStore) list = g_list_store_new (HALQA_TYPE_NEIGHBOUR);
  g_autoptr (HalqaNeighbour) staying = NULL;
  g_autoptr (HalqaNeighbour) first = NULL;
  ListLog log;

  update (list, make_peer (1, "10.0.0.1:5000", HALQA_PEER_REACHED),
          make_peer (2, "10.0.0.2:5000", HALQA_PEER_REACHED));
  staying = g_list_model_get_item (G_LIST_MODEL (list), 1);
  list_log_start (&log, list);
  update (list, make_peer (2, "10.0.0.2:5000", HALQA_PEER_REACHED), NULL);
  list_log_expect (&log, 1, 1, 0);
  update (list, make_peer (3, "10.0.0.3:5000", HALQA_PEER_NOT_MEMBER),
          make_peer (2, "10.0.0.2:5000", HALQA_PEER_REACHED));
  list_log_expect (&log, 1, 0, 1);
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_true (first == staying);
  list_log_stop (&log);
}

static void
test_typed_address_becomes_a_device (void)
{
  g_autoptr (GListStore) list = g_list_store_new (HALQA_TYPE_NEIGHBOUR);
  g_autoptr (HalqaNeighbour) typed = NULL;
  ListLog log;

  update (list, make_peer (0, "10.0.0.1:5000", HALQA_PEER_CONNECTING), NULL);
  typed = g_list_model_get_item (G_LIST_MODEL (list), 0);
  list_log_start (&log, list);
  update (list, make_peer (1, "10.0.0.1:5000", HALQA_PEER_REACHED), NULL);
  list_log_expect (&log, 0, 0, 0);
  g_assert_cmpint (halqa_neighbour_get_state (typed), ==, HALQA_NEIGHBOUR_REACHED);

  /* It is that device from now on, wherever it answers; who answers there later is another. */
  update (list, make_peer (1, "10.0.0.7:5000", HALQA_PEER_REACHED),
          make_peer (2, "10.0.0.1:5000", HALQA_PEER_REACHED));
  list_log_expect (&log, 1, 0, 1);
  g_assert_cmpstr (halqa_neighbour_get_address (typed), ==, "10.0.0.7:5000");
  list_log_stop (&log);
}

static void
test_one_laptop_is_one_row (void)
{
  g_autoptr (GListStore) list = g_list_store_new (HALQA_TYPE_NEIGHBOUR);
  g_autoptr (HalqaNeighbour) only = NULL;

  /* Typed, and announced as well. */
  update (list, make_peer (0, "10.0.0.1:5000", HALQA_PEER_CONNECTING),
          make_peer (1, "10.0.0.1:5000", HALQA_PEER_REACHED));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  update (list, make_peer (0, "10.0.0.1:5000", HALQA_PEER_CONNECTING),
          make_peer (1, "10.0.0.1:5000", HALQA_PEER_REACHED));
  only = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpint (halqa_neighbour_get_state (only), ==, HALQA_NEIGHBOUR_REACHED);
}

static gboolean
reads_reached (gpointer user_data)
{
  GListModel *neighbours = halqa_forum_get_neighbours (((Laptop *) user_data)->forum);
  g_autoptr (HalqaNeighbour) neighbour = g_list_model_get_item (neighbours, 0);

  return neighbour != NULL && halqa_neighbour_get_state (neighbour) == HALQA_NEIGHBOUR_REACHED &&
         halqa_neighbour_is_equal (neighbour);
}

static gboolean
has_one_proposal (gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  HalqaReader *reader = halqa_forum_get_reader (((Laptop *) user_data)->forum);
  const guint64 n_proposals = halqa_reader_count (reader, "proposal", &error);

  g_assert_no_error (error);
  return n_proposals == 1;
}

static void
test_two_forums_meet (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  g_autofree char *id = NULL;
  HalqaForumKey key;
  Laptop here;
  Laptop there;

  laptop_start (&here, &key, TRUE);
  laptop_start (&there, &key, FALSE);
  id = laptop_add (&here, "proposal", "title", "ماء");
  g_assert_null (halqa_forum_dup_listen_address (here.forum));
  halqa_forum_start_replication (here.forum, "127.0.0.1:0", FALSE, &error);
  g_assert_no_error (error);
  address = halqa_forum_dup_listen_address (here.forum);
  g_assert_nonnull (address);
  g_assert_false (halqa_forum_add_address (there.forum, "10.0.0.5", &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
  g_clear_error (&error);
  /* An address that was typed before it is replicated is tried once it is. */
  halqa_forum_add_address (there.forum, address, NULL);
  halqa_forum_start_replication (there.forum, "127.0.0.1:0", FALSE, &error);
  g_assert_no_error (error);

  wait_until (has_one_proposal, &there);
  wait_until (reads_reached, &there);
  halqa_forum_stop_replication (there.forum);
  g_assert_cmpuint (g_list_model_get_n_items (halqa_forum_get_neighbours (there.forum)), ==, 0);
  halqa_forum_stop_replication (here.forum);
  laptop_stop (&there);
  laptop_stop (&here);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/neighbours/state-moves-no-row", test_state_moves_no_row);
  g_test_add_func ("/app/neighbours/new-and-gone-are-one-row-each",
                   test_new_and_gone_are_one_row_each);
  g_test_add_func ("/app/neighbours/typed-address-becomes-a-device",
                   test_typed_address_becomes_a_device);
  g_test_add_func ("/app/neighbours/one-laptop-is-one-row", test_one_laptop_is_one_row);
  g_test_add_func ("/app/neighbours/two-forums-meet", test_two_forums_meet);
  return g_test_run ();
}
