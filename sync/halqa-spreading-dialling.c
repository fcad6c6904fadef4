/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-spreading-private.h"

#include <string.h>

#include "halqa-acquaintances.h"
#include "halqa-error.h"
#include "halqa-source.h"

/* One exchange of spreading's own with one node, and what its end means: who was there, or when it
 * is tried again.
 *
 * The rule kept: only when every place of a node has failed is there anything to wait for, or to
 * tell. */

typedef struct
{
  HalqaSpreading *spreading;
  HalqaNode *node;
  char *address;
  GSource *lasting; /* until it proves to be long, or NULL */
  gboolean is_long; /* it goes on with somebody there, and may take its time */
} Dial;

void
halqa_spreading_set_state (HalqaNode *node,
                           HalqaPeerState state,
                           HalqaPeerWhy why,
                           const char *problem)
{
  node->shown.state = state;
  node->shown.why = why;
  g_free (node->shown.problem);
  node->shown.problem = g_strdup (problem);
}

void
halqa_spreading_count_long (HalqaSpreading *self, HalqaNode *node, int change)
{
  node->n_long += change;
  if (node->shown.is_exchanging == (node->n_long > 0))
    return;
  node->shown.is_exchanging = node->n_long > 0;
  halqa_spreading_tell (self);
}

static void
take_text (char **text, const char *from)
{
  if (from == NULL || *from == '\0')
    return;
  g_free (*text);
  *text = g_strdup (from);
}

/* What an exchange, ours or theirs, has told of a peer. */
void
halqa_spreading_show (HalqaNode *node, const HalqaExchangeReport *report)
{
  halqa_spreading_set_state (node, HALQA_PEER_REACHED, HALQA_PEER_WHY_NONE, report->copied);
  take_text (&node->shown.name, report->name);
  take_text (&node->shown.version, report->version);
  node->shown.equal = report->equal;
  node->shown.clock_difference = report->clock_difference;
  node->shown.last_exchange = g_get_real_time ();
  node->wait = 0;
  node->n_failed = 0;
  node->reached_at = g_get_monotonic_time ();
}

static void
take_success (HalqaSpreading *self, Dial *dial, const HalqaExchangeReport *report)
{
  HalqaNode *node = dial->node;
  gboolean again = node->again;

  if (halqa_node_has_device (node) &&
      memcmp (&node->shown.device, &report->peer, sizeof report->peer) != 0)
    halqa_spreading_set_state (node, HALQA_PEER_UNREACHABLE, HALQA_PEER_WHY_OTHER_LAPTOP, NULL);
  if (dial->address != NULL)
    {
      node = halqa_neighbourhood_settle (self->neighbourhood, node, dial->address, &report->peer);
      halqa_transport_keep_live (self->transport, halqa_reader_get_store (self->reader),
                                 dial->address, &report->peer);
    }
  take_text (&node->shown.address, dial->address);
  node->due = HALQA_NEVER;
  halqa_spreading_show (node, report);
  if (report->later)
    halqa_spreading_make_rumour (node);
  else if (!report->settled)
    halqa_node_wait_longer (node);
  else if (again && !halqa_exchange_has_all (self->reader, &node->shown.device))
    {
      if (node->how == HALQA_DUE_ASK)
        halqa_spreading_make_rumour (node);
      else
        halqa_spreading_make_due_for (node, node->how, g_get_monotonic_time ());
    }
}

static HalqaPeerWhy
explain (const GError *error)
{
  if (error->domain != HALQA_SYNC_ERROR)
    return HALQA_PEER_WHY_NO_ANSWER;
  switch (error->code)
    {
    case HALQA_SYNC_ERROR_NOT_MEMBER:
      return HALQA_PEER_WHY_NOT_MEMBER;
    case HALQA_SYNC_ERROR_VERSION:
      return HALQA_PEER_WHY_IT_IS_OLD;
    case HALQA_SYNC_ERROR_OUTDATED:
      return HALQA_PEER_WHY_WE_ARE_OLD;
    case HALQA_SYNC_ERROR_PEER_NO_SPACE:
      return HALQA_PEER_WHY_ITS_DISK_IS_FULL;
    case HALQA_SYNC_ERROR_NO_SPACE:
      return HALQA_PEER_WHY_OUR_DISK_IS_FULL;
    default:
      return HALQA_PEER_WHY_REFUSED;
    }
}

/* Only when the last place has failed is there anything to wait for, or to tell. */
static void
take_failure (HalqaSpreading *self, Dial *dial, const GError *error)
{
  HalqaNode *node = dial->node;
  gboolean no_member = g_error_matches (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER);

  if (dial->address == NULL)
    {
      halqa_spreading_set_state (node, HALQA_PEER_UNREACHABLE, HALQA_PEER_WHY_NO_ANSWER,
                                 error->message);
      node->shown.equal = FALSE;
      return;
    }
  /* Forgotten meanwhile. */
  if (halqa_neighbourhood_prune (self->neighbourhood, node))
    return;
  if (g_error_matches (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID))
    {
      halqa_node_remove_place (node, dial->address);
      node->due = node->places->len > 0 ? g_get_monotonic_time () : HALQA_NEVER;
      halqa_neighbourhood_prune (self->neighbourhood, node);
      return;
    }
  if (!halqa_node_give_up_place (node))
    {
      node->due = g_get_monotonic_time ();
      return;
    }
  halqa_spreading_set_state (node, no_member ? HALQA_PEER_NOT_MEMBER : HALQA_PEER_UNREACHABLE,
                             explain (error), error->message);
  halqa_node_wait_longer (node);
  node->shown.equal = FALSE;
}

