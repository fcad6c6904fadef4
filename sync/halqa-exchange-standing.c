/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-exchange-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-negentropy.h"

/* Who had another number of entries less than so long ago is getting some. */
#define MOVING_FOR (100 * G_TIME_SPAN_MILLISECOND)
#define MOVING_LONGEST (1500 * G_TIME_SPAN_MILLISECOND)

/* What both ends of an exchange look up alike: where we stand with the peer's store, our header,
 * and whether a difference of the fingerprints is one that refused entries explain.
 *
 * The rule kept: numbers that belong together are read from one snapshot. */

/**
 * halqa_standing_read:
 * @self: (out caller-allocates): filled in
 * @reader: reads our store
 * @peer: the other side's store id, 8 bytes
 * @error: what the disk says
 *
 * Returns: whether it could be read
 */
gboolean
halqa_standing_read (HalqaStanding *self, HalqaReader *reader, const guint8 *peer, GError **error)
{
  gboolean sound;

  *self = (HalqaStanding){ .met = FALSE };
  if (!halqa_reader_begin (reader, error))
    return FALSE;
  sound = halqa_reader_status_of_log (reader, &self->status, error);
  if (sound)
    self->met = halqa_reader_get_seen (reader, peer, &self->seen, &self->acked);
  halqa_reader_end (reader);
  return sound;
}

/**
 * halqa_exchange_is_first_contact:
 * @ours: our set
 * @upto: the newest arrival number of a proven member
 *
 * Returns: whether what it sends may be folded first and checked behind
 */
gboolean
halqa_exchange_is_first_contact (const HalqaStatus *ours, guint64 upto)
{
  return ours->n_entries + ours->n_unchecked <= HALQA_EXCHANGE_FEW && upto > HALQA_EXCHANGE_MANY;
}

/* At most HALQA_PEER_NAME_MAX bytes, between two characters. */
static char *
dup_name (HalqaStore *store)
{
  char *name = halqa_identity_dup_name (halqa_store_get_identity (store));

  if (name == NULL)
    return g_strdup ("");
  if (strlen (name) > HALQA_PEER_NAME_MAX)
    *g_utf8_find_prev_char (name, name + HALQA_PEER_NAME_MAX + 1) = '\0';
  return name;
}

/**
 * halqa_exchange_head_fill:
 * @head: (out caller-allocates): filled in, but for whom it is meant
 * @store: ours
 * @status: of the snapshot that the entries come from
 * @with_name: whether the other side is known as a member
 */
void
halqa_exchange_head_fill (HalqaExchangeHead *head,
                          HalqaStore *store,
                          const HalqaStatus *status,
                          gboolean with_name)
{
  *head = (HalqaExchangeHead){ .upto = status->upto,
                               .count = status->n_entries,
                               .time = halqa_store_now () };
  memcpy (head->store, halqa_store_get_store_id (store), HALQA_STORE_ID_SIZE);
  memcpy (head->fingerprint, status->fingerprint, HALQA_FINGERPRINT_SIZE);
  head->version = g_strdup (PACKAGE_VERSION);
  if (with_name)
    head->name = dup_name (store);
}

/* Greater store ids give way; two that are equal never come this far. */
static gboolean
gives_way (HalqaStore *store, const guint8 *other)
{
  return memcmp (halqa_store_get_store_id (store), other, HALQA_STORE_ID_SIZE) > 0;
}

static const char *
describe_copy (gboolean we_give_way)
{
  return we_give_way ? _ ("Another laptop has the same key as this one, as after a disk was "
                          "copied. This one "
                          "makes a new key when Halqa is started again.")
                     : _ ("Another laptop has the same key as this one, as after a disk was "
                          "copied. That one "
                          "makes a new key when Halqa is started again there.");
}

/**
 * halqa_exchange_notice_copy:
 * @store: ours
 * @device: who is at the other end
 * @other: its store id, 8 bytes
 *
 * What two laptops wrote under one key is merged like all else. But it can't be told apart by who
 * wrote it, so one of them, and both know which, takes another key.
 *
 * Returns: (transfer none) (nullable): what to tell the person where the other end has our key
 */
const char *
halqa_exchange_notice_copy (HalqaStore *store, const HalqaDeviceId *device, const guint8 *other)
{
  static const char told[] = "halqa-copy-told";
  HalqaIdentity *identity = halqa_store_get_identity (store);
  gboolean we_give_way = gives_way (store, other);
  g_autoptr (GError) error = NULL;

  if (memcmp (device, halqa_identity_get_device (identity), sizeof *device) != 0)
    return NULL;
  if (g_object_get_data (G_OBJECT (store), told) == NULL)
    {
      g_object_set_data (G_OBJECT (store), told, (gpointer) told);
      g_message ("%s", describe_copy (we_give_way));
      if (we_give_way && !halqa_identity_note_shared (identity, &error))
        g_message ("%s", error->message);
    }
  return describe_copy (we_give_way);
}

static void
note_count (HalqaAcquaintance *peer, guint64 count)
{
  gint64 now = g_get_monotonic_time ();

  if (peer->count == count)
    return;
  if (now - peer->moved_at > MOVING_FOR)
    peer->moving_since = now;
  peer->moved_at = now;
  peer->count = count;
}

/**
 * halqa_acquaintance_is_moving:
 * @peer: a laptop whose header was just heard
 *
 * Those who write tell it themselves, and all that we could give would come twice. But who has been
 * getting entries for so long may be getting others than ours: of that this says nothing, once.
 *
 * Returns: whether it is getting entries
 */
gboolean
halqa_acquaintance_is_moving (HalqaAcquaintance *peer)
{
  gint64 now = g_get_monotonic_time ();

  if (now - peer->moved_at > MOVING_FOR)
    return FALSE;
  if (now - peer->moving_since < MOVING_LONGEST)
    return TRUE;
  peer->moving_since = now;
  return FALSE;
}

