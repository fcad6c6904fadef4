/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-names.h"

#include <string.h>

/* A name of each field and device stands in the database once, and a number for it in each record:
 * a device id is 32 bytes, its number one. The tables only grow, so what was read once stays true;
 * what is missing is looked up again, for another process may have added it. */

typedef enum
{
  TABLE_FIELD,
  TABLE_DEVICE,
  TABLE_PEER,
  N_TABLES,
} Table;

static const char *const inserts[N_TABLES] = {
  "INSERT INTO field (name) VALUES (?)",
  "INSERT INTO device (name) VALUES (?)",
  "INSERT INTO peer (name) VALUES (?)",
};

static const char *const by_name[N_TABLES] = {
  "SELECT no FROM field WHERE name = ?",
  "SELECT no FROM device WHERE name = ?",
  "SELECT no FROM peer WHERE name = ?",
};

static const char *const by_number[N_TABLES] = {
  "SELECT name FROM field WHERE no = ?",
  "SELECT name FROM device WHERE no = ?",
  "SELECT name FROM peer WHERE no = ?",
};

struct _HalqaNames
{
  HalqaSql *sql; /* borrowed */
  GHashTable *numbers[N_TABLES]; /* GBytes → number */
  GHashTable *names[N_TABLES]; /* number → GBytes */
  GHashTable *columns; /* HalqaKind * → guint *, the numbers of its fields in their order */
};

static guint
hash_name (gconstpointer name)
{
  gsize size;
  gconstpointer data = g_bytes_get_data ((GBytes *) name, &size);

  return halqa_hash (data, size);
}

/**
 * halqa_names_new:
 * @sql: a connection, borrowed
 *
 * Returns: (transfer full): the names in that database
 */
HalqaNames *
halqa_names_new (HalqaSql *sql)
{
  HalqaNames *self = g_new0 (HalqaNames, 1);

  self->sql = sql;
  self->columns = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint i = 0; i < N_TABLES; i++)
    {
      self->numbers[i] =
          g_hash_table_new_full (hash_name, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
      self->names[i] = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_bytes_unref);
    }
  return self;
}

void
halqa_names_free (HalqaNames *self)
{
  for (guint i = 0; i < N_TABLES; i++)
    {
      g_hash_table_unref (self->names[i]);
      g_hash_table_unref (self->numbers[i]);
    }
  g_hash_table_unref (self->columns);
  g_free (self);
}

/**
 * halqa_names_forget:
 * @self: names
 *
 * What was lent before is gone.
 */
void
halqa_names_forget (HalqaNames *self)
{
  g_hash_table_remove_all (self->columns);
  for (guint i = 0; i < N_TABLES; i++)
    {
      g_hash_table_remove_all (self->names[i]);
      g_hash_table_remove_all (self->numbers[i]);
    }
}

/* Names end in a zero byte that does not count, so that texts can be lent as they are. */
static GBytes *
dup_name (const void *data, gsize size)
{
  guint8 *copy = g_malloc (size + 1);
  g_autoptr (GBytes) whole = NULL;

  memcpy (copy, data, size);
  copy[size] = '\0';
  whole = g_bytes_new_take (copy, size + 1);
  return g_bytes_new_from_bytes (whole, 0, size);
}

static const void *
remember (HalqaNames *self, Table table, guint number, const void *data, gsize size)
{
  GBytes *name = dup_name (data, size);

  /* Both hold it, for a table that was damaged and mended may give one name two numbers. */
  g_hash_table_insert (self->numbers[table], g_bytes_ref (name), GUINT_TO_POINTER (number));
  g_hash_table_insert (self->names[table], GUINT_TO_POINTER (number), name);
  return g_bytes_get_data (name, NULL);
}

static void
bind_name (sqlite3_stmt *statement, Table table, const void *data, gsize size)
{
  if (table == TABLE_FIELD)
    sqlite3_bind_text (statement, 1, data, (int) size, SQLITE_STATIC);
  else
    sqlite3_bind_blob (statement, 1, data, (int) size, SQLITE_STATIC);
}

/* One row is asked for at a time: an entry may name thousands of devices that nobody knows, and to
 * read the whole table for each would hold the writer for minutes. */
static guint
find (HalqaNames *self, Table table, const void *data, gsize size)
{
  g_autoptr (GBytes) key = g_bytes_new_static (data, size);
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers[table], key));
  g_autoptr (HalqaStatement) statement = NULL;

  if (number != 0)
    return number;
  statement = halqa_sql_prepare (self->sql, by_name[table], NULL);
  if (statement == NULL)
    return 0;
  bind_name (statement, table, data, size);
  if (halqa_sql_step (self->sql, statement, NULL) != SQLITE_ROW)
    return 0;
  number = (guint) sqlite3_column_int64 (statement, 0);
  remember (self, table, number, data, size);
  return number;
}

