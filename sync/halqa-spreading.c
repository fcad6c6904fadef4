/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-spreading-private.h"

#include "halqa-acquaintances.h"
#include "halqa-error.h"
#include "halqa-knowledge.h"
#include "halqa-source.h"

/* When an exchange with whom: on meeting, after each commit, after what came from another, and now
 * and then with anybody, so that nothing stays apart for long (protocol, section 6).
 *
 * Each node bears the time when it is due, and there is one timer, for the earliest. Whatever
 * happens only moves such times: a sighting, a commit, a failure, a typed address. So nothing can be
 * started twice, and what comes up while an exchange is under way is one more when it ends, however
 * many commits it was.
 *
 * The rules kept:
 * - who is there is known by connecting, and by being asked; an announcement only makes us try.
 *   Nothing but failure makes us wait, 1, 2, 4 … 60 s (longer where somebody was met on another
 *   day, no longer than three where one is announced and does not refuse us), and a live connection
 *   that breaks again and again; nothing makes us stop.
 * - two that dial each other at once do the work once: who is being asked by a device does not dial
 *   it, and of two that had dialled already the lesser device id gives up.
 * - a commit goes to every peer, or to three where there are more than twelve; what came from
 *   another goes on to three, once they are not just getting it from whom it is of.
 *
 * Rejected: a timer for each peer (twelve clocks to reason about); a queue of things to be sent
 * (the log is that queue, and the peer's mark in it the place). */

#define PEERS_MANY 12
#define PEERS_SOME 3
/* So long a commit waits for others on its heels, that all of them are one exchange. */
#define PUSH_DELAY (2 * G_TIME_SPAN_MILLISECOND)
#define PERIOD_MIN 15
#define PERIOD_MAX 30
#define OVERSLEPT (5 * G_TIME_SPAN_SECOND)
/* So long a peer may wait for word of what we have by now; a push to others may make it needless. */
#define RUMOUR_MIN_MS 30
#define RUMOUR_MAX_MS 90
#define RUMOUR_LONGEST (400 * G_TIME_SPAN_MILLISECOND)
#define WORD_MIN_MS 1000
#define WORD_MAX_MS 3000
/* Who only ever asks us, and does so no longer. */
#define SILENT_AFTER (5 * G_TIME_SPAN_MINUTE)

gboolean
halqa_spreading_is_ending (HalqaSpreading *self)
{
  return g_cancellable_is_cancelled (self->stop);
}

/* --- due times */

static gboolean
due_cb (gpointer user_data)
{
  HalqaSpreading *self = user_data;

  g_clear_pointer (&self->timer, g_source_unref);
  halqa_spreading_look (self);
  return G_SOURCE_REMOVE;
}

static gint64
find_earliest (HalqaSpreading *self)
{
  GPtrArray *nodes = halqa_neighbourhood_get_nodes (self->neighbourhood);
  gint64 earliest = HALQA_NEVER;

  for (guint i = 0; i < nodes->len; i++)
    earliest = MIN (earliest, ((HalqaNode *) g_ptr_array_index (nodes, i))->due);
  return earliest;
}

/* Files are fetched from whoever is in reach, after all text. */
static void
look_for_blobs (HalqaSpreading *self)
{
  GPtrArray *nodes = halqa_neighbourhood_get_nodes (self->neighbourhood);

  halqa_blob_fetch_clear_peers (self->blobs);
  for (guint i = 0; i < nodes->len; i++)
    {
      HalqaNode *node = g_ptr_array_index (nodes, i);
      HalqaPlace *place = halqa_node_get_place (node);

      if (halqa_node_has_device (node) && node->shown.state == HALQA_PEER_REACHED &&
          halqa_spreading_can_ask (self, node))
        halqa_blob_fetch_add_peer (self->blobs, &node->shown.device,
                                   place != NULL ? place->address : NULL);
    }
  halqa_blob_fetch_set_busy (self->blobs, self->n_under_way > 0);
  halqa_blob_fetch_look (self->blobs);
}

/* Sets the timer anew; to be called after due times were moved. */
void
halqa_spreading_schedule (HalqaSpreading *self)
{
  gint64 earliest = find_earliest (self);

  look_for_blobs (self);

  halqa_source_clear (&self->timer);
  if (earliest == HALQA_NEVER || halqa_spreading_is_ending (self))
    return;
  self->timer = g_timeout_source_new (0);
  g_source_set_ready_time (self->timer, earliest);
  g_source_set_callback (self->timer, due_cb, self, NULL);
  g_source_attach (self->timer, self->context);
}

/* What comes up during an exchange is looked at when it ends. */
void
halqa_spreading_make_due_for (HalqaNode *node, guint how, gint64 when)
{
  node->how |= how;
  if (node->dialling != NULL)
    node->again = TRUE;
  else
    node->due = MIN (node->due, when);
}

