/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-acquaintances.h"

#include <string.h>

#include "halqa-since.h"

/* Whom this laptop has met in a forum: by which address, and under which store id.
 *
 * It stands beside the device key, one note for each forum: a list, newest meeting first, of
 * `DEVICE STORE ADDRESS SECONDS SECONDS`, where "-" stands for what is not known, and the last words
 * may be missing: when it was met last, to MET_STEP, and since when it has been ending our
 * connections, 0 where it does not. So the next run of the program dials without waiting for an
 * announcement, and its first request to a peer that was met before
 * can already carry entries: to that device's key only.
 *
 * The rule kept: all of it may be wrong without harm. An address where another laptop answers now
 * is refused by its key; a store id that is another by now leads to reconciliation.
 *
 * Rejected: a table in the forum's file. A file that was copied would bring another laptop's
 * meetings along. */

#define GROUP "acquaintances"
#define NOTES_MAX 64
#define UNKNOWN "-"
/* A note costs a write to the disk, and an exchange is nothing rare. */
#define MET_STEP 60
#define REFUSED_FOR (10 * 60 * G_USEC_PER_SEC)

struct _HalqaAcquaintances
{
  /* Owned. */
  HalqaIdentity *identity;
  HalqaStore *store; /* borrowed of the reader */
  char *forum; /* in hex: the note's key */
  GPtrArray *all;
};

static void
acquaintance_free (HalqaAcquaintance *self)
{
  g_free (self->address);
  g_hash_table_unref (self->refused_by_it);
  g_hash_table_unref (self->refused_by_us);
  halqa_conduct_clear (&self->conduct);
  g_free (self);
}

static GHashTable *
new_refused (void)
{
  return g_hash_table_new_full (halqa_entry_id_hash, halqa_entry_id_equal, g_free, g_free);
}

static HalqaAcquaintance *
acquaintance_new (void)
{
  HalqaAcquaintance *self = g_new0 (HalqaAcquaintance, 1);

  self->refused_by_it = new_refused ();
  self->refused_by_us = new_refused ();
  return self;
}

/**
 * halqa_acquaintance_has_store:
 * @self: an acquaintance
 *
 * Returns: whether its store id is known
 */
gboolean
halqa_acquaintance_has_store (const HalqaAcquaintance *self)
{
  static const guint8 none[HALQA_STORE_ID_SIZE];

  return memcmp (self->store, none, sizeof none) != 0;
}

/**
 * halqa_acquaintance_note_refused:
 * @refused: (element-type HalqaEntryId gint64): one of an acquaintance's tables
 * @id: an entry that was refused just now
 */
void
halqa_acquaintance_note_refused (GHashTable *refused, const HalqaEntryId *id)
{
  gint64 *until = g_new (gint64, 1);

  *until = g_get_monotonic_time () + REFUSED_FOR;
  g_hash_table_replace (refused, g_memdup2 (id, sizeof *id), until);
}

static gboolean
is_over_cb (gpointer key, gpointer value, gpointer user_data)
{
  return *(const gint64 *) value <= *(const gint64 *) user_data;
}

/**
 * halqa_acquaintance_forget_refused:
 * @self: an acquaintance
 *
 * What was refused 10 minutes ago may be offered again.
 */
void
halqa_acquaintance_forget_refused (HalqaAcquaintance *self)
{
  gint64 now = g_get_monotonic_time ();

  g_hash_table_foreach_remove (self->refused_by_it, is_over_cb, &now);
  g_hash_table_foreach_remove (self->refused_by_us, is_over_cb, &now);
}

/**
 * halqa_acquaintance_has_refused:
 * @self: an acquaintance
 *
 * Returns: whether there are entries that one side refused less than 10 minutes ago
 */
gboolean
halqa_acquaintance_has_refused (HalqaAcquaintance *self)
{
  halqa_acquaintance_forget_refused (self);
  return g_hash_table_size (self->refused_by_it) > 0 || g_hash_table_size (self->refused_by_us) > 0;
}

