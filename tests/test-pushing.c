/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "replica.h"

/* Exchanges that are less than a whole one: what was written here is pushed, and who may have all of
 * it is asked first. */

typedef struct
{
  HalqaMemoryHub *hub;
  Replica *a;
  Replica *b;
  Replica *c;
} Fixture;

static void
exchange (Replica *from, Replica *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaExchangeReport) report = replica_exchange (from, to, &error);

  g_assert_no_error (error);
  g_assert_true (report->equal);
}

/* All three have met, and hold the same. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  HalqaForumKey key;

  replica_make_key (&key);
  fixture->hub = halqa_memory_hub_new ();
  fixture->a = replica_new (fixture->hub, &key, "a");
  fixture->b = replica_new (fixture->hub, &key, "b");
  fixture->c = replica_new (fixture->hub, &key, "c");
  replica_add_many (fixture->c, 5);
  exchange (fixture->a, fixture->c);
  exchange (fixture->a, fixture->b);
  exchange (fixture->b, fixture->c);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  replica_free (fixture->a);
  replica_free (fixture->b);
  replica_free (fixture->c);
  g_assert_finalize_object (fixture->hub);
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(HalqaExchangeReport **) user_data = halqa_exchange_finish (result, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer report)
{
  return *(HalqaExchangeReport **) report != NULL;
}

static HalqaExchangeReport *
begin (Replica *from, Replica *to, HalqaExchangeHow how)
{
  HalqaExchangeReport *report = NULL;

  halqa_exchange_with_async (from->transport, from->reader,
                             halqa_identity_get_device (to->identity), to->address, how, NULL, NULL,
                             keep_cb, &report);
  replica_wait (is_set, &report);
  return report;
}

static void
assert_pushes (Replica *from, Replica *to, guint n)
{
  g_autoptr (HalqaExchangeReport) report = begin (from, to, HALQA_EXCHANGE_PUSH);

  g_assert_true (report->settled);
  g_assert_cmpuint (report->sent, ==, n);
  g_assert_cmpuint (report->rounds, ==, 1);
}

static void
test_own_alone (Fixture *fixture, gconstpointer data)
{
  replica_add_many (fixture->a, 2);
  replica_add_many (fixture->c, 20);
  exchange (fixture->a, fixture->c);
  replica_add_many (fixture->a, 3);
  assert_pushes (fixture->a, fixture->b, 5);
  g_assert_cmpuint (replica_count (fixture->b), ==, 10);
}

static void
test_nothing_twice (Fixture *fixture, gconstpointer data)
{
  replica_add_many (fixture->c, 20);
  exchange (fixture->a, fixture->c);
  for (guint i = 1; i < 4; i++)
    {
      replica_add_many (fixture->a, i);
      assert_pushes (fixture->a, fixture->b, i);
    }
  assert_pushes (fixture->a, fixture->b, 0);
}

static void
test_the_rest_comes_after (Fixture *fixture, gconstpointer data)
{
  replica_add_many (fixture->c, 20);
  exchange (fixture->a, fixture->c);
  replica_add_many (fixture->a, 3);
  assert_pushes (fixture->a, fixture->b, 3);
  g_assert_false (halqa_exchange_has_all (fixture->a->reader,
                                          halqa_identity_get_device (fixture->b->identity)));
  exchange (fixture->b, fixture->a);
  g_assert_true (replica_is_equal (fixture->a, fixture->b));
  g_assert_true (halqa_exchange_has_all (fixture->a->reader,
                                         halqa_identity_get_device (fixture->b->identity)));
}

static void
test_a_restart_in_between (Fixture *fixture, gconstpointer data)
{
  replica_add_many (fixture->c, 20);
  exchange (fixture->a, fixture->c);
  replica_add_many (fixture->a, 3);
  assert_pushes (fixture->a, fixture->b, 3);
  replica_restart (fixture->b, fixture->hub);
  replica_add_many (fixture->a, 1);
  assert_pushes (fixture->a, fixture->b, 1);
  replica_restart (fixture->a, fixture->hub);
  exchange (fixture->a, fixture->b);
  g_assert_true (replica_is_equal (fixture->a, fixture->b));
}

static void
test_who_gets_it_is_left_to_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;
  guint n_later = 0;

  replica_add_many (fixture->c, 20);
  exchange (fixture->a, fixture->c);
  replica_add_many (fixture->b, 1);
  do
    {
      g_clear_pointer (&report, halqa_exchange_report_free);
      report = begin (fixture->a, fixture->b, HALQA_EXCHANGE_ASK);
      n_later += report->later;
      g_assert_true (report->later || report->equal);
      g_assert_cmpuint (report->sent, ==, report->later ? 0 : 20);
    }
  while (report->later);
  g_assert_cmpuint (n_later, >, 0);
  g_assert_true (replica_is_equal (fixture->a, fixture->b));
}

int
main (int argc, char **argv)
{
  replica_init_test (&argc, &argv);

#define ADD(path, func) g_test_add ("/sync/pushing/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("brings-what-was-written-here-alone", test_own_alone);
  ADD ("brings-nothing-twice", test_nothing_twice);
  ADD ("an-exchange-brings-the-rest", test_the_rest_comes_after);
  ADD ("goes-on-after-a-restart", test_a_restart_in_between);
  ADD ("who-is-getting-entries-is-left-to-it", test_who_gets_it_is_left_to_it);
#undef ADD

  return g_test_run ();
}
