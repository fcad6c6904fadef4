/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-blob-store.h"
#include "halqa-change.h"
#include "halqa-entry.h"
#include "halqa-identity.h"
#include "halqa-keyring.h"
#include "halqa-schema.h"

G_BEGIN_DECLS

#define HALQA_TYPE_STORE (halqa_store_get_type ())
G_DECLARE_FINAL_TYPE (HalqaStore, halqa_store, HALQA, STORE, GObject)

/**
 * HalqaForumKey:
 * @forum: the forum id
 * @key: the founding key: to know it is to be a member, as long as nobody has been removed
 */
typedef struct
{
  HalqaId forum;
  guint8 key[HALQA_KEY_SIZE];
} HalqaForumKey;

/* --- life: these block; call them off the main loop or at start-up */

/* Makes the file at @path, which must not exist. @title is shown until the forum's own record has
 * arrived. @schema is borrowed and must outlive the store. */
HalqaStore *halqa_store_create (const char *path,
                                const HalqaSchema *schema,
                                HalqaIdentity *identity,
                                const HalqaForumKey *key,
                                const char *title,
                                GError **error);
HalqaStore *halqa_store_open (const char *path,
                              const HalqaSchema *schema,
                              HalqaIdentity *identity,
                              GError **error);
/* Finishes what was begun, ends the thread. Also done when the last reference goes. */
void halqa_store_close (HalqaStore *self);

/* --- what never changes, from any thread */
const char *halqa_store_get_path (HalqaStore *self);
const HalqaSchema *halqa_store_get_schema (HalqaStore *self);
HalqaIdentity *halqa_store_get_identity (HalqaStore *self);
const HalqaForumKey *halqa_store_get_forum_key (HalqaStore *self);
const guint8 *halqa_store_get_store_id (HalqaStore *self);
/* The files that go with it. Lent. */
HalqaBlobStore *halqa_store_get_blobs (HalqaStore *self);
/* Whether it stands where nothing can be written: it is shown, and every change is refused. */
gboolean halqa_store_is_read_only (HalqaStore *self);
/* The same as an error that says so to a person. */
gboolean halqa_store_check_writable (HalqaStore *self, GError **error);

/* --- who is a member, from any thread */
/* What admits whom now. After each commit that changes it there is another; watchers are told of
 * the records of kind `key` when it is there. Returns: (transfer full) */
HalqaKeyring *halqa_store_ref_keyring (HalqaStore *self);
/* Whether @touched holds one of those. */
gboolean halqa_touched_has_keys (const GArray *touched);
/* Keeps what an invitation told; see #HalqaInvitation. */
gboolean halqa_store_tell_keys (HalqaStore *self, GBytes *newer, GError **error);
/* Removes @device for good: a next key, for all others, in one entry. */
gboolean halqa_store_remove_device (HalqaStore *self, const HalqaDeviceId *device, GError **error);
void halqa_store_remove_device_async (HalqaStore *self,
                                      const HalqaDeviceId *device,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean halqa_store_remove_device_finish (HalqaStore *self, GAsyncResult *result, GError **error);

/* --- writing: the work is done on the store's thread; what has come back is on disk */
gboolean halqa_store_commit (HalqaStore *self, HalqaChange *change, GError **error);
void halqa_store_commit_async (HalqaStore *self,
                               HalqaChange *change,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean halqa_store_commit_finish (HalqaStore *self, GAsyncResult *result, GError **error);
/* One entry for each change, in transactions of at most 512; all or, on an error, those before. */
gboolean halqa_store_commit_many (HalqaStore *self, GPtrArray *changes, GError **error);

/**
 * HalqaApplied:
 * @n_new: entries that were not known before
 * @n_known: entries that were
 */
typedef struct
{
  guint n_new;
  guint n_known;
} HalqaApplied;

/* @entries: (element-type HalqaEntry): verified ones, in one transaction. @peer: the store id (8
 * bytes) that they came from, or %NULL; they are not sent back there. */
gboolean halqa_store_apply (HalqaStore *self,
                            GPtrArray *entries,
                            const guint8 *peer,
                            HalqaApplied *applied,
                            GError **error);
void halqa_store_apply_async (HalqaStore *self,
                              GPtrArray *entries,
                              const guint8 *peer,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* The same before their signatures are checked: of a forum that comes whole from a proven member. */
void halqa_store_apply_unchecked_async (HalqaStore *self,
                                        GPtrArray *entries,
                                        const guint8 *peer,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
gboolean halqa_store_apply_finish (HalqaStore *self,
                                   GAsyncResult *result,
                                   HalqaApplied *applied,
                                   GError **error);

/* Finished when nothing is unchecked. @n_false: entries that were struck out meanwhile. */
void halqa_store_settle_checks_async (HalqaStore *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean halqa_store_settle_checks_finish (HalqaStore *self,
                                           GAsyncResult *result,
                                           guint *n_false,
                                           GError **error);

/* @seen: how far the arrivals of the store @peer (8 bytes) have been read; @acked: how far it has
 * read ours. Both 0 where it was never met. */
gboolean halqa_store_set_seen (HalqaStore *self,
                               const guint8 *peer,
                               guint64 seen,
                               guint64 acked,
                               GError **error);
void halqa_store_set_seen_async (HalqaStore *self,
                                 const guint8 *peer,
                                 guint64 seen,
                                 guint64 acked,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean halqa_store_set_seen_finish (HalqaStore *self, GAsyncResult *result, GError **error);

/* How far long work is, called in the thread that does it: of a file that is read, bytes; of one that is
 * written, entries; of a check, steps. */
typedef void (*HalqaStoreProgress) (guint64 done, guint64 total, gpointer user_data);

/* Every signature and id, and the tables against a fold of the log; with @rebuild the tables are
 * made anew first. */
gboolean halqa_store_check (HalqaStore *self,
                            gboolean rebuild,
                            HalqaStoreProgress progress,
                            gpointer user_data,
                            GError **error);
/* Brings the search index up to what the log holds; by itself that happens a moment after each
 * commit, and watchers are told of the records again. */
gboolean halqa_store_index (HalqaStore *self, GError **error);

/* Blocks until what was asked before is done, and on its way back. */
void halqa_store_settle (HalqaStore *self);

/* A stamp of this machine's clock for the "time" of an exchange; takes nothing. */
guint64 halqa_store_now (void);

/* --- being told */

/**
 * HalqaTouched:
 * @kind: the kind
 * @id: the record
 */
typedef struct
{
  const HalqaKind *kind;
  HalqaId id;
} HalqaTouched;

/* @touched: (element-type HalqaTouched): records whose rows changed, each once; none where entries that
 * were known already have been checked, and may be passed on now. @local: whether a
 * commit of this process wrote them (else entries applied, or another process). */
typedef void (*HalqaStoreFunc) (HalqaStore *self,
                                const GArray *touched,
                                gboolean local,
                                gpointer user_data);
/* @func runs in @context after each commit of this or, within 500 ms, another process. */
guint halqa_store_watch (HalqaStore *self,
                         GMainContext *context,
                         HalqaStoreFunc func,
                         gpointer user_data);
/* Must be called in the context that was given. */
void halqa_store_unwatch (HalqaStore *self, guint watch);

G_END_DECLS
