/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-item-groups.h"

#include "halqa-item-group-private.h"
#include "halqa-item-list.h"
#include "halqa-kinds.h"

#include <string.h>

/* A board: the records of one kind in columns.
 *
 * All columns are filled by one walk over the rows, each of which brings the value along that tells
 * where it belongs; what is written later is read once, and every column told what of it is its own.
 *
 * Rule: a record is in one column at most, and each that the filter lets through is in one. There are
 * as many columns as words, or records to point at, and two: what holds anything else, as a session that
 * has not arrived, waits in the last. So nobody's laptop makes columns by what it writes into a field,
 * and there is a bound for records too.
 *
 * Rejected: a HalqaItemList for each column. It reads the whole table once for each of them, which for
 * twelve sessions a person waits for. */

/* More records to point at than this have no column of their own. */
#define TARGETS_MAX 100

struct _HalqaItemGroups
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItemList *targets; /* NULL where the field holds words */
  GPtrArray *groups; /* of HalqaItemGroup: the empty one first, the other one last */
  GHashTable *by_value; /* char, of the group -> the group, borrowed */
  HalqaItemSearch *search;

  HalqaItemQuery query;
  const HalqaField *field; /* borrowed from the table of kinds */
};

static GType
halqa_item_groups_get_item_type (GListModel *model)
{
  return HALQA_TYPE_ITEM_GROUP;
}

static guint
halqa_item_groups_get_n_items (GListModel *model)
{
  return HALQA_ITEM_GROUPS (model)->groups->len;
}

static gpointer
halqa_item_groups_get_item (GListModel *model, guint position)
{
  HalqaItemGroups *self = HALQA_ITEM_GROUPS (model);

  return position < self->groups->len ? g_object_ref (self->groups->pdata[position]) : NULL;
}

static void
halqa_item_groups_init_model (GListModelInterface *iface)
{
  iface->get_item_type = halqa_item_groups_get_item_type;
  iface->get_n_items = halqa_item_groups_get_n_items;
  iface->get_item = halqa_item_groups_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaItemGroups,
                               halqa_item_groups,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      halqa_item_groups_init_model))

/* --- rows */

static guint
find_group (HalqaItemGroups *self, const HalqaValue *value)
{
  const char *text = halqa_value_get_text (value);
  const HalqaId *id = halqa_value_get_id (value);
  g_autofree char *hex = id != NULL ? halqa_hex_dup (id->bytes, sizeof id->bytes) : NULL;
  gpointer found;

  if (hex != NULL)
    text = hex;
  if (text == NULL || *text == '\0')
    return 0;
  found = g_hash_table_lookup (self->by_value, text);
  return found != NULL ? GPOINTER_TO_UINT (found) : self->groups->len - 1;
}

typedef struct
{
  HalqaItemGroups *groups;
  GPtrArray *parts; /* of GPtrArray, of rows */
} Walk;

static void
add_row (HalqaItemRow *row, const HalqaValue *group, gpointer user_data)
{
  Walk *walk = user_data;

  g_ptr_array_add (walk->parts->pdata[find_group (walk->groups, group)], row);
}

/* The rows of each group, or those of @ids; NULL where they can't be read. */
static GPtrArray *
read_parts (HalqaItemGroups *self, const GArray *ids)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  Walk walk = { self, parts };

  for (guint i = 0; i < self->groups->len; i++)
    g_ptr_array_add (parts, g_ptr_array_new ());
  if (halqa_item_query_walk (&self->query, self->search, ids, add_row, &walk))
    return g_steal_pointer (&parts);
  for (guint i = 0; i < parts->len; i++)
    g_ptr_array_set_free_func (parts->pdata[i], g_free);
  return NULL;
}

static void
reload (HalqaItemGroups *self)
{
  g_autoptr (GPtrArray) parts = NULL;

  halqa_item_query_prepare (&self->query);
  halqa_item_search_run (self->search);
  parts = read_parts (self, NULL);
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    halqa_item_group_show (self->groups->pdata[i], g_ptr_array_ref (parts->pdata[i]));
}

static void
records_touched_cb (HalqaForum *forum, const GArray *touched, gpointer user_data)
{
  HalqaItemGroups *self = HALQA_ITEM_GROUPS (user_data);
  g_autoptr (GArray) ids = halqa_item_query_pick (&self->query, touched);
  g_autoptr (GPtrArray) parts = NULL;

  if (halqa_item_query_depends_on (&self->query, touched))
    {
      reload (self);
      return;
    }
  if (ids->len == 0)
    return;
  halqa_item_search_run (self->search);
  parts = read_parts (self, ids);
  g_object_ref (self);
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    halqa_item_group_update (self->groups->pdata[i], ids, parts->pdata[i]);
  g_object_unref (self);
}

static void
searched_cb (HalqaItemGroups *self)
{
  halqa_item_search_set_text (self->search, halqa_item_filter_get_search (self->query.filter));
  reload (self);
}

/* --- groups */

