/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-folder-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-bundle.h"
#include "halqa-error.h"
#include "halqa-kinds.h"
#include "halqa-reader.h"
#include "halqa-store-schema.h"

/*
 * Which forums a folder holds, and which of them somebody means.
 *
 * Rule: a word that could be the beginning of an id is taken for one first, and for a title where
 * no id begins so; what could mean two forums means none, and the answer says what would tell them
 * apart.
 */

#define FILE_ENDING ".halqadb"
#define PREFIX_MIN 4

void
halqa_forum_info_free (HalqaForumInfo *self)
{
  g_free (self->id);
  g_free (self->title);
  g_free (self);
}

/* Where the forum @id (in hex) is, or would be. */
char *
halqa_folder_build_path (HalqaFolder *self, const char *id)
{
  g_autofree char *name = g_strconcat (id, FILE_ENDING, NULL);

  return g_build_filename (halqa_folder_get_forums_path (self), name, NULL);
}

/* The ids that the names of the files in the folder say. */
static GPtrArray *
list_ids (HalqaFolder *self, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (halqa_folder_get_forums_path (self), 0, error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      HalqaId id;
      g_autofree char *hex = g_strndup (name, 2 * HALQA_ID_SIZE);

      if (halqa_hex_decode (hex, id.bytes, HALQA_ID_SIZE) &&
          strcmp (name + 2 * HALQA_ID_SIZE, FILE_ENDING) == 0)
        g_ptr_array_add (ids, g_steal_pointer (&hex));
    }
  return g_steal_pointer (&ids);
}

HalqaStore *
halqa_folder_open_file (HalqaFolder *self, const char *id, GError **error)
{
  g_autofree char *path = halqa_folder_build_path (self, id);

  return halqa_store_open (path, halqa_kinds_get_schema (), halqa_folder_get_identity (self),
                           error);
}

static HalqaForumInfo *
read_info (HalqaFolder *self, const char *id, GError **error)
{
  g_autoptr (GArray) members = NULL;
  g_autoptr (HalqaStore) store = halqa_folder_open_file (self, id, error);
  g_autoptr (HalqaReader) reader = store != NULL ? halqa_reader_open (store, error) : NULL;
  HalqaStatus status;
  HalqaForumInfo *info;

  if (reader == NULL || !halqa_reader_status (reader, &status, error))
    return NULL;
  info = g_new0 (HalqaForumInfo, 1);
  info->id = g_strdup (id);
  info->title = halqa_reader_dup_title (reader);
  info->n_entries = status.n_entries;
  members = halqa_reader_list_devices (reader, FALSE);
  info->n_members = members->len;
  return info;
}

static int
compare_infos (gconstpointer a, gconstpointer b)
{
  const HalqaForumInfo *const *first = a;
  const HalqaForumInfo *const *second = b;
  int order = g_utf8_collate ((*first)->title, (*second)->title);

  return order != 0 ? order : strcmp ((*first)->id, (*second)->id);
}

/**
 * halqa_folder_list:
 * @self: a folder
 * @refused: (nullable) (element-type utf8): why a file can't be opened is added to it
 * @error: of the folder itself
 *
 * Opens every forum; a file that can't be opened is left out. Where nobody wants to know of it, a warning
 * says why.
 *
 * Returns: (element-type HalqaForumInfo) (transfer full): by title
 */
GPtrArray *
halqa_folder_list (HalqaFolder *self, GPtrArray *refused, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GPtrArray) infos = NULL;

  g_return_val_if_fail (HALQA_IS_FOLDER (self), NULL);

  ids = list_ids (self, error);
  if (ids == NULL)
    return NULL;
  infos = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_forum_info_free);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GError) reason = NULL;
      HalqaForumInfo *info = read_info (self, g_ptr_array_index (ids, i), &reason);

      if (info != NULL)
        g_ptr_array_add (infos, info);
      else if (refused != NULL)
        g_ptr_array_add (refused, g_strdup (reason->message));
      else
        g_warning ("%s", reason->message);
    }
  g_ptr_array_sort (infos, compare_infos);
  return g_steal_pointer (&infos);
}

static const char *
refuse_which (GError **error, int code, const char *why)
{
  g_set_error_literal (error, HALQA_APP_ERROR, code, why);
  return NULL;
}

