/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-app-error.h"
#include "halqa-folder-private.h"
#include "halqa-invite-private.h"
#include "halqa-inviting-private.h"
#include "laptop.h"
#include "memory-discovery.h"

/* An invitation by code on one laptop, and who joins by it on another. */

static gint64 now;

static gint64
read_now (void)
{
  return now;
}

/* --- the laptop that invites */

typedef struct
{
  Laptop laptop;
  HalqaInvite *invite;
  HalqaGuest *guest; /* who asked last */
  guint n_asked;
  guint n_joined;
  char *turned_away; /* what was said of it */
  gboolean says_no;
  gboolean says_nothing;
} Host;

static void
asks_cb (HalqaInvite *invite, HalqaGuest *guest, gpointer user_data)
{
  Host *self = user_data;

  self->n_asked++;
  g_set_object (&self->guest, guest);
  g_assert_cmpint (halqa_guest_get_state (guest), ==, HALQA_GUEST_ASKING);
  if (self->says_no)
    halqa_guest_refuse (guest);
  else if (!self->says_nothing)
    halqa_guest_allow (guest);
}

static void
joined_cb (HalqaInvite *invite, HalqaGuest *guest, gpointer user_data)
{
  ((Host *) user_data)->n_joined++;
}

static void
turned_away_cb (HalqaInvite *invite, HalqaGuest *guest, gpointer user_data)
{
  Host *self = user_data;

  g_assert_cmpint (halqa_guest_get_state (guest), ==, HALQA_GUEST_REMOVED);
  g_assert_null (self->turned_away);
  self->turned_away = halqa_guest_dup_removal_note (guest);
}

static void
host_start (Host *self, guint n_guests, HalqaInviteFlags flags)
{
  HalqaForumKey key;

  now = 0;
  laptop_start (&self->laptop, &key, TRUE);
  g_assert_true (halqa_forum_start_replication (self->laptop.forum, "127.0.0.1:0", FALSE, NULL));
  self->invite = halqa_invite_new (self->laptop.forum, n_guests, flags, NULL, read_now);
  g_signal_connect (self->invite, "asks", G_CALLBACK (asks_cb), self);
  g_signal_connect (self->invite, "joined", G_CALLBACK (joined_cb), self);
  g_signal_connect (self->invite, "turned-away", G_CALLBACK (turned_away_cb), self);
  g_assert_cmpint (halqa_invite_get_state (self->invite), ==, HALQA_INVITE_OPEN);
  g_assert_cmpuint (halqa_invite_get_seconds_left (self->invite), ==, 600);
}

static void
host_stop (Host *self)
{
  g_clear_object (&self->guest);
  g_clear_pointer (&self->turned_away, g_free);
  halqa_invite_end (self->invite);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->invite);
  laptop_stop (&self->laptop);
}

static gboolean
has_asked (gpointer user_data)
{
  return ((Host *) user_data)->n_asked > 0;
}

static gboolean
has_joined (gpointer user_data)
{
  return ((Host *) user_data)->n_joined > 0;
}

/* --- the laptop that joins */

typedef struct
{
  HalqaFolder *folder;
  HalqaForum *forum;
  GError *error;
  char *wanted; /* id of a proposal */
  gboolean done;
} Guest;

static void
guest_start (Guest *self)
{
  g_autofree char *path = g_dir_make_tmp ("halqa-guest-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;

  self->folder = halqa_folder_open (path, &error);
  g_assert_no_error (error);
  g_assert_true (halqa_folder_set_name (self->folder, "Brahim", &error));
}

static void
guest_stop (Guest *self)
{
  g_autofree char *path = g_strdup (halqa_folder_get_path (self->folder));

  if (self->forum != NULL)
    halqa_forum_stop_replication (self->forum);
  g_clear_object (&self->forum);
  g_clear_error (&self->error);
  g_free (self->wanted);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->folder);
  remove_folder (path);
}

static void
code_joined_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Guest *self = user_data;

  g_clear_object (&self->forum);
  g_clear_error (&self->error);
  self->forum = halqa_folder_join_code_finish (HALQA_FOLDER (object), result, &self->error);
  self->done = TRUE;
}

static gboolean
is_done (gpointer user_data)
{
  return ((Guest *) user_data)->done;
}

