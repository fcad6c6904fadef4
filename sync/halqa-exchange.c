/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-exchange-session.h"

#include <string.h>

#include "halqa-error.h"

/* The asking side of an exchange: makes our set and a peer's equal (protocol, section 5).
 *
 * It is a loop around one request, `exchange`, which carries what we have and the peer, as far as
 * we know, has not, and brings back the same from the other side. After each turn decide() looks at
 * both fingerprints:
 *
 *   equal                                    → done
 *   we have not met (or it broke off)        → reconcile, then exchange what that found
 *   unequal                                  → exchange again: something came in between
 *   unequal for the third time in a row      → reconcile; the first sixteen turns don't count where they
 *                                              moved entries, for somebody may be writing all the time
 *
 * The first turn is an empty one (no entries, no name) unless the address is that of a device that
 * was met before; then the request goes to that device's key alone.
 *
 * The rules kept: our mark of how far we have read the peer moves only when all has arrived and is
 * on disk. Nothing is sent to a device before it has proven to be a member. Numbers of arrival may
 * be wrong without harm: only fingerprints end the loop.
 *
 * Rejected: to trust the numbers and leave the fingerprints out (a restored folder would part two
 * laptops for ever); to reconcile each time (a round trip more, and the whole set is read).
 *
 * What the request of a turn says and carries: halqa-exchange-turn.c. */

#define UNEQUAL_MAX 3
#define TURNS_MAX 16
#define RECONCILED_MAX 2

static void
session_free (HalqaSession *session)
{
  g_clear_pointer (&session->dialogue, halqa_dialogue_unref);
  g_clear_object (&session->reader);
  g_clear_pointer (&session->report, halqa_exchange_report_free);
  g_clear_object (&session->reply);
  g_clear_object (&session->stream);
  g_clear_object (&session->sink);
  halqa_exchange_head_clear (&session->sent);
  halqa_exchange_head_clear (&session->got);
  g_clear_pointer (&session->difference, halqa_difference_free);
  g_clear_pointer (&session->have, g_array_unref);
  g_free (session);
}

static HalqaStore *
get_store (HalqaSession *session)
{
  return halqa_reader_get_store (session->reader);
}

static gboolean
same_store (const guint8 *a, const guint8 *b)
{
  return memcmp (a, b, HALQA_STORE_ID_SIZE) == 0;
}

/* Another laptop may live at the address by now: it is asked who it is. And a member may have to
 * prove anew that it is one, where the forum has got another key, even in the midst of an exchange
 * that has just told us of it. */
static gboolean
may_begin_anew (HalqaSession *session, const GError *error)
{
  if (halqa_dialogue_get_address (session->dialogue) == NULL)
    return FALSE;
  if (g_error_matches (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_PEER))
    return session->recognised;
  return g_error_matches (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_UNPROVEN) &&
         !session->began_anew;
}

static void
begin_anew (GTask *task)
{
  HalqaSession *session = g_task_get_task_data (task);

  g_clear_object (&session->stream);
  g_clear_object (&session->sink);
  g_clear_pointer (&session->difference, halqa_difference_free);
  g_clear_pointer (&session->have, g_array_unref);
  session->began_anew = TRUE;
  session->recognised = FALSE;
  session->reconciled = FALSE;
  session->n_reconciled = 0;
  session->n_unequal = 0;
  session->peer = NULL;
  session->seen = 0;
  session->after = 0;
  halqa_dialogue_expect (session->dialogue, NULL);
  halqa_session_take_turn (task);
}

