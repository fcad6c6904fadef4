/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-error.h"
#include "halqa-member.h"
#include "halqa-neighbour.h"
#include "laptop.h"

/* The members of a forum as the window lists them, on two laptops. */

typedef struct
{
  HalqaForumKey key;
  Laptop one;
  Laptop other;
} Fixture;

static void
introduce (Laptop *laptop, const char *name)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  HalqaValue value = halqa_value_text (name);
  g_autoptr (GError) error = NULL;
  HalqaId id;

  halqa_device_record_id (halqa_identity_get_device (laptop->identity), &id);
  halqa_change_create (change, "device", &id);
  halqa_change_set (change, "device", &id, "name", &value, HALQA_REPLACE_SHOWN);
  g_assert_true (halqa_store_commit (laptop->store, change, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  laptop_start (&fixture->one, &fixture->key, TRUE);
  laptop_start (&fixture->other, &fixture->key, FALSE);
  introduce (&fixture->one, "Amina");
  introduce (&fixture->other, "Brahim");
  laptop_send (&fixture->other, &fixture->one);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  laptop_stop (&fixture->one);
  laptop_stop (&fixture->other);
}

static HalqaMember *
get_member (Laptop *laptop, const char *name)
{
  GListModel *members = halqa_forum_get_members (laptop->forum);

  for (guint i = 0; i < g_list_model_get_n_items (members); i++)
    {
      g_autoptr (HalqaMember) member = g_list_model_get_item (members, i);

      if (g_str_equal (halqa_member_get_name (member), name))
        return member;
    }
  g_assert_not_reached ();
}

typedef struct
{
  GAsyncResult *result;
} Answer;

static void
answer_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  ((Answer *) user_data)->result = g_object_ref (result);
}

static gboolean
is_answered (gpointer user_data)
{
  return ((Answer *) user_data)->result != NULL;
}

static gboolean
remove_member (Laptop *laptop, HalqaMember *member, GError **error)
{
  Answer answer = { 0 };
  gboolean removed;

  halqa_forum_remove_member_async (laptop->forum, member, NULL, answer_cb, &answer);
  wait_until (is_answered, &answer);
  removed = halqa_forum_remove_member_finish (laptop->forum, answer.result, error);
  g_object_unref (answer.result);
  return removed;
}

static gboolean
is_removed (gpointer user_data)
{
  return halqa_member_is_removed (user_data);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_listed (Fixture *fixture, gconstpointer data)
{
  HalqaMember *own = get_member (&fixture->one, "Amina");
  HalqaMember *other = get_member (&fixture->one, "Brahim");

  g_assert_true (halqa_member_is_self (own));
  g_assert_false (halqa_member_is_self (other));
  g_assert_false (halqa_member_is_removed (other));
  g_assert_cmpint (halqa_member_get_last_met (other), ==, 0);
  g_assert_cmpuint (strlen (halqa_member_get_device (other)), ==, 64);
}

static void
test_removed (Fixture *fixture, gconstpointer data)
{
  HalqaMember *other = get_member (&fixture->one, "Brahim");
  g_autoptr (GError) error = NULL;
  guint n_told = 0;

  g_signal_connect (other, "notify::removed", G_CALLBACK (count_cb), &n_told);
  g_assert_true (remove_member (&fixture->one, other, &error));
  g_assert_no_error (error);
  wait_until (is_removed, other);
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmpstr (halqa_member_get_removed_by (other), ==, "Amina");
  g_assert_cmpint (halqa_member_get_removed_at (other), >, 0);
  /* The same object, at the same place. */
  g_assert_true (get_member (&fixture->one, "Brahim") == other);
}

static HalqaNeighbour *
dup_neighbour (Laptop *laptop)
{
  return g_list_model_get_item (halqa_forum_get_neighbours (laptop->forum), 0);
}

static gboolean
is_near (gpointer user_data)
{
  g_autoptr (HalqaNeighbour) other = dup_neighbour (user_data);

  return other != NULL && halqa_neighbour_get_state (other) == HALQA_NEIGHBOUR_REACHED;
}

static gboolean
is_known_as_removed (gpointer user_data)
{
  g_autoptr (HalqaNeighbour) other = dup_neighbour (user_data);

  return halqa_neighbour_get_reason (other) == HALQA_NEIGHBOUR_REASON_REMOVED;
}

static void
replicate (Laptop *laptop)
{
  g_autoptr (GError) error = NULL;

  halqa_forum_start_replication (laptop->forum, "127.0.0.1:0", FALSE, &error);
  g_assert_no_error (error);
}

/* On the laptop that was removed, where that was still told to it. */
static void
test_own_removal (Fixture *fixture, gconstpointer data)
{
  HalqaMember *other = get_member (&fixture->one, "Brahim");
  HalqaMember *own = get_member (&fixture->other, "Brahim");
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  g_assert_null (halqa_member_dup_own_removal (own, "now"));
  g_assert_true (remove_member (&fixture->one, other, &error));
  g_assert_no_error (error);
  laptop_send (&fixture->one, &fixture->other);
  wait_until (is_removed, own);
  words = halqa_member_dup_own_removal (own, "now");
  g_assert_nonnull (strstr (words, "Amina"));
  g_assert_nonnull (strstr (words, "(now)"));
  wait_until (is_removed, other);
  g_assert_null (halqa_member_dup_own_removal (other, "now"));
}

static void
test_removed_near (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaNeighbour) other = NULL;
  g_autofree char *address = NULL;

  replicate (&fixture->one);
  replicate (&fixture->other);
  address = halqa_forum_dup_listen_address (fixture->other.forum);
  halqa_forum_add_address (fixture->one.forum, address, NULL);
  wait_until (is_near, &fixture->one);
  g_assert_true (remove_member (&fixture->one, get_member (&fixture->one, "Brahim"), NULL));
  wait_until (is_known_as_removed, &fixture->one);
  other = dup_neighbour (&fixture->one);
  g_assert_cmpint (halqa_neighbour_get_state (other), ==, HALQA_NEIGHBOUR_STRANGER);
  g_assert_false (halqa_neighbour_is_complete (other));
  g_assert_cmpint (halqa_neighbour_get_lacks_of_ours (other), ==, -1);
  halqa_forum_stop_replication (fixture->one.forum);
  halqa_forum_stop_replication (fixture->other.forum);
}

static void
test_itself (Fixture *fixture, gconstpointer data)
{
  HalqaMember *own = get_member (&fixture->one, "Amina");
  g_autoptr (GError) error = NULL;

  g_assert_false (remove_member (&fixture->one, own, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
  g_assert_false (halqa_member_is_removed (own));
}

static void
test_newcomer (Fixture *fixture, gconstpointer data)
{
  ListLog log;
  Laptop third;

  list_log_start (&log, halqa_forum_get_members (fixture->one.forum));
  laptop_start (&third, &fixture->key, FALSE);
  introduce (&third, "Chaima");
  laptop_send (&third, &fixture->one);
  g_assert_nonnull (get_member (&fixture->one, "Chaima"));
  list_log_expect (&log, 1, 0, 1);
  list_log_stop (&log);
  laptop_stop (&third);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/app/members/laptops-are-listed-this-one-too", test_listed);
  ADD ("/app/members/removed-one-stays-and-says-by-whom", test_removed);
  ADD ("/app/members/removed-one-says-so-itself", test_own_removal);
  ADD ("/app/members/removed-one-is-no-stranger-among-those-near", test_removed_near);
  ADD ("/app/members/itself-can-not-be-removed", test_itself);
  ADD ("/app/members/newcomer-is-added-alone", test_newcomer);
  return g_test_run ();
}
