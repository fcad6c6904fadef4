/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "halqa-blob-serve.h"
#include "halqa-body.h"
#include "replicating-laptop.h"
#include "test-tools.h"

/* Blobs between laptops that are left to themselves, in memory and over TLS; and what a member gone
 * bad can do by them. */

#define LARGE (3 * 1024 * 1024)

static Laptop *
begin_at (Fixture *fixture, const char *name, const char *address)
{
  Laptop *laptop = laptop_new (fixture, name);

  laptop_start_at (laptop, FALSE, address);
  return laptop;
}

static Laptop *
begin (Fixture *fixture, const char *name)
{
  return begin_at (fixture, name, "127.0.0.1:0");
}

static void
meet (Laptop *laptop, Laptop *other)
{
  halqa_replicator_add_address (laptop->replicator, other->address);
}

static HalqaBlobStore *
blobs_of (Laptop *laptop)
{
  return halqa_store_get_blobs (laptop->replica->store);
}

typedef struct
{
  Laptop *laptop;
  HalqaBlobId id;
  guint64 size; /* of the part, or of all */
} Wait;

static gboolean
is_here (gpointer data)
{
  Wait *wait = data;

  return halqa_blob_store_get_size (blobs_of (wait->laptop), &wait->id) > 0;
}

static gboolean
is_begun (gpointer data)
{
  Wait *wait = data;

  return halqa_blob_store_get_part_size (blobs_of (wait->laptop), &wait->id) >= wait->size;
}

static void
wait_here (Laptop *laptop, const HalqaBlobId *id, GBytes *content)
{
  Wait wait = { laptop, *id, 0 };
  g_autoptr (GBytes) loaded = NULL;

  replica_wait (is_here, &wait);
  loaded = halqa_blob_store_load (blobs_of (laptop), id, NULL);
  g_assert_nonnull (loaded);
  g_assert_true (g_bytes_equal (loaded, content));
}

static gboolean
was_told (gpointer data)
{
  return ((Laptop *) data)->n_blobs_changed > 0;
}

static void
test_arrives (Fixture *fixture, gconstpointer data)
{
  Laptop *amal = begin (fixture, "Amal");
  Laptop *brahim = begin (fixture, "Brahim");
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  HalqaBlobId first;
  HalqaBlobId second;

  before = replica_add_blob (amal->replica, LARGE, &first);
  meet (brahim, amal);
  wait_here (brahim, &first, before);
  replica_wait (was_told, brahim);
  /* And one that comes up while they are in reach, the other way. */
  after = replica_add_blob (brahim->replica, 70000, &second);
  wait_here (amal, &second, after);
  laptop_free (amal);
  laptop_free (brahim);
}

/* She calls from another address than that at which she can be called, as from behind a firewall. */
static void
test_undialled (Fixture *fixture, gconstpointer data)
{
  Laptop *amal = begin_at (fixture, "Amal", "127.0.0.2:0");
  Laptop *brahim = begin (fixture, "Brahim");
  g_autoptr (GBytes) large = NULL;
  g_autoptr (GBytes) small = NULL;
  HalqaBlobId first;
  HalqaBlobId second;

  large = replica_add_blob (amal->replica, LARGE, &first);
  meet (amal, brahim);
  wait_here (brahim, &first, large);
  small = replica_add_blob (amal->replica, 100, &second);
  wait_here (brahim, &second, small);
  laptop_free (amal);
  laptop_free (brahim);
}

static void
test_relayed (Fixture *fixture, gconstpointer data)
{
  Laptop *amal = begin (fixture, "Amal");
  Laptop *brahim = begin (fixture, "Brahim");
  Laptop *chama = begin (fixture, "Chama");
  g_autoptr (GBytes) content = NULL;
  HalqaBlobId id;

  halqa_memory_hub_set_apart (fixture->hub, amal->address, chama->address, TRUE);
  meet (brahim, amal);
  meet (brahim, chama);
  content = replica_add_blob (amal->replica, LARGE, &id);
  wait_here (chama, &id, content);
  laptop_free (amal);
  laptop_free (brahim);
  laptop_free (chama);
}

