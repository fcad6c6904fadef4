/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-reader-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-error.h"

/* What was ever written into a record, and what two people wrote differently. Both are read out of
 * the log, whose entries hold the values; the tables tell only which writes are leaves. */

/**
 * halqa_past_write_copy:
 * @self: a write
 *
 * Returns: (transfer full): the same
 */
HalqaPastWrite *
halqa_past_write_copy (const HalqaPastWrite *self)
{
  HalqaPastWrite *copy = g_memdup2 (self, sizeof *self);

  copy->field = g_strdup (self->field);
  halqa_value_copy (&self->value, &copy->value);
  copy->replaced = g_memdup2 (self->replaced, self->n_replaced * sizeof *self->replaced);
  return copy;
}

/**
 * halqa_past_write_free:
 * @self: (transfer full): a write
 */
void
halqa_past_write_free (HalqaPastWrite *self)
{
  g_free (self->field);
  halqa_value_clear (&self->value);
  g_free (self->replaced);
  g_free (self);
}

/**
 * halqa_conflict_free:
 * @self: (transfer full): a conflict
 */
void
halqa_conflict_free (HalqaConflict *self)
{
  g_free (self->field);
  g_ptr_array_unref (self->versions);
  g_free (self);
}

static HalqaPastWrite *
past_write_new (const HalqaFieldWrite *write, const HalqaDot *dot, HalqaWriteState state)
{
  HalqaPastWrite *self = g_new0 (HalqaPastWrite, 1);

  self->field = g_strdup (write->name);
  halqa_value_copy (&write->value, &self->value);
  self->dot = *dot;
  self->state = state;
  self->replaced = g_memdup2 (write->replaced, write->n_replaced * sizeof *write->replaced);
  self->n_replaced = write->n_replaced;
  return self;
}

static HalqaState *
load_state (HalqaReader *self, const char *kind, const HalqaId *id, GError **error)
{
  const HalqaKind *found = halqa_schema_find_kind (self->base.schema, kind);
  g_autoptr (HalqaState) state = NULL;
  char hex[HALQA_HEX_MAX];

  if (found != NULL)
    state = halqa_state_load (&self->base, found, id, error);
  if (state != NULL && state->row != 0)
    return g_steal_pointer (&state);
  if (error != NULL && *error == NULL)
    g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND,
                 _ ("There is no %s %s in this forum."), kind,
                 halqa_hex_encode (hex, id->bytes, sizeof id->bytes));
  return NULL;
}

/* Whether the write of @name in @entry is a leaf, and does it differ from the one that is shown. */
static gboolean
find_write_state (HalqaReader *self,
                  HalqaState *state,
                  const char *name,
                  HalqaEntry *entry,
                  gint64 arrival,
                  HalqaWriteState *result,
                  GError **error)
{
  const HalqaDot *dot = halqa_entry_get_dot (entry);
  guint field = halqa_names_find_field (self->base.names, name);
  guint device = halqa_names_find_device (self->base.names, &dot->device);
  guint n;
  HalqaLeaf *leaf = halqa_leaves_find_dot (&state->leaves, field, dot->stamp, device, &n);
  HalqaValue value, shown;

  *result = HALQA_WRITE_REPLACED;
  while (n > 0 && leaf->arrival != arrival)
    {
      leaf++;
      n--;
    }
  if (n == 0)
    return TRUE;
  if (!halqa_state_get_value (&self->base, state, leaf, &value, error) ||
      !halqa_state_get_value (&self->base, state, halqa_state_get_shown (state, field), &shown,
                              error))
    return FALSE;
  *result = halqa_value_equal (&value, &shown) ? HALQA_WRITE_SHOWN : HALQA_WRITE_CONFLICT;
  return TRUE;
}

static gboolean
add_writes (HalqaReader *self,
            HalqaState *state,
            gint64 arrival,
            GPtrArray *history,
            GError **error)
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
          const HalqaFieldWrite *write = &writes[i].fields[j];
          HalqaWriteState written;

          if (!halqa_kind_knows_field (state->kind, write->name))
            continue;
          if (!find_write_state (self, state, write->name, entry, arrival, &written, error))
            return FALSE;
          g_ptr_array_add (history, past_write_new (write, halqa_entry_get_dot (entry), written));
        }
    }
  return TRUE;
}