void
halqa_spreading_make_due (HalqaNode *node)
{
  halqa_spreading_make_due_for (node, HALQA_DUE_FULL, g_get_monotonic_time ());
}

void
halqa_spreading_send_word (HalqaSpreading *self)
{
  GPtrArray *nodes = halqa_neighbourhood_get_nodes (self->neighbourhood);
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < nodes->len; i++)
    {
      HalqaNode *node = g_ptr_array_index (nodes, i);

      if (node->shown.state == HALQA_PEER_REACHED && node->dialling == NULL &&
          node->due == HALQA_NEVER && halqa_spreading_can_ask (self, node) &&
          halqa_exchange_owes_word (self->reader, &node->shown.device))
        halqa_spreading_make_due_for (node, HALQA_DUE_ASK,
                                      now + g_random_int_range (WORD_MIN_MS, WORD_MAX_MS) *
                                                G_TIME_SPAN_MILLISECOND);
    }
}

/* --- trying */

void
halqa_spreading_look (HalqaSpreading *self)
{
  GPtrArray *nodes = halqa_neighbourhood_get_nodes (self->neighbourhood);
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < nodes->len; i++)
    {
      HalqaNode *node = g_ptr_array_index (nodes, i);

      if (node->due <= now)
        halqa_spreading_try (self, node);
    }
  halqa_spreading_schedule (self);
}

/* --- telling others */

/* @n of @nodes, at random; the others are taken out. */
static void
choose (GPtrArray *nodes, guint n)
{
  while (nodes->len > n)
    g_ptr_array_remove_index_fast (nodes, g_random_int_range (0, nodes->len));
}

/* Those in reach that lack, as far as we know, something that is here. */
static GPtrArray *
find_behind (HalqaSpreading *self, guint how)
{
  GPtrArray *nodes = halqa_neighbourhood_get_nodes (self->neighbourhood);
  GPtrArray *behind = g_ptr_array_new ();

  for (guint i = 0; i < nodes->len; i++)
    {
      HalqaNode *node = g_ptr_array_index (nodes, i);

      if (node->shown.state == HALQA_PEER_REACHED && halqa_spreading_can_ask (self, node) &&
          !halqa_exchange_has_all (self->reader, &node->shown.device))
        g_ptr_array_add (behind, node);
      else if (node->dialling != NULL)
        halqa_spreading_make_due_for (node, how, HALQA_NEVER);
    }
  return behind;
}

static gboolean
touches_a_device (const GArray *touched)
{
  for (guint i = 0; i < touched->len; i++)
    if (g_str_equal (g_array_index (touched, HalqaTouched, i).kind->name, "device"))
      return TRUE;
  return FALSE;
}

static void
push (GPtrArray *behind)
{
  if (behind->len > PEERS_MANY)
    choose (behind, PEERS_SOME);
  for (guint i = 0; i < behind->len; i++)
    halqa_spreading_make_due_for (g_ptr_array_index (behind, i), HALQA_DUE_PUSH,
                                  g_get_monotonic_time () + PUSH_DELAY);
}

static gint64
in_a_moment (void)
{
  return g_get_monotonic_time () +
         g_random_int_range (RUMOUR_MIN_MS, RUMOUR_MAX_MS) * G_TIME_SPAN_MILLISECOND;
}

/* Who wrote it is telling everybody just now: so it waits a moment. */
void
halqa_spreading_make_rumour (HalqaNode *node)
{
  node->rumour_since = g_get_monotonic_time ();
  halqa_spreading_make_due_for (node, HALQA_DUE_ASK, in_a_moment ());
}

/* While more comes, more will: a moment more. FALSE: it does not wait for a rumour. */
static gboolean
put_off (HalqaNode *node)
{
  if ((node->how & HALQA_DUE_ASK) == 0 ||
      (node->dialling == NULL && node->due > g_get_monotonic_time () + RUMOUR_LONGEST))
    return FALSE;
  if (node->dialling != NULL)
    return node->again;
  if (node->how == HALQA_DUE_ASK)
    node->due = MIN (in_a_moment (), node->rumour_since + RUMOUR_LONGEST);
  return TRUE;
}

static void
pass_on (GPtrArray *behind)
{
  guint n_waiting = 0;

  for (guint i = behind->len; i > 0; i--)
    if (put_off (g_ptr_array_index (behind, i - 1)))
      {
        n_waiting++;
        g_ptr_array_remove_index_fast (behind, i - 1);
      }
  choose (behind, n_waiting < PEERS_SOME ? PEERS_SOME - n_waiting : 0);
  for (guint i = 0; i < behind->len; i++)
    halqa_spreading_make_rumour (g_ptr_array_index (behind, i));
}

