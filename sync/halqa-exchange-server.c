/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-exchange-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-body.h"
#include "halqa-entry-stream.h"
#include "halqa-error.h"
#include "halqa-reconciliation.h"

/* The answering side of an exchange: takes what a request carries, then answers from a snapshot that
 * was made after it (protocol, section 5).
 *
 * The rules kept: what is refused, and a body that breaks off, leaves everything sound that came
 * before on disk. The mark of how far the peer has been read moves only where its whole body has
 * arrived and the mark before it was ours to move, or where both sets are equal; a request without
 * a name asks only, and moves nothing but by equality. Nothing is kept from one request to the next
 * but what both ends may forget.
 *
 * Rejected: to answer before the body has been applied (the fingerprint would be that of a set that
 * neither side has). */

typedef struct
{
  /* Owned. */
  HalqaRequest *request;
  HalqaReader *reader;
  HalqaExchangeReport *report;
  HalqaEntrySink *sink;
  HalqaExchangeHead got;

  gboolean first_contact; /* what comes is shown before it is checked */
  gboolean checks_first; /* and that, or what was left so, is checked before we answer */

  /* Borrowed: the reader's. */
  HalqaAcquaintances *book;
  HalqaAcquaintance *peer;
} Serving;

static void
serving_free (Serving *serving)
{
  serving->peer->n_served--;
  g_clear_object (&serving->request);
  g_clear_object (&serving->sink);
  g_clear_pointer (&serving->report, halqa_exchange_report_free);
  halqa_exchange_head_clear (&serving->got);
  g_clear_object (&serving->reader);
  g_free (serving);
}

static guint
get_status (const GError *error)
{
  if (error->domain != HALQA_SYNC_ERROR)
    return 500;
  switch (error->code)
    {
    case HALQA_SYNC_ERROR_MALFORMED:
    case HALQA_SYNC_ERROR_SIGNATURE:
    case HALQA_SYNC_ERROR_INVALID:
      return 400;
    case HALQA_SYNC_ERROR_NOT_FOUND:
      return 404;
    case HALQA_SYNC_ERROR_VERSION:
      return 409;
    case HALQA_SYNC_ERROR_TOO_LARGE:
      return 413;
    case HALQA_SYNC_ERROR_NO_SPACE:
    case HALQA_SYNC_ERROR_NO_MEMORY:
      return 507;
    default:
      return 500;
    }
}

static void
refuse (GTask *task, GError *error)
{
  Serving *serving = g_task_get_task_data (task);

  halqa_request_respond_error (serving->request, get_status (error), error->message);
  g_task_return_error (task, error);
}

static void
refuse_stranger (GTask *task, guint status, HalqaSyncError code, const char *message)
{
  Serving *serving = g_task_get_task_data (task);

  halqa_request_respond_error (serving->request, status, message);
  g_task_return_new_error (task, HALQA_SYNC_ERROR, code, "%s", message);
}

/* @body: (transfer full) */
static void
answer (GTask *task, GInputStream *body, gboolean compress)
{
  Serving *serving = g_task_get_task_data (task);
  g_autoptr (GInputStream) owned = body;

  halqa_request_respond (serving->request, 200, owned, compress);
  g_task_return_pointer (task, g_steal_pointer (&serving->report),
                         (GDestroyNotify) halqa_exchange_report_free);
}

/* @bytes: (transfer full) */
static void
answer_bytes (GTask *task, GBytes *bytes)
{
  g_autoptr (GBytes) owned = bytes;

  answer (task, g_memory_input_stream_new_from_bytes (owned), FALSE);
}

static void
count_applied (Serving *serving)
{
  GPtrArray *refused = halqa_entry_sink_get_refused (serving->sink);

  serving->report->received = halqa_entry_sink_get_n_new (serving->sink);
  serving->report->refused = refused->len;
  halqa_acquaintance_note_refusals (serving->peer->refused_by_us, refused);
  halqa_conduct_note (&serving->peer->conduct, &serving->peer->device, serving->report->received,
                      refused);
}

/* --- exchange */

/* What the answer says, and which of our entries go with it. */
typedef struct
{
  HalqaExchangeHead head;
  guint64 after; /* our arrivals after this one are sent; equal to the head's upto: none */
  guint64 serial; /* of the notes on others that go with it */
} Answer;

static void
answer_free (Answer *reply)
{
  halqa_exchange_head_clear (&reply->head);
  g_free (reply);
}

/* What the peer has when the stream of an answer has been read to its end. */
typedef struct
{
  HalqaKnowledge
      *knowledge; /* borrowed, as @peer is: both are the reader's, which the stream holds */
  HalqaAcquaintance *peer;
  guint64 upto; /* of our arrivals; 0 where none went */
  guint64 serial;
  guint8 fingerprint[HALQA_FINGERPRINT_SIZE];
} Given;

