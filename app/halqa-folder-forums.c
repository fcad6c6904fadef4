/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-folder-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-forum-private.h"
#include "halqa-invitation.h"
#include "halqa-kinds.h"
#include "halqa-membership.h"
#include "halqa-reader.h"
#include "halqa-references.h"

/*
 * Opening a forum of a folder, making one, joining one.
 *
 * Rule: whoever opens a forum to work in it says who they are. Each laptop has a `device` record
 * with its name, the version of its program and its store id, and writes it anew only where that has
 * changed, so that opening a forum is not an entry each time.
 *
 * Where members were last seen, an invitation tells; it is noted beside the device key, for it
 * belongs to this laptop and not to the forum.
 */

#define ADDRESSES "addresses"

static void
set_text (HalqaChange *change, const HalqaId *id, const char *field, const char *text)
{
  HalqaValue value = halqa_value_text (text);

  halqa_change_set (change, "device", id, field, &value, HALQA_REPLACE_SHOWN);
}

/* Whoever joined after a laptop was removed is named by no key record; by this proof the next one
 * will be for them too. */
static void
describe_proof (HalqaStore *store, HalqaRecord *record, const HalqaId *id, HalqaChange *change)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);
  g_autofree char *proof =
      halqa_keyring_dup_device_proof (keyring,
                                      halqa_identity_get_device (halqa_store_get_identity (store)));

  if (proof != NULL &&
      (record == NULL || g_strcmp0 (halqa_record_get_text (record, "proof"), proof) != 0))
    set_text (change, id, "proof", proof);
}

/* Adds to @change what @record, the one of this laptop or NULL, does not say yet. */
static void
describe_device (HalqaFolder *self, HalqaRecord *record, HalqaChange *change)
{
  g_autofree char *name = halqa_folder_dup_name (self);
  HalqaId id;

  halqa_device_record_id (halqa_identity_get_device (halqa_folder_get_identity (self)), &id);
  if (record == NULL)
    halqa_change_create (change, "device", &id);
  if (record == NULL || g_strcmp0 (halqa_record_get_text (record, "name"), name) != 0)
    set_text (change, &id, "name", name);
  if (record == NULL || g_strcmp0 (halqa_record_get_text (record, "version"), PACKAGE_VERSION) != 0)
    set_text (change, &id, "version", PACKAGE_VERSION);
}

/* A forum that can't be written to (a full disk) can still be read: a failure is only told. */
static void
refresh_device (HalqaFolder *self, HalqaStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaReader) reader = halqa_reader_open (store, &error);
  g_autoptr (HalqaRecord) record = NULL;
  g_autoptr (HalqaChange) change = halqa_change_new ();
  HalqaId id;

  if (reader != NULL)
    {
      halqa_device_record_id (halqa_identity_get_device (halqa_folder_get_identity (self)), &id);
      record = halqa_reader_get (reader, "device", &id, NULL);
      describe_device (self, record, change);
      describe_proof (store, record, &id, change);
      halqa_references_announce (store, record, change);
      if (!halqa_change_is_empty (change))
        halqa_store_commit (store, change, &error);
    }
  if (error != NULL)
    g_message ("The record of this laptop is out of date: %s", error->message);
}

static void
announce_func (GTask *task, gpointer folder, gpointer store, GCancellable *cancellable)
{
  refresh_device (folder, store);
  g_task_return_boolean (task, TRUE);
}

/**
 * halqa_folder_announce:
 * @self: a folder
 * @forum: one of its forums, open
 *
 * Says in @forum what this laptop is called now, and proves by the newest key that it is a member,
 * where that is needed; on a thread of its own. What goes wrong is told in the log, and the next
 * opening of the forum tries it again.
 */
void
halqa_folder_announce (HalqaFolder *self, HalqaForum *forum)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (HALQA_IS_FOLDER (self) && HALQA_IS_FORUM (forum));

  if (halqa_forum_is_read_only (forum))
    return;
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_source_tag (task, halqa_folder_announce);
  g_task_set_task_data (task, g_object_ref (halqa_forum_get_store (forum)), g_object_unref);
  g_task_run_in_thread (task, announce_func);
}

/**
 * halqa_folder_open_store:
 * @self: a folder
 * @which: (nullable): an id, a prefix of one of at least 4 digits, or a title; %NULL for the only
 * @error: #HalqaAppError where it is not one, #HalqaSyncError where it can't be opened
 *
 * Returns: (transfer full): the forum's store
 */
HalqaStore *
halqa_folder_open_store (HalqaFolder *self, const char *which, GError **error)
{
  g_autofree char *id = NULL;
  HalqaStore *store;

  g_return_val_if_fail (HALQA_IS_FOLDER (self), NULL);

  id = halqa_folder_find_forum (self, which, error);
  store = id != NULL ? halqa_folder_open_file (self, id, error) : NULL;
  if (store != NULL && !halqa_store_is_read_only (store))
    refresh_device (self, store);
  return store;
}

/* --- making one */