/* Where entries were on their way, nobody knows how many have arrived. */
void
halqa_session_fail (GTask *task, GError *error)
{
  HalqaSession *session = g_task_get_task_data (task);
  const HalqaDeviceId *device = halqa_sync_error_get_device (error);

  if (device != NULL)
    halqa_acquaintances_note_turned_away (session->book, device);
  if (session->peer != NULL &&
      ((session->stream != NULL && halqa_entry_stream_get_n_entries (session->stream) > 0) ||
       (session->sink != NULL && halqa_entry_sink_get_n_new (session->sink) > 0)))
    session->peer->broken = TRUE;
  if (!may_begin_anew (session, error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_error_free (error);
  begin_anew (task);
}

/* How our set stands to the peer's, as its header told. */
typedef struct
{
  gboolean equal;
  gboolean settled; /* but for refused entries */
  gboolean we_know; /* our mark of its store counts */
  gboolean it_knows; /* it has one of ours */
} Outcome;

static void
succeed (GTask *task, const Outcome *outcome)
{
  HalqaSession *session = g_task_get_task_data (task);
  HalqaExchangeReport *report = session->report;

  session->peer->broken = FALSE;
  report->equal = outcome->equal;
  report->settled = outcome->settled;
  report->peer = session->peer->device;
  report->name = g_steal_pointer (&session->got.name);
  report->version = g_steal_pointer (&session->got.version);
  report->clock_difference = halqa_exchange_head_get_clock_difference (&session->got);
  halqa_dialogue_report (session->dialogue, report);
  g_task_return_pointer (task, g_steal_pointer (&session->report),
                         (GDestroyNotify) halqa_exchange_report_free);
}

void
halqa_session_collect (HalqaSession *session)
{
  session->moved =
      (session->stream != NULL && halqa_entry_stream_get_n_entries (session->stream) > 0) ||
      (session->sink != NULL && halqa_entry_sink_get_n_new (session->sink) > 0);
  if (session->stream != NULL)
    session->report->sent += halqa_entry_stream_get_n_entries (session->stream);
  if (session->sink != NULL)
    {
      session->report->received += halqa_entry_sink_get_n_new (session->sink);
      session->report->refused += halqa_entry_sink_get_refused (session->sink)->len;
      halqa_acquaintance_note_refusals (session->peer->refused_by_us,
                                        halqa_entry_sink_get_refused (session->sink));
      halqa_conduct_note (&session->peer->conduct, &session->peer->device,
                          halqa_entry_sink_get_n_new (session->sink),
                          halqa_entry_sink_get_refused (session->sink));
    }
  if (session->reply != NULL)
    halqa_dialogue_count (session->dialogue, session->reply);
  g_clear_object (&session->stream);
  g_clear_object (&session->sink);
  g_clear_object (&session->reply);
}

/* --- after a turn */

static void
judge (HalqaSession *session, const HalqaStanding *now, Outcome *outcome)
{
  const HalqaExchangeHead *sent = &session->sent;
  const HalqaExchangeHead *got = &session->got;

  outcome->equal = memcmp (got->fingerprint, now->status.fingerprint, HALQA_FINGERPRINT_SIZE) == 0;
  outcome->settled = outcome->equal ||
                     halqa_exchange_is_settled (session->reader, session->peer, got->fingerprint);
  outcome->we_know =
      (now->met || session->reconciled) &&
      (session->light || (same_store (sent->of, got->store) && sent->seen <= got->upto));
  /* It may have read meanwhile what we have written since. */
  outcome->it_knows = same_store (got->of, sent->store) && got->seen <= now->status.upto;
}

static void
decide (GTask *task, const Outcome *outcome)
{
  HalqaSession *session = g_task_get_task_data (task);
  gboolean strangers = !outcome->we_know || !outcome->it_knows || session->peer->broken;
  Outcome pushed = *outcome;

  /* What was to be brought is there; the peer brings its own itself. */
  if (session->sent.quiet && !strangers && session->got.seen >= session->sent.upto)
    pushed.settled = TRUE;
  if (pushed.settled)
    succeed (task, &pushed);
  else if (!strangers && session->light && session->how == HALQA_EXCHANGE_ASK &&
           halqa_acquaintance_is_moving (session->peer))
    {
      session->report->later = TRUE;
      succeed (task, outcome);
    }
  else if (strangers && !session->reconciled && session->n_reconciled < RECONCILED_MAX)
    halqa_session_reconcile (task);
  else if (((session->light || session->moved) && session->n_turns < TURNS_MAX) ||
           ++session->n_unequal < UNEQUAL_MAX)
    halqa_session_take_turn (task);
  else if (session->n_reconciled < RECONCILED_MAX)
    halqa_session_reconcile (task);
  else
    succeed (task, outcome);
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (halqa_store_set_seen_finish (HALQA_STORE (source), result, &error))
    decide (task, g_object_get_data (G_OBJECT (task), "outcome"));
  else
    halqa_session_fail (task, error);
}

/* A row is made only for a store that was read to its end once. */
static gboolean
update_marks (HalqaSession *session, const HalqaStanding *now, const Outcome *outcome)
{
  if (outcome->equal || (outcome->we_know && !session->light && !session->sent.quiet))
    session->seen = session->got.upto;
  else if (!outcome->we_know)
    session->seen = 0;
  /* An exchange that the peer began has been quicker than this one. */
  if (outcome->we_know && now->met && !session->reconciled)
    session->seen = MAX (session->seen, now->seen);
  if (outcome->equal)
    session->after = now->status.upto;
  else if (outcome->it_knows)
    session->after = session->got.seen;
  else if (!session->light)
    session->after = session->sent.upto;
  return (outcome->equal || outcome->we_know) &&
         (!now->met || now->seen != session->seen || now->acked != session->after);
}

static void
turn_taken (GTask *task)
{
  HalqaSession *session = g_task_get_task_data (task);
  Outcome *outcome = g_new0 (Outcome, 1);
  HalqaStanding now;
  GError *error = NULL;

  g_object_set_data_full (G_OBJECT (task), "outcome", outcome, g_free);
  halqa_session_collect (session);
  if (!session->light)
    g_clear_pointer (&session->have, g_array_unref);
  if (!halqa_standing_read (&now, session->reader, session->got.store, &error))
    {
      halqa_session_fail (task, error);
      return;
    }
  judge (session, &now, outcome);
  halqa_exchange_head_hear (&session->got, session->reader, &session->peer->device);
  if (session->light)
    session->seen = now.seen;
  if (update_marks (session, &now, outcome))
    halqa_store_set_seen_async (get_store (session), session->got.store, session->seen,
                                session->after, NULL, marked_cb, g_object_ref (task));
  else
    decide (task, outcome);
}

/* --- a turn */

static void
drained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (halqa_entry_sink_drain_finish (HALQA_ENTRY_SINK (source), result, &error))
    turn_taken (task);
  else
    halqa_session_fail (task, error);
}

/* Who answers is known now, and its store. */
static void
meet (HalqaSession *session)
{
  const HalqaDeviceId *device = halqa_reply_get_device (session->reply);

  if (session->peer == NULL || !same_store (session->peer->store, session->got.store))
    session->reconciled = FALSE;
  session->peer = halqa_acquaintances_meet (session->book, device);
  halqa_acquaintances_note (session->book, session->peer,
                            halqa_dialogue_get_address (session->dialogue), session->got.store);
  session->peer->upto = MAX (session->peer->upto, session->got.upto);
  halqa_dialogue_expect (session->dialogue, device);
  session->report->copied =
      halqa_exchange_notice_copy (get_store (session), device, session->got.store);
}

static void
head_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaSession *session = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) head =
                 halqa_entry_sink_read_head_finish (HALQA_ENTRY_SINK (source), result, &error);

  halqa_exchange_head_clear (&session->got);
  if (head == NULL || !halqa_exchange_head_decode (&session->got, head, &error))
    {
      halqa_session_fail (task, error);
      return;
    }
  meet (session);
  memcpy (session->peer->told, session->sent.fingerprint, HALQA_FINGERPRINT_SIZE);
  if (session->sent.quiet)
    session->peer->pushed = MAX (session->peer->pushed, session->upto);
  if (session->sent.n_notes > 0)
    halqa_knowledge_given (halqa_knowledge_of (session->reader), &session->peer->device,
                           session->serial);
  halqa_entry_sink_set_peer (session->sink, session->got.store);
  halqa_entry_sink_drain_async (session->sink, halqa_dialogue_get_cancellable (session->dialogue),
                                drained_cb, g_object_ref (task));
}

