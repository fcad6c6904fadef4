/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "halqa-error.h"
#include "halqa-stick-private.h"
#include "laptop.h"

/* A forum over a stick as the window has it: what a preview tells is what taking does, and what goes
 * wrong comes back as an error. */

typedef struct
{
  Laptop here;
  Laptop there;
  char *path;
  GAsyncResult *result;
  GCancellable *cancellable;
  guint n_progress;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  HalqaForumKey key;

  laptop_start (&fixture->here, &key, TRUE);
  laptop_start (&fixture->there, &key, FALSE);
  fixture->path = g_build_filename (fixture->here.folder, "forum.halqa", NULL);
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  laptop_stop (&fixture->here);
  laptop_stop (&fixture->there);
  g_object_unref (fixture->cancellable);
  g_free (fixture->path);
}

static void
done_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->result = g_object_ref (result);
}

static gboolean
is_done (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->result != NULL;
}

static void
count_progress (guint64 done, guint64 total, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_null (fixture->result);
  g_assert_cmpuint (done, <=, total);
  fixture->n_progress++;
}

static void
give (Fixture *fixture, Laptop *laptop, GError **error)
{
  HalqaBundleWritten written;

  halqa_forum_write_bundle_async (laptop->forum, fixture->path, FALSE, count_progress, fixture,
                                  fixture->cancellable, done_cb, fixture);
  wait_until (is_done, fixture);
  halqa_forum_write_bundle_finish (laptop->forum, fixture->result, &written, error);
  g_clear_object (&fixture->result);
}

static HalqaBundleReport *
preview (Fixture *fixture, Laptop *laptop, GError **error)
{
  HalqaBundleReport *report;

  halqa_forum_preview_bundle_async (laptop->forum, fixture->path, count_progress, fixture,
                                    fixture->cancellable, done_cb, fixture);
  wait_until (is_done, fixture);
  report = halqa_forum_preview_bundle_finish (laptop->forum, fixture->result, error);
  g_clear_object (&fixture->result);
  return report;
}

static HalqaBundleReport *
take (Fixture *fixture, Laptop *laptop, GError **error)
{
  HalqaBundleReport *report;

  halqa_forum_take_bundle_async (laptop->forum, fixture->path, count_progress, fixture,
                                 fixture->cancellable, done_cb, fixture);
  wait_until (is_done, fixture);
  report = halqa_forum_take_bundle_finish (laptop->forum, fixture->result, error);
  g_clear_object (&fixture->result);
  return report;
}

static void
test_preview_is_what_taking_does (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaBundleReport) told = NULL;
  g_autoptr (HalqaBundleReport) taken = NULL;
  g_autofree char *changed = laptop_add (&fixture->there, "proposal", "title", "A");
  g_autofree char *deleted = laptop_add (&fixture->there, "proposal", "title", "B");
  g_autofree char *new = NULL;
  g_autoptr (HalqaItem) item = NULL;

  laptop_send (&fixture->there, &fixture->here);
  laptop_set (&fixture->there, "proposal", changed, "title", "theirs");
  laptop_set (&fixture->here, "proposal", changed, "title", "ours");
  laptop_delete (&fixture->there, "proposal", deleted);
  new = laptop_add (&fixture->there, "proposal", "title", "C");
  give (fixture, &fixture->there, &error);
  g_assert_no_error (error);

  told = preview (fixture, &fixture->here, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (told->title, ==, LAPTOP_TITLE);
  g_assert_cmpuint (told->n_new, ==, 1);
  g_assert_cmpuint (told->n_deleted, ==, 1);
  g_assert_cmpuint (told->n_conflict, ==, 1);
  g_assert_cmpuint (told->n_unknown, ==, 3);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (fixture->here.forum), ==, 0);

  taken = take (fixture, &fixture->here, &error);
  g_assert_no_error (error);
  g_assert_null (taken->fault);
  g_assert_cmpuint (taken->n_unknown, ==, 3);
  laptop_settle (&fixture->here);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (fixture->here.forum), ==, 1);
  item = halqa_forum_dup_item (fixture->here.forum, "proposal", new);
  g_assert_nonnull (item);
}

