/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-blob-fetch-private.h"

#include "halqa-source.h"

/* Which blob is fetched from whom, and when (protocol, section 6).
 *
 * Whoever is in reach is asked which of the missing ones it has, at once, and again after 1, 2, 4 …
 * 45 s, for it may have got it from a third meanwhile. Of what it has the smallest comes first, one
 * at a time from one laptop and two in all.
 *
 * The rules kept: text first. While an exchange is under way nothing is asked and nothing is read,
 * for a minute at most, so that who never ends one can't keep all photos away. Who fails is not
 * asked for that blob for a while, 1, 2, 4 … 600 s, nor for any other, 60 s at most; who gave another
 * thing under its name is never asked for it again. So one member gone bad costs a request a minute.
 *
 * Asking stands in halqa-blob-ask.c, one transfer in halqa-blob-transfer.c.
 *
 * Rejected: telling others that a blob has come (who misses one asks anyway, and an answer is sure);
 * taking parts of one blob from several at once (a room's network is one, and shared). */

#define TRANSFERS_MAX 2
#define PEER_WAIT_MAX 60
#define OFFER_WAIT_MAX 600
#define LOOK_EVERY (60 * G_TIME_SPAN_SECOND)
#define PAUSE_MAX (60 * G_TIME_SPAN_SECOND)
#define NO_ROOM_WAIT (60 * G_TIME_SPAN_SECOND)
#define TELL_EVERY (100 * G_TIME_SPAN_MILLISECOND)

/* --- telling */

static gboolean
tell_cb (gpointer user_data)
{
  HalqaBlobFetch *self = user_data;

  g_clear_pointer (&self->telling, g_source_unref);
  self->func (self->user_data);
  return G_SOURCE_REMOVE;
}

void
halqa_blob_fetch_tell (HalqaBlobFetch *self)
{
  if (self->telling != NULL || g_cancellable_is_cancelled (self->stop))
    return;
  self->telling = g_timeout_source_new (TELL_EVERY / G_TIME_SPAN_MILLISECOND);
  g_source_set_callback (self->telling, tell_cb, self, NULL);
  g_source_attach (self->telling, self->context);
}

static gboolean
is_held_up (HalqaBlobFetch *self)
{
  return self->busy && g_get_monotonic_time () - self->busy_since < PAUSE_MAX;
}

/* --- fetching */

static void
count_transfer (HalqaBlobPeer *peer, int change)
{
  HalqaBlobFetch *self = peer->fetch;

  self->n_transfers += change;
  self->n_under_way += change;
  if (self->coming_func != NULL)
    self->coming_func (&peer->device, change, self->coming_data);
}

static void
tick_cb (gpointer user_data)
{
  halqa_blob_fetch_tell (((HalqaBlobPeer *) user_data)->fetch);
}

static void
take_failure (HalqaBlobPeer *peer, HalqaBlobWant *want, HalqaTransferEnd end, guint64 got)
{
  HalqaBlobOffer *offer = halqa_blob_peer_ensure_offer (peer, want);

  /* Some way was made: the other side is what it should be, and the network is not. */
  if (end == HALQA_TRANSFER_BROKEN && got > 0 && !want->is_distrusted)
    offer->wait = peer->wait = 0;
  peer->due = halqa_blob_get_later (&peer->wait, PEER_WAIT_MAX);
  offer->due = halqa_blob_get_later (&offer->wait, OFFER_WAIT_MAX);
}

static void
take_wrong (HalqaBlobPeer *peer, HalqaBlobWant *want)
{
  if (want->is_mixed)
    want->is_distrusted = TRUE;
  else
    {
      halqa_blob_peer_ensure_offer (peer, want)->due = HALQA_BLOB_NEVER;
      halqa_blob_store_note_source (peer->fetch->blobs, &want->id, &peer->device, FALSE);
    }
  peer->due = halqa_blob_get_later (&peer->wait, PEER_WAIT_MAX);
}

