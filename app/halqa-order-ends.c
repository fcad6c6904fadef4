/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-order-private.h"
#include "halqa-position.h"

#include <string.h>

/* Where new records come: at the end of their lists.
 *
 * Rule: a new record gets a key behind the last one; where records without a key end the list, it has
 * none either, for it is the youngest.
 *
 * Rejected: to ask for the greatest key with each new record. A list of thousands would be read for
 * each that is added to it. */

/* A list is read once, and again only after something else was written than what was added here. */
struct _HalqaOrderEnds
{
  GHashTable *given; /* list -> the greatest key that was given out or read; "" for none */
  GHashTable *known; /* the lists of which that is the end */
  GHashTable *added; /* HalqaId of records that got keys, until they are on disk */
};

typedef struct
{
  HalqaReader *reader;
  HalqaChange *change;
  HalqaOrderEnds *ends;
  GError **error;
  gboolean failed;
} Append;

/* What names a list: its kind, and what its records point at. */
static char *
name_list (const char *kind, const HalqaValue *parent)
{
  g_autofree char *hex =
      halqa_hex_dup (parent->data, parent->type == HALQA_VALUE_BYTES ? parent->size : 0);

  return g_strconcat (kind, " ", hex, NULL);
}

/* Whether a new record of the list gets a key: where records without one end it, it does not. */
static gboolean
read_end (Append *self, const char *list, const char *kind, const HalqaValue *parent)
{
  g_autoptr (HalqaItemRows) rows = halqa_order_read_list (self->reader, kind, parent, self->error);
  const char *given = g_hash_table_lookup (self->ends->given, list);
  const char *end = NULL;
  guint size;

  self->failed = rows == NULL;
  if (rows == NULL)
    return FALSE;
  size = halqa_item_rows_get_size (rows);
  if (size > 0)
    end = halqa_item_rows_get_key (rows, size - 1);
  if (size > 0 && end == NULL)
    return FALSE;
  /* What was given out may still be on its way to the disk. */
  if (given == NULL || (end != NULL && strcmp (end, given) > 0))
    g_hash_table_replace (self->ends->given, g_strdup (list), g_strdup (end != NULL ? end : ""));
  g_hash_table_add (self->ends->known, g_strdup (list));
  return TRUE;
}

/* The key that a new record of a list gets; %NULL for none. */
static char *
make_end_key (Append *self, const char *kind, const HalqaValue *parent)
{
  g_autofree char *list = name_list (kind, parent);
  const char *end;
  char *key;

  if (!g_hash_table_contains (self->ends->known, list) && !read_end (self, list, kind, parent))
    return NULL;
  end = g_hash_table_lookup (self->ends->given, list);
  key = halqa_position_between (*end != '\0' ? end : NULL, NULL);
  if (key != NULL)
    g_hash_table_replace (self->ends->given, g_steal_pointer (&list), g_strdup (key));
  return key;
}

static void
append_cb (const char *name, const HalqaId *id, gpointer user_data)
{
  Append *self = user_data;
  const HalqaSchema *schema = halqa_store_get_schema (halqa_reader_get_store (self->reader));
  const HalqaKind *kind = halqa_schema_find_kind (schema, name);
  const HalqaValue *parent =
      halqa_change_get (self->change, name, id, halqa_order_get_list_field (name));
  const HalqaValue none = halqa_value_null ();
  g_autofree char *key = NULL;

  if (self->failed || kind == NULL || !halqa_order_has_kind (kind) ||
      halqa_change_get (self->change, name, id, "position") != NULL)
    return;
  key = make_end_key (self, name, parent != NULL ? parent : &none);
  if (key != NULL)
    {
      const HalqaValue value = halqa_value_text (key);

      halqa_change_set (self->change, name, id, "position", &value, HALQA_REPLACE_SHOWN);
      g_hash_table_add (self->ends->added, g_memdup2 (id, sizeof *id));
    }
}

/**
 * halqa_order_ends_new:
 *
 * Returns: (transfer full): what halqa_order_append_new() remembers from one change to the next
 */
HalqaOrderEnds *
halqa_order_ends_new (void)
{
  HalqaOrderEnds *self = g_new0 (HalqaOrderEnds, 1);

  self->given = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, g_free);
  self->known = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, NULL);
  self->added = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, NULL);
  return self;
}

/**
 * halqa_order_ends_free:
 * @self: (transfer full): what is remembered
 */
void
halqa_order_ends_free (HalqaOrderEnds *self)
{
  g_hash_table_unref (self->given);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->added);
  g_free (self);
}

/**
 * halqa_order_ends_follow:
 * @self: what is remembered
 * @touched: (element-type HalqaTouched): records that were written
 *
 * Forgets the ends where anything but what halqa_order_append_new() added may have come or moved.
 */
void
halqa_order_ends_follow (HalqaOrderEnds *self, const GArray *touched)
{
  for (guint i = 0; i < touched->len; i++)
    {
      const HalqaTouched *one = &g_array_index (touched, HalqaTouched, i);

      if (halqa_order_has_kind (one->kind) && !g_hash_table_remove (self->added, &one->id))
        g_hash_table_remove_all (self->known);
    }
}

/**
 * halqa_order_append_new:
 * @reader: a reader
 * @change: what is to be written: the records that it makes and gives no place get one at the end of
 *   their lists
 * @ends: what is known of lists
 * @error: any of the reader's
 *
 * Returns: whether the lists could be read
 */
gboolean
halqa_order_append_new (HalqaReader *reader,
                        HalqaChange *change,
                        HalqaOrderEnds *ends,
                        GError **error)
{
  Append append = { reader, change, ends, error, FALSE };

  halqa_change_foreach_creation (change, append_cb, &append);
  return !append.failed;
}