static void
stream_gone_cb (gpointer user_data, GObject *stream)
{
  Given *given = user_data;

  if (halqa_entry_stream_is_drained (HALQA_ENTRY_STREAM (stream)))
    {
      given->peer->given = MAX (given->peer->given, given->upto);
      halqa_knowledge_given (given->knowledge, &given->peer->device, given->serial);
      memcpy (given->peer->told, given->fingerprint, HALQA_FINGERPRINT_SIZE);
    }
  g_free (given);
}

static void
send_answer (GTask *task, const Answer *reply)
{
  Serving *serving = g_task_get_task_data (task);
  HalqaEntryStream *stream = halqa_entry_stream_new (serving->reader);
  g_autoptr (GBytes) head = halqa_exchange_head_encode (&reply->head);
  gboolean has_entries = reply->after < reply->head.upto;
  Given *given = g_new0 (Given, 1);

  halqa_entry_stream_set_head (stream, head);
  halqa_entry_stream_set_log (stream, reply->after, reply->head.upto, serving->got.store);
  halqa_acquaintance_forget_refused (serving->peer);
  halqa_entry_stream_set_skip (stream, serving->peer->refused_by_it);
  given->knowledge = halqa_knowledge_of (serving->reader);
  given->peer = serving->peer;
  given->upto = has_entries ? reply->head.upto : 0;
  given->serial = reply->serial;
  memcpy (given->fingerprint, reply->head.fingerprint, HALQA_FINGERPRINT_SIZE);
  g_object_weak_ref (G_OBJECT (stream), stream_gone_cb, given);
  answer (task, G_INPUT_STREAM (stream), has_entries);
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (halqa_store_set_seen_finish (HALQA_STORE (source), result, &error))
    send_answer (task, g_object_get_data (G_OBJECT (task), "answer"));
  else
    refuse (task, error);
}

/* Whether the asker's mark is one in the arrivals of this very store. */
static gboolean
counts_in_ours (Serving *serving)
{
  HalqaStore *store = halqa_reader_get_store (serving->reader);

  return memcmp (serving->got.of, halqa_store_get_store_id (store), HALQA_STORE_ID_SIZE) == 0;
}

/* Moves @now's marks to where they stand after the request, and makes of them an answer. */
static Answer *
judge (Serving *serving, HalqaStanding *now)
{
  const HalqaExchangeHead *got = &serving->got;
  HalqaStore *store = halqa_reader_get_store (serving->reader);
  Answer *reply = g_new0 (Answer, 1);
  gboolean asks_only = got->name == NULL;
  gboolean in_step = counts_in_ours (serving) && got->seen <= now->status.upto;
  gboolean is_late;
  gboolean equal = memcmp (got->fingerprint, now->status.fingerprint, HALQA_FINGERPRINT_SIZE) == 0;

  /* A store whose arrivals went back is not the one that was read, unless it has told in this very
   * run how far it is: then an answer of its was quicker than this request. */
  is_late = now->met && now->seen > got->upto && now->seen <= serving->peer->upto;
  serving->peer->upto = MAX (serving->peer->upto, got->upto);
  now->met = equal || is_late || (now->met && now->seen <= got->upto);
  if ((equal || (now->met && !asks_only)) && !is_late)
    now->seen = got->upto;
  else if (!now->met)
    now->seen = 0;
  if (equal || in_step)
    now->acked = equal ? now->status.upto : got->seen;
  halqa_exchange_head_fill (&reply->head, store, &now->status, TRUE);
  reply->head.n_notes =
      halqa_knowledge_collect (halqa_knowledge_of (serving->reader), &serving->peer->device,
                               reply->head.notes, &reply->serial);
  if (now->met)
    memcpy (reply->head.of, got->store, HALQA_STORE_ID_SIZE);
  reply->head.seen = now->seen;
  reply->after = in_step && !equal && !got->quiet ? got->seen : now->status.upto;
  serving->report->equal = equal || (in_step && now->met && !got->quiet);
  serving->report->settled = serving->report->equal;
  return reply;
}

static void
reply_to_exchange (GTask *task)
{
  Serving *serving = g_task_get_task_data (task);
  HalqaStore *store = halqa_reader_get_store (serving->reader);
  HalqaStanding before;
  HalqaStanding now;
  Answer *reply;
  GError *error = NULL;

  if (!halqa_standing_read (&before, serving->reader, serving->got.store, &error))
    {
      refuse (task, error);
      return;
    }
  now = before;
  reply = judge (serving, &now);
  g_object_set_data_full (G_OBJECT (task), "answer", reply, (GDestroyNotify) answer_free);
  if (now.met && (!before.met || before.seen != now.seen || before.acked != now.acked))
    halqa_store_set_seen_async (store, serving->got.store, now.seen, now.acked, NULL, marked_cb,
                                g_object_ref (task));
  else
    send_answer (task, reply);
}

