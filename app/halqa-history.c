/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-history.h"

#include "halqa-forum-private.h"
#include "halqa-item-private.h"

#include <string.h>

/* Every write to a record, for a person to read and to restore from. Each is told beside what it
 * replaced, which is not always the one before it in time: two people may have written into a field
 * in turns without hearing of each other.
 *
 * The log is read on another thread, for a text that was typed over three days has hundreds of
 * writes. */

/* What goes to the other thread and comes back. */
typedef struct
{
  const HalqaKind *kind;
  HalqaId record;
  GPtrArray *writes;
} Work;

static void
free_work (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->writes, g_ptr_array_unref);
  g_free (work);
}

static gboolean
read_all (HalqaReader *reader, gpointer data, GError **error)
{
  Work *work = data;

  work->writes = halqa_reader_history (reader, work->kind->name, &work->record, error);
  return work->writes != NULL;
}

/* The newest of what the write at @index replaced; %NULL where nothing is known of it. */
static const HalqaPastWrite *
find_before (const GPtrArray *writes, guint index)
{
  const HalqaPastWrite *write = g_ptr_array_index (writes, index);

  for (guint i = index; write->n_replaced > 0 && i > 0; i--)
    {
      const HalqaPastWrite *before = g_ptr_array_index (writes, i - 1);

      for (guint j = 0; g_str_equal (before->field, write->field) && j < write->n_replaced; j++)
        if (halqa_dot_compare (&before->dot, &write->replaced[j]) == 0)
          return before;
    }
  return NULL;
}

static gpointer
list_versions (HalqaForum *forum, gpointer data)
{
  const Work *work = data;
  GListStore *versions = g_list_store_new (HALQA_TYPE_VERSION);

  for (guint i = work->writes->len; i > 0; i--)
    {
      g_autoptr (HalqaVersion) version =
                     halqa_forum_make_version (forum, work->kind,
                                               g_ptr_array_index (work->writes, i - 1), NULL,
                                               find_before (work->writes, i - 1));

      g_list_store_append (versions, version);
    }
  return versions;
}

/**
 * halqa_history_read_async:
 * @forum: a forum
 * @item: one of its records
 * @cancellable: (nullable): for who does not want it any more
 * @callback: called when it has been read
 * @user_data: for @callback
 */
void
halqa_history_read_async (HalqaForum *forum,
                          HalqaItem *item,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;
  HalqaRecord *record;
  Work *work;

  g_return_if_fail (HALQA_IS_FORUM (forum) && HALQA_IS_ITEM (item));

  record = halqa_item_get_record (item);
  work = g_new0 (Work, 1);
  work->kind = halqa_record_get_kind (record);
  work->record = *halqa_record_get_id (record);
  task = g_task_new (forum, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_history_read_async);
  halqa_forum_work (forum, task, read_all, list_versions, work, free_work);
}

/**
 * halqa_history_read_finish:
 * @result: what the callback was given
 * @error: any of sync's
 *
 * Returns: (transfer full): a list of #HalqaVersion, the newest first, that stays as it is
 */
GListModel *
halqa_history_read_finish (GAsyncResult *result, GError **error)
{
  GTask *task = G_TASK (result);

  g_return_val_if_fail (g_task_get_source_tag (task) == halqa_history_read_async, NULL);

  return g_task_propagate_pointer (task, error);
}