/* Whom nobody answers has gone, and may be dialled once a second. */
static void
answered_cb (gpointer user_data)
{
  Dial *dial = user_data;

  dial->is_long = TRUE;
  halqa_spreading_count_long (dial->spreading, dial->node, 1);
}

static gboolean
lasting_cb (gpointer user_data)
{
  g_clear_pointer (&((Dial *) user_data)->lasting, g_source_unref);
  answered_cb (user_data);
  return G_SOURCE_REMOVE;
}

/* What was just written is soon there; but it may be a whole import. */
static void
answered_soon_cb (gpointer user_data)
{
  Dial *dial = user_data;

  dial->lasting = g_timeout_source_new (HALQA_LONG_MS);
  halqa_source_attach (dial->lasting, lasting_cb, dial);
}

static void
dialled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Dial *dial = user_data;
  HalqaSpreading *self = dial->spreading;
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaExchangeReport) report = halqa_exchange_finish (result, &error);
  gboolean yielded = dial->node->yielded;

  self->n_under_way--;
  g_clear_object (&dial->node->dialling);
  halqa_source_clear (&dial->lasting);
  if (dial->is_long)
    halqa_spreading_count_long (self, dial->node, -1);
  dial->node->yielded = FALSE;
  if (report != NULL)
    take_success (self, dial, report);
  else if (yielded)
    dial->node->due = g_get_monotonic_time () + HALQA_SERVED_PAUSE;
  else if (!halqa_spreading_is_ending (self))
    take_failure (self, dial, error);
  g_free (dial->address);
  g_free (dial);
  halqa_spreading_send_word (self);
  halqa_spreading_tell (self);
  halqa_spreading_schedule (self);
}

/* The least that serves all that it is due for. */
static HalqaExchangeHow
choose_how (const HalqaNode *node)
{
  if (node->how == 0 || (node->how & HALQA_DUE_FULL) != 0)
    return HALQA_EXCHANGE_FULL;
  return (node->how & HALQA_DUE_PUSH) != 0 ? HALQA_EXCHANGE_PUSH : HALQA_EXCHANGE_ASK;
}

/* What it was due for has been done meanwhile, by its asking us. */
static gboolean
is_needless (HalqaSpreading *self, const HalqaNode *node)
{
  return choose_how (node) != HALQA_EXCHANGE_FULL && halqa_node_has_device (node) &&
         halqa_exchange_has_all (self->reader, &node->shown.device) &&
         !halqa_exchange_owes_word (self->reader, &node->shown.device);
}

static void
dial_node (HalqaSpreading *self, HalqaNode *node, const HalqaPlace *place)
{
  Dial *dial = g_new0 (Dial, 1);
  HalqaExchangeHow how = choose_how (node);
  HalqaAnsweredFunc answered = how == HALQA_EXCHANGE_FULL ? answered_cb : answered_soon_cb;

  dial->spreading = self;
  dial->node = node;
  dial->address = place == NULL ? NULL : g_strdup (place->address);
  node->dialling = g_cancellable_new ();
  node->dialled_at = g_get_monotonic_time ();
  node->due = HALQA_NEVER;
  /* What came from others goes on later. */
  node->how = how == HALQA_EXCHANGE_PUSH ? node->how & HALQA_DUE_ASK : 0;
  node->again = node->how != 0;
  self->n_under_way++;
  halqa_blob_fetch_set_busy (self->blobs, TRUE);
  if (halqa_node_has_device (node))
    halqa_exchange_with_async (self->transport, self->reader, &node->shown.device, dial->address,
                               how, node->dialling, answered, dialled_cb, dial);
  else
    halqa_exchange_async (self->transport, self->reader, dial->address, node->dialling, answered,
                          dialled_cb, dial);
}

static gboolean
is_served (const HalqaNode *node)
{
  return node->n_served > 0 || node->served_until > g_get_monotonic_time ();
}

gboolean
halqa_spreading_can_ask (HalqaSpreading *self, const HalqaNode *node)
{
  return node->places->len > 0 ||
         (halqa_node_has_device (node) &&
          halqa_transport_has_live (self->transport, halqa_reader_get_store (self->reader),
                                    &node->shown.device));
}

void
halqa_spreading_try (HalqaSpreading *self, HalqaNode *node)
{
  HalqaPlace *place = halqa_node_get_place (node);

  if (!halqa_spreading_can_ask (self, node) || node->dialling != NULL || is_needless (self, node))
    node->due = HALQA_NEVER;
  else if (is_served (node))
    node->due = MAX (node->served_until, g_get_monotonic_time () + HALQA_ANSWERED_PAUSE);
  else
    dial_node (self, node, place);
}