/* The only one of @ids; lent. */
static const char *
find_only (GPtrArray *ids, GError **error)
{
  if (ids->len == 1)
    return g_ptr_array_index (ids, 0);
  return refuse_which (error, ids->len == 0 ? HALQA_APP_ERROR_NOT_FOUND : HALQA_APP_ERROR_INVALID,
                       ids->len == 0 ? _ ("There is no forum in this folder yet: “forum new” makes "
                                          "one, “forum join” takes part in one")
                                     : _ ("There are several forums in this folder: “forum list” "
                                          "has their ids, “--forum ID” says which"));
}

static gboolean
is_prefix (const char *which)
{
  gsize size = strlen (which);

  return size >= PREFIX_MIN && size <= 2 * HALQA_ID_SIZE &&
         strspn (which, "0123456789abcdefABCDEF") == size;
}

/* The id that @which begins; NULL without an error where there is none. Lent. */
static const char *
find_by_prefix (GPtrArray *ids, const char *which, GError **error)
{
  const char *found = NULL;

  if (!is_prefix (which))
    return NULL;
  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);

      if (g_ascii_strncasecmp (id, which, strlen (which)) != 0)
        continue;
      if (found != NULL)
        return refuse_which (error, HALQA_APP_ERROR_INVALID,
                             _ ("The ids of several forums begin so: give more digits"));
      found = id;
    }
  return found;
}

/* The same by the title of the forum. */
static const char *
find_by_title (HalqaFolder *self, GPtrArray *ids, const char *which, GError **error)
{
  const char *found = NULL;

  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      HalqaForumInfo *info = read_info (self, id, NULL);
      gboolean fits = info != NULL && strcmp (info->title, which) == 0;

      g_clear_pointer (&info, halqa_forum_info_free);
      if (!fits)
        continue;
      if (found != NULL)
        return refuse_which (error, HALQA_APP_ERROR_INVALID,
                             _ ("Several forums have this title: give the id instead"));
      found = id;
    }
  return found;
}

/**
 * halqa_folder_find_forum:
 * @self: a folder
 * @which: (nullable): an id, a prefix of one of at least 4 digits, or a title; %NULL for the only
 * @error: #HalqaAppError where it is not one
 *
 * Returns: (transfer full) (nullable): its id in hex
 */
char *
halqa_folder_find_forum (HalqaFolder *self, const char *which, GError **error)
{
  g_autoptr (GPtrArray) ids = list_ids (self, error);
  g_autoptr (GError) reason = NULL;
  const char *found;

  if (ids == NULL)
    return NULL;
  if (which == NULL)
    return g_strdup (find_only (ids, error));
  found = find_by_prefix (ids, which, &reason);
  if (found == NULL && reason == NULL)
    found = find_by_title (self, ids, which, &reason);
  if (found == NULL && reason == NULL)
    g_set_error (&reason, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND,
                 _ ("There is no forum “%s” in this folder"), which);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return g_strdup (found);
}

/**
 * halqa_folder_find_of_bundle:
 * @self: a folder
 * @path: a forum as a file, "NAME.halqa"
 * @error: %HALQA_APP_ERROR_NOT_FOUND where it is of none of these forums, or #HalqaSyncError of the file
 *
 * Returns: (transfer full) (nullable): the id in hex of the forum that it is of
 */
char *
halqa_folder_find_of_bundle (HalqaFolder *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) ids = NULL;

  g_return_val_if_fail (HALQA_IS_FOLDER (self) && path != NULL, NULL);

  if (halqa_store_schema_is_apart (path, error))
    ids = list_ids (self, error);
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_autoptr (GError) reason = NULL;
      g_autoptr (HalqaStore) store = halqa_folder_open_file (self, ids->pdata[i], NULL);
      g_autoptr (HalqaBundle) bundle =
                     store != NULL ? halqa_bundle_open (path, store, &reason) : NULL;

      if (bundle != NULL)
        return g_strdup (ids->pdata[i]);
      if (reason != NULL && !g_error_matches (reason, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return NULL;
        }
    }
  if (ids != NULL)
    g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND,
                         _ ("The file is of a forum that this laptop does not belong to. Join it "
                            "first: by a code, or by the invitation file that was put beside it."));
  return NULL;
}
