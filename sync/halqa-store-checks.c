/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-store-private.h"

#include "halqa-cbor.h"
#include "halqa-entry-batch.h"
#include "halqa-source.h"

/* Signatures that are checked behind: of a forum that arrived whole, and of one that was left so by a
 * crash.
 *
 * The cores have nothing else to do as soon as no more entries come, so the checks begin then: when
 * who brought them asks for it, else a moment after the last commit. Range after range is read from
 * the log, checked on all cores and settled, while the next one is on the cores. All but the checking
 * itself is done on the store's thread, between other jobs.
 *
 * Rejected: checking while the forum arrives (it is the same work, and what a person waits for would
 * come later); keeping the entries in memory until then (a crash would lose which they were). */

/* How long after the last commit of unchecked entries, milliseconds: as long as a transfer stalls
 * at most. Who sees its end asks for the check at once. */
#define DELAY_MS 1000
/* And where another process brought them, which most likely checks them itself. */
#define ELSEWHERE_MS 5000
/* Ranges that are read and not settled. */
#define AHEAD_MAX 2

/* One range, on the cores. */
typedef struct
{
  HalqaStore *store; /* borrowed: it waits for us */
  HalqaRange range;
  HalqaEntryBatch *batch;
  GArray *arrivals; /* of gint64, as in the batch */
  GByteArray *item; /* room */
} Round;

struct _HalqaChecks
{
  GSource *delay;
  GQueue rounds; /* in the order of their ranges */
  gint64 last; /* the range that was read last */
  GPtrArray *waiting; /* of GTask: who wants to know when nothing is unchecked */
  gboolean ending;
};

static void pump (HalqaStore *self);

static HalqaChecks *
get_checks (HalqaStore *self)
{
  if (self->checks == NULL)
    {
      self->checks = g_new0 (HalqaChecks, 1);
      g_queue_init (&self->checks->rounds);
      self->checks->waiting = g_ptr_array_new ();
    }
  return self->checks;
}

static void
round_free (Round *round)
{
  halqa_entry_batch_unref (round->batch);
  g_array_unref (round->arrivals);
  g_byte_array_unref (round->item);
  g_free (round);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Round, round_free)

static void
answer_waiting (HalqaStore *self, const GError *error)
{
  HalqaChecks *checks = self->checks;

  for (guint i = 0; i < checks->waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (checks->waiting, i);
      guint *n_struck = g_task_get_task_data (task);

      *n_struck = self->writer->n_struck - *n_struck;
      halqa_store_return_task (task, error != NULL ? g_error_copy (error) : NULL);
    }
  g_ptr_array_set_size (checks->waiting, 0);
}

/* What waits is told of the fault; the next commit or start tries again. */
static void
give_up (HalqaStore *self, const GError *error)
{
  g_warning ("%s: %s", self->path, error->message);
  answer_waiting (self, error);
}

/* --- one range */

static void
add_cb (gint64 arrival,
        const guint8 *bytes,
        gsize size,
        const guint8 *signature,
        gsize signature_size,
        gpointer user_data)
{
  Round *round = user_data;

  g_byte_array_set_size (round->item, 0);
  halqa_cbor_put_array (round->item, 2);
  halqa_cbor_put_bytes (round->item, bytes, size);
  halqa_cbor_put_bytes (round->item, signature, signature_size);
  halqa_entry_batch_add (round->batch, round->item->data, round->item->len);
  g_array_append_val (round->arrivals, arrival);
}

static gboolean
settle_round (HalqaStore *self, Round *round, GError **error)
{
  g_autoptr (GArray) sound = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  g_autoptr (GArray) false_ones = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < round->arrivals->len; i++)
    {
      HalqaEntry *entry = halqa_entry_batch_get_entry (round->batch, i);

      if (entry != NULL)
        g_array_append_vals (sound, halqa_entry_get_id (entry), 1);
      else
        g_array_append_vals (false_ones, &g_array_index (round->arrivals, gint64, i), 1);
    }
  return halqa_writer_settle_range (self->writer, &round->range, sound, false_ones, error);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Round *round = user_data;

  halqa_entry_batch_check_finish (round->batch, result);
  pump (round->store);
}

static Round *
round_new (HalqaStore *self, const HalqaRange *range)
{
  Round *round = g_new0 (Round, 1);

  round->store = self;
  round->range = *range;
  round->batch = halqa_entry_batch_new (&self->key.forum);
  round->arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));
  round->item = g_byte_array_new ();
  return round;
}

/* Puts the next range on the cores; @found FALSE where none is left. */
static gboolean
begin_round (HalqaStore *self, gboolean *found, GError **error)
{
  HalqaChecks *checks = self->checks;
  g_autoptr (Round) round = NULL;
  HalqaRange range;

  if (!halqa_writer_find_unchecked (self->writer, checks->last, &range, found, error))
    return FALSE;
  if (!*found)
    return TRUE;
  round = round_new (self, &range);
  if (!halqa_writer_read_range (self->writer, &range, add_cb, round, error))
    return FALSE;
  checks->last = range.first;
  halqa_entry_batch_check_async (round->batch, checked_cb, round);
  g_queue_push_tail (&checks->rounds, g_steal_pointer (&round));
  return TRUE;
}

