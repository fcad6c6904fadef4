/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-entry.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* --- what is new here, by numbers of arrival: 0 is before all */

/* The newest arrival, unchecked ones too. */
gboolean halqa_reader_get_newest (HalqaReader *self, guint64 *arrival, GError **error);
/* Up to where somebody has looked; 0 for never. */
gboolean halqa_reader_get_looked (HalqaReader *self, guint64 *arrival, GError **error);
gboolean halqa_store_set_looked (HalqaStore *self, guint64 arrival, GError **error);
void halqa_store_set_looked_async (HalqaStore *self,
                                   guint64 arrival,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean halqa_store_set_looked_finish (HalqaStore *self, GAsyncResult *result, GError **error);
/* The last arrival before a moment, Unix time in milliseconds. @known: FALSE where the forum came to
 * this laptop after it. */
gboolean halqa_reader_find_moment (HalqaReader *self,
                                   gint64 moment,
                                   guint64 *arrival,
                                   gboolean *known,
                                   GError **error);

/* How long a laptop may be silent within one visit, in seconds. */
#define HALQA_VISIT_GAP 600

/**
 * HalqaVisit:
 * @device: who was met
 * @began: when its last visit began, Unix time in milliseconds
 * @first: the newest arrival before what it brought
 * @before: the newest arrival that it had read when the visit before ended, 0 where there was none
 */
typedef struct
{
  HalqaDeviceId device;
  gint64 began;
  guint64 first;
  guint64 before;
} HalqaVisit;

/* Of @device, or of whoever came last where that is %NULL. @found: FALSE where nobody was met. */
gboolean halqa_reader_get_visit (HalqaReader *self,
                                 const HalqaDeviceId *device,
                                 HalqaVisit *visit,
                                 gboolean *found,
                                 GError **error);
/* After which arrival what is here is new since the last visit of @device: the one before, while it
 * is here. */
gboolean halqa_reader_find_absence (HalqaReader *self,
                                    const HalqaDeviceId *device,
                                    guint64 *arrival,
                                    gboolean *found,
                                    GError **error);
/* A visit of @device begins. @peer: its store id, 8 bytes, or %NULL. */
void halqa_store_note_visit (HalqaStore *self, const HalqaDeviceId *device, const guint8 *peer);

/* --- entries as they came, unchecked ones too */

/* @entry is lent during the call. */
typedef void (*HalqaArrivalFunc) (guint64 arrival, HalqaEntry *entry, gpointer user_data);
/* Those after @after, up to and with @upto, in the order of arrival. */
gboolean halqa_reader_walk_arrivals (HalqaReader *self,
                                     guint64 after,
                                     guint64 upto,
                                     HalqaArrivalFunc func,
                                     gpointer user_data,
                                     GError **error);
/* Those that were written at @moment or later, by the clocks of who wrote; Unix time in
 * milliseconds. */
gboolean halqa_reader_walk_written (HalqaReader *self,
                                    gint64 moment,
                                    HalqaArrivalFunc func,
                                    gpointer user_data,
                                    GError **error);

G_END_DECLS
