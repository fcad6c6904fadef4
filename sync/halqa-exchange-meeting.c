/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-exchange-session.h"

/* What an exchange does where arrival numbers are not enough: two laptops that meet for the first
 * time, that broke off, or that differ for the third time in a row.
 *
 * The difference is found by reconciliation, what we lack is fetched at once, and what the peer
 * lacks goes with the next turn, whose answer tells whether both are equal now. Only where that was
 * tried before do the entries go by a request of their own: its answer names those that the peer
 * refused, which a turn's does not.
 *
 * Rejected: to push by that request each time. It would cost every first meeting a round trip. */

/* Entries that the peer may refuse go by the request that tells which and why. */
static void
entries_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaSession *session = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GBytes) answer = halqa_dialogue_ask_whole_finish (session->dialogue, result, &error);

  if (answer != NULL)
    refused = halqa_entries_answer_decode (answer, &error);
  if (refused == NULL)
    {
      halqa_session_fail (task, error);
      return;
    }
  halqa_acquaintance_note_refusals (session->peer->refused_by_it, refused);
  halqa_session_collect (session);
  g_clear_pointer (&session->have, g_array_unref);
  halqa_session_take_turn (task);
}

static void
push_entries (GTask *task)
{
  HalqaSession *session = g_task_get_task_data (task);

  session->stream = halqa_entry_stream_new (session->reader);
  halqa_entry_stream_set_ids (session->stream, (HalqaEntryId *) session->have->data,
                              session->have->len);
  halqa_acquaintance_forget_refused (session->peer);
  halqa_entry_stream_set_skip (session->stream, session->peer->refused_by_it);
  halqa_dialogue_ask_whole_async (session->dialogue, "entries", G_INPUT_STREAM (session->stream),
                                  HALQA_REQUEST_COMPRESS | HALQA_REQUEST_MEMBERS_ONLY,
                                  HALQA_ANSWER_MAX, entries_answered_cb, g_object_ref (task));
}

/* All that we needed is on disk: what the peer had when we began to reconcile is read. */
static void
all_fetched (GTask *task)
{
  HalqaSession *session = g_task_get_task_data (task);

  session->seen = session->fetched_upto;
  session->reconciled = TRUE;
  session->n_unequal = 0;
  g_clear_pointer (&session->difference, halqa_difference_free);
  if (session->n_reconciled > 1 && session->have != NULL && session->have->len > 0)
    push_entries (task);
  else
    halqa_session_take_turn (task);
}

static void fetch_next (GTask *task);

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaSession *session = g_task_get_task_data (task);
  GError *error = NULL;

  if (!halqa_entry_sink_drain_finish (HALQA_ENTRY_SINK (source), result, &error))
    {
      halqa_session_fail (task, error);
      return;
    }
  halqa_session_collect (session);
  fetch_next (task);
}

static void
fetch_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaSession *session = g_task_get_task_data (task);
  GError *error = NULL;

  session->reply = halqa_dialogue_ask_finish (session->dialogue, result, &error);
  if (session->reply == NULL)
    {
      halqa_session_fail (task, error);
      return;
    }
  session->sink = halqa_entry_sink_new (halqa_reader_get_store (session->reader),
                                        halqa_reply_get_body (session->reply));
  halqa_entry_sink_set_peer (session->sink, session->peer->store);
  if (session->first_contact)
    halqa_entry_sink_set_trusting (session->sink);
  halqa_entry_sink_drain_async (session->sink, halqa_dialogue_get_cancellable (session->dialogue),
                                fetched_cb, g_object_ref (task));
}

/* @ids: %NULL for all. */
static void
fetch (GTask *task, const HalqaEntryId *ids, guint n_ids)
{
  HalqaSession *session = g_task_get_task_data (task);
  g_autoptr (GBytes) request = halqa_fetch_encode (ids, n_ids);
  g_autoptr (GInputStream) body = g_memory_input_stream_new_from_bytes (request);

  halqa_dialogue_ask_async (session->dialogue, "fetch", body, HALQA_REQUEST_MEMBERS_ONLY,
                            fetch_answered_cb, g_object_ref (task));
}

static void
fetch_next (GTask *task)
{
  HalqaSession *session = g_task_get_task_data (task);
  guint n;

  if (session->difference == NULL || session->next_need == session->difference->need->len)
    {
      all_fetched (task);
      return;
    }
  n = MIN (session->difference->need->len - session->next_need, HALQA_FETCH_IDS);
  session->next_need += n;
  fetch (task, &g_array_index (session->difference->need, HalqaEntryId, session->next_need - n), n);
}

/* What we refused ten minutes ago would be refused again. */
static void
drop_refused (HalqaSession *session, GArray *need)
{
  halqa_acquaintance_forget_refused (session->peer);
  for (guint i = need->len; i > 0; i--)
    if (g_hash_table_contains (session->peer->refused_by_us,
                               &g_array_index (need, HalqaEntryId, i - 1)))
      g_array_remove_index_fast (need, i - 1);
}

static void
reconciled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaSession *session = g_task_get_task_data (task);
  GError *error = NULL;

  session->difference = halqa_reconcile_finish (result, &error);
  if (session->difference == NULL)
    {
      halqa_session_fail (task, error);
      return;
    }
  session->have = g_array_ref (session->difference->have);
  session->after = session->difference->upto;
  session->next_need = 0;
  drop_refused (session, session->difference->need);
  fetch_next (task);
}

/* Where one of the two has hardly anything, there is nothing to compare: all of the other side is
 * fetched, or given, and the few that both had go twice. Not the second time, when a comparison has
 * to tell what parts the two. */
void
halqa_session_reconcile (GTask *task)
{
  HalqaSession *session = g_task_get_task_data (task);
  HalqaStanding now;
  GError *error = NULL;
  gboolean first = session->n_reconciled == 0;

  if (!halqa_standing_read (&now, session->reader, session->peer->store, &error))
    {
      halqa_session_fail (task, error);
      return;
    }
  session->n_reconciled++;
  session->fetched_upto = session->got.upto;
  g_clear_pointer (&session->have, g_array_unref);
  session->after = 0;
  session->first_contact =
      first && halqa_exchange_is_first_contact (&now.status, session->got.upto);
  if (first && now.status.n_entries <= HALQA_EXCHANGE_FEW)
    fetch (task, NULL, 0);
  else if (first && session->got.upto <= HALQA_EXCHANGE_FEW)
    {
      session->fetched_upto = 0;
      all_fetched (task);
    }
  else
    halqa_reconcile_async (session->dialogue, session->reader, reconciled_cb, g_object_ref (task));
}
