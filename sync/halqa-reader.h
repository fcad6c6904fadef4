/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-record.h"
#include "halqa-store.h"

G_BEGIN_DECLS

#define HALQA_TYPE_READER (halqa_reader_get_type ())
G_DECLARE_FINAL_TYPE (HalqaReader, halqa_reader, HALQA, READER, GObject)

/* A reading connection of its own, for the thread that opens it. Never waits for a writer. */
HalqaReader *halqa_reader_open (HalqaStore *store, GError **error);
HalqaStore *halqa_reader_get_store (HalqaReader *self);

/* Between these two all calls answer from one moment. */
gboolean halqa_reader_begin (HalqaReader *self, GError **error);
void halqa_reader_end (HalqaReader *self);

/* --- records */
HalqaRecord *
halqa_reader_get (HalqaReader *self, const char *kind, const HalqaId *id, GError **error);
/* @prefix: 4 to 32 hex digits; deleted records count too. */
gboolean halqa_reader_find (HalqaReader *self,
                            const char *prefix,
                            const HalqaKind **kind,
                            HalqaId *id,
                            GError **error);

typedef enum
{
  HALQA_DELETED_HIDE,
  HALQA_DELETED_ONLY,
  HALQA_DELETED_TOO,
} HalqaDeleted;

/**
 * HalqaCondition:
 * @field: a field of the kind (`NAME@LANGUAGE` too)
 * @value: what it must hold; null for empty
 */
typedef struct
{
  const char *field;
  HalqaValue value;
} HalqaCondition;

/**
 * HalqaQuery:
 * @kind: the kind
 * @where: (array length=n_where): of those on one field one must hold, and so for each field
 * @n_where: how many
 * @author: (nullable): only what was made by this device
 * @in_conflict: only what holds conflicts
 * @search: words as typed, or %NULL
 * @sort: a field's name, or "created" or "updated", or %NULL for the order of creation
 * @reverse: the other way round
 * @deleted: which of them
 * @limit: 0 for all
 * @then: (nullable): as @sort, for what is the same there; of rows only
 * @group: (nullable): a field whose value rows are to bring along
 * @inherited: (nullable): a field that, where a record has none of its own, counts as the field of that
 *   name in what @through points at: for @where, @sort, @then and @group of rows
 * @through: (nullable): a field that points at a record of a certain kind; with @inherited
 */
typedef struct
{
  const char *kind;
  const HalqaCondition *where;
  guint n_where;
  const HalqaDeviceId *author;
  gboolean in_conflict;
  const char *search;
  const char *sort;
  gboolean reverse;
  HalqaDeleted deleted;
  guint limit;
  const char *then;
  const char *group;
  const char *inherited;
  const char *through;
} HalqaQuery;

/* Returns: (element-type HalqaRecord) (transfer full) */
GPtrArray *halqa_reader_query (HalqaReader *self, const HalqaQuery *query, GError **error);

/**
 * HalqaRow:
 * @id: the record
 * @row: its number in the table of its kind, see halqa_reader_search()
 * @created: its stamp of creation, 0 where that has not arrived
 * @updated: the stamp of its newest write
 * @key: the value of the query's `sort` field; null where it is empty, "created" or "updated"
 * @then: that of its `then` field
 * @group: that of its `group` field
 *
 * What it takes to place a record in a list, without reading the rest of it.
 */
typedef struct
{
  HalqaId id;
  guint64 row;
  guint64 created;
  guint64 updated;
  const HalqaValue *key;
  const HalqaValue *then;
  const HalqaValue *group;
} HalqaRow;

typedef void (*HalqaRowFunc) (const HalqaRow *row, gpointer user_data);
/* In no order, `reverse` and `limit` left aside, and without words: those are halqa_reader_search()'s.
 * @ids: only those of them that the query finds; %NULL for all. @row is lent during the call. */
gboolean halqa_reader_walk_rows (HalqaReader *self,
                                 const HalqaQuery *query,
                                 const HalqaId *ids,
                                 guint n_ids,
                                 HalqaRowFunc func,
                                 gpointer user_data,
                                 GError **error);

/* How well a record was found; the best comes first. */
typedef enum
{
  HALQA_RANK_NONE, /* not at all */
  HALQA_RANK_TITLE, /* its title holds the words as they are typed */
  HALQA_RANK_TYPED, /* it does */
  HALQA_RANK_WEAK, /* in other forms of them */
} HalqaRank;

GByteArray *
halqa_reader_search (HalqaReader *self, const char *kind, const char *text, GError **error);
HalqaRank halqa_row_get_rank (const GByteArray *ranks, guint64 row);
/* Another number where the tables were made anew: then rows have other numbers too. 0 on an error. */
gint64 halqa_reader_get_fold (HalqaReader *self);

/* --- history and conflicts */
typedef enum
{
  HALQA_WRITE_SHOWN,
  HALQA_WRITE_CONFLICT,
  HALQA_WRITE_REPLACED,
} HalqaWriteState;

/**
 * HalqaPastWrite:
 * @field: what was written into
 * @value: what was written
 * @dot: when and by whom
 * @state: what has become of it
 * @replaced: dots of the writes that it replaced; of a deletion also those of other fields' writes
 *   that the writer knew
 * @n_replaced: how many
 */
typedef struct
{
  char *field;
  HalqaValue value;
  HalqaDot dot;
  HalqaWriteState state;
  HalqaDot *replaced;
  guint n_replaced;
} HalqaPastWrite;

