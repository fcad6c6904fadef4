/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-fold.h"

#include <string.h>

#include "halqa-cbor.h"

/* How the state of a record goes into its row and the side tables.
 *
 * A value stands in the column of its field where it is of the type that the table of kinds names;
 * what fits no column (a translation, a value of another type) stands in one blob, `extra`, a CBOR
 * map in the order of the fields' names. A column is written only where its field changed.
 *
 * An arriving forum is rows that are new, so what a new row costs is what counts: one INSERT, whose
 * text is made once for each kind. No note that search does not know it: rows behind the last one
 * that was indexed are not. (Text and note were a quarter of the instructions of a first contact.) */

/* Arrivals in a row of the record; and, once they are as many, in one of the side table. */
#define TOUCHED_MAX 32
/* Texts of one kind's updates, one for each choice of columns. */
#define UPDATES_MAX 64
/* The column of `extra` among the choices; the others are numbered from 0. */
#define EXTRA_BIT 63

typedef struct
{
  char *insert;
  GHashTable *updates; /* gint64 *, a bit for each column → text */
  gint64 indexed; /* -1 while it is not known */
} KindSql;

struct _HalqaStateSql
{
  const HalqaSchema *schema; /* borrowed */
  KindSql *kinds;
  guint n_kinds;
};

/**
 * halqa_state_sql_new:
 * @schema: borrowed
 *
 * Returns: (transfer full): statements that are made when they are first needed
 */
HalqaStateSql *
halqa_state_sql_new (const HalqaSchema *schema)
{
  HalqaStateSql *self = g_new0 (HalqaStateSql, 1);

  self->schema = schema;
  while (schema->kinds[self->n_kinds].name != NULL)
    self->n_kinds++;
  self->kinds = g_new0 (KindSql, self->n_kinds);
  for (guint i = 0; i < self->n_kinds; i++)
    self->kinds[i].updates = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  halqa_state_sql_forget (self);
  return self;
}

void
halqa_state_sql_free (HalqaStateSql *self)
{
  for (guint i = 0; i < self->n_kinds; i++)
    {
      g_free (self->kinds[i].insert);
      g_hash_table_unref (self->kinds[i].updates);
    }
  g_free (self->kinds);
  g_free (self);
}

/**
 * halqa_state_sql_forget:
 * @self: statements
 *
 * Between two transactions another process may have indexed what was not.
 */
void
halqa_state_sql_forget (HalqaStateSql *self)
{
  for (guint i = 0; i < self->n_kinds; i++)
    self->kinds[i].indexed = -1;
}

static KindSql *
get_kind_sql (HalqaFold *fold, const HalqaKind *kind)
{
  return &fold->sql->kinds[halqa_schema_get_number (fold->base.schema, kind)];
}

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

  for (guint i = 0; i < state->leaves.n_items; i++)
    if (state->leaves.items[i].shown)
      g_array_append_val (shown, state->leaves.items[i].field);
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
  HalqaValue *columns; /* by the order of the kind's fields */
  guint64 mask; /* which of them changed, and EXTRA_BIT */
  gboolean search_changed;
} Changes;

static gboolean
is_searched (const HalqaKind *kind, const char *name)
{
  const char *at = strchr (name, '@');
  g_autofree char *base = at == NULL ? NULL : g_strndup (name, at - name);
  const HalqaField *field = halqa_kind_find_field (kind, at == NULL ? name : base);

  return field != NULL && (field->flags & HALQA_FIELD_SEARCHED);
}

static gboolean
note_change (HalqaFold *fold, HalqaState *state, guint number, Changes *changes, GError **error)
{
  const HalqaLeaf *shown = halqa_state_get_shown (state, number);
  const char *name = halqa_names_get_field (fold->base.names, number);
  const HalqaField *field = halqa_kind_find_field (state->kind, name);
  HalqaValue value = HALQA_VALUE_INIT;
  gboolean fits;

  if (shown != NULL && !halqa_state_get_value (&fold->base, state, shown, &value, error))
    return FALSE;
  fits = halqa_field_fits (state->kind, name, &value);
  if (!fits && (value.type != HALQA_VALUE_NULL || state->has_extra))
    changes->mask |= G_GUINT64_CONSTANT (1) << EXTRA_BIT;
  if (!changes->search_changed)
    changes->search_changed = is_searched (state->kind, name);
  if (field == NULL)
    return TRUE;
  changes->mask |= G_GUINT64_CONSTANT (1) << (field - state->kind->fields);
  if (fits)
    changes->columns[field - state->kind->fields] = value;
  return TRUE;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint number_a = *(const guint *) a;
  guint number_b = *(const guint *) b;

  return (number_a > number_b) - (number_a < number_b);
}

