/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-change-set-private.h"

#include <string.h>

#include "halqa-since.h"

/* What has changed: of the entries that came since some moment, the records that they wrote, each
 * once, with who wrote, when, and the strongest of what was done to it.
 *
 * Only the entries after the moment are read, so a forum of 20,000 proposals of which ten have
 * changed costs ten entries. What became of a record is told by two things together: by what was
 * written (was it made, was it deleted, which fields) and by what is shown now (is it deleted, is it
 * merged), for a write that came need not be the one that counts. The rows of all records that
 * changed are asked for together, a walk for each kind.
 *
 * Laptops and keys are not told of: they are the room's matter.
 *
 * Rejected: to compare what is shown with what was shown then. It would fold each record twice, and
 * it would pass over what was changed and changed back, which somebody may want to know. */

static guint
hash_changed (gconstpointer changed)
{
  return halqa_id_hash (&((const HalqaChanged *) changed)->id);
}

static gboolean
changed_is_equal (gconstpointer a, gconstpointer b)
{
  const HalqaChanged *one = a;
  const HalqaChanged *other = b;

  return one->kind == other->kind && halqa_id_equal (&one->id, &other->id);
}

static void
changed_free (gpointer data)
{
  HalqaChanged *self = data;

  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_array_unref (self->writers);
  g_free (self);
}

/* --- what was written */

static guint
classify_deletion (const HalqaFieldWrite *write)
{
  if (write->value.type == HALQA_VALUE_BOOL && write->value.boolean)
    return SEEN_DELETION;
  return write->n_replaced == 0 ? SEEN_MADE : SEEN_RESTORATION;
}

static guint
classify (const HalqaFieldWrite *write)
{
  guint settled = write->n_replaced > 1 ? SEEN_SETTLED : 0;

  if (g_str_equal (write->name, "deleted"))
    return classify_deletion (write);
  if (g_str_equal (write->name, "merged_into"))
    return write->value.type == HALQA_VALUE_NULL ? SEEN_SPLIT : SEEN_MERGE;
  if (g_str_equal (write->name, "position") || g_str_equal (write->name, "session"))
    return SEEN_MOVE | settled;
  return SEEN_EDIT | settled;
}

static guint
classify_all (const HalqaWrite *write)
{
  guint seen = 0;

  for (guint i = 0; i < write->n_fields; i++)
    seen |= classify (&write->fields[i]);
  return (seen & SEEN_MADE) != 0 ? seen & ~(guint) SEEN_EDIT : seen;
}

static void
note_fields (HalqaChanged *changed, const HalqaWrite *write)
{
  if (changed->fields == NULL)
    changed->fields = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < write->n_fields; i++)
    {
      const char *name = write->fields[i].name;

      if (!g_str_equal (name, "deleted") && halqa_kind_knows_field (changed->kind, name) &&
          !g_ptr_array_find_with_equal_func (changed->fields, name, g_str_equal, NULL))
        g_ptr_array_add (changed->fields, g_strdup (name));
    }
}

static int
compare_writers (gconstpointer a, gconstpointer b)
{
  guint64 stamp_a = ((const HalqaChangeWriter *) a)->stamp;
  guint64 stamp_b = ((const HalqaChangeWriter *) b)->stamp;

  return stamp_a < stamp_b ? 1 : stamp_a > stamp_b ? -1 : 0;
}

static void
note_writer (HalqaChanged *changed, const HalqaDot *dot)
{
  HalqaChangeWriter fresh = { dot->device, dot->stamp };

  changed->stamp = MAX (changed->stamp, dot->stamp);
  for (guint i = 0; i < changed->writers->len; i++)
    {
      HalqaChangeWriter *writer = &g_array_index (changed->writers, HalqaChangeWriter, i);

      if (memcmp (&writer->device, &dot->device, sizeof dot->device) != 0)
        continue;
      writer->stamp = MAX (writer->stamp, dot->stamp);
      g_array_sort (changed->writers, compare_writers);
      return;
    }
  g_array_append_val (changed->writers, fresh);
  g_array_sort (changed->writers, compare_writers);
}

static HalqaChanged *
get_changed (HalqaChangeSet *self, const HalqaKind *kind, const HalqaId *id)
{
  HalqaChanged *changed = halqa_change_set_find (self, kind, id);

  if (changed != NULL)
    return changed;
  changed = g_new0 (HalqaChanged, 1);
  changed->kind = kind;
  changed->id = *id;
  changed->writers = g_array_sized_new (FALSE, FALSE, sizeof (HalqaChangeWriter), 1);
  g_hash_table_add (self->records, changed);
  return changed;
}

static gboolean
is_told_of (const char *kind)
{
  return !g_str_equal (kind, "device") && !g_str_equal (kind, "key");
}

