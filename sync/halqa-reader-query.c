/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-reader-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-error.h"
#include "halqa-record-private.h"

/* Records by what their fields hold, by words, in an order. Names that go into the SQL are those of
 * the table of kinds; what a person typed is only ever bound. A translation stands in no column, so
 * conditions on one are looked at in the record. */

/* More ids than these are looked for among all that the query finds, not one by one: 3 µs an id
 * beside 15 ms for 20,000 records. */
#define SINGLE_IDS_MAX 2048

static gboolean
invalid_field (GError **error, const HalqaKind *kind, const char *field)
{
  g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID, _ ("A %s has no field “%s”."),
               kind->name, field);
  return FALSE;
}

/* The kind whose records lend the field that is inherited; NULL where none can. */
static const HalqaKind *
find_giver (HalqaReader *self, const HalqaKind *kind, const HalqaQuery *query)
{
  const HalqaField *through =
      query->through != NULL ? halqa_kind_find_field (kind, query->through) : NULL;
  const HalqaKind *giver = through != NULL && through->target != NULL
                               ? halqa_schema_find_kind (self->base.schema, through->target)
                               : NULL;

  return halqa_kind_find_field (kind, query->inherited) != NULL && giver != NULL &&
                 halqa_kind_find_field (giver, query->inherited) != NULL
             ? giver
             : NULL;
}

/* What counts as @field, of the kind or inherited. */
static void
append_field (GString *sql,
              HalqaReader *self,
              const HalqaKind *kind,
              const HalqaQuery *query,
              const char *field)
{
  if (g_strcmp0 (field, query->inherited) == 0)
    g_string_append_printf (sql,
                            "coalesce(k.f_%s, (SELECT g.f_%s FROM k_%s AS g WHERE g.id = k.f_%s"
                            " AND NOT g.deleted))",
                            field, field, find_giver (self, kind, query)->name, query->through);
  else
    g_string_append_printf (sql, "k.f_%s", field);
}

static gboolean
can_sort (const HalqaKind *kind, const char *field)
{
  return field == NULL || strcmp (field, "created") == 0 || strcmp (field, "updated") == 0 ||
         halqa_kind_find_field (kind, field) != NULL;
}

static gboolean
check_query (HalqaReader *self, const HalqaQuery *query, const HalqaKind **kind, GError **error)
{
  *kind = halqa_schema_require_kind (self->base.schema, query->kind, error);
  if (*kind == NULL)
    return FALSE;
  for (guint i = 0; i < query->n_where; i++)
    if (!halqa_kind_knows_field (*kind, query->where[i].field))
      return invalid_field (error, *kind, query->where[i].field);
  if (!can_sort (*kind, query->sort))
    return invalid_field (error, *kind, query->sort);
  if (!can_sort (*kind, query->then))
    return invalid_field (error, *kind, query->then);
  if (query->group != NULL && halqa_kind_find_field (*kind, query->group) == NULL)
    return invalid_field (error, *kind, query->group);
  if (query->inherited != NULL && find_giver (self, *kind, query) == NULL)
    return invalid_field (error, *kind, query->inherited);
  return TRUE;
}

static gboolean
is_in_column (const HalqaKind *kind, const HalqaCondition *condition)
{
  return halqa_kind_find_field (kind, condition->field) != NULL;
}

/* Whether an earlier condition is on the same field, and took this one along. */
static gboolean
is_taken_along (const HalqaQuery *query, guint condition)
{
  for (guint i = 0; i < condition; i++)
    if (strcmp (query->where[i].field, query->where[condition].field) == 0)
      return TRUE;
  return FALSE;
}

/* Those on one field are alternatives. */
static void
append_conditions (GString *sql, HalqaReader *self, const HalqaKind *kind, const HalqaQuery *query)
{
  for (guint i = 0; i < query->n_where; i++)
    {
      if (!is_in_column (kind, &query->where[i]) || is_taken_along (query, i))
        continue;
      for (guint j = i; j < query->n_where; j++)
        if (strcmp (query->where[j].field, query->where[i].field) == 0)
          {
            g_string_append (sql, j == i ? " AND (" : " OR ");
            append_field (sql, self, kind, query, query->where[j].field);
            g_string_append_printf (sql, " IS ?%u", j + 3);
          }
      g_string_append_c (sql, ')');
    }
}

/* " WHERE …": deleted, columns (bound from ?3 on, and behind them the author), words (always bound as
 * ?1), and one id as ?2 where @single. */
