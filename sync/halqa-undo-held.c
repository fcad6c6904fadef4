/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-undo-outcome.h"

#include <string.h>

/* Which of the records that an action made, or brought back, can't go again, since somebody has done
 * something with them: has written into one, or made or changed a record that refers to it. What such
 * a record refers to stays too, as far as the action made it: a note of another keeps the proposal,
 * and the proposal its session.
 *
 * "Somebody" is another, from the moment on at which the action was done first; or the person here,
 * after the action, as far as they have not taken that back themselves; what is done again was
 * taken back last, so the person has done nothing since.
 *
 * The references are read out of the rows, once for the whole action: no index is kept of them, and
 * that is some milliseconds for each kind. */

typedef struct
{
  HalqaId from;
  HalqaId to;
} Edge;

typedef struct
{
  HalqaUndoPlan *plan;
  GHashTable *made; /* HalqaId → HalqaKind: what the action made or brought back */
  GArray *edges; /* of Edge: among them */
  GQueue queue; /* of HalqaId, lent by @held: what it refers to is to be looked at */
} Search;

static gboolean
is_taken_back (HalqaSql *sql, gint64 arrival, gboolean *taken_back, GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      sql,
      "SELECT EXISTS (SELECT 1 FROM step WHERE what = ? AND ? BETWEEN wrote_first AND"
      " wrote_last)",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int (statement, 1, HALQA_STEP_UNDO);
  sqlite3_bind_int64 (statement, 2, arrival);
  if (halqa_sql_step (sql, statement, error) != SQLITE_ROW)
    return FALSE;
  *taken_back = sqlite3_column_int (statement, 0) != 0;
  return TRUE;
}

/* Whether somebody wrote that since. */
static gboolean
is_since (HalqaUndoPlan *plan, const HalqaLeaf *leaf, gboolean *since, GError **error)
{
  gboolean taken_back = FALSE;

  if (leaf->device != plan->own)
    *since = leaf->arrival > plan->since;
  else
    {
      *since = !plan->undone->redo &&
               leaf->arrival > g_array_index (plan->entries, HalqaOwnEntry, 0).arrival &&
               !halqa_undo_is_of_action (plan, leaf->arrival);
      if (*since && !is_taken_back (plan->fold->base.sql, leaf->arrival, &taken_back, error))
        return FALSE;
      *since = *since && !taken_back;
    }
  return TRUE;
}

static void
hold (Search *self, const HalqaId *id, guint device)
{
  HalqaId *held;

  if (g_hash_table_contains (self->plan->held, id))
    return;
  held = g_memdup2 (id, sizeof *id);
  g_hash_table_insert (self->plan->held, held, GUINT_TO_POINTER (device));
  g_queue_push_tail (&self->queue, held);
}

/* --- what the action made, and who has written into it */

static gboolean
makes (const HalqaWrite *write)
{
  for (guint i = 0; i < write->n_fields; i++)
    if (strcmp (write->fields[i].name, "deleted") == 0)
      return write->fields[i].value.type == HALQA_VALUE_BOOL && !write->fields[i].value.boolean;
  return FALSE;
}

static void
find_made (Search *self)
{
  const HalqaBase *base = &self->plan->fold->base;

  for (guint i = 0; i < self->plan->entries->len; i++)
    {
      guint n;
      const HalqaWrite *writes =
          halqa_entry_get_writes (g_array_index (self->plan->entries, HalqaOwnEntry, i).entry, &n);

      for (guint j = 0; j < n; j++)
        {
          const HalqaKind *kind = halqa_schema_find_kind (base->schema, writes[j].kind);

          if (kind != NULL && makes (&writes[j]) &&
              halqa_undo_is_persons (&base->forum, &writes[j]))
            g_hash_table_insert (self->made, (gpointer) &writes[j].record, (gpointer) kind);
        }
    }
}

static gboolean
hold_written (Search *self, GError **error)
{
  GHashTableIter iter;
  gpointer id, kind;

  g_hash_table_iter_init (&iter, self->made);
  while (g_hash_table_iter_next (&iter, &id, &kind))
    {
      HalqaState *state = halqa_fold_get_state (self->plan->fold, kind, id, error);

      if (state == NULL)
        return FALSE;
      for (guint i = 0; i < state->leaves.n_items; i++)
        {
          gboolean since;

          if (!is_since (self->plan, &state->leaves.items[i], &since, error))
            return FALSE;
          if (since)
            hold (self, id, state->leaves.items[i].device);
        }
    }
  return TRUE;
}

/* --- who refers to it */