static void
settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Serving *serving = g_task_get_task_data (task);
  GError *error = NULL;
  guint n_false;

  if (!halqa_store_settle_checks_finish (HALQA_STORE (source), result, &n_false, &error))
    {
      refuse (task, error);
      return;
    }
  /* What was left by another is not this one's fault. */
  if (serving->first_contact)
    {
      serving->report->refused += n_false;
      serving->report->received -= MIN (n_false, serving->report->received);
    }
  reply_to_exchange (task);
}

static void
exchange_drained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Serving *serving = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean drained = halqa_entry_sink_drain_finish (HALQA_ENTRY_SINK (source), result, &error);

  count_applied (serving);
  if (drained && serving->checks_first)
    halqa_store_settle_checks_async (halqa_reader_get_store (serving->reader),
                                     g_task_get_cancellable (task), settled_cb,
                                     g_object_ref (task));
  else if (drained)
    reply_to_exchange (task);
  else
    refuse (task, error);
}

static gboolean
take_head (Serving *serving, GBytes *head, GError **error)
{
  HalqaStore *store = halqa_reader_get_store (serving->reader);
  HalqaExchangeReport *report = serving->report;

  if (!halqa_exchange_head_decode (&serving->got, head, error))
    return FALSE;
  if (memcmp (serving->got.store, halqa_store_get_store_id (store), HALQA_STORE_ID_SIZE) == 0)
    {
      g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID,
                           "this laptop asks itself");
      return FALSE;
    }
  report->name = g_strdup (serving->got.name);
  report->version = g_strdup (serving->got.version);
  report->clock_difference = halqa_exchange_head_get_clock_difference (&serving->got);
  halqa_exchange_head_hear (&serving->got, serving->reader, &serving->peer->device);
  report->copied = halqa_exchange_notice_copy (store, &report->peer, serving->got.store);
  halqa_acquaintances_note (serving->book, serving->peer,
                            halqa_request_get_address (serving->request), serving->got.store);
  return TRUE;
}

static void
head_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Serving *serving = g_task_get_task_data (task);
  HalqaStanding now;
  GError *error = NULL;
  g_autoptr (GBytes) head =
                 halqa_entry_sink_read_head_finish (HALQA_ENTRY_SINK (source), result, &error);

  if (head == NULL || !take_head (serving, head, &error) ||
      !halqa_standing_read (&now, serving->reader, serving->got.store, &error))
    {
      refuse (task, error);
      return;
    }
  halqa_entry_sink_set_peer (serving->sink, serving->got.store);
  serving->first_contact = halqa_exchange_is_first_contact (&now.status, serving->got.upto);
  if (serving->first_contact)
    halqa_entry_sink_set_trusting (serving->sink);
  /* Who doesn't know how far we are will ask what we lack, and would bring anew what a broken transfer
   * has left unchecked. */
  serving->checks_first =
      serving->first_contact || (now.status.n_unchecked > 0 && !counts_in_ours (serving));
  halqa_entry_sink_drain_async (serving->sink, g_task_get_cancellable (task), exchange_drained_cb,
                                g_object_ref (task));
}

static void
serve_exchange (GTask *task)
{
  Serving *serving = g_task_get_task_data (task);

  serving->sink = halqa_entry_sink_new (halqa_reader_get_store (serving->reader),
                                        halqa_request_get_body (serving->request));
  halqa_entry_sink_read_head_async (serving->sink, g_task_get_cancellable (task), head_read_cb,
                                    g_object_ref (task));
}

/* --- entries */

static void
entries_drained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Serving *serving = g_task_get_task_data (task);
  HalqaEntrySink *sink = HALQA_ENTRY_SINK (source);
  GError *error = NULL;
  gboolean drained = halqa_entry_sink_drain_finish (sink, result, &error);

  count_applied (serving);
  if (drained)
    answer_bytes (task, halqa_entries_answer_encode (halqa_entry_sink_get_n_new (sink),
                                                     halqa_entry_sink_get_n_known (sink),
                                                     halqa_entry_sink_get_refused (sink)));
  else
    refuse (task, error);
}

