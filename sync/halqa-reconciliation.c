/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-reconciliation.h"

#include <glib/gi18n-lib.h>

#include "halqa-error.h"
#include "halqa-exchange-message.h"
#include "halqa-source.h"

/* Reconciliation of two whole sets over the wire, where arrival numbers are not enough.
 *
 * Who asks holds its set, as it was at the beginning, until the end. Who answers holds nothing
 * between two messages but a copy of its set that is thrown away when an entry arrives or nobody
 * has asked for KEEP_SECONDS: Negentropy's answer to a message depends on the message alone. A set
 * that grows meanwhile makes the result old, not wrong; the exchange that follows tells.
 *
 * Rejected: a session on the answering side (it would have to be ended, bounded and counted, for
 * every peer that ever went away in the middle). */

#define KEEP_SECONDS 10
/* Two sets of a million entries that share nothing need half of it. */
#define MESSAGES_MAX 1024

/* --- sets */

typedef struct
{
  HalqaNegentropy *set;
  guint64 upto;
} KeptSet;

static void
add_item_cb (guint64 stamp, const HalqaEntryId *id, gpointer user_data)
{
  halqa_negentropy_add (user_data, stamp, id);
}

static gboolean
get_upto (HalqaReader *reader, guint64 *upto, GError **error)
{
  HalqaStatus status;

  if (!halqa_reader_status_of_log (reader, &status, error))
    return FALSE;
  *upto = status.upto;
  return TRUE;
}

static HalqaNegentropy *
load_set (HalqaReader *reader, guint64 *upto, GError **error)
{
  g_autoptr (HalqaNegentropy) set = halqa_negentropy_new (HALQA_RECONCILE_MAX);
  gboolean loaded;

  if (!halqa_reader_begin (reader, error))
    return NULL;
  loaded =
      get_upto (reader, upto, error) && halqa_reader_walk_items (reader, add_item_cb, set, error);
  halqa_reader_end (reader);
  if (!loaded)
    return NULL;
  halqa_negentropy_seal (set);
  return g_steal_pointer (&set);
}

/* --- who answers */

static const char kept_key[] = "halqa-reconciliation";
static const char timer_key[] = "halqa-reconciliation-timer";

static void
kept_set_free (KeptSet *kept)
{
  g_clear_pointer (&kept->set, halqa_negentropy_free);
  g_free (kept);
}

static gboolean
forget_cb (gpointer user_data)
{
  g_object_set_data (user_data, kept_key, NULL);
  return G_SOURCE_REMOVE;
}

static void
destroy_timer (gpointer timer)
{
  g_source_destroy (timer);
  g_source_unref (timer);
}

/* The timer lives as long as the reader at most: it goes with the reader's data. */
static void
forget_later (HalqaReader *reader)
{
  GSource *timer = g_timeout_source_new_seconds (KEEP_SECONDS);

  halqa_source_attach (timer, forget_cb, reader);
  g_object_set_data_full (G_OBJECT (reader), timer_key, timer, destroy_timer);
}

static HalqaNegentropy *
get_kept_set (HalqaReader *reader, GError **error)
{
  KeptSet *kept = g_object_get_data (G_OBJECT (reader), kept_key);
  guint64 upto;

  if (!get_upto (reader, &upto, error))
    return NULL;
  if (kept == NULL || kept->upto != upto)
    {
      HalqaNegentropy *set = load_set (reader, &upto, error);

      if (set == NULL)
        return NULL;
      kept = g_new0 (KeptSet, 1);
      kept->set = set;
      kept->upto = upto;
      g_object_set_data_full (G_OBJECT (reader), kept_key, kept, (GDestroyNotify) kept_set_free);
    }
  forget_later (reader);
  return kept->set;
}

/**
 * halqa_reconcile_answer:
 * @reader: reads our set
 * @message: from outside
 * @error: %HALQA_SYNC_ERROR_MALFORMED, or what the disk says
 *
 * Returns: (transfer full): the next message
 */
GBytes *
halqa_reconcile_answer (HalqaReader *reader, GBytes *message, GError **error)
{
  HalqaNegentropy *set = get_kept_set (reader, error);

  return set == NULL ? NULL : halqa_negentropy_respond (set, message, error);
}

/* --- who asks */

typedef struct
{
  HalqaDialogue *dialogue;
  HalqaNegentropy *set;
  HalqaDifference *difference;
  guint n_messages;
} Asking;

static HalqaDifference *
difference_new (void)
{
  HalqaDifference *self = g_new0 (HalqaDifference, 1);

  self->have = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  self->need = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  return self;
}

/**
 * halqa_difference_free:
 * @self: (transfer full): a difference
 */
void
halqa_difference_free (HalqaDifference *self)
{
  g_array_unref (self->have);
  g_array_unref (self->need);
  g_free (self);
}

static void
asking_free (Asking *asking)
{
  g_clear_pointer (&asking->dialogue, halqa_dialogue_unref);
  g_clear_pointer (&asking->set, halqa_negentropy_free);
  g_clear_pointer (&asking->difference, halqa_difference_free);
  g_free (asking);
}

static void ask (GTask *task, GBytes *message);

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Asking *asking = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) answer = halqa_dialogue_ask_whole_finish (asking->dialogue, result, &error);
  g_autoptr (GBytes) next = NULL;

  if (answer != NULL)
    next = halqa_negentropy_reconcile (asking->set, answer, asking->difference->have,
                                       asking->difference->need, &error);
  if (next != NULL && ++asking->n_messages == MESSAGES_MAX)
    g_task_return_new_error (task, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED,
                             _ ("The other laptop's list of entries has no end."));
  else if (next != NULL)
    ask (task, next);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&asking->difference),
                           (GDestroyNotify) halqa_difference_free);
}

static void
ask (GTask *task, GBytes *message)
{
  Asking *asking = g_task_get_task_data (task);
  g_autoptr (GInputStream) body = g_memory_input_stream_new_from_bytes (message);

  halqa_dialogue_ask_whole_async (asking->dialogue, "reconcile", body, HALQA_REQUEST_MEMBERS_ONLY,
                                  HALQA_RECONCILE_MAX, answered_cb, g_object_ref (task));
}

/**
 * halqa_reconcile_async:
 * @dialogue: with whom
 * @reader: reads our set, now
 * @callback: called when the difference is known
 * @user_data: for @callback
 */
void
halqa_reconcile_async (HalqaDialogue *dialogue,
                       HalqaReader *reader,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task =
                 g_task_new (NULL, halqa_dialogue_get_cancellable (dialogue), callback, user_data);
  Asking *asking = g_new0 (Asking, 1);
  g_autoptr (GBytes) first = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, halqa_reconcile_async);
  g_task_set_task_data (task, asking, (GDestroyNotify) asking_free);
  asking->dialogue = halqa_dialogue_ref (dialogue);
  asking->difference = difference_new ();
  asking->set = load_set (reader, &asking->difference->upto, &error);
  if (asking->set == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  first = halqa_negentropy_initiate (asking->set);
  ask (task, first);
}

/**
 * halqa_reconcile_finish:
 * @result: what the callback was given
 * @error: %HALQA_SYNC_ERROR_MALFORMED, or as of halqa_dialogue_ask_whole_finish()
 *
 * Returns: (transfer full): what parts the two sets
 */
HalqaDifference *
halqa_reconcile_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