static void
append_where (GString *sql,
              HalqaReader *self,
              const HalqaKind *kind,
              const HalqaQuery *query,
              gboolean search,
              gboolean single)
{
  static const char *const deleted[] = {
    [HALQA_DELETED_HIDE] = "NOT k.deleted",
    [HALQA_DELETED_ONLY] = "k.deleted",
    [HALQA_DELETED_TOO] = "1",
  };

  g_string_append_printf (sql, " WHERE %s", deleted[query->deleted]);
  append_conditions (sql, self, kind, query);
  if (query->author != NULL)
    g_string_append_printf (sql, " AND k.author = (SELECT no FROM device WHERE name = ?%u)",
                            query->n_where + 3);
  if (query->in_conflict)
    g_string_append (sql, " AND k.conflicts > 0");
  if (search)
    g_string_append (sql, " AND k.row IN (SELECT value FROM json_each (?1))");
  if (single)
    g_string_append (sql, " AND k.id = ?2");
}

static void
append_order (GString *sql, const HalqaQuery *query, const char *first)
{
  const char *direction = query->reverse ? " DESC" : "";

  if (first != NULL)
    g_string_append_printf (sql, " ORDER BY %sk.created%s, k.id%s", first, direction, direction);
  else if (query->sort == NULL || strcmp (query->sort, "created") == 0)
    g_string_append_printf (sql, " ORDER BY k.created%s, k.id%s", direction, direction);
  else if (strcmp (query->sort, "updated") == 0)
    g_string_append_printf (sql, " ORDER BY k.updated%s, k.id%s", direction, direction);
  else
    /* What is empty comes last, either way. */
    g_string_append_printf (sql, " ORDER BY k.f_%s IS NULL, k.f_%s%s, k.created%s, k.id%s",
                            query->sort, query->sort, direction, direction, direction);
}

/* What goes first where nobody asked for an order: records whose title holds the words; and last, those
 * that hold other forms of them. Both are bound behind all conditions. */
static char *
compose_first (const HalqaQuery *query)
{
  return g_strdup_printf ("(k.row IN (SELECT value FROM json_each (?%u))) DESC,"
                          " (k.row IN (SELECT value FROM json_each (?%u))), ",
                          query->n_where + 4, query->n_where + 5);
}

/* Whether SQLite may stop there. Where conditions are left that no column answers, nobody knows how many
 * records it takes. */
static gboolean
is_limited (const HalqaKind *kind, const HalqaQuery *query)
{
  for (guint i = 0; i < query->n_where; i++)
    if (!is_in_column (kind, &query->where[i]))
      return FALSE;
  return query->limit > 0;
}

/* @search: whether words are bound; @first: (nullable): of compose_first() */
static char *
compose_query (HalqaReader *self,
               const HalqaKind *kind,
               const HalqaQuery *query,
               gboolean search,
               const char *first)
{
  g_autofree char *select = halqa_record_compose_select (kind);
  const gboolean limited = is_limited (kind, query);
  /* Whole records that are put into order cost more than to look up the few that are left; to search
   * once more would cost more still. */
  const gboolean twice = limited && !search;
  GString *sql = g_string_new (select);

  if (twice)
    g_string_append_printf (sql, " WHERE k.row IN (SELECT k.row FROM k_%s AS k", kind->name);
  append_where (sql, self, kind, query, search, FALSE);
  append_order (sql, query, first);
  if (limited)
    g_string_append_printf (sql, " LIMIT %u", query->limit);
  if (twice)
    {
      g_string_append_c (sql, ')');
      append_order (sql, query, first);
    }
  return g_string_free (sql, FALSE);
}

static void
bind_condition (sqlite3_stmt *statement, int index, const HalqaValue *value)
{
  if (value->type == HALQA_VALUE_BOOL)
    sqlite3_bind_int (statement, index, value->boolean);
  else if (value->type == HALQA_VALUE_INT)
    sqlite3_bind_int64 (statement, index, value->integer);
  else if (value->type == HALQA_VALUE_TEXT)
    sqlite3_bind_text (statement, index, (const char *) value->data, (int) value->size,
                       SQLITE_STATIC);
  else if (value->type == HALQA_VALUE_BYTES)
    sqlite3_bind_blob (statement, index, value->data, (int) value->size, SQLITE_STATIC);
}

static gboolean
holds_one (HalqaRecord *record, const HalqaQuery *query, const char *field)
{
  const HalqaValue *value = halqa_record_get_value (record, field);

  for (guint i = 0; i < query->n_where; i++)
    {
      const HalqaCondition *condition = &query->where[i];

      if (strcmp (condition->field, field) == 0 &&
          (value == NULL ? condition->value.type == HALQA_VALUE_NULL
                         : halqa_value_equal (value, &condition->value)))
        return TRUE;
    }
  return FALSE;
}

