/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-version-sets.h"

#include "halqa-forum-private.h"
#include "halqa-slice.h"
#include "halqa-version-set-private.h"

#include <string.h>

/* The fields of the forum that people wrote differently, as a live GListModel.
 *
 * Ordered by kind, id and field, so by nothing that one laptop knows and another doesn't: two people
 * who go through the list in two rooms speak of the same third one.
 *
 * Rule: what is written anywhere costs as much as what of it is in conflict. The forum says which
 * records were written; an index tells which records are in conflict, and only those that are both,
 * or were in the list, are looked at again. Where that is many (a stick with a room's whole day on
 * it) they are looked at in slices, between which the window draws.
 *
 * Rejected: to read all conflicts after each commit; with 200 of them that opens 400 entries for
 * each word that somebody types. */

struct _HalqaVersionSets
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  GPtrArray *sets; /* of HalqaVersionSet, in order */
  GArray *pending; /* of HalqaTouched: to be looked at, from the end */

  guint idle;
};

enum
{
  PROP_N_ITEMS = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static int
compare_records (const HalqaTouched *a, const HalqaTouched *b)
{
  int order = strcmp (a->kind->name, b->kind->name);

  return order != 0 ? order : memcmp (&a->id, &b->id, sizeof a->id);
}

static HalqaVersionSet *
get_set (HalqaVersionSets *self, guint position)
{
  return position < self->sets->len ? g_ptr_array_index (self->sets, position) : NULL;
}

/* The first set that is not before those of @record. */
static guint
find_record (HalqaVersionSets *self, const HalqaTouched *record)
{
  guint low = 0;
  guint high = self->sets->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_records (halqa_version_set_get_record (get_set (self, middle)), record) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
is_of (HalqaVersionSet *set, const HalqaTouched *record)
{
  return set != NULL && compare_records (halqa_version_set_get_record (set), record) == 0;
}

static void
tell (HalqaVersionSets *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
remove_set (HalqaVersionSets *self, guint position)
{
  g_ptr_array_remove_index (self->sets, position);
  tell (self, position, 1, 0);
}

static void
insert_set (HalqaVersionSets *self, guint position, const HalqaConflict *conflict)
{
  g_ptr_array_insert (self->sets, (int) position, halqa_version_set_new (self->forum, conflict));
  tell (self, position, 0, 1);
}

/* Makes the sets of @record those of @conflicts, which are ordered by fields as they are. */
static void
merge (HalqaVersionSets *self, const HalqaTouched *record, GPtrArray *conflicts)
{
  guint position = find_record (self, record);

  for (guint i = 0; i < conflicts->len; i++)
    {
      const HalqaConflict *conflict = g_ptr_array_index (conflicts, i);
      HalqaVersionSet *set = get_set (self, position);

      while (is_of (set, record) && strcmp (halqa_version_set_get_field (set), conflict->field) < 0)
        {
          remove_set (self, position);
          set = get_set (self, position);
        }
      if (is_of (set, record) && strcmp (halqa_version_set_get_field (set), conflict->field) == 0)
        halqa_version_set_update (set, conflict);
      else
        insert_set (self, position, conflict);
      position++;
    }
  while (is_of (get_set (self, position), record))
    remove_set (self, position);
}

static void
warn (HalqaVersionSets *self, const GError *error)
{
  g_warning ("%s: %s", halqa_store_get_path (halqa_forum_get_store (self->forum)), error->message);
}

static void
look_at (HalqaVersionSets *self, const HalqaTouched *record)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts =
                 halqa_reader_conflicts (halqa_forum_get_reader (self->forum), record->kind->name,
                                         &record->id, &error);

  if (conflicts != NULL)
    merge (self, record, conflicts);
  else
    warn (self, error);
}

static gboolean
run_slice (gpointer user_data)
{
  HalqaVersionSets *self = HALQA_VERSION_SETS (user_data);
  const gint64 start = g_get_monotonic_time ();
  gboolean more;

  /* Who is told of a row may let go of the list. */
  g_object_ref (self);
  while (self->pending->len > 0 && !halqa_slice_is_over (start))
    {
      const HalqaTouched record =
          g_array_index (self->pending, HalqaTouched, self->pending->len - 1);

      g_array_set_size (self->pending, self->pending->len - 1);
      look_at (self, &record);
    }
  more = self->pending->len > 0;
  if (!more)
    self->idle = 0;
  g_object_unref (self);
  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
run (HalqaVersionSets *self)
{
  g_object_ref (self);
  if (self->idle == 0 && self->pending->len > 0 && run_slice (self))
    self->idle = g_idle_add (run_slice, self);
  g_object_unref (self);
}

static GArray *
list_in_conflict (HalqaVersionSets *self, const HalqaKind *kind)
{
  g_autoptr (GError) error = NULL;
  GArray *ids =
      halqa_reader_list_in_conflict (halqa_forum_get_reader (self->forum), kind->name, &error);

  if (ids == NULL)
    warn (self, error);
  return ids;
}

static void
add_all (HalqaVersionSets *self)
{
  const HalqaKind *kinds = halqa_store_get_schema (halqa_forum_get_store (self->forum))->kinds;

  for (; kinds->name != NULL; kinds++)
    {
      g_autoptr (GArray) ids = list_in_conflict (self, kinds);

      for (guint i = 0; ids != NULL && i < ids->len; i++)
        {
          const HalqaTouched record = { kinds, g_array_index (ids, HalqaId, i) };

          g_array_append_val (self->pending, record);
        }
    }
}

/* Of the records in @touched those of @kind that are in conflict, or were. */
static void
add_touched (HalqaVersionSets *self, const GArray *touched, const HalqaKind *kind)
{
  g_autoptr (GArray) ids = list_in_conflict (self, kind);
  g_autoptr (GHashTable) in_conflict = g_hash_table_new (halqa_id_hash, halqa_id_equal);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    g_hash_table_add (in_conflict, &g_array_index (ids, HalqaId, i));
  for (guint i = 0; i < touched->len; i++)
    {
      const HalqaTouched *record = &g_array_index (touched, HalqaTouched, i);

      if (record->kind == kind && (g_hash_table_contains (in_conflict, &record->id) ||
                                   is_of (get_set (self, find_record (self, record)), record)))
        g_array_append_vals (self->pending, record, 1);
    }
}

static void
records_touched_cb (HalqaForum *forum, const GArray *touched, gpointer user_data)
{
  HalqaVersionSets *self = HALQA_VERSION_SETS (user_data);
  g_autoptr (GHashTable) kinds = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < touched->len; i++)
    {
      const HalqaKind *kind = g_array_index (touched, HalqaTouched, i).kind;

      if (g_hash_table_add (kinds, (gpointer) kind))
        add_touched (self, touched, kind);
    }
  run (self);
}

static GType
halqa_version_sets_get_item_type (GListModel *model)
{
  return HALQA_TYPE_VERSION_SET;
}

static guint
halqa_version_sets_get_n_items (GListModel *model)
{
  return HALQA_VERSION_SETS (model)->sets->len;
}

static gpointer
halqa_version_sets_get_item (GListModel *model, guint position)
{
  HalqaVersionSet *set = get_set (HALQA_VERSION_SETS (model), position);

  return set != NULL ? g_object_ref (set) : NULL;
}

static void
halqa_version_sets_init_model (GListModelInterface *iface)
{
  iface->get_item_type = halqa_version_sets_get_item_type;
  iface->get_n_items = halqa_version_sets_get_n_items;
  iface->get_item = halqa_version_sets_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaVersionSets,
                               halqa_version_sets,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      halqa_version_sets_init_model))

static void
halqa_version_sets_dispose (GObject *object)
{
  HalqaVersionSets *self = HALQA_VERSION_SETS (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->forum != NULL)
    g_signal_handlers_disconnect_by_data (self->forum, self);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_version_sets_parent_class)->dispose (object);
}