static void
turn_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
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
  if (session->answered != NULL)
    g_steal_pointer (&session->answered) (session->user_data);
  session->recognised = FALSE;
  session->sink = halqa_entry_sink_new (get_store (session), halqa_reply_get_body (session->reply));
  halqa_entry_sink_read_head_async (session->sink,
                                    halqa_dialogue_get_cancellable (session->dialogue),
                                    head_read_cb, g_object_ref (task));
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HalqaSession *session = g_task_get_task_data (task);
  GError *error = NULL;
  guint n_false;

  if (!halqa_store_settle_checks_finish (HALQA_STORE (source), result, &n_false, &error))
    {
      halqa_session_fail (task, error);
      return;
    }
  session->report->refused += n_false;
  session->report->received -= MIN (n_false, session->report->received);
  halqa_session_take_turn (task);
}

void
halqa_session_take_turn (GTask *task)
{
  static const guint8 unknown[HALQA_STORE_ID_SIZE];
  HalqaSession *session = g_task_get_task_data (task);
  HalqaRequestFlags flags = HALQA_REQUEST_PLAIN;
  HalqaStanding now;
  GError *error = NULL;

  session->n_turns++;
  session->light = halqa_session_is_light (session);
  if (!halqa_standing_read (&now, session->reader, session->light ? unknown : session->peer->store,
                            &error))
    {
      halqa_session_fail (task, error);
      return;
    }
  /* What was taken in trust, or left so by a crash, would be asked for again. */
  if (now.status.n_unchecked > 0)
    {
      halqa_store_settle_checks_async (get_store (session),
                                       halqa_dialogue_get_cancellable (session->dialogue),
                                       settled_cb, g_object_ref (task));
      return;
    }
  session->upto = now.status.upto;
  if (!halqa_session_fill_turn (session, &now.status, &flags, &error))
    {
      halqa_session_fail (task, error);
      return;
    }
  halqa_dialogue_ask_async (session->dialogue, "exchange", G_INPUT_STREAM (session->stream), flags,
                            turn_answered_cb, g_object_ref (task));
}

