/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-spreading-private.h"

#include <string.h>

#include "halqa-blob-serve.h"
#include "halqa-source.h"

/* What comes to spreading from outside: requests of members, and what discovery says.
 *
 * The rule kept: a request proves who is there, and counts as a meeting; an announcement proves
 * nothing, and only makes us try. */

/* A dial that is older has moved something; it is worth more than the other's. */
#define YIELD_WITHIN (G_USEC_PER_SEC)
/* Who has fetched, or compares, will be back with an exchange, but has to write first. */
#define RECEIVING_PAUSE (5 * G_TIME_SPAN_SECOND)

typedef struct
{
  HalqaSpreading *spreading;
  HalqaDeviceId device;
  char *address;
  GSource *lasting; /* until it proves to be long, or NULL */
  gboolean is_exchange;
  gboolean is_small; /* an exchange with one that was met: it ends with this answer */
  gboolean is_long;
  gboolean is_own; /* by its key; by its store it may be a copy of this laptop */
} Visit;

static HalqaStore *
get_store (HalqaSpreading *self)
{
  return halqa_reader_get_store (self->reader);
}

static const HalqaDeviceId *
get_device (HalqaSpreading *self)
{
  return halqa_identity_get_device (halqa_store_get_identity (get_store (self)));
}

/* --- being asked */

/* Of two that dial each other one gives up, and both know which. */
static void
yield_to (HalqaSpreading *self, HalqaNode *node)
{
  if (node->dialling == NULL || node->yielded ||
      memcmp (get_device (self), &node->shown.device, sizeof (HalqaDeviceId)) > 0 ||
      g_get_monotonic_time () - node->dialled_at > YIELD_WITHIN)
    return;
  node->yielded = TRUE;
  g_cancellable_cancel (node->dialling);
}

static void
take_visit (HalqaSpreading *self, const Visit *visit, const HalqaExchangeReport *report)
{
  HalqaNode *node = halqa_neighbourhood_meet (self->neighbourhood, &visit->device, visit->address);

  if (!visit->is_own)
    node->n_served--;
  if (visit->is_long)
    halqa_spreading_count_long (self, node, -1);
  node->served_until = g_get_monotonic_time () + (visit->is_small      ? HALQA_ANSWERED_PAUSE
                                                  : visit->is_exchange ? HALQA_SERVED_PAUSE
                                                                       : RECEIVING_PAUSE);
  if (report != NULL && visit->is_exchange)
    {
      halqa_spreading_show (node, report);
      if (report->equal && !visit->is_small)
        node->served_until = 0;
      /* A question can wait, and may not be needed by then. */
      if (node->due != HALQA_NEVER && node->how != HALQA_DUE_ASK)
        node->due = halqa_exchange_has_all (self->reader, &visit->device)
                        ? HALQA_NEVER
                        : MAX (node->served_until, g_get_monotonic_time ());
    }
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Visit *visit = user_data;
  HalqaSpreading *self = visit->spreading;
  g_autoptr (HalqaExchangeReport) report = halqa_exchange_serve_finish (result, NULL);

  self->n_under_way--;
  halqa_source_clear (&visit->lasting);
  /* An address that leads back to us is no neighbour. */
  if (!visit->is_own || report != NULL)
    take_visit (self, visit, report);
  g_free (visit->address);
  g_free (visit);
  halqa_spreading_send_word (self);
  halqa_spreading_tell (self);
  halqa_spreading_schedule (self);
}

static void
blob_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((HalqaSpreading *) user_data)->n_blobs_asked--;
}

static void
count_visit (Visit *visit, HalqaNode *node)
{
  visit->is_long = TRUE;
  halqa_spreading_count_long (visit->spreading, node, 1);
}

static gboolean
lasting_cb (gpointer user_data)
{
  Visit *visit = user_data;
  HalqaNeighbourhood *neighbourhood = visit->spreading->neighbourhood;

  g_clear_pointer (&visit->lasting, g_source_unref);
  count_visit (visit, halqa_neighbourhood_meet (neighbourhood, &visit->device, visit->address));
  return G_SOURCE_REMOVE;
}

void
halqa_spreading_asked_cb (HalqaRequest *request, gpointer user_data)
{
  HalqaSpreading *self = user_data;
  const HalqaDeviceId *device = halqa_request_get_device (request);
  HalqaNode *node;
  Visit *visit;

  if (halqa_spreading_is_ending (self) || halqa_request_get_store (request) != get_store (self))
    {
      halqa_request_respond_error (request, 404, "there is nothing of that name");
      return;
    }
  if (halqa_blob_serve_takes (request))
    {
      self->n_blobs_asked++;
      halqa_blob_serve_async (request, self->reader, self->stop, blob_answered_cb, self);
      return;
    }
  visit = g_new0 (Visit, 1);
  visit->spreading = self;
  visit->device = *device;
  visit->address = g_strdup (halqa_request_get_address (request));
  visit->is_exchange = g_str_equal (halqa_request_get_endpoint (request), "exchange");
  visit->is_small = visit->is_exchange && halqa_exchange_is_met (self->reader, device);
  visit->is_own = memcmp (device, get_device (self), sizeof *device) == 0;
  if (!visit->is_own)
    {
      node = halqa_neighbourhood_meet (self->neighbourhood, device, visit->address);
      node->n_served++;
      if (!visit->is_small)
        {
          yield_to (self, node);
          count_visit (visit, node);
        }
      else
        {
          visit->lasting = g_timeout_source_new (HALQA_LONG_MS);
          halqa_source_attach (visit->lasting, lasting_cb, visit);
        }
    }
  self->n_under_way++;
  halqa_blob_fetch_set_busy (self->blobs, TRUE);
  halqa_exchange_serve_async (request, self->reader, self->stop, answered_cb, visit);
}

