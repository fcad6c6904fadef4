/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-folder-private.h"
#include "halqa-forum-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-json-line.h"
#include "halqa-line-reader.h"
#include "halqa-ndjson.h"
#include "halqa-undo.h"

/*
 * The sample forum: a file like any that a person imports, read once into a forum of its own.
 *
 * Rule: whoever opens it again finds what they tried there last time. Which forum it is stands in a
 * note beside the device key, written when the whole file has been read: a reading that was cut off
 * begins anew. To know it by its title was rejected, for a person may give it another, or start a
 * forum under the same.
 */

#define NOTE_GROUP "sample"
#define NOTE_KEY "forum"
#define MAX_LINE (1024 * 1024)

/* The title of a line that describes a forum, else NULL. */
static char *
dup_title (JsonParser *parser, const char *line, gsize size)
{
  JsonObject *object = halqa_json_line_parse (parser, line, size, NULL);

  if (object == NULL ||
      g_strcmp0 (json_object_get_string_member_with_default (object, "kind", NULL), "forum") != 0)
    return NULL;
  return g_strdup (json_object_get_string_member_with_default (object, "title", NULL));
}

static char *
read_title (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autoptr (HalqaLineReader) reader = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  HalqaLineResult result = HALQA_LINE_FAILED;
  const char *line;
  gsize size;
  char *title = NULL;

  if (stream == NULL)
    return NULL;
  reader = halqa_line_reader_new (G_INPUT_STREAM (stream), MAX_LINE);
  while (title == NULL &&
         (result = halqa_line_reader_next (reader, &line, &size, error)) < HALQA_LINE_END)
    if (result == HALQA_LINE_READ)
      title = dup_title (parser, line, size);
  if (title == NULL && result == HALQA_LINE_END)
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
                 /* Translators: the name of a file. */
                 _ ("%s describes no forum: there is no line of kind “forum” in it"), path);
  return title;
}

static void
refused_cb (guint line, const char *why, gpointer path)
{
  g_warning ("%s:%u: %s", (const char *) path, line, why);
}

static HalqaForum *
make_sample (HalqaFolder *self, const char *path, GError **error)
{
  g_autofree char *title = read_title (path, error);
  g_autoptr (HalqaForum) forum = NULL;
  g_autofree char *id = NULL;
  HalqaImportReport report;

  if (title == NULL)
    return NULL;
  forum = halqa_folder_new_forum (self, title, NULL, error);
  if (forum == NULL ||
      !halqa_ndjson_import (forum, path, refused_cb, (gpointer) path, &report, error) ||
      !halqa_store_settle_actions (halqa_forum_get_store (forum), error))
    return NULL;
  id = halqa_forum_dup_id (forum);
  if (!halqa_identity_set_note (halqa_folder_get_identity (self), NOTE_GROUP, NOTE_KEY, id, error))
    return NULL;
  return g_steal_pointer (&forum);
}

/**
 * halqa_folder_open_sample:
 * @self: a folder
 * @path: of an NDJSON file that describes a forum
 * @error: #HalqaAppError or #HalqaSyncError
 *
 * Opens the forum that was made of the sample file before, or makes it now. Blocks.
 *
 * Returns: (transfer full): the forum
 */
HalqaForum *
halqa_folder_open_sample (HalqaFolder *self, const char *path, GError **error)
{
  g_autofree char *id = NULL;
  HalqaForum *forum;

  g_return_val_if_fail (HALQA_IS_FOLDER (self) && path != NULL, NULL);

  id = halqa_identity_dup_note (halqa_folder_get_identity (self), NOTE_GROUP, NOTE_KEY);
  forum = id != NULL ? halqa_folder_open_forum (self, id, NULL) : NULL;
  return forum != NULL ? forum : make_sample (self, path, error);
}
