/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-invitation.h"
#include "halqa-item-list.h"
#include "halqa-item-private.h"
#include "halqa-kinds.h"
#include "halqa-settlement-private.h"
#include "halqa-version.h"
#include "laptop.h"

#include <string.h>

/* What is saved is on disk, what is written anywhere is seen, and what two people wrote differently
 * can be settled. */

/* Connected swapped, so that it serves any signal. */
static void
count_cb (guint *count)
{
  (*count)++;
}

/* What another process would read in the file of @laptop now. */
static char *
dup_title_on_disk (Laptop *laptop, const char *hex)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaStore) store = NULL;
  g_autoptr (HalqaReader) reader = NULL;
  g_autoptr (HalqaRecord) record = NULL;
  HalqaId id;

  store = halqa_store_open (halqa_store_get_path (laptop->store), halqa_kinds_get_schema (),
                            laptop->identity, &error);
  g_assert_no_error (error);
  reader = halqa_reader_open (store, &error);
  g_assert_no_error (error);
  g_assert_true (halqa_hex_decode (hex, id.bytes, sizeof id.bytes));
  record = halqa_reader_get (reader, "proposal", &id, &error);
  g_assert_no_error (error);
  return g_strdup (halqa_record_get_text (record, "title"));
}

typedef struct
{
  Laptop *laptop;
  const char *id;
  char *title; /* NULL until the save is finished */
} Save;

static void
look_at_disk_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Save *save = user_data;

  g_assert_true (halqa_forum_save_finish (HALQA_FORUM (object), result, &error));
  g_assert_no_error (error);
  save->title = dup_title_on_disk (save->laptop, save->id);
}

static gboolean
is_saved (gpointer user_data)
{
  return ((Save *) user_data)->title != NULL;
}

static void
test_saved_is_on_disk (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *id = halqa_draft_add (draft, "proposal");
  Save save = { here, id, NULL };

  halqa_draft_set_text (draft, "proposal", id, "title", "ماء");
  halqa_forum_save_async (here->forum, draft, NULL, look_at_disk_cb, &save);
  /* The draft is spent as soon as it is handed over. */
  g_assert_true (halqa_draft_is_empty (draft));
  wait_until (is_saved, &save);
  g_assert_cmpstr (save.title, ==, "ماء");
  g_free (save.title);
}

static guint64
count_entries (Laptop *laptop)
{
  g_autoptr (GError) error = NULL;
  HalqaStatus status;

  halqa_reader_status (halqa_forum_get_reader (laptop->forum), &status, &error);
  g_assert_no_error (error);
  return status.n_entries;
}

static void
test_empty_draft_writes_nothing (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autoptr (HalqaDraft) empty = halqa_draft_new ();
  const guint64 n_entries = count_entries (here);

  g_assert_true (halqa_draft_is_empty (empty));
  laptop_save (here, empty);
  /* And a spent one is an empty one. */
  laptop_save (here, empty);
  g_assert_cmpuint (count_entries (here), ==, n_entries);
}

static void
keep_result_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_set (gpointer pointer)
{
  return *(gpointer *) pointer != NULL;
}

