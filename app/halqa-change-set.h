/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-changed-item.h"
#include "halqa-entry.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/**
 * HalqaChangeWriter:
 * @device: who wrote
 * @stamp: when last
 */
typedef struct
{
  HalqaDeviceId device;
  guint64 stamp;
} HalqaChangeWriter;

/**
 * HalqaChanged:
 * @kind: the record's kind
 * @id: its id
 * @how: what has become of it
 * @fields: (element-type char) (nullable): the fields that were written; %NULL of a new record
 * @writers: (element-type HalqaChangeWriter): who wrote, the newest first
 * @stamp: the newest write
 * @arrival: the newest arrival that wrote it
 * @has_session: whether it belongs to a session
 * @session: that
 * @seen: what was read, for the set itself
 *
 * One record that has changed.
 */
typedef struct
{
  const HalqaKind *kind;
  HalqaId id;
  HalqaChangedHow how;
  GPtrArray *fields;
  GArray *writers;
  guint64 stamp;
  guint64 arrival;
  gboolean has_session;
  HalqaId session;
  guint seen;
} HalqaChanged;

/* The word of the command line. */
const char *halqa_changed_how_to_string (HalqaChangedHow how);
/* What one write of a record does to it. */
HalqaChangedHow halqa_changed_classify (const HalqaWrite *write);

/**
 * HalqaChangeSet:
 *
 * The records that entries wrote, each once. For the thread of its reader.
 */
typedef struct _HalqaChangeSet HalqaChangeSet;

HalqaChangeSet *halqa_change_set_new (HalqaReader *reader);
void halqa_change_set_free (HalqaChangeSet *self);
/* What @device wrote is no news. */
void halqa_change_set_skip (HalqaChangeSet *self, const HalqaDeviceId *device);
/* What arrived after @after; may be called again for what comes later. */
gboolean halqa_change_set_add_arrived (HalqaChangeSet *self, guint64 after, GError **error);
gboolean
halqa_change_set_add_between (HalqaChangeSet *self, guint64 after, guint64 upto, GError **error);
/* What was written since a moment, Unix time in milliseconds, by the clocks of those who wrote. */
gboolean halqa_change_set_add_written (HalqaChangeSet *self, gint64 moment, GError **error);
/* What has become of each record that was added since the last time; the sessions too. Returns:
 * (element-type HalqaChanged) (transfer container): those, lent by the set */
GPtrArray *halqa_change_set_settle (HalqaChangeSet *self, GError **error);
/* (element-type HalqaChanged) (transfer container): all, the newest first; lent by the set. */
GPtrArray *halqa_change_set_list (HalqaChangeSet *self);
HalqaChanged *
halqa_change_set_find (HalqaChangeSet *self, const HalqaKind *kind, const HalqaId *id);
/* To be called where it was filled on another thread: @reader is of this one. */
void halqa_change_set_set_reader (HalqaChangeSet *self, HalqaReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaChangeSet, halqa_change_set_free)

G_END_DECLS
