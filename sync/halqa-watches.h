/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-store.h"

G_BEGIN_DECLS

/**
 * HalqaWatches:
 *
 * Who wants to be told of commits, and in which main context. Safe to use from any thread.
 */
typedef struct _HalqaWatches HalqaWatches;

HalqaWatches *halqa_watches_new (void);
void halqa_watches_unref (HalqaWatches *self);
guint halqa_watches_add (HalqaWatches *self,
                         GMainContext *context,
                         HalqaStoreFunc func,
                         gpointer user_data);
void halqa_watches_remove (HalqaWatches *self, guint watch);
/* @touched: (element-type HalqaTouched): is copied, each record once. */
void
halqa_watches_tell (HalqaWatches *self, HalqaStore *store, const GArray *touched, gboolean local);

G_END_DECLS
