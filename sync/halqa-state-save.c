/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-fold.h"

#include <string.h>

#include "halqa-cbor.h"

/* How the state of a record goes into its row and the side tables.
 *
 * A value stands in the column of its field where it is of the type that the table of kinds names;
 * what fits no column (a translation, a value of another type) stands in one blob, `extra`, a CBOR
 * map in the order of the fields' names. A column is written only where its field changed. */

/**
 * halqa_field_fits:
 * @kind: a kind
 * @name: of a field
 * @value: what it holds
 *
 * Returns: whether the value stands in a column
 */
gboolean
halqa_field_fits (const HalqaKind *kind, const char *name, const HalqaValue *value)
{
  const HalqaField *field = halqa_kind_find_field (kind, name);

  if (field == NULL)
    return FALSE;
  switch (field->type)
    {
    case HALQA_FIELD_TEXT:
      return value->type == HALQA_VALUE_TEXT;
    case HALQA_FIELD_INT:
      return value->type == HALQA_VALUE_INT;
    case HALQA_FIELD_BOOL:
      return value->type == HALQA_VALUE_BOOL;
    case HALQA_FIELD_REF:
      return halqa_value_get_id (value) != NULL;
    default:
      g_assert_not_reached ();
    }
}

static void
bind_value (sqlite3_stmt *statement, int index, const HalqaValue *value)
{
  switch (value->type)
    {
    case HALQA_VALUE_NULL:
      sqlite3_bind_null (statement, index);
      break;
    case HALQA_VALUE_BOOL:
      sqlite3_bind_int (statement, index, value->boolean);
      break;
    case HALQA_VALUE_INT:
      sqlite3_bind_int64 (statement, index, value->integer);
      break;
    case HALQA_VALUE_TEXT:
      sqlite3_bind_text (statement, index, (const char *) value->data, (int) value->size,
                         SQLITE_STATIC);
      break;
    case HALQA_VALUE_BYTES:
      sqlite3_bind_blob (statement, index, value->data, (int) value->size, SQLITE_STATIC);
      break;
    default:
      g_assert_not_reached ();
    }
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  HalqaNames *names = user_data;

  return strcmp (halqa_names_get_field (names, *(const guint *) a),
                 halqa_names_get_field (names, *(const guint *) b));
}

/* Numbers of the shown fields, in the order of their names. */
static GArray *
list_shown (HalqaFold *fold, HalqaState *state)
{
  GArray *shown = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < state->leaves->len; i++)
    if (g_array_index (state->leaves, HalqaLeaf, i).shown)
      g_array_append_val (shown, g_array_index (state->leaves, HalqaLeaf, i).field);
  g_array_sort_with_data (shown, compare_names, fold->base.names);
  return shown;
}

/**
 * halqa_state_pack_extra:
 * @fold: whose transaction it is
 * @state: a state of it
 * @extra: (out) (nullable): the shown values that fit no column; %NULL where there are none
 * @error: any of the layer's
 *
 * Returns: whether the values could be read
 */
gboolean
halqa_state_pack_extra (HalqaFold *fold, HalqaState *state, GByteArray **extra, GError **error)
{
  g_autoptr (GArray) shown = list_shown (fold, state);
  g_autoptr (GByteArray) members = g_byte_array_new ();
  guint n_members = 0;

  for (guint i = 0; i < shown->len; i++)
    {
      guint field = g_array_index (shown, guint, i);
      const char *name = halqa_names_get_field (fold->base.names, field);
      HalqaValue value;

      if (field == fold->deleted_field)
        continue;
      if (!halqa_state_get_value (&fold->base, state, halqa_state_get_shown (state, field), &value,
                                  error))
        return FALSE;
      if (value.type == HALQA_VALUE_NULL || halqa_field_fits (state->kind, name, &value))
        continue;
      halqa_cbor_put_text (members, name, strlen (name));
      halqa_cbor_put_value (members, &value);
      n_members++;
    }
  *extra = NULL;
  if (n_members == 0)
    return TRUE;
  *extra = g_byte_array_new ();
  halqa_cbor_put_map (*extra, n_members);
  g_byte_array_append (*extra, members->data, members->len);
  return TRUE;
}

/* What is known of the values that changed, by column and beyond. */
typedef struct
{
  const HalqaValue **columns; /* by the order of the kind's fields, %NULL for not changed */
  guint n_columns;
  gboolean search_changed;
  gboolean extra_changed;
} Changes;

