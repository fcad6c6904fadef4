/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-fold.h"

#include <string.h>

#include "halqa-store.h"

/* The merge rule (protocol, section 4), one entry at a time.
 *
 * Of the writes known of a field, one is replaced when a known write names its dot; the others are
 * the leaves, and the greatest by (stamp, device id, entry id) is shown. An entry that arrives takes
 * away the leaves that it replaces, is itself no leaf where a write that was here before it names
 * its dot, and leaves a note for each dot that it names and that has not arrived. So any order and
 * any repetition of the same entries ends in the same state.
 *
 * One case is left to the slow way: a device that used a stamp twice, which no sound device does. A
 * note is struck out by the first write that bears its dot, so where a second bears it the records
 * are folded anew from the log.
 *
 * Rejected: keeping all writes of a field in the row; a vector clock for each record. */

static guint
hash_state (gconstpointer state)
{
  return halqa_id_hash (&((const HalqaState *) state)->id);
}

static gboolean
equal_states (gconstpointer a, gconstpointer b)
{
  const HalqaState *state_a = a;
  const HalqaState *state_b = b;

  return state_a->kind == state_b->kind && halqa_id_equal (&state_a->id, &state_b->id);
}

/**
 * halqa_fold_init:
 * @self: (out caller-allocates): a fold
 * @sql: a connection that writes, borrowed
 * @schema: borrowed
 * @forum: is copied
 * @error: any of the layer's
 *
 * Returns: whether it can be used; halqa_fold_clear() it in either case
 */
gboolean
halqa_fold_init (HalqaFold *self,
                 HalqaSql *sql,
                 const HalqaSchema *schema,
                 const HalqaId *forum,
                 GError **error)
{
  halqa_base_init (&self->base, sql, schema, forum);
  self->states =
      g_hash_table_new_full (hash_state, equal_states, (GDestroyNotify) halqa_state_free, NULL);
  self->deleted_field = halqa_names_put_field (self->base.names, "deleted", error);
  return self->deleted_field != 0;
}

void
halqa_fold_clear (HalqaFold *self)
{
  g_clear_pointer (&self->states, g_hash_table_unref);
  halqa_base_clear (&self->base);
}

/**
 * halqa_fold_abandon:
 * @self: a fold
 *
 * Forgets what the transaction that was rolled back had done.
 */
void
halqa_fold_abandon (HalqaFold *self)
{
  g_hash_table_remove_all (self->states);
  halqa_base_forget (&self->base);
  halqa_names_forget (self->base.names);
}

/**
 * halqa_fold_get_state:
 * @self: a fold
 * @kind: of the record
 * @id: its id
 * @error: any of the layer's
 *
 * Returns: (transfer none): the record with all that this transaction did to it
 */
HalqaState *
halqa_fold_get_state (HalqaFold *self, const HalqaKind *kind, const HalqaId *id, GError **error)
{
  HalqaState key = { .kind = kind, .id = *id };
  HalqaState *state = g_hash_table_lookup (self->states, &key);

  if (state != NULL)
    return state;
  state = halqa_state_load (&self->base, kind, id, error);
  if (state != NULL)
    g_hash_table_add (self->states, state);
  return state;
}

/* Whether an entry with this dot arrived before the one that is being folded. What came later does
 * not count: when the tables are made anew, all of the log is there already. */
static gboolean
has_arrived (HalqaFold *self, const HalqaDot *dot, gboolean *found, GError **error)
{
  guint device = halqa_names_find_device (self->base.names, &dot->device);
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      self->base.sql, "SELECT 1 FROM log WHERE stamp = ? AND device = ? AND arrival < ? LIMIT 1",
      error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) dot->stamp);
  sqlite3_bind_int64 (statement, 2, device);
  sqlite3_bind_int64 (statement, 3, self->arrival);
  result = halqa_sql_step (self->base.sql, statement, error);
  *found = result == SQLITE_ROW;
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