/* Adds "FIELD=VALUE" to the forum's record. */
static gboolean
put_field (HalqaChange *change, const HalqaId *forum, const char *assignment, GError **error)
{
  const char *equals = strchr (assignment, '=');
  g_autofree char *field = g_strndup (assignment, strcspn (assignment, "="));
  g_auto (HalqaValue) value = HALQA_VALUE_INIT;

  if (equals == NULL || strcmp (field, "deleted") == 0)
    {
      g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                   _ ("“%s” is not a field with a value, as in place=Casablanca"), assignment);
      return FALSE;
    }
  if (!halqa_kinds_parse ("forum", field, equals + 1, &value, error))
    return FALSE;
  if (value.type != HALQA_VALUE_NULL)
    halqa_change_set (change, "forum", forum, field, &value, HALQA_REPLACE_SHOWN);
  return TRUE;
}

/* The first entry of a forum: its own record, and the laptop that made it. */
static HalqaChange *
describe_forum (HalqaFolder *self,
                const HalqaId *forum,
                const char *title,
                const char *const *fields,
                GError **error)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autofree char *assignment = g_strconcat ("title=", title, NULL);

  halqa_change_create (change, "forum", forum);
  if (!put_field (change, forum, assignment, error))
    return NULL;
  for (; fields != NULL && *fields != NULL; fields++)
    if (!put_field (change, forum, *fields, error))
      return NULL;
  describe_device (self, NULL, change);
  return g_steal_pointer (&change);
}

static HalqaStore *
create_store (HalqaFolder *self, const HalqaForumKey *key, const char *title, GError **error)
{
  g_autofree char *id = halqa_hex_dup (key->forum.bytes, HALQA_ID_SIZE);
  g_autofree char *path = halqa_folder_build_path (self, id);

  return halqa_store_create (path, halqa_kinds_get_schema (), halqa_folder_get_identity (self), key,
                             title, error);
}

/**
 * halqa_folder_new_store:
 * @self: a folder
 * @title: of the forum, not empty
 * @fields: (array zero-terminated=1) (nullable): "FIELD=VALUE" of the forum's record
 * @error: #HalqaAppError for a field, #HalqaSyncError for the file
 *
 * Returns: (transfer full): the store of a forum that nobody else knows yet
 */
HalqaStore *
halqa_folder_new_store (HalqaFolder *self,
                        const char *title,
                        const char *const *fields,
                        GError **error)
{
  g_autoptr (HalqaChange) change = NULL;
  g_autoptr (HalqaStore) store = NULL;
  HalqaForumKey key;

  g_return_val_if_fail (HALQA_IS_FOLDER (self) && title != NULL, NULL);

  if (*title == '\0')
    {
      g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                           _ ("A forum needs a title"));
      return NULL;
    }
  halqa_id_random (&key.forum);
  halqa_membership_new_key (key.key);
  change = describe_forum (self, &key.forum, title, fields, error);
  store = change != NULL ? create_store (self, &key, title, error) : NULL;
  if (store == NULL)
    return NULL;
  halqa_references_begin (store, change);
  if (!halqa_store_commit (store, change, error))
    return NULL;
  return g_steal_pointer (&store);
}

/* --- joining one */

static char **
read_addresses (HalqaFolder *self, const char *id)
{
  g_autofree char *noted =
      halqa_identity_dup_note (halqa_folder_get_identity (self), id, ADDRESSES);

  return g_strsplit (noted != NULL ? noted : "", " ", -1);
}

static void
write_addresses (HalqaFolder *self, const char *id, char **addresses)
{
  g_autofree char *noted = g_strjoinv (" ", addresses);
  g_autoptr (GError) error = NULL;

  if (!halqa_identity_set_note (halqa_folder_get_identity (self), id, ADDRESSES, noted, &error))
    g_message ("%s", error->message);
}

/* The keys that came after the founding one. An invitation to a forum that is here already is for
 * who was left out of its newest key, or joined by an older one. */
static gboolean
take_keys (HalqaStore *store, const HalqaInvitation *invitation, GError **error)
{
  if (memcmp (halqa_store_get_forum_key (store)->key, invitation->key.key, HALQA_KEY_SIZE) != 0)
    {
      g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                           _ ("The invitation is to another forum that goes by the same number. "
                              "Nothing was changed."));
      return FALSE;
    }
  return invitation->newer == NULL || halqa_store_tell_keys (store, invitation->newer, error);
}

/**
 * halqa_folder_accept_store:
 * @self: a folder
 * @invitation: what another laptop has told, or a file
 * @error: #HalqaSyncError
 *
 * Returns: (transfer full): the forum's store, empty until another laptop is met; the one that is
 *   here already where there is one
 */