static void
halqa_version_sets_finalize (GObject *object)
{
  HalqaVersionSets *self = HALQA_VERSION_SETS (object);

  g_clear_pointer (&self->sets, g_ptr_array_unref);
  g_clear_pointer (&self->pending, g_array_unref);
  G_OBJECT_CLASS (halqa_version_sets_parent_class)->finalize (object);
}

static void
halqa_version_sets_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, HALQA_VERSION_SETS (object)->sets->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_version_sets_class_init (HalqaVersionSetsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_version_sets_dispose;
  object_class->finalize = halqa_version_sets_finalize;
  object_class->get_property = halqa_version_sets_get_property;

  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_version_sets_init (HalqaVersionSets *self)
{
  self->sets = g_ptr_array_new_with_free_func (g_object_unref);
  self->pending = g_array_new (FALSE, FALSE, sizeof (HalqaTouched));
}

/**
 * halqa_version_sets_new:
 * @forum: a forum
 *
 * Where there are very many, the list fills while the main loop runs.
 *
 * Returns: (transfer full): a list of #HalqaVersionSet that follows what is written
 */
HalqaVersionSets *
halqa_version_sets_new (HalqaForum *forum)
{
  HalqaVersionSets *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);

  self = g_object_new (HALQA_TYPE_VERSION_SETS, NULL);
  self->forum = g_object_ref (forum);
  g_signal_connect (forum, "touched", G_CALLBACK (records_touched_cb), self);
  add_all (self);
  run (self);
  return self;
}
