/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"
#include "halqa-progress.h"
#include "halqa-store.h"

G_BEGIN_DECLS

/**
 * HalqaFileJob:
 * @store: (nullable): of the forum; until the job has ended
 * @path: the file
 * @with: (nullable): what else the job needs, for its thread alone; owned
 *
 * Work on a file, on a thread of its own. It is the data of the task that the thread is given.
 */
typedef struct
{
  HalqaStore *store;
  char *path;
  gpointer with;

  /*< private >*/
  GDestroyNotify free_with;
  GTaskThreadFunc work_func;
  GDestroyNotify free_result;
  HalqaProgressFunc func;
  gpointer func_data;
  GMainContext *context;
  gint64 told;
} HalqaFileJob;

void halqa_file_job_run (HalqaForum *forum,
                         const char *path,
                         gpointer with,
                         GDestroyNotify free_with,
                         HalqaProgressFunc progress,
                         gpointer progress_data,
                         GTask *task,
                         GTaskThreadFunc func,
                         GDestroyNotify free_result);
void halqa_file_job_note_progress (guint64 done, guint64 total, gpointer job);
void halqa_file_job_return (GTask *work, gpointer result, GError *error);

G_END_DECLS