static void
test_refused_draft_tells_why (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  const guint64 n_entries = count_entries (here);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *id = halqa_draft_add (draft, "proposal");
  g_autofree char *long_text = g_strnfill (HALQA_TEXT_MAX + 1, 'a');
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  halqa_draft_set_text (draft, "proposal", id, "title", long_text);
  halqa_forum_save_async (here->forum, draft, NULL, keep_result_cb, &result);
  wait_until (is_set, &result);
  g_assert_false (halqa_forum_save_finish (here->forum, result, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (count_entries (here), ==, n_entries);
}

static void
test_saved_is_shown (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *id = laptop_add (here, "proposal", "title", "one");
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (here->forum, "proposal", id);
  guint n_changed;

  g_assert_nonnull (item);
  g_assert_cmpstr (halqa_item_get_text (item, "title"), ==, "one");
  n_changed = here->n_changed;
  /* By the time that a save is finished, what is shown is what was saved. */
  laptop_set (here, "proposal", id, "title", "two");
  g_assert_cmpstr (halqa_item_get_text (item, "title"), ==, "two");
  g_assert_cmpuint (here->n_changed, >, n_changed);
}

static void
test_title_is_that_of_the_record (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *id = halqa_forum_dup_id (here->forum);
  g_autoptr (HalqaItem) item = NULL;
  guint n_notified = 0;

  g_assert_cmpstr (halqa_forum_get_title (here->forum), ==, LAPTOP_TITLE);
  g_assert_null (halqa_forum_dup_item (here->forum, "forum", id));
  g_signal_connect_swapped (here->forum, "notify::title", G_CALLBACK (count_cb), &n_notified);
  laptop_set (here, "forum", id, "place", "Casablanca");
  g_assert_cmpuint (n_notified, ==, 0);
  laptop_set (here, "forum", id, "title", "Another neighbourhood");
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpstr (halqa_forum_get_title (here->forum), ==, "Another neighbourhood");

  laptop_send (here, &fixture->there);
  g_assert_cmpstr (halqa_forum_get_title (fixture->there.forum), ==, "Another neighbourhood");
  item = halqa_forum_dup_item (fixture->there.forum, "forum", id);
  g_assert_cmpstr (halqa_item_get_label (item), ==, "Another neighbourhood");
  g_assert_cmpstr (halqa_item_get_text (item, "place"), ==, "Casablanca");
}

static void
test_items_are_live (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  Laptop *there = &fixture->there;
  g_autofree char *id = laptop_add (here, "session", "title", "ماء");
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (HalqaItem) item = NULL;
  g_autoptr (HalqaItem) same = NULL;
  guint n_labels = 0;
  guint n_said = 0;
  gint64 number = 7;

  laptop_send (here, there);
  item = halqa_forum_dup_item (here->forum, "session", id);
  same = halqa_forum_dup_item (here->forum, "session", id);
  g_assert_true (item == same);
  g_assert_null (halqa_forum_dup_item (here->forum, "proposal", id));
  g_signal_connect_swapped (item, "notify::label", G_CALLBACK (count_cb), &n_labels);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (count_cb), &n_said);

  /* Empty is not zero. */
  g_assert_false (halqa_item_get_int (item, "women_count", &number));
  g_assert_cmpint (number, ==, 7);
  halqa_draft_set_int (draft, "session", id, "women_count", 0);
  laptop_save (there, draft);
  laptop_send (there, here);
  g_assert_true (halqa_item_get_int (item, "women_count", &number));
  g_assert_cmpint (number, ==, 0);
  g_assert_cmpuint (n_said, ==, 1);
  g_assert_cmpuint (n_labels, ==, 0);

  laptop_set (there, "session", id, "title", "هواء");
  laptop_send (there, here);
  g_assert_cmpuint (n_said, ==, 2);
  g_assert_cmpuint (n_labels, ==, 1);
  g_assert_cmpstr (halqa_item_get_label (item), ==, "هواء");
  /* What touches it and changes nothing that is shown, as the search index does, says nothing; nor
   * does what touches another record. */
  laptop_settle (here);
  g_free (laptop_add (here, "session", "title", "work"));
  g_assert_cmpuint (n_said, ==, 2);
}

static void
test_empty_text_is_an_empty_field (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *session = laptop_add (here, "session", "title", "ماء");
  g_autofree char *id = laptop_add (here, "proposal", "title", "one");
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (here->forum, "proposal", id);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (HalqaDraft) emptying = halqa_draft_new ();

  halqa_draft_set_ref (draft, "proposal", id, "session", session);
  laptop_save (here, draft);
  g_assert_cmpstr (halqa_item_get_ref (item, "session"), ==, session);
  halqa_draft_set_ref (emptying, "proposal", id, "session", NULL);
  halqa_draft_set_text (emptying, "proposal", id, "title", "");
  laptop_save (here, emptying);
  g_assert_null (halqa_item_get_ref (item, "session"));
  g_assert_cmpstr (halqa_item_get_text (item, "title"), ==, "");
  g_assert_cmpstr (halqa_item_get_label (item), ==, "");
}

static void
test_label_is_one_short_line (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autoptr (GString) text = g_string_new ("  ");
  g_autofree char *long_id = NULL;
  g_autofree char *two_lines_id = NULL;
  g_autoptr (HalqaItem) long_one = NULL;
  g_autoptr (HalqaItem) two_lines = NULL;

  for (guint i = 0; i < 40; i++)
    g_string_append (text, "سوق ");
  long_id = laptop_add (here, "note", "body", text->str);
  long_one = halqa_forum_dup_item (here->forum, "note", long_id);
  g_assert_true (g_str_has_suffix (halqa_item_get_label (long_one), "سوق…"));
  g_assert_cmpint (g_utf8_strlen (halqa_item_get_label (long_one), -1), ==, 120);

  two_lines_id = laptop_add (here, "note", "body", "\nأول \nثان");
  two_lines = halqa_forum_dup_item (here->forum, "note", two_lines_id);
  g_assert_cmpstr (halqa_item_get_label (two_lines), ==, "أول");
}

static void
test_item_outlives_the_forum (void)
{
  HalqaForumKey key;
  Laptop laptop;
  HalqaItem *item;
  HalqaItem *never_read;
  g_autofree char *id = NULL;
  g_autofree char *other_id = NULL;
  g_autoptr (HalqaItemList) list = NULL;

  laptop_start (&laptop, &key, TRUE);
  id = laptop_add (&laptop, "proposal", "title", "one");
  other_id = laptop_add (&laptop, "proposal", "title", "other");
  item = halqa_forum_dup_item (laptop.forum, "proposal", id);
  list = halqa_item_list_new (laptop.forum, "proposal", "title", FALSE);
  never_read = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_clear_object (&list);
  laptop_stop (&laptop);
  g_assert_cmpstr (halqa_item_get_label (item), ==, "one");
  g_assert_finalize_object (item);
  g_assert_cmpstr (halqa_item_get_label (never_read), ==, "other");
  g_assert_finalize_object (never_read);
}

static void
test_item_is_read_when_it_is_looked_at (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *id = laptop_add (here, "proposal", "title", "as it was");
  g_autoptr (HalqaItemList) list = NULL;
  g_autoptr (HalqaItem) item = NULL;
  guint n_said = 0;

  list = halqa_item_list_new (here->forum, "proposal", "created", FALSE);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (halqa_item_get_id (item), ==, id);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (count_cb), &n_said);
  laptop_set (here, "proposal", id, "title", "as it is");
  g_assert_cmpuint (n_said, ==, 1);
  g_assert_false (halqa_item_is_read (item));
  g_assert_cmpstr (halqa_item_get_label (item), ==, "as it is");
  g_assert_true (halqa_item_is_read (item));
  g_assert_cmpuint (n_said, ==, 1);
}

