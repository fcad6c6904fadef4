/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-item.h"

G_BEGIN_DECLS

#define HALQA_TYPE_RELATION (halqa_relation_get_type ())
G_DECLARE_FINAL_TYPE (HalqaRelation, halqa_relation, HALQA, RELATION, GObject)

/* What the other proposal is to this one. */
typedef enum
{
  HALQA_RELATION_RELATED,
  HALQA_RELATION_DIALOGUE, /* they answer one another */
  HALQA_RELATION_AFTER, /* it comes after */
  HALQA_RELATION_BEFORE,
  HALQA_RELATION_PART, /* it was made of this one */
  HALQA_RELATION_WHOLE, /* this one was made of it */
} HalqaRelationRole;

/* Another proposal that has to do with a family. Properties "item", "role". Immutable: a relation
 * that becomes another is another object. */

HalqaItem *halqa_relation_get_item (HalqaRelation *self);
HalqaRelationRole halqa_relation_get_role (HalqaRelation *self);
/* The word for it in files, which is never translated: "related", "dialogue", "after", "before",
 * "part", "whole". */
const char *halqa_relation_get_word (HalqaRelation *self);
/* The member of the family that it is a relation of, in hex. */
const char *halqa_relation_get_member (HalqaRelation *self);

G_END_DECLS
