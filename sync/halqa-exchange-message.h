/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-entry-batch.h"
#include "halqa-knowledge.h"

G_BEGIN_DECLS

/* Bounds of the bodies that are read whole. */
#define HALQA_RECONCILE_MAX (256 * 1024)
#define HALQA_FETCH_MAX (256 * 1024)
#define HALQA_ANSWER_MAX (64 * 1024)
/* So many ids a fetch: their CBOR stays below %HALQA_FETCH_MAX. */
#define HALQA_FETCH_IDS 4096

#define HALQA_PEER_NAME_MAX 256
#define HALQA_PEER_VERSION_MAX 64

/**
 * HalqaExchangeHead:
 * @store: the sender's store id
 * @of: the store id that @seen counts in; all zero where none is known
 * @seen: how far the sender has read the arrivals of the other side
 * @upto: the sender's newest arrival number
 * @fingerprint: of the sender's whole set
 * @time: stamp of the sender's clock
 * @name: what the sender calls itself, or %NULL: then it only asks, and sends no entries
 * @version: of its program
 * @count: entries in the sender's set, 0 where it does not say
 * @quiet: entries are brought, and none are wanted in return
 * @notes: (array length=n_notes): what the sender knows of the sets of others
 * @n_notes: how many
 */
typedef struct
{
  guint8 store[HALQA_STORE_ID_SIZE];
  guint8 of[HALQA_STORE_ID_SIZE];
  guint64 seen;
  guint64 upto;
  guint8 fingerprint[HALQA_FINGERPRINT_SIZE];
  guint64 time;
  char *name;
  char *version;
  guint64 count;
  gboolean quiet;
  HalqaNote notes[HALQA_NOTES_MAX];
  guint n_notes;
} HalqaExchangeHead;

GBytes *halqa_exchange_head_encode (const HalqaExchangeHead *self);
gboolean halqa_exchange_head_decode (HalqaExchangeHead *self, GBytes *bytes, GError **error);
void halqa_exchange_head_clear (HalqaExchangeHead *self);
/* Milliseconds that the sender's clock is ahead of ours. */
gint64 halqa_exchange_head_get_clock_difference (const HalqaExchangeHead *self);

/* A request for entries; @n_ids 0 and @ids %NULL: for all. */
GBytes *halqa_fetch_encode (const HalqaEntryId *ids, guint n_ids);
/* Returns: (element-type HalqaEntryId) (transfer full) (nullable): %NULL without error: all. */
GArray *halqa_fetch_decode (GBytes *bytes, GError **error);

/* What became of entries. @refused: (element-type HalqaRefusal). */
GBytes *halqa_entries_answer_encode (guint n_new, guint n_known, GPtrArray *refused);
/* Returns: (element-type HalqaRefusal) (transfer full): the refused ones. */
GPtrArray *halqa_entries_answer_decode (GBytes *bytes, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HalqaExchangeHead, halqa_exchange_head_clear)

G_END_DECLS
