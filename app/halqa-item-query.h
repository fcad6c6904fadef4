/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum-private.h"
#include "halqa-item-filter.h"
#include "halqa-item-rows.h"
#include "halqa-item-search.h"
#include "halqa-sort.h"

G_BEGIN_DECLS

/* One thing that rows are ordered by. */
typedef struct
{
  /* owned */
  char *field; /* NULL where it is nothing */
  GHashTable
      *names; /* HalqaId -> char, or NULL, of what the field of the rows points at; NULL where it
                      * points at nothing */
  GHashTable *places; /* HalqaId -> its place from 1 on; the names of themes, which have an order */

  HalqaRowOrder order;
  gboolean reverse;
} HalqaItemOrder;

/**
 * HalqaItemQuery:
 *
 * Which records a list shows, in which order: for lists of app/ alone.
 */
typedef struct
{
  /* owned */
  HalqaItemOrder sort;
  HalqaItemOrder then; /* of those that are the same by the first */
  char *parent_field; /* NULL where there is no such condition */
  HalqaItemFilter *filter; /* NULL where there is none */
  GArray *conditions; /* of HalqaCondition, with their values */

  /* borrowed */
  HalqaForum *forum;
  const HalqaKind *kind;
  const char *group; /* NULL where rows bring nothing along */
  const char *inherited; /* a field, see halqa_kinds_get_inherited(); NULL for none */
  const char *through;

  HalqaId parent;
  gboolean own;
  gboolean in_conflict;
} HalqaItemQuery;

void
halqa_item_query_init (HalqaItemQuery *self, HalqaForum *forum, const char *kind, const char *sort);
void halqa_item_query_clear (HalqaItemQuery *self);
/* FALSE where they are set so already. */
gboolean halqa_item_query_set_sort (HalqaItemQuery *self,
                                    const char *sort,
                                    gboolean reverse,
                                    const HalqaSort *then);
HalqaRowTurn halqa_item_query_get_turn (HalqaItemQuery *self);
gboolean halqa_item_query_set_parent (HalqaItemQuery *self, const char *field, const char *target);

/* What stands at @position of @rows; NULL behind the last. Returns: (transfer full) */
HalqaItem *halqa_item_query_dup_item (HalqaItemQuery *self, HalqaItemRows *rows, guint position);

/* Whether rows move where these were written, though they themselves were not. */
gboolean halqa_item_query_depends_on (HalqaItemQuery *self, const GArray *touched);
/* Those of the kind. Returns: (element-type HalqaId) (transfer full) */
GArray *halqa_item_query_pick (HalqaItemQuery *self, const GArray *touched);

/* Takes over what the filter says now, and forgets the names; before all rows are read. */
void halqa_item_query_prepare (HalqaItemQuery *self);
/* @row: (transfer full): one that is found; @group: what it brings along, lent */
typedef void (*HalqaItemQueryFunc) (HalqaItemRow *row, const HalqaValue *group, gpointer user_data);
/* Whether a search puts records whose title holds the words before those whose text does. */
gboolean halqa_item_query_puts_titles_first (HalqaItemQuery *self);
/* All rows, or those of @ids; where @search is not NULL those in which its words were found, by rank. */
gboolean halqa_item_query_walk (HalqaItemQuery *self,
                                HalqaItemSearch *search,
                                const GArray *ids,
                                HalqaItemQueryFunc func,
                                gpointer user_data);

G_END_DECLS