/* That there is the forum is no news to whoever is in it; what has become of it is. */
static gboolean
is_new (const HalqaChanged *changed)
{
  return (changed->seen & SEEN_MADE) != 0 &&
         ((changed->seen & SEEN_EDIT) == 0 || !g_str_equal (changed->kind->name, "forum"));
}

static void
note_entry (guint64 arrival, HalqaEntry *entry, gpointer user_data)
{
  HalqaChangeSet *self = user_data;
  const HalqaSchema *schema = halqa_store_get_schema (halqa_reader_get_store (self->reader));
  guint n_writes;
  const HalqaWrite *writes = halqa_entry_get_writes (entry, &n_writes);

  if (self->skips &&
      memcmp (&halqa_entry_get_dot (entry)->device, &self->skipped, sizeof self->skipped) == 0)
    return;
  for (guint i = 0; i < n_writes; i++)
    {
      const HalqaKind *kind = halqa_schema_find_kind (schema, writes[i].kind);
      HalqaChanged *changed;

      if (kind == NULL || !is_told_of (kind->name))
        continue;
      changed = get_changed (self, kind, &writes[i].record);
      changed->seen |= classify_all (&writes[i]);
      changed->arrival = MAX (changed->arrival, arrival);
      note_writer (changed, halqa_entry_get_dot (entry));
      if (!is_new (changed))
        note_fields (changed, &writes[i]);
      if ((changed->seen & IS_DIRTY) == 0)
        g_ptr_array_add (self->dirty, changed);
      changed->seen |= IS_DIRTY;
    }
}

/**
 * halqa_changed_classify:
 * @write: of one record, in one entry
 *
 * Returns: what it does to the record, as far as the write alone tells
 */
HalqaChangedHow
halqa_changed_classify (const HalqaWrite *write)
{
  static const struct
  {
    guint seen;
    HalqaChangedHow how;
  } table[] = {
    { SEEN_DELETION, HALQA_CHANGED_DELETED }, { SEEN_MERGE, HALQA_CHANGED_MERGED },
    { SEEN_MADE, HALQA_CHANGED_NEW },         { SEEN_RESTORATION, HALQA_CHANGED_RESTORED },
    { SEEN_SPLIT, HALQA_CHANGED_SPLIT },      { SEEN_SETTLED, HALQA_CHANGED_RESOLVED },
    { SEEN_EDIT, HALQA_CHANGED_EDITED },
  };
  const guint seen = classify_all (write);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if ((seen & table[i].seen) != 0)
      return table[i].how;
  return HALQA_CHANGED_MOVED;
}

/**
 * halqa_changed_how_to_string:
 * @how: what became of a record
 *
 * Returns: (transfer none): the word of the command line
 */
const char *
halqa_changed_how_to_string (HalqaChangedHow how)
{
  static const char *const words[] = { "deleted", "merged",   "new",    "restored",
                                       "split",   "resolved", "edited", "moved" };

  g_return_val_if_fail ((gsize) how < G_N_ELEMENTS (words), NULL);

  return words[how];
}

/* --- both together */

/* A settling write may also put two versions back: then the two are there. */
static gboolean
is_resolved (HalqaChangeSet *self, const HalqaChanged *changed)
{
  g_autoptr (HalqaRecord) record = NULL;

  if ((changed->seen & SEEN_SETTLED) == 0)
    return FALSE;
  record = halqa_reader_get (self->reader, changed->kind->name, &changed->id, NULL);
  return record != NULL && halqa_record_get_n_conflicts (record) == 0;
}

static HalqaChangedHow
judge (HalqaChangeSet *self, const HalqaChanged *changed)
{
  const guint seen = changed->seen;

  if ((seen & SEEN_DELETION) != 0 && (seen & IS_DELETED) != 0)
    return HALQA_CHANGED_DELETED;
  if ((seen & SEEN_MERGE) != 0 && (seen & IS_MERGED) != 0)
    return HALQA_CHANGED_MERGED;
  if (is_new (changed))
    return HALQA_CHANGED_NEW;
  if ((seen & (SEEN_DELETION | SEEN_RESTORATION)) != 0 && (seen & IS_DELETED) == 0)
    return HALQA_CHANGED_RESTORED;
  if ((seen & (SEEN_MERGE | SEEN_SPLIT)) != 0 && (seen & IS_MERGED) == 0)
    return HALQA_CHANGED_SPLIT;
  if (is_resolved (self, changed))
    return HALQA_CHANGED_RESOLVED;
  return (seen & SEEN_MOVE) != 0 && (seen & SEEN_EDIT) == 0 ? HALQA_CHANGED_MOVED
                                                            : HALQA_CHANGED_EDITED;
}

/**
 * halqa_change_set_new:
 * @reader: what is read; held
 *
 * Returns: (transfer full): a set of nothing
 */
