/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-spreading-private.h"

#include <string.h>

#include "halqa-acquaintances.h"
#include "halqa-knowledge.h"

/* What spreading tells of the others to who listens: those that are near or were, and the devices
 * of the forum that are not, each with what it lacks and what we lack of it.
 *
 * The rule kept: a list is made at most ten times a second, however much moves; the last move is
 * always told. Rejected: to tell each change by itself (a transfer of ten thousand entries is
 * twenty transactions, and each changes what everybody lacks). */

#define TELL_EVERY (100 * G_TIME_SPAN_MILLISECOND)

static gboolean
is_device (HalqaSpreading *self, const HalqaDeviceId *device)
{
  for (guint i = 0; i < self->devices->len; i++)
    if (memcmp (&g_array_index (self->devices, HalqaDeviceId, i), device, sizeof *device) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_listed (GPtrArray *peers, const HalqaDeviceId *device)
{
  for (guint i = 0; i < peers->len; i++)
    if (memcmp (&((HalqaPeer *) g_ptr_array_index (peers, i))->device, device, sizeof *device) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_known (const HalqaDeviceId *device)
{
  static const HalqaDeviceId nobody;

  return memcmp (device, &nobody, sizeof nobody) != 0;
}

static void
add_absent (HalqaSpreading *self, GPtrArray *peers)
{
  HalqaStore *store = halqa_reader_get_store (self->reader);
  const HalqaDeviceId *own = halqa_identity_get_device (halqa_store_get_identity (store));

  for (guint i = 0; i < self->devices->len; i++)
    {
      const HalqaDeviceId *device = &g_array_index (self->devices, HalqaDeviceId, i);
      HalqaPeer *peer;

      if (is_listed (peers, device) || memcmp (device, own, sizeof *device) == 0)
        continue;
      peer = g_new0 (HalqaPeer, 1);
      peer->device = *device;
      peer->state = HALQA_PEER_ABSENT;
      peer->why = HALQA_PEER_WHY_NO_ADDRESS;
      peer->name = halqa_reader_dup_device_name (self->reader, device);
      g_ptr_array_add (peers, peer);
    }
}

static void
compare (HalqaSpreading *self, HalqaPeer *peer)
{
  HalqaLack lack = { .lacks_of_ours = -1, .lacks_of_its = -1 };

  if (is_known (&peer->device))
    peer->is_complete =
        halqa_knowledge_compare (halqa_knowledge_of (self->reader), &peer->device, &lack);
  peer->is_device = is_device (self, &peer->device);
  peer->lacks_of_ours = lack.lacks_of_ours;
  peer->lacks_of_its = lack.lacks_of_its;
  peer->is_exact = lack.is_exact;
  peer->as_of = lack.as_of;
  if (is_known (&lack.told_by))
    peer->told_by = halqa_reader_dup_device_name (self->reader, &lack.told_by);
}

/* What was known of it does not matter any more, and nor does how its last request ended. */
static void
tell_removal (HalqaSpreading *self, HalqaPeer *peer)
{
  g_autoptr (HalqaKeyring) keyring =
                 halqa_store_ref_keyring (halqa_reader_get_store (self->reader));

  if (halqa_keyring_get_removal (keyring, &peer->device) == NULL)
    return;
  peer->state = HALQA_PEER_NOT_MEMBER;
  peer->why = HALQA_PEER_WHY_REMOVED;
  peer->is_complete = FALSE;
  peer->lacks_of_ours = -1;
  peer->lacks_of_its = -1;
  peer->as_of = 0;
  g_clear_pointer (&peer->problem, g_free);
}

static void
tell_conduct (HalqaSpreading *self, HalqaPeer *peer)
{
  HalqaAcquaintance *one;

  if (!is_known (&peer->device))
    return;
  one = halqa_acquaintances_meet (halqa_acquaintances_of (self->reader), &peer->device);
  peer->n_refused = one->conduct.n_refused;
  peer->refused_why = g_strdup (one->conduct.why);
  peer->n_brought = halqa_conduct_count_brought (&one->conduct);
}

static GPtrArray *
list_peers (HalqaSpreading *self)
{
  GPtrArray *peers = halqa_neighbourhood_dup_peers (self->neighbourhood);
  gboolean begun = halqa_reader_begin (self->reader, NULL);

  add_absent (self, peers);
  halqa_knowledge_refresh (halqa_knowledge_of (self->reader));
  for (guint i = 0; i < peers->len; i++)
    {
      compare (self, g_ptr_array_index (peers, i));
      tell_removal (self, g_ptr_array_index (peers, i));
      tell_conduct (self, g_ptr_array_index (peers, i));
    }
  if (begun)
    halqa_reader_end (self->reader);
  return peers;
}

static gboolean
tell_cb (gpointer user_data)
{
  HalqaSpreading *self = user_data;

  g_clear_pointer (&self->telling, g_source_unref);
  self->told_at = g_get_monotonic_time ();
  self->func (list_peers (self), self->user_data);
  return G_SOURCE_REMOVE;
}

void
halqa_spreading_tell (HalqaSpreading *self)
{
  if (halqa_spreading_is_ending (self) || self->telling != NULL)
    return;
  self->telling = g_timeout_source_new (0);
  g_source_set_ready_time (self->telling, self->told_at + TELL_EVERY);
  g_source_set_callback (self->telling, tell_cb, self, NULL);
  g_source_attach (self->telling, self->context);
}

void
halqa_spreading_list_devices (HalqaSpreading *self)
{
  g_clear_pointer (&self->devices, g_array_unref);
  self->devices = halqa_reader_list_devices (self->reader, FALSE);
}
