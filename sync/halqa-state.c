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
 * of a leaf is read out of its entry in the log, which an edit need not do, for the rule compares
 * dots.
 *
 * Which entries wrote the record is packed into its row too, the newest thirty-two; a row of the
 * side table holds thirty-two older ones. A row for each, as it was before, cost as much as the
 * record's own.
 *
 * Rejected: a row for each field: three times the time and the disk (goals, "What the measuring
 * taught"). */

static guint
count_kinds (const HalqaSchema *schema)
{
  guint n = 0;

  while (schema->kinds[n].name != NULL)
    n++;
  return n;
}

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
  self->selects = g_new0 (char *, count_kinds (schema) + 1);
  self->n_read = 0;
}

void
halqa_base_clear (HalqaBase *self)
{
  for (guint i = 0; self->selects != NULL && i < count_kinds (self->schema); i++)
    g_free (self->selects[i]);
  g_clear_pointer (&self->selects, g_free);
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
  self->n_read++;
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

static HalqaState *
state_new (const HalqaKind *kind, const HalqaId *id)
{
  HalqaState *self = g_new0 (HalqaState, 1);

  self->kind = kind;
  self->id = *id;
  self->touched = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->changed = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

void
halqa_state_free (HalqaState *self)
{
  halqa_leaves_clear (&self->leaves);
  halqa_leaves_clear (&self->unmet);
  g_array_unref (self->touched);
  g_array_unref (self->changed);
  g_free (self);
}

void
halqa_varint_put (GByteArray *out, guint64 number)
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

gboolean
halqa_varint_take (const guint8 **data, const guint8 *end, guint64 *number)
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

/* The shown leaves, in the order of their arrival. */
static GArray *
list_shown (HalqaState *self)
{
  GArray *shown = g_array_sized_new (FALSE, FALSE, sizeof (HalqaLeaf), self->leaves.n_items);
  gboolean in_order = TRUE;

  for (guint i = 0; i < self->leaves.n_items; i++)
    {
      const HalqaLeaf *leaf = &self->leaves.items[i];

      if (!leaf->shown)
        continue;
      in_order =
          in_order && (shown->len == 0 ||
                       g_array_index (shown, HalqaLeaf, shown->len - 1).arrival <= leaf->arrival);
      g_array_append_vals (shown, leaf, 1);
    }
  if (!in_order)
    g_array_sort (shown, compare_arrivals);
  return shown;
}

/**
 * halqa_state_pack:
 * @self: a state, its leaves settled
 *
 * Returns: (transfer full): the clocks of the shown leaves, for the record's row
 */
GByteArray *
halqa_state_pack (HalqaState *self)
{
  g_autoptr (GArray) shown = list_shown (self);
  const HalqaLeaf *leaves = (const HalqaLeaf *) shown->data;
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < shown->len;)
    {
      guint end = i;

      while (end < shown->len && leaves[end].arrival == leaves[i].arrival)
        end++;
      halqa_varint_put (out, leaves[i].stamp);
      halqa_varint_put (out, leaves[i].device);
      halqa_varint_put (out, leaves[i].arrival);
      halqa_varint_put (out, end - i);
      for (; i < end; i++)
        halqa_varint_put (out, leaves[i].field);
    }
  return out;
}

/* Always FALSE. */
gboolean
halqa_state_fail_damaged (GError **error)
{
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
                       _ ("The table of a record is damaged. “halqa-node check --rebuild” makes it "
                          "anew from the log."));
  return FALSE;
}

static gboolean
unpack (HalqaState *self, const guint8 *data, gsize size, GError **error)
{
  /* SQLite gives an empty blob as no address, to which nothing may be added. */
  const guint8 *end = size > 0 ? data + size : data;
  guint64 stamp, device, arrival, n_fields, field;

  while (data < end)
    {
      if (!halqa_varint_take (&data, end, &stamp) || !halqa_varint_take (&data, end, &device) ||
          !halqa_varint_take (&data, end, &arrival) || !halqa_varint_take (&data, end, &n_fields))
        goto damaged;
      for (; n_fields > 0; n_fields--)
        {
          HalqaLeaf leaf = { .stamp = stamp, .arrival = arrival, .shown = TRUE };

          if (!halqa_varint_take (&data, end, &field))
            goto damaged;
          leaf.device = device;
          leaf.field = field;
          halqa_leaves_add (&self->leaves, &leaf);
        }
    }
  return TRUE;

damaged:
  return halqa_state_fail_damaged (error);
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

      halqa_leaves_add (&self->leaves, &leaf);
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
      HalqaLeaf unmet = {
        .field = (guint) sqlite3_column_int64 (statement, 0),
        .device = (guint) sqlite3_column_int64 (statement, 1),
        .stamp = (guint64) sqlite3_column_int64 (statement, 2),
      };

      halqa_leaves_add (&self->unmet, &unmet);
    }
  return result == SQLITE_DONE;
}

static const char *
get_select (HalqaBase *base, const HalqaKind *kind)
{
  char **select = &base->selects[halqa_schema_get_number (base->schema, kind)];

  if (*select == NULL)
    *select = g_strdup_printf ("SELECT row, clocks, flags, deleted, created, author, updated, "
                               "conflicts, touched FROM k_%s WHERE id = ?",
                               kind->name);
  return *select;
}

