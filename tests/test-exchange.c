/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-acquaintances.h"
#include "halqa-entry-private.h"
#include "halqa-error.h"
#include "replica.h"

/* The exchange between two laptops: over the network in memory, where anything can be made to go
 * wrong, and what goes well also over TLS. */

typedef struct
{
  HalqaMemoryHub *hub;
  HalqaForumKey key;
  Replica *a;
  Replica *b;
} Fixture;

static Replica *
make_replica (Fixture *fixture, const char *name)
{
  return fixture->hub == NULL ? replica_new_http (&fixture->key, name)
                              : replica_new (fixture->hub, &fixture->key, name);
}

/* @data: %TRUE: over TLS on the loopback */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  replica_make_key (&fixture->key);
  if (data == NULL)
    fixture->hub = halqa_memory_hub_new ();
  fixture->a = make_replica (fixture, "Amal");
  fixture->b = make_replica (fixture, "Brahim");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  replica_free (fixture->a);
  replica_free (fixture->b);
  if (fixture->hub != NULL)
    g_assert_finalize_object (fixture->hub);
}

static HalqaExchangeReport *
exchange (Replica *from, Replica *to)
{
  g_autoptr (GError) error = NULL;
  HalqaExchangeReport *report = replica_exchange (from, to, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  return report;
}

static void
meet (Fixture *fixture)
{
  g_autoptr (HalqaExchangeReport) report = exchange (fixture->a, fixture->b);

  g_assert_true (report->equal);
  g_assert_true (replica_is_equal (fixture->a, fixture->b));
}

/* --- what goes well */

static void
test_first_meeting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;

  replica_add_many (fixture->a, 30);
  replica_add_many (fixture->b, 40);
  report = exchange (fixture->a, fixture->b);
  g_assert_true (report->equal);
  g_assert_true (replica_is_equal (fixture->a, fixture->b));
  g_assert_cmpuint (report->sent, ==, 30);
  g_assert_cmpuint (report->received, ==, 40);
  g_assert_cmpuint (report->refused, ==, 0);
  g_assert_cmpstr (report->name, ==, "Brahim");
  g_assert_cmpmem (&report->peer, sizeof report->peer,
                   halqa_identity_get_device (fixture->b->identity), sizeof report->peer);
  g_assert_cmpint (ABS (report->clock_difference), <, 60000);
}

static void
test_some_in_common (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;
  Replica *c = make_replica (fixture, "Chama");

  replica_add_many (fixture->a, 300);
  meet (fixture);
  halqa_exchange_report_free (exchange (c, fixture->a));
  replica_add_many (fixture->b, 5);
  replica_add_many (c, 7);
  report = exchange (c, fixture->b);
  g_assert_true (report->equal);
  g_assert_cmpuint (report->sent, ==, 7);
  g_assert_cmpuint (report->received, ==, 5);
  replica_free (c);
}

static void
test_empty_asks_for_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;

  replica_add_many (fixture->b, 1500);
  report = exchange (fixture->a, fixture->b);
  g_assert_true (report->equal);
  g_assert_cmpuint (report->received, ==, 1500);
  g_assert_cmpuint (report->sent, ==, 0);
  g_assert_true (replica_is_equal (fixture->a, fixture->b));
}

/* It has written no more than who it is. */
static void
test_newcomer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) first = NULL;
  g_autoptr (HalqaExchangeReport) second = NULL;
  Replica *c = make_replica (fixture, "Chama");

  replica_add_many (fixture->b, 1500);
  replica_add_many (fixture->a, 1);
  replica_add_many (c, 1);
  first = exchange (fixture->a, fixture->b);
  g_assert_true (first->equal);
  g_assert_cmpuint (first->received, ==, 1500);
  g_assert_cmpuint (first->sent, ==, 1);
  g_assert_cmpuint (first->rounds, ==, 3);
  second = exchange (fixture->b, c);
  g_assert_true (second->equal);
  g_assert_cmpuint (second->received, ==, 1);
  g_assert_cmpuint (second->rounds, ==, 2);
  replica_free (c);
}

