/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One write as the naive model keeps it: nothing but what was said. `value` is a text of the test's
 * own making; "null" is empty, "true" and "false" are what `deleted` holds. */
typedef struct
{
  guint64 stamp;
  guint8 device[32];
} NaiveDot;

typedef struct
{
  guint record;
  const char *field;
  const char *value;
  NaiveDot dot;
  guint8 entry[32];
  const NaiveDot *replaced;
  guint n_replaced;
} NaiveWrite;

/* All writes of a history, in a list, in whatever order. */
typedef struct
{
  const NaiveWrite *writes;
  guint n_writes;
} NaiveModel;

/* For g_ptr_array_sort() of texts. */
int naive_compare_texts (gconstpointer a, gconstpointer b);
int naive_dot_compare (const NaiveDot *a, const NaiveDot *b);
/* (element-type NaiveWrite *): writes of the field that no known write replaces, the greatest first. */
GPtrArray *naive_leaves (const NaiveModel *model, guint record, const char *field);
/* What is to be seen of a record, as text; "" where nothing is known of it. */
char *naive_describe (const NaiveModel *model, guint record, const char *const *fields);
/* A line of such a description; the test makes the same of what the store shows. */
char *naive_version_text (const char *field, const char *value, const NaiveDot *dot);

G_END_DECLS