static void
test_author_goes_by_name (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  Laptop *there = &fixture->there;
  const HalqaDeviceId *device = halqa_identity_get_device (there->identity);
  g_autofree char *beginning = halqa_hex_dup (device->bytes, 4);
  g_autofree char *id = laptop_add (there, "proposal", "title", "one");
  g_autofree char *device_record = NULL;
  g_autoptr (HalqaItem) item = NULL;
  guint n_said = 0;
  HalqaId record;

  laptop_send (there, here);
  item = halqa_forum_dup_item (here->forum, "proposal", id);
  g_assert_cmpstr (halqa_item_get_author (item), ==, beginning);
  g_assert_cmpint (halqa_item_get_created (item), >, 1500000000000);
  g_assert_cmpint (halqa_item_get_created (item), <=, halqa_item_get_updated (item));
  g_signal_connect_swapped (item, "changed", G_CALLBACK (count_cb), &n_said);

  halqa_device_record_id (device, &record);
  device_record = halqa_hex_dup (record.bytes, HALQA_ID_SIZE);
  laptop_set (there, "device", device_record, "name", "قاعة ٢");
  laptop_send (there, here);
  g_assert_cmpstr (halqa_item_get_author (item), ==, "قاعة ٢");
  g_assert_cmpuint (n_said, ==, 1);
}

