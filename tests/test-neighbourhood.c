/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-neighbourhood.h"

/* Which addresses belong to which laptop, as announcements, meetings and failures tell. */

static HalqaDeviceId
make_device (guint8 number)
{
  HalqaDeviceId device;

  memset (device.bytes, number, sizeof device.bytes);
  return device;
}

static HalqaNode *
see (HalqaNeighbourhood *self, guint8 number, const char *service, const char *address)
{
  HalqaSighting sighting = { .service = (char *) service, .address = (char *) address };

  memset (sighting.device_prefix, number, sizeof sighting.device_prefix);
  return halqa_neighbourhood_add_sighting (self, &sighting);
}

static guint
count (HalqaNeighbourhood *self)
{
  return halqa_neighbourhood_get_nodes (self)->len;
}

static const char *
get_address (HalqaNode *node)
{
  return halqa_node_get_place (node)->address;
}

static void
test_two_interfaces (void)
{
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  HalqaNode *node = see (self, 1, "x/wlan0/ipv4", "10.0.0.1:1");
  HalqaDeviceId device = make_device (1);

  g_assert_true (see (self, 1, "x/eth0/ipv6", "[fe80::1%eth0]:1") == node);
  g_assert_true (node->shown.announced);
  g_assert_cmpuint (node->places->len, ==, 2);
  g_assert_true (halqa_neighbourhood_settle (self, node, "10.0.0.1:1", &device) ==
                 halqa_neighbourhood_meet (self, &device, NULL));
  g_assert_cmpuint (count (self), ==, 1);
  node = halqa_neighbourhood_meet (self, &device, NULL);
  g_assert_cmpuint (node->places->len, ==, 2);
  g_assert_cmpstr (get_address (node), ==, "10.0.0.1:1");
  halqa_neighbourhood_free (self);
}

static void
test_announced_after_meeting (void)
{
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  HalqaDeviceId device = make_device (2);
  HalqaNode *node = halqa_neighbourhood_meet (self, &device, NULL);

  g_assert_true (see (self, 2, "s", "10.0.0.2:1") == node);
  g_assert_true (see (self, 3, "t", "10.0.0.3:1") != node);
  g_assert_cmpuint (count (self), ==, 2);
  halqa_neighbourhood_free (self);
}

static void
test_false_announcement (void)
{
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  HalqaDeviceId one = make_device (1);
  HalqaDeviceId two = make_device (2);
  HalqaNode *node = halqa_neighbourhood_meet (self, &one, "10.0.0.1:1");

  /* Who announces with another's prefix is tried as that one, and then known for whom he is. */
  g_assert_true (see (self, 1, "s", "10.0.0.2:1") == node);
  g_assert_true (halqa_neighbourhood_settle (self, node, "10.0.0.2:1", &two) != node);
  g_assert_cmpuint (count (self), ==, 2);
  g_assert_cmpuint (node->places->len, ==, 1);
  g_assert_cmpstr (get_address (node), ==, "10.0.0.1:1");
  g_assert_cmpstr (get_address (halqa_neighbourhood_meet (self, &two, NULL)), ==, "10.0.0.2:1");
  halqa_neighbourhood_free (self);
}

static void
test_address_changes_hands (void)
{
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  HalqaDeviceId one = make_device (1);
  HalqaDeviceId two = make_device (2);
  HalqaNode *old = halqa_neighbourhood_meet (self, &one, "10.0.0.1:1");
  HalqaNode *typed = halqa_neighbourhood_add_typed (self, "10.0.0.9:1");
  HalqaNode *owner = halqa_neighbourhood_settle (self, typed, "10.0.0.9:1", &two);

  g_assert_true (halqa_neighbourhood_settle (self, old, "10.0.0.1:1", &two) == owner);
  g_assert_null (halqa_node_get_place (old));
  g_assert_cmpuint (owner->places->len, ==, 2);
  g_assert_cmpuint (count (self), ==, 2);
  halqa_neighbourhood_free (self);
}