static void
guest_begin_join (Guest *self, Host *host, const char *code)
{
  self->done = FALSE;
  halqa_folder_join_code_async (self->folder, halqa_invite_get_addresses (host->invite)[0], code,
                                NULL, code_joined_cb, self);
}

static void
guest_join (Guest *self, Host *host, const char *code)
{
  g_autofree char *kept = g_strdup (code);

  guest_begin_join (self, host, kept);
  wait_until (is_done, self);
}

static void
assert_fails (Guest *self, Host *host, const char *code, HalqaAppError why)
{
  guest_join (self, host, code);
  g_assert_error (self->error, HALQA_APP_ERROR, (int) why);
  g_assert_null (self->forum);
}

/* A code that is not the one that is shown. */
static char *
dup_wrong_code (Host *host)
{
  char *code = g_strdup (halqa_invite_get_code (host->invite));

  code[5] = code[5] == '0' ? '1' : '0';
  return code;
}

static void
spend_code (Guest *self, Host *host)
{
  g_autofree char *wrong = dup_wrong_code (host);

  for (guint i = 0; i < 3; i++)
    assert_fails (self, host, wrong, HALQA_APP_ERROR_WRONG_CODE);
}

static gboolean
has_record (gpointer user_data)
{
  Guest *guest = user_data;
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (guest->forum, "proposal", guest->wanted);

  return item != NULL;
}

static void
test_join (void)
{
  Host host = { 0 };
  Guest guest = { 0 };
  g_autofree char *ours = NULL;
  g_autofree char *theirs = NULL;

  host_start (&host, 1, HALQA_INVITE_PLAIN);
  guest_start (&guest);
  guest.wanted = laptop_add (&host.laptop, "proposal", "title", "الماء للجميع");
  guest_join (&guest, &host, halqa_invite_get_code (host.invite));
  g_assert_no_error (guest.error);
  wait_until (has_joined, &host);
  g_assert_cmpuint (host.n_asked, ==, 1);
  g_assert_cmpstr (halqa_guest_get_name (host.guest), ==, "Brahim");
  theirs = halqa_folder_dup_device_id (guest.folder);
  g_assert_cmpstr (halqa_guest_get_device (host.guest), ==, theirs);
  g_assert_cmpint (halqa_guest_get_state (host.guest), ==, HALQA_GUEST_JOINED);
  g_assert_cmpint (halqa_invite_get_state (host.invite), ==, HALQA_INVITE_SERVED);
  g_assert_cmpstr (halqa_invite_get_code (host.invite), ==, "");
  g_assert_cmpuint (halqa_invite_get_n_joined (host.invite), ==, 1);
  ours = halqa_forum_dup_id (host.laptop.forum);
  g_free (theirs);
  theirs = halqa_forum_dup_id (guest.forum);
  g_assert_cmpstr (ours, ==, theirs);
  g_assert_cmpstr (halqa_forum_get_title (guest.forum), ==, LAPTOP_TITLE);

  /* Nobody tells it an address: the invitation has. */
  g_assert_true (halqa_forum_start_replication (guest.forum, "127.0.0.1:0", FALSE, NULL));
  wait_until (has_record, &guest);
  guest_stop (&guest);
  host_stop (&host);
}

static gboolean
has_proof (gpointer user_data)
{
  Guest *guest = user_data;
  g_autoptr (HalqaRecord) record = NULL;
  HalqaId id;

  halqa_device_record_id (halqa_identity_get_device (halqa_folder_get_identity (guest->folder)),
                          &id);
  record = halqa_reader_get (halqa_forum_get_reader (guest->forum), "device", &id, NULL);
  return halqa_record_get_text (record, "proof") != NULL;
}

/* Nobody had heard of it when a laptop was removed, and it was told the new key since. */
static void
test_proof (void)
{
  static const HalqaDeviceId removed = { { 5 } };
  Host host = { 0 };
  Guest guest = { 0 };
  g_autoptr (HalqaKeyring) keyring = NULL;
  g_autoptr (GBytes) newer = NULL;

  host_start (&host, 1, HALQA_INVITE_PLAIN);
  guest_start (&guest);
  guest_join (&guest, &host, halqa_invite_get_code (host.invite));
  g_assert_no_error (guest.error);
  g_assert_true (halqa_store_remove_device (host.laptop.store, &removed, NULL));
  keyring = halqa_store_ref_keyring (host.laptop.store);
  newer = halqa_keyring_dup_newer (keyring);
  g_assert_true (halqa_store_tell_keys (halqa_forum_get_store (guest.forum), newer, NULL));
  g_assert_true (halqa_forum_start_replication (guest.forum, "127.0.0.1:0", FALSE, NULL));
  wait_until (has_proof, &guest);
  guest_stop (&guest);
  host_stop (&host);
}