/* NULL where no field of the kind is a reference that a person makes. */
static char *
compose_select (const HalqaKind *kind)
{
  g_autoptr (GString) fields = g_string_new (NULL);

  if (strcmp (kind->name, "device") == 0)
    return NULL;
  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    if (field->type == HALQA_FIELD_REF)
      g_string_append_printf (fields, ", f_%s", field->name);
  if (fields->len == 0)
    return NULL;
  return g_strdup_printf ("SELECT id%s FROM k_%s WHERE NOT deleted", fields->str, kind->name);
}

/* The record @from holds @to in @field, and has not been made by the action. */
static gboolean
hold_referred (Search *self,
               const HalqaKind *kind,
               const char *field,
               const Edge *edge,
               GError **error)
{
  HalqaFold *fold = self->plan->fold;
  HalqaState *state = halqa_fold_get_state (fold, kind, &edge->from, error);
  const HalqaLeaf *leaf;
  gboolean since = FALSE;

  if (state == NULL)
    return FALSE;
  leaf = halqa_state_get_shown (state, halqa_names_find_field (fold->base.names, field));
  if (leaf != NULL && !is_since (self->plan, leaf, &since, error))
    return FALSE;
  if (since)
    hold (self, &edge->to, leaf->device);
  return TRUE;
}

static gboolean
look_at_row (Search *self, const HalqaKind *kind, sqlite3_stmt *row, GError **error)
{
  int column = 1;
  Edge edge;

  if (sqlite3_column_bytes (row, 0) != HALQA_ID_SIZE)
    return halqa_state_fail_damaged (error);
  memcpy (edge.from.bytes, sqlite3_column_blob (row, 0), HALQA_ID_SIZE);
  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    {
      const HalqaId *to;
      HalqaValue value;

      if (field->type != HALQA_FIELD_REF)
        continue;
      value = halqa_sql_get_value (row, column++, HALQA_FIELD_REF);
      to = halqa_value_get_id (&value);
      if (to == NULL || !g_hash_table_contains (self->made, to))
        continue;
      edge.to = *to;
      if (g_hash_table_contains (self->made, &edge.from))
        g_array_append_val (self->edges, edge);
      else if (!hold_referred (self, kind, field->name, &edge, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
look_at_kind (Search *self, const HalqaKind *kind, GError **error)
{
  HalqaSql *sql = self->plan->fold->base.sql;
  g_autofree char *select = compose_select (kind);
  g_autoptr (HalqaStatement) statement = NULL;
  int result;

  if (select == NULL)
    return TRUE;
  statement = halqa_sql_prepare (sql, select, error);
  if (statement == NULL)
    return FALSE;
  while ((result = halqa_sql_step (sql, statement, error)) == SQLITE_ROW)
    if (!look_at_row (self, kind, statement, error))
      return FALSE;
  return result == SQLITE_DONE;
}

static int
compare_from (gconstpointer a, gconstpointer b)
{
  return memcmp (&((const Edge *) a)->from, &((const Edge *) b)->from, HALQA_ID_SIZE);
}

static void
hold_on (Search *self)
{
  const HalqaId *id;

  g_array_sort (self->edges, compare_from);
  while ((id = g_queue_pop_head (&self->queue)) != NULL)
    {
      const guint device = GPOINTER_TO_UINT (g_hash_table_lookup (self->plan->held, id));
      guint at;

      if (!g_array_binary_search (self->edges, id, compare_from, &at))
        continue;
      while (at > 0 && halqa_id_equal (&g_array_index (self->edges, Edge, at - 1).from, id))
        at--;
      for (; at < self->edges->len &&
             halqa_id_equal (&g_array_index (self->edges, Edge, at).from, id);
           at++)
        hold (self, &g_array_index (self->edges, Edge, at).to, device);
    }
}

/**
 * halqa_undo_find_held:
 * @plan: whose @held is filled
 * @error: any of the layer's
 *
 * Returns: whether it could be found out
 */
gboolean
halqa_undo_find_held (HalqaUndoPlan *plan, GError **error)
{
  const HalqaSchema *schema = plan->fold->base.schema;
  Search self = { .plan = plan,
                  .made = g_hash_table_new (halqa_id_hash, halqa_id_equal),
                  .edges = g_array_new (FALSE, FALSE, sizeof (Edge)) };
  gboolean found = TRUE;

  g_queue_init (&self.queue);
  find_made (&self);
  if (g_hash_table_size (self.made) > 0)
    {
      found = hold_written (&self, error);
      for (const HalqaKind *kind = schema->kinds; found && kind->name != NULL; kind++)
        found = look_at_kind (&self, kind, error);
    }
  if (found)
    hold_on (&self);
  g_queue_clear (&self.queue);
  g_array_unref (self.edges);
  g_hash_table_unref (self.made);
  return found;
}