static void
test_empty_is_given_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;

  replica_add_many (fixture->a, 1500);
  report = exchange (fixture->a, fixture->b);
  g_assert_true (report->equal);
  g_assert_cmpuint (report->sent, ==, 1500);
  g_assert_cmpuint (report->rounds, ==, 2);
  g_assert_true (replica_is_equal (fixture->a, fixture->b));
}

static void
test_met_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;

  replica_add_many (fixture->a, 200);
  replica_add_many (fixture->b, 200);
  meet (fixture);
  replica_add_many (fixture->a, 10);
  replica_add_many (fixture->b, 10);
  report = exchange (fixture->a, fixture->b);
  g_assert_true (report->equal);
  g_assert_cmpuint (report->rounds, ==, 1);
  g_assert_cmpuint (report->sent, ==, 10);
  g_assert_cmpuint (report->received, ==, 10);
  g_assert_true (replica_is_equal (fixture->a, fixture->b));
}

static void
test_met_in_another_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;

  replica_add_many (fixture->a, 200);
  meet (fixture);
  replica_restart (fixture->a, fixture->hub);
  replica_add_many (fixture->a, 10);
  replica_add_many (fixture->b, 10);
  report = exchange (fixture->a, fixture->b);
  g_assert_true (report->equal);
  g_assert_cmpuint (report->rounds, ==, 1);
  g_assert_cmpuint (report->sent, ==, 10);
  g_assert_cmpuint (report->received, ==, 10);
}

static void
test_other_side_asks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) first = NULL;
  g_autoptr (HalqaExchangeReport) second = NULL;

  replica_add_many (fixture->a, 20);
  meet (fixture);
  replica_add_many (fixture->a, 3);
  replica_add_many (fixture->b, 4);
  first = exchange (fixture->b, fixture->a);
  g_assert_true (first->equal);
  g_assert_cmpuint (first->sent, ==, 4);
  g_assert_cmpuint (first->received, ==, 3);
  replica_add_many (fixture->a, 1);
  second = exchange (fixture->a, fixture->b);
  g_assert_cmpuint (second->rounds, ==, 1);
  g_assert_cmpuint (second->sent, ==, 1);
  g_assert_cmpuint (second->received, ==, 0);
}

static void
test_equal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;

  replica_add_many (fixture->a, 100);
  meet (fixture);
  report = exchange (fixture->a, fixture->b);
  g_assert_true (report->equal);
  g_assert_cmpuint (report->rounds, ==, 1);
  g_assert_cmpuint (report->sent + report->received, ==, 0);
  g_assert_cmpuint (report->bytes_sent + report->bytes_received, <, 500);
}

static void
test_both_empty (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = exchange (fixture->a, fixture->b);

  g_assert_true (report->equal);
  g_assert_cmpuint (report->rounds, ==, 1);
}

static void
test_both_versions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) here = NULL;
  g_autoptr (GPtrArray) there = NULL;
  g_autofree char *shown_here = NULL;
  g_autofree char *shown_there = NULL;
  HalqaId id;

  replica_add (fixture->a, &id, "drains");
  meet (fixture);
  replica_set_title (fixture->a, &id, "drains of the market");
  replica_set_title (fixture->b, &id, "drains of the school");
  meet (fixture);
  here = halqa_reader_conflicts (fixture->a->reader, NULL, NULL, NULL);
  there = halqa_reader_conflicts (fixture->b->reader, NULL, NULL, NULL);
  g_assert_cmpuint (here->len, ==, 1);
  g_assert_cmpuint (there->len, ==, 1);
  shown_here = replica_dup_title (fixture->a, &id);
  shown_there = replica_dup_title (fixture->b, &id);
  g_assert_cmpstr (shown_here, ==, shown_there);
}

/* --- both at once */

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HalqaExchangeReport **report = user_data;
  g_autoptr (GError) error = NULL;

  *report = halqa_exchange_finish (result, &error);
  g_assert_no_error (error);
}

static gboolean
have_both (gpointer data)
{
  HalqaExchangeReport **reports = data;

  return reports[0] != NULL && reports[1] != NULL;
}

/* Each asks the other while it is asked, and each has news. Marks that cross must not make them
 * strangers: nothing is compared, ever. */
