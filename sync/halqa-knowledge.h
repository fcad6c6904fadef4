/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"

G_BEGIN_DECLS

/* So many notes go with one header. */
#define HALQA_NOTES_MAX 16

/**
 * HalqaNote:
 * @device: whose set it is about
 * @fingerprint: of that set
 * @count: of its entries
 * @time: when it was heard from that device, Unix time in milliseconds by the clock of who heard it
 *
 * What one laptop knows of the set of another, as it travels.
 */
typedef struct
{
  HalqaDeviceId device;
  guint8 fingerprint[HALQA_FINGERPRINT_SIZE];
  guint64 count;
  guint64 time;
} HalqaNote;

/**
 * HalqaLack:
 * @lacks_of_ours: entries of ours that it lacks, -1 where nothing is known of it
 * @lacks_of_its: entries of its that we lack, -1 where nothing is known of it
 * @is_exact: whether both were counted from a set of its that we knew entry by entry; else the first
 *   is the most that it may be
 * @as_of: when that was, Unix time in microseconds; 0 for never
 * @told_by: who said so; all zero where it did itself
 *
 * How the set of another laptop stands to ours.
 */
typedef struct
{
  gint64 lacks_of_ours;
  gint64 lacks_of_its;
  gboolean is_exact;
  gint64 as_of;
  HalqaDeviceId told_by;
} HalqaLack;

/* What is known of the sets of all other laptops of a forum, for the thread of @reader. */
typedef struct _HalqaKnowledge HalqaKnowledge;

/* Lent by @reader, and the same one each time. */
HalqaKnowledge *halqa_knowledge_of (HalqaReader *reader);
/* The device said so itself, just now. */
void halqa_knowledge_hear (HalqaKnowledge *self, const HalqaNote *note);
/* @by, a device, said so of another. */
void
halqa_knowledge_hear_from (HalqaKnowledge *self, const HalqaDeviceId *by, const HalqaNote *note);
/* At most %HALQA_NOTES_MAX notes that @peer was not given yet and did not give; @serial is to be
 * handed to halqa_knowledge_given() when they have arrived. */
guint halqa_knowledge_collect (HalqaKnowledge *self,
                               const HalqaDeviceId *peer,
                               HalqaNote notes[HALQA_NOTES_MAX],
                               guint64 *serial);
void halqa_knowledge_given (HalqaKnowledge *self, const HalqaDeviceId *peer, guint64 serial);
/* Whether there is something to be told to @peer. */
gboolean halqa_knowledge_has_news (HalqaKnowledge *self, const HalqaDeviceId *peer);
/* Looks at our own set: what follows compares with that. */
gboolean halqa_knowledge_refresh (HalqaKnowledge *self);
/* Of our set when it was looked at last; 16 bytes, lent. */
const guint8 *halqa_knowledge_get_fingerprint (HalqaKnowledge *self);
/* Our arrivals up to here @device has by its own word; 0 where that tells nothing. */
guint64 halqa_knowledge_get_mark (HalqaKnowledge *self, const HalqaDeviceId *device);
/* How the set of @device stands to ours, by what is known. */
gboolean
halqa_knowledge_compare (HalqaKnowledge *self, const HalqaDeviceId *device, HalqaLack *lack);

G_END_DECLS
