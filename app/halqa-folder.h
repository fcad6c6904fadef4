/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_FOLDER (halqa_folder_get_type ())
G_DECLARE_FINAL_TYPE (HalqaFolder, halqa_folder, HALQA, FOLDER, GObject)

/* The folder that holds the device key and the forums. @path: %NULL for $XDG_DATA_HOME/halqa. Made
 * where it is missing. */
HalqaFolder *halqa_folder_open (const char *path, GError **error);
/* What a folder is known by among others. Returns: (nullable): %NULL for the usual one. */
char *halqa_folder_make_mark (const char *path);
const char *halqa_folder_get_path (HalqaFolder *self);
char *halqa_folder_dup_device_id (HalqaFolder *self);
/* What this laptop is called by others. */
char *halqa_folder_dup_name (HalqaFolder *self);
gboolean halqa_folder_set_name (HalqaFolder *self, const char *name, GError **error);
/* A name in the two parts that a person gives it in: who, and on which laptop. */
void halqa_folder_split_name (const char *name, char **person, char **laptop);
char *halqa_folder_join_name (const char *person, const char *laptop);
/* Says in @forum, which is open, what this laptop is called now. Returns at once. */
void halqa_folder_announce (HalqaFolder *self, HalqaForum *forum);

/**
 * HalqaForumInfo:
 * @id: in hex
 * @title: as it stands in the forum
 * @n_entries: entries in its log
 * @n_members: laptops that belong to it
 */
typedef struct
{
  char *id;
  char *title;
  guint64 n_entries;
  guint n_members;
} HalqaForumInfo;

void halqa_forum_info_free (HalqaForumInfo *self);

/* @refused: (nullable): takes why a file can't be opened, which else is told in the log.
 * Returns: (element-type HalqaForumInfo) (transfer full): by title */
GPtrArray *halqa_folder_list (HalqaFolder *self, GPtrArray *refused, GError **error);
/* @which: an id, an unambiguous prefix of one, a title, or %NULL where there is only one. */
HalqaForum *halqa_folder_open_forum (HalqaFolder *self, const char *which, GError **error);
/* @fields: (array zero-terminated=1) (nullable): "FIELD=VALUE" of the forum's record. */
HalqaForum *halqa_folder_new_forum (HalqaFolder *self,
                                    const char *title,
                                    const char *const *fields,
                                    GError **error);
/* Which forum a file "NAME.halqa" is of: its id. */
char *halqa_folder_find_of_bundle (HalqaFolder *self, const char *path, GError **error);
/* From an invitation file. A forum that is here already is opened. */
HalqaForum *halqa_folder_join_file (HalqaFolder *self, const char *path, GError **error);
/* Whether an address is tried again when the forum is opened the next time, as those of its invitation
 * are. Returns: whether it was. */
gboolean halqa_folder_note_address (HalqaFolder *self,
                                    HalqaForum *forum,
                                    const char *address,
                                    gboolean noted);
/* By a code that another laptop shows, at "HOST:PORT"; a forum that is here already is opened. The
 * person at the other laptop may be asked first: two minutes at most. @code: as it was typed, digits
 * of any script, spaces between them. Errors are of HALQA_APP_ERROR, with a sentence for people. */
void halqa_folder_join_code_async (HalqaFolder *self,
                                   const char *address,
                                   const char *code,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
HalqaForum *halqa_folder_join_code_finish (HalqaFolder *self, GAsyncResult *result, GError **error);
/* Returns: (transfer full): a list of HalqaInviting: the forums nearby that show a code. It looks
 * for them as long as it is kept: made when the view opens, let go of when it closes. */
GListModel *halqa_folder_list_inviting (HalqaFolder *self);
/* The forum that an NDJSON file holds: opened where it was read here before, else made under the
 * title of the first record of its kind, and read. */
HalqaForum *halqa_folder_open_sample (HalqaFolder *self, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaForumInfo, halqa_forum_info_free)

G_END_DECLS
