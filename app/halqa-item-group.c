/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-item-group-private.h"

/* One group of a HalqaItemGroups, which reads its rows. It holds ids and their keys, as a list of all
 * records does; an item is made when somebody asks for it. */

struct _HalqaItemGroup
{
  GObject parent_instance;

  /* owned */
  HalqaItemRows *rows;
  HalqaItem *target; /* NULL where it is about none */
  char *value; /* NULL for all values that have no group */

  /* borrowed of the groups; NULL once they are gone */
  HalqaItemQuery *query;
};

static GType
halqa_item_group_get_item_type (GListModel *model)
{
  return HALQA_TYPE_ITEM;
}

static guint
halqa_item_group_get_n_items (GListModel *model)
{
  return halqa_item_rows_get_size (HALQA_ITEM_GROUP (model)->rows);
}

static gpointer
halqa_item_group_get_item (GListModel *model, guint position)
{
  HalqaItemGroup *self = HALQA_ITEM_GROUP (model);

  return self->query != NULL ? halqa_item_query_dup_item (self->query, self->rows, position) : NULL;
}

static void
halqa_item_group_init_model (GListModelInterface *iface)
{
  iface->get_item_type = halqa_item_group_get_item_type;
  iface->get_n_items = halqa_item_group_get_n_items;
  iface->get_item = halqa_item_group_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaItemGroup,
                               halqa_item_group,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      halqa_item_group_init_model))

static void
halqa_item_group_finalize (GObject *object)
{
  HalqaItemGroup *self = HALQA_ITEM_GROUP (object);

  halqa_item_rows_free (self->rows);
  g_clear_object (&self->target);
  g_free (self->value);
  G_OBJECT_CLASS (halqa_item_group_parent_class)->finalize (object);
}

static void
halqa_item_group_class_init (HalqaItemGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_item_group_finalize;
}

static void
halqa_item_group_init (HalqaItemGroup *self)
{
  self->rows = halqa_item_rows_new (g_ptr_array_new (), HALQA_ROW_TURN_NONE);
}

HalqaItemGroup *
halqa_item_group_new (HalqaItemQuery *query, const char *value, HalqaItem *target)
{
  HalqaItemGroup *self = g_object_new (HALQA_TYPE_ITEM_GROUP, NULL);

  self->query = query;
  self->value = g_strdup (value);
  g_set_object (&self->target, target);
  return self;
}

void
halqa_item_group_show (HalqaItemGroup *self, GPtrArray *rows)
{
  g_autoptr (HalqaItemRows) old = self->rows;

  guint n_first, n_last;

  self->rows = halqa_item_rows_new (rows, halqa_item_query_get_turn (self->query));
  if (!halqa_item_rows_compare (old, self->rows, &n_first, &n_last))
    g_list_model_items_changed (G_LIST_MODEL (self), n_first,
                                halqa_item_rows_get_size (old) - n_first - n_last,
                                halqa_item_rows_get_size (self->rows) - n_first - n_last);
}

void
halqa_item_group_update (HalqaItemGroup *self, const GArray *ids, const GPtrArray *rows)
{
  halqa_item_rows_update (self->rows, ids, rows, G_LIST_MODEL (self));
}

void
halqa_item_group_release (HalqaItemGroup *self)
{
  self->query = NULL;
}

/**
 * halqa_item_group_get_value:
 * @self: a group
 *
 * Returns: (transfer none) (nullable): what the field of its records holds: a word, or an id, 32 hex
 *   digits; "" for nothing; %NULL where it has the records that fit in no other group
 */
const char *
halqa_item_group_get_value (HalqaItemGroup *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM_GROUP (self), NULL);

  return self->value;
}

/**
 * halqa_item_group_get_target:
 * @self: a group
 *
 * Returns: (transfer none) (nullable): the record that its value is the id of
 */
HalqaItem *
halqa_item_group_get_target (HalqaItemGroup *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM_GROUP (self), NULL);

  return self->target;
}

/**
 * halqa_item_group_find:
 * @self: a group
 * @id: the id of a record, 32 hex digits
 *
 * Returns: its position; %G_MAXUINT where it is not in the group
 */
guint
halqa_item_group_find (HalqaItemGroup *self, const char *id)
{
  g_return_val_if_fail (HALQA_IS_ITEM_GROUP (self) && id != NULL, G_MAXUINT);

  return halqa_item_rows_find (self->rows, id);
}