HalqaStore *
halqa_folder_accept_store (HalqaFolder *self, const HalqaInvitation *invitation, GError **error)
{
  g_autoptr (HalqaStore) store = NULL;
  g_autofree char *id = NULL;
  g_autofree char *file = NULL;

  g_return_val_if_fail (HALQA_IS_FOLDER (self) && invitation != NULL, NULL);

  id = halqa_hex_dup (invitation->key.forum.bytes, HALQA_ID_SIZE);
  file = halqa_folder_build_path (self, id);
  if (g_file_test (file, G_FILE_TEST_EXISTS))
    store = halqa_folder_open_file (self, id, error);
  else
    store = create_store (self, &invitation->key, invitation->title, error);
  if (store == NULL || !take_keys (store, invitation, error))
    return NULL;
  refresh_device (self, store);
  if (invitation->addresses != NULL && invitation->addresses[0] != NULL)
    write_addresses (self, id, invitation->addresses);
  return g_steal_pointer (&store);
}

/**
 * halqa_folder_join_store:
 * @self: a folder
 * @path: an invitation file
 * @error: #HalqaSyncError
 *
 * Returns: (transfer full): as halqa_folder_accept_store()
 */
HalqaStore *
halqa_folder_join_store (HalqaFolder *self, const char *path, GError **error)
{
  g_autoptr (HalqaInvitation) invitation = NULL;

  g_return_val_if_fail (HALQA_IS_FOLDER (self) && path != NULL, NULL);

  invitation = halqa_invitation_read (path, error);
  return invitation != NULL ? halqa_folder_accept_store (self, invitation, error) : NULL;
}

/* --- the same as HalqaForum */

/* By another key this laptop may have something else to prove. */
static void
touched_cb (HalqaForum *forum, const GArray *touched, gpointer folder)
{
  if (halqa_touched_has_keys (touched))
    halqa_folder_announce (folder, forum);
}

/**
 * halqa_folder_make_forum:
 * @self: a folder
 * @store: (nullable): of one of its forums
 * @error: left alone where @store is %NULL
 *
 * Returns: (transfer full): the forum, on the calling thread, which tries the addresses of its
 *   invitation
 */
HalqaForum *
halqa_folder_make_forum (HalqaFolder *self, HalqaStore *store, GError **error)
{
  g_autoptr (HalqaForum) forum = store != NULL ? halqa_forum_new (store, error) : NULL;
  g_autofree char *id = NULL;
  g_auto (GStrv) addresses = NULL;

  if (forum == NULL)
    return NULL;
  id = halqa_forum_dup_id (forum);
  addresses = read_addresses (self, id);
  for (char **address = addresses; *address != NULL; address++)
    if (**address != '\0')
      halqa_forum_add_address (forum, *address, NULL);
  g_signal_connect_object (forum, "touched", G_CALLBACK (touched_cb), self, 0);
  return g_steal_pointer (&forum);
}

/**
 * halqa_folder_open_forum:
 * @self: a folder
 * @which: (nullable): as in halqa_folder_open_store()
 * @error: as there
 *
 * Returns: (transfer full): the forum, on the calling thread
 */
HalqaForum *
halqa_folder_open_forum (HalqaFolder *self, const char *which, GError **error)
{
  g_autoptr (HalqaStore) store = halqa_folder_open_store (self, which, error);

  return halqa_folder_make_forum (self, store, error);
}

/**
 * halqa_folder_new_forum:
 * @self: a folder
 * @title: of the forum, not empty
 * @fields: (array zero-terminated=1) (nullable): "FIELD=VALUE" of the forum's record
 * @error: as in halqa_folder_new_store()
 *
 * Returns: (transfer full): a forum that nobody else knows yet, on the calling thread
 */
HalqaForum *
halqa_folder_new_forum (HalqaFolder *self,
                        const char *title,
                        const char *const *fields,
                        GError **error)
{
  g_autoptr (HalqaStore) store = halqa_folder_new_store (self, title, fields, error);

  return halqa_folder_make_forum (self, store, error);
}

/**
 * halqa_folder_join_file:
 * @self: a folder
 * @path: an invitation file
 * @error: #HalqaSyncError
 *
 * Returns: (transfer full): the forum, on the calling thread; one that is here already is opened
 */
HalqaForum *
halqa_folder_join_file (HalqaFolder *self, const char *path, GError **error)
{
  g_autoptr (HalqaStore) store = halqa_folder_join_store (self, path, error);

  return halqa_folder_make_forum (self, store, error);
}

/**
 * halqa_folder_note_address:
 * @self: a folder
 * @forum: one of its forums, open
 * @address: "HOST:PORT"
 * @noted: whether it is to be tried when the forum is opened again, as one of its invitation
 *
 * Returns: whether it was
 */
gboolean
halqa_folder_note_address (HalqaFolder *self,
                           HalqaForum *forum,
                           const char *address,
                           gboolean noted)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) before = NULL;
  g_auto (GStrv) after = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (HALQA_IS_FOLDER (self) && HALQA_IS_FORUM (forum) && address != NULL, FALSE);

  id = halqa_forum_dup_id (forum);
  before = read_addresses (self, id);
  for (char **one = before; *one != NULL; one++)
    if (!g_str_equal (*one, address))
      g_strv_builder_add (builder, *one);
  if (noted)
    g_strv_builder_add (builder, address);
  after = g_strv_builder_end (builder);
  write_addresses (self, id, after);
  return g_strv_contains ((const char *const *) before, address);
}