static void
test_preview_counts_the_files_of_new_records (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("a board", 7);
  g_autofree char *hex = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *record = halqa_draft_add (draft, "attachment");
  g_autoptr (HalqaBundleReport) told = NULL;
  g_autoptr (HalqaBundleReport) taken = NULL;
  g_autoptr (HalqaBundleReport) again = NULL;
  g_autoptr (GError) error = NULL;
  HalqaBlobId id;

  halqa_draft_set_text (draft, "attachment", record, "sha256", hex);
  halqa_draft_set_int (draft, "attachment", record, "size", 7);
  laptop_save (&fixture->there, draft);
  g_assert_true (
      halqa_blob_store_add (halqa_store_get_blobs (fixture->there.store), content, &id, NULL));
  give (fixture, &fixture->there, &error);
  g_assert_no_error (error);
  told = preview (fixture, &fixture->here, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (told->n_files, ==, 1);
  g_assert_cmpuint (told->files_size, ==, 7);
  taken = take (fixture, &fixture->here, &error);
  g_assert_cmpuint (taken->n_files, ==, 1);
  again = preview (fixture, &fixture->here, &error);
  g_assert_cmpuint (again->n_files, ==, 0);
}

static void
test_no_forum_is_an_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) at_preview = NULL;
  g_autoptr (GError) at_taking = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "nothing of ours", -1, NULL));
  g_assert_null (preview (fixture, &fixture->here, &at_preview));
  g_assert_error (at_preview, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_OURS);
  g_assert_null (take (fixture, &fixture->here, &at_taking));
  g_assert_error (at_taking, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_OURS);
}

static void
test_damage_is_told_beside_the_counts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaBundleReport) told = NULL;
  g_autofree char *id = laptop_add (&fixture->there, "proposal", "title", "A");
  g_autofree char *bytes = NULL;
  gsize size;

  give (fixture, &fixture->there, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (fixture->path, bytes, size - 1, NULL));
  told = preview (fixture, &fixture->here, &error);
  g_assert_no_error (error);
  g_assert_nonnull (told->fault);
  g_assert_cmpuint (told->n_read, ==, 0);
}

static void
test_called_off_says_so (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) at_giving = NULL;
  g_autoptr (GError) at_preview = NULL;
  g_autoptr (GError) at_taking = NULL;
  g_autoptr (HalqaBundleReport) taken = NULL;
  g_autofree char *id = laptop_add (&fixture->there, "proposal", "title", "A");

  give (fixture, &fixture->there, &at_giving);
  g_assert_no_error (at_giving);
  g_cancellable_cancel (fixture->cancellable);
  g_assert_null (preview (fixture, &fixture->here, &at_preview));
  g_assert_error (at_preview, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  taken = take (fixture, &fixture->here, &at_taking);
  g_assert_no_error (at_taking);
  g_assert_true (taken->called_off);
  g_assert_cmpuint (taken->n_unknown, ==, 0);
  give (fixture, &fixture->there, &at_giving);
  g_assert_error (at_giving, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
here_is_complete (gpointer user_data)
{
  return halqa_forum_get_n_complete (((Fixture *) user_data)->here.forum) > 0;
}

static gboolean
all_are_complete (gpointer user_data)
{
  Fixture *fixture = user_data;

  return halqa_forum_get_n_laptops (fixture->here.forum) == 2 &&
         halqa_forum_everybody_has_everything (fixture->here.forum);
}

/* One of them, the other not having been heard of. */
static void
test_not_complete_until_it_is_taken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaBundleReport) told = NULL;
  g_autoptr (HalqaBundleReport) called_off = NULL;
  g_autoptr (HalqaBundleReport) taken = NULL;
  g_autoptr (HalqaBundleReport) later = NULL;
  g_autofree char *more = NULL;
  g_autofree char *address = NULL;

  laptop_introduce (&fixture->here, "Amal");
  laptop_introduce (&fixture->there, "Brahim");
  give (fixture, &fixture->there, NULL);
  laptop_replicate (&fixture->here, NULL);
  wait_until (here_is_complete, fixture);
  told = preview (fixture, &fixture->here, NULL);
  g_assert_false (here_is_complete (fixture));
  g_cancellable_cancel (fixture->cancellable);
  called_off = take (fixture, &fixture->here, NULL);
  g_assert_false (here_is_complete (fixture));
  g_cancellable_reset (fixture->cancellable);
  taken = take (fixture, &fixture->here, NULL);
  g_assert_true (here_is_complete (fixture));

  more = laptop_add (&fixture->there, "proposal", "title", "A");
  give (fixture, &fixture->there, NULL);
  later = preview (fixture, &fixture->here, NULL);
  g_assert_false (here_is_complete (fixture));
  address = halqa_forum_dup_listen_address (fixture->here.forum);
  laptop_replicate (&fixture->there, address);
  wait_until (all_are_complete, fixture);
  halqa_forum_stop_replication (fixture->here.forum);
  halqa_forum_stop_replication (fixture->there.forum);
}