static void
test_both_at_once (Fixture *fixture, gconstpointer data)
{
  Replica *a = fixture->a;
  Replica *b = fixture->b;

  replica_add_many (a, 40);
  replica_add_many (b, 40);
  meet (fixture);
  for (guint i = 0; i < 20; i++)
    {
      HalqaExchangeReport *reports[2] = { NULL, NULL };

      replica_add_many (a, 1 + i % 3);
      replica_add_many (b, 1 + i % 2);
      halqa_exchange_async (a->transport, a->reader, b->address, NULL, NULL, keep_cb, &reports[0]);
      if (i % 4 != 0)
        g_main_context_iteration (NULL, FALSE);
      halqa_exchange_async (b->transport, b->reader, a->address, NULL, NULL, keep_cb, &reports[1]);
      replica_add_many (a, i % 2);
      replica_wait (have_both, reports);
      /* To compare takes one at least, and the turn after it. */
      g_assert_cmpuint (reports[0]->rounds, <=, 2);
      g_assert_cmpuint (reports[1]->rounds, <=, 2);
      halqa_exchange_report_free (reports[0]);
      halqa_exchange_report_free (reports[1]);
      halqa_exchange_report_free (exchange (i % 5 == 0 ? b : a, i % 5 == 0 ? a : b));
      g_assert_true (replica_is_equal (a, b));
    }
}

/* --- what breaks */

static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;
  g_autoptr (GError) error = NULL;
  guint64 arrived;

  replica_add_many (fixture->b, 4000);
  halqa_memory_hub_set_cut (fixture->hub, 500000);
  g_assert_null (replica_exchange (fixture->a, fixture->b, &error));
  g_assert_nonnull (error);
  arrived = replica_count (fixture->a);
  g_assert_cmpuint (arrived, >, 0);
  g_assert_cmpuint (arrived, <, 4000);

  halqa_memory_hub_set_cut (fixture->hub, G_MAXUINT64);
  report = exchange (fixture->a, fixture->b);
  g_assert_true (report->equal);
  g_assert_cmpuint (report->received, ==, 4000 - arrived);
  g_assert_cmpuint (report->sent, ==, 0);
}

static void
test_cut_off_while_sending (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;
  g_autoptr (GError) error = NULL;

  replica_add_many (fixture->b, 10);
  meet (fixture);
  replica_add_many (fixture->a, 4000);
  halqa_memory_hub_set_cut (fixture->hub, 500000);
  g_assert_null (replica_exchange (fixture->a, fixture->b, &error));
  g_assert_nonnull (error);
  halqa_memory_hub_set_cut (fixture->hub, G_MAXUINT64);
  while (replica_count (fixture->b) == 10)
    g_main_context_iteration (NULL, FALSE);
  report = exchange (fixture->a, fixture->b);
  g_assert_true (report->equal);
  g_assert_true (replica_is_equal (fixture->a, fixture->b));
  g_assert_cmpuint (report->sent, >, 0);
  g_assert_cmpuint (report->sent, <, 4000);
}

static void
test_store_id_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;
  guint8 before[HALQA_STORE_ID_SIZE];
  Replica *b = fixture->b;

  replica_add_many (fixture->a, 50);
  replica_add_many (b, 50);
  meet (fixture);
  memcpy (before, halqa_store_get_store_id (b->store), sizeof before);
  replica_restore_copy (b, fixture->hub);
  g_assert_true (memcmp (before, halqa_store_get_store_id (b->store), sizeof before) != 0);

  replica_add_many (fixture->a, 5);
  replica_add_many (b, 6);
  report = exchange (fixture->a, b);
  g_assert_true (report->equal);
  g_assert_cmpuint (report->sent, ==, 5);
  g_assert_cmpuint (report->received, ==, 6);
}

static void
test_wrong_marks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;
  g_autoptr (GError) error = NULL;

  replica_add_many (fixture->a, 50);
  replica_add_many (fixture->b, 50);
  meet (fixture);
  replica_add_many (fixture->a, 9);
  replica_add_many (fixture->b, 9);
  /* As if each had read what it has not. */
  g_assert_true (halqa_store_set_seen (fixture->a->store,
                                       halqa_store_get_store_id (fixture->b->store), 105, 105,
                                       &error));
  g_assert_true (halqa_store_set_seen (fixture->b->store,
                                       halqa_store_get_store_id (fixture->a->store), 105, 105,
                                       &error));
  report = exchange (fixture->a, fixture->b);
  g_assert_true (report->equal);
  g_assert_true (replica_is_equal (fixture->a, fixture->b));
}