static void
test_no (void)
{
  Host host = { .says_no = TRUE };
  Guest guest = { 0 };

  host_start (&host, 1, HALQA_INVITE_PLAIN);
  guest_start (&guest);
  assert_fails (&guest, &host, halqa_invite_get_code (host.invite), HALQA_APP_ERROR_NOT_LET_IN);
  g_assert_cmpint (halqa_guest_get_state (host.guest), ==, HALQA_GUEST_REFUSED);
  g_assert_cmpint (halqa_invite_get_state (host.invite), ==, HALQA_INVITE_OPEN);
  g_assert_cmpuint (halqa_invite_get_guests_left (host.invite), ==, 1);
  host.says_no = FALSE;
  guest_join (&guest, &host, halqa_invite_get_code (host.invite));
  g_assert_no_error (guest.error);
  guest_stop (&guest);
  host_stop (&host);
}

static void
remove_guest (Host *host, Guest *guest)
{
  g_autofree char *hex = halqa_folder_dup_device_id (guest->folder);
  g_autoptr (GError) error = NULL;
  HalqaDeviceId device;

  g_assert_true (halqa_hex_decode (hex, device.bytes, sizeof device.bytes));
  halqa_store_remove_device (host->laptop.store, &device, &error);
  g_assert_no_error (error);
}

/* Both sides hear what is the matter, and the code is as good as before. */
static void
assert_turned_away (Guest *guest, Host *host)
{
  g_assert_error (guest->error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_LET_IN);
  g_assert_nonnull (strstr (guest->error->message, "removed"));
  g_assert_null (guest->forum);
  g_assert_nonnull (host->turned_away);
  g_assert_nonnull (strstr (host->turned_away, "Brahim"));
  g_assert_cmpuint (host->n_joined, ==, 0);
  g_assert_cmpint (halqa_invite_get_state (host->invite), ==, HALQA_INVITE_OPEN);
  g_assert_cmpuint (halqa_invite_get_guests_left (host->invite), ==, 1);
  g_assert_cmpuint (halqa_invite_get_tries_left (host->invite), ==, 3);
}

static void
test_removed (gconstpointer data)
{
  Host host = { 0 };
  Guest guest = { 0 };

  host_start (&host, 1, (HalqaInviteFlags) GPOINTER_TO_UINT (data));
  guest_start (&guest);
  remove_guest (&host, &guest);
  guest_join (&guest, &host, halqa_invite_get_code (host.invite));
  assert_turned_away (&guest, &host);
  g_assert_cmpuint (host.n_asked, ==, 0);
  guest_stop (&guest);
  host_stop (&host);
}

/* The person says yes to who was removed while the question was open. */
static void
test_removed_meanwhile (void)
{
  Host host = { .says_nothing = TRUE };
  Guest guest = { 0 };

  host_start (&host, 1, HALQA_INVITE_PLAIN);
  guest_start (&guest);
  guest_begin_join (&guest, &host, halqa_invite_get_code (host.invite));
  wait_until (has_asked, &host);
  remove_guest (&host, &guest);
  halqa_guest_allow (host.guest);
  wait_until (is_done, &guest);
  assert_turned_away (&guest, &host);
  guest_stop (&guest);
  host_stop (&host);
}

static void
test_member_again (void)
{
  Host host = { 0 };
  Guest guest = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  host_start (&host, 0, HALQA_INVITE_UNASKED);
  guest_start (&guest);
  guest_join (&guest, &host, halqa_invite_get_code (host.invite));
  g_assert_no_error (guest.error);
  first = laptop_add (&host.laptop, "note", "body", "a");
  guest_join (&guest, &host, halqa_invite_get_code (host.invite));
  g_assert_no_error (guest.error);
  second = halqa_forum_dup_id (guest.forum);
  g_assert_cmpuint (host.n_asked, ==, 0);
  g_assert_cmpint (halqa_invite_get_state (host.invite), ==, HALQA_INVITE_OPEN);
  guest_stop (&guest);
  host_stop (&host);
}

