/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-family.h"
#include "halqa-types.h"

G_BEGIN_DECLS

/* Each (transfer full), of objects. */
GPtrArray *halqa_family_list_sources (HalqaForum *forum, const HalqaId *id);
GPtrArray *halqa_family_list_tallies (HalqaForum *forum, const GPtrArray *members);
GPtrArray *halqa_family_list_endorsers (HalqaForum *forum, const GPtrArray *members);
GPtrArray *halqa_family_list_relations (HalqaForum *forum, const GPtrArray *members);
GPtrArray *halqa_family_list_claims (HalqaForum *forum, const GPtrArray *members);

G_END_DECLS