static char *
to_line (const HalqaAcquaintance *one)
{
  char device[HALQA_HEX_MAX];
  char store[HALQA_HEX_MAX];
  g_autofree char *met = g_strdup_printf ("%" G_GINT64_FORMAT, one->met);
  g_autofree char *away = g_strdup_printf ("%" G_GINT64_FORMAT, one->turned_away);

  halqa_hex_encode (device, one->device.bytes, HALQA_DEVICE_ID_SIZE);
  halqa_hex_encode (store, one->store, HALQA_STORE_ID_SIZE);
  return g_strjoin (" ", device, halqa_acquaintance_has_store (one) ? store : UNKNOWN,
                    one->address == NULL ? UNKNOWN : one->address, met, away, NULL);
}

/* What is no number is 0: never. */
static void
read_seconds (const char *word, gint64 *seconds)
{
  g_ascii_string_to_signed (word, 10, 0, G_MAXINT64 / G_USEC_PER_SEC, seconds, NULL);
}

/* %NULL where a hand other than ours wrote the line. */
static HalqaAcquaintance *
from_line (const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 6);
  guint n_words = g_strv_length (words);
  HalqaAcquaintance *one;

  if (n_words < 3 || n_words > 5)
    return NULL;
  one = acquaintance_new ();
  if (!halqa_hex_decode (words[0], one->device.bytes, HALQA_DEVICE_ID_SIZE) ||
      (!g_str_equal (words[1], UNKNOWN) &&
       !halqa_hex_decode (words[1], one->store, HALQA_STORE_ID_SIZE)))
    {
      acquaintance_free (one);
      return NULL;
    }
  if (!g_str_equal (words[2], UNKNOWN))
    one->address = g_strdup (words[2]);
  if (n_words > 3)
    read_seconds (words[3], &one->met);
  if (n_words > 4)
    read_seconds (words[4], &one->turned_away);
  return one;
}

static GPtrArray *
load (HalqaIdentity *identity, const char *forum)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) acquaintance_free);
  g_autofree char *note = halqa_identity_dup_note (identity, GROUP, forum);
  g_auto (GStrv) lines = g_strsplit (note == NULL ? "" : note, ";", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      HalqaAcquaintance *one = from_line (*line);

      if (one != NULL)
        g_ptr_array_add (all, one);
    }
  return all;
}

static gboolean
save (HalqaIdentity *identity, const char *forum, GPtrArray *all, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) lines = NULL;
  g_autofree char *note = NULL;

  for (guint i = 0; i < MIN (all->len, NOTES_MAX); i++)
    {
      g_autofree char *line = to_line (g_ptr_array_index (all, i));

      g_strv_builder_add (builder, line);
    }
  lines = g_strv_builder_end (builder);
  note = g_strjoinv (";", lines);
  return halqa_identity_set_note (identity, GROUP, forum, note, error);
}

/* An address is one laptop's at a time, and a laptop is noted once. */
static void
put_first (GPtrArray *all, const HalqaAcquaintance *one)
{
  g_autofree char *line = to_line (one);

  for (guint i = all->len; i > 0; i--)
    {
      HalqaAcquaintance *old = g_ptr_array_index (all, i - 1);

      if (halqa_device_id_equal (&old->device, &one->device))
        g_ptr_array_remove_index (all, i - 1);
      else if (one->address != NULL && g_strcmp0 (old->address, one->address) == 0)
        g_clear_pointer (&old->address, g_free);
    }
  g_ptr_array_insert (all, 0, from_line (line));
}

static void
acquaintances_free (HalqaAcquaintances *self)
{
  g_clear_object (&self->identity);
  g_clear_pointer (&self->forum, g_free);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_free (self);
}

static char *
dup_forum_hex (HalqaStore *store)
{
  return halqa_hex_dup (halqa_store_get_forum_key (store)->forum.bytes, HALQA_ID_SIZE);
}

/**
 * halqa_acquaintances_of:
 * @reader: of the forum, and of this thread
 *
 * Returns: (transfer none): whom we know there
 */
