/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-acquaintances.h"
#include "halqa-entry-sink.h"
#include "halqa-exchange-message.h"
#include "halqa-exchange.h"

G_BEGIN_DECLS

/**
 * HalqaStanding:
 * @status: of our set
 * @met: whether marks of the peer's store are on disk
 * @seen: how far we have read the peer's arrivals
 * @acked: how far it has read ours
 *
 * Where we stand with a peer's store, at one moment.
 */
typedef struct
{
  HalqaStatus status;
  gboolean met;
  guint64 seen;
  guint64 acked;
} HalqaStanding;

/* A newcomer has written no more than who it is. */
#define HALQA_EXCHANGE_FEW 16
/* What makes it worth while to show a forum before its signatures are checked. */
#define HALQA_EXCHANGE_MANY 512
gboolean halqa_acquaintance_is_moving (HalqaAcquaintance *peer);

/* Whether a forum comes whole: what we hold is nothing beside what a peer that is at @upto does. */
gboolean halqa_exchange_is_first_contact (const HalqaStatus *ours, guint64 upto);
/* @peer: its store id, 8 bytes. */
gboolean
halqa_standing_read (HalqaStanding *self, HalqaReader *reader, const guint8 *peer, GError **error);
/* Our header; its texts are to be cleared. @with_name: entries may follow. */
void halqa_exchange_head_fill (HalqaExchangeHead *head,
                               HalqaStore *store,
                               const HalqaStatus *status,
                               gboolean with_name);
void halqa_exchange_head_hear (const HalqaExchangeHead *head,
                               HalqaReader *reader,
                               const HalqaDeviceId *device);
/* What to tell the person where the other end has our own key, else %NULL. */
const char *
halqa_exchange_notice_copy (HalqaStore *store, const HalqaDeviceId *device, const guint8 *other);
void halqa_acquaintance_note_refusals (GHashTable *refused, GPtrArray *refusals);
/* Whether nothing but refused entries parts us from a set of this fingerprint. */
gboolean halqa_exchange_is_settled (HalqaReader *reader,
                                    HalqaAcquaintance *peer,
                                    const guint8 fingerprint[HALQA_FINGERPRINT_SIZE]);

G_END_DECLS