static gboolean
read_row (HalqaState *self, sqlite3_stmt *statement, GError **error)
{
  int flags = sqlite3_column_int (statement, 2);

  self->row = sqlite3_column_int64 (statement, 0);
  self->has_extra = (flags & HALQA_STATE_EXTRA) != 0;
  self->had_others = (flags & HALQA_STATE_OTHERS) != 0;
  self->had_unmet = (flags & HALQA_STATE_UNMET) != 0;
  self->twice = (flags & HALQA_STATE_TWICE) != 0;
  self->deleted = sqlite3_column_int (statement, 3) != 0;
  self->created = (guint64) sqlite3_column_int64 (statement, 4);
  self->author = (guint) sqlite3_column_int64 (statement, 5);
  self->updated = (guint64) sqlite3_column_int64 (statement, 6);
  self->n_conflicts = (guint) sqlite3_column_int64 (statement, 7);
  return unpack (self, sqlite3_column_blob (statement, 1), sqlite3_column_bytes (statement, 1),
                 error) &&
         halqa_state_unpack_arrivals (self->touched, sqlite3_column_blob (statement, 8),
                                      sqlite3_column_bytes (statement, 8), error);
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
  g_autoptr (HalqaState) self = state_new (kind, id);
  sqlite3_stmt *statement = halqa_sql_prepare_fixed (base->sql, get_select (base, kind), error);
  gboolean sound = TRUE;
  int result;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_blob (statement, 1, id->bytes, sizeof id->bytes, SQLITE_STATIC);
  result = halqa_sql_step (base->sql, statement, error);
  if (result == SQLITE_ROW)
    sound = read_row (self, statement, error);
  halqa_sql_done (statement);
  if (!sound || (result != SQLITE_ROW && result != SQLITE_DONE))
    return NULL;
  if ((self->had_others && !load_others (base, self, error)) ||
      (self->had_unmet && !load_unmet (base, self, error)))
    return NULL;
  halqa_leaves_settle (&self->leaves);
  halqa_leaves_settle (&self->unmet);
  return g_steal_pointer (&self);
}

/**
 * halqa_state_get_shown:
 * @self: a state
 * @field: number of a field
 *
 * Returns: (transfer none) (nullable): the settled leaf that is shown
 */
HalqaLeaf *
halqa_state_get_shown (HalqaState *self, guint field)
{
  guint n;
  HalqaLeaf *first = halqa_leaves_find (&self->leaves, field, &n);

  /* The shown one has the greatest stamp, so it stands near the end. */
  for (; n > 0; n--)
    if (first[n - 1].shown)
      return &first[n - 1];
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

int
halqa_leaf_compare_dots (HalqaBase *base, const HalqaLeaf *a, const HalqaLeaf *b)
{
  HalqaDot dot_a, dot_b;

  if (a->stamp != b->stamp)
    return a->stamp < b->stamp ? -1 : 1;
  if (a->device == b->device)
    return 0;
  halqa_leaf_get_dot (base, a, &dot_a);
  halqa_leaf_get_dot (base, b, &dot_b);
  return halqa_dot_compare (&dot_a, &dot_b);
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
  HalqaEntry *entry_a;
  HalqaEntry *entry_b;
  int order = halqa_leaf_compare_dots (base, a, b);

  if (order != 0 || a->arrival == b->arrival)
    return order;
  /* One device used a stamp twice: it must not, but the fold stays the same everywhere. */
  entry_a = halqa_base_get_entry (base, a->arrival, NULL);
  entry_b = halqa_base_get_entry (base, b->arrival, NULL);
  if (entry_a == NULL || entry_b == NULL)
    return 0;
  return memcmp (halqa_entry_get_id (entry_a), halqa_entry_get_id (entry_b), HALQA_ENTRY_ID_SIZE);
}

static int
compare_name (gconstpointer name, gconstpointer write)
{
  const HalqaFieldWrite *field = write;
  gsize size = strlen (name);
  gsize other = strlen (field->name);

  return size != other ? (size < other ? -1 : 1) : strcmp (name, field->name);
}

/**
 * halqa_state_find_write:
 * @base: a base
 * @self: a state
 * @leaf: one of its leaves
 * @error: any of the layer's
 *
 * Returns: (transfer none): the write in the log, lent until halqa_base_forget()
 */
const HalqaFieldWrite *
halqa_state_find_write (HalqaBase *base, HalqaState *self, const HalqaLeaf *leaf, GError **error)
{
  const char *name = halqa_names_get_field (base->names, leaf->field);
  HalqaEntry *entry = halqa_base_get_entry (base, leaf->arrival, error);
  const HalqaFieldWrite *found = NULL;
  const HalqaWrite *writes;
  guint n_writes;

  if (entry == NULL)
    return NULL;
  writes = halqa_entry_get_writes (entry, &n_writes);
  /* Fields stand in the order of the encoding: shorter names first. */
  for (guint i = 0; name != NULL && i < n_writes && found == NULL; i++)
    if (halqa_id_equal (&writes[i].record, &self->id) &&
        strcmp (writes[i].kind, self->kind->name) == 0)
      found = bsearch (name, writes[i].fields, writes[i].n_fields, sizeof *writes[i].fields,
                       compare_name);
  if (found == NULL)
    g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_DAMAGED,
                         _ ("A record names an entry that does not write it. “halqa-node check "
                            "--rebuild” makes the tables anew from the log."));
  return found;
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
  const HalqaFieldWrite *write;

  if (leaf->value != NULL)
    {
      *value = *leaf->value;
      return TRUE;
    }
  write = halqa_state_find_write (base, self, leaf, error);
  if (write == NULL)
    return FALSE;
  *value = write->value;
  return TRUE;
}