static void
note_searched (Changes *changes, const HalqaKind *kind, const char *name)
{
  const char *at = strchr (name, '@');
  g_autofree char *base = at == NULL ? g_strdup (name) : g_strndup (name, at - name);
  const HalqaField *field = halqa_kind_find_field (kind, base);

  if (field != NULL && (field->flags & HALQA_FIELD_SEARCHED))
    changes->search_changed = TRUE;
}

static void
sort_changes (HalqaFold *fold, HalqaState *state, Changes *changes)
{
  static const HalqaValue empty = HALQA_VALUE_INIT;
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, state->values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const char *name = halqa_names_get_field (fold->base.names, GPOINTER_TO_UINT (key));
      const HalqaField *field = halqa_kind_find_field (state->kind, name);
      const HalqaValue *changed = value;
      gboolean fits = halqa_field_fits (state->kind, name, changed);

      if (GPOINTER_TO_UINT (key) == fold->deleted_field)
        continue;
      note_searched (changes, state->kind, name);
      if (field != NULL)
        changes->columns[field - state->kind->fields] = fits ? changed : &empty;
      if (!fits && (changed->type != HALQA_VALUE_NULL || state->has_extra))
        changes->extra_changed = TRUE;
    }
  /* A value that fits may have taken the place of one that did not. */
  if (state->has_extra && g_hash_table_size (state->values) > 0)
    changes->extra_changed = TRUE;
}

static char *
compose_insert (const HalqaKind *kind)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  guint n = 9;

  g_string_append_printf (sql,
                          "INSERT INTO k_%s (clocks, flags, deleted, created, author, updated, "
                          "conflicts, extra, id",
                          kind->name);
  for (const HalqaField *field = kind->fields; field->name != NULL; field++, n++)
    g_string_append_printf (sql, ", f_%s", field->name);
  g_string_append (sql, ") VALUES (?");
  for (guint i = 1; i < n; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static char *
compose_update (const HalqaKind *kind, const Changes *changes)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql,
                          "UPDATE k_%s SET clocks = ?1, flags = ?2, deleted = ?3, created = ?4, "
                          "author = ?5, updated = ?6, conflicts = ?7",
                          kind->name);
  if (changes->extra_changed)
    g_string_append (sql, ", extra = ?8");
  for (guint i = 0; i < changes->n_columns; i++)
    if (changes->columns[i] != NULL)
      g_string_append_printf (sql, ", f_%s = ?%u", kind->fields[i].name, i + 10);
  g_string_append (sql, " WHERE row = ?9");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static int
get_flags (HalqaState *state, gboolean has_extra)
{
  int flags = has_extra ? HALQA_STATE_EXTRA : 0;

  if (state->unmet->len > 0)
    flags |= HALQA_STATE_UNMET;
  for (guint i = 0; i < state->leaves->len; i++)
    if (!g_array_index (state->leaves, HalqaLeaf, i).shown)
      return flags | HALQA_STATE_OTHERS;
  return flags;
}

static gboolean
write_row (HalqaFold *fold,
           HalqaState *state,
           const Changes *changes,
           GByteArray *extra,
           GError **error)
{
  g_autoptr (GByteArray) clocks = halqa_state_pack (state);
  g_autofree char *sql =
      state->row == 0 ? compose_insert (state->kind) : compose_update (state->kind, changes);
  sqlite3_stmt *statement = halqa_sql_prepare (fold->base.sql, sql, error);
  gboolean has_extra = changes->extra_changed ? extra != NULL : state->has_extra;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_blob (statement, 1, clocks->len > 0 ? (const void *) clocks->data : "",
                     (int) clocks->len, SQLITE_STATIC);
  sqlite3_bind_int (statement, 2, get_flags (state, has_extra));
  sqlite3_bind_int (statement, 3, state->deleted);
  sqlite3_bind_int64 (statement, 4, (gint64) state->created);
  sqlite3_bind_int64 (statement, 5, state->author);
  sqlite3_bind_int64 (statement, 6, (gint64) state->updated);
  sqlite3_bind_int64 (statement, 7, state->n_conflicts);
  if (extra != NULL)
    sqlite3_bind_blob (statement, 8, extra->data, (int) extra->len, SQLITE_STATIC);
  if (state->row == 0)
    sqlite3_bind_blob (statement, 9, state->id.bytes, HALQA_ID_SIZE, SQLITE_STATIC);
  else
    sqlite3_bind_int64 (statement, 9, state->row);
  for (guint i = 0; i < changes->n_columns; i++)
    if (changes->columns[i] != NULL)
      bind_value (statement, (int) i + 10, changes->columns[i]);
  if (!halqa_sql_run (fold->base.sql, statement, error))
    return FALSE;
  if (state->row == 0)
    state->row = sqlite3_last_insert_rowid (halqa_sql_get_handle (fold->base.sql));
  return TRUE;
}