static gboolean
is_dot_of (HalqaFold *self, const HalqaLeaf *leaf, const HalqaDot *dot)
{
  const HalqaDeviceId *device;

  if (leaf->stamp != dot->stamp)
    return FALSE;
  device = halqa_names_get_device (self->base.names, leaf->device);
  return device != NULL && memcmp (device, &dot->device, sizeof *device) == 0;
}

static gboolean
remove_leaves (HalqaFold *self, HalqaState *state, guint field, const HalqaDot *dot)
{
  gboolean found = FALSE;

  for (guint i = state->leaves->len; i > 0; i--)
    {
      const HalqaLeaf *leaf = &g_array_index (state->leaves, HalqaLeaf, i - 1);

      if (leaf->field != field || !is_dot_of (self, leaf, dot))
        continue;
      g_array_remove_index_fast (state->leaves, i - 1);
      found = TRUE;
    }
  return found;
}

static gboolean
replace_dots (HalqaFold *self,
              HalqaState *state,
              guint field,
              const HalqaFieldWrite *write,
              GError **error)
{
  for (guint i = 0; i < write->n_replaced; i++)
    {
      const HalqaDot *dot = &write->replaced[i];
      HalqaUnmet unmet = { .field = field, .stamp = dot->stamp };
      gboolean arrived;

      if (remove_leaves (self, state, field, dot))
        continue;
      if (!has_arrived (self, dot, &arrived, error))
        return FALSE;
      if (arrived)
        continue;
      unmet.device = halqa_names_put_device (self->base.names, &dot->device, error);
      if (unmet.device == 0)
        return FALSE;
      g_array_append_val (state->unmet, unmet);
    }
  return TRUE;
}

/* Whether a write that came before it replaces this one; the notes are struck out. */
static gboolean
was_replaced (HalqaState *state, const HalqaLeaf *leaf)
{
  gboolean found = FALSE;

  for (guint i = state->unmet->len; i > 0; i--)
    {
      const HalqaUnmet *unmet = &g_array_index (state->unmet, HalqaUnmet, i - 1);

      if (unmet->field != leaf->field || unmet->stamp != leaf->stamp ||
          unmet->device != leaf->device)
        continue;
      g_array_remove_index_fast (state->unmet, i - 1);
      found = TRUE;
    }
  return found;
}

/* Finds the greatest leaf of @field and takes down what it shows where that is another. @before: the
 * arrival that was shown, 0 for none. */
static gboolean
elect (HalqaFold *self, HalqaState *state, guint field, gint64 before, GError **error)
{
  HalqaLeaf *winner = NULL;
  HalqaValue value = HALQA_VALUE_INIT;

  for (guint i = 0; i < state->leaves->len; i++)
    {
      HalqaLeaf *leaf = &g_array_index (state->leaves, HalqaLeaf, i);

      if (leaf->field != field)
        continue;
      leaf->shown = FALSE;
      if (winner == NULL || halqa_leaf_compare (&self->base, leaf, winner) > 0)
        winner = leaf;
    }
  if (winner != NULL)
    winner->shown = TRUE;
  if (winner != NULL && winner->arrival == before)
    return TRUE;
  if (winner != NULL && !halqa_state_get_value (&self->base, state, winner, &value, error))
    return FALSE;
  if (field == self->deleted_field)
    state->deleted = value.type == HALQA_VALUE_BOOL && value.boolean;
  g_hash_table_insert (state->values, GUINT_TO_POINTER (field), g_memdup2 (&value, sizeof value));
  return TRUE;
}

static void
note_creation (HalqaFold *self, HalqaState *state, const HalqaLeaf *leaf)
{
  HalqaDot known, dot;
  HalqaLeaf author = { .stamp = state->created, .device = state->author };

  halqa_leaf_get_dot (&self->base, leaf, &dot);
  halqa_leaf_get_dot (&self->base, &author, &known);
  if (state->author != 0 && halqa_dot_compare (&known, &dot) <= 0)
    return;
  state->created = leaf->stamp;
  state->author = leaf->device;
}