static void
call_off_beside_it (guint64 done, guint64 total, gpointer user_data)
{
  Fixture *fixture = user_data;

  if (g_file_test (fixture->path, G_FILE_TEST_EXISTS))
    g_cancellable_cancel (fixture->cancellable);
}

static void
test_called_off_among_attachments (Fixture *fixture, gconstpointer data)
{
  static const char *const files[] = { "a board", "a recording" };
  HalqaStore *store = fixture->there.store;
  HalqaBundleWritten written;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) content = g_bytes_new_static (files[i], strlen (files[i]));
      HalqaBlobId id;

      g_assert_true (halqa_blob_store_add (halqa_store_get_blobs (store), content, &id, NULL));
    }
  g_assert_true (halqa_stick_give (store, fixture->path, NULL, call_off_beside_it, fixture,
                                   fixture->cancellable, &written, &error));
  g_assert_no_error (error);
  g_assert_true (written.is_short);
  g_assert_cmpuint (written.n_files, ==, 1);
}

/* As of FAT and its 4 GiB: the kernel says EFBIG. A newcomer can begin with what is there. */
static void
test_one_that_can_not_be_written_is_called_by_its_name (Fixture *fixture, gconstpointer data)
{
  const rlim_t limit = 2 * 1024 * 1024;
  HalqaStore *store = fixture->there.store;
  g_autoptr (GBytes) content = g_bytes_new_take (g_malloc0 (2 * limit), 2 * limit);
  g_autofree char *hex = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *record = halqa_draft_add (draft, "attachment");
  g_autoptr (HalqaInvitation) invitation = halqa_invitation_new (store, "A", NULL);
  g_autofree char *beside = g_strconcat (fixture->path, "-invitation", NULL);
  void (*handler) (int) = signal (SIGXFSZ, SIG_IGN);
  HalqaBundleWritten written;
  struct rlimit before;
  HalqaBlobId id;
  g_autoptr (GError) error = NULL;

  halqa_draft_set_text (draft, "attachment", record, "name", "board.png");
  halqa_draft_set_text (draft, "attachment", record, "sha256", hex);
  halqa_draft_set_int (draft, "attachment", record, "size", 2 * limit);
  laptop_save (&fixture->there, draft);
  g_assert_true (halqa_blob_store_add (halqa_store_get_blobs (store), content, &id, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &(struct rlimit){ limit, before.rlim_max }), ==, 0);
  g_assert_false (halqa_stick_give (store, fixture->path, invitation, count_progress, fixture, NULL,
                                    &written, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  signal (SIGXFSZ, handler);
  g_assert_nonnull (strstr (error->message, "board.png\342\201\251” can't be written"));
  g_assert_null (strstr (error->message, fixture->path));
  g_assert_true (g_file_test (beside, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/stick/preview-is-what-taking-does", Fixture, NULL, set_up,
              test_preview_is_what_taking_does, tear_down);
  g_test_add ("/app/stick/preview-counts-the-files-of-new-records", Fixture, NULL, set_up,
              test_preview_counts_the_files_of_new_records, tear_down);
  g_test_add ("/app/stick/no-forum-is-an-error", Fixture, NULL, set_up, test_no_forum_is_an_error,
              tear_down);
  g_test_add ("/app/stick/damage-is-told-beside-the-counts", Fixture, NULL, set_up,
              test_damage_is_told_beside_the_counts, tear_down);
  g_test_add ("/app/stick/not-complete-until-it-is-taken", Fixture, NULL, set_up,
              test_not_complete_until_it_is_taken, tear_down);
  g_test_add ("/app/stick/called-off-says-so", Fixture, NULL, set_up, test_called_off_says_so,
              tear_down);
  g_test_add ("/app/stick/called-off-among-attachments-leaves-the-bundle-and-says-so", Fixture,
              NULL, set_up, test_called_off_among_attachments, tear_down);
  g_test_add ("/app/stick/one-that-can-not-be-written-is-called-by-its-name", Fixture, NULL, set_up,
              test_one_that_can_not_be_written_is_called_by_its_name, tear_down);
  return g_test_run ();
}
