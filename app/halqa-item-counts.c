/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-item-counts.h"

#include "halqa-item-query.h"

/* How many records of one kind point at each of another: how many organisations endorse a proposal, in
 * how many rooms it was voted on. For a table of all proposals, where a question for each row would be
 * 20,000 of them.
 *
 * One walk fills two tables: what each record points at, and the numbers. What is written later is read
 * alone; its old target is in the first. */

struct _HalqaItemCounts
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  GHashTable *targets; /* HalqaId of a record -> HalqaId that it points at */
  GHashTable *counts; /* HalqaId -> how many, as a number */
  HalqaItemQuery query;
};

G_DEFINE_FINAL_TYPE (HalqaItemCounts, halqa_item_counts, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
add (HalqaItemCounts *self, const HalqaId *target, int n)
{
  const int before = GPOINTER_TO_INT (g_hash_table_lookup (self->counts, target));

  g_hash_table_insert (self->counts, g_memdup2 (target, sizeof *target),
                       GINT_TO_POINTER (before + n));
}

static void
note_row (const HalqaRow *row, gpointer user_data)
{
  HalqaItemCounts *self = user_data;
  const HalqaId *target = halqa_value_get_id (row->key);

  if (target == NULL)
    return;
  g_hash_table_insert (self->targets, g_memdup2 (&row->id, sizeof row->id),
                       g_memdup2 (target, sizeof *target));
  add (self, target, 1);
}

static void
read_rows (HalqaItemCounts *self, const GArray *ids)
{
  const HalqaQuery query = { .kind = self->query.kind->name, .sort = self->query.sort.field };
  HalqaStore *store = halqa_forum_get_store (self->forum);
  g_autoptr (GError) error = NULL;

  if (!halqa_reader_walk_rows (halqa_forum_get_reader (self->forum), &query,
                               ids != NULL ? (const HalqaId *) ids->data : NULL,
                               ids != NULL ? ids->len : 0, note_row, self, &error))
    g_warning ("%s: %s", halqa_store_get_path (store), error->message);
}

static void
records_touched_cb (HalqaForum *forum, const GArray *touched, gpointer user_data)
{
  HalqaItemCounts *self = user_data;
  g_autoptr (GArray) ids = halqa_item_query_pick (&self->query, touched);

  if (ids->len == 0)
    return;
  for (guint i = 0; i < ids->len; i++)
    {
      const HalqaId *id = &g_array_index (ids, HalqaId, i);
      const HalqaId *target = g_hash_table_lookup (self->targets, id);

      if (target != NULL)
        add (self, target, -1);
      g_hash_table_remove (self->targets, id);
    }
  read_rows (self, ids);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
halqa_item_counts_dispose (GObject *object)
{
  HalqaItemCounts *self = HALQA_ITEM_COUNTS (object);

  if (self->forum != NULL)
    g_signal_handlers_disconnect_by_data (self->forum, self);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_item_counts_parent_class)->dispose (object);
}

static void
halqa_item_counts_finalize (GObject *object)
{
  HalqaItemCounts *self = HALQA_ITEM_COUNTS (object);

  g_hash_table_unref (self->targets);
  g_hash_table_unref (self->counts);
  halqa_item_query_clear (&self->query);
  G_OBJECT_CLASS (halqa_item_counts_parent_class)->finalize (object);
}

static void
halqa_item_counts_class_init (HalqaItemCountsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_item_counts_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_item_counts_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HALQA_TYPE_ITEM_COUNTS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_item_counts_init (HalqaItemCounts *self)
{
  self->targets = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, g_free);
  self->counts = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, NULL);
}

/**
 * halqa_item_counts_new:
 * @forum: the forum
 * @kind: which records are counted; deleted ones are not
 * @field: a field of theirs that points at a record
 *
 * Returns: (transfer full): the numbers, which follow what is written
 */
HalqaItemCounts *
halqa_item_counts_new (HalqaForum *forum, const char *kind, const char *field)
{
  HalqaItemCounts *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);

  self = g_object_new (HALQA_TYPE_ITEM_COUNTS, NULL);
  self->forum = g_object_ref (forum);
  halqa_item_query_init (&self->query, forum, kind, field);
  g_signal_connect (forum, "touched", G_CALLBACK (records_touched_cb), self);
  read_rows (self, NULL);
  return self;
}

/**
 * halqa_item_counts_get:
 * @self: numbers
 * @id: of a record that is pointed at, 32 hex digits
 *
 * Returns: by how many
 */
guint
halqa_item_counts_get (HalqaItemCounts *self, const char *id)
{
  HalqaId target;

  g_return_val_if_fail (HALQA_IS_ITEM_COUNTS (self) && id != NULL, 0);

  if (!halqa_hex_decode (id, target.bytes, sizeof target.bytes))
    return 0;
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, &target));
}