/* --- the whole */

/* Whom we may send to without asking first, for its marks are on disk. */
static void
recognise (HalqaSession *session, HalqaAcquaintance *peer)
{
  guint64 acked;

  if (peer == NULL || !halqa_acquaintance_has_store (peer) || peer->broken ||
      !halqa_reader_get_seen (session->reader, peer->store, &session->seen, &acked))
    return;
  session->peer = peer;
  session->recognised = TRUE;
  session->after =
      MAX (halqa_knowledge_get_mark (halqa_knowledge_of (session->reader), &peer->device),
           MAX (acked, peer->given));
  halqa_dialogue_expect (session->dialogue, &peer->device);
}

static GTask *
make_task (HalqaTransport *transport,
           HalqaReader *reader,
           const char *address,
           GCancellable *cancellable,
           HalqaAnsweredFunc answered,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (transport, cancellable, callback, user_data);
  HalqaSession *session = g_new0 (HalqaSession, 1);

  g_task_set_source_tag (task, make_task);
  g_task_set_task_data (task, session, (GDestroyNotify) session_free);
  session->reader = g_object_ref (reader);
  session->answered = answered;
  session->user_data = user_data;
  session->report = g_new0 (HalqaExchangeReport, 1);
  session->book = halqa_acquaintances_of (reader);
  session->dialogue =
      halqa_dialogue_new (transport, halqa_reader_get_store (reader), address, cancellable);
  return task;
}

/**
 * halqa_exchange_async:
 * @transport: carries the requests; of this thread
 * @reader: of the forum; of this thread
 * @address: the peer's, "HOST:PORT"
 * @cancellable: (nullable): breaks it off
 * @answered: (nullable): called when the peer answers for the first time
 * @callback: called when both sides have committed what they were sent
 * @user_data: for both
 */
void
halqa_exchange_async (HalqaTransport *transport,
                      HalqaReader *reader,
                      const char *address,
                      GCancellable *cancellable,
                      HalqaAnsweredFunc answered,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  HalqaSession *session;

  g_return_if_fail (HALQA_IS_TRANSPORT (transport) && HALQA_IS_READER (reader) && address != NULL);
  task = make_task (transport, reader, address, cancellable, answered, callback, user_data);
  session = g_task_get_task_data (task);
  recognise (session, halqa_acquaintances_at (session->book, address));
  halqa_session_take_turn (task);
}

/**
 * halqa_exchange_with_async:
 * @transport: carries the requests; of this thread
 * @reader: of the forum; of this thread
 * @device: the peer, which has proven to be a member
 * @address: (nullable): where it may be asked, "HOST:PORT"; where another laptop answers there by
 *   now, the exchange is with that
 * @how: how it begins
 * @cancellable: (nullable): breaks it off
 * @answered: (nullable): called when the peer answers for the first time
 * @callback: called when both sides have committed what they were sent
 * @user_data: for both
 */
void
halqa_exchange_with_async (HalqaTransport *transport,
                           HalqaReader *reader,
                           const HalqaDeviceId *device,
                           const char *address,
                           HalqaExchangeHow how,
                           GCancellable *cancellable,
                           HalqaAnsweredFunc answered,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  HalqaSession *session;

  g_return_if_fail (HALQA_IS_TRANSPORT (transport) && HALQA_IS_READER (reader) && device != NULL);
  task = make_task (transport, reader, address, cancellable, answered, callback, user_data);
  session = g_task_get_task_data (task);
  session->how = how;
  recognise (session, halqa_acquaintances_meet (session->book, device));
  if (!session->recognised && address == NULL)
    halqa_dialogue_expect (session->dialogue, device);
  halqa_session_take_turn (task);
}

/**
 * halqa_exchange_finish:
 * @result: what the callback was given
 * @error: %HALQA_SYNC_ERROR_PEER, %HALQA_SYNC_ERROR_NOT_MEMBER, %HALQA_SYNC_ERROR_VERSION,
 *   %HALQA_SYNC_ERROR_MALFORMED, or what the network or the disk says
 *
 * Returns: (transfer full): what was done; on an error what had arrived is kept
 */
HalqaExchangeReport *
halqa_exchange_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
