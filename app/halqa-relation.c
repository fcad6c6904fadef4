/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-relation-private.h"

/* A link as one of its two ends sees it. */

struct _HalqaRelation
{
  GObject parent_instance;

  /* owned */
  HalqaItem *item;
  char *member;

  HalqaRelationRole role;
};

enum
{
  PROP_ITEM = 1,
  PROP_ROLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HalqaRelation, halqa_relation, G_TYPE_OBJECT)

static void
halqa_relation_finalize (GObject *object)
{
  HalqaRelation *self = HALQA_RELATION (object);

  g_clear_object (&self->item);
  g_clear_pointer (&self->member, g_free);
  G_OBJECT_CLASS (halqa_relation_parent_class)->finalize (object);
}

static void
halqa_relation_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaRelation *self = HALQA_RELATION (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    case PROP_ROLE:
      g_value_set_uint (value, self->role);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_relation_class_init (HalqaRelationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = halqa_relation_finalize;
  object_class->get_property = halqa_relation_get_property;

  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, HALQA_TYPE_ITEM, flags);
  properties[PROP_ROLE] = g_param_spec_uint ("role", NULL, NULL, 0, HALQA_RELATION_WHOLE, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_relation_init (HalqaRelation *self)
{
}

/* Only for the family that shows it. */
HalqaRelation *
halqa_relation_new (HalqaItem *item, HalqaRelationRole role, const char *member)
{
  HalqaRelation *self = g_object_new (HALQA_TYPE_RELATION, NULL);

  self->item = g_object_ref (item);
  self->role = role;
  self->member = g_strdup (member);
  return self;
}

/* Whether both say the same of the same; whose they are of the family aside. */
gboolean
halqa_relation_equal (HalqaRelation *self, HalqaRelation *other)
{
  return self->item == other->item && self->role == other->role;
}

gboolean
halqa_relation_find_role (const char *type, gboolean at_a, HalqaRelationRole *role)
{
  if (g_strcmp0 (type, "related") == 0)
    *role = HALQA_RELATION_RELATED;
  else if (g_strcmp0 (type, "dialogue") == 0)
    *role = HALQA_RELATION_DIALOGUE;
  else if (g_strcmp0 (type, "sequence") == 0)
    *role = at_a ? HALQA_RELATION_AFTER : HALQA_RELATION_BEFORE;
  else if (g_strcmp0 (type, "split") == 0)
    *role = at_a ? HALQA_RELATION_WHOLE : HALQA_RELATION_PART;
  else
    return FALSE;
  return TRUE;
}

/**
 * halqa_relation_get_item:
 * @self: a relation
 *
 * Returns: (transfer none): the other proposal
 */
HalqaItem *
halqa_relation_get_item (HalqaRelation *self)
{
  g_return_val_if_fail (HALQA_IS_RELATION (self), NULL);

  return self->item;
}

/**
 * halqa_relation_get_role:
 * @self: a relation
 *
 * Returns: what the other proposal is to this one
 */
HalqaRelationRole
halqa_relation_get_role (HalqaRelation *self)
{
  g_return_val_if_fail (HALQA_IS_RELATION (self), HALQA_RELATION_RELATED);

  return self->role;
}

/**
 * halqa_relation_get_word:
 * @self: a relation
 *
 * Returns: (transfer none): the word for its role in files
 */
const char *
halqa_relation_get_word (HalqaRelation *self)
{
  static const char *const words[] = {
    [HALQA_RELATION_RELATED] = "related", [HALQA_RELATION_DIALOGUE] = "dialogue",
    [HALQA_RELATION_AFTER] = "after",     [HALQA_RELATION_BEFORE] = "before",
    [HALQA_RELATION_PART] = "part",       [HALQA_RELATION_WHOLE] = "whole",
  };

  g_return_val_if_fail (HALQA_IS_RELATION (self), NULL);

  return words[self->role];
}

/**
 * halqa_relation_get_member:
 * @self: a relation
 *
 * Returns: (transfer none): the id of the result or source that it is a relation of, 32 hex digits
 */
const char *
halqa_relation_get_member (HalqaRelation *self)
{
  g_return_val_if_fail (HALQA_IS_RELATION (self), NULL);

  return self->member;
}
