/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-entry.h"
#include "halqa-leaves.h"
#include "halqa-names.h"
#include "halqa-schema.h"
#include "halqa-sql.h"

G_BEGIN_DECLS

/**
 * HalqaBase:
 * @sql: the connection
 * @names: its numbers
 * @schema: the table of kinds
 * @forum: the forum's id
 * @entries: arrival → HalqaEntry, those that were looked at in this transaction
 * @selects: by the number of the kind: the query that reads a state, %NULL before the first time
 * @n_read: entries read out of the log so far, for tests that count instead of timing
 *
 * What reading the state of records needs; the fold and the readers each have one.
 */
typedef struct
{
  HalqaSql *sql;
  HalqaNames *names;
  const HalqaSchema *schema;
  HalqaId forum;
  GHashTable *entries;
  char **selects;
  guint64 n_read;
} HalqaBase;

void
halqa_base_init (HalqaBase *self, HalqaSql *sql, const HalqaSchema *schema, const HalqaId *forum);
void halqa_base_clear (HalqaBase *self);
/* The entry that arrived as @arrival, lent until halqa_base_forget(). */
HalqaEntry *halqa_base_get_entry (HalqaBase *self, gint64 arrival, GError **error);
void halqa_base_forget (HalqaBase *self);

/* What the row's flags tell. */
enum
{
  HALQA_STATE_OTHERS = 1 << 0,
  HALQA_STATE_UNMET = 1 << 1,
  HALQA_STATE_EXTRA = 1 << 2,
  HALQA_STATE_TWICE = 1 << 3,
};

/**
 * HalqaState:
 * @kind: of the record
 * @id: of the record
 * @row: in the table of the kind, 0 where it is in none yet
 * @leaves: of all its fields
 * @created: stamp of the least write that created it, 0 for none yet
 * @author: number of the device that did
 * @updated: the greatest stamp of any write
 * @n_conflicts: fields that hold two versions
 * @unmet: replaced writes that have not arrived; where @twice, all that are replaced
 * @twice: a device that used a stamp twice wrote it
 * @had_others: whether the side tables hold leaves of it
 * @had_unmet: whether the side tables hold replaced writes of it
 * @has_extra: whether the row holds values that fit no column
 * @deleted: the shown value of `deleted` is true
 * @changed: (element-type guint): fields of which the row does not show the right write yet, in any
 *   order, one perhaps several times
 * @dirty: whether the row is to be written
 * @touched: (element-type gint64): the newest arrivals that wrote it, ascending; older ones stand in
 *   the side table
 * @refolded: the arrival that it was last folded anew for
 * @gone: no entry that is left writes it
 *
 * What the merge rule knows of one record.
 */
typedef struct
{
  const HalqaKind *kind;
  HalqaId id;
  gint64 row;
  HalqaLeaves leaves;
  guint64 created;
  guint author;
  guint64 updated;
  guint n_conflicts;
  HalqaLeaves unmet;
  gboolean twice;
  gboolean had_others;
  gboolean had_unmet;
  gboolean has_extra;
  gboolean deleted;
  GArray *changed;
  gboolean dirty;
  GArray *touched;
  gint64 refolded;
  gboolean gone;
} HalqaState;

guint halqa_schema_get_number (const HalqaSchema *schema, const HalqaKind *kind);

void halqa_state_free (HalqaState *self);
/* The record as it is stored; a new state where it is not. */
HalqaState *
halqa_state_load (HalqaBase *base, const HalqaKind *kind, const HalqaId *id, GError **error);
HalqaLeaf *halqa_state_get_shown (HalqaState *self, guint field);
/* The write that @leaf stands for, lent by its entry. */
const HalqaFieldWrite *
halqa_state_find_write (HalqaBase *base, HalqaState *self, const HalqaLeaf *leaf, GError **error);
/* What @leaf wrote, lent by its entry. */
gboolean halqa_state_get_value (HalqaBase *base,
                                HalqaState *self,
                                const HalqaLeaf *leaf,
                                HalqaValue *value,
                                GError **error);
/* By (stamp, device id). */
int halqa_leaf_compare_dots (HalqaBase *base, const HalqaLeaf *a, const HalqaLeaf *b);
/* By the dots, then by the entry ids: the greater one is shown. */
int halqa_leaf_compare (HalqaBase *base, const HalqaLeaf *a, const HalqaLeaf *b);
void halqa_leaf_get_dot (HalqaBase *base, const HalqaLeaf *leaf, HalqaDot *dot);

/* --- conflicts of one record: of halqa-state-conflicts.c */

/* Leaves (of @field, but for edits that a deletion did not see) that stand beside the shown one
 * with another value. Empty where nobody differs. @field: a number. */
GArray *halqa_state_list_rivals (HalqaBase *base, HalqaState *self, guint field, GError **error);
gboolean halqa_state_count_conflicts (HalqaBase *base, HalqaState *self, GError **error);

/* --- which entries wrote the record: of halqa-state-touched.c; all lists of gint64, ascending */

gboolean
halqa_state_list_touched (HalqaBase *base, HalqaState *self, GArray *arrivals, GError **error);
/* Those of the side table among which @arrival would be. */
gboolean halqa_state_list_older (HalqaBase *base,
                                 HalqaState *self,
                                 gint64 arrival,
                                 GArray *arrivals,
                                 GError **error);
gboolean
halqa_state_spill_touched (HalqaBase *base, HalqaState *self, GArray *arrivals, GError **error);
gboolean
halqa_state_forget_arrival (HalqaBase *base, HalqaState *self, gint64 arrival, GError **error);
GByteArray *halqa_state_pack_arrivals (const gint64 *arrivals, guint n);
gboolean
halqa_state_unpack_arrivals (GArray *arrivals, const guint8 *data, gsize size, GError **error);

/* --- as it stands in the row */

/* The clocks of the shown leaves. */
GByteArray *halqa_state_pack (HalqaState *self);
gboolean halqa_state_fail_damaged (GError **error);
void halqa_varint_put (GByteArray *out, guint64 number);
gboolean halqa_varint_take (const guint8 **data, const guint8 *end, guint64 *number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaState, halqa_state_free)

G_END_DECLS
