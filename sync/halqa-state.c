/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-state.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "halqa-error.h"

/* What the merge rule knows of one record, as it stands in the database.
 *
 * The clocks of all shown fields are packed into one blob of the record's row: for each entry that
 * shows anything, stamp, device number, arrival number and the numbers of the fields. Leaves that
 * are not shown stand in a side table that is nearly always empty. Values are not kept twice: that
 * of a leaf is read out of its entry in the log.
 *
 * Rejected: a row for each field: three times the time and the disk (goals, "What the measuring
 * taught"). */

/**
 * halqa_base_init:
 * @self: (out caller-allocates): a base
 * @sql: borrowed
 * @schema: borrowed
 * @forum: is copied
 */
void
halqa_base_init (HalqaBase *self, HalqaSql *sql, const HalqaSchema *schema, const HalqaId *forum)
{
  self->sql = sql;
  self->schema = schema;
  self->forum = *forum;
  self->names = halqa_names_new (sql);
  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                         (GDestroyNotify) halqa_entry_unref);
}

void
halqa_base_clear (HalqaBase *self)
{
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->names, halqa_names_free);
}

/**
 * halqa_base_forget:
 * @self: a base
 *
 * Lets go of the entries that were looked at.
 */
void
halqa_base_forget (HalqaBase *self)
{
  g_hash_table_remove_all (self->entries);
}

static HalqaEntry *
read_entry (HalqaBase *self, gint64 arrival, GError **error)
{
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (self->sql, "SELECT entry, signature FROM log WHERE arrival = ?",
                                    error);

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, arrival);
  if (halqa_sql_step (self->sql, statement, error) != SQLITE_ROW ||
      sqlite3_column_bytes (statement, 1) != HALQA_SIGNATURE_SIZE)
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
                     _ ("Entry %" PRId64 " is missing in the database."), arrival);
      return NULL;
    }
  return halqa_entry_parse (&self->forum, sqlite3_column_blob (statement, 0),
                            sqlite3_column_bytes (statement, 0), sqlite3_column_blob (statement, 1),
                            error);
}

/**
 * halqa_base_get_entry:
 * @self: a base
 * @arrival: its number
 * @error: any of the layer's
 *
 * Returns: (transfer none): the entry, lent until halqa_base_forget()
 */
HalqaEntry *
halqa_base_get_entry (HalqaBase *self, gint64 arrival, GError **error)
{
  HalqaEntry *entry = g_hash_table_lookup (self->entries, &arrival);

  if (entry != NULL)
    return entry;
  entry = read_entry (self, arrival, error);
  if (entry != NULL)
    g_hash_table_insert (self->entries, g_memdup2 (&arrival, sizeof arrival), entry);
  return entry;
}

/**
 * halqa_schema_get_number:
 * @schema: a schema
 * @kind: one of its kinds
 *
 * Returns: a number for the side tables, which are made anew where the schema is another
 */
guint
halqa_schema_get_number (const HalqaSchema *schema, const HalqaKind *kind)
{
  return kind - schema->kinds;
}