static void
test_own_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (replica_exchange (fixture->a, fixture->a, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
}

static void
test_another_laptop_at_the_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) report = NULL;
  Replica *c = make_replica (fixture, "Chama");
  HalqaAcquaintances *book = halqa_acquaintances_of (fixture->a->reader);
  HalqaAcquaintance *b;

  replica_add_many (fixture->a, 5);
  meet (fixture);
  b = halqa_acquaintances_meet (book, halqa_identity_get_device (fixture->b->identity));
  halqa_acquaintances_note (book, b, c->address, halqa_store_get_store_id (fixture->b->store));
  report = exchange (fixture->a, c);
  g_assert_true (report->equal);
  g_assert_cmpstr (report->name, ==, "Chama");
  g_assert_cmpuint (replica_count (c), ==, 5);
  replica_free (c);
}

static void
test_no_member (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  replica_add_many (fixture->a, 5);
  halqa_memory_hub_set_impostor (fixture->hub, fixture->b->address, TRUE);
  g_assert_null (replica_exchange (fixture->a, fixture->b, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER);
  g_assert_cmpuint (replica_count (fixture->b), ==, 0);
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (replica_exchange_at (fixture->a, "memory:99", &error));
  g_assert_nonnull (error);
}

/* --- what is refused */

/* The store is told that it was verified. */
static void
plant_false_entry (Replica *self)
{
  g_autoptr (GPtrArray) entries =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_entry_unref);
  g_autoptr (HalqaEntry) entry = NULL;
  g_autoptr (GError) error = NULL;
  const HalqaForumKey *key = halqa_store_get_forum_key (self->store);
  HalqaFieldWrite field = { .name = "title", .value = halqa_value_text ("false") };
  HalqaWrite write = { .kind = "card", .fields = &field, .n_fields = 1 };
  HalqaApplied applied;
  guint8 signature[HALQA_SIGNATURE_SIZE];
  const guint8 *bytes;
  gsize size;

  halqa_id_random (&write.record);
  entry = halqa_entry_sign (self->identity, &key->forum, halqa_store_now (), &write, 1, &error);
  g_assert_no_error (error);
  bytes = halqa_entry_get_bytes (entry, &size);
  memcpy (signature, halqa_entry_get_signature (entry), sizeof signature);
  signature[0] ^= 1;
  g_ptr_array_add (entries, halqa_entry_parse (&key->forum, bytes, size, signature, &error));
  g_assert_no_error (error);
  g_assert_true (halqa_store_apply (self->store, entries, NULL, &applied, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (applied.n_new, ==, 1);
}

static void
test_refused_by_peer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) first = NULL;
  g_autoptr (HalqaExchangeReport) second = NULL;

  replica_add_many (fixture->a, 10);
  plant_false_entry (fixture->a);
  replica_add_many (fixture->a, 10);
  first = exchange (fixture->a, fixture->b);
  g_assert_false (first->equal);
  g_assert_cmpuint (replica_count (fixture->b), ==, 20);

  /* It is known by now what parts the two. */
  replica_add_many (fixture->a, 1);
  second = exchange (fixture->a, fixture->b);
  g_assert_cmpuint (second->rounds, ==, 1);
  g_assert_cmpuint (second->sent, ==, 1);
  g_assert_cmpuint (replica_count (fixture->b), ==, 21);
}

static void
test_refused_by_us (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaExchangeReport) first = NULL;
  g_autoptr (HalqaExchangeReport) second = NULL;

  replica_add_many (fixture->b, 10);
  plant_false_entry (fixture->b);
  replica_add_many (fixture->b, 10);
  first = exchange (fixture->a, fixture->b);
  g_assert_false (first->equal);
  g_assert_cmpuint (first->received, ==, 20);
  g_assert_cmpuint (first->refused, >=, 1);
  second = exchange (fixture->a, fixture->b);
  g_assert_cmpuint (second->rounds, ==, 1);
  g_assert_cmpuint (second->refused, ==, 0);
}

