/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "laptop.h"

#include "halqa-draft-private.h"
#include "halqa-kinds.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#define DEADLINE_SECONDS 60

static void
changed_cb (HalqaForum *forum, gpointer user_data)
{
  Laptop *self = user_data;

  self->n_changed++;
}

static gboolean
deadline_cb (gpointer user_data)
{
  gboolean *late = user_data;

  *late = TRUE;
  return G_SOURCE_CONTINUE;
}

void
wait_until (ConditionFunc condition, gpointer user_data)
{
  gboolean late = FALSE;
  guint source = g_timeout_add_seconds (DEADLINE_SECONDS, deadline_cb, &late);

  while (!condition (user_data) && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (condition (user_data));
  g_source_remove (source);
}

/* What the store tells is under way before it has done what was asked of it. */
static void
hear (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* What is under way, here or on another thread, may hold @object a moment longer. */
static void
let_go (gpointer object)
{
  const gint64 deadline = g_get_monotonic_time () + DEADLINE_SECONDS * G_USEC_PER_SEC;
  GWeakRef last;
  gpointer held;

  g_weak_ref_init (&last, object);
  g_object_unref (object);
  while ((held = g_weak_ref_get (&last)) != NULL)
    {
      g_object_unref (held);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
  g_weak_ref_clear (&last);
}

void
laptop_start (Laptop *self, HalqaForumKey *key, gboolean first)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  memset (self, 0, sizeof *self);
  self->folder = g_dir_make_tmp ("halqa-laptop-XXXXXX", &error);
  g_assert_no_error (error);
  self->identity = halqa_identity_load (self->folder, &error);
  g_assert_no_error (error);
  if (first)
    {
      halqa_id_random (&key->forum);
      randombytes_buf (key->key, sizeof key->key);
    }
  path = g_build_filename (self->folder, "forum.db", NULL);
  self->store = halqa_store_create (path, halqa_kinds_get_schema (), self->identity, key,
                                    LAPTOP_TITLE, &error);
  g_assert_no_error (error);
  self->forum = halqa_forum_new (self->store, &error);
  g_assert_no_error (error);
  g_signal_connect (self->forum, "changed", G_CALLBACK (changed_cb), self);
}

void
laptop_stop (Laptop *self)
{
  let_go (self->forum);
  let_go (self->store);
  let_go (self->identity);
  remove_folder (self->folder);
  g_clear_pointer (&self->folder, g_free);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *saved = user_data;

  halqa_forum_save_finish (HALQA_FORUM (object), result, &error);
  g_assert_no_error (error);
  *saved = TRUE;
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

void
laptop_save (Laptop *self, HalqaDraft *draft)
{
  gboolean saved = FALSE;

  halqa_forum_save_async (self->forum, draft, NULL, saved_cb, &saved);
  wait_until (is_true, &saved);
}

static void
taken_back_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(HalqaTakenBack **) user_data = halqa_forum_undo_finish (HALQA_FORUM (object), result, NULL);
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

HalqaTakenBack *
laptop_take_back (Laptop *self, guint64 stamp)
{
  HalqaTakenBack *taken = NULL;

  halqa_forum_undo_action_async (self->forum, stamp, NULL, taken_back_cb, &taken);
  wait_until (is_set, &taken);
  return taken;
}

char *
laptop_add (Laptop *self, const char *kind, const char *field, const char *text)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  char *id = halqa_draft_add (draft, kind);

  halqa_draft_set_text (draft, kind, id, field, text);
  laptop_save (self, draft);
  return id;
}

void
laptop_set (Laptop *self, const char *kind, const char *id, const char *field, const char *text)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_draft_set_text (draft, kind, id, field, text);
  laptop_save (self, draft);
}

void
laptop_delete (Laptop *self, const char *kind, const char *id)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_draft_delete (draft, kind, id);
  laptop_save (self, draft);
}

typedef struct
{
  Laptop *laptop;
  GPtrArray *entries;
} Log;

static gboolean
collect_entry (guint64 arrival,
               const HalqaDot *dot,
               const guint8 *bytes,
               gsize size,
               const guint8 *signature,
               gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Log *log = user_data;
  const HalqaForumKey *key = halqa_store_get_forum_key (log->laptop->store);

  log->laptop->sent = arrival;
  g_ptr_array_add (log->entries, halqa_entry_parse (&key->forum, bytes, size, signature, &error));
  g_assert_no_error (error);
  return TRUE;
}

void
laptop_introduce (Laptop *self, const char *name)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;
  const HalqaValue value = halqa_value_text (name);
  HalqaId id;

  halqa_device_record_id (halqa_identity_get_device (self->identity), &id);
  halqa_change_create (change, "device", &id);
  halqa_change_set (change, "device", &id, "name", &value, HALQA_REPLACE_SHOWN);
  halqa_store_commit (self->store, change, &error);
  g_assert_no_error (error);
}

void
laptop_replicate (Laptop *self, const char *other)
{
  g_autoptr (GError) error = NULL;

  if (other != NULL)
    halqa_forum_add_address (self->forum, other, NULL);
  halqa_forum_start_replication (self->forum, "127.0.0.1:0", FALSE, &error);
  g_assert_no_error (error);
}

guint
laptop_send (Laptop *self, Laptop *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_entry_unref);
  Log log = { self, entries };
  HalqaApplied applied = { 0 };

  halqa_reader_walk_log (halqa_forum_get_reader (self->forum), self->sent, G_MAXINT64, NULL, 0,
                         collect_entry, &log, &error);
  g_assert_no_error (error);
  halqa_store_apply (to->store, entries, NULL, &applied, &error);
  g_assert_no_error (error);
  hear ();
  return applied.n_new;
}

void
laptop_settle (Laptop *self)
{
  g_autoptr (GError) error = NULL;

  halqa_store_index (self->store, &error);
  g_assert_no_error (error);
  hear ();
}

static void
items_changed_cb (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  ListLog *self = user_data;

  self->n_signals++;
  self->n_removed += removed;
  self->n_added += added;
}

void
list_log_start (ListLog *self, gpointer list)
{
  memset (self, 0, sizeof *self);
  self->list = G_LIST_MODEL (list);
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), self);
}

void
list_log_stop (ListLog *self)
{
  g_signal_handlers_disconnect_by_data (self->list, self);
}

void
list_log_expect (ListLog *self, guint n_signals, guint n_removed, guint n_added)
{
  g_assert_cmpuint (self->n_signals, ==, n_signals);
  g_assert_cmpuint (self->n_removed, ==, n_removed);
  g_assert_cmpuint (self->n_added, ==, n_added);
  self->n_signals = self->n_removed = self->n_added = 0;
}

void
laptop_pair_set_up (LaptopPair *self, gconstpointer data)
{
  laptop_start (&self->here, &self->key, TRUE);
  laptop_start (&self->there, &self->key, FALSE);
}

void
laptop_pair_tear_down (LaptopPair *self, gconstpointer data)
{
  laptop_stop (&self->there);
  laptop_stop (&self->here);
}

static gboolean
has_found (gpointer list)
{
  return !halqa_item_list_is_searching (list);
}

void
list_settle (HalqaItemList *list)
{
  wait_until (has_found, list);
}

void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      if (g_file_test (inside, G_FILE_TEST_IS_DIR))
        remove_folder (inside);
      else
        g_assert_cmpint (g_unlink (inside), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}