static void
test_resumed (Fixture *fixture, gconstpointer data)
{
  Laptop *amal = begin (fixture, "Amal");
  Laptop *brahim = begin (fixture, "Brahim");
  g_autoptr (GBytes) content = NULL;
  Wait begun = { brahim, { { 0 } }, LARGE / 2 };

  content = replica_add_blob (amal->replica, LARGE, &begun.id);
  halqa_memory_hub_set_cut (fixture->hub, LARGE / 2 + 1000);
  meet (brahim, amal);
  replica_wait (is_begun, &begun);
  halqa_memory_hub_set_cut (fixture->hub, G_MAXUINT64);
  wait_here (brahim, &begun.id, content);
  /* Half of it was not sent twice. */
  g_assert_cmpuint (halqa_memory_hub_get_n_bytes (fixture->hub), <, LARGE + LARGE / 4);
  laptop_free (amal);
  laptop_free (brahim);
}

static void
spoil (Laptop *laptop, const HalqaBlobId *id, gsize size)
{
  g_autofree char *file = halqa_blob_store_dup_file (blobs_of (laptop), id);
  g_autofree char *text = g_strnfill (size, 'x');

  g_assert_true (g_file_set_contents (file, text, size, NULL));
}

static gboolean
nobody_has_it (gpointer data)
{
  Wait *wait = data;
  g_autoptr (GArray) devices = halqa_blob_store_list_sources (blobs_of (wait->laptop), &wait->id);

  return wait->laptop->n_blobs_changed > 0 && devices->len == 0 &&
         halqa_blob_store_get_part_size (blobs_of (wait->laptop), &wait->id) == 0;
}

static void
test_wrong_one (Fixture *fixture, gconstpointer data)
{
  Laptop *amal = begin (fixture, "Amal");
  Laptop *brahim = begin (fixture, "Brahim");
  Laptop *chama = begin (fixture, "Chama");
  g_autoptr (GBytes) content = NULL;
  HalqaBlobId ignored;
  Wait wait = { brahim, { { 0 } }, 0 };

  content = replica_add_blob (amal->replica, 200000, &wait.id);
  g_assert_true (halqa_blob_store_add (blobs_of (chama), content, &ignored, NULL));
  spoil (amal, &wait.id, LARGE);
  meet (brahim, amal);
  replica_wait (nobody_has_it, &wait);
  meet (brahim, chama);
  wait_here (brahim, &wait.id, content);
  laptop_free (amal);
  laptop_free (brahim);
  laptop_free (chama);
}

static void
test_wrong_bytes (Fixture *fixture, gconstpointer data)
{
  Laptop *amal = begin (fixture, "Amal");
  Laptop *brahim = begin (fixture, "Brahim");
  Laptop *chama = begin (fixture, "Chama");
  g_autoptr (GBytes) content = NULL;
  HalqaBlobId id;
  HalqaBlobId ignored;

  content = replica_add_blob (amal->replica, 200000, &id);
  g_assert_true (halqa_blob_store_add (blobs_of (chama), content, &ignored, NULL));
  spoil (amal, &id, 200000);
  meet (brahim, amal);
  meet (brahim, chama);
  wait_here (brahim, &id, content);
  laptop_free (amal);
  laptop_free (brahim);
  laptop_free (chama);
}

/* Half of it came from one that gives something else, and the rest comes from another. */
static void
test_mixed (Fixture *fixture, gconstpointer data)
{
  Laptop *amal = begin (fixture, "Amal");
  Laptop *brahim = begin (fixture, "Brahim");
  Laptop *chama = begin (fixture, "Chama");
  g_autoptr (GBytes) content = NULL;
  HalqaBlobId ignored;
  Wait begun = { brahim, { { 0 } }, 60000 };

  content = replica_add_blob (amal->replica, 200000, &begun.id);
  g_assert_true (halqa_blob_store_add (blobs_of (chama), content, &ignored, NULL));
  spoil (amal, &begun.id, 200000);
  halqa_memory_hub_set_cut (fixture->hub, 100000);
  meet (brahim, amal);
  replica_wait (is_begun, &begun);
  halqa_memory_hub_set_apart (fixture->hub, brahim->address, amal->address, TRUE);
  halqa_memory_hub_set_cut (fixture->hub, G_MAXUINT64);
  meet (brahim, chama);
  wait_here (brahim, &begun.id, content);
  laptop_free (amal);
  laptop_free (brahim);
  laptop_free (chama);
}

static gboolean
has_all_text (gpointer data)
{
  Wait *wait = data;

  return replica_count (wait->laptop->replica) == wait->size;
}

#define N_FALSE 3000