HalqaChangeSet *
halqa_change_set_new (HalqaReader *reader)
{
  HalqaChangeSet *self = g_new0 (HalqaChangeSet, 1);

  self->reader = g_object_ref (reader);
  self->records = g_hash_table_new_full (hash_changed, changed_is_equal, changed_free, NULL);
  self->dirty = g_ptr_array_new ();
  return self;
}

/**
 * halqa_change_set_free:
 * @self: (transfer full): a set
 */
void
halqa_change_set_free (HalqaChangeSet *self)
{
  g_clear_object (&self->reader);
  g_ptr_array_unref (self->dirty);
  g_hash_table_unref (self->records);
  g_free (self);
}

/**
 * halqa_change_set_skip:
 * @self: a set of nothing
 * @device: a laptop, whose entries are passed over
 */
void
halqa_change_set_skip (HalqaChangeSet *self, const HalqaDeviceId *device)
{
  self->skipped = *device;
  self->skips = TRUE;
}

/**
 * halqa_change_set_add_arrived:
 * @self: a set
 * @after: an arrival number
 * @error: any of the store's
 *
 * Returns: whether all that arrived later is in the set
 */
gboolean
halqa_change_set_add_arrived (HalqaChangeSet *self, guint64 after, GError **error)
{
  return halqa_change_set_add_between (self, after, G_MAXUINT64, error);
}

/**
 * halqa_change_set_add_between:
 * @self: a set
 * @after: an arrival number
 * @upto: another
 * @error: any of the store's
 *
 * Returns: whether all that arrived later than @after, up to and with @upto, is in the set
 */
gboolean
halqa_change_set_add_between (HalqaChangeSet *self, guint64 after, guint64 upto, GError **error)
{
  return halqa_reader_walk_arrivals (self->reader, after, upto, note_entry, self, error);
}

/**
 * halqa_change_set_add_written:
 * @self: a set
 * @moment: Unix time in milliseconds
 * @error: any of the store's
 *
 * Returns: whether all that was written since is in the set
 */
gboolean
halqa_change_set_add_written (HalqaChangeSet *self, gint64 moment, GError **error)
{
  return halqa_reader_walk_written (self->reader, moment, note_entry, self, error);
}

/**
 * halqa_change_set_settle:
 * @self: a set
 * @error: any of the store's
 *
 * Returns: (transfer container) (element-type HalqaChanged): those that were added since the last
 *   time, with what has become of them; lent by @self
 */
GPtrArray *
halqa_change_set_settle (HalqaChangeSet *self, GError **error)
{
  GPtrArray *settled;

  if (!halqa_reader_begin (self->reader, error))
    return NULL;
  if (!halqa_change_set_read_rows (self, error))
    {
      halqa_reader_end (self->reader);
      return NULL;
    }
  for (guint i = 0; i < self->dirty->len; i++)
    {
      HalqaChanged *changed = g_ptr_array_index (self->dirty, i);

      changed->how = judge (self, changed);
      if (changed->how == HALQA_CHANGED_NEW)
        g_clear_pointer (&changed->fields, g_ptr_array_unref);
    }
  halqa_reader_end (self->reader);
  settled = g_steal_pointer (&self->dirty);
  self->dirty = g_ptr_array_new ();
  return settled;
}

/**
 * halqa_change_set_find:
 * @self: a set
 * @kind: a kind
 * @id: a record of it
 *
 * Returns: (transfer none) (nullable): what is known of it
 */
HalqaChanged *
halqa_change_set_find (HalqaChangeSet *self, const HalqaKind *kind, const HalqaId *id)
{
  const HalqaChanged key = { .kind = kind, .id = *id };

  return g_hash_table_lookup (self->records, &key);
}

static int
compare_changed (gconstpointer a, gconstpointer b)
{
  const HalqaChanged *one = *(HalqaChanged *const *) a;
  const HalqaChanged *other = *(HalqaChanged *const *) b;

  if (one->arrival != other->arrival)
    return one->arrival < other->arrival ? 1 : -1;
  if (one->kind != other->kind)
    return one->kind < other->kind ? -1 : 1;
  return memcmp (&one->id, &other->id, HALQA_ID_SIZE);
}

/**
 * halqa_change_set_list:
 * @self: a set
 *
 * Returns: (transfer container) (element-type HalqaChanged): all of it, what came last first
 */
GPtrArray *
halqa_change_set_list (HalqaChangeSet *self)
{
  GPtrArray *all = g_ptr_array_sized_new (g_hash_table_size (self->records));
  GHashTableIter iter;
  gpointer changed;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, &changed, NULL))
    g_ptr_array_add (all, changed);
  g_ptr_array_sort (all, compare_changed);
  return all;
}

/**
 * halqa_change_set_set_reader:
 * @self: a set of which nothing is to be settled
 * @reader: what is read from now on; held
 */
void
halqa_change_set_set_reader (HalqaChangeSet *self, HalqaReader *reader)
{
  g_set_object (&self->reader, reader);
}