/* Both laptops write @field of the same record without knowing of each other, then exchange. */
static void
diverge (LaptopPair *fixture,
         const char *id,
         const char *field,
         const char *ours,
         const char *theirs)
{
  laptop_send (&fixture->here, &fixture->there);
  laptop_set (&fixture->here, "proposal", id, field, ours);
  laptop_set (&fixture->there, "proposal", id, field, theirs);
  laptop_send (&fixture->here, &fixture->there);
  laptop_send (&fixture->there, &fixture->here);
}

/* What @laptop chooses of the versions of @field. */
static void
keep (Laptop *laptop, const char *id, const char *field, HalqaVersion *version)
{
  g_autoptr (HalqaSettlement) settlement = halqa_settlement_new ("proposal", id, field);
  g_autoptr (GError) error = NULL;

  halqa_settlement_keep (settlement, version);
  halqa_settlement_run (settlement, halqa_forum_get_reader (laptop->forum), &error);
  g_assert_no_error (error);
  laptop_settle (laptop);
}

static void
check_versions (HalqaItem *item, HalqaVersion *shown, HalqaVersion *other)
{
  g_assert_true (halqa_version_is_shown (shown));
  g_assert_false (halqa_version_is_shown (other));
  g_assert_cmpstr (halqa_version_get_text (shown), ==, halqa_item_get_text (item, "title"));
  /* Within one millisecond either may be the later. */
  g_assert_cmpint (halqa_version_is_ours (shown), !=, halqa_version_is_ours (other));
  g_assert_cmpstr (halqa_version_get_text (shown), ==,
                   halqa_version_is_ours (shown) ? "ours" : "theirs");
  g_assert_cmpstr (halqa_version_get_text (other), ==,
                   halqa_version_is_ours (other) ? "ours" : "theirs");
  g_assert_cmpstr (halqa_version_get_field (other), ==, "title");
  g_assert_cmpint (halqa_version_get_time (other), <=, halqa_version_get_time (shown));
}

static void
test_versions_and_keep (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  Laptop *there = &fixture->there;
  g_autofree char *id = laptop_add (here, "proposal", "title", "one");
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (here->forum, "proposal", id);
  g_autoptr (GListModel) none = halqa_forum_dup_versions (here->forum, item, "title");
  g_autoptr (GListModel) versions = NULL;
  g_autoptr (HalqaVersion) shown = NULL;
  g_autoptr (HalqaVersion) other = NULL;
  guint n_notified = 0;

  g_assert_cmpuint (g_list_model_get_n_items (none), ==, 0);
  g_signal_connect_swapped (here->forum, "notify::n-conflicts", G_CALLBACK (count_cb), &n_notified);
  diverge (fixture, id, "title", "ours", "theirs");
  g_assert_cmpuint (halqa_forum_get_n_conflicts (here->forum), ==, 1);
  g_assert_cmpuint (n_notified, ==, 1);
  g_assert_cmpuint (halqa_item_get_n_conflicts (item), ==, 1);
  g_assert_true (halqa_item_has_conflict (item, "title"));
  g_assert_false (halqa_item_has_conflict (item, "body"));

  versions = halqa_forum_dup_versions (here->forum, item, "title");
  g_assert_cmpuint (g_list_model_get_n_items (versions), ==, 2);
  shown = g_list_model_get_item (versions, 0);
  other = g_list_model_get_item (versions, 1);
  check_versions (item, shown, other);

  /* The one that lost is chosen, and wins on both laptops. */
  keep (here, id, "title", other);
  g_assert_cmpstr (halqa_item_get_text (item, "title"), ==, halqa_version_get_text (other));
  g_assert_cmpuint (halqa_item_get_n_conflicts (item), ==, 0);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (here->forum), ==, 0);
  laptop_send (here, there);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (there->forum), ==, 0);
}