HalqaState *
halqa_state_new (const HalqaKind *kind, const HalqaId *id)
{
  HalqaState *self = g_new0 (HalqaState, 1);

  self->kind = kind;
  self->id = *id;
  self->leaves = g_array_new (FALSE, FALSE, sizeof (HalqaLeaf));
  self->unmet = g_array_new (FALSE, FALSE, sizeof (HalqaUnmet));
  self->touched = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->values = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

void
halqa_state_free (HalqaState *self)
{
  g_array_unref (self->leaves);
  g_array_unref (self->unmet);
  g_array_unref (self->touched);
  g_hash_table_unref (self->values);
  g_free (self);
}

static void
put_varint (GByteArray *out, guint64 number)
{
  guint8 bytes[10];
  gsize n = 0;

  do
    {
      bytes[n] = (number & 0x7f) | (number > 0x7f ? 0x80 : 0);
      number >>= 7;
      n++;
    }
  while (number > 0);
  g_byte_array_append (out, bytes, n);
}

static gboolean
take_varint (const guint8 **data, const guint8 *end, guint64 *number)
{
  *number = 0;
  for (guint shift = 0; *data < end && shift < 64; shift += 7)
    {
      guint8 byte = *(*data)++;

      *number |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        return TRUE;
    }
  return FALSE;
}

static int
compare_arrivals (gconstpointer a, gconstpointer b)
{
  const HalqaLeaf *leaf_a = a;
  const HalqaLeaf *leaf_b = b;

  if (leaf_a->arrival != leaf_b->arrival)
    return leaf_a->arrival < leaf_b->arrival ? -1 : 1;
  return leaf_a->field < leaf_b->field ? -1 : leaf_a->field > leaf_b->field;
}

/**
 * halqa_state_pack:
 * @self: a state; its leaves are sorted
 *
 * Returns: (transfer full): the clocks of the shown leaves, for the record's row
 */
GByteArray *
halqa_state_pack (HalqaState *self)
{
  GByteArray *out = g_byte_array_new ();

  g_array_sort (self->leaves, compare_arrivals);
  for (guint i = 0; i < self->leaves->len;)
    {
      const HalqaLeaf *first = &g_array_index (self->leaves, HalqaLeaf, i);
      guint n_fields = 0;
      guint end = i;

      for (; end < self->leaves->len && first[end - i].arrival == first->arrival; end++)
        n_fields += first[end - i].shown;
      if (n_fields > 0)
        {
          put_varint (out, first->stamp);
          put_varint (out, first->device);
          put_varint (out, first->arrival);
          put_varint (out, n_fields);
        }
      for (; i < end; i++)
        if (g_array_index (self->leaves, HalqaLeaf, i).shown)
          put_varint (out, g_array_index (self->leaves, HalqaLeaf, i).field);
    }
  return out;
}

static gboolean
unpack (HalqaState *self, const guint8 *data, gsize size, GError **error)
{
  /* SQLite gives an empty blob as no address, to which nothing may be added. */
  const guint8 *end = size > 0 ? data + size : data;
  guint64 stamp, device, arrival, n_fields, field;

  while (data < end)
    {
      if (!take_varint (&data, end, &stamp) || !take_varint (&data, end, &device) ||
          !take_varint (&data, end, &arrival) || !take_varint (&data, end, &n_fields))
        goto damaged;
      for (; n_fields > 0; n_fields--)
        {
          HalqaLeaf leaf = { .stamp = stamp, .arrival = arrival, .shown = TRUE };

          if (!take_varint (&data, end, &field))
            goto damaged;
          leaf.device = device;
          leaf.field = field;
          g_array_append_val (self->leaves, leaf);
        }
    }
  return TRUE;

damaged:
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
                       _ ("The table of a record is damaged. “halqa-node check --rebuild” makes it "
                          "anew from the log."));
  return FALSE;
}

static gboolean
load_others (HalqaBase *base, HalqaState *self, GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      base->sql, "SELECT field, device, stamp, arrival FROM leaf WHERE kind = ? AND row = ?",
      error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, halqa_schema_get_number (base->schema, self->kind));
  sqlite3_bind_int64 (statement, 2, self->row);
  while ((result = halqa_sql_step (base->sql, statement, error)) == SQLITE_ROW)
    {
      HalqaLeaf leaf = {
        .field = (guint) sqlite3_column_int64 (statement, 0),
        .device = (guint) sqlite3_column_int64 (statement, 1),
        .stamp = (guint64) sqlite3_column_int64 (statement, 2),
        .arrival = sqlite3_column_int64 (statement, 3),
      };

      g_array_append_val (self->leaves, leaf);
    }
  return result == SQLITE_DONE;
}

static gboolean
load_unmet (HalqaBase *base, HalqaState *self, GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      base->sql, "SELECT field, device, stamp FROM unmet WHERE kind = ? AND row = ?", error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, halqa_schema_get_number (base->schema, self->kind));
  sqlite3_bind_int64 (statement, 2, self->row);
  while ((result = halqa_sql_step (base->sql, statement, error)) == SQLITE_ROW)
    {
      HalqaUnmet unmet = {
        .field = (guint) sqlite3_column_int64 (statement, 0),
        .device = (guint) sqlite3_column_int64 (statement, 1),
        .stamp = (guint64) sqlite3_column_int64 (statement, 2),
      };

      g_array_append_val (self->unmet, unmet);
    }
  return result == SQLITE_DONE;
}

/**
 * halqa_state_load:
 * @base: a base
 * @kind: of the record
 * @id: its id
 * @error: any of the layer's
 *
 * Returns: (transfer full): the record as it is stored; with a row of 0 where it is not
 */