/* --- all of them */

/* The records of false entries are others now. */
static gboolean
settle_head (HalqaStore *self, GError **error)
{
  g_autoptr (Round) round = g_queue_pop_head (&self->checks->rounds);
  gboolean settled = settle_round (self, round, error);

  halqa_store_tell (self, FALSE);
  return settled;
}

/* @settled: whether that made room for another range. */
static gboolean
advance (HalqaStore *self, gboolean *settled, GError **error)
{
  HalqaChecks *checks = self->checks;
  gboolean found = TRUE;
  Round *head;

  while (found && !checks->ending && g_queue_get_length (&checks->rounds) < AHEAD_MAX)
    if (!begin_round (self, &found, error))
      return FALSE;
  head = g_queue_peek_head (&checks->rounds);
  *settled = head != NULL && halqa_entry_batch_is_checked (head->batch);
  return !*settled || settle_head (self, error);
}

/* Who does not want to know any more. */
static void
answer_cancelled (HalqaChecks *checks)
{
  for (guint i = checks->waiting->len; i > 0; i--)
    {
      GTask *task = g_ptr_array_index (checks->waiting, i - 1);
      GError *error = NULL;

      if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error))
        continue;
      g_ptr_array_remove_index_fast (checks->waiting, i - 1);
      halqa_store_return_task (task, error);
    }
}

static void
pump (HalqaStore *self)
{
  HalqaChecks *checks = self->checks;
  g_autoptr (GError) error = NULL;
  gboolean had_any = !g_queue_is_empty (&checks->rounds);
  gboolean settled = TRUE;

  answer_cancelled (checks);
  while (settled)
    if (!advance (self, &settled, &error))
      {
        give_up (self, error);
        return;
      }
  if (!g_queue_is_empty (&checks->rounds) || checks->ending)
    return;
  if (had_any)
    halqa_store_tell_checked (self);
  answer_waiting (self, NULL);
}

static gboolean
begin_cb (gpointer user_data)
{
  HalqaStore *self = user_data;

  g_clear_pointer (&self->checks->delay, g_source_unref);
  if (!g_queue_is_empty (&self->checks->rounds))
    return G_SOURCE_REMOVE;
  self->checks->last = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

/**
 * halqa_store_schedule_checks:
 * @self: a store, on its thread
 * @elsewhere: whether another process wrote, which most likely checks what it brought
 */
void
halqa_store_schedule_checks (HalqaStore *self, gboolean elsewhere)
{
  HalqaChecks *checks = get_checks (self);

  if (self->read_only)
    return;
  halqa_source_clear (&checks->delay);
  checks->delay = g_timeout_source_new (elsewhere ? ELSEWHERE_MS : DELAY_MS);
  g_source_set_callback (checks->delay, begin_cb, self, NULL);
  g_source_attach (checks->delay, self->context);
}

/**
 * halqa_store_end_checks:
 * @self: a store, on its thread, whose loop has ended
 */
void
halqa_store_end_checks (HalqaStore *self)
{
  g_autoptr (GError) error = NULL;
  HalqaChecks *checks = self->checks;

  if (checks == NULL)
    return;
  halqa_source_clear (&checks->delay);
  checks->ending = TRUE;
  while (!g_queue_is_empty (&checks->rounds))
    g_main_context_iteration (self->context, TRUE);
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the store was closed");
  answer_waiting (self, error);
  g_ptr_array_unref (checks->waiting);
  g_clear_pointer (&self->checks, g_free);
}

/* --- being told */

static gboolean
wait_cb (gpointer user_data)
{
  GTask *task = user_data;
  HalqaStore *self = g_task_get_source_object (task);
  HalqaChecks *checks = get_checks (self);

  *(guint *) g_task_get_task_data (task) = self->writer->n_struck;
  g_ptr_array_add (checks->waiting, task);
  halqa_source_clear (&checks->delay);
  begin_cb (self);
  return G_SOURCE_REMOVE;
}

/**
 * halqa_store_settle_checks_async:
 * @self: a store
 * @cancellable: (nullable): for who does not want to know any more
 * @callback: called when nothing is unchecked
 * @user_data: for @callback
 *
 * At once where nothing is; else some 30 µs for each entry and core. The checks do not wait for
 * further entries then.
 */
void
halqa_store_settle_checks_async (HalqaStore *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->thread != NULL);
  g_task_set_source_tag (task, halqa_store_settle_checks_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_new0 (guint, 1), g_free);
  g_main_context_invoke_full (self->context, G_PRIORITY_DEFAULT, wait_cb, task, NULL);
}

/**
 * halqa_store_settle_checks_finish:
 * @self: a store
 * @result: what the callback was given
 * @n_false: (out): entries that were struck out while it was waited for
 * @error: what the disk says
 *
 * Returns: whether nothing is unchecked
 */
gboolean
halqa_store_settle_checks_finish (HalqaStore *self,
                                  GAsyncResult *result,
                                  guint *n_false,
                                  GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  *n_false = *(guint *) g_task_get_task_data (G_TASK (result));
  return g_task_propagate_boolean (G_TASK (result), error);
}