static void
test_typed (void)
{
  Host host = { 0 };
  Guest guest = { 0 };
  g_autoptr (GString) arabic = g_string_new ("  ");
  const char *code;

  host_start (&host, 1, HALQA_INVITE_UNASKED);
  guest_start (&guest);
  code = halqa_invite_get_code (host.invite);
  assert_fails (&guest, &host, "12345", HALQA_APP_ERROR_INVALID);
  assert_fails (&guest, &host, "1234567", HALQA_APP_ERROR_INVALID);
  assert_fails (&guest, &host, "12345a", HALQA_APP_ERROR_INVALID);
  for (guint i = 0; i < 6; i++)
    {
      g_string_append_unichar (arabic, 0x0660 + (code[i] - '0'));
      g_string_append (arabic, i == 2 ? " " : "");
    }
  guest_join (&guest, &host, arabic->str);
  g_assert_no_error (guest.error);
  guest_stop (&guest);
  host_stop (&host);
}

static gboolean
is_open (gpointer user_data)
{
  return halqa_invite_get_state (((Host *) user_data)->invite) == HALQA_INVITE_OPEN;
}

static gboolean
is_waiting (gpointer user_data)
{
  return halqa_invite_get_state (((Host *) user_data)->invite) == HALQA_INVITE_WAITING;
}

static gboolean
is_expired (gpointer user_data)
{
  return halqa_invite_get_state (((Host *) user_data)->invite) == HALQA_INVITE_EXPIRED;
}

static void
test_wrong_tries (void)
{
  Host host = { 0 };
  Guest guest = { 0 };
  g_autofree char *first = NULL;

  host_start (&host, 1, HALQA_INVITE_PLAIN);
  guest_start (&guest);
  first = g_strdup (halqa_invite_get_code (host.invite));
  spend_code (&guest, &host);
  wait_until (is_waiting, &host);
  g_assert_cmpuint (halqa_invite_get_seconds_left (host.invite), ==, 60);
  g_assert_cmpstr (halqa_invite_get_code (host.invite), ==, "");
  assert_fails (&guest, &host, first, HALQA_APP_ERROR_NOBODY_INVITES);

  /* When the wait is over the next one comes by itself, at the same address. */
  now += 60 * G_USEC_PER_SEC;
  wait_until (is_open, &host);
  g_assert_cmpuint (halqa_invite_get_tries_left (host.invite), ==, 3);
  spend_code (&guest, &host);
  wait_until (is_waiting, &host);
  g_assert_cmpuint (halqa_invite_get_seconds_left (host.invite), ==, 120);

  /* Or when the person wants it. */
  halqa_invite_new_code (host.invite);
  g_assert_cmpint (halqa_invite_get_state (host.invite), ==, HALQA_INVITE_OPEN);
  guest_join (&guest, &host, halqa_invite_get_code (host.invite));
  g_assert_no_error (guest.error);
  g_assert_cmpuint (host.n_asked, ==, 1);
  guest_stop (&guest);
  host_stop (&host);
}

static void
test_ten_minutes (void)
{
  Host host = { 0 };
  Guest guest = { 0 };
  g_autofree char *code = NULL;

  host_start (&host, 1, HALQA_INVITE_PLAIN);
  guest_start (&guest);
  code = g_strdup (halqa_invite_get_code (host.invite));
  now = 600 * G_USEC_PER_SEC;
  wait_until (is_expired, &host);
  g_assert_cmpuint (halqa_invite_get_seconds_left (host.invite), ==, 0);
  assert_fails (&guest, &host, code, HALQA_APP_ERROR_NOBODY_INVITES);
  guest_stop (&guest);
  host_stop (&host);
}

static void
note_code_cb (HalqaInvite *invite, GParamSpec *pspec, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (halqa_invite_get_code (invite)));
}

static gboolean
has_two (gpointer user_data)
{
  return ((GPtrArray *) user_data)->len == 2;
}

