/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naive-merge.h"

#include <string.h>

/* The merge rule of the protocol, section 4, read off the page: a list of all writes, and loops over
 * it. Slow, and shares nothing with sync/, so that both are not wrong in one way. */

int
naive_dot_compare (const NaiveDot *a, const NaiveDot *b)
{
  if (a->stamp != b->stamp)
    return a->stamp < b->stamp ? -1 : 1;
  return memcmp (a->device, b->device, sizeof a->device);
}

static gboolean
names (const NaiveWrite *write, const NaiveDot *dot)
{
  for (guint i = 0; i < write->n_replaced; i++)
    if (naive_dot_compare (&write->replaced[i], dot) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_of (const NaiveWrite *write, guint record, const char *field)
{
  return write->record == record && strcmp (write->field, field) == 0;
}

static int
compare_greatest_first (gconstpointer a, gconstpointer b)
{
  const NaiveWrite *write_a = *(NaiveWrite *const *) a;
  const NaiveWrite *write_b = *(NaiveWrite *const *) b;
  int order = naive_dot_compare (&write_b->dot, &write_a->dot);

  return order != 0 ? order : memcmp (write_b->entry, write_a->entry, sizeof write_a->entry);
}

GPtrArray *
naive_leaves (const NaiveModel *model, guint record, const char *field)
{
  GPtrArray *leaves = g_ptr_array_new ();

  for (guint i = 0; i < model->n_writes; i++)
    {
      const NaiveWrite *write = &model->writes[i];
      gboolean replaced = FALSE;

      if (!is_of (write, record, field))
        continue;
      for (guint j = 0; j < model->n_writes; j++)
        if (is_of (&model->writes[j], record, field) && names (&model->writes[j], &write->dot))
          replaced = TRUE;
      if (!replaced)
        g_ptr_array_add (leaves, (gpointer) write);
    }
  g_ptr_array_sort (leaves, compare_greatest_first);
  return leaves;
}

char *
naive_version_text (const char *field, const char *value, const NaiveDot *dot)
{
  return g_strdup_printf ("%s=%s@%" G_GUINT64_FORMAT "/%02x%02x", field, value, dot->stamp,
                          dot->device[0], dot->device[1]);
}

int
naive_compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
add_version (GPtrArray *versions, const NaiveWrite *write)
{
  g_ptr_array_add (versions, naive_version_text (write->field, write->value, &write->dot));
}

/* Leaves of other fields that none of the leaf deletions named. */
static void
add_unseen (const NaiveModel *model,
            guint record,
            const char *const *fields,
            GPtrArray *deleted_leaves,
            GPtrArray *versions)
{
  gboolean any = FALSE;

  for (guint i = 0; i < deleted_leaves->len; i++)
    any |= strcmp (((NaiveWrite *) deleted_leaves->pdata[i])->value, "true") == 0;
  for (; any && *fields != NULL; fields++)
    {
      g_autoptr (GPtrArray) leaves = naive_leaves (model, record, *fields);

      if (strcmp (*fields, "deleted") == 0)
        continue;
      for (guint i = 0; i < leaves->len; i++)
        {
          const NaiveWrite *leaf = leaves->pdata[i];
          gboolean seen = FALSE;

          for (guint j = 0; j < deleted_leaves->len; j++)
            {
              const NaiveWrite *deletion = deleted_leaves->pdata[j];

              seen |= strcmp (deletion->value, "true") == 0 && names (deletion, &leaf->dot);
            }
          if (!seen)
            add_version (versions, leaf);
        }
    }
}

static void
describe_field (const NaiveModel *model,
                guint record,
                const char *field,
                const char *const *fields,
                GString *text)
{
  g_autoptr (GPtrArray) leaves = naive_leaves (model, record, field);
  g_autoptr (GPtrArray) versions = g_ptr_array_new_with_free_func (g_free);
  const NaiveWrite *shown = leaves->len == 0 ? NULL : leaves->pdata[0];

  if (shown == NULL)
    return;
  if (strcmp (shown->value, "null") != 0 && strcmp (shown->value, "false") != 0)
    g_string_append_printf (text, "%s shows %s\n", field, shown->value);
  for (guint i = 1; i < leaves->len; i++)
    if (strcmp (((NaiveWrite *) leaves->pdata[i])->value, shown->value) != 0)
      add_version (versions, leaves->pdata[i]);
  if (strcmp (field, "deleted") == 0)
    add_unseen (model, record, fields, leaves, versions);
  if (versions->len == 0)
    return;
  add_version (versions, shown);
  g_ptr_array_sort (versions, naive_compare_texts);
  g_string_append_printf (text, "%s in conflict:", field);
  for (guint i = 0; i < versions->len; i++)
    g_string_append_printf (text, " %s", (const char *) versions->pdata[i]);
  g_string_append_c (text, '\n');
}

static void
describe_times (const NaiveModel *model, guint record, GString *text)
{
  const NaiveWrite *created = NULL;
  guint64 updated = 0;

  for (guint i = 0; i < model->n_writes; i++)
    {
      const NaiveWrite *write = &model->writes[i];

      if (write->record != record)
        continue;
      updated = MAX (updated, write->dot.stamp);
      if (strcmp (write->field, "deleted") == 0 && strcmp (write->value, "false") == 0 &&
          write->n_replaced == 0 &&
          (created == NULL || naive_dot_compare (&write->dot, &created->dot) < 0))
        created = write;
    }
  if (updated > 0 || created != NULL)
    g_string_append_printf (text,
                            "created %" G_GUINT64_FORMAT " by %02x%02x, updated %" G_GUINT64_FORMAT
                            "\n",
                            created == NULL ? 0 : created->dot.stamp,
                            created == NULL ? 0 : created->dot.device[0],
                            created == NULL ? 0 : created->dot.device[1], updated);
}

char *
naive_describe (const NaiveModel *model, guint record, const char *const *fields)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const char *const *field = fields; *field != NULL; field++)
    describe_field (model, record, *field, fields, text);
  describe_times (model, record, text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