static void
test_lost (void)
{
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  HalqaDeviceId device = make_device (1);

  see (self, 1, "s", "10.0.0.1:1");
  see (self, 2, "t", "10.0.0.2:1");
  halqa_neighbourhood_meet (self, &device, "10.0.0.1:1");
  halqa_neighbourhood_lose (self, "t");
  g_assert_cmpuint (count (self), ==, 1);
  halqa_neighbourhood_lose (self, "s");
  g_assert_cmpuint (count (self), ==, 1);
  g_assert_false (halqa_neighbourhood_meet (self, &device, NULL)->shown.announced);
  g_assert_nonnull (halqa_node_get_place (halqa_neighbourhood_meet (self, &device, NULL)));
  halqa_neighbourhood_free (self);
}

static void
test_announced_elsewhere (void)
{
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  HalqaNode *node;

  see (self, 1, "s", "10.0.0.1:1");
  node = see (self, 1, "s", "10.0.0.1:2");
  g_assert_cmpuint (count (self), ==, 1);
  g_assert_cmpuint (node->places->len, ==, 1);
  g_assert_cmpstr (get_address (node), ==, "10.0.0.1:2");
  g_assert_true (see (self, 1, "s", "10.0.0.1:2") == node);
  halqa_neighbourhood_free (self);
}

static void
test_next_place (void)
{
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  HalqaNode *node = see (self, 1, "s", "10.0.0.1:1");

  see (self, 1, "t", "10.0.0.1:2");
  g_assert_cmpstr (get_address (node), ==, "10.0.0.1:2");
  g_assert_false (halqa_node_give_up_place (node));
  g_assert_cmpstr (get_address (node), ==, "10.0.0.1:1");
  g_assert_true (halqa_node_give_up_place (node));
  g_assert_cmpuint (node->places->len, ==, 2);
  halqa_neighbourhood_free (self);
}

static void
test_stale_place_is_forgotten (void)
{
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  HalqaDeviceId device = make_device (1);
  HalqaNode *node = halqa_neighbourhood_remember (self, &device, "10.0.0.1:1");

  see (self, 1, "s", "10.0.0.1:2");
  g_assert_false (halqa_node_give_up_place (node));
  g_assert_cmpuint (node->places->len, ==, 2);
  g_assert_true (halqa_node_give_up_place (node));
  g_assert_cmpuint (node->places->len, ==, 1);
  g_assert_cmpstr (get_address (node), ==, "10.0.0.1:2");
  g_assert_true (halqa_node_give_up_place (node));
  g_assert_cmpuint (node->places->len, ==, 1);
  halqa_neighbourhood_free (self);
}

static void
test_met_where_it_was_announced (void)
{
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  HalqaDeviceId device = make_device (1);
  HalqaNode *announced = see (self, 1, "s", "10.0.0.1:1");
  HalqaNode *typed = halqa_neighbourhood_add_typed (self, "10.0.0.2:1");
  HalqaDeviceId other = make_device (2);

  g_assert_true (halqa_neighbourhood_meet (self, &device, NULL) == announced);
  g_assert_true (halqa_neighbourhood_meet (self, &other, "10.0.0.2:1") == typed);
  g_assert_cmpuint (count (self), ==, 2);
  halqa_neighbourhood_free (self);
}

static void
test_told_as_they_are (void)
{
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  g_autoptr (GPtrArray) peers = NULL;
  const HalqaPeer *peer;

  halqa_neighbourhood_add_typed (self, "10.0.0.2:1");
  peers = halqa_neighbourhood_dup_peers (self);
  g_assert_cmpuint (peers->len, ==, 1);
  peer = g_ptr_array_index (peers, 0);
  g_assert_cmpstr (peer->address, ==, "10.0.0.2:1");
  g_assert_cmpint (peer->state, ==, HALQA_PEER_CONNECTING);
  halqa_neighbourhood_free (self);
}

static void
assert_waits (HalqaNode *node, const guint *seconds, guint n)
{
  node->wait = 0;
  for (guint i = 0; i < n; i++)
    {
      gint64 before = g_get_monotonic_time ();

      halqa_node_wait_longer (node);
      g_assert_cmpuint (node->wait, ==, seconds[i]);
      g_assert_cmpint (node->due, >=, before + seconds[i] * G_USEC_PER_SEC);
    }
}