/* After one has joined, and after ten minutes. */
static void
test_renewed (void)
{
  Host host = { 0 };
  Guest guest = { 0 };
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);

  host_start (&host, 1, HALQA_INVITE_UNASKED | HALQA_INVITE_RENEW);
  guest_start (&guest);
  g_signal_connect (host.invite, "notify::code", G_CALLBACK (note_code_cb), codes);
  guest_join (&guest, &host, halqa_invite_get_code (host.invite));
  g_assert_no_error (guest.error);
  wait_until (has_joined, &host);
  g_assert_cmpuint (codes->len, ==, 1);
  g_assert_cmpuint (strlen (g_ptr_array_index (codes, 0)), ==, 6);
  now += 600 * G_USEC_PER_SEC;
  wait_until (has_two, codes);
  g_assert_cmpuint (halqa_invite_get_seconds_left (host.invite), ==, 600);
  guest_stop (&guest);
  host_stop (&host);
}

static void
test_ended (void)
{
  Host host = { .says_nothing = TRUE };
  Guest guest = { 0 };

  host_start (&host, 1, HALQA_INVITE_PLAIN);
  guest_start (&guest);
  guest_begin_join (&guest, &host, halqa_invite_get_code (host.invite));
  wait_until (has_asked, &host);
  halqa_invite_end (host.invite);
  g_assert_cmpint (halqa_guest_get_state (host.guest), ==, HALQA_GUEST_REFUSED);
  g_assert_cmpint (halqa_invite_get_state (host.invite), ==, HALQA_INVITE_ENDED);
  /* Too late, and no harm. */
  halqa_guest_allow (host.guest);
  wait_until (is_done, &guest);
  g_assert_error (guest.error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_LET_IN);
  g_assert_null (guest.forum);
  guest_stop (&guest);
  host_stop (&host);
}

/* --- forums nearby */

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_announced (void)
{
  g_autoptr (HalqaMemoryHall) hall = halqa_memory_hall_new ();
  g_autoptr (HalqaDiscovery) announces = halqa_memory_discovery_new (hall, "127.0.0.1");
  g_autoptr (HalqaDiscovery) looks = halqa_memory_discovery_new (hall, "127.0.0.1");
  g_autoptr (HalqaInvite) invite = NULL;
  g_autoptr (HalqaInviting) inviting = NULL;
  GListModel *list;
  Host host = { 0 };
  HalqaDeviceId other = { { 7 } };

  host_start (&host, 1, HALQA_INVITE_PLAIN);
  list = halqa_inviting_list_new (looks, &other);
  settle ();
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  invite = halqa_invite_new (host.laptop.forum, 1, HALQA_INVITE_PLAIN, announces, read_now);
  settle ();
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  inviting = g_list_model_get_item (list, 0);
  g_assert_cmpstr (halqa_inviting_get_title (inviting), ==, LAPTOP_TITLE);
  g_assert_cmpstr (halqa_inviting_get_address (inviting), ==,
                   halqa_invite_get_addresses (invite)[0]);
  halqa_invite_end (invite);
  settle ();
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  g_assert_finalize_object (list);
  g_assert_finalize_object (g_steal_pointer (&invite));
  host_stop (&host);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/invite/who-knows-the-code-joins", test_join);
  g_test_add_func ("/app/invite/new-key-is-proven-while-it-runs", test_proof);
  g_test_add_func ("/app/invite/person-may-say-no", test_no);
  g_test_add_data_func ("/app/invite/removed-is-told-so", GUINT_TO_POINTER (HALQA_INVITE_PLAIN),
                        test_removed);
  g_test_add_data_func ("/app/invite/removed-is-told-so-where-nobody-is-asked",
                        GUINT_TO_POINTER (HALQA_INVITE_UNASKED), test_removed);
  g_test_add_func ("/app/invite/removed-while-asked-about-is-told-so", test_removed_meanwhile);
  g_test_add_func ("/app/invite/member-just-opens-it", test_member_again);
  g_test_add_func ("/app/invite/code-is-typed-in-any-digits", test_typed);
  g_test_add_func ("/app/invite/wrong-tries-make-it-wait", test_wrong_tries);
  g_test_add_func ("/app/invite/ten-minutes-end-it", test_ten_minutes);
  g_test_add_func ("/app/invite/next-code-comes-by-itself", test_renewed);
  g_test_add_func ("/app/invite/end-says-no-to-who-asks", test_ended);
  g_test_add_func ("/app/inviting/seen-while-the-code-is-open", test_announced);
  return g_test_run ();
}