/**
 * halqa_exchange_head_hear:
 * @head: of @device
 * @reader: reads our store
 * @device: who sent it, proven
 *
 * What it says of its set, and of those of others, is known from here on.
 */
void
halqa_exchange_head_hear (const HalqaExchangeHead *head,
                          HalqaReader *reader,
                          const HalqaDeviceId *device)
{
  HalqaAcquaintance *peer = halqa_acquaintances_meet (halqa_acquaintances_of (reader), device);
  HalqaKnowledge *knowledge = halqa_knowledge_of (reader);
  HalqaNote own = { .device = *device,
                    .count = head->count,
                    .time = (guint64) (g_get_real_time () / 1000) };

  memcpy (own.fingerprint, head->fingerprint, HALQA_FINGERPRINT_SIZE);
  halqa_knowledge_hear (knowledge, &own);
  note_count (peer, head->count);
  for (guint i = 0; i < head->n_notes; i++)
    halqa_knowledge_hear_from (knowledge, device, &head->notes[i]);
}

/**
 * halqa_acquaintance_note_refusals:
 * @refused: one of an acquaintance's tables
 * @refusals: (element-type HalqaRefusal): what was refused just now
 */
void
halqa_acquaintance_note_refusals (GHashTable *refused, GPtrArray *refusals)
{
  for (guint i = 0; i < refusals->len; i++)
    {
      const HalqaRefusal *refusal = g_ptr_array_index (refusals, i);

      halqa_acquaintance_note_refused (refused, &refusal->id);
    }
}

typedef struct
{
  HalqaFingerprint sum;
  GHashTable *without;
} Sum;

static void
add_item_cb (guint64 stamp, const HalqaEntryId *id, gpointer user_data)
{
  Sum *sum = user_data;

  if (!g_hash_table_contains (sum->without, id))
    halqa_fingerprint_add (&sum->sum, id);
}

/**
 * halqa_exchange_is_settled:
 * @reader: reads our set
 * @peer: whose fingerprint it is
 * @fingerprint: of the other set
 *
 * Reads our whole set, but only where something was refused less than 10 minutes ago.
 *
 * Returns: whether the other set is ours without what it refused, and with what we refused of it
 */
gboolean
halqa_exchange_is_settled (HalqaReader *reader,
                           HalqaAcquaintance *peer,
                           const guint8 fingerprint[HALQA_FINGERPRINT_SIZE])
{
  Sum sum = { .without = peer->refused_by_it };
  GHashTableIter iter;
  gpointer id;
  guint8 expected[HALQA_FINGERPRINT_SIZE];

  if (!halqa_acquaintance_has_refused (peer) ||
      !halqa_reader_walk_items (reader, add_item_cb, &sum, NULL))
    return FALSE;
  g_hash_table_iter_init (&iter, peer->refused_by_us);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    halqa_fingerprint_add (&sum.sum, id);
  halqa_fingerprint_get (&sum.sum, expected);
  return memcmp (expected, fingerprint, sizeof expected) == 0;
}

static gboolean
found_cb (guint64 arrival,
          const HalqaDot *dot,
          const guint8 *entry,
          gsize size,
          const guint8 *signature,
          gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return FALSE;
}

/**
 * halqa_exchange_has_all:
 * @reader: of the forum; of this thread
 * @device: a device
 *
 * Returns: whether the device was met, and has, as far as we know, all that arrived here
 */
gboolean
halqa_exchange_has_all (HalqaReader *reader, const HalqaDeviceId *device)
{
  HalqaAcquaintance *peer = halqa_acquaintances_meet (halqa_acquaintances_of (reader), device);
  HalqaStanding now;
  guint64 after;
  gboolean found = FALSE;

  if (!halqa_acquaintance_has_store (peer) || peer->broken ||
      !halqa_standing_read (&now, reader, peer->store, NULL) || !now.met)
    return FALSE;
  after = MAX (halqa_knowledge_get_mark (halqa_knowledge_of (reader), device),
               MAX (now.acked, peer->given));
  return halqa_reader_walk_log (reader, after, now.status.upto, peer->store, 1, found_cb, &found,
                                NULL) &&
         !found;
}

/**
 * halqa_exchange_owes_word:
 * @reader: of the forum; of this thread
 * @device: a device
 *
 * Of our set as it was looked at last.
 *
 * Returns: whether @device was met, and was not told yet what our set is now, or something that is
 *   known here of others
 */
gboolean
halqa_exchange_owes_word (HalqaReader *reader, const HalqaDeviceId *device)
{
  HalqaAcquaintance *peer = halqa_acquaintances_meet (halqa_acquaintances_of (reader), device);
  HalqaKnowledge *knowledge = halqa_knowledge_of (reader);

  return halqa_acquaintance_has_store (peer) &&
         (memcmp (peer->told, halqa_knowledge_get_fingerprint (knowledge),
                  HALQA_FINGERPRINT_SIZE) != 0 ||
          halqa_knowledge_has_news (knowledge, device));
}

/**
 * halqa_exchange_is_met:
 * @reader: of the forum; of this thread
 * @device: a device
 *
 * Returns: whether an exchange with @device has ended, and the last one did not break off
 */
gboolean
halqa_exchange_is_met (HalqaReader *reader, const HalqaDeviceId *device)
{
  HalqaAcquaintance *peer = halqa_acquaintances_meet (halqa_acquaintances_of (reader), device);
  guint64 seen, acked;

  return halqa_acquaintance_has_store (peer) && !peer->broken &&
         halqa_reader_get_seen (reader, peer->store, &seen, &acked);
}
