/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-forum-private.h"
#include "halqa-kinds.h"
#include "halqa-neighbour.h"
#include "laptop.h"

#include <string.h>

/* Who has what: counted where two met, passed on by a third, and never said too early. Three
 * laptops in a row: the first and the last reach only the middle one. */

typedef struct
{
  Laptop first;
  Laptop middle;
  Laptop last;
  char *address; /* of the middle one */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  HalqaForumKey key;

  laptop_start (&fixture->first, &key, TRUE);
  laptop_start (&fixture->middle, &key, FALSE);
  laptop_start (&fixture->last, &key, FALSE);
  laptop_introduce (&fixture->first, "Amal");
  laptop_introduce (&fixture->middle, "Brahim");
  laptop_introduce (&fixture->last, "Chama");
  laptop_replicate (&fixture->middle, NULL);
  fixture->address = halqa_forum_dup_listen_address (fixture->middle.forum);
  laptop_replicate (&fixture->first, fixture->address);
  laptop_replicate (&fixture->last, fixture->address);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  halqa_forum_stop_replication (fixture->first.forum);
  halqa_forum_stop_replication (fixture->last.forum);
  halqa_forum_stop_replication (fixture->middle.forum);
  laptop_stop (&fixture->first);
  laptop_stop (&fixture->middle);
  laptop_stop (&fixture->last);
  g_free (fixture->address);
}

static HalqaNeighbour *
dup_neighbour (Laptop *laptop, Laptop *other)
{
  GListModel *list = halqa_forum_get_neighbours (laptop->forum);
  g_autofree char *device =
      halqa_hex_dup (halqa_identity_get_device (other->identity)->bytes, HALQA_DEVICE_ID_SIZE);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (HalqaNeighbour) neighbour = g_list_model_get_item (list, i);
      g_autofree char *its = halqa_neighbour_dup_device (neighbour);

      if (g_strcmp0 (its, device) == 0)
        return g_steal_pointer (&neighbour);
    }
  return NULL;
}

static gboolean
all_know_that_all_have_all (gpointer data)
{
  Fixture *fixture = data;

  return halqa_forum_get_n_laptops (fixture->first.forum) == 3 &&
         halqa_forum_everybody_has_everything (fixture->first.forum) &&
         halqa_forum_get_n_laptops (fixture->last.forum) == 3 &&
         halqa_forum_everybody_has_everything (fixture->last.forum) &&
         halqa_forum_everybody_has_everything (fixture->middle.forum);
}

static void
test_passed_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaNeighbour) last = NULL;
  g_autofree char *id = NULL;

  wait_until (all_know_that_all_have_all, fixture);
  id = laptop_add (&fixture->first, "proposal", "title", "ماء");
  wait_until (all_know_that_all_have_all, fixture);

  last = dup_neighbour (&fixture->first, &fixture->last);
  g_assert_nonnull (last);
  g_assert_cmpstr (halqa_neighbour_get_name (last), ==, "Chama");
  g_assert_cmpstr (halqa_neighbour_get_told_by (last), ==, "Brahim");
  g_assert_cmpint (halqa_neighbour_get_state (last), ==, HALQA_NEIGHBOUR_ABSENT);
  g_assert_cmpint (halqa_neighbour_get_reason (last), ==, HALQA_NEIGHBOUR_REASON_NO_ADDRESS);
  g_assert_nonnull (halqa_neighbour_get_way_out (last));
  g_assert_true (halqa_neighbour_is_exact (last));
  g_assert_cmpint (halqa_neighbour_get_lacks_of_ours (last), ==, 0);
  g_assert_cmpint (halqa_neighbour_get_lacks_of_its (last), ==, 0);
  g_assert_cmpint (halqa_neighbour_get_as_of (last), >, 0);
}

typedef struct
{
  Fixture *fixture;
  gint64 n;
} Lack;

static gboolean
last_lacks (gpointer data)
{
  Lack *lack = data;
  g_autoptr (HalqaNeighbour) last = dup_neighbour (&lack->fixture->first, &lack->fixture->last);

  return last != NULL && halqa_neighbour_get_lacks_of_ours (last) == lack->n;
}

/* The last one goes, and edits are made without it: nobody says that it has them. */
static void
test_absent_is_counted (Fixture *fixture, gconstpointer data)
{
  Lack lack = { fixture, 3 };

  wait_until (all_know_that_all_have_all, fixture);
  halqa_forum_stop_replication (fixture->last.forum);
  for (guint i = 0; i < 3; i++)
    g_free (laptop_add (i < 2 ? &fixture->first : &fixture->middle, "proposal", "title", "ماء"));
  wait_until (last_lacks, &lack);
  g_assert_false (halqa_forum_everybody_has_everything (fixture->first.forum));
  g_assert_cmpuint (halqa_forum_get_n_laptops (fixture->last.forum), ==, 0);

  laptop_replicate (&fixture->last, fixture->address);
  wait_until (all_know_that_all_have_all, fixture);
}

static gboolean
two_are_left (gpointer data)
{
  Fixture *fixture = data;

  return halqa_forum_get_n_laptops (fixture->first.forum) == 2 &&
         halqa_forum_everybody_has_everything (fixture->first.forum);
}

/* Who was removed is not waited for. */
static void
test_removed_is_not_counted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  wait_until (all_know_that_all_have_all, fixture);
  halqa_forum_stop_replication (fixture->last.forum);
  halqa_store_remove_device (fixture->first.store,
                             halqa_identity_get_device (fixture->last.identity), &error);
  g_assert_no_error (error);
  wait_until (two_are_left, fixture);
}

int
main (int argc, char *argv[])
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/completeness/an-absent-one-is-known-through-another", Fixture, NULL, set_up,
              test_passed_on, tear_down);
  g_test_add ("/app/completeness/what-an-absent-one-lacks-is-counted", Fixture, NULL, set_up,
              test_absent_is_counted, tear_down);
  g_test_add ("/app/completeness/a-removed-one-is-not-counted", Fixture, NULL, set_up,
              test_removed_is_not_counted, tear_down);
  return g_test_run ();
}