static gboolean
sort_changes (HalqaFold *fold, HalqaState *state, Changes *changes, GError **error)
{
  const guint *numbers = (const guint *) state->changed->data;

  g_array_sort (state->changed, compare_numbers);
  for (guint i = 0; i < state->changed->len; i++)
    {
      if (numbers[i] == fold->deleted_field || (i > 0 && numbers[i] == numbers[i - 1]))
        continue;
      if (!note_change (fold, state, numbers[i], changes, error))
        return FALSE;
    }
  /* A value that fits may have taken the place of one that did not. */
  if (state->has_extra && state->changed->len > 0)
    changes->mask |= G_GUINT64_CONSTANT (1) << EXTRA_BIT;
  return TRUE;
}

static gboolean
has_changed (const Changes *changes, guint column)
{
  return (changes->mask >> column & 1) != 0;
}

static const char *
get_insert (HalqaFold *fold, const HalqaKind *kind)
{
  KindSql *texts = get_kind_sql (fold, kind);
  g_autoptr (GString) sql = NULL;
  guint n = 10;

  if (texts->insert != NULL)
    return texts->insert;
  sql = g_string_new (NULL);
  g_string_append_printf (sql,
                          "INSERT INTO k_%s (clocks, flags, deleted, created, author, updated, "
                          "conflicts, touched, extra, id",
                          kind->name);
  for (const HalqaField *field = kind->fields; field->name != NULL; field++, n++)
    g_string_append_printf (sql, ", f_%s", field->name);
  g_string_append (sql, ") VALUES (?");
  for (guint i = 1; i < n; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  texts->insert = g_string_free (g_steal_pointer (&sql), FALSE);
  return texts->insert;
}

static char *
compose_update (const HalqaKind *kind, const Changes *changes)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql,
                          "UPDATE k_%s SET clocks = ?1, flags = ?2, deleted = ?3, created = ?4, "
                          "author = ?5, updated = ?6, conflicts = ?7, touched = ?8",
                          kind->name);
  if (has_changed (changes, EXTRA_BIT))
    g_string_append (sql, ", extra = ?9");
  for (guint i = 0; kind->fields[i].name != NULL; i++)
    if (has_changed (changes, i))
      g_string_append_printf (sql, ", f_%s = ?%u", kind->fields[i].name, i + 11);
  g_string_append (sql, " WHERE row = ?10");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static const char *
get_update (HalqaFold *fold, const HalqaKind *kind, const Changes *changes)
{
  KindSql *texts = get_kind_sql (fold, kind);
  char *sql = g_hash_table_lookup (texts->updates, &changes->mask);

  if (sql != NULL)
    return sql;
  if (g_hash_table_size (texts->updates) == UPDATES_MAX)
    {
      halqa_sql_flush (fold->base.sql);
      g_hash_table_remove_all (texts->updates);
    }
  sql = compose_update (kind, changes);
  g_hash_table_insert (texts->updates, g_memdup2 (&changes->mask, sizeof changes->mask), sql);
  return sql;
}

static int
get_flags (HalqaState *state, gboolean has_extra)
{
  int flags = has_extra ? HALQA_STATE_EXTRA : 0;

  if (state->unmet.n_items > 0)
    flags |= HALQA_STATE_UNMET;
  if (state->twice)
    flags |= HALQA_STATE_TWICE;
  for (guint i = 0; i < state->leaves.n_items; i++)
    if (!state->leaves.items[i].shown)
      return flags | HALQA_STATE_OTHERS;
  return flags;
}

static void
bind_blob (sqlite3_stmt *statement, int index, const GByteArray *bytes)
{
  sqlite3_bind_blob (statement, index, bytes->len > 0 ? (const void *) bytes->data : "",
                     (int) bytes->len, SQLITE_STATIC);
}