static void
test_version_of_a_reference_is_its_label (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  Laptop *there = &fixture->there;
  g_autofree char *id = laptop_add (here, "proposal", "title", "one");
  g_autofree char *water = laptop_add (here, "session", "title", "ماء");
  g_autofree char *work = laptop_add (here, "session", "title", "شغل");
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (here->forum, "proposal", id);
  g_autoptr (HalqaDraft) first = halqa_draft_new ();
  g_autoptr (HalqaDraft) ours = halqa_draft_new ();
  g_autoptr (HalqaDraft) theirs = halqa_draft_new ();
  g_autoptr (GListModel) versions = NULL;
  g_autoptr (HalqaVersion) shown = NULL;
  g_autoptr (HalqaVersion) other = NULL;

  halqa_draft_set_ref (first, "proposal", id, "session", work);
  laptop_save (here, first);
  laptop_send (here, there);
  halqa_draft_set_ref (ours, "proposal", id, "session", water);
  laptop_save (here, ours);
  halqa_draft_set_empty (theirs, "proposal", id, "session");
  laptop_save (there, theirs);
  laptop_send (there, here);
  versions = halqa_forum_dup_versions (here->forum, item, "session");
  g_assert_cmpuint (g_list_model_get_n_items (versions), ==, 2);
  shown = g_list_model_get_item (versions, 0);
  other = g_list_model_get_item (versions, 1);
  g_assert_cmpstr (halqa_version_get_text (shown), ==, halqa_version_is_ours (shown) ? "ماء" : "");
  g_assert_cmpstr (halqa_version_get_text (other), ==, halqa_version_is_ours (other) ? "ماء" : "");
}

/* The versions of a record that is deleted here and edited there. */
static GListModel *
delete_and_edit (LaptopPair *fixture, HalqaItem *item)
{
  Laptop *here = &fixture->here;
  Laptop *there = &fixture->there;
  const char *id = halqa_item_get_id (item);

  laptop_send (here, there);
  laptop_delete (here, "proposal", id);
  laptop_set (there, "proposal", id, "title", "edited meanwhile");
  laptop_send (there, here);
  g_assert_true (halqa_item_is_deleted (item));
  g_assert_true (halqa_item_has_conflict (item, "deleted"));
  return halqa_forum_dup_versions (here->forum, item, "deleted");
}

static void
test_edit_kept_of_a_deletion (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *id = laptop_add (here, "proposal", "title", "one");
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (here->forum, "proposal", id);
  g_autoptr (GListModel) versions = delete_and_edit (fixture, item);
  g_autoptr (HalqaVersion) deletion = g_list_model_get_item (versions, 0);
  g_autoptr (HalqaVersion) edit = g_list_model_get_item (versions, 1);

  g_assert_cmpuint (g_list_model_get_n_items (versions), ==, 2);
  g_assert_cmpstr (halqa_version_get_field (deletion), ==, "deleted");
  g_assert_cmpstr (halqa_version_get_field (edit), ==, "title");
  g_assert_cmpstr (halqa_version_get_text (edit), ==, "edited meanwhile");
  keep (here, id, "deleted", edit);
  g_assert_false (halqa_item_is_deleted (item));
  g_assert_cmpuint (halqa_item_get_n_conflicts (item), ==, 0);
  g_assert_cmpstr (halqa_item_get_text (item, "title"), ==, "edited meanwhile");
}