static void
ended_cb (HalqaBlobTransfer *transfer, HalqaTransferEnd end, guint64 got, gpointer user_data)
{
  HalqaBlobPeer *peer = user_data;
  HalqaBlobFetch *self = peer->fetch;
  HalqaBlobWant *want = halqa_blob_transfer_get_want (transfer);

  peer->transfer = NULL;
  count_transfer (peer, -1);
  switch (end)
    {
    case HALQA_TRANSFER_DONE:
      self->n_fetched++;
      peer->wait = 0;
      peer->due = 0;
      halqa_blob_store_note_source (self->blobs, &want->id, NULL, FALSE);
      break;
    case HALQA_TRANSFER_GONE:
      halqa_blob_store_note_source (self->blobs, &want->id, &peer->device, FALSE);
      take_failure (peer, want, end, got);
      break;
    case HALQA_TRANSFER_WRONG:
      take_wrong (peer, want);
      break;
    case HALQA_TRANSFER_NO_SPACE:
      self->room_due = g_get_monotonic_time () + NO_ROOM_WAIT;
      break;
    case HALQA_TRANSFER_BROKEN:
      if (got == 0)
        halqa_blob_peer_change_way (peer);
      take_failure (peer, want, end, got);
      break;
    case HALQA_TRANSFER_ELSEWHERE:
    default:
      take_failure (peer, want, end, got);
      break;
    }
  halqa_blob_wants_note_here (self->wants, want);
  halqa_blob_fetch_tell (self);
  halqa_blob_fetch_look (self);
}

/* The smallest of what it has and what can be fetched now; what is here by now is struck out. */
static HalqaBlobWant *
choose (HalqaBlobPeer *peer, gint64 now)
{
  HalqaBlobWant *best = NULL;
  GHashTableIter iter;
  gpointer key;
  gpointer offer;

  g_hash_table_iter_init (&iter, peer->offers);
  while (g_hash_table_iter_next (&iter, &key, &offer))
    {
      HalqaBlobWant *want = key;

      if (!want->is_missing && ((HalqaBlobOffer *) offer)->due != HALQA_BLOB_NEVER)
        g_hash_table_iter_remove (&iter);
      else if (want->is_missing && !want->is_coming && ((HalqaBlobOffer *) offer)->due <= now &&
               (best == NULL ||
                halqa_blob_want_get_largest (want) < halqa_blob_want_get_largest (best)))
        best = want;
    }
  return best;
}

static void
fetch_from (HalqaBlobFetch *self, HalqaBlobPeer *peer, gint64 now)
{
  HalqaBlobWant *want = choose (peer, now);

  if (want == NULL)
    return;
  if (!halqa_blob_store_has_room (self->blobs, halqa_blob_want_get_largest (want)))
    {
      self->room_due = now + NO_ROOM_WAIT;
      return;
    }
  count_transfer (peer, 1);
  peer->transfer =
      halqa_blob_transfer_start (self->transport, halqa_reader_get_store (self->reader),
                                 &peer->device, halqa_blob_peer_get_address (peer), want, tick_cb,
                                 ended_cb, peer);
}

/* --- due times */

static gboolean
due_cb (gpointer user_data)
{
  HalqaBlobFetch *self = user_data;

  g_clear_pointer (&self->timer, g_source_unref);
  halqa_blob_fetch_look (self);
  return G_SOURCE_REMOVE;
}

static gint64
find_due_offer (HalqaBlobPeer *peer)
{
  gint64 earliest = HALQA_BLOB_NEVER;
  GHashTableIter iter;
  gpointer want;
  gpointer offer;

  g_hash_table_iter_init (&iter, peer->offers);
  while (g_hash_table_iter_next (&iter, &want, &offer))
    if (((HalqaBlobWant *) want)->is_missing && !((HalqaBlobWant *) want)->is_coming)
      earliest = MIN (earliest, ((HalqaBlobOffer *) offer)->due);
  return earliest == HALQA_BLOB_NEVER ? HALQA_BLOB_NEVER
                                      : MAX (earliest, MAX (peer->due, peer->fetch->room_due));
}