static gboolean
write_row (HalqaFold *fold,
           HalqaState *state,
           const Changes *changes,
           GByteArray *extra,
           GError **error)
{
  g_autoptr (GByteArray) clocks = halqa_state_pack (state);
  g_autoptr (GByteArray) touched = halqa_state_pack_arrivals ((const gint64 *) state->touched->data,
                                                              state->touched->len);
  const char *sql =
      state->row == 0 ? get_insert (fold, state->kind) : get_update (fold, state->kind, changes);
  sqlite3_stmt *statement = halqa_sql_prepare_fixed (fold->base.sql, sql, error);
  gboolean has_extra = has_changed (changes, EXTRA_BIT) ? extra != NULL : state->has_extra;

  if (statement == NULL)
    return FALSE;
  bind_blob (statement, 1, clocks);
  sqlite3_bind_int (statement, 2, get_flags (state, has_extra));
  sqlite3_bind_int (statement, 3, state->deleted);
  sqlite3_bind_int64 (statement, 4, (gint64) state->created);
  sqlite3_bind_int64 (statement, 5, state->author);
  sqlite3_bind_int64 (statement, 6, (gint64) state->updated);
  sqlite3_bind_int64 (statement, 7, state->n_conflicts);
  bind_blob (statement, 8, touched);
  if (extra != NULL)
    sqlite3_bind_blob (statement, 9, extra->data, (int) extra->len, SQLITE_STATIC);
  if (state->row == 0)
    sqlite3_bind_blob (statement, 10, state->id.bytes, HALQA_ID_SIZE, SQLITE_STATIC);
  else
    sqlite3_bind_int64 (statement, 10, state->row);
  for (guint i = 0; state->kind->fields[i].name != NULL; i++)
    if (has_changed (changes, i))
      bind_value (statement, (int) i + 11, &changes->columns[i]);
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
  for (guint i = 0; i < state->leaves.n_items; i++)
    {
      const HalqaLeaf *leaf = &state->leaves.items[i];
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
  for (guint i = 0; i < state->unmet.n_items; i++)
    {
      const HalqaLeaf *unmet = &state->unmet.items[i];
      const gint64 more[] = { unmet->field, unmet->device, (gint64) unmet->stamp };

      if (!run_side (fold, state,
                     "INSERT OR IGNORE INTO unmet (kind, row, field, device, stamp)"
                     " VALUES (?, ?, ?, ?, ?)",
                     more, G_N_ELEMENTS (more), error))
        return FALSE;
    }
  return TRUE;
}

/* Makes room in the row: what stood there becomes one row of the side table. */
static gboolean
spill_touched (HalqaFold *fold, HalqaState *state, GError **error)
{
  gboolean spilt = halqa_state_spill_touched (&fold->base, state, state->touched, error);

  g_array_set_size (state->touched, 0);
  return spilt;
}

/* A record that only false entries wrote has never been. */
static gboolean
delete_row (HalqaFold *fold, HalqaState *state, GError **error)
{
  static const char *const sides[] = {
    "DELETE FROM leaf WHERE kind = ? AND row = ?",
    "DELETE FROM unmet WHERE kind = ? AND row = ?",
    "DELETE FROM touch WHERE kind = ? AND row = ?",
    "DELETE FROM unindexed WHERE kind = ? AND row = ?",
    "DELETE FROM doc WHERE kind = ? AND row = ?",
  };
  g_autofree char *sql =
      g_strdup_printf ("DELETE FROM k_%s WHERE ?1 IS NOT NULL AND row = ?2", state->kind->name);

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (!run_side (fold, state, sides[i], NULL, 0, error))
      return FALSE;
  return run_side (fold, state, sql, NULL, 0, error);
}

/* Whether search has the row already, and must be told that it is another. */
static gboolean
is_indexed (HalqaFold *fold, HalqaState *state, gboolean *indexed, GError **error)
{
  KindSql *texts = get_kind_sql (fold, state->kind);
  g_autoptr (HalqaStatement) statement = NULL;
  int result;

  if (texts->indexed < 0)
    {
      statement =
          halqa_sql_prepare (fold->base.sql, "SELECT upto FROM indexed WHERE kind = ?", error);
      if (statement == NULL)
        return FALSE;
      sqlite3_bind_int64 (statement, 1, halqa_schema_get_number (fold->base.schema, state->kind));
      result = halqa_sql_step (fold->base.sql, statement, error);
      if (result != SQLITE_ROW && result != SQLITE_DONE)
        return FALSE;
      texts->indexed = result == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;
    }
  *indexed = state->row <= texts->indexed;
  return TRUE;
}

static gboolean
note_search (HalqaFold *fold, HalqaState *state, GError **error)
{
  gboolean indexed;

  if (!is_indexed (fold, state, &indexed, error))
    return FALSE;
  return !indexed ||
         run_side (fold, state, "INSERT OR IGNORE INTO unindexed (kind, row) VALUES (?, ?)", NULL,
                   0, error);
}

/**
 * halqa_state_save:
 * @fold: whose transaction it is
 * @state: a state of it, its leaves settled
 * @error: any of the layer's
 *
 * Returns: whether the row and what belongs to it were written
 */
gboolean
halqa_state_save (HalqaFold *fold, HalqaState *state, GError **error)
{
  HalqaValue columns[EXTRA_BIT] = { HALQA_VALUE_INIT };
  g_autoptr (GByteArray) extra = NULL;
  Changes changes = { .columns = columns };

  if (state->gone)
    return delete_row (fold, state, error);
  if (!sort_changes (fold, state, &changes, error) ||
      (has_changed (&changes, EXTRA_BIT) && !halqa_state_pack_extra (fold, state, &extra, error)))
    return FALSE;
  if (state->row != 0 && state->touched->len > TOUCHED_MAX && !spill_touched (fold, state, error))
    return FALSE;
  if (!write_row (fold, state, &changes, extra, error) || !write_others (fold, state, error) ||
      !write_unmet (fold, state, error))
    return FALSE;
  return !changes.search_changed || note_search (fold, state, error);
}