static gboolean
is_creation (HalqaFold *self, guint field, const HalqaFieldWrite *write)
{
  return field == self->deleted_field && write->n_replaced == 0 &&
         write->value.type == HALQA_VALUE_BOOL && !write->value.boolean;
}

static gboolean
fold_field (HalqaFold *self,
            HalqaState *state,
            const HalqaFieldWrite *write,
            HalqaLeaf leaf,
            GError **error)
{
  const HalqaLeaf *shown;
  gint64 before;

  leaf.field = halqa_names_put_field (self->base.names, write->name, error);
  if (leaf.field == 0)
    return FALSE;
  shown = halqa_state_get_shown (state, leaf.field);
  before = shown == NULL ? 0 : shown->arrival;
  if (is_creation (self, leaf.field, write))
    note_creation (self, state, &leaf);
  state->updated = MAX (state->updated, leaf.stamp);
  if (!replace_dots (self, state, leaf.field, write, error))
    return FALSE;
  if (!was_replaced (state, &leaf))
    g_array_append_val (state->leaves, leaf);
  return elect (self, state, leaf.field, before, error);
}

static gboolean
fold_write (HalqaFold *self,
            HalqaState *state,
            const HalqaWrite *write,
            const HalqaLeaf *leaf,
            GError **error)
{
  for (guint i = 0; i < write->n_fields; i++)
    if (halqa_kind_knows_field (state->kind, write->fields[i].name) &&
        !fold_field (self, state, &write->fields[i], *leaf, error))
      return FALSE;
  return TRUE;
}

/* Starts from nothing but what the row is called; every field is shown anew. */
static void
empty_state (HalqaState *state)
{
  for (guint i = 0; i < state->leaves->len; i++)
    g_hash_table_insert (state->values,
                         GUINT_TO_POINTER (g_array_index (state->leaves, HalqaLeaf, i).field),
                         g_new0 (HalqaValue, 1));
  g_array_set_size (state->leaves, 0);
  g_array_set_size (state->unmet, 0);
  state->created = 0;
  state->author = 0;
  state->updated = 0;
  state->deleted = FALSE;
  state->dirty = TRUE;
}

static gboolean
list_arrivals (HalqaFold *self, HalqaState *state, GArray *arrivals, GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->base.sql,
                                    "SELECT arrival FROM touch WHERE kind = ? AND row = ?", error);
  int result;

  if (statement == NULL)
    return FALSE;
  g_array_append_vals (arrivals, state->touched->data, state->touched->len);
  sqlite3_bind_int64 (statement, 1, halqa_schema_get_number (self->base.schema, state->kind));
  sqlite3_bind_int64 (statement, 2, state->row);
  while ((result = halqa_sql_step (self->base.sql, statement, error)) == SQLITE_ROW)
    {
      gint64 arrival = sqlite3_column_int64 (statement, 0);

      g_array_append_val (arrivals, arrival);
    }
  return result == SQLITE_DONE;
}

static gboolean
is_named (const HalqaFieldWrite *write, const HalqaDot *dot)
{
  for (guint i = 0; i < write->n_replaced; i++)
    if (halqa_dot_compare (&write->replaced[i], dot) == 0)
      return TRUE;
  return FALSE;
}

/* One write of the record with all that the slow way asks of it. */
typedef struct
{
  const HalqaFieldWrite *write;
  HalqaDot dot;
  HalqaLeaf leaf;
} Known;