/* Returns: (element-type HalqaPastWrite) (transfer full): oldest first. */
GPtrArray *
halqa_reader_history (HalqaReader *self, const char *kind, const HalqaId *id, GError **error);
/* What all of @versions come from, lent by @history; %NULL where no write that is known is. */
const HalqaPastWrite *halqa_history_find_ancestor (const GPtrArray *history,
                                                   const char *field,
                                                   const GPtrArray *versions);
/* Of a version that was settled away and came back when that was taken back, the write of who wrote it;
 * lent by @history. Else @version. */
const HalqaPastWrite *halqa_history_find_origin (const GPtrArray *history,
                                                 const HalqaPastWrite *version);

/* The write that each field shows, in no order; what has never been written is not told of. */
typedef void (*HalqaShownFunc) (const char *field, const HalqaDot *dot, gpointer user_data);
gboolean halqa_reader_walk_shown (HalqaReader *self,
                                  const char *kind,
                                  const HalqaId *id,
                                  HalqaShownFunc func,
                                  gpointer user_data,
                                  GError **error);

/**
 * HalqaConflict:
 * @kind: the record's kind
 * @record: the record's id
 * @field: the field; for an edit made while another deleted: `deleted`
 * @versions: (element-type HalqaPastWrite): the shown one first
 */
typedef struct
{
  const HalqaKind *kind;
  HalqaId record;
  char *field;
  GPtrArray *versions;
} HalqaConflict;

/* Returns: (element-type HalqaConflict) (transfer full): of one record, or of all where @kind is
 * %NULL; ordered by kind, id and field, so the same on every laptop. */
GPtrArray *
halqa_reader_conflicts (HalqaReader *self, const char *kind, const HalqaId *id, GError **error);

/* Returns: (element-type HalqaId) (transfer full): the records of @kind that hold conflicts. */
GArray *halqa_reader_list_in_conflict (HalqaReader *self, const char *kind, GError **error);

/* The name that @device goes by, or %NULL. */
char *halqa_reader_dup_device_name (HalqaReader *self, const HalqaDeviceId *device);
/* Returns: (element-type HalqaDeviceId) (transfer full): the devices that have a `device` record. */
GArray *halqa_reader_list_devices (HalqaReader *self, gboolean removed_too);
/* The id of the `device` record of @device. */
void halqa_device_record_id (const HalqaDeviceId *device, HalqaId *id);
/* An id made from @parts, for a kind whose records are the same wherever they are made. */
void
halqa_derive_record_id (const char *kind, const GBytes *const *parts, guint n_parts, HalqaId *id);

/* --- the whole */
typedef struct
{
  guint64 n_entries; /* that are checked, as in the fingerprint */
  guint64 n_unchecked; /* shown, and not passed on yet */
  guint64 upto; /* the newest arrival number before which nothing is unchecked */
  guint8 fingerprint[HALQA_FINGERPRINT_SIZE];
  guint n_conflicts;
  guint64 db_bytes;
} HalqaStatus;

gboolean halqa_reader_status (HalqaReader *self, HalqaStatus *status, GError **error);
gboolean halqa_reader_status_of_log (HalqaReader *self, HalqaStatus *status, GError **error);
guint64 halqa_reader_count (HalqaReader *self, const char *kind, GError **error);
/* Deleted ones too. */
guint64 halqa_reader_count_all (HalqaReader *self, const char *kind, GError **error);
/* The forum's title: of its record, else the one it was joined by. */
char *halqa_reader_dup_title (HalqaReader *self);

/* --- the log, for replication: nothing of what is unchecked */

/* An entry as it travels. @entry and @signature are lent during the call. FALSE ends the walk. */
typedef gboolean (*HalqaLogFunc) (guint64 arrival,
                                  const HalqaDot *dot,
                                  const guint8 *entry,
                                  gsize size,
                                  const guint8 *signature,
                                  gpointer user_data);
/* At most @limit (0: all) entries that arrived after @after and not later than @upto, in the order of
 * arrival, without those that came from @except (a store id, 8 bytes, or %NULL). */
gboolean halqa_reader_walk_log (HalqaReader *self,
                                guint64 after,
                                guint64 upto,
                                const guint8 *except,
                                guint limit,
                                HalqaLogFunc func,
                                gpointer user_data,
                                GError **error);
/* The same, of what was written here alone. */
gboolean halqa_reader_walk_own (HalqaReader *self,
                                guint64 after,
                                guint64 upto,
                                guint limit,
                                HalqaLogFunc func,
                                gpointer user_data,
                                GError **error);
/* @first: the first of those that neither was written here nor came from @except, or 0. */
gboolean halqa_reader_find_foreign (HalqaReader *self,
                                    guint64 after,
                                    guint64 upto,
                                    const guint8 *except,
                                    guint64 *first,
                                    GError **error);
/* Returns: (element-type gint64) (transfer full): their arrival numbers, ascending. */
GArray *halqa_reader_find_arrivals (HalqaReader *self,
                                    const HalqaEntryId *ids,
                                    guint n_ids,
                                    GError **error);
/* For reconciliation: every (stamp, entry id) in that order. */
typedef void (*HalqaItemFunc) (guint64 stamp, const HalqaEntryId *id, gpointer user_data);
gboolean
halqa_reader_walk_items (HalqaReader *self, HalqaItemFunc func, gpointer user_data, GError **error);
/* FALSE where the store @peer (8 bytes) was never met; both numbers are 0 then. */
gboolean
halqa_reader_get_seen (HalqaReader *self, const guint8 *peer, guint64 *seen, guint64 *acked);

HalqaPastWrite *halqa_past_write_copy (const HalqaPastWrite *self);
void halqa_past_write_free (HalqaPastWrite *self);
void halqa_conflict_free (HalqaConflict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaPastWrite, halqa_past_write_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaConflict, halqa_conflict_free)

G_END_DECLS
