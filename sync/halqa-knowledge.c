/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-knowledge.h"

#include <string.h>

#include "halqa-acquaintances.h"

/* What each laptop of the forum has, as far as is known here: from itself, in the header of every
 * exchange, or from another that met it and passes that on (protocol, section 6).
 *
 * A set only grows. So of two notes on one laptop the one with more entries is the later one,
 * whatever the clocks say; and where its fingerprint is that of a state that our own set was in,
 * we know entry by entry what it has: all that had arrived here up to then (the mark). What came
 * since, less what came from there, is what it lacks. Our own states of late are kept for that.
 *
 * With n entries here, c there, and l of ours lacking there, we lack c - (n - l) of its.
 *
 * The rules kept: a laptop's own word beats what others say of it, even where it has less than it
 * had (a folder was restored). A note is passed on when it says something new, never because time
 * went by: an idle room is silent. Nothing here decides what is sent; a false note misleads the
 * reader of a list, and nobody's set.
 *
 * Rejected: vectors of all (device, arrival) pairs with each note (a kilobyte for a room, and a
 * fingerprint says as much where it matters, when two are equal). To keep it on disk: the marks of
 * exchanges are there, and the others tell the rest again. */

/* Our own states: one for each header sent or commit seen. */
#define STATES_MAX 64
/* Of laptops that only others speak of; a room has a hundred at most. */
#define ITEMS_MAX 1024

typedef struct
{
  guint8 fingerprint[HALQA_FINGERPRINT_SIZE];
  guint64 upto;
} State;

typedef struct
{
  HalqaNote note;
  HalqaDeviceId told_by; /* all zero: itself */
  guint64 serial; /* when it became news */
  gboolean has_mark;
  guint64 mark; /* our arrivals up to here it has */

  /* The count of what arrived after `from`, up to `upto`. */
  guint64 from;
  guint64 upto;
  gint64 n;
} Item;

struct _HalqaKnowledge
{
  HalqaReader *reader; /* borrowed: it holds us */
  GHashTable *items; /* HalqaDeviceId -> Item */
  GHashTable *given; /* HalqaDeviceId -> guint64: the serial up to which it was told */
  State states[STATES_MAX];
  guint n_states;
  guint64 serial;
  HalqaStatus ours; /* when it was looked at last */
};

static const HalqaDeviceId nobody;

static void
knowledge_free (gpointer data)
{
  HalqaKnowledge *self = data;

  g_hash_table_unref (self->items);
  g_hash_table_unref (self->given);
  g_free (self);
}

/**
 * halqa_knowledge_of:
 * @reader: of the forum, and of this thread
 *
 * Returns: (transfer none): what is known there
 */
HalqaKnowledge *
halqa_knowledge_of (HalqaReader *reader)
{
  static const char key[] = "halqa-knowledge";
  HalqaKnowledge *self = g_object_get_data (G_OBJECT (reader), key);

  if (self == NULL)
    {
      self = g_new0 (HalqaKnowledge, 1);
      self->reader = reader;
      self->items =
          g_hash_table_new_full (halqa_device_id_hash, halqa_device_id_equal, NULL, g_free);
      self->given =
          g_hash_table_new_full (halqa_device_id_hash, halqa_device_id_equal, g_free, g_free);
      g_object_set_data_full (G_OBJECT (reader), key, self, knowledge_free);
    }
  return self;
}

static const HalqaDeviceId *
get_own_device (HalqaKnowledge *self)
{
  return halqa_identity_get_device (
      halqa_store_get_identity (halqa_reader_get_store (self->reader)));
}

/* --- our own states */

static gboolean
find_state (HalqaKnowledge *self, const guint8 *fingerprint, guint64 *upto)
{
  for (guint i = 0; i < MIN (self->n_states, STATES_MAX); i++)
    if (memcmp (self->states[i].fingerprint, fingerprint, HALQA_FINGERPRINT_SIZE) == 0)
      {
        *upto = self->states[i].upto;
        return TRUE;
      }
  return FALSE;
}

static void
find_mark (HalqaKnowledge *self, Item *item)
{
  if (!item->has_mark)
    item->has_mark = find_state (self, item->note.fingerprint, &item->mark);
}

/* Notes that were ahead of us may tell of just the state that our set is in now. */
static void
note_state (HalqaKnowledge *self, const HalqaStatus *status)
{
  State *state = &self->states[self->n_states % STATES_MAX];
  GHashTableIter iter;
  gpointer item;
  guint64 upto;

  if (find_state (self, status->fingerprint, &upto))
    return;
  memcpy (state->fingerprint, status->fingerprint, HALQA_FINGERPRINT_SIZE);
  state->upto = status->upto;
  self->n_states++;
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    find_mark (self, item);
}