/* Conditions that no column answers. */
static gboolean
holds (HalqaRecord *record, const HalqaKind *kind, const HalqaQuery *query)
{
  for (guint i = 0; i < query->n_where; i++)
    if (!is_in_column (kind, &query->where[i]) && !is_taken_along (query, i) &&
        !holds_one (record, query, query->where[i].field))
      return FALSE;
  return TRUE;
}

/* Rows in which the words of a query are, as lists in JSON; all NULL where it has none. */
typedef struct
{
  char *all;
  char *titles;
  char *weak;
} Words;

static void
words_clear (Words *self)
{
  g_free (self->all);
  g_free (self->titles);
  g_free (self->weak);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static char *
list_ranks (const GByteArray *ranks, HalqaRank from, HalqaRank to)
{
  GString *list = g_string_new ("[");

  for (guint row = 0; row < ranks->len; row++)
    if (ranks->data[row] >= from && ranks->data[row] <= to)
      g_string_append_printf (list, "%s%u", list->len > 1 ? "," : "", row);
  g_string_append_c (list, ']');
  return g_string_free (list, FALSE);
}

static gboolean
words_init (Words *self, HalqaReader *reader, const HalqaQuery *query, GError **error)
{
  g_autoptr (GByteArray) ranks = NULL;
  g_autoptr (GError) reason = NULL;

  if (query->search != NULL)
    ranks = halqa_reader_search (reader, query->kind, query->search, &reason);
  if (reason != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (ranks == NULL)
    return TRUE;
  self->all = list_ranks (ranks, HALQA_RANK_TITLE, HALQA_RANK_WEAK);
  self->titles = list_ranks (ranks, HALQA_RANK_TITLE, HALQA_RANK_TITLE);
  self->weak = list_ranks (ranks, HALQA_RANK_WEAK, HALQA_RANK_WEAK);
  return TRUE;
}

/* @words: (nullable): where none are bound */
static void
bind_where (sqlite3_stmt *statement,
            const HalqaKind *kind,
            const HalqaQuery *query,
            const Words *words)
{
  const int behind = (int) query->n_where + 3;

  for (guint i = 0; i < query->n_where; i++)
    if (is_in_column (kind, &query->where[i]))
      bind_condition (statement, (int) i + 3, &query->where[i].value);
  if (query->author != NULL)
    sqlite3_bind_blob (statement, behind, query->author->bytes, sizeof query->author->bytes,
                       SQLITE_STATIC);
  if (words == NULL || words->all == NULL)
    return;
  sqlite3_bind_text (statement, 1, words->all, -1, SQLITE_TRANSIENT);
  if (query->sort != NULL)
    return;
  sqlite3_bind_text (statement, behind + 1, words->titles, -1, SQLITE_TRANSIENT);
  sqlite3_bind_text (statement, behind + 2, words->weak, -1, SQLITE_TRANSIENT);
}

static GPtrArray *
read_records (HalqaReader *self, const HalqaQuery *query, GError **error)
{
  g_autoptr (GPtrArray) found =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_record_unref);
  g_auto (Words) words = { NULL };
  g_autofree char *first = NULL;
  g_autofree char *sql = NULL;
  g_autoptr (HalqaStatement) statement = NULL;
  const HalqaKind *kind;
  int result = SQLITE_DONE;

  if (!check_query (self, query, &kind, error) || !words_init (&words, self, query, error))
    return NULL;
  if (words.all != NULL && query->sort == NULL)
    first = compose_first (query);
  sql = compose_query (self, kind, query, words.all != NULL, first);
  statement = halqa_sql_prepare (self->sql, sql, error);
  if (statement == NULL)
    return NULL;
  bind_where (statement, kind, query, &words);
  while ((query->limit == 0 || found->len < query->limit) &&
         (result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      g_autoptr (HalqaRecord) record = halqa_record_read (kind, self->base.names, statement);

      if (holds (record, kind, query))
        g_ptr_array_add (found, g_steal_pointer (&record));
    }
  return result == SQLITE_DONE || result == SQLITE_ROW ? g_steal_pointer (&found) : NULL;
}

/**
 * halqa_reader_query:
 * @self: a reader
 * @query: what is asked for
 * @error: %HALQA_SYNC_ERROR_INVALID for a kind or field that there is not, or any of the layer's
 *
 * Returns: (transfer full) (element-type HalqaRecord): what was found, in order
 */
GPtrArray *
halqa_reader_query (HalqaReader *self, const HalqaQuery *query, GError **error)
{
  GPtrArray *found;

  if (query->search == NULL)
    return read_records (self, query, error);
  /* The rows that are found and those that are read are of one moment. */
  if (!halqa_reader_begin (self, error))
    return NULL;
  found = read_records (self, query, error);
  halqa_reader_end (self);
  return found;
}

/* Rows under way to @func. */
typedef struct
{
  const HalqaKind *kind;
  const HalqaQuery *query;
  HalqaFieldType key_type;
  HalqaFieldType then_type;
  HalqaFieldType group_type;
  GHashTable *wanted; /* HalqaId, or NULL for all */
  HalqaRowFunc func;
  gpointer user_data;
} Walk;

static gboolean
step_rows (HalqaReader *self, sqlite3_stmt *statement, const Walk *walk, GError **error)
{
  int result;

  while ((result = halqa_sql_step (self->sql, statement, error)) == SQLITE_ROW)
    {
      HalqaValue key = halqa_sql_get_value (statement, 4, walk->key_type);
      HalqaValue then = halqa_sql_get_value (statement, 5, walk->then_type);
      HalqaValue group = halqa_sql_get_value (statement, 6, walk->group_type);
      HalqaRow row = {
        .created = (guint64) sqlite3_column_int64 (statement, 1),
        .updated = (guint64) sqlite3_column_int64 (statement, 2),
        .row = (guint64) sqlite3_column_int64 (statement, 3),
        .key = &key,
        .then = &then,
        .group = &group,
      };

      if (sqlite3_column_bytes (statement, 0) != HALQA_ID_SIZE)
        continue;
      memcpy (row.id.bytes, sqlite3_column_blob (statement, 0), HALQA_ID_SIZE);
      if (walk->wanted == NULL || g_hash_table_contains (walk->wanted, &row.id))
        walk->func (&row, walk->user_data);
    }
  return result == SQLITE_DONE;
}

/* A field as a column, and of what type it is; @name may be "created" or %NULL. */
static void
append_column (GString *sql,
               HalqaReader *self,
               const Walk *walk,
               const char *name,
               HalqaFieldType *type)
{
  const HalqaField *field = name == NULL ? NULL : halqa_kind_find_field (walk->kind, name);

  *type = field == NULL ? HALQA_FIELD_INT : field->type;
  g_string_append (sql, field == NULL ? ", NULL" : ", ");
  if (field != NULL)
    append_field (sql, self, walk->kind, walk->query, name);
}

/**
 * halqa_reader_walk_rows:
 * @self: a reader
 * @query: what is asked for, without words; conditions on translations are refused
 * @ids: (nullable) (array length=n_ids): only these
 * @n_ids: how many
 * @func: (scope call): called for each
 * @user_data: for @func
 * @error: %HALQA_SYNC_ERROR_INVALID for a kind or field that there is not, or any of the layer's
 *
 * Returns: whether all were given
 */
gboolean
halqa_reader_walk_rows (HalqaReader *self,
                        const HalqaQuery *query,
                        const HalqaId *ids,
                        guint n_ids,
                        HalqaRowFunc func,
                        gpointer user_data,
                        GError **error)
{
  Walk walk = { .query = query, .func = func, .user_data = user_data };
  g_autoptr (GString) sql = g_string_new ("SELECT k.id, k.created, k.updated, k.row");
  g_autoptr (HalqaStatement) statement = NULL;
  g_autoptr (GHashTable) wanted = NULL;
  const gboolean single = ids != NULL && n_ids <= SINGLE_IDS_MAX;

  g_return_val_if_fail (query->search == NULL, FALSE);

  if (!check_query (self, query, &walk.kind, error))
    return FALSE;
  /* Rows hold no translations to look at. */
  for (guint i = 0; i < query->n_where; i++)
    if (!is_in_column (walk.kind, &query->where[i]))
      return invalid_field (error, walk.kind, query->where[i].field);
  append_column (sql, self, &walk, query->sort, &walk.key_type);
  append_column (sql, self, &walk, query->then, &walk.then_type);
  append_column (sql, self, &walk, query->group, &walk.group_type);
  g_string_append_printf (sql, " FROM k_%s AS k", walk.kind->name);
  append_where (sql, self, walk.kind, query, FALSE, single);
  statement = halqa_sql_prepare (self->sql, sql->str, error);
  if (statement == NULL)
    return FALSE;
  bind_where (statement, walk.kind, query, NULL);
  if (!single && ids != NULL)
    {
      walk.wanted = wanted = g_hash_table_new (halqa_id_hash, halqa_id_equal);
      for (guint i = 0; i < n_ids; i++)
        g_hash_table_add (wanted, (gpointer) &ids[i]);
    }
  if (!single)
    return step_rows (self, statement, &walk, error);
  for (guint i = 0; i < n_ids; i++)
    {
      sqlite3_reset (statement);
      sqlite3_bind_blob (statement, 2, ids[i].bytes, HALQA_ID_SIZE, SQLITE_STATIC);
      if (!step_rows (self, statement, &walk, error))
        return FALSE;
    }
  return TRUE;
}