static void
committed_cb (HalqaStore *store, const GArray *touched, gboolean local, gpointer user_data)
{
  HalqaSpreading *self = user_data;
  g_autoptr (GPtrArray) behind = find_behind (self, local ? HALQA_DUE_PUSH : HALQA_DUE_ASK);

  halqa_blob_fetch_touch (self->blobs, touched);
  if (touches_a_device (touched))
    halqa_spreading_list_devices (self);
  halqa_spreading_tell (self);
  if (halqa_touched_has_keys (touched))
    halqa_spreading_follow_keys (self);
  if (local)
    push (behind);
  else
    pass_on (behind);
  halqa_knowledge_refresh (halqa_knowledge_of (self->reader));
  halqa_spreading_send_word (self);
  halqa_spreading_look (self);
}

static void
notice_silence (HalqaSpreading *self)
{
  GPtrArray *nodes = halqa_neighbourhood_get_nodes (self->neighbourhood);

  for (guint i = 0; i < nodes->len; i++)
    {
      HalqaNode *node = g_ptr_array_index (nodes, i);

      if (!halqa_spreading_can_ask (self, node) && node->shown.state == HALQA_PEER_REACHED &&
          g_get_real_time () - node->shown.last_exchange > SILENT_AFTER)
        halqa_spreading_set_state (node, HALQA_PEER_UNREACHABLE, HALQA_PEER_WHY_NO_ADDRESS, NULL);
    }
}

static void set_period (HalqaSpreading *self);

/* All peers are tried at once, whatever they are waiting for. */
static void
wake (HalqaSpreading *self)
{
  GPtrArray *nodes = halqa_neighbourhood_get_nodes (self->neighbourhood);

  for (guint i = 0; i < nodes->len; i++)
    {
      HalqaNode *node = g_ptr_array_index (nodes, i);

      node->wait = 0;
      halqa_spreading_make_due (node);
    }
  halqa_spreading_look (self);
}

/* Another network, or the same one after a night: no connection can be relied on. */
static void
network_changed_cb (gpointer user_data)
{
  HalqaSpreading *self = user_data;

  g_debug ("the network is another, or this laptop has slept");
  halqa_transport_renew (self->transport);
  wake (self);
}

/* With anybody: what was lost on the way, whatever it was, is made good. */
static gboolean
period_cb (gpointer user_data)
{
  HalqaSpreading *self = user_data;
  GPtrArray *nodes = halqa_neighbourhood_get_nodes (self->neighbourhood);
  g_autoptr (GPtrArray) reached = g_ptr_array_new ();

  for (guint i = 0; i < nodes->len; i++)
    if (((HalqaNode *) g_ptr_array_index (nodes, i))->shown.state == HALQA_PEER_REACHED)
      g_ptr_array_add (reached, g_ptr_array_index (nodes, i));
  /* Who was stopped, as in a container, is told nothing at all when it goes on. */
  if (g_get_monotonic_time () > self->period_due + OVERSLEPT)
    network_changed_cb (self);
  choose (reached, 1);
  if (reached->len > 0)
    halqa_spreading_make_due (g_ptr_array_index (reached, 0));
  notice_silence (self);
  halqa_spreading_tell (self);
  halqa_spreading_look (self);
  set_period (self);
  return G_SOURCE_REMOVE;
}

static void
set_period (HalqaSpreading *self)
{
  halqa_source_clear (&self->period);
  guint seconds = g_random_int_range (PERIOD_MIN, PERIOD_MAX + 1);

  self->period_due = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  self->period = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (self->period, period_cb, self, NULL);
  g_source_attach (self->period, self->context);
}

/* --- the whole */

static void
coming_cb (const HalqaDeviceId *device, int change, gpointer user_data)
{
  HalqaSpreading *self = user_data;

  halqa_spreading_count_long (self, halqa_neighbourhood_meet (self->neighbourhood, device, NULL),
                              change);
}

/**
 * halqa_spreading_new:
 * @reader: of the forum; of this thread
 * @transport: listens already, or never will
 * @func: called with the peers, whenever one is another
 * @blobs_func: called when what is here of files is not as before
 * @user_data: for both
 *
 * Returns: (transfer full): a spreading that has not begun
 */
