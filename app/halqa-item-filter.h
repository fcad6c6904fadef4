/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "halqa-text-hits.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ITEM_FILTER (halqa_item_filter_get_type ())
G_DECLARE_FINAL_TYPE (HalqaItemFilter, halqa_item_filter, HALQA, ITEM_FILTER, GObject)

/* Conditions that are on no field; their value is "". */
#define HALQA_ITEM_FILTER_IN_CONFLICT "in-conflict"
#define HALQA_ITEM_FILTER_OWN "own"

/* What is to be shown of some lists: words, and what fields hold; several values of one field are
 * alternatives. Property "search". Signals "searched" and "narrowed", after the words or the
 * conditions have become others. */

HalqaItemFilter *halqa_item_filter_new (void);
/* One that goes its own way from now on. */
HalqaItemFilter *halqa_item_filter_copy (HalqaItemFilter *self);
void halqa_item_filter_set_search (HalqaItemFilter *self, const char *text);
/* "" for none. */
const char *halqa_item_filter_get_search (HalqaItemFilter *self);
/* %NULL where there are none. Lent. */
HalqaTextHits *halqa_item_filter_get_hits (HalqaItemFilter *self);

/* @value: a word, or an id in hex; "" for an empty field. */
void halqa_item_filter_set (HalqaItemFilter *self,
                            const char *field,
                            const char *value,
                            gboolean wanted);
gboolean halqa_item_filter_has (HalqaItemFilter *self, const char *field, const char *value);
guint halqa_item_filter_get_size (HalqaItemFilter *self);
/* The field of the condition at @position; lent. */
const char *halqa_item_filter_get (HalqaItemFilter *self, guint position, const char **value);
/* Of all, words too. */
void halqa_item_filter_clear (HalqaItemFilter *self);

G_END_DECLS