static void
add_group (HalqaItemGroups *self, const char *value, HalqaItem *target)
{
  HalqaItemGroup *group = halqa_item_group_new (&self->query, value, target);

  if (value != NULL && *value != '\0')
    g_hash_table_insert (self->by_value, (gpointer) halqa_item_group_get_value (group),
                         GUINT_TO_POINTER (self->groups->len));
  g_ptr_array_add (self->groups, group);
}

static void
release_group (gpointer group)
{
  halqa_item_group_release (group);
  g_object_unref (group);
}

static void
make_groups (HalqaItemGroups *self)
{
  const guint n =
      self->targets != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->targets)) : 0;

  g_hash_table_remove_all (self->by_value);
  self->groups = g_ptr_array_new_with_free_func (release_group);
  add_group (self, "", NULL);
  for (guint i = 0; i < MIN (n, TARGETS_MAX); i++)
    {
      g_autoptr (HalqaItem) target = g_list_model_get_item (G_LIST_MODEL (self->targets), i);

      add_group (self, halqa_item_get_id (target), target);
    }
  for (guint i = 0; self->field->choices != NULL && self->field->choices[i] != NULL; i++)
    add_group (self, self->field->choices[i], NULL);
  add_group (self, NULL, NULL);
}

/* A session was made, moved or deleted: the columns are made anew, which is rare. */
static void
targets_changed_cb (HalqaItemGroups *self)
{
  g_autoptr (GPtrArray) old = self->groups;

  make_groups (self);
  reload (self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old->len, self->groups->len);
}

static void
halqa_item_groups_dispose (GObject *object)
{
  HalqaItemGroups *self = HALQA_ITEM_GROUPS (object);

  if (self->forum != NULL)
    g_signal_handlers_disconnect_by_data (self->forum, self);
  if (self->query.filter != NULL)
    g_signal_handlers_disconnect_by_data (self->query.filter, self);
  g_clear_object (&self->query.filter);
  g_clear_object (&self->targets);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
  g_clear_pointer (&self->search, halqa_item_search_free);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_item_groups_parent_class)->dispose (object);
}

static void
halqa_item_groups_finalize (GObject *object)
{
  HalqaItemGroups *self = HALQA_ITEM_GROUPS (object);

  g_hash_table_unref (self->by_value);
  halqa_item_query_clear (&self->query);
  G_OBJECT_CLASS (halqa_item_groups_parent_class)->finalize (object);
}

static void
halqa_item_groups_class_init (HalqaItemGroupsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_item_groups_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_item_groups_finalize;
}

static void
halqa_item_groups_init (HalqaItemGroups *self)
{
  self->by_value = g_hash_table_new (halqa_text_hash, g_str_equal);
}

/**
 * halqa_item_groups_new:
 * @forum: the forum
 * @kind: which records
 * @field: a field of theirs that holds a word of a list, or points at a record of one kind
 * @sort: in which order each group is, as in halqa_item_list_new()
 * @reverse: whether the greater come first
 * @then: (nullable): as in halqa_item_list_set_sort()
 * @filter: what is to be shown; followed
 *
 * Returns: (transfer full): a list of #HalqaItemGroup that follows what is written
 */
HalqaItemGroups *
halqa_item_groups_new (HalqaForum *forum,
                       const char *kind,
                       const char *field,
                       const char *sort,
                       gboolean reverse,
                       const HalqaSort *then,
                       HalqaItemFilter *filter)
{
  HalqaItemGroups *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);
  g_return_val_if_fail (kind != NULL && field != NULL && sort != NULL, NULL);
  g_return_val_if_fail (HALQA_IS_ITEM_FILTER (filter), NULL);

  self = g_object_new (HALQA_TYPE_ITEM_GROUPS, NULL);
  self->forum = g_object_ref (forum);
  halqa_item_query_init (&self->query, forum, kind, sort);
  halqa_item_query_set_sort (&self->query, sort, reverse, then);
  self->search = halqa_item_search_new (forum, self->query.kind->name, NULL, NULL);
  self->field = halqa_kind_find_field (self->query.kind, field);
  self->query.group = self->field->name;
  if (self->field->target != NULL)
    {
      self->targets = halqa_item_list_new (forum, self->field->target, "position", FALSE);
      g_signal_connect_swapped (self->targets, "items-changed", G_CALLBACK (targets_changed_cb),
                                self);
    }
  make_groups (self);
  g_signal_connect (forum, "touched", G_CALLBACK (records_touched_cb), self);
  self->query.filter = g_object_ref (filter);
  g_signal_connect_swapped (filter, "searched", G_CALLBACK (searched_cb), self);
  g_signal_connect_swapped (filter, "narrowed", G_CALLBACK (reload), self);
  searched_cb (self);
  return self;
}

/**
 * halqa_item_groups_get_field:
 * @self: groups
 *
 * Returns: (transfer none): the field by which the records are parted
 */
const char *
halqa_item_groups_get_field (HalqaItemGroups *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM_GROUPS (self), NULL);

  return self->field->name;
}
