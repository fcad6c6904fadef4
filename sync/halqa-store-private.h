/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-store.h"
#include "halqa-watches.h"
#include "halqa-writer.h"

G_BEGIN_DECLS

struct _HalqaStore
{
  GObject parent_instance;

  /* Set while it is made, never changed. */
  char *path;
  gboolean scratch; /* works on a copy of what stands at @path */
  const HalqaSchema *schema; /* borrowed */
  HalqaIdentity *identity;
  HalqaForumKey key;
  guint8 tag[HALQA_TAG_SIZE];
  guint8 store_id[HALQA_STORE_ID_SIZE];
  GMainContext *context;
  GThread *thread;
  HalqaWatches *watches;

  /* Of the thread. */
  GMainLoop *loop;
  HalqaWriter *writer;
  GSource *look_source;
  GSource *index_source;
};

HalqaStore *halqa_store_start (const char *path,
                               gboolean scratch,
                               const HalqaSchema *schema,
                               HalqaIdentity *identity,
                               GError **error);

/* What the thread is asked to do. */
typedef gboolean (*HalqaJobFunc) (HalqaStore *self, gpointer data, GError **error);

gboolean halqa_store_run (HalqaStore *self, HalqaJobFunc func, gpointer data, GError **error);
void halqa_store_run_task (GTask *task, HalqaJobFunc func);
void halqa_store_tell (HalqaStore *self, gboolean local);
void halqa_store_tell_indexed (HalqaStore *self);

G_END_DECLS