static void
serve_entries (GTask *task)
{
  Serving *serving = g_task_get_task_data (task);
  HalqaAcquaintance *peer = serving->peer;

  serving->sink = halqa_entry_sink_new (halqa_reader_get_store (serving->reader),
                                        halqa_request_get_body (serving->request));
  halqa_entry_sink_set_peer (serving->sink,
                             halqa_acquaintance_has_store (peer) ? peer->store : NULL);
  halqa_entry_sink_drain_async (serving->sink, g_task_get_cancellable (task), entries_drained_cb,
                                g_object_ref (task));
}

/* --- fetch and reconcile: small bodies, read whole */

static void
fetch_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Serving *serving = g_task_get_task_data (task);
  GError *error = NULL;
  HalqaStatus status;
  g_autoptr (GArray) ids = NULL;
  g_autoptr (HalqaEntryStream) stream = NULL;
  g_autoptr (GBytes) body = halqa_body_read_finish (result, &error);

  if (body != NULL)
    ids = halqa_fetch_decode (body, &error);
  if (error != NULL || !halqa_reader_status_of_log (serving->reader, &status, &error))
    {
      refuse (task, error);
      return;
    }
  stream = halqa_entry_stream_new (serving->reader);
  if (ids != NULL)
    halqa_entry_stream_set_ids (stream, (HalqaEntryId *) ids->data, ids->len);
  else
    halqa_entry_stream_set_log (stream, 0, status.upto, NULL);
  answer (task, G_INPUT_STREAM (g_steal_pointer (&stream)), TRUE);
}

static void
reconcile_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Serving *serving = g_task_get_task_data (task);
  GError *error = NULL;
  GBytes *next = NULL;
  g_autoptr (GBytes) body = halqa_body_read_finish (result, &error);

  if (body != NULL)
    next = halqa_reconcile_answer (serving->reader, body, &error);
  if (next != NULL)
    answer_bytes (task, next);
  else
    refuse (task, error);
}

static void
serve_small (GTask *task, gsize max, GAsyncReadyCallback read_cb)
{
  Serving *serving = g_task_get_task_data (task);

  halqa_body_read_async (halqa_request_get_body (serving->request), max,
                         g_task_get_cancellable (task), read_cb, g_object_ref (task));
}

/* --- the whole */

static void
dispatch (GTask *task, const char *endpoint)
{
  if (g_str_equal (endpoint, "exchange"))
    serve_exchange (task);
  else if (g_str_equal (endpoint, "entries"))
    serve_entries (task);
  else if (g_str_equal (endpoint, "fetch"))
    serve_small (task, HALQA_FETCH_MAX, fetch_read_cb);
  else if (g_str_equal (endpoint, "reconcile"))
    serve_small (task, HALQA_RECONCILE_MAX, reconcile_read_cb);
  else
    refuse_stranger (task, 404, HALQA_SYNC_ERROR_NOT_FOUND, "there is nothing of that name");
}

/**
 * halqa_exchange_serve_async:
 * @request: of a proven member
 * @reader: of the forum that is asked for; of this thread
 * @cancellable: (nullable): ends the reading of the body
 * @callback: called when the answer was handed over
 * @user_data: for @callback
 */
void
halqa_exchange_serve_async (HalqaRequest *request,
                            HalqaReader *reader,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Serving *serving;

  g_return_if_fail (HALQA_IS_REQUEST (request) && HALQA_IS_READER (reader));
  task = g_task_new (request, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_exchange_serve_async);
  serving = g_new0 (Serving, 1);
  serving->request = g_object_ref (request);
  serving->reader = g_object_ref (reader);
  serving->book = halqa_acquaintances_of (reader);
  serving->peer = halqa_acquaintances_meet (serving->book, halqa_request_get_device (request));
  serving->peer->n_served++;
  serving->report = g_new0 (HalqaExchangeReport, 1);
  serving->report->peer = serving->peer->device;
  serving->report->rounds = 1;
  g_task_set_task_data (task, serving, (GDestroyNotify) serving_free);
  if (serving->peer->n_served > HALQA_SERVED_MAX)
    refuse_stranger (task, 429, HALQA_SYNC_ERROR_PEER, "too many requests at a time");
  else
    dispatch (task, halqa_request_get_endpoint (request));
}

/**
 * halqa_exchange_serve_finish:
 * @result: what the callback was given
 * @error: why the request was refused
 *
 * Returns: (transfer full): what is known of the exchange on this side
 */
HalqaExchangeReport *
halqa_exchange_serve_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * halqa_exchange_serve:
 * @request: of a proven member
 * @reader: of the forum that is asked for; of this thread
 *
 * Answers, and tells nobody how it went.
 */
void
halqa_exchange_serve (HalqaRequest *request, HalqaReader *reader)
{
  halqa_exchange_serve_async (request, reader, NULL, NULL, NULL);
}
