/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-reader.h"
#include "halqa-source.h"

/* The keyring of a store, for all threads, and what is done about it on the store's own.
 *
 * The rule kept: when a commit has come back, or watchers are told of it, the keyring that follows
 * from it is there already. So a request that is judged afterwards is judged by it.
 *
 * Where the newest key was given to somebody who has been removed, or where there are two, one more
 * is needed (halqa-keyring.c). All laptops that remain see that; the writer of the first of the two
 * makes it at once, the others after a while, at random, if it has not come by then. Should two do
 * it nevertheless, the same happens again, one key later; so it ends. A program that only runs for a
 * moment, as most commands do, waits for nobody. */

/* How long another is given to make the next key, seconds. */
#define PATIENCE_MIN 5
#define PATIENCE_MAX 60
/* How long after it could not be written it is tried again, seconds. */
#define TRY_AGAIN 60

/* @seconds: 0 for at once, that is when what is being done now has been told of. */
static void
set_key_source (HalqaStore *self, guint seconds, GSourceFunc func)
{
  self->key_source = seconds == 0 ? g_idle_source_new () : g_timeout_source_new_seconds (seconds);
  g_source_set_priority (self->key_source, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->key_source, func, self, NULL);
  g_source_attach (self->key_source, self->context);
}

static gboolean
renew_cb (gpointer user_data)
{
  HalqaStore *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean renewed = halqa_writer_renew_key (self->writer, NULL, &error);

  g_clear_pointer (&self->key_source, g_source_unref);
  halqa_store_tell (self, TRUE);
  if (!renewed)
    {
      g_message ("A new key of the forum can't be written yet: %s", error->message);
      if (self->key_source == NULL)
        set_key_source (self, TRY_AGAIN, renew_cb);
    }
  return G_SOURCE_REMOVE;
}

static void
plan_key (HalqaStore *self)
{
  HalqaKeyNeed need =
      halqa_keyring_get_need (self->writer->keyring, halqa_identity_get_device (self->identity));

  halqa_source_clear (&self->key_source);
  if (self->scratch || self->read_only)
    return;
  if (need == HALQA_KEY_NEED_NOW)
    set_key_source (self, 0, renew_cb);
  else if (need == HALQA_KEY_NEED_LATER)
    set_key_source (self, g_random_int_range (PATIENCE_MIN, PATIENCE_MAX + 1), renew_cb);
}

/**
 * halqa_store_take_keyring:
 * @self: a store, on its thread
 *
 * Makes the writer's keyring that of all threads.
 */
void
halqa_store_take_keyring (HalqaStore *self)
{
  g_mutex_lock (&self->keyring_mutex);
  g_clear_pointer (&self->keyring, halqa_keyring_unref);
  self->keyring = halqa_keyring_ref (self->writer->keyring);
  g_mutex_unlock (&self->keyring_mutex);
  plan_key (self);
}

/**
 * halqa_store_follow_keys:
 * @self: a store, on its thread, without a transaction
 *
 * To be called before watchers are told of what was touched.
 */
void
halqa_store_follow_keys (HalqaStore *self)
{
  g_autoptr (GError) error = NULL;

  if (!halqa_touched_has_keys (self->writer->touched) &&
      !halqa_touched_has_keys (self->writer->foreign))
    return;
  /* The one of before lets in those it did; the next commit tries again. */
  if (!halqa_writer_load_keys (self->writer, &error))
    g_warning ("%s: %s", self->path, error->message);
  halqa_store_take_keyring (self);
}

/**
 * halqa_touched_has_keys:
 * @touched: (element-type HalqaTouched): what a watcher is told
 *
 * Returns: whether the keyring may be another
 */
gboolean
halqa_touched_has_keys (const GArray *touched)
{
  for (guint i = 0; i < touched->len; i++)
    if (strcmp (g_array_index (touched, HalqaTouched, i).kind->name, "key") == 0)
      return TRUE;
  return FALSE;
}

/**
 * halqa_store_ref_keyring:
 * @self: a store
 *
 * Returns: (transfer full): what admits whom now
 */
HalqaKeyring *
halqa_store_ref_keyring (HalqaStore *self)
{
  HalqaKeyring *keyring;

  g_return_val_if_fail (HALQA_IS_STORE (self), NULL);
  g_mutex_lock (&self->keyring_mutex);
  keyring = halqa_keyring_ref (self->keyring);
  g_mutex_unlock (&self->keyring_mutex);
  return keyring;
}

static gboolean
tell_keys_job (HalqaStore *self, gpointer data, GError **error)
{
  gboolean done = halqa_writer_tell_keys (self->writer, data, error);

  halqa_store_take_keyring (self);
  halqa_store_tell (self, FALSE);
  return done;
}

/**
 * halqa_store_tell_keys:
 * @self: a store
 * @newer: as halqa_keyring_dup_newer() gives them, of an invitation
 * @error: any of the layer's
 *
 * Blocks.
 *
 * Returns: whether they are on disk
 */
gboolean
halqa_store_tell_keys (HalqaStore *self, GBytes *newer, GError **error)
{
  g_return_val_if_fail (HALQA_IS_STORE (self) && newer != NULL, FALSE);
  return halqa_store_run (self, tell_keys_job, newer, error);
}

/* --- removing */

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID, why);
  return FALSE;
}

static gboolean
remove_job (HalqaStore *self, gpointer data, GError **error)
{
  const HalqaDeviceId *own = halqa_identity_get_device (self->identity);
  const HalqaDeviceId *device = data;
  gboolean done;

  if (memcmp (device, own, sizeof *own) == 0)
    return refuse (error, _ ("A laptop can't remove itself. Let another one remove it."));
  if (halqa_keyring_get_removal (self->writer->keyring, own) != NULL)
    return refuse (error, _ ("This laptop has been removed from the forum, and can't remove others "
                             "any more."));
  done = halqa_writer_renew_key (self->writer, device, error);
  halqa_store_tell (self, TRUE);
  return done;
}

/**
 * halqa_store_remove_device:
 * @self: a store
 * @device: a laptop, not this one
 * @error: %HALQA_SYNC_ERROR_INVALID for this one, %HALQA_SYNC_ERROR_FAILED where this laptop has not
 *   received enough of the forum yet, or any of the layer's
 *
 * Blocks. From then on @device is not let in, and the others have a new key. One that was removed
 * before stays so, and no new key is made.
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_store_remove_device (HalqaStore *self, const HalqaDeviceId *device, GError **error)
{
  HalqaDeviceId data = *device;

  return halqa_store_run (self, remove_job, &data, error);
}

/**
 * halqa_store_remove_device_async:
 * @self: a store
 * @device: a laptop, not this one
 * @cancellable: (nullable): only before it has begun
 * @callback: called in the caller's context when it is on disk
 * @user_data: for @callback
 */
void
halqa_store_remove_device_async (HalqaStore *self,
                                 const HalqaDeviceId *device,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, halqa_store_remove_device_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_memdup2 (device, sizeof *device), g_free);
  halqa_store_run_task (task, remove_job);
}

gboolean
halqa_store_remove_device_finish (HalqaStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