static gboolean
gather_writes (HalqaFold *self, HalqaState *state, gint64 arrival, GArray *known, GError **error)
{
  HalqaEntry *entry = halqa_base_get_entry (&self->base, arrival, error);
  const HalqaWrite *writes;
  guint n_writes;

  if (entry == NULL)
    return FALSE;
  writes = halqa_entry_get_writes (entry, &n_writes);
  for (guint i = 0; i < n_writes; i++)
    {
      if (!halqa_id_equal (&writes[i].record, &state->id) ||
          strcmp (writes[i].kind, state->kind->name) != 0)
        continue;
      for (guint j = 0; j < writes[i].n_fields; j++)
        {
          Known one = { .write = &writes[i].fields[j], .dot = *halqa_entry_get_dot (entry) };

          if (!halqa_kind_knows_field (state->kind, one.write->name))
            continue;
          one.leaf.field = halqa_names_put_field (self->base.names, one.write->name, error);
          one.leaf.device = halqa_names_put_device (self->base.names, &one.dot.device, error);
          one.leaf.stamp = one.dot.stamp;
          one.leaf.arrival = arrival;
          if (one.leaf.field == 0 || one.leaf.device == 0)
            return FALSE;
          g_array_append_val (known, one);
        }
    }
  return TRUE;
}

static gboolean
refold_one (HalqaFold *self, HalqaState *state, GArray *known, const Known *one, GError **error)
{
  gboolean replaced = FALSE;

  if (is_creation (self, one->leaf.field, one->write))
    note_creation (self, state, &one->leaf);
  state->updated = MAX (state->updated, one->leaf.stamp);
  for (guint i = 0; i < known->len && !replaced; i++)
    {
      const Known *other = &g_array_index (known, Known, i);

      replaced = other->leaf.field == one->leaf.field && is_named (other->write, &one->dot);
    }
  if (!replaced)
    g_array_append_val (state->leaves, one->leaf);
  for (guint i = 0; i < one->write->n_replaced; i++)
    {
      const HalqaDot *dot = &one->write->replaced[i];
      HalqaUnmet unmet = { .field = one->leaf.field, .stamp = dot->stamp };
      gboolean arrived;

      unmet.device = halqa_names_put_device (self->base.names, &dot->device, error);
      if (unmet.device == 0 || !has_arrived (self, dot, &arrived, error))
        return FALSE;
      if (!arrived)
        g_array_append_val (state->unmet, unmet);
    }
  return elect (self, state, one->leaf.field, 0, error);
}

/**
 * halqa_fold_refold:
 * @self: a fold
 * @state: a state of it, changed
 * @error: any of the layer's
 *
 * Returns: whether the log could be read
 */
gboolean
halqa_fold_refold (HalqaFold *self, HalqaState *state, GError **error)
{
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (Known));

  if (!list_arrivals (self, state, arrivals, error))
    return FALSE;
  for (guint i = 0; i < arrivals->len; i++)
    if (!gather_writes (self, state, g_array_index (arrivals, gint64, i), known, error))
      return FALSE;
  empty_state (state);
  for (guint i = 0; i < known->len; i++)
    if (!refold_one (self, state, known, &g_array_index (known, Known, i), error))
      return FALSE;
  return TRUE;
}

/**
 * halqa_fold_replay:
 * @self: a fold
 * @entry: an entry of the log
 * @arrival: its number there
 * @error: any of the layer's
 *
 * Returns: whether it was folded
 */
