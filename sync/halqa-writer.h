/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-change-private.h"
#include "halqa-clock.h"
#include "halqa-fold.h"
#include "halqa-keyring.h"
#include "halqa-negentropy.h"
#include "halqa-store.h"

G_BEGIN_DECLS

/**
 * HalqaGroup:
 * @what: what its entries are; %NULL where the next one is another action
 * @first: its first arrival
 * @last: its last
 * @step: number of its row, 0 for none yet
 * @began: when (monotonic, microseconds)
 * @at: when the last was written
 *
 * Entries that are one action to the person who makes them.
 */
typedef struct
{
  char *what;
  gint64 first;
  gint64 last;
  gint64 step;
  gint64 began;
  gint64 at;
} HalqaGroup;

/**
 * HalqaWriter:
 * @stale: whether another version of the program has folded the tables since they were opened
 * @is_scratch: whether it is a copy that goes with the program
 * @read_only: whether nothing can be written where the file is
 * @sql: the one writing connection
 * @fold: the merge rule over it
 * @clock: the hybrid logical clock, as it stands in the database
 * @fingerprint: of all entries, as it stands in the database
 * @joint: whether the transaction that is open is of several jobs, and ended by who began it
 * @upto: the newest arrival that watchers were told of
 * @came: the first arrival of the transaction, 0 for none
 * @moment: when something arrived last, as it was noted; Unix time in milliseconds
 * @group: what was written here last, where it may go on
 * @struck: entries of this file that proved false so far, by whichever process
 * @n_struck: those of them that this writer struck out
 * @noted_upto: the newest arrival that stands beside the device key
 * @noted_at: when that was looked at last (monotonic, microseconds)
 * @version: what PRAGMA data_version said last: another number after another process wrote
 * @touched: (element-type HalqaTouched): what the transaction changed
 * @texts: (element-type utf8 HalqaId): what it wrote into fields whose texts are made of numbers
 * @foreign: (element-type HalqaTouched): what other processes changed and watchers don't know yet
 * @key_records: (element-type HalqaEntryId HalqaKeyRecord): entries of kind `key` that were looked
 *   at; %NULL for one that is not sound
 * @keyring: what follows from them
 *
 * What the store's thread owns. All of it is used on that thread alone.
 */
typedef struct
{
  HalqaIdentity *identity; /* borrowed */
  HalqaForumKey key;
  guint8 store_id[HALQA_STORE_ID_SIZE];
  gboolean stale;
  gboolean is_scratch;
  gboolean read_only;
  HalqaSql *sql;
  HalqaFold fold;
  HalqaClock clock;
  HalqaFingerprint fingerprint;
  gboolean joint;
  gboolean many_came; /* since the log was put back */
  gint64 upto;
  gint64 came;
  gint64 moment;
  HalqaGroup group;
  gint64 struck;
  guint n_struck;
  gint64 noted_upto;
  gint64 noted_at;
  gint64 version;
  GArray *touched;
  GHashTable *texts;
  GArray *foreign;
  GHashTable *key_records;
  HalqaKeyring *keyring;
} HalqaWriter;

HalqaWriter *halqa_writer_open (const char *path,
                                const HalqaSchema *schema,
                                HalqaIdentity *identity,
                                GError **error);
/* Over a copy of the database @of, which goes with the writer. */
HalqaWriter *halqa_writer_open_scratch (const char *of,
                                        const HalqaSchema *schema,
                                        HalqaIdentity *identity,
                                        GError **error);
void halqa_writer_free (HalqaWriter *self);
/* A new file with the tables in it and nothing else. */
gboolean halqa_writer_create_file (const char *path,
                                   const HalqaSchema *schema,
                                   const HalqaForumKey *key,
                                   const char *title,
                                   GError **error);

gboolean halqa_writer_load_counters (HalqaWriter *self, GError **error);
gboolean halqa_writer_begin (HalqaWriter *self, GError **error);
/* Flushes and commits; rolls back on any error. */
gboolean halqa_writer_commit (HalqaWriter *self, GError **error);
void halqa_writer_rollback (HalqaWriter *self);
/* One entry; to be called within a transaction. @arrival: 0 where it was there before. */
gboolean halqa_writer_add (HalqaWriter *self,
                           HalqaEntry *entry,
                           guint source,
                           gboolean checked,
                           gint64 *arrival,
                           GError **error);
gboolean halqa_writer_add_change (HalqaWriter *self, HalqaChange *change, GError **error);
/* Looks whether another process wrote, and appends to @foreign what. */
gboolean halqa_writer_look (HalqaWriter *self, GError **error);

/* --- of halqa-unchecked.c */

/* Arrivals from @first to @last. */
typedef struct
{
  gint64 first;
  gint64 last;
} HalqaRange;