static int
compare_writes (gconstpointer a, gconstpointer b)
{
  const HalqaPastWrite *write_a = *(HalqaPastWrite *const *) a;
  const HalqaPastWrite *write_b = *(HalqaPastWrite *const *) b;
  int order = halqa_dot_compare (&write_a->dot, &write_b->dot);

  return order != 0 ? order : strcmp (write_a->field, write_b->field);
}

static gboolean
add_touching_entries (HalqaReader *self, HalqaState *state, GPtrArray *history, GError **error)
{
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!halqa_state_list_touched (&self->base, state, arrivals, error))
    return FALSE;
  for (guint i = 0; i < arrivals->len; i++)
    if (!add_writes (self, state, g_array_index (arrivals, gint64, i), history, error))
      return FALSE;
  return TRUE;
}

/**
 * halqa_reader_history:
 * @self: a reader
 * @kind: of the record
 * @id: its id
 * @error: %HALQA_SYNC_ERROR_NOT_FOUND, or any of the layer's
 *
 * Returns: (transfer full) (element-type HalqaPastWrite): every write that is known, oldest first
 */
GPtrArray *
halqa_reader_history (HalqaReader *self, const char *kind, const HalqaId *id, GError **error)
{
  g_autoptr (GPtrArray) history =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_past_write_free);
  g_autoptr (HalqaState) state = NULL;
  gboolean read;

  if (!halqa_reader_begin (self, error))
    return NULL;
  state = load_state (self, kind, id, error);
  read = state != NULL && add_touching_entries (self, state, history, error);
  halqa_reader_end (self);
  g_ptr_array_sort (history, compare_writes);
  return read ? g_steal_pointer (&history) : NULL;
}

/**
 * halqa_reader_walk_shown:
 * @self: a reader
 * @kind: of the record
 * @id: its id
 * @func: called for each field that was ever written, with the write that it shows
 * @user_data: for @func
 * @error: %HALQA_SYNC_ERROR_NOT_FOUND, or any of the layer's
 *
 * The log is not looked into.
 *
 * Returns: whether the record could be read
 */
gboolean
halqa_reader_walk_shown (HalqaReader *self,
                         const char *kind,
                         const HalqaId *id,
                         HalqaShownFunc func,
                         gpointer user_data,
                         GError **error)
{
  g_autoptr (HalqaState) state = NULL;

  if (!halqa_reader_begin (self, error))
    return FALSE;
  state = load_state (self, kind, id, error);
  halqa_reader_end (self);
  for (guint i = 0; state != NULL && i < state->leaves.n_items; i++)
    {
      const HalqaLeaf *leaf = &state->leaves.items[i];
      HalqaDot dot;

      if (!leaf->shown)
        continue;
      halqa_leaf_get_dot (&self->base, leaf, &dot);
      func (halqa_names_get_field (self->base.names, leaf->field), &dot, user_data);
    }
  return state != NULL;
}

static gboolean
add_version (HalqaReader *self,
             HalqaState *state,
             const HalqaLeaf *leaf,
             HalqaWriteState written,
             GPtrArray *versions,
             GError **error)
{
  const HalqaFieldWrite *write = halqa_state_find_write (&self->base, state, leaf, error);
  HalqaDot dot;

  if (write == NULL)
    return FALSE;
  halqa_leaf_get_dot (&self->base, leaf, &dot);
  g_ptr_array_add (versions, past_write_new (write, &dot, written));
  return TRUE;
}

/* The shown version first, the others from the newest on. */
static int
compare_versions (gconstpointer a, gconstpointer b)
{
  const HalqaPastWrite *version_a = *(HalqaPastWrite *const *) a;
  const HalqaPastWrite *version_b = *(HalqaPastWrite *const *) b;

  if (version_a->state != version_b->state)
    return version_a->state == HALQA_WRITE_SHOWN ? -1 : 1;
  return compare_writes (b, a);
}

/* Appends the conflict in the field of @shown, where there is one. */
static gboolean
add_conflict (HalqaReader *self,
              HalqaState *state,
              const HalqaLeaf *shown,
              GPtrArray *conflicts,
              GError **error)
{
  g_autoptr (GArray) rivals = halqa_state_list_rivals (&self->base, state, shown->field, error);
  g_autoptr (HalqaConflict) conflict = NULL;

  if (rivals == NULL)
    return FALSE;
  if (rivals->len == 0)
    return TRUE;
  conflict = g_new0 (HalqaConflict, 1);
  conflict->kind = state->kind;
  conflict->record = state->id;
  conflict->field = g_strdup (halqa_names_get_field (self->base.names, shown->field));
  conflict->versions = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_past_write_free);
  if (!add_version (self, state, shown, HALQA_WRITE_SHOWN, conflict->versions, error))
    return FALSE;
  for (guint i = 0; i < rivals->len; i++)
    if (!add_version (self, state, &g_array_index (rivals, HalqaLeaf, i), HALQA_WRITE_CONFLICT,
                      conflict->versions, error))
      return FALSE;
  g_ptr_array_sort (conflict->versions, compare_versions);
  g_ptr_array_add (conflicts, g_steal_pointer (&conflict));
  return TRUE;
}

