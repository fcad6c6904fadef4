/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-store.h"
#include "halqa-watches.h"
#include "halqa-writer.h"

G_BEGIN_DECLS

/* Of halqa-store-checks.c: signatures that are checked behind. */
typedef struct _HalqaChecks HalqaChecks;

struct _HalqaStore
{
  GObject parent_instance;

  /* Set while it is made, never changed. */
  char *path;
  gboolean scratch; /* works on a copy of what stands at @path */
  const HalqaSchema *schema; /* borrowed */
  HalqaIdentity *identity;
  HalqaBlobStore *blobs;
  HalqaForumKey key;
  guint8 store_id[HALQA_STORE_ID_SIZE];
  gboolean read_only;
  GMainContext *context;
  GThread *thread;
  HalqaWatches *watches;
  GAsyncQueue *jobs;

  /* Of the thread. */
  GMainLoop *loop;
  HalqaWriter *writer;
  GSource *look_source;
  GSource *index_source;
  HalqaChecks *checks;
  GSource *key_source; /* until a next key is due, or NULL */

  GMutex keyring_mutex; /* of what follows */
  HalqaKeyring *keyring;
};

HalqaStore *halqa_store_start (const char *path,
                               gboolean scratch,
                               const HalqaSchema *schema,
                               HalqaIdentity *identity,
                               GError **error);

/* What the thread is asked to do. */
typedef gboolean (*HalqaJobFunc) (HalqaStore *self, gpointer data, GError **error);

/* What may share a transaction with its like. */
typedef enum
{
  HALQA_JOB_ALONE,
  HALQA_JOB_OWN, /* a person's entries */
  HALQA_JOB_FOREIGN, /* what an exchange brings */
} HalqaJobKind;

gboolean halqa_store_run (HalqaStore *self, HalqaJobFunc func, gpointer data, GError **error);
void halqa_store_run_task (GTask *task, HalqaJobFunc func);
void
halqa_store_run_task_jointly (GTask *task, HalqaJobFunc func, HalqaJobKind kind, guint n_entries);
void halqa_store_post (HalqaStore *self, HalqaJobFunc func, gpointer data, GDestroyNotify let_go);
void halqa_store_tell (HalqaStore *self, gboolean local);
/* --- of halqa-store-keys.c, on the thread */
/* Takes over the writer's keyring, and plans what that asks for. */
void halqa_store_take_keyring (HalqaStore *self);
/* The same, after records were touched. */
void halqa_store_follow_keys (HalqaStore *self);
void halqa_store_tell_indexed (HalqaStore *self);
/* There is more that may be passed on. */
void halqa_store_tell_checked (HalqaStore *self);
/* Answers in the task's context, from where its store may be let go. @error: (transfer full). */
void halqa_store_return_task (GTask *task, GError *error);

/* --- of halqa-store-checks.c, all on the thread */

/* @elsewhere: another process brought what is unchecked, and most likely checks it. */
void halqa_store_schedule_checks (HalqaStore *self, gboolean elsewhere);
/* What has begun is waited for, who waits is told. */
void halqa_store_end_checks (HalqaStore *self);

G_END_DECLS