HalqaAcquaintances *
halqa_acquaintances_of (HalqaReader *reader)
{
  static const char key[] = "halqa-acquaintances";
  HalqaAcquaintances *self = g_object_get_data (G_OBJECT (reader), key);

  if (self == NULL)
    {
      HalqaStore *store = halqa_reader_get_store (reader);

      self = g_new0 (HalqaAcquaintances, 1);
      self->identity = g_object_ref (halqa_store_get_identity (store));
      self->store = store;
      self->forum = dup_forum_hex (store);
      self->all = load (self->identity, self->forum);
      g_object_set_data_full (G_OBJECT (reader), key, self, (GDestroyNotify) acquaintances_free);
    }
  return self;
}

/**
 * halqa_acquaintances_meet:
 * @self: whom we know
 * @device: a device that has proven to be a member
 *
 * Returns: (transfer none): what is known of it
 */
HalqaAcquaintance *
halqa_acquaintances_meet (HalqaAcquaintances *self, const HalqaDeviceId *device)
{
  HalqaAcquaintance *one;

  for (guint i = 0; i < self->all->len; i++)
    {
      one = g_ptr_array_index (self->all, i);
      if (halqa_device_id_equal (&one->device, device))
        return one;
    }
  one = acquaintance_new ();
  one->device = *device;
  g_ptr_array_add (self->all, one);
  return one;
}

/**
 * halqa_acquaintances_at:
 * @self: whom we know
 * @address: "HOST:PORT"
 *
 * Returns: (transfer none) (nullable): who was met there last
 */
HalqaAcquaintance *
halqa_acquaintances_at (HalqaAcquaintances *self, const char *address)
{
  for (guint i = 0; i < self->all->len; i++)
    {
      HalqaAcquaintance *one = g_ptr_array_index (self->all, i);

      if (g_strcmp0 (one->address, address) == 0)
        return one;
    }
  return NULL;
}

/**
 * halqa_acquaintances_foreach:
 * @self: whom we know
 * @func: (scope call): called for each
 * @user_data: for @func
 */
void
halqa_acquaintances_foreach (HalqaAcquaintances *self,
                             HalqaAcquaintanceFunc func,
                             gpointer user_data)
{
  for (guint i = 0; i < self->all->len; i++)
    func (g_ptr_array_index (self->all, i), user_data);
}

static void
forget_address (HalqaAcquaintances *self, const HalqaAcquaintance *except, const char *address)
{
  for (guint i = 0; i < self->all->len; i++)
    {
      HalqaAcquaintance *one = g_ptr_array_index (self->all, i);

      if (one != except && g_strcmp0 (one->address, address) == 0)
        g_clear_pointer (&one->address, g_free);
    }
}

/* Another process may have met somebody meanwhile: its lines are kept. */
static void
write_note (HalqaAcquaintances *self, const HalqaAcquaintance *one)
{
  g_autoptr (GPtrArray) noted = load (self->identity, self->forum);
  g_autoptr (GError) error = NULL;

  put_first (noted, one);
  if (!save (self->identity, self->forum, noted, &error))
    g_message ("Where a laptop was met can't be noted: %s", error->message);
}

/* A list is parted by these two. */
static gboolean
is_notable (const char *address)
{
  return address != NULL && strpbrk (address, " ;") == NULL;
}

/**
 * halqa_acquaintances_note:
 * @self: whom we know
 * @one: one of them
 * @address: (nullable): where it was met
 * @store: its store id, 8 bytes
 */
void
halqa_acquaintances_note (HalqaAcquaintances *self,
                          HalqaAcquaintance *one,
                          const char *address,
                          const guint8 *store)
{
  gboolean moved = is_notable (address) && g_strcmp0 (one->address, address) != 0;
  gboolean other_store = memcmp (one->store, store, HALQA_STORE_ID_SIZE) != 0;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  if (!moved && !other_store && one->turned_away == 0 && ABS (now - one->met) < MET_STEP)
    return;
  one->turned_away = 0;
  if (ABS (now - one->met) >= HALQA_VISIT_GAP)
    halqa_store_note_visit (self->store, &one->device, store);
  one->met = now;
  if (moved)
    {
      forget_address (self, one, address);
      g_free (one->address);
      one->address = g_strdup (address);
    }
  if (other_store)
    {
      memcpy (one->store, store, HALQA_STORE_ID_SIZE);
      one->given = 0;
      one->pushed = 0;
      one->upto = 0;
    }
  write_note (self, one);
}