/**
 * halqa_knowledge_refresh:
 * @self: what is known
 *
 * Returns: whether our set could be looked at
 */
gboolean
halqa_knowledge_refresh (HalqaKnowledge *self)
{
  if (!halqa_reader_status_of_log (self->reader, &self->ours, NULL))
    return FALSE;
  note_state (self, &self->ours);
  return TRUE;
}

/**
 * halqa_knowledge_get_fingerprint:
 * @self: what is known
 *
 * Returns: (transfer none): of our set, as halqa_knowledge_refresh() saw it
 */
const guint8 *
halqa_knowledge_get_fingerprint (HalqaKnowledge *self)
{
  return self->ours.fingerprint;
}

/* --- hearing */

static Item *
ensure_item (HalqaKnowledge *self, const HalqaDeviceId *device)
{
  Item *item = g_hash_table_lookup (self->items, device);

  if (item == NULL)
    {
      item = g_new0 (Item, 1);
      item->note.device = *device;
      item->n = -1;
      g_hash_table_insert (self->items, &item->note.device, item);
    }
  return item;
}

static void
take_note (HalqaKnowledge *self, Item *item, const HalqaNote *note, const HalqaDeviceId *by)
{
  gboolean same = item->serial > 0 &&
                  memcmp (item->note.fingerprint, note->fingerprint, HALQA_FINGERPRINT_SIZE) == 0;

  item->note.count = note->count;
  item->note.time = note->time;
  item->told_by = *by;
  if (same)
    return;
  memcpy (item->note.fingerprint, note->fingerprint, HALQA_FINGERPRINT_SIZE);
  item->serial = ++self->serial;
  item->has_mark = FALSE;
  find_mark (self, item);
}

/**
 * halqa_knowledge_hear:
 * @self: what is known
 * @note: what a device told of itself
 */
void
halqa_knowledge_hear (HalqaKnowledge *self, const HalqaNote *note)
{
  if (halqa_device_id_equal (&note->device, get_own_device (self)))
    return;
  halqa_knowledge_refresh (self);
  take_note (self, ensure_item (self, &note->device), note, &nobody);
}

/**
 * halqa_knowledge_hear_from:
 * @self: what is known
 * @by: who told it
 * @note: of another device
 *
 * Counts only where it tells of more than is known.
 */
void
halqa_knowledge_hear_from (HalqaKnowledge *self, const HalqaDeviceId *by, const HalqaNote *note)
{
  Item *item = g_hash_table_lookup (self->items, &note->device);
  guint64 now = (guint64) (g_get_real_time () / 1000);
  HalqaNote sane = *note;

  if (halqa_device_id_equal (&note->device, get_own_device (self)) ||
      halqa_device_id_equal (&note->device, by) ||
      (item != NULL && item->note.count >= note->count) ||
      (item == NULL && g_hash_table_size (self->items) >= ITEMS_MAX))
    return;
  sane.time = MIN (note->time, now);
  take_note (self, ensure_item (self, &note->device), &sane, by);
}

/* --- telling */

static guint64
get_given (HalqaKnowledge *self, const HalqaDeviceId *peer)
{
  const guint64 *given = g_hash_table_lookup (self->given, peer);

  return given == NULL ? 0 : *given;
}

static gboolean
is_news (const Item *item, const HalqaDeviceId *peer, guint64 given)
{
  return item->serial > given && !halqa_device_id_equal (&item->note.device, peer) &&
         !halqa_device_id_equal (&item->told_by, peer);
}

static int
compare_serials (gconstpointer a, gconstpointer b)
{
  const Item *one = *(Item *const *) a;
  const Item *other = *(Item *const *) b;

  return one->serial < other->serial ? -1 : one->serial > other->serial;
}

/**
 * halqa_knowledge_collect:
 * @self: what is known
 * @peer: who is to be told
 * @notes: (out caller-allocates): filled in
 * @serial: (out): to be handed to halqa_knowledge_given()
 *
 * Returns: how many notes there are
 */
guint
halqa_knowledge_collect (HalqaKnowledge *self,
                         const HalqaDeviceId *peer,
                         HalqaNote notes[HALQA_NOTES_MAX],
                         guint64 *serial)
{
  g_autoptr (GPtrArray) news = g_ptr_array_new ();
  guint64 given = get_given (self, peer);
  GHashTableIter iter;
  gpointer item;

  *serial = self->serial;
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (is_news (item, peer, given))
      g_ptr_array_add (news, item);
  g_ptr_array_sort (news, compare_serials);
  for (guint i = 0; i < MIN (news->len, HALQA_NOTES_MAX); i++)
    {
      notes[i] = ((Item *) g_ptr_array_index (news, i))->note;
      if (news->len > HALQA_NOTES_MAX)
        *serial = ((Item *) g_ptr_array_index (news, i))->serial;
    }
  return MIN (news->len, HALQA_NOTES_MAX);
}

