/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "halqa-bundle-take.h"
#include "halqa-bundle-write.h"
#include "halqa-error.h"
#include "halqa-invitation.h"
#include "replica.h"
#include "test-tools.h"

/* Laptops that are removed, among others that are not: over both transports. Rachid's is the one
 * that got lost; whoever found it makes a new device key on it ("thief"). */

typedef struct
{
  HalqaMemoryHub *hub; /* or NULL: over TLS */
  HalqaForumKey key;
  Replica *amina;
  Replica *brahim;
  Replica *rachid;
  Replica *safae;
} Fixture;

static Replica *
start (Fixture *fixture, const char *name)
{
  return fixture->hub != NULL ? replica_new (fixture->hub, &fixture->key, name)
                              : replica_new_http (&fixture->key, name);
}

static void
exchange (Replica *self, Replica *other)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaExchangeReport) report = replica_exchange (self, other, &error);

  g_assert_no_error (error);
  g_assert_true (report->equal);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  if (g_str_equal (data, "memory"))
    fixture->hub = halqa_memory_hub_new ();
  replica_make_key (&fixture->key);
  fixture->amina = start (fixture, "Amina");
  fixture->brahim = start (fixture, "Brahim");
  fixture->rachid = start (fixture, "Rachid");
  fixture->safae = start (fixture, "Safae");
  replica_introduce (fixture->amina);
  replica_introduce (fixture->brahim);
  replica_introduce (fixture->rachid);
  replica_introduce (fixture->safae);
  exchange (fixture->brahim, fixture->amina);
  exchange (fixture->rachid, fixture->amina);
  exchange (fixture->safae, fixture->amina);
  exchange (fixture->brahim, fixture->amina);
  exchange (fixture->rachid, fixture->amina);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  replica_free (fixture->amina);
  replica_free (fixture->brahim);
  replica_free (fixture->rachid);
  replica_free (fixture->safae);
  if (fixture->hub != NULL)
    test_let_go (&fixture->hub);
}

static const HalqaDeviceId *
device_of (Replica *replica)
{
  return halqa_identity_get_device (replica->identity);
}

static void
remove_laptop (Replica *self, Replica *removed)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (halqa_store_remove_device (self->store, device_of (removed), &error));
  g_assert_no_error (error);
}

static void
get_newest (Replica *self, HalqaKey *key)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (self->store);

  *key = *halqa_keyring_get_newest (keyring);
}

static gboolean
have_same_key (Replica *self, Replica *other)
{
  HalqaKey a;
  HalqaKey b;

  get_newest (self, &a);
  get_newest (other, &b);
  return memcmp (&a, &b, sizeof a) == 0;
}

static gboolean
knows_key (Replica *self, const HalqaKey *key)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (self->store);

  return halqa_keyring_find_by_tag (keyring, key->tag) != NULL;
}

