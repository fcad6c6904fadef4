/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-relation.h"

G_BEGIN_DECLS

HalqaRelation *halqa_relation_new (HalqaItem *item, HalqaRelationRole role, const char *member);
gboolean halqa_relation_equal (HalqaRelation *self, HalqaRelation *other);
/* Of a link of @type, to who stands at its end a, or at b. FALSE where that is no relation. */
gboolean halqa_relation_find_role (const char *type, gboolean at_a, HalqaRelationRole *role);

G_END_DECLS
