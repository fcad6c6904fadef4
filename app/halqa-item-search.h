/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum-private.h"

G_BEGIN_DECLS

/**
 * HalqaItemSearch:
 *
 * In which records of a kind the words of somebody are: for lists of app/ alone.
 */
typedef struct _HalqaItemSearch HalqaItemSearch;

/* @owner: (transfer none): of the search, which it frees when it goes */
typedef void (*HalqaItemSearchFunc) (gpointer owner);

HalqaItemSearch *halqa_item_search_new (HalqaForum *forum,
                                        const char *kind,
                                        HalqaItemSearchFunc found,
                                        gpointer owner);
void halqa_item_search_free (HalqaItemSearch *self);

/* FALSE where these are the words already. */
gboolean halqa_item_search_set_text (HalqaItemSearch *self, const char *text);
gboolean halqa_item_search_has_text (HalqaItemSearch *self);
/* On this thread, which waits; or on another, which tells the owner. */
void halqa_item_search_run (HalqaItemSearch *self);
void halqa_item_search_start (HalqaItemSearch *self);
gboolean halqa_item_search_is_running (HalqaItemSearch *self);

/* As of halqa_reader_search(), of the last search that has ended; NULL where everything is found. Lent. */
const GByteArray *halqa_item_search_get_ranks (HalqaItemSearch *self);
/* Of the tables whose rows these are. */
gint64 halqa_item_search_get_fold (HalqaItemSearch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaItemSearch, halqa_item_search_free)

G_END_DECLS