/* A disk was copied, and nothing of the machine told so: as one key with two stores. */
static void
test_one_key_twice (Fixture *fixture, gconstpointer data)
{
  HalqaForumKey key;
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaExchangeReport) report = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *other_path = NULL;
  g_autofree char *bytes = NULL;
  Replica *a, *b;
  guint n_new = 0;

  replica_make_key (&key);
  a = replica_new_http (&key, "a");
  b = replica_new_http (&key, "b");
  folder = g_strdup (b->folder);
  replica_close (b);
  path = g_build_filename (a->folder, "device.key", NULL);
  other_path = g_build_filename (folder, "device.key", NULL);
  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  g_assert_true (g_file_set_contents (other_path, bytes, -1, NULL));
  b = replica_open_http (folder);
  replica_add_many (a, 3);
  replica_add_many (b, 3);
  report = replica_exchange (b, a, &error);
  g_assert_no_error (error);
  g_assert_nonnull (report->copied);
  g_assert_true (replica_is_equal (a, b));
  /* One of the two is another device from the next start on. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (HalqaIdentity) next = halqa_identity_load (i == 0 ? a->folder : folder, &error);

      g_assert_no_error (error);
      n_new += memcmp (halqa_identity_get_device (next), halqa_identity_get_device (a->identity),
                       sizeof (HalqaDeviceId)) != 0;
    }
  g_assert_cmpuint (n_new, ==, 1);
  replica_free (b);
  replica_free (a);
}

#define ADD(path, func) g_test_add ("/sync/exchange/" path, Fixture, NULL, set_up, func, tear_down)
#define ADD_BOTH(path, func)                                                                       \
  ADD (path, func);                                                                                \
  g_test_add ("/sync/exchange/http/" path, Fixture, GINT_TO_POINTER (TRUE), set_up, func, tear_down)

int
main (int argc, char **argv)
{
  replica_init_test (&argc, &argv);
  ADD_BOTH ("two-that-meet-first-become-equal", test_first_meeting);
  ADD_BOTH ("what-came-by-a-third-is-not-sent-again", test_some_in_common);
  ADD_BOTH ("an-empty-forum-asks-for-everything", test_empty_asks_for_all);
  ADD_BOTH ("a-newcomer-asks-for-everything", test_newcomer);
  ADD_BOTH ("an-empty-forum-is-given-everything", test_empty_is_given_all);
  ADD_BOTH ("met-before-takes-one-round-trip", test_met_before);
  ADD_BOTH ("met-in-another-run-takes-one-round-trip", test_met_in_another_run);
  ADD_BOTH ("either-side-may-ask", test_other_side_asks);
  ADD_BOTH ("equal-takes-one-small-round-trip", test_equal);
  ADD_BOTH ("both-empty-are-equal", test_both_empty);
  ADD_BOTH ("both-versions-of-a-field-arrive", test_both_versions);
  ADD_BOTH ("both-at-once-compare-nothing", test_both_at_once);
  ADD ("cut-off-it-resumes-with-what-is-missing", test_cut_off);
  ADD ("cut-off-while-sending-it-resumes", test_cut_off_while_sending);
  ADD_BOTH ("another-store-id-is-reconciled", test_store_id_changed);
  ADD_BOTH ("wrong-marks-do-no-harm", test_wrong_marks);
  ADD_BOTH ("our-own-address-is-told-apart", test_own_address);
  ADD_BOTH ("another-laptop-at-a-known-address-is-met-anew", test_another_laptop_at_the_address);
  ADD ("one-key-on-two-laptops-is-seen-by-both", test_one_key_twice);
  ADD ("nothing-goes-to-who-is-no-member", test_no_member);
  ADD ("nobody-there-is-an-error", test_nobody_there);
  ADD_BOTH ("what-the-peer-refuses-stops-nothing", test_refused_by_peer);
  ADD_BOTH ("what-we-refuse-stops-nothing", test_refused_by_us);
  return g_test_run ();
}
