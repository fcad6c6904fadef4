/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"
#include "halqa-item-filter.h"
#include "halqa-sort.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ITEM_LIST (halqa_item_list_get_type ())
G_DECLARE_FINAL_TYPE (HalqaItemList, halqa_item_list, HALQA, ITEM_LIST, GObject)

/* The records of one kind as a GListModel of HalqaItem, live: what is written anywhere moves only
 * the rows that it touches; a row whose content alone changed stays where it is, and its item says
 * "changed". Only setting another filter or order resets it. Signal "found": a search of its filter has
 * ended, and its rows, perhaps those that were there, are what it found. */

/* @sort: a field's name, or "created" or "updated". */
HalqaItemList *
halqa_item_list_new (HalqaForum *forum, const char *kind, const char *sort, gboolean reverse);
/* @then: (nullable): for those that are the same by @sort */
HalqaItemList *halqa_item_list_new_sorted (HalqaForum *forum,
                                           const char *kind,
                                           const char *sort,
                                           gboolean reverse,
                                           const HalqaSort *then);
/* Of records whose @field points at @target (an id in hex). */
HalqaItemList *halqa_item_list_new_below (HalqaForum *forum,
                                          const char *kind,
                                          const char *sort,
                                          const char *field,
                                          const char *target);
/* Only records whose @field points at @target (an id in hex); %NULL for all. */
void halqa_item_list_set_parent (HalqaItemList *self, const char *field, const char *target);
/* What a person wants to see; the words in it too. */
void halqa_item_list_set_filter (HalqaItemList *self, HalqaItemFilter *filter);
/* Only records in which each of the words as typed is found, those first in which they are as they
 * were typed; %NULL or "" for all. */
void halqa_item_list_set_search (HalqaItemList *self, const char *text);
gboolean halqa_item_list_is_searching (HalqaItemList *self);
void halqa_item_list_set_sort (HalqaItemList *self,
                               const char *sort,
                               gboolean reverse,
                               const HalqaSort *then);
/* The id of the record at @position, in hex, without an item of it being made. To be freed. */
char *halqa_item_list_dup_id (HalqaItemList *self, guint position);
/* G_MAXUINT where it is not in the list. */
guint halqa_item_list_find (HalqaItemList *self, const char *id);

G_END_DECLS