typedef void (*HalqaRangeFunc) (gint64 arrival,
                                const guint8 *bytes,
                                gsize size,
                                const guint8 *signature,
                                gsize signature_size,
                                gpointer user_data);

gboolean halqa_writer_note_unchecked (HalqaWriter *self, gint64 first, gint64 last, GError **error);
gboolean halqa_writer_find_unchecked (HalqaWriter *self,
                                      gint64 after,
                                      HalqaRange *range,
                                      gboolean *found,
                                      GError **error);
gboolean halqa_writer_read_range (HalqaWriter *self,
                                  const HalqaRange *range,
                                  HalqaRangeFunc func,
                                  gpointer user_data,
                                  GError **error);
/* @sound: (element-type HalqaEntryId); @false_ones: (element-type gint64), arrivals. */
gboolean halqa_writer_settle_range (HalqaWriter *self,
                                    const HalqaRange *range,
                                    GArray *sound,
                                    GArray *false_ones,
                                    GError **error);
gboolean halqa_writer_settle_all (HalqaWriter *self, GError **error);
gboolean halqa_writer_purge_unchecked (HalqaWriter *self, GError **error);
/* --- of halqa-writer-change.c, for halqa-writer-keys.c: @key, and before it, where @removed (the id
 * of a `device` record) is given, that this one is removed; one entry */
gboolean halqa_writer_add_key (HalqaWriter *self,
                               const HalqaWrite *key,
                               const HalqaId *removed,
                               GError **error);
/* --- of halqa-writer-keys.c */
/* @keyring as the database has it now. */
gboolean halqa_writer_load_keys (HalqaWriter *self, GError **error);
/* Keeps what an invitation told; a transaction of its own. */
gboolean halqa_writer_tell_keys (HalqaWriter *self, GBytes *newer, GError **error);
/* A next key, for all who may have it but @removed (%NULL: only where the newest one needs it); a
 * transaction of its own. */
gboolean halqa_writer_renew_key (HalqaWriter *self, const HalqaDeviceId *removed, GError **error);
gboolean halqa_writer_get_meta (HalqaWriter *self, const char *key, GBytes **value, GError **error);
gboolean halqa_writer_put_meta (HalqaWriter *self,
                                const char *key,
                                const void *value,
                                gsize size,
                                GError **error);

/* --- of halqa-writer-number.c */
/* The text of the next number, which is used up with the transaction that is open. To be freed; %NULL
 * on an error. */
char *halqa_writer_take_number (HalqaWriter *self,
                                const HalqaKind *kind,
                                const char *field,
                                const HalqaId *record,
                                const HalqaNumbering *numbering,
                                GError **error);
/* Of a field whose texts are made of numbers: that the open transaction writes @text into @record; and
 * whether it is another's. */
void halqa_writer_note_text (HalqaWriter *self,
                             const HalqaKind *kind,
                             const char *field,
                             const char *text,
                             const HalqaId *record);
gboolean halqa_writer_is_taken (HalqaWriter *self,
                                const HalqaKind *kind,
                                const char *field,
                                const char *text,
                                const HalqaId *record,
                                gboolean *taken,
                                GError **error);
/* --- of halqa-since.c */
gboolean halqa_writer_note_moment (HalqaWriter *self, gint64 arrival, GError **error);
/* --- of halqa-undo-group.c */
gboolean
halqa_writer_note_group (HalqaWriter *self, GPtrArray *changes, gint64 before, GError **error);
void halqa_writer_end_group (HalqaWriter *self);
/* --- of halqa-writer-binding.c */
gboolean halqa_writer_bind (HalqaWriter *self, GError **error);
void halqa_writer_note_arrival (HalqaWriter *self, gboolean at_once);
/* --- of halqa-check.c */
/**
 * HalqaCheckWork:
 * @func: (nullable): told how far it is
 * @func_data: for @func
 * @n_parts: readings of the whole log or of all records, which take about as long as each other: 1 to
 *   make the tables anew, 3 to check
 * @n_begun: of these
 * @done: of what the last of them has to do
 * @total: how much that is
 *
 * How far a check is.
 */
typedef struct
{
  HalqaStoreProgress func;
  gpointer func_data;
  guint n_parts;
  guint n_begun;
  guint64 done;
  guint64 total;
} HalqaCheckWork;

/* @work: (nullable) */
gboolean halqa_writer_rebuild (HalqaWriter *self, HalqaCheckWork *work, GError **error);
gboolean halqa_writer_check (HalqaWriter *self, HalqaCheckWork *work, GError **error);
/* --- of halqa-index.c */
/* A batch of records that search does not know yet, as a transaction; @more where others are left. */
gboolean halqa_writer_index (HalqaWriter *self, gboolean *more, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaWriter, halqa_writer_free)

G_END_DECLS