static gboolean
add_conflicts_of (HalqaReader *self,
                  const HalqaKind *kind,
                  const HalqaId *id,
                  GPtrArray *conflicts,
                  GError **error)
{
  g_autoptr (HalqaState) state = load_state (self, kind->name, id, error);

  if (state == NULL)
    return FALSE;
  for (guint i = 0; state->n_conflicts > 0 && i < state->leaves.n_items; i++)
    {
      const HalqaLeaf *leaf = &state->leaves.items[i];

      if (leaf->shown && !add_conflict (self, state, leaf, conflicts, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * halqa_reader_list_in_conflict:
 * @self: a reader
 * @kind: a kind
 * @error: %HALQA_SYNC_ERROR_INVALID, or any of the layer's
 *
 * Takes a look at these records alone, however many others there are, and at none of their entries.
 *
 * Returns: (transfer full) (element-type HalqaId): the records of which halqa_reader_conflicts() has
 *   something to tell, in no order
 */
GArray *
halqa_reader_list_in_conflict (HalqaReader *self, const char *kind, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (HalqaId));
  const HalqaKind *found = halqa_schema_require_kind (self->base.schema, kind, error);
  g_autofree char *sql = NULL;
  g_autoptr (HalqaStatement) statement = NULL;
  int result;

  if (found == NULL)
    return NULL;
  sql = g_strdup_printf ("SELECT id FROM k_%s WHERE conflicts > 0", found->name);
  statement = halqa_sql_prepare (self->sql, sql, error);
  if (statement == NULL)
    return NULL;
  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    if (sqlite3_column_bytes (statement, 0) == HALQA_ID_SIZE)
      g_array_append_vals (ids, sqlite3_column_blob (statement, 0), 1);
  return result == SQLITE_DONE ? g_steal_pointer (&ids) : NULL;
}

static gboolean
add_conflicts_in (HalqaReader *self, const HalqaKind *kind, GPtrArray *conflicts, GError **error)
{
  g_autoptr (GArray) ids = halqa_reader_list_in_conflict (self, kind->name, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    if (!add_conflicts_of (self, kind, &g_array_index (ids, HalqaId, i), conflicts, error))
      return FALSE;
  return ids != NULL;
}

static int
compare_conflicts (gconstpointer a, gconstpointer b)
{
  const HalqaConflict *conflict_a = *(HalqaConflict *const *) a;
  const HalqaConflict *conflict_b = *(HalqaConflict *const *) b;
  int order = strcmp (conflict_a->kind->name, conflict_b->kind->name);

  if (order == 0)
    order = memcmp (&conflict_a->record, &conflict_b->record, HALQA_ID_SIZE);
  return order != 0 ? order : strcmp (conflict_a->field, conflict_b->field);
}

/**
 * halqa_reader_conflicts:
 * @self: a reader
 * @kind: (nullable): of one record, or %NULL for all
 * @id: (nullable): its id
 * @error: %HALQA_SYNC_ERROR_NOT_FOUND, or any of the layer's
 *
 * Returns: (transfer full) (element-type HalqaConflict): ordered by kind, id and field
 */
GPtrArray *
halqa_reader_conflicts (HalqaReader *self, const char *kind, const HalqaId *id, GError **error)
{
  g_autoptr (GPtrArray) conflicts =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_conflict_free);
  const HalqaKind *kinds = self->base.schema->kinds;
  gboolean read = TRUE;

  if (!halqa_reader_begin (self, error))
    return NULL;
  if (kind != NULL)
    {
      const HalqaKind *found = halqa_schema_require_kind (self->base.schema, kind, error);

      read = found != NULL && add_conflicts_of (self, found, id, conflicts, error);
    }
  else
    for (; read && kinds->name != NULL; kinds++)
      read = add_conflicts_in (self, kinds, conflicts, error);
  halqa_reader_end (self);
  g_ptr_array_sort (conflicts, compare_conflicts);
  return read ? g_steal_pointer (&conflicts) : NULL;
}