HalqaSpreading *
halqa_spreading_new (HalqaReader *reader,
                     HalqaTransport *transport,
                     HalqaPeersFunc func,
                     HalqaBlobFetchFunc blobs_func,
                     gpointer user_data)
{
  HalqaSpreading *self = g_new0 (HalqaSpreading, 1);

  self->reader = g_object_ref (reader);
  self->transport = g_object_ref (transport);
  self->neighbourhood = halqa_neighbourhood_new ();
  self->context = g_main_context_ref_thread_default ();
  self->stop = g_cancellable_new ();
  self->blobs = halqa_blob_fetch_new (reader, transport, blobs_func, user_data);
  halqa_blob_fetch_set_coming_func (self->blobs, coming_cb, self);
  self->func = func;
  self->user_data = user_data;
  return self;
}

/**
 * halqa_spreading_free:
 * @self: (transfer full): a spreading that has ended
 */
void
halqa_spreading_free (HalqaSpreading *self)
{
  halqa_blob_fetch_free (self->blobs);
  g_clear_object (&self->discovery);
  g_clear_object (&self->transport);
  g_clear_object (&self->reader);
  g_clear_object (&self->stop);
  g_clear_pointer (&self->devices, g_array_unref);
  halqa_neighbourhood_free (self->neighbourhood);
  g_main_context_unref (self->context);
  g_free (self);
}

static void
remember_cb (const HalqaAcquaintance *one, gpointer user_data)
{
  HalqaSpreading *self = user_data;

  if (one->address == NULL)
    return;
  halqa_spreading_make_due (
      halqa_neighbourhood_remember (self->neighbourhood, &one->device, one->address));
}

static void
name_nodes (HalqaSpreading *self)
{
  GPtrArray *nodes = halqa_neighbourhood_get_nodes (self->neighbourhood);

  for (guint i = 0; i < nodes->len; i++)
    {
      HalqaNode *node = g_ptr_array_index (nodes, i);

      if (node->shown.name == NULL && halqa_node_has_device (node))
        node->shown.name = halqa_reader_dup_device_name (self->reader, &node->shown.device);
    }
}

/**
 * halqa_spreading_begin:
 * @self: a spreading
 */
void
halqa_spreading_begin (HalqaSpreading *self)
{
  halqa_transport_set_handler (self->transport, halqa_spreading_asked_cb, self);
  halqa_transport_set_live_func (self->transport, halqa_spreading_live_cb, self);
  self->watch =
      halqa_store_watch (halqa_reader_get_store (self->reader), self->context, committed_cb, self);
  halqa_acquaintances_foreach (halqa_acquaintances_of (self->reader), remember_cb, self);
  name_nodes (self);
  self->network = halqa_network_watch_new (network_changed_cb, self);
  halqa_spreading_list_devices (self);
  set_period (self);
  halqa_spreading_tell (self);
  halqa_spreading_look (self);
}

/**
 * halqa_spreading_end:
 * @self: a spreading
 */
void
halqa_spreading_end (HalqaSpreading *self)
{
  GPtrArray *nodes = halqa_neighbourhood_get_nodes (self->neighbourhood);

  g_cancellable_cancel (self->stop);
  halqa_source_clear (&self->timer);
  halqa_source_clear (&self->period);
  halqa_source_clear (&self->telling);
  g_clear_pointer (&self->network, halqa_network_watch_free);
  halqa_store_unwatch (halqa_reader_get_store (self->reader), self->watch);
  if (self->discovery != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->discovery, self);
      halqa_discovery_stop (self->discovery);
    }
  for (guint i = 0; i < nodes->len; i++)
    {
      HalqaNode *node = g_ptr_array_index (nodes, i);

      if (node->dialling != NULL)
        g_cancellable_cancel (node->dialling);
    }
  halqa_blob_fetch_end (self->blobs);
  halqa_transport_close (self->transport);
}

/**
 * halqa_spreading_has_ended:
 * @self: a spreading
 *
 * Returns: whether all that was under way has come back
 */
gboolean
halqa_spreading_has_ended (HalqaSpreading *self)
{
  return halqa_spreading_is_ending (self) && self->n_under_way == 0 && self->n_blobs_asked == 0 &&
         halqa_blob_fetch_has_ended (self->blobs) && !halqa_transport_is_busy (self->transport);
}

/**
 * halqa_spreading_add_address:
 * @self: a spreading
 * @address: "HOST:PORT", typed by a person
 */
void
halqa_spreading_add_address (HalqaSpreading *self, const char *address)
{
  halqa_spreading_make_due (halqa_neighbourhood_add_typed (self->neighbourhood, address));
  halqa_spreading_tell (self);
  halqa_spreading_look (self);
}

/**
 * halqa_spreading_forget_address:
 * @self: a spreading
 * @address: one that was added
 */
void
halqa_spreading_forget_address (HalqaSpreading *self, const char *address)
{
  halqa_neighbourhood_forget_typed (self->neighbourhood, address);
  halqa_spreading_tell (self);
  halqa_spreading_schedule (self);
}
