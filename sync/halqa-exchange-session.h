/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-dialogue.h"
#include "halqa-entry-stream.h"
#include "halqa-exchange-private.h"
#include "halqa-reconciliation.h"

G_BEGIN_DECLS

/* One exchange under way on the asking side; the data of its task. */
typedef struct
{
  /* Owned. */
  HalqaDialogue *dialogue;
  HalqaReader *reader;
  HalqaExchangeReport *report;
  HalqaReply *reply;
  HalqaEntryStream *stream;
  HalqaEntrySink *sink;
  HalqaExchangeHead sent;
  HalqaExchangeHead got;
  HalqaDifference *difference;
  GArray *have; /* what a reconciliation found, to be sent beside what came since */

  /* Borrowed: the reader's. */
  HalqaAcquaintances *book;
  HalqaAcquaintance *peer; /* NULL until one has answered */
  HalqaAnsweredFunc answered; /* NULL after the first answer */
  gpointer user_data; /* for it */

  guint64 seen; /* how far we have read the peer */
  guint64 after; /* our arrivals after this one are still to be sent */
  guint64 upto; /* our newest arrival when the turn began */
  guint64 serial; /* of the notes on others that go with the turn */
  guint64 fetched_upto; /* the peer's newest arrival before it was reconciled with */
  guint next_need;
  gboolean light; /* the turn carries no entries and no name */
  HalqaExchangeHow how; /* the first turn, with a device that was met */
  gboolean recognised; /* the first turn went to a device that was met at this address */
  gboolean first_contact; /* the forum comes whole: it is shown before it is checked */
  gboolean began_anew; /* because the peer had to prove itself once more */
  gboolean reconciled; /* in this exchange, with this store */
  gboolean moved; /* in the turn at hand entries came, or went */
  guint n_turns;
  guint n_unequal; /* in a row */
  guint n_reconciled;
} HalqaSession;

/* Each of these goes on with the exchange of @task, or ends it; the last one, too, may begin anew. */
void halqa_session_take_turn (GTask *task);
void halqa_session_reconcile (GTask *task);
void halqa_session_fail (GTask *task, GError *error);
/* Whether the turn that begins carries no entries and no name. */
gboolean halqa_session_is_light (HalqaSession *session);
/* Makes the header and the entries of a turn, out of our set as @status tells of it, and adds how
 * the request goes to @flags. */
gboolean halqa_session_fill_turn (HalqaSession *session,
                                  const HalqaStatus *status,
                                  HalqaRequestFlags *flags,
                                  GError **error);
/* Counts what the request at hand has moved, and lets go of it. */
void halqa_session_collect (HalqaSession *session);

G_END_DECLS