static guint
put (HalqaNames *self, Table table, const void *data, gsize size, GError **error)
{
  guint number = find (self, table, data, size);
  sqlite3_stmt *statement;

  if (number != 0)
    return number;
  statement = halqa_sql_prepare (self->sql, inserts[table], error);
  if (statement == NULL)
    return 0;
  bind_name (statement, table, data, size);
  if (!halqa_sql_run (self->sql, statement, error))
    return 0;
  number = (guint) sqlite3_last_insert_rowid (halqa_sql_get_handle (self->sql));
  remember (self, table, number, data, size);
  return number;
}

static const void *
get (HalqaNames *self, Table table, guint number)
{
  GBytes *name = g_hash_table_lookup (self->names[table], GUINT_TO_POINTER (number));
  g_autoptr (HalqaStatement) statement = NULL;

  if (name != NULL)
    return g_bytes_get_data (name, NULL);
  statement = halqa_sql_prepare (self->sql, by_number[table], NULL);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, number);
  if (halqa_sql_step (self->sql, statement, NULL) != SQLITE_ROW ||
      (table == TABLE_DEVICE && sqlite3_column_bytes (statement, 0) != HALQA_DEVICE_ID_SIZE))
    return NULL;
  return remember (self, table, number, sqlite3_column_blob (statement, 0),
                   (gsize) sqlite3_column_bytes (statement, 0));
}

/**
 * halqa_names_put_field:
 * @self: names, of a connection that writes
 * @name: of a field
 * @error: any of the layer's
 *
 * Returns: its number, 0 on error
 */
guint
halqa_names_put_field (HalqaNames *self, const char *name, GError **error)
{
  return put (self, TABLE_FIELD, name, strlen (name), error);
}

/**
 * halqa_names_put_columns:
 * @self: names, of a connection that writes
 * @kind: a kind
 * @error: any of the layer's
 *
 * A field of the table of kinds is then found among a dozen, without a hash of its name for each
 * write.
 *
 * Returns: (transfer none): the numbers of its fields, in the order of the table; lent until the
 *   names are forgotten
 */
const guint *
halqa_names_put_columns (HalqaNames *self, const HalqaKind *kind, GError **error)
{
  guint *numbers = g_hash_table_lookup (self->columns, kind);
  guint n = 0;

  if (numbers != NULL)
    return numbers;
  while (kind->fields[n].name != NULL)
    n++;
  numbers = g_new0 (guint, n + 1);
  for (guint i = 0; i < n; i++)
    {
      numbers[i] = halqa_names_put_field (self, kind->fields[i].name, error);
      if (numbers[i] == 0)
        {
          g_free (numbers);
          return NULL;
        }
    }
  g_hash_table_insert (self->columns, (gpointer) kind, numbers);
  return numbers;
}

/**
 * halqa_names_put_device:
 * @self: names, of a connection that writes
 * @device: a device
 * @error: any of the layer's
 *
 * Returns: its number, 0 on error
 */
guint
halqa_names_put_device (HalqaNames *self, const HalqaDeviceId *device, GError **error)
{
  return put (self, TABLE_DEVICE, device->bytes, sizeof device->bytes, error);
}

/**
 * halqa_names_put_peer:
 * @self: names, of a connection that writes
 * @store_id: 8 bytes
 * @error: any of the layer's
 *
 * Returns: its number, 0 on error
 */
guint
halqa_names_put_peer (HalqaNames *self, const guint8 *store_id, GError **error)
{
  return put (self, TABLE_PEER, store_id, HALQA_STORE_ID_SIZE, error);
}

guint
halqa_names_find_field (HalqaNames *self, const char *name)
{
  return find (self, TABLE_FIELD, name, strlen (name));
}

guint
halqa_names_find_peer (HalqaNames *self, const guint8 *store_id)
{
  return find (self, TABLE_PEER, store_id, HALQA_STORE_ID_SIZE);
}

guint
halqa_names_find_device (HalqaNames *self, const HalqaDeviceId *device)
{
  return find (self, TABLE_DEVICE, device->bytes, sizeof device->bytes);
}

const char *
halqa_names_get_field (HalqaNames *self, guint number)
{
  return get (self, TABLE_FIELD, number);
}

const HalqaDeviceId *
halqa_names_get_device (HalqaNames *self, guint number)
{
  return get (self, TABLE_DEVICE, number);
}