static void
test_waits (void)
{
  const guint lost[] = { 1, 1, 1 };
  const guint announced[] = { 1, 2, 3, 3 };
  const guint refused[] = { 1, 2, 4, 8, 16, 32, 60, 60 };
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  HalqaNode *node = see (self, 1, "x/wlan0/ipv4", "10.0.0.1:1");

  node->shown.state = HALQA_PEER_UNREACHABLE;
  assert_waits (node, announced, G_N_ELEMENTS (announced));
  node->reached_at = g_get_monotonic_time ();
  assert_waits (node, lost, G_N_ELEMENTS (lost));
  node->shown.state = HALQA_PEER_NOT_MEMBER;
  assert_waits (node, refused, G_N_ELEMENTS (refused));
  halqa_neighbourhood_free (self);
}

static void
assert_drop (HalqaNode *node, guint seconds)
{
  const gint64 before = g_get_monotonic_time ();
  const gint64 due = halqa_node_note_drop (node);

  g_assert_cmpint (due, >=, before + seconds * G_USEC_PER_SEC);
  g_assert_cmpint (due, <=, g_get_monotonic_time () + seconds * G_USEC_PER_SEC);
}

/* As by another program on the same folder, which is the same device. */
static void
test_drops (void)
{
  const guint waits[] = { 0, 1, 2, 4, 8, 16, 32, 60, 60 };
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  HalqaNode *node = see (self, 1, "x/wlan0/ipv4", "10.0.0.1:1");

  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    assert_drop (node, waits[i]);
  /* The network fell apart: what comes then is another story. */
  halqa_node_wait_longer (node);
  assert_drop (node, 0);
  assert_drop (node, 1);
  node->dropped_at -= 5 * G_TIME_SPAN_MINUTE;
  assert_drop (node, 0);
  halqa_neighbourhood_free (self);
}

static void
test_forgotten (void)
{
  HalqaNeighbourhood *self = halqa_neighbourhood_new ();
  HalqaDeviceId device = make_device (1);
  HalqaNode *node;

  halqa_neighbourhood_meet (self, &device, "10.0.0.1:1");
  see (self, 2, "s", "10.0.0.2:1");
  halqa_neighbourhood_add_typed (self, "10.0.0.1:1");
  halqa_neighbourhood_add_typed (self, "10.0.0.2:1");
  halqa_neighbourhood_add_typed (self, "10.0.0.3:1");
  node = halqa_neighbourhood_add_typed (self, "10.0.0.4:1");
  node->dialling = g_cancellable_new ();
  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *address = g_strdup_printf ("10.0.0.%u:1", i);

      halqa_neighbourhood_forget_typed (self, address);
    }
  /* Who was met there, or is announced, stays; where it is being tried, until that has ended. */
  g_assert_cmpuint (count (self), ==, 3);
  g_assert_nonnull (halqa_node_get_place (halqa_neighbourhood_meet (self, &device, NULL)));
  g_assert_true (g_cancellable_is_cancelled (node->dialling));
  g_clear_object (&node->dialling);
  g_assert_true (halqa_neighbourhood_prune (self, node));
  halqa_neighbourhood_free (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/neighbourhood/two-interfaces-are-one-laptop", test_two_interfaces);
  g_test_add_func ("/sync/neighbourhood/who-was-met-is-known-when-announced",
                   test_announced_after_meeting);
  g_test_add_func ("/sync/neighbourhood/a-false-announcement-proves-nothing",
                   test_false_announcement);
  g_test_add_func ("/sync/neighbourhood/an-address-changes-hands", test_address_changes_hands);
  g_test_add_func ("/sync/neighbourhood/who-was-met-stays-when-the-announcement-ends", test_lost);
  g_test_add_func ("/sync/neighbourhood/an-announcement-moves", test_announced_elsewhere);
  g_test_add_func ("/sync/neighbourhood/the-next-place-is-tried", test_next_place);
  g_test_add_func ("/sync/neighbourhood/a-stale-place-is-forgotten", test_stale_place_is_forgotten);
  g_test_add_func ("/sync/neighbourhood/who-calls-is-who-was-announced",
                   test_met_where_it_was_announced);
  g_test_add_func ("/sync/neighbourhood/all-are-told", test_told_as_they_are);
  g_test_add_func ("/sync/neighbourhood/who-refuses-is-let-be", test_waits);
  g_test_add_func ("/sync/neighbourhood/who-is-dropped-again-waits", test_drops);
  g_test_add_func ("/sync/neighbourhood/nobody-is-left-where-an-address-is-forgotten",
                   test_forgotten);
  return g_test_run ();
}