static gboolean
is_refused (Replica *self, Replica *other)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaExchangeReport) report = replica_exchange (self, other, &error);

  if (report != NULL)
    return FALSE;
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER);
  return TRUE;
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* One request as it is, whatever an exchange would have done. */
static void
assert_request_is_refused (Replica *self, Replica *other, const char *endpoint)
{
  static const guint8 null[] = { 0xf6 };
  g_autoptr (GInputStream) body = g_memory_input_stream_new_from_data (null, sizeof null, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  halqa_transport_request_async (self->transport, self->store, other->address, NULL, endpoint, body,
                                 HALQA_REQUEST_PLAIN, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (halqa_transport_request_finish (self->transport, result, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER);
}

/* Neither as who asks nor as who is asked, and by no request. */
static void
assert_apart (Replica *self, Replica *other)
{
  const guint64 n_ours = replica_count (self);
  const guint64 n_theirs = replica_count (other);

  g_assert_true (is_refused (self, other));
  g_assert_true (is_refused (other, self));
  assert_request_is_refused (other, self, "fetch");
  assert_request_is_refused (other, self, "entries");
  assert_request_is_refused (other, self, "reconcile");
  g_assert_cmpuint (replica_count (self), ==, n_ours);
  g_assert_cmpuint (replica_count (other), ==, n_theirs);
}

static void
test_removed (Fixture *fixture, gconstpointer data)
{
  replica_add (fixture->amina, NULL, "before");
  exchange (fixture->rachid, fixture->amina);
  remove_laptop (fixture->amina, fixture->rachid);
  replica_add (fixture->amina, NULL, "after");
  replica_add (fixture->rachid, NULL, "by a thief");
  assert_apart (fixture->amina, fixture->rachid);
}

/* What the laptop knows is the forum's key of before; a new device key stands in no record. */
static void
test_new_device_key (Fixture *fixture, gconstpointer data)
{
  Replica *thief;

  remove_laptop (fixture->amina, fixture->rachid);
  thief = start (fixture, "Rachid again");
  replica_introduce (thief);
  assert_apart (fixture->amina, thief);
  exchange (fixture->brahim, fixture->amina);
  assert_apart (fixture->brahim, thief);
  replica_free (thief);
}

/* Met while that was still in order, so that it would be told things without a question. */
static void
test_old_acquaintance (Fixture *fixture, gconstpointer data)
{
  Replica *thief = start (fixture, "Rachid again");

  exchange (fixture->amina, thief);
  remove_laptop (fixture->amina, fixture->rachid);
  /* It had no record of its own, and was in no list. */
  assert_apart (fixture->amina, thief);
  replica_free (thief);
}

static void
test_away (Fixture *fixture, gconstpointer data)
{
  remove_laptop (fixture->amina, fixture->rachid);
  replica_add (fixture->amina, NULL, "after");
  replica_add (fixture->brahim, NULL, "meanwhile");
  replica_add_many (fixture->safae, 2000);
  g_assert_false (have_same_key (fixture->amina, fixture->brahim));
  if (fixture->hub == NULL)
    /* What is long is not sent twice: the first key must not cost the body. */
    replica_add_many (fixture->amina, 2000);
  exchange (fixture->amina, fixture->brahim);
  exchange (fixture->safae, fixture->amina);
  g_assert_true (have_same_key (fixture->amina, fixture->brahim));
  g_assert_true (have_same_key (fixture->amina, fixture->safae));
  exchange (fixture->brahim, fixture->safae);
}

static gboolean
are_at_one (gpointer user_data)
{
  Fixture *fixture = user_data;

  return have_same_key (fixture->amina, fixture->brahim) &&
         replica_is_equal (fixture->amina, fixture->brahim);
}

static gboolean
is_settled (gpointer user_data)
{
  Replica *self = user_data;
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (self->store);

  return halqa_keyring_get_need (keyring, device_of (self)) == HALQA_KEY_NEED_NONE;
}

static void
test_two_apart (Fixture *fixture, gconstpointer data)
{
  HalqaKey newest;
  Replica *chaima = start (fixture, "Chaima");

  replica_introduce (chaima);
  exchange (chaima, fixture->amina);
  exchange (fixture->brahim, fixture->amina);
  remove_laptop (fixture->amina, fixture->rachid);
  remove_laptop (fixture->brahim, fixture->safae);
  exchange (fixture->amina, fixture->brahim);
  /* One of them goes on at once; nobody has to wait for it. */
  replica_wait (is_settled, fixture->amina);
  exchange (fixture->brahim, fixture->amina);
  exchange (chaima, fixture->brahim);
  replica_wait (are_at_one, fixture);
  g_assert_true (have_same_key (chaima, fixture->amina));
  get_newest (chaima, &newest);
  assert_apart (fixture->amina, fixture->rachid);
  assert_apart (fixture->amina, fixture->safae);
  assert_apart (fixture->brahim, fixture->safae);
  assert_apart (chaima, fixture->safae);
  g_assert_false (knows_key (fixture->rachid, &newest));
  g_assert_false (knows_key (fixture->safae, &newest));
  replica_free (chaima);
}

static void
accept (Replica *self, Replica *inviter)
{
  g_autoptr (HalqaInvitation) invitation = halqa_invitation_new (inviter->store, "Forum", NULL);
  g_autoptr (GBytes) bytes = halqa_invitation_encode (invitation, NULL);
  g_autoptr (HalqaInvitation) read = halqa_invitation_decode (bytes, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (read->newer);
  g_assert_true (halqa_store_tell_keys (self->store, read->newer, &error));
  g_assert_no_error (error);
  replica_introduce (self);
}

static void
test_invitation (Fixture *fixture, gconstpointer data)
{
  Replica *newcomer = start (fixture, "Nadia");

  remove_laptop (fixture->amina, fixture->rachid);
  /* Hers is of before. */
  assert_apart (fixture->amina, newcomer);
  accept (newcomer, fixture->amina);
  exchange (newcomer, fixture->amina);
  g_assert_true (have_same_key (newcomer, fixture->amina));
  /* And she lets in who was away, for she has heard who that is. */
  exchange (fixture->brahim, newcomer);
  g_assert_true (have_same_key (newcomer, fixture->brahim));
  /* The next key is hers too, and she may make one. */
  remove_laptop (fixture->brahim, fixture->safae);
  exchange (newcomer, fixture->brahim);
  g_assert_true (have_same_key (newcomer, fixture->brahim));
  remove_laptop (newcomer, fixture->amina);
  assert_apart (newcomer, fixture->amina);
  exchange (fixture->brahim, newcomer);
  g_assert_true (have_same_key (newcomer, fixture->brahim));
  replica_free (newcomer);
}

/* Nadia came in by the old key, through Brahim, who had not heard. */
static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  Replica *newcomer = start (fixture, "Nadia");

  remove_laptop (fixture->amina, fixture->rachid);
  replica_introduce (newcomer);
  exchange (newcomer, fixture->brahim);
  exchange (fixture->brahim, fixture->amina);
  g_assert_true (is_refused (newcomer, fixture->brahim));
  accept (newcomer, fixture->brahim);
  exchange (newcomer, fixture->brahim);
  exchange (newcomer, fixture->amina);
  replica_free (newcomer);
}

/* Brahim has not heard, and takes what Rachid writes: it is an entry like any other. */
static void
test_relayed (Fixture *fixture, gconstpointer data)
{
  HalqaId card;
  g_autofree char *title = NULL;

  remove_laptop (fixture->amina, fixture->rachid);
  replica_add (fixture->rachid, &card, "written by Rachid");
  exchange (fixture->rachid, fixture->brahim);
  exchange (fixture->brahim, fixture->amina);
  title = replica_dup_title (fixture->amina, &card);
  g_assert_cmpstr (title, ==, "written by Rachid");
  assert_apart (fixture->brahim, fixture->rachid);
}

/* Rachid's laptop, too, writes a removal after its own; it reaches the others through Brahim. */
static void
test_removal_by_a_removed_one (Fixture *fixture, gconstpointer data)
{
  Replica *thief = start (fixture, "Rachid again");
  HalqaKey newest;

  remove_laptop (fixture->amina, fixture->rachid);
  exchange (thief, fixture->brahim);
  replica_introduce (thief);
  remove_laptop (thief, fixture->safae);
  exchange (thief, fixture->brahim);
  exchange (fixture->brahim, fixture->amina);
  replica_wait (is_settled, fixture->amina);
  exchange (fixture->brahim, fixture->amina);
  get_newest (fixture->amina, &newest);
  g_assert_true (knows_key (fixture->brahim, &newest));
  g_assert_false (knows_key (thief, &newest));
  assert_apart (fixture->amina, thief);
  assert_apart (fixture->brahim, thief);
  assert_apart (fixture->brahim, fixture->rachid);
  replica_free (thief);
}

static void
test_not_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  HalqaValue no = halqa_value_bool (FALSE);
  HalqaId id;

  remove_laptop (fixture->amina, fixture->rachid);
  halqa_device_record_id (device_of (fixture->rachid), &id);
  halqa_change_set (change, "device", &id, "removed", &no, HALQA_REPLACE_ALL);
  g_assert_true (halqa_store_commit (fixture->amina->store, change, NULL));
  assert_apart (fixture->amina, fixture->rachid);
}

static void
test_itself (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const guint64 n = replica_count (fixture->amina);

  g_assert_false (
      halqa_store_remove_device (fixture->amina->store, device_of (fixture->amina), &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
  remove_laptop (fixture->amina, fixture->rachid);
  remove_laptop (fixture->amina, fixture->rachid);
  g_assert_cmpuint (replica_count (fixture->amina), ==, n + 1);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Replica *newcomer = start (fixture, "Nadia");
  HalqaKey newest;

  remove_laptop (fixture->amina, fixture->rachid);
  get_newest (fixture->amina, &newest);
  accept (newcomer, fixture->amina);
  exchange (fixture->brahim, fixture->amina);
  exchange (newcomer, fixture->amina);
  g_assert_true (halqa_store_check (fixture->brahim->store, TRUE, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (halqa_store_check (newcomer->store, TRUE, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (have_same_key (fixture->brahim, fixture->amina));
  g_assert_true (have_same_key (newcomer, fixture->amina));
  replica_restart (fixture->brahim, fixture->hub);
  replica_restart (newcomer, fixture->hub);
  g_assert_true (knows_key (fixture->brahim, &newest));
  g_assert_true (knows_key (newcomer, &newest));
  exchange (newcomer, fixture->brahim);
  replica_free (newcomer);
}

typedef struct
{
  Fixture *fixture;
  const HalqaKey *key;
} Wanted;

static gboolean
has_wanted_key (gpointer user_data)
{
  Wanted *wanted = user_data;

  return knows_key (wanted->fixture->amina, wanted->key);
}

static void
test_other_process (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HalqaStore *other =
      halqa_store_open (fixture->amina->path, &replica_schema, fixture->amina->identity, &error);
  g_autoptr (HalqaKeyring) keyring = NULL;
  Wanted wanted = { fixture };

  g_assert_no_error (error);
  g_assert_true (halqa_store_remove_device (other, device_of (fixture->rachid), &error));
  g_assert_no_error (error);
  keyring = halqa_store_ref_keyring (other);
  wanted.key = halqa_keyring_get_newest (keyring);
  replica_wait (has_wanted_key, &wanted);
  assert_apart (fixture->amina, fixture->rachid);
  halqa_store_close (other);
  test_let_go (&other);
}

/* --- files */

static char *
write_bundle (Replica *self, const char *name)
{
  char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  HalqaWritten written;

  halqa_bundle_write (self->store, path, NULL, NULL, NULL, &written, &error);
  g_assert_no_error (error);
  return path;
}

/* Whether all of it can be read; else @why not, and nothing of it was. */
static gboolean
reads (Replica *self, const char *path, int why)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaBundle) bundle = halqa_bundle_open (path, self->store, &error);
  g_autoptr (HalqaTaken) taken =
                 bundle != NULL ? halqa_bundle_take (bundle, self->store, NULL, NULL, NULL) : NULL;

  if (taken != NULL && taken->fault == NULL)
    return TRUE;
  if (taken != NULL)
    {
      g_assert_cmpuint (taken->n_new + taken->n_known, ==, 0);
      error = g_error_copy (taken->fault);
    }
  g_assert_error (error, HALQA_SYNC_ERROR, why);
  return FALSE;
}

/* Behind the magic of seven bytes. */
static void
put_tag (const char *path, const guint8 *tag)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  memcpy (bytes + 7, tag, HALQA_TAG_SIZE);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

static void
test_bundles (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = write_bundle (fixture->amina, "before.halqa");
  g_autofree char *after = NULL;
  HalqaKey founding;

  get_newest (fixture->rachid, &founding);
  remove_laptop (fixture->amina, fixture->rachid);
  after = write_bundle (fixture->amina, "after.halqa");
  g_assert_true (reads (fixture->rachid, before, 0));
  g_assert_false (reads (fixture->rachid, after, HALQA_SYNC_ERROR_NOT_FOUND));
  /* Who was away can't either, until they have met. */
  g_assert_false (reads (fixture->brahim, after, HALQA_SYNC_ERROR_NOT_FOUND));
  exchange (fixture->brahim, fixture->amina);
  g_assert_true (reads (fixture->brahim, after, 0));
  /* And the old tag on it is of no use. */
  put_tag (after, founding.tag);
  g_assert_false (reads (fixture->rachid, after, HALQA_SYNC_ERROR_DAMAGED));
}

#define ADD(path, func)                                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_test_add ("/sync/removal/" path, Fixture, "memory", set_up, func, tear_down);                \
    g_test_add ("/sync/removal/http/" path, Fixture, "http", set_up, func, tear_down);             \
  }                                                                                                \
  G_STMT_END

int
main (int argc, char **argv)
{
  replica_init_test (&argc, &argv);
  ADD ("removed-neither-fetches-nor-pushes", test_removed);
  ADD ("new-device-key-of-a-removed-neither", test_new_device_key);
  ADD ("who-was-met-and-not-named-is-told-nothing", test_old_acquaintance);
  ADD ("who-was-away-catches-up", test_away);
  ADD ("two-removals-apart-end-with-one-key", test_two_apart);
  ADD ("invitation-of-after-works-and-of-before-does-not", test_invitation);
  ADD ("newcomer-left-out-comes-in-by-a-new-invitation", test_left_out);
  ADD ("what-a-removed-one-wrote-is-passed-on", test_relayed);
  ADD ("removal-by-a-removed-one-lets-nobody-in", test_removal_by_a_removed_one);
  ADD ("removal-is-not-taken-back", test_not_taken_back);
  ADD ("itself-is-not-removed-and-no-one-twice", test_itself);
  ADD ("keys-outlast-a-restart-and-a-rebuilding", test_kept);
  ADD ("removal-by-another-process-counts", test_other_process);
  g_test_add ("/sync/removal/bundle-of-after-is-closed-to-it", Fixture, "memory", set_up,
              test_bundles, tear_down);
  return g_test_run ();
}
