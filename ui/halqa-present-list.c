/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-present-list.h"

#include "halqa-item-list.h"

#include <string.h>

/* What a hall is to hear once. A source whose result is not among what is presented stays: what a room
 * said is not lost to it because another room goes on with it.
 *
 * Rejected: GtkFilterListModel, which would make an item of each proposal of the forum, and again with each
 * change. Here ids alone are looked at, and what lies between the rows that stayed is told of. */

struct _HalqaPresentList
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  GListModel *all;
  GPtrArray *ids; /* that are shown */
  GArray *positions; /* of them in all */
};

static void halqa_present_list_init_model (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaPresentList,
                               halqa_present_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      halqa_present_list_init_model))

static char *
dup_id (GListModel *all, guint position)
{
  g_autoptr (HalqaItem) item = NULL;

  if (HALQA_IS_ITEM_LIST (all))
    return halqa_item_list_dup_id (HALQA_ITEM_LIST (all), position);
  item = g_list_model_get_item (all, position);
  return g_strdup (halqa_item_get_id (item));
}

/* The id of what it is merged into, at once or by way of others, and that is one of @ids; or NULL. */
static char *
dup_result (HalqaPresentList *self, GHashTable *ids, const char *id)
{
  char *into = halqa_forum_dup_merged_into (self->forum, id);

  while (into != NULL && !g_hash_table_contains (ids, into))
    {
      g_autofree char *step = into;

      into = halqa_forum_dup_merged_into (self->forum, step);
    }
  return into;
}

/* Tells of what lies between the ids that are the same at either end. */
static void
show (HalqaPresentList *self, GPtrArray *ids, GArray *positions)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->ids);
  const guint least = MIN (old->len, ids->len);
  guint first = 0;
  guint last = 0;

  while (first < least && strcmp (old->pdata[first], ids->pdata[first]) == 0)
    first++;
  while (last < least - first &&
         strcmp (old->pdata[old->len - 1 - last], ids->pdata[ids->len - 1 - last]) == 0)
    last++;
  self->ids = ids;
  g_array_unref (self->positions);
  self->positions = positions;
  if (old->len != ids->len || first < least)
    g_list_model_items_changed (G_LIST_MODEL (self), first, old->len - first - last,
                                ids->len - first - last);
}

static void
update (HalqaPresentList *self)
{
  const guint n_all = g_list_model_get_n_items (self->all);
  g_autoptr (GPtrArray) all = g_ptr_array_new_full (n_all, g_free);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  GArray *positions = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < n_all; i++)
    {
      g_ptr_array_add (all, dup_id (self->all, i));
      g_hash_table_add (known, all->pdata[i]);
    }
  for (guint i = 0; i < n_all; i++)
    {
      g_autofree char *into = dup_result (self, known, all->pdata[i]);

      if (into != NULL)
        continue;
      g_ptr_array_add (ids, g_strdup (all->pdata[i]));
      g_array_append_val (positions, i);
    }
  show (self, ids, positions);
}

static GType
halqa_present_list_get_item_type (GListModel *model)
{
  return HALQA_TYPE_ITEM;
}

static guint
halqa_present_list_get_n_items (GListModel *model)
{
  return HALQA_PRESENT_LIST (model)->ids->len;
}

static gpointer
halqa_present_list_get_item (GListModel *model, guint position)
{
  HalqaPresentList *self = HALQA_PRESENT_LIST (model);

  if (position >= self->positions->len)
    return NULL;
  return g_list_model_get_item (self->all, g_array_index (self->positions, guint, position));
}

static void
halqa_present_list_init_model (GListModelInterface *iface)
{
  iface->get_item_type = halqa_present_list_get_item_type;
  iface->get_n_items = halqa_present_list_get_n_items;
  iface->get_item = halqa_present_list_get_item;
}

static void
halqa_present_list_finalize (GObject *object)
{
  HalqaPresentList *self = HALQA_PRESENT_LIST (object);

  g_object_unref (self->forum);
  g_object_unref (self->all);
  g_ptr_array_unref (self->ids);
  g_array_unref (self->positions);
  G_OBJECT_CLASS (halqa_present_list_parent_class)->finalize (object);
}

static void
halqa_present_list_class_init (HalqaPresentListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_present_list_finalize;
}

static void
halqa_present_list_init (HalqaPresentList *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->positions = g_array_new (FALSE, FALSE, sizeof (guint));
}

/* @all: of #HalqaItem. Returns: (transfer full) */
HalqaPresentList *
halqa_present_list_new (HalqaForum *forum, GListModel *all)
{
  HalqaPresentList *self = g_object_new (HALQA_TYPE_PRESENT_LIST, NULL);

  self->forum = g_object_ref (forum);
  self->all = g_object_ref (all);
  g_signal_connect_object (all, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  /* A merge moves nothing in a list. */
  g_signal_connect_object (forum, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

guint
halqa_present_list_find (GListModel *list, const char *id)
{
  HalqaPresentList *self = HALQA_PRESENT_LIST (list);
  g_autofree char *step = g_strdup (id);
  guint position;

  while (step != NULL &&
         !g_ptr_array_find_with_equal_func (self->ids, step, g_str_equal, &position))
    {
      char *into = halqa_forum_dup_merged_into (self->forum, step);

      g_free (step);
      step = into;
    }
  return step != NULL ? position : G_MAXUINT;
}