/* Runs @sql, whose first two parameters are kind and row, with up to four more. */
static gboolean
run_side (HalqaFold *fold,
          HalqaState *state,
          const char *sql,
          const gint64 *more,
          guint n_more,
          GError **error)
{
  sqlite3_stmt *statement = halqa_sql_prepare (fold->base.sql, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, halqa_schema_get_number (fold->base.schema, state->kind));
  sqlite3_bind_int64 (statement, 2, state->row);
  for (guint i = 0; i < n_more; i++)
    sqlite3_bind_int64 (statement, (int) i + 3, more[i]);
  return halqa_sql_run (fold->base.sql, statement, error);
}

static gboolean
write_others (HalqaFold *fold, HalqaState *state, GError **error)
{
  if (state->had_others &&
      !run_side (fold, state, "DELETE FROM leaf WHERE kind = ? AND row = ?", NULL, 0, error))
    return FALSE;
  for (guint i = 0; i < state->leaves->len; i++)
    {
      const HalqaLeaf *leaf = &g_array_index (state->leaves, HalqaLeaf, i);
      const gint64 more[] = { leaf->field, leaf->device, (gint64) leaf->stamp, leaf->arrival };

      if (!leaf->shown && !run_side (fold, state,
                                     "INSERT INTO leaf (kind, row, field, device, stamp, arrival)"
                                     " VALUES (?, ?, ?, ?, ?, ?)",
                                     more, G_N_ELEMENTS (more), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_unmet (HalqaFold *fold, HalqaState *state, GError **error)
{
  if (state->had_unmet &&
      !run_side (fold, state, "DELETE FROM unmet WHERE kind = ? AND row = ?", NULL, 0, error))
    return FALSE;
  for (guint i = 0; i < state->unmet->len; i++)
    {
      const HalqaUnmet *unmet = &g_array_index (state->unmet, HalqaUnmet, i);
      const gint64 more[] = { unmet->field, unmet->device, (gint64) unmet->stamp };

      if (!run_side (fold, state,
                     "INSERT OR IGNORE INTO unmet (kind, row, field, device, stamp)"
                     " VALUES (?, ?, ?, ?, ?)",
                     more, G_N_ELEMENTS (more), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_touched (HalqaFold *fold, HalqaState *state, GError **error)
{
  for (guint i = 0; i < state->touched->len; i++)
    if (!run_side (fold, state, "INSERT OR IGNORE INTO touch (kind, row, arrival) VALUES (?, ?, ?)",
                   &g_array_index (state->touched, gint64, i), 1, error))
      return FALSE;
  return TRUE;
}

/**
 * halqa_state_save:
 * @fold: whose transaction it is
 * @state: a state of it
 * @error: any of the layer's
 *
 * Returns: whether the row and what belongs to it were written
 */
gboolean
halqa_state_save (HalqaFold *fold, HalqaState *state, GError **error)
{
  g_autofree const HalqaValue **columns = NULL;
  g_autoptr (GByteArray) extra = NULL;
  Changes changes = { 0 };

  while (state->kind->fields[changes.n_columns].name != NULL)
    changes.n_columns++;
  columns = changes.columns = g_new0 (const HalqaValue *, changes.n_columns + 1);
  sort_changes (fold, state, &changes);
  if (changes.extra_changed && !halqa_state_pack_extra (fold, state, &extra, error))
    return FALSE;
  if (!write_row (fold, state, &changes, extra, error) || !write_others (fold, state, error) ||
      !write_unmet (fold, state, error) || !write_touched (fold, state, error))
    return FALSE;
  return !changes.search_changed ||
         run_side (fold, state, "INSERT OR IGNORE INTO unindexed (kind, row) VALUES (?, ?)", NULL,
                   0, error);
}
