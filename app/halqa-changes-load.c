/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-changes-load.h"

#include <glib/gi18n-lib.h>

#include "halqa-app-error.h"
#include "halqa-change-set-private.h"
#include "halqa-since.h"
#include "halqa-slice.h"

/* What there is to begin with, of a list of what has changed: read over a connection of its own, from
 * one moment, on a thread of its own. Which number or stamp answers which question is said in
 * sync/halqa-since.c. */

/* Entries that are read of what comes later between two looks at the clock. */
#define SLICE_ENTRIES 8

typedef struct
{
  HalqaStore *store;
  HalqaSince since;
  gint64 moment;
  char *device;
  guint64 upto;
} Load;

static void
load_free (gpointer data)
{
  Load *self = data;

  g_object_unref (self->store);
  g_free (self->device);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND, why);
  return FALSE;
}

static gboolean
add_since_moment (Load *self, HalqaReader *reader, HalqaChangeSet *set, GError **error)
{
  guint64 after;
  gboolean known;

  if (!halqa_reader_find_moment (reader, self->moment / 1000, &after, &known, error))
    return FALSE;
  return known ? halqa_change_set_add_arrived (set, after, error)
               : halqa_change_set_add_written (set, self->moment / 1000, error);
}

static gboolean
find_after (Load *self, HalqaReader *reader, guint64 *after, GError **error)
{
  HalqaDeviceId device;
  HalqaVisit visit;
  gboolean found = TRUE;

  switch (self->since)
    {
    case HALQA_SINCE_EXCHANGE:
      if (!halqa_reader_get_visit (reader, NULL, &visit, &found, error))
        return FALSE;
      *after = visit.first;
      return found || refuse (error, _ ("This laptop has not exchanged with any other yet."));
    case HALQA_SINCE_VISIT:
      if (!halqa_hex_decode (self->device, device.bytes, sizeof device.bytes))
        return refuse (error, _ ("This laptop has not met that one yet."));
      if (!halqa_reader_find_absence (reader, &device, after, &found, error))
        return FALSE;
      return found || refuse (error, _ ("This laptop has not met that one yet."));
    case HALQA_SINCE_LOOKED:
    case HALQA_SINCE_MOMENT:
    default:
      return halqa_reader_get_looked (reader, after, error);
    }
}

static gboolean
fill (Load *self, HalqaReader *reader, HalqaChangeSet *set, GError **error)
{
  guint64 after;

  if (!halqa_reader_get_newest (reader, &self->upto, error))
    return FALSE;
  if (self->since == HALQA_SINCE_MOMENT)
    return add_since_moment (self, reader, set, error);
  return find_after (self, reader, &after, error) &&
         halqa_change_set_add_arrived (set, after, error);
}

static HalqaChangeSet *
read_set (Load *self, GError **error)
{
  g_autoptr (HalqaReader) reader = halqa_reader_open (self->store, error);
  g_autoptr (HalqaChangeSet) set = NULL;
  g_autoptr (GPtrArray) settled = NULL;

  if (reader == NULL || !halqa_reader_begin (reader, error))
    return NULL;
  set = halqa_change_set_new (reader);
  if (self->since == HALQA_SINCE_LOOKED)
    halqa_change_set_skip (set, halqa_identity_get_device (halqa_store_get_identity (self->store)));
  if (fill (self, reader, set, error))
    settled = halqa_change_set_settle (set, error);
  halqa_reader_end (reader);
  /* The connection stays with the thread that opened it. */
  halqa_change_set_set_reader (set, NULL);
  return settled != NULL ? g_steal_pointer (&set) : NULL;
}

static void
load_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;
  HalqaChangeSet *set = read_set (task_data, &error);

  if (set != NULL)
    g_task_return_pointer (task, set, (GDestroyNotify) halqa_change_set_free);
  else
    g_task_return_error (task, error);
}

/**
 * halqa_changes_load_async:
 * @store: of the forum
 * @since: what is asked
 * @moment: of %HALQA_SINCE_MOMENT: Unix time in microseconds
 * @device: (nullable): of %HALQA_SINCE_VISIT: a laptop, 64 hex digits
 * @cancellable: (nullable): what was read is thrown away
 * @callback: called in the caller's context
 * @user_data: for @callback
 */
void
halqa_changes_load_async (HalqaStore *store,
                          HalqaSince since,
                          gint64 moment,
                          const char *device,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Load *self = g_new0 (Load, 1);

  self->store = g_object_ref (store);
  self->since = since;
  self->moment = moment;
  self->device = g_strdup (device);
  g_task_set_source_tag (task, halqa_changes_load_async);
  g_task_set_task_data (task, self, load_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * halqa_changes_load_finish:
 * @result: what the callback was given
 * @upto: (out): the newest arrival that was there
 * @error: %HALQA_APP_ERROR_NOT_FOUND where there is no such moment, or any of the store's
 *
 * Returns: (transfer full): what was read; it has no reader
 */
HalqaChangeSet *
halqa_changes_load_finish (GAsyncResult *result, guint64 *upto, GError **error)
{
  *upto = ((Load *) g_task_get_task_data (G_TASK (result)))->upto;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * halqa_changes_load_more:
 * @set: what was read already
 * @read: (inout): the newest arrival in it
 * @settled: (element-type HalqaChanged): where those come that were added; lent by @set
 * @more: (out): whether there is more to be read
 * @error: any of the store's
 *
 * Reads what came later, or as much of it as can be read in a part of a frame, on the thread of @set.
 *
 * Returns: whether it could be read
 */
gboolean
halqa_changes_load_more (HalqaChangeSet *set,
                         guint64 *read,
                         GPtrArray *settled,
                         gboolean *more,
                         GError **error)
{
  const gint64 start = g_get_monotonic_time ();
  guint64 newest;

  if (!halqa_reader_get_newest (set->reader, &newest, error))
    return FALSE;
  do
    {
      const guint64 upto = MIN (newest, *read + SLICE_ENTRIES);
      g_autoptr (GPtrArray) some = NULL;

      if (halqa_change_set_add_between (set, *read, upto, error))
        some = halqa_change_set_settle (set, error);
      if (some == NULL)
        return FALSE;
      g_ptr_array_extend (settled, some, NULL, NULL);
      *read = MAX (*read, upto);
    }
  while (*read < newest && !halqa_slice_is_over (start));
  *more = *read < newest;
  return TRUE;
}