static gint64
find_earliest (HalqaBlobFetch *self)
{
  gint64 earliest = self->look_due;
  GHashTableIter iter;
  gpointer value;

  if (halqa_blob_wants_get_missing (self->wants)->len == 0)
    return earliest;
  if (is_held_up (self))
    return MIN (earliest, self->busy_since + PAUSE_MAX);
  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      HalqaBlobPeer *peer = value;

      if (!peer->in_reach)
        continue;
      if (!peer->asking)
        earliest = MIN (earliest, peer->ask_due);
      if (peer->transfer == NULL && self->n_transfers < TRANSFERS_MAX)
        earliest = MIN (earliest, find_due_offer (peer));
    }
  return earliest;
}

static void
schedule (HalqaBlobFetch *self)
{
  halqa_source_clear (&self->timer);
  self->timer = g_timeout_source_new (0);
  g_source_set_ready_time (self->timer, find_earliest (self));
  g_source_set_callback (self->timer, due_cb, self, NULL);
  g_source_attach (self->timer, self->context);
}

static void
pause_all (HalqaBlobFetch *self, gboolean paused)
{
  GHashTableIter iter;
  gpointer peer;

  if (self->n_transfers == 0)
    return;
  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &peer))
    if (((HalqaBlobPeer *) peer)->transfer != NULL)
      halqa_blob_transfer_set_paused (((HalqaBlobPeer *) peer)->transfer, paused);
}

/* There is something else to be asked for. */
static void
ask_all_again (HalqaBlobFetch *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      HalqaBlobPeer *peer = value;

      peer->ask_due = 0;
      peer->ask_wait = 0;
      peer->asked = FALSE;
    }
}

static void
do_due (HalqaBlobFetch *self, gint64 now)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      HalqaBlobPeer *peer = value;

      if (!peer->in_reach)
        continue;
      if (!peer->asking && peer->ask_due <= now)
        halqa_blob_peer_ask (peer);
      if (peer->transfer == NULL && self->n_transfers < TRANSFERS_MAX && peer->due <= now &&
          self->room_due <= now)
        fetch_from (self, peer, now);
    }
}

/**
 * halqa_blob_fetch_look:
 * @self: a fetch
 */
void
halqa_blob_fetch_look (HalqaBlobFetch *self)
{
  gint64 now = g_get_monotonic_time ();

  if (g_cancellable_is_cancelled (self->stop))
    return;
  if (self->look_due <= now)
    {
      self->look_due = now + LOOK_EVERY;
      if (halqa_blob_wants_look (self->wants))
        ask_all_again (self);
    }
  pause_all (self, is_held_up (self));
  if (!is_held_up (self) && halqa_blob_wants_get_missing (self->wants)->len > 0)
    do_due (self, now);
  schedule (self);
}

/* --- the whole */

static void
peer_free (gpointer data)
{
  HalqaBlobPeer *peer = data;

  g_hash_table_unref (peer->offers);
  g_free (peer->address);
  g_free (peer);
}

/**
 * halqa_blob_fetch_new:
 * @reader: of the forum; of this thread
 * @transport: to ask by
 * @func: called when something is not as before
 * @user_data: for @func
 *
 * Returns: (transfer full): a fetch that knows nobody yet
 */
HalqaBlobFetch *
halqa_blob_fetch_new (HalqaReader *reader,
                      HalqaTransport *transport,
                      HalqaBlobFetchFunc func,
                      gpointer user_data)
{
  HalqaBlobFetch *self = g_new0 (HalqaBlobFetch, 1);

  self->reader = g_object_ref (reader);
  self->transport = g_object_ref (transport);
  self->blobs = halqa_store_get_blobs (halqa_reader_get_store (reader));
  self->wants = halqa_blob_wants_new (reader);
  self->peers = g_hash_table_new_full (halqa_entry_id_hash, halqa_entry_id_equal, NULL, peer_free);
  self->context = g_main_context_ref_thread_default ();
  self->stop = g_cancellable_new ();
  self->func = func;
  self->user_data = user_data;
  return self;
}

