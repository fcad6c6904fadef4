/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-entry.h"
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
} HalqaBase;

void
halqa_base_init (HalqaBase *self, HalqaSql *sql, const HalqaSchema *schema, const HalqaId *forum);
void halqa_base_clear (HalqaBase *self);
/* The entry that arrived as @arrival, lent until halqa_base_forget(). */
HalqaEntry *halqa_base_get_entry (HalqaBase *self, gint64 arrival, GError **error);
void halqa_base_forget (HalqaBase *self);

/**
 * HalqaLeaf:
 * @field: its number
 * @device: the writer's number
 * @stamp: when
 * @arrival: of the entry that it stands in
 * @shown: whether it is the winner of its field
 *
 * A write that no known write replaces.
 */
typedef struct
{
  guint field;
  guint device;
  guint64 stamp;
  gint64 arrival;
  gboolean shown;
} HalqaLeaf;

/**
 * HalqaUnmet:
 * @field: its number
 * @device: the writer's number
 * @stamp: when
 *
 * A write that a known write replaces and that has not arrived.
 */
typedef struct
{
  guint field;
  guint device;
  guint64 stamp;
} HalqaUnmet;

/* What the row's flags tell. */
enum
{
  HALQA_STATE_OTHERS = 1 << 0,
  HALQA_STATE_UNMET = 1 << 1,
  HALQA_STATE_EXTRA = 1 << 2,
};

/**
 * HalqaState:
 * @kind: of the record
 * @id: of the record
 * @row: in the table of the kind, 0 where it is in none yet
 * @leaves: (element-type HalqaLeaf): of all its fields
 * @created: stamp of the least write that created it, 0 for none yet
 * @author: number of the device that did
 * @updated: the greatest stamp of any write
 * @n_conflicts: fields that hold two versions
 * @unmet: (element-type HalqaUnmet): replaced writes that have not arrived
 * @had_others: whether the side tables hold leaves of it
 * @had_unmet: whether the side tables hold replaced writes of it
 * @has_extra: whether the row holds values that fit no column
 * @deleted: the shown value of `deleted` is true
 * @values: field number → HalqaValue, shown values that the row does not hold yet
 * @dirty: whether the row is to be written
 * @touched: arrivals (gint64) that are to be noted
 *
 * What the merge rule knows of one record.
 */
typedef struct
{
  const HalqaKind *kind;
  HalqaId id;
  gint64 row;
  GArray *leaves;
  guint64 created;
  guint author;
  guint64 updated;
  guint n_conflicts;
  GArray *unmet;
  gboolean had_others;
  gboolean had_unmet;
  gboolean has_extra;
  gboolean deleted;
  GHashTable *values;
  gboolean dirty;
  GArray *touched;
} HalqaState;

guint halqa_schema_get_number (const HalqaSchema *schema, const HalqaKind *kind);

HalqaState *halqa_state_new (const HalqaKind *kind, const HalqaId *id);
void halqa_state_free (HalqaState *self);
/* The record as it is stored; a new state where it is not. */
HalqaState *
halqa_state_load (HalqaBase *base, const HalqaKind *kind, const HalqaId *id, GError **error);
HalqaLeaf *halqa_state_get_shown (HalqaState *self, guint field);
/* What @leaf wrote, lent by its entry. */
gboolean halqa_state_get_value (HalqaBase *base,
                                HalqaState *self,
                                const HalqaLeaf *leaf,
                                HalqaValue *value,
                                GError **error);
int halqa_leaf_compare (HalqaBase *base, const HalqaLeaf *a, const HalqaLeaf *b);
void halqa_leaf_get_dot (HalqaBase *base, const HalqaLeaf *leaf, HalqaDot *dot);

/* --- conflicts of one record */

/* Leaves (of @field, but for edits that a deletion did not see) that stand beside the shown one
 * with another value. Empty where nobody differs. @field: a number. */
GArray *halqa_state_list_rivals (HalqaBase *base, HalqaState *self, guint field, GError **error);
gboolean halqa_state_count_conflicts (HalqaBase *base, HalqaState *self, GError **error);

GByteArray *halqa_state_pack (HalqaState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaState, halqa_state_free)

G_END_DECLS