/* --- live connections */

void
halqa_spreading_live_cb (HalqaStore *store,
                         const HalqaDeviceId *device,
                         gboolean is_up,
                         gpointer user_data)
{
  HalqaSpreading *self = user_data;
  HalqaNode *node;

  if (halqa_spreading_is_ending (self) || store != get_store (self))
    return;
  node = halqa_neighbourhood_meet (self->neighbourhood, device, NULL);
  /* The first to notice that a laptop is gone, and the first to try whether it is. */
  if (!is_up && node->shown.state == HALQA_PEER_REACHED)
    {
      if (node->places->len > 0)
        halqa_spreading_make_due_for (node, HALQA_DUE_FULL, halqa_node_note_drop (node));
      else
        halqa_spreading_set_state (node, HALQA_PEER_UNREACHABLE, HALQA_PEER_WHY_NO_ADDRESS, NULL);
    }
  halqa_spreading_tell (self);
  halqa_spreading_look (self);
}

/* --- discovery */

/* Those who were away announce an older key than we do, and look for one. */
#define ANNOUNCED_MAX 4

static guint32
shorten_tag (const HalqaKey *key)
{
  guint32 tag;

  memcpy (&tag, key->tag, sizeof tag);
  return GUINT32_FROM_BE (tag);
}

static gboolean
has_tag (const HalqaSighting *sighting, guint32 tag)
{
  for (guint i = 0; sighting->tags != NULL && i < sighting->tags->len; i++)
    if (g_array_index (sighting->tags, guint32, i) == tag)
      return TRUE;
  return FALSE;
}

/* Whether one of our keys is announced, however old. */
static gboolean
is_of_ours (HalqaSpreading *self, const HalqaSighting *sighting)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (get_store (self));

  for (guint i = 0; i < halqa_keyring_get_n_keys (keyring); i++)
    if (has_tag (sighting, shorten_tag (halqa_keyring_get_key (keyring, i))))
      return TRUE;
  return FALSE;
}

/* Of the newest keys, and of the founding one, which is all that some may know. */
static GArray *
list_tags (HalqaSpreading *self)
{
  GArray *tags = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (get_store (self));
  const guint n = halqa_keyring_get_n_keys (keyring);

  for (guint i = 0; i < n; i++)
    if (i < ANNOUNCED_MAX - 1 || i == n - 1)
      {
        guint32 tag = shorten_tag (halqa_keyring_get_key (keyring, i));

        g_array_append_val (tags, tag);
      }
  return tags;
}

static void
found_cb (HalqaDiscovery *discovery, HalqaSighting *sighting, gpointer user_data)
{
  HalqaSpreading *self = user_data;
  HalqaNode *node;
  gboolean reached;

  if (!is_of_ours (self, sighting))
    {
      halqa_neighbourhood_lose (self->neighbourhood, sighting->service);
      return;
    }
  node = halqa_neighbourhood_add_sighting (self->neighbourhood, sighting);
  reached = node->shown.state == HALQA_PEER_REACHED &&
            g_strcmp0 (node->shown.address, sighting->address) == 0;
  /* A second address of one that we are just dialling is kept for when it is needed. */
  if (!reached && node->dialling == NULL)
    halqa_spreading_make_due (node);
  halqa_spreading_tell (self);
  halqa_spreading_look (self);
}

static void
lost_cb (HalqaDiscovery *discovery, const char *service, gpointer user_data)
{
  HalqaSpreading *self = user_data;

  halqa_neighbourhood_lose (self->neighbourhood, service);
  halqa_spreading_tell (self);
  halqa_spreading_schedule (self);
}

static guint16
get_port (HalqaSpreading *self)
{
  g_autofree char *address = halqa_transport_dup_address (self->transport);
  const char *colon = address == NULL ? NULL : strrchr (address, ':');

  return colon == NULL ? 0 : (guint16) g_ascii_strtoull (colon + 1, NULL, 10);
}

static void
announce (HalqaSpreading *self)
{
  g_autoptr (GArray) tags = list_tags (self);

  halqa_discovery_start (self->discovery, get_port (self), get_device (self), tags);
}

/**
 * halqa_spreading_discover:
 * @self: a spreading
 * @discovery: of this thread; started here
 */
void
halqa_spreading_discover (HalqaSpreading *self, HalqaDiscovery *discovery)
{
  g_return_if_fail (HALQA_IS_DISCOVERY (discovery) && self->discovery == NULL);
  self->discovery = g_object_ref (discovery);
  g_signal_connect (discovery, "found", G_CALLBACK (found_cb), self);
  g_signal_connect (discovery, "lost", G_CALLBACK (lost_cb), self);
  announce (self);
}

/* Announced anew: the newcomer of tomorrow knows the newest key alone. */
void
halqa_spreading_follow_keys (HalqaSpreading *self)
{
  if (self->discovery == NULL)
    return;
  halqa_discovery_stop (self->discovery);
  announce (self);
}