void
halqa_blob_fetch_set_coming_func (HalqaBlobFetch *self,
                                  HalqaBlobComingFunc func,
                                  gpointer user_data)
{
  self->coming_func = func;
  self->coming_data = user_data;
}

void
halqa_blob_fetch_free (HalqaBlobFetch *self)
{
  g_hash_table_unref (self->peers);
  halqa_blob_wants_free (self->wants);
  g_object_unref (self->reader);
  g_object_unref (self->transport);
  g_object_unref (self->stop);
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * halqa_blob_fetch_end:
 * @self: a fetch
 *
 * Breaks everything off; what came of a blob is kept.
 */
void
halqa_blob_fetch_end (HalqaBlobFetch *self)
{
  GHashTableIter iter;
  gpointer peer;

  g_cancellable_cancel (self->stop);
  halqa_source_clear (&self->timer);
  halqa_source_clear (&self->telling);
  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &peer))
    if (((HalqaBlobPeer *) peer)->transfer != NULL)
      halqa_blob_transfer_cancel (((HalqaBlobPeer *) peer)->transfer);
  halqa_blob_store_save_sources (self->blobs);
}

gboolean
halqa_blob_fetch_has_ended (HalqaBlobFetch *self)
{
  return g_cancellable_is_cancelled (self->stop) && self->n_under_way == 0;
}

void
halqa_blob_fetch_clear_peers (HalqaBlobFetch *self)
{
  GHashTableIter iter;
  gpointer peer;

  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &peer))
    ((HalqaBlobPeer *) peer)->in_reach = FALSE;
}

/**
 * halqa_blob_fetch_add_peer:
 * @self: a fetch
 * @device: a laptop in reach
 * @address: (nullable): where it can be asked, "HOST:PORT"; %NULL where a live connection alone leads
 *   to it
 */
void
halqa_blob_fetch_add_peer (HalqaBlobFetch *self, const HalqaDeviceId *device, const char *address)
{
  HalqaBlobPeer *peer = g_hash_table_lookup (self->peers, device);

  if (peer == NULL)
    {
      peer = g_new0 (HalqaBlobPeer, 1);
      peer->fetch = self;
      peer->device = *device;
      peer->offers = g_hash_table_new_full (NULL, NULL, NULL, g_free);
      g_hash_table_insert (self->peers, &peer->device, peer);
    }
  peer->in_reach = TRUE;
  if (g_strcmp0 (peer->address, address) == 0)
    return;
  g_free (peer->address);
  peer->address = g_strdup (address);
  peer->is_deaf = FALSE;
  peer->ask_due = 0;
  peer->ask_wait = 0;
}

/**
 * halqa_blob_fetch_touch:
 * @self: a fetch
 * @touched: (element-type HalqaTouched): records that may be others than before
 */
void
halqa_blob_fetch_touch (HalqaBlobFetch *self, const GArray *touched)
{
  if (halqa_blob_wants_update (self->wants, touched))
    ask_all_again (self);
}

/**
 * halqa_blob_fetch_set_busy:
 * @self: a fetch
 * @busy: whether text is under way
 */
void
halqa_blob_fetch_set_busy (HalqaBlobFetch *self, gboolean busy)
{
  if (busy && !self->busy)
    self->busy_since = g_get_monotonic_time ();
  self->busy = busy;
  if (busy)
    pause_all (self, is_held_up (self));
}

gboolean
halqa_blob_fetch_is_through (HalqaBlobFetch *self)
{
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer value;

  if (self->n_under_way > 0)
    return FALSE;
  g_hash_table_iter_init (&iter, self->peers);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      HalqaBlobPeer *peer = value;

      if (peer->in_reach && halqa_blob_wants_get_missing (self->wants)->len > 0 &&
          (!peer->asked || find_due_offer (peer) <= now))
        return FALSE;
    }
  return TRUE;
}

guint
halqa_blob_fetch_get_n_fetched (HalqaBlobFetch *self)
{
  return self->n_fetched;
}