/* Attachments that nobody has cost some questions, and hold up nothing. */
static void
test_false_names (Fixture *fixture, gconstpointer data)
{
  Laptop *amal = begin (fixture, "Amal");
  Laptop *brahim = begin (fixture, "Brahim");
  g_autoptr (GBytes) content = NULL;
  Wait text = { brahim, { { 0 } }, N_FALSE + 1 };
  HalqaBlobId id;
  guint n_requests;

  replica_add_false_blobs (amal->replica, N_FALSE);
  content = replica_add_blob (amal->replica, 1000, &id);
  n_requests = halqa_memory_hub_get_n_requests (fixture->hub);
  meet (brahim, amal);
  replica_wait (has_all_text, &text);
  wait_here (brahim, &id, content);
  g_assert_cmpuint (halqa_memory_hub_get_n_requests (fixture->hub) - n_requests, <, 60);
  laptop_free (amal);
  laptop_free (brahim);
}

/* A member gone bad: it says to have whatever it is asked for, and gives nothing. */

typedef struct
{
  Replica *replica;
  guint n_asked; /* for one of them */
  gint64 first; /* when that was; monotonic */
  gint64 third;
} Liar;

static void
said_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaRequest) request = user_data;
  g_autoptr (GBytes) names = halqa_body_read_finish (result, NULL);
  g_autoptr (GInputStream) all = g_memory_input_stream_new_from_bytes (names);

  halqa_request_respond (request, 200, all, FALSE);
}

static void
lie_cb (HalqaRequest *request, gpointer user_data)
{
  Liar *liar = user_data;
  const char *endpoint = halqa_request_get_endpoint (request);

  if (g_str_equal (endpoint, "blobs"))
    halqa_body_read_async (halqa_request_get_body (request), HALQA_BLOBS_BODY_MAX, NULL, said_cb,
                           g_object_ref (request));
  else if (!g_str_has_prefix (endpoint, "blob/"))
    halqa_exchange_serve (request, liar->replica->reader);
  else
    {
      liar->n_asked++;
      if (liar->n_asked == 1)
        liar->first = g_get_monotonic_time ();
      if (liar->n_asked == 3)
        liar->third = g_get_monotonic_time ();
      halqa_request_respond_error (request, 404, "it is not here");
    }
}

static gboolean
was_asked_three_times (gpointer data)
{
  return ((Liar *) data)->n_asked >= 3;
}

static void
test_liar (Fixture *fixture, gconstpointer data)
{
  Laptop *brahim = begin (fixture, "Brahim");
  Liar liar = { replica_new (fixture->hub, &fixture->key, "Amal"), 0, 0, 0 };

  replica_add_false_blobs (liar.replica, 100);
  halqa_transport_set_handler (liar.replica->transport, lie_cb, &liar);
  halqa_replicator_add_address (brahim->replicator, liar.replica->address);
  replica_wait (was_asked_three_times, &liar);
  /* One second after the first time, two after the second. */
  g_assert_cmpint (liar.third - liar.first, >=, 2 * G_USEC_PER_SEC);
  laptop_free (brahim);
  replica_free (liar.replica);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  replica_init_test (&argc, &argv);
  ADD ("/sync/blobs/arrive-by-themselves", NULL, test_arrives);
  ADD ("/sync/blobs/arrive-by-themselves-over-tls", "tls", test_arrives);
  ADD ("/sync/blobs/come-from-who-can-not-be-dialled", "tls", test_undialled);
  ADD ("/sync/blobs/the-middle-one-passes-them-on", NULL, test_relayed);
  ADD ("/sync/blobs/what-broke-off-is-gone-on-with", NULL, test_resumed);
  ADD ("/sync/blobs/one-that-is-too-long-is-thrown-away-and-another-asked", NULL, test_wrong_one);
  ADD ("/sync/blobs/one-that-is-too-long-is-thrown-away-and-another-asked-over-tls", "tls",
       test_wrong_one);
  ADD ("/sync/blobs/one-that-is-wrong-is-thrown-away-and-another-asked", NULL, test_wrong_bytes);
  ADD ("/sync/blobs/a-wrong-part-of-one-does-not-spoil-that-of-another", NULL, test_mixed);
  ADD ("/sync/blobs/names-of-nothing-hold-up-nothing", NULL, test_false_names);
  ADD ("/sync/blobs/who-gives-nothing-is-asked-ever-more-rarely", NULL, test_liar);
  return g_test_run ();
}