/**
 * halqa_knowledge_given:
 * @self: what is known
 * @peer: who was told
 * @serial: up to where
 */
void
halqa_knowledge_given (HalqaKnowledge *self, const HalqaDeviceId *peer, guint64 serial)
{
  if (serial > get_given (self, peer))
    g_hash_table_replace (self->given, g_memdup2 (peer, sizeof *peer),
                          g_memdup2 (&serial, sizeof serial));
}

/**
 * halqa_knowledge_has_news:
 * @self: what is known
 * @peer: a device
 *
 * Returns: whether @peer was not told all of it yet
 */
gboolean
halqa_knowledge_has_news (HalqaKnowledge *self, const HalqaDeviceId *peer)
{
  guint64 given = get_given (self, peer);
  GHashTableIter iter;
  gpointer item;

  if (given == self->serial)
    return FALSE;
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (is_news (item, peer, given))
      return TRUE;
  return FALSE;
}

/* --- comparing */

/**
 * halqa_knowledge_get_mark:
 * @self: what is known
 * @device: another laptop
 *
 * Returns: our arrivals up to here it has by its own word, 0 where that tells nothing
 */
guint64
halqa_knowledge_get_mark (HalqaKnowledge *self, const HalqaDeviceId *device)
{
  const Item *item = g_hash_table_lookup (self->items, device);

  return item != NULL && item->has_mark && halqa_device_id_equal (&item->told_by, &nobody)
             ? item->mark
             : 0;
}

static gboolean
count_cb (guint64 arrival,
          const HalqaDot *dot,
          const guint8 *entry,
          gsize size,
          const guint8 *signature,
          gpointer user_data)
{
  ++*(gint64 *) user_data;
  return TRUE;
}

/* What arrived here after @from, and not from the store of @device. Counted on from where it was
 * counted last: an absent laptop may lack thousands. */
static gint64
count_since (HalqaKnowledge *self, Item *item, guint64 from, guint64 upto)
{
  HalqaAcquaintance *peer =
      halqa_acquaintances_meet (halqa_acquaintances_of (self->reader), &item->note.device);
  const guint8 *except = halqa_acquaintance_has_store (peer) ? peer->store : NULL;

  if (item->n < 0 || item->from != from || item->upto > upto)
    {
      item->from = item->upto = from;
      item->n = 0;
    }
  if (item->upto < upto &&
      !halqa_reader_walk_log (self->reader, item->upto, upto, except, 0, count_cb, &item->n, NULL))
    return item->n = -1;
  item->upto = upto;
  return item->n;
}

/* How far it has read our arrivals, by what exchanges have told. */
static gboolean
get_acked (HalqaKnowledge *self, const HalqaDeviceId *device, guint64 *acked)
{
  HalqaAcquaintance *peer =
      halqa_acquaintances_meet (halqa_acquaintances_of (self->reader), device);
  guint64 seen;

  if (!halqa_acquaintance_has_store (peer) ||
      !halqa_reader_get_seen (self->reader, peer->store, &seen, acked))
    return FALSE;
  *acked = MAX (*acked, peer->given);
  return TRUE;
}

/**
 * halqa_knowledge_compare:
 * @self: what is known
 * @device: another laptop
 * @lack: (out caller-allocates): filled in
 *
 * Compares with our set as halqa_knowledge_refresh() saw it.
 *
 * Returns: whether it has, by the last that is known, just what we have now
 */
gboolean
halqa_knowledge_compare (HalqaKnowledge *self, const HalqaDeviceId *device, HalqaLack *lack)
{
  const HalqaStatus *ours = &self->ours;
  Item *item = ensure_item (self, device);
  guint64 acked = 0;
  gboolean met;

  *lack = (HalqaLack){ .lacks_of_ours = -1, .lacks_of_its = -1 };
  met = get_acked (self, device, &acked);
  if (item->serial == 0 && !met)
    return FALSE;
  lack->lacks_of_ours =
      count_since (self, item, item->has_mark ? MAX (item->mark, acked) : acked, ours->upto);
  if (item->serial == 0)
    return FALSE;
  lack->as_of = (gint64) item->note.time * 1000;
  lack->told_by = item->told_by;
  lack->is_exact = item->has_mark;
  if (lack->lacks_of_ours >= 0)
    lack->lacks_of_its =
        MAX (0, (gint64) item->note.count - ((gint64) ours->n_entries - lack->lacks_of_ours));
  return memcmp (item->note.fingerprint, ours->fingerprint, HALQA_FINGERPRINT_SIZE) == 0;
}