HalqaState *
halqa_state_load (HalqaBase *base, const HalqaKind *kind, const HalqaId *id, GError **error)
{
  g_autoptr (HalqaState) self = halqa_state_new (kind, id);
  g_autofree char *sql = g_strdup_printf (
      "SELECT row, clocks, flags, deleted, created, author, updated, conflicts FROM k_%s"
      " WHERE id = ?",
      kind->name);
  sqlite3_stmt *statement = halqa_sql_prepare (base->sql, sql, error);
  gboolean sound = TRUE;
  int result;
  int flags = 0;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_blob (statement, 1, id->bytes, sizeof id->bytes, SQLITE_STATIC);
  result = halqa_sql_step (base->sql, statement, error);
  if (result == SQLITE_ROW)
    {
      self->row = sqlite3_column_int64 (statement, 0);
      sound = unpack (self, sqlite3_column_blob (statement, 1), sqlite3_column_bytes (statement, 1),
                      error);
      flags = sqlite3_column_int (statement, 2);
      self->deleted = sqlite3_column_int (statement, 3) != 0;
      self->created = (guint64) sqlite3_column_int64 (statement, 4);
      self->author = (guint) sqlite3_column_int64 (statement, 5);
      self->updated = (guint64) sqlite3_column_int64 (statement, 6);
      self->n_conflicts = (guint) sqlite3_column_int64 (statement, 7);
    }
  halqa_sql_done (statement);
  if (!sound || (result != SQLITE_ROW && result != SQLITE_DONE))
    return NULL;
  self->has_extra = (flags & HALQA_STATE_EXTRA) != 0;
  self->had_others = (flags & HALQA_STATE_OTHERS) != 0;
  self->had_unmet = (flags & HALQA_STATE_UNMET) != 0;
  if ((self->had_others && !load_others (base, self, error)) ||
      (self->had_unmet && !load_unmet (base, self, error)))
    return NULL;
  return g_steal_pointer (&self);
}

HalqaLeaf *
halqa_state_get_shown (HalqaState *self, guint field)
{
  for (guint i = 0; i < self->leaves->len; i++)
    {
      HalqaLeaf *leaf = &g_array_index (self->leaves, HalqaLeaf, i);

      if (leaf->shown && leaf->field == field)
        return leaf;
    }
  return NULL;
}

void
halqa_leaf_get_dot (HalqaBase *base, const HalqaLeaf *leaf, HalqaDot *dot)
{
  const HalqaDeviceId *device = halqa_names_get_device (base->names, leaf->device);

  dot->stamp = leaf->stamp;
  if (device != NULL)
    dot->device = *device;
  else
    memset (&dot->device, 0, sizeof dot->device);
}

/**
 * halqa_leaf_compare:
 * @base: a base
 * @a: a leaf
 * @b: another
 *
 * Returns: by (stamp, device id, entry id); the greater one is shown
 */
int
halqa_leaf_compare (HalqaBase *base, const HalqaLeaf *a, const HalqaLeaf *b)
{
  HalqaDot dot_a, dot_b;
  HalqaEntry *entry_a;
  HalqaEntry *entry_b;
  int order;

  if (a->stamp != b->stamp)
    return a->stamp < b->stamp ? -1 : 1;
  halqa_leaf_get_dot (base, a, &dot_a);
  halqa_leaf_get_dot (base, b, &dot_b);
  order = halqa_dot_compare (&dot_a, &dot_b);
  if (order != 0 || a->arrival == b->arrival)
    return order;
  /* One device used a stamp twice: it must not, but the fold stays the same everywhere. */
  entry_a = halqa_base_get_entry (base, a->arrival, NULL);
  entry_b = halqa_base_get_entry (base, b->arrival, NULL);
  if (entry_a == NULL || entry_b == NULL)
    return 0;
  return memcmp (halqa_entry_get_id (entry_a), halqa_entry_get_id (entry_b), HALQA_ENTRY_ID_SIZE);
}

static const HalqaFieldWrite *
find_write (HalqaBase *base, HalqaState *self, const HalqaLeaf *leaf, GError **error)
{
  const char *name = halqa_names_get_field (base->names, leaf->field);
  HalqaEntry *entry = halqa_base_get_entry (base, leaf->arrival, error);
  const HalqaWrite *writes;
  guint n_writes;

  if (entry == NULL)
    return NULL;
  writes = halqa_entry_get_writes (entry, &n_writes);
  for (guint i = 0; i < n_writes; i++)
    if (halqa_id_equal (&writes[i].record, &self->id) &&
        strcmp (writes[i].kind, self->kind->name) == 0)
      for (guint j = 0; j < writes[i].n_fields; j++)
        if (g_strcmp0 (writes[i].fields[j].name, name) == 0)
          return &writes[i].fields[j];
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
                       _ ("A record names an entry that does not write it. “halqa-node check "
                          "--rebuild” makes the tables anew from the log."));
  return NULL;
}

/**
 * halqa_state_get_value:
 * @base: a base
 * @self: a state
 * @leaf: one of its leaves
 * @value: (out caller-allocates): what it wrote, lent until halqa_base_forget()
 * @error: any of the layer's
 *
 * Returns: whether it could be read
 */
gboolean
halqa_state_get_value (HalqaBase *base,
                       HalqaState *self,
                       const HalqaLeaf *leaf,
                       HalqaValue *value,
                       GError **error)
{
  const HalqaFieldWrite *write = find_write (base, self, leaf, error);

  if (write == NULL)
    return FALSE;
  *value = write->value;
  return TRUE;
}