/**
 * halqa_acquaintances_note_turned_away:
 * @self: whom we know
 * @device: who was proven to be the one that ended the connection
 */
void
halqa_acquaintances_note_turned_away (HalqaAcquaintances *self, const HalqaDeviceId *device)
{
  HalqaAcquaintance *one = halqa_acquaintances_meet (self, device);

  if (one->met == 0 || one->turned_away != 0)
    return;
  one->turned_away = g_get_real_time () / G_USEC_PER_SEC;
  write_note (self, one);
}

/**
 * halqa_acquaintances_dup_addresses:
 * @store: a forum's store
 *
 * Returns: (transfer full) (array zero-terminated=1): addresses, the newest meeting first
 */
char **
halqa_acquaintances_dup_addresses (HalqaStore *store)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  g_autofree char *forum = dup_forum_hex (store);
  g_autoptr (GPtrArray) all = load (halqa_store_get_identity (store), forum);

  for (guint i = 0; i < all->len; i++)
    {
      const HalqaAcquaintance *one = g_ptr_array_index (all, i);

      if (one->address != NULL)
        g_strv_builder_add (addresses, one->address);
    }
  return g_strv_builder_end (addresses);
}

static gint64
get_met (const HalqaAcquaintance *one)
{
  return one->met;
}

static gint64
get_turned_away (const HalqaAcquaintance *one)
{
  return one->turned_away;
}

static GHashTable *
dup_times (HalqaStore *store, gint64 (*get) (const HalqaAcquaintance *one))
{
  GHashTable *times =
      g_hash_table_new_full (halqa_device_id_hash, halqa_device_id_equal, g_free, g_free);
  g_autofree char *forum = dup_forum_hex (store);
  g_autoptr (GPtrArray) all = load (halqa_store_get_identity (store), forum);

  for (guint i = 0; i < all->len; i++)
    {
      const HalqaAcquaintance *one = g_ptr_array_index (all, i);
      gint64 when = get (one) * G_USEC_PER_SEC;

      if (when > 0)
        g_hash_table_replace (times, g_memdup2 (&one->device, sizeof one->device),
                              g_memdup2 (&when, sizeof when));
    }
  return times;
}

/**
 * halqa_acquaintances_dup_met:
 * @store: a forum's store
 *
 * Returns: (transfer full) (element-type HalqaDeviceId gint64): when each device was met last; Unix
 *   time in microseconds
 */
GHashTable *
halqa_acquaintances_dup_met (HalqaStore *store)
{
  return dup_times (store, get_met);
}

/**
 * halqa_acquaintances_dup_turned_away:
 * @store: a forum's store
 *
 * Returns: (transfer full) (element-type HalqaDeviceId gint64): of each device that ends this laptop's
 *   connections, since when; Unix time in microseconds
 */
GHashTable *
halqa_acquaintances_dup_turned_away (HalqaStore *store)
{
  return dup_times (store, get_turned_away);
}

/**
 * halqa_acquaintances_find:
 * @store: a forum's store
 * @device: a laptop
 * @peer: (out caller-allocates): its store id, 8 bytes
 * @met: (out): when it was met last, seconds since 1970
 *
 * Returns: whether it was met, and both are known
 */
gboolean
halqa_acquaintances_find (HalqaStore *store, const HalqaDeviceId *device, guint8 *peer, gint64 *met)
{
  g_autofree char *forum = dup_forum_hex (store);
  g_autoptr (GPtrArray) all = load (halqa_store_get_identity (store), forum);

  for (guint i = 0; i < all->len; i++)
    {
      const HalqaAcquaintance *one = g_ptr_array_index (all, i);

      if (!halqa_device_id_equal (&one->device, device) || !halqa_acquaintance_has_store (one))
        continue;
      memcpy (peer, one->store, HALQA_STORE_ID_SIZE);
      *met = one->met;
      return one->met > 0;
    }
  return FALSE;
}
