/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-changed-item-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-forum-private.h"
#include "halqa-kind-words.h"
#include "halqa-text.h"

/* What a row of the list of changes says, made when the row is looked at. The record in it is the
 * one object that the forum has of it; what was done to the record is copied out of the set, which
 * may be another a moment later. */

struct _HalqaChangedItem
{
  GObject parent_instance;

  /* owned */
  HalqaItem *item; /* NULL where no record is left, as after a false signature was found */
  char *id;
  char *fields;
  char *who;
  char *group;

  const char *kind; /* lent by the schema */
  HalqaChangedHow how;
  gint64 when;
  gboolean first;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HalqaChangedItem, halqa_changed_item, G_TYPE_OBJECT)

static char *
join (GPtrArray *words)
{
  g_ptr_array_add (words, NULL);
  /* Translators: what stands between the words of a list: "Title, Problem". */
  return g_strjoinv (C_ ("list", ", "), (char **) words->pdata);
}

/* Not that it was merged, which is told as what was done. */
static char *
describe_fields (const HalqaChanged *changed)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; changed->fields != NULL && i < changed->fields->len; i++)
    {
      const char *field = g_ptr_array_index (changed->fields, i);

      if (!g_str_equal (field, "merged_into"))
        g_ptr_array_add (words, halqa_field_words_dup (field));
    }
  return join (words);
}

static char *
describe_writers (HalqaForum *forum, const HalqaChanged *changed)
{
  const HalqaDeviceId *own =
      halqa_identity_get_device (halqa_store_get_identity (halqa_forum_get_store (forum)));
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < changed->writers->len; i++)
    {
      const HalqaDeviceId *device = &g_array_index (changed->writers, HalqaChangeWriter, i).device;

      if (memcmp (device, own, sizeof *own) == 0)
        g_ptr_array_add (words, g_strdup (C_ ("who", "this laptop")));
      else
        g_ptr_array_add (words, halqa_text_isolate (halqa_forum_get_device_name (forum, device)));
    }
  return join (words);
}

static void
halqa_changed_item_finalize (GObject *object)
{
  HalqaChangedItem *self = HALQA_CHANGED_ITEM (object);

  g_clear_object (&self->item);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->fields, g_free);
  g_clear_pointer (&self->who, g_free);
  g_clear_pointer (&self->group, g_free);
  G_OBJECT_CLASS (halqa_changed_item_parent_class)->finalize (object);
}

static void
halqa_changed_item_class_init (HalqaChangedItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_changed_item_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_changed_item_init (HalqaChangedItem *self)
{
}

static void
fill (HalqaChangedItem *self, HalqaForum *forum, const HalqaChanged *changed, const char *group)
{
  g_free (self->fields);
  g_free (self->who);
  g_free (self->group);
  self->fields = describe_fields (changed);
  self->who = describe_writers (forum, changed);
  self->group = g_strdup (group);
  self->how = changed->how;
  self->when = (gint64) (changed->stamp >> 16) * 1000;
}

/**
 * halqa_changed_item_new:
 * @forum: the forum
 * @changed: what is known of it; read and not kept
 * @group: what it stands together with
 *
 * Returns: (transfer full): the item
 */
HalqaChangedItem *
halqa_changed_item_new (HalqaForum *forum, const HalqaChanged *changed, const char *group)
{
  HalqaChangedItem *self = g_object_new (HALQA_TYPE_CHANGED_ITEM, NULL);

  self->item = halqa_forum_dup_item_of (forum, changed->kind->name, &changed->id);
  self->kind = changed->kind->name;
  self->id = halqa_hex_dup (changed->id.bytes, HALQA_ID_SIZE);
  fill (self, forum, changed, group);
  return self;
}

/* Says "changed". */
void
halqa_changed_item_update (HalqaChangedItem *self,
                           HalqaForum *forum,
                           const HalqaChanged *changed,
                           const char *group)
{
  fill (self, forum, changed, group);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
halqa_changed_item_set_first (HalqaChangedItem *self, gboolean first)
{
  if (!self->first == !first)
    return;
  self->first = first;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- public; see the header */

HalqaItem *
halqa_changed_item_get_item (HalqaChangedItem *self)
{
  g_return_val_if_fail (HALQA_IS_CHANGED_ITEM (self), NULL);

  return self->item;
}

const char *
halqa_changed_item_get_kind (HalqaChangedItem *self)
{
  g_return_val_if_fail (HALQA_IS_CHANGED_ITEM (self), NULL);

  return self->kind;
}

const char *
halqa_changed_item_get_id (HalqaChangedItem *self)
{
  g_return_val_if_fail (HALQA_IS_CHANGED_ITEM (self), NULL);

  return self->id;
}

HalqaChangedHow
halqa_changed_item_get_how (HalqaChangedItem *self)
{
  g_return_val_if_fail (HALQA_IS_CHANGED_ITEM (self), HALQA_CHANGED_EDITED);

  return self->how;
}

const char *
halqa_changed_item_get_fields (HalqaChangedItem *self)
{
  g_return_val_if_fail (HALQA_IS_CHANGED_ITEM (self), NULL);

  return self->fields;
}

const char *
halqa_changed_item_get_who (HalqaChangedItem *self)
{
  g_return_val_if_fail (HALQA_IS_CHANGED_ITEM (self), NULL);

  return self->who;
}

gint64
halqa_changed_item_get_when (HalqaChangedItem *self)
{
  g_return_val_if_fail (HALQA_IS_CHANGED_ITEM (self), 0);

  return self->when;
}

const char *
halqa_changed_item_get_group (HalqaChangedItem *self)
{
  g_return_val_if_fail (HALQA_IS_CHANGED_ITEM (self), NULL);

  return self->group;
}

gboolean
halqa_changed_item_is_first (HalqaChangedItem *self)
{
  g_return_val_if_fail (HALQA_IS_CHANGED_ITEM (self), FALSE);

  return self->first;
}