/* Whether a deletion among the leaves named the write that @leaf stands for. */
static gboolean
is_seen (HalqaBase *base, GPtrArray *deletions, const HalqaLeaf *leaf)
{
  HalqaDot dot;

  halqa_leaf_get_dot (base, leaf, &dot);
  for (guint i = 0; i < deletions->len; i++)
    {
      const HalqaFieldWrite *deletion = deletions->pdata[i];

      for (guint j = 0; j < deletion->n_replaced; j++)
        if (halqa_dot_compare (&deletion->replaced[j], &dot) == 0)
          return TRUE;
    }
  return FALSE;
}

/* The writes of the leaves that delete the record. */
static GPtrArray *
list_deletions (HalqaBase *base, HalqaState *self, guint deleted_field, GError **error)
{
  g_autoptr (GPtrArray) deletions = g_ptr_array_new ();

  for (guint i = 0; i < self->leaves->len; i++)
    {
      const HalqaLeaf *leaf = &g_array_index (self->leaves, HalqaLeaf, i);
      const HalqaFieldWrite *write;

      /* A shown `false` is known without looking into the log: the usual case. */
      if (leaf->field != deleted_field || (leaf->shown && !self->deleted))
        continue;
      write = find_write (base, self, leaf, error);
      if (write == NULL)
        return NULL;
      if (write->value.type == HALQA_VALUE_BOOL && write->value.boolean)
        g_ptr_array_add (deletions, (gpointer) write);
    }
  return g_steal_pointer (&deletions);
}

static gboolean
add_unseen_edits (HalqaBase *base,
                  HalqaState *self,
                  guint deleted_field,
                  GArray *rivals,
                  GError **error)
{
  g_autoptr (GPtrArray) deletions = list_deletions (base, self, deleted_field, error);

  if (deletions == NULL)
    return FALSE;
  for (guint i = 0; deletions->len > 0 && i < self->leaves->len; i++)
    {
      const HalqaLeaf *leaf = &g_array_index (self->leaves, HalqaLeaf, i);

      if (leaf->field != deleted_field && !is_seen (base, deletions, leaf))
        g_array_append_vals (rivals, leaf, 1);
    }
  return TRUE;
}

/**
 * halqa_state_list_rivals:
 * @base: a base
 * @self: a state
 * @field: number of a field
 * @error: any of the layer's
 *
 * For `deleted`, leaves of other fields that no deletion among the leaves named are rivals too.
 *
 * Returns: (transfer full) (element-type HalqaLeaf): leaves that differ from the shown one
 */
GArray *
halqa_state_list_rivals (HalqaBase *base, HalqaState *self, guint field, GError **error)
{
  g_autoptr (GArray) rivals = g_array_new (FALSE, FALSE, sizeof (HalqaLeaf));
  const HalqaLeaf *shown = halqa_state_get_shown (self, field);
  HalqaValue shown_value, value;

  for (guint i = 0; shown != NULL && i < self->leaves->len; i++)
    {
      const HalqaLeaf *leaf = &g_array_index (self->leaves, HalqaLeaf, i);

      if (leaf->field != field || leaf->shown)
        continue;
      if (!halqa_state_get_value (base, self, shown, &shown_value, error) ||
          !halqa_state_get_value (base, self, leaf, &value, error))
        return NULL;
      if (!halqa_value_equal (&value, &shown_value))
        g_array_append_vals (rivals, leaf, 1);
    }
  if (g_strcmp0 (halqa_names_get_field (base->names, field), "deleted") == 0 &&
      !add_unseen_edits (base, self, field, rivals, error))
    return NULL;
  return g_steal_pointer (&rivals);
}

/**
 * halqa_state_count_conflicts:
 * @base: a base
 * @self: a state; its @n_conflicts is set
 * @error: any of the layer's
 *
 * Returns: whether it could be found out
 */
gboolean
halqa_state_count_conflicts (HalqaBase *base, HalqaState *self, GError **error)
{
  guint n_shown = 0;

  self->n_conflicts = 0;
  for (guint i = 0; i < self->leaves->len; i++)
    n_shown += g_array_index (self->leaves, HalqaLeaf, i).shown;
  if (n_shown == self->leaves->len && !self->deleted)
    return TRUE;
  for (guint i = 0; i < self->leaves->len; i++)
    {
      const HalqaLeaf *leaf = &g_array_index (self->leaves, HalqaLeaf, i);
      g_autoptr (GArray) rivals = NULL;

      if (!leaf->shown)
        continue;
      rivals = halqa_state_list_rivals (base, self, leaf->field, error);
      if (rivals == NULL)
        return FALSE;
      self->n_conflicts += rivals->len > 0;
    }
  return TRUE;
}
