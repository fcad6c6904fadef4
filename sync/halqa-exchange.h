/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-transport.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/**
 * HalqaExchangeReport:
 * @peer: the device at the other end
 * @name: what it calls itself, or %NULL
 * @version: of its program, or %NULL
 * @sent: entries that we sent
 * @received: entries that were new to us
 * @refused: entries that we refused
 * @rounds: requests made
 * @bytes_sent: on the wire
 * @bytes_received: on the wire
 * @seconds: from the first request to the last commit
 * @clock_difference: its clock less ours, milliseconds
 * @equal: whether both fingerprints were equal at the end
 * @copied: a sentence for the person where the other end has our own key, or %NULL
 * @settled: whether, if not, nothing but entries that one side refused parts the two
 * @later: or it is still getting entries from elsewhere, and is to be asked again
 *
 * What one exchange did. Of one that we answered: what is known of it on this side.
 */
typedef struct
{
  HalqaDeviceId peer;
  char *name;
  char *version;
  guint sent;
  guint received;
  guint refused;
  guint rounds;
  guint64 bytes_sent;
  guint64 bytes_received;
  double seconds;
  gint64 clock_difference;
  gboolean equal;
  const char *copied;
  gboolean settled;
  gboolean later;
} HalqaExchangeReport;

void halqa_exchange_report_free (HalqaExchangeReport *self);

/* The peer begins to answer what was sent first; called once at most, with the data of the callback. */
typedef void (*HalqaAnsweredFunc) (gpointer user_data);

/* Makes both sets equal: by arrival numbers, by reconciliation where that is not enough. */
void halqa_exchange_async (HalqaTransport *transport,
                           HalqaReader *reader,
                           const char *address,
                           GCancellable *cancellable,
                           HalqaAnsweredFunc answered,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/**
 * HalqaExchangeHow:
 * @HALQA_EXCHANGE_FULL: what it lacks goes, what we lack comes
 * @HALQA_EXCHANGE_PUSH: what it lacks goes; nothing is wanted in return
 * @HALQA_EXCHANGE_ASK: it may have everything: the first turn only asks, and brings word of others;
 *   who is just getting entries from elsewhere is left to that
 *
 * How an exchange begins with a device that was met. Where the two turn out to be strangers it goes
 * on as the first.
 */
typedef enum
{
  HALQA_EXCHANGE_FULL,
  HALQA_EXCHANGE_PUSH,
  HALQA_EXCHANGE_ASK,
} HalqaExchangeHow;

/* The same with @device, of which it is known that it is a member. @address: where it may be asked;
 * %NULL where it has a live connection with us. */
void halqa_exchange_with_async (HalqaTransport *transport,
                                HalqaReader *reader,
                                const HalqaDeviceId *device,
                                const char *address,
                                HalqaExchangeHow how,
                                GCancellable *cancellable,
                                HalqaAnsweredFunc answered,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
HalqaExchangeReport *halqa_exchange_finish (GAsyncResult *result, GError **error);

/* Answers @request ("exchange", "reconcile", "fetch", "entries"); @reader reads its store. */
void halqa_exchange_serve_async (HalqaRequest *request,
                                 HalqaReader *reader,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* The request was answered in any case; an error tells why with a refusal. */
HalqaExchangeReport *halqa_exchange_serve_finish (GAsyncResult *result, GError **error);
/* The same for who does not want to know. */
void halqa_exchange_serve (HalqaRequest *request, HalqaReader *reader);

/* Whether the device was met, and the exchange before did not break off: then the next one is small
 * work. */
gboolean halqa_exchange_is_met (HalqaReader *reader, const HalqaDeviceId *device);
/* Whether the device was met, and has what arrived here up to now. */
gboolean halqa_exchange_has_all (HalqaReader *reader, const HalqaDeviceId *device);

/* Whether the device was met, and does not know yet what we have now, or what we know of others. */
gboolean halqa_exchange_owes_word (HalqaReader *reader, const HalqaDeviceId *device);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaExchangeReport, halqa_exchange_report_free)

G_END_DECLS
