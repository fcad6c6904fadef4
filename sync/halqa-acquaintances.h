/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-conduct.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* So many requests of one device are answered at a time; each may hold a transfer's memory. */
#define HALQA_SERVED_MAX 4

/**
 * HalqaAcquaintance:
 * @device: who it is; proven once
 * @address: where it was reached last, "HOST:PORT", or %NULL
 * @store: its store id, all zero where it is not known
 * @met: when it was met last, as it stands on disk, seconds since 1970, or 0
 * @turned_away: since when it has ended our connections, as it stands on disk, or 0
 * @broken: the last exchange with it broke off
 * @n_served: requests of its that are being answered
 * @n_blobs: files that are being sent to it
 * @pushed: and of what was written here all up to this number
 * @given: our arrivals up to this number it has, as far as our answers were read to their end
 * @upto: the newest arrival number that it has told of, in this run of the program
 * @count: how many entries it has, by its own word
 * @moved_at: when that became another number (monotonic, microseconds)
 * @moving_since: and since when it has been doing so again and again
 * @told: the fingerprint of ours that it was told last
 * @refused_by_it: (element-type HalqaEntryId gint64): entries that it refused, and until when they
 *   are not offered again (monotonic, microseconds)
 * @refused_by_us: (element-type HalqaEntryId gint64): its entries that we refused
 * @conduct: what else it did to us
 *
 * What is remembered of another laptop in one forum. Device, address, store, when it was met
 * and since when it turns us away outlast the program.
 */
typedef struct
{
  HalqaDeviceId device;
  char *address;
  guint8 store[HALQA_STORE_ID_SIZE];
  gint64 met;
  gint64 turned_away;
  gboolean broken;
  guint n_served;
  guint n_blobs;
  guint64 given;
  guint64 pushed;
  guint64 upto;
  guint64 count;
  gint64 moved_at;
  gint64 moving_since;
  guint8 told[HALQA_FINGERPRINT_SIZE];
  GHashTable *refused_by_it;
  GHashTable *refused_by_us;
  HalqaConduct conduct;
} HalqaAcquaintance;

gboolean halqa_acquaintance_has_store (const HalqaAcquaintance *self);
void halqa_acquaintance_note_refused (GHashTable *refused, const HalqaEntryId *id);
void halqa_acquaintance_forget_refused (HalqaAcquaintance *self);
/* Whether a refused entry may part us from it. */
gboolean halqa_acquaintance_has_refused (HalqaAcquaintance *self);

/* All that are known in one forum, for the thread of @reader. */
typedef struct _HalqaAcquaintances HalqaAcquaintances;

/* Lent by @reader, and the same one each time. */
HalqaAcquaintances *halqa_acquaintances_of (HalqaReader *reader);
/* Made where it is not known. Lent, as long as the reader lives. */
HalqaAcquaintance *halqa_acquaintances_meet (HalqaAcquaintances *self, const HalqaDeviceId *device);
typedef void (*HalqaAcquaintanceFunc) (const HalqaAcquaintance *one, gpointer user_data);
/* The newest meeting first. */
void halqa_acquaintances_foreach (HalqaAcquaintances *self,
                                  HalqaAcquaintanceFunc func,
                                  gpointer user_data);
/* Who was met at @address last, or %NULL. */
HalqaAcquaintance *halqa_acquaintances_at (HalqaAcquaintances *self, const char *address);
/* It was met at @address (%NULL: it came to us), and its store is @store; noted on disk where that
 * is news. */
void halqa_acquaintances_note (HalqaAcquaintances *self,
                               HalqaAcquaintance *one,
                               const char *address,
                               const guint8 *store);

/* After a handshake that proved who it is @device ended the connection; where it was met before, that is
 * noted on disk until it answers. */
void halqa_acquaintances_note_turned_away (HalqaAcquaintances *self, const HalqaDeviceId *device);

/* --- from any thread, on disk */

/* Returns: (transfer full) (array zero-terminated=1): where members were last seen. */
char **halqa_acquaintances_dup_addresses (HalqaStore *store);
/* (element-type HalqaDeviceId gint64) (transfer full): when each was met last, to a minute; Unix
 * time in microseconds. */
GHashTable *halqa_acquaintances_dup_met (HalqaStore *store);
/* The same of those that have turned this laptop away since: from when on. */
GHashTable *halqa_acquaintances_dup_turned_away (HalqaStore *store);
/* The store of @device (8 bytes) and when it was met, seconds since 1970. FALSE where it never was. */
gboolean halqa_acquaintances_find (HalqaStore *store,
                                   const HalqaDeviceId *device,
                                   guint8 *peer,
                                   gint64 *met);

G_END_DECLS
