/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-draft.h"
#include "halqa-item.h"
#include "halqa-member.h"

G_BEGIN_DECLS

#define HALQA_TYPE_FORUM (halqa_forum_get_type ())
G_DECLARE_FINAL_TYPE (HalqaForum, halqa_forum, HALQA, FORUM, GObject)

/* An open forum: its records, its peers. Lives on the thread that opened it, whose main context
 * must run for the lists to move. Properties: "title", "n-conflicts", "neighbours", "n-laptops",
 * "n-complete", "everybody-has-everything", "undo-label", "redo-label", "n-unsaved". Signal "changed":
 * records were written, by whomever. */

char *halqa_forum_dup_id (HalqaForum *self);
const char *halqa_forum_get_title (HalqaForum *self);
/* Whether the forum stands where nothing can be written, as on a locked stick: a window shows it, with
 * a word about that, and offers no edits, for every one would be refused. Never changes. */
gboolean halqa_forum_is_read_only (HalqaForum *self);
/* Fields that two people wrote differently. */
guint halqa_forum_get_n_conflicts (HalqaForum *self);

/* The item of a record, one object as long as anybody holds it; %NULL where there is none.
 * Returns: (transfer full) */
HalqaItem *halqa_forum_dup_item (HalqaForum *self, const char *kind, const char *id);
char *halqa_forum_dup_inherited (HalqaForum *self, HalqaItem *item, const char *field);
char *halqa_forum_dup_ref (HalqaForum *self, HalqaItem *item, const char *field);
/* The record of the laptop of that device id in hex, %NULL for this one; %NULL where none has come.
 * Returns: (transfer full) */
HalqaItem *halqa_forum_dup_device_item (HalqaForum *self, const char *device);
/* The forum's own record. Returns: (transfer full) (nullable) */
HalqaItem *halqa_forum_dup_forum_item (HalqaForum *self);

/* What the proposal @id is merged into, in hex; %NULL where it is merged into nothing that counts.
 * Returns: (transfer full) (nullable) */
char *halqa_forum_dup_merged_into (HalqaForum *self, const char *id);

/* Writes @draft as one entry. Finished TRUE means: on disk. The draft is spent. */
void halqa_forum_save_async (HalqaForum *self,
                             HalqaDraft *draft,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean halqa_forum_save_finish (HalqaForum *self, GAsyncResult *result, GError **error);
/* What is typed and not yet on disk, by whichever form: property "n-unsaved". Each save holds the
 * forum until it has come back; a form that waits before it tries again holds it too. */
void halqa_forum_hold (HalqaForum *self);
void halqa_forum_release (HalqaForum *self);
guint halqa_forum_get_n_unsaved (HalqaForum *self);
/* Why the last save failed; %NULL where it did not. */
const char *halqa_forum_get_save_problem (HalqaForum *self);

/* --- what the person at this laptop did last, in this and any other process, before and after a
 * restart; never what another did */

/* "Undo Delete ENV-07", for a menu; %NULL where there is nothing. */
const char *halqa_forum_get_undo_label (HalqaForum *self);
const char *halqa_forum_get_redo_label (HalqaForum *self);

/**
 * HalqaTakenBack:
 *
 * What came of taking back, or of doing again.
 */
typedef struct _HalqaTakenBack HalqaTakenBack;

/* Takes the last action back; with @redo does again what was taken back last. What another has
 * changed since stays as it is. */
void halqa_forum_undo_async (HalqaForum *self,
                             gboolean redo,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* The same of what was saved by a draft or a settlement, be it the last or not; fails where it was
 * taken back already. */
void halqa_forum_undo_action_async (HalqaForum *self,
                                    guint64 stamp,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
HalqaTakenBack *halqa_forum_undo_finish (HalqaForum *self, GAsyncResult *result, GError **error);

/* "Undone: Delete ENV-07". */
const char *halqa_taken_back_get_words (HalqaTakenBack *self);
/* What was left as it is, and why; %NULL where nothing was. */
const char *halqa_taken_back_get_left (HalqaTakenBack *self);
gboolean halqa_taken_back_has_done (HalqaTakenBack *self);
gboolean halqa_taken_back_is_redo (HalqaTakenBack *self);
/* The kind and id of the record that it was done to; %NULL where that is gone by it, or nothing was
 * done. */
const char *halqa_taken_back_get_record (HalqaTakenBack *self, const char **id);
void halqa_taken_back_free (HalqaTakenBack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaTakenBack, halqa_taken_back_free)

/* The versions of one field, the shown one first; empty where nobody differs. Of an edit made
 * while another deleted, @field is "deleted".
 * Returns: (transfer full): a list of HalqaVersion */
GListModel *halqa_forum_dup_versions (HalqaForum *self, HalqaItem *item, const char *field);

/* Replication on a thread of its own. @listen: "HOST:PORT", or %NULL for any port of every
 * interface. */
gboolean halqa_forum_start_replication (HalqaForum *self,
                                        const char *listen,
                                        gboolean discovery,
                                        GError **error);
void halqa_forum_stop_replication (HalqaForum *self);
/* Where others can reach this laptop, "HOST:PORT": an address for each interface that is up. */
char **halqa_forum_list_own_addresses (HalqaForum *self);
char *halqa_forum_dup_listen_address (HalqaForum *self);
gboolean halqa_forum_add_address (HalqaForum *self, const char *address, GError **error);
gboolean halqa_forum_has_address (HalqaForum *self, const char *address);
void halqa_forum_forget_address (HalqaForum *self, const char *address);
/* A list of HalqaNeighbour: the laptops of this forum, in reach or not. Lent. */
GListModel *halqa_forum_get_neighbours (HalqaForum *self);
/* Who has everything, this laptop among them; both 0 while nothing is replicated. */
guint halqa_forum_get_n_laptops (HalqaForum *self);
guint halqa_forum_get_n_complete (HalqaForum *self);
gboolean halqa_forum_everybody_has_everything (HalqaForum *self);

/* A list of HalqaMember: the laptops that belong to the forum, or did. Lent. */
GListModel *halqa_forum_get_members (HalqaForum *self);
HalqaMember *halqa_forum_dup_own_member (HalqaForum *self);
/* For good. Finished TRUE means: on disk. Ask before, with the note below. */
void halqa_forum_remove_member_async (HalqaForum *self,
                                      HalqaMember *member,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean halqa_forum_remove_member_finish (HalqaForum *self, GAsyncResult *result, GError **error);
/* What a removal can't do, in words; lent. */
const char *halqa_forum_get_removal_note (void);

gboolean halqa_forum_write_invitation (HalqaForum *self, const char *path, GError **error);

G_END_DECLS