gboolean
halqa_fold_replay (HalqaFold *self, HalqaEntry *entry, gint64 arrival, GError **error)
{
  const HalqaDot *dot = halqa_entry_get_dot (entry);
  HalqaLeaf leaf = { .stamp = dot->stamp, .arrival = arrival };
  const HalqaWrite *writes;
  gboolean used_twice;
  guint n_writes;

  g_hash_table_insert (self->base.entries, g_memdup2 (&arrival, sizeof arrival),
                       halqa_entry_ref (entry));
  leaf.device = halqa_names_put_device (self->base.names, &dot->device, error);
  self->arrival = arrival;
  if (leaf.device == 0 || !has_arrived (self, dot, &used_twice, error))
    return FALSE;
  writes = halqa_entry_get_writes (entry, &n_writes);
  for (guint i = 0; i < n_writes; i++)
    {
      const HalqaKind *kind = halqa_schema_find_kind (self->base.schema, writes[i].kind);
      HalqaState *state;

      if (kind == NULL)
        continue;
      state = halqa_fold_get_state (self, kind, &writes[i].record, error);
      if (state == NULL)
        return FALSE;
      state->dirty = TRUE;
      if (state->touched->len == 0 ||
          g_array_index (state->touched, gint64, state->touched->len - 1) != arrival)
        g_array_append_val (state->touched, arrival);
      if (used_twice ? !halqa_fold_refold (self, state, error)
                     : !fold_write (self, state, &writes[i], &leaf, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
insert_into_log (HalqaFold *self, HalqaEntry *entry, guint source, gint64 *arrival, GError **error)
{
  const HalqaDot *dot = halqa_entry_get_dot (entry);
  guint device = halqa_names_put_device (self->base.names, &dot->device, error);
  sqlite3_stmt *statement;
  const guint8 *bytes;
  gsize size;

  if (device == 0)
    return FALSE;
  statement = halqa_sql_prepare (self->base.sql,
                                 "INSERT OR IGNORE INTO log (id, stamp, device, source, entry, "
                                 "signature) VALUES (?, ?, ?, ?, ?, ?)",
                                 error);
  if (statement == NULL)
    return FALSE;
  bytes = halqa_entry_get_bytes (entry, &size);
  sqlite3_bind_blob (statement, 1, halqa_entry_get_id (entry), HALQA_ENTRY_ID_SIZE, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 2, (gint64) dot->stamp);
  sqlite3_bind_int64 (statement, 3, device);
  sqlite3_bind_int64 (statement, 4, source);
  sqlite3_bind_blob (statement, 5, bytes, (int) size, SQLITE_STATIC);
  sqlite3_bind_blob (statement, 6, halqa_entry_get_signature (entry), HALQA_SIGNATURE_SIZE,
                     SQLITE_STATIC);
  if (!halqa_sql_run (self->base.sql, statement, error))
    return FALSE;
  *arrival = sqlite3_changes (halqa_sql_get_handle (self->base.sql)) == 0
                 ? 0
                 : sqlite3_last_insert_rowid (halqa_sql_get_handle (self->base.sql));
  return TRUE;
}

/**
 * halqa_fold_add:
 * @self: a fold
 * @entry: whose signature was checked
 * @source: number of the peer that it came from, 0 for none
 * @is_new: (out): whether it was not in the log
 * @arrival: (out): its number there, 0 where it was there before
 * @error: any of the layer's
 *
 * Returns: whether it is in the log, and folded
 */
gboolean
halqa_fold_add (HalqaFold *self,
                HalqaEntry *entry,
                guint source,
                gboolean *is_new,
                gint64 *arrival,
                GError **error)
{
  if (!insert_into_log (self, entry, source, arrival, error))
    return FALSE;
  *is_new = *arrival != 0;
  return !*is_new || halqa_fold_replay (self, entry, *arrival, error);
}

/**
 * halqa_fold_flush:
 * @self: a fold
 * @touched: (nullable) (element-type HalqaTouched): is appended to
 * @error: any of the layer's
 *
 * Returns: whether all rows were written; the transaction is still to be committed
 */
gboolean
halqa_fold_flush (HalqaFold *self, GArray *touched, GError **error)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->states);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      HalqaState *state = key;
      HalqaTouched one = { .kind = state->kind, .id = state->id };

      if (!state->dirty)
        continue;
      if (!halqa_state_count_conflicts (&self->base, state, error) ||
          !halqa_state_save (self, state, error))
        return FALSE;
      if (touched != NULL)
        g_array_append_val (touched, one);
    }
  g_hash_table_remove_all (self->states);
  halqa_base_forget (&self->base);
  return TRUE;
}