static void
test_deletion_kept_of_an_edit (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *id = laptop_add (here, "proposal", "title", "one");
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (here->forum, "proposal", id);
  g_autoptr (GListModel) versions = delete_and_edit (fixture, item);
  g_autoptr (HalqaVersion) deletion = g_list_model_get_item (versions, 0);

  keep (here, id, "deleted", deletion);
  g_assert_true (halqa_item_is_deleted (item));
  g_assert_cmpuint (halqa_item_get_n_conflicts (item), ==, 0);
  g_assert_cmpuint (halqa_forum_get_n_conflicts (here->forum), ==, 0);
}

static gboolean
is_here (gpointer user_data)
{
  return g_str_equal (halqa_item_get_text (user_data, "title"), "by another process");
}

static void
test_another_process_is_seen (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *id = laptop_add (here, "proposal", "title", "one");
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (here->forum, "proposal", id);
  const HalqaValue title = halqa_value_text ("by another process");
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (HalqaStore) process = NULL;
  g_autoptr (GError) error = NULL;
  HalqaId record;

  g_assert_true (halqa_hex_decode (id, record.bytes, sizeof record.bytes));
  process = halqa_store_open (halqa_store_get_path (here->store), halqa_kinds_get_schema (),
                              here->identity, &error);
  g_assert_no_error (error);
  halqa_change_set (change, "proposal", &record, "title", &title, HALQA_REPLACE_SHOWN);
  halqa_store_commit (process, change, &error);
  g_assert_no_error (error);
  wait_until (is_here, item);
}

static void
test_invitation_names_the_forum (LaptopPair *fixture, gconstpointer data)
{
  Laptop *here = &fixture->here;
  g_autofree char *path = g_build_filename (here->folder, "forum.halqa-invitation", NULL);
  g_autoptr (HalqaInvitation) invitation = NULL;
  g_autoptr (GError) error = NULL;

  halqa_forum_write_invitation (here->forum, path, &error);
  g_assert_no_error (error);
  invitation = halqa_invitation_read (path, &error);
  g_assert_no_error (error);
  g_assert_true (halqa_id_equal (&invitation->key.forum, &fixture->key.forum));
  g_assert_cmpmem (invitation->key.key, HALQA_KEY_SIZE, fixture->key.key, HALQA_KEY_SIZE);
  g_assert_cmpstr (invitation->title, ==, LAPTOP_TITLE);
}

#define ADD(path, func)                                                                            \
  g_test_add (path, LaptopPair, NULL, laptop_pair_set_up, func, laptop_pair_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/app/forum/saved-is-on-disk", test_saved_is_on_disk);
  ADD ("/app/forum/saved-is-shown", test_saved_is_shown);
  ADD ("/app/forum/empty-draft-writes-nothing", test_empty_draft_writes_nothing);
  ADD ("/app/forum/refused-draft-tells-why", test_refused_draft_tells_why);
  ADD ("/app/forum/title-is-that-of-the-record", test_title_is_that_of_the_record);
  ADD ("/app/forum/another-process-is-seen", test_another_process_is_seen);
  ADD ("/app/forum/invitation-names-the-forum", test_invitation_names_the_forum);
  ADD ("/app/item/is-live", test_items_are_live);
  ADD ("/app/item/empty-text-is-an-empty-field", test_empty_text_is_an_empty_field);
  ADD ("/app/item/label-is-one-short-line", test_label_is_one_short_line);
  g_test_add_func ("/app/item/outlives-the-forum", test_item_outlives_the_forum);
  ADD ("/app/item/is-read-when-it-is-looked-at", test_item_is_read_when_it_is_looked_at);
  ADD ("/app/item/author-goes-by-name", test_author_goes_by_name);
  ADD ("/app/conflict/versions-and-keep", test_versions_and_keep);
  ADD ("/app/conflict/reference-is-shown-by-its-label", test_version_of_a_reference_is_its_label);
  ADD ("/app/conflict/edit-kept-of-a-deletion", test_edit_kept_of_a_deletion);
  ADD ("/app/conflict/deletion-kept-of-an-edit", test_deletion_kept_of_an_edit);
  return g_test_run ();
}
