/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-ndjson.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-forum-private.h"
#include "halqa-json-line.h"
#include "halqa-line-reader.h"
#include "halqa-ndjson-private.h"
#include "halqa-ndjson-writer.h"

/*
 * Reading records from a file of one JSON object a line.
 *
 * Rule: a line that can't be taken is told of with its number, and never stops the rest.
 *
 * The file is read twice: first for the codes of the themes that stand in it, for a proposal may
 * name its theme by a code that only a later line defines. A code means the theme of the file that
 * has it, else the one of the forum (of several the one with the least id), else one is made, with
 * an id made from the code, so that two laptops that read the same file make the same theme.
 *
 * A forum has one record of kind `forum`, its own. A line that describes another fills in what is
 * empty in it and changes nothing else: an old edition that is read into a new one brings its
 * slogan and not its title. Where the own record has not arrived yet nobody knows what is empty in
 * it, and such a line is passed over.
 */

#define LINE_BYTES_MAX (1024 * 1024)

typedef struct
{
  HalqaReader *reader;
  HalqaNdjsonWriter *writer;
  JsonParser *parser;
  GHashTable *themes; /* code to HalqaId */
  HalqaRefusedFunc refused;
  gpointer user_data;
  HalqaImportReport *report;
} HalqaImport;

static void
clear_import (HalqaImport *self)
{
  halqa_ndjson_writer_free (self->writer);
  g_object_unref (self->parser);
  g_hash_table_unref (self->themes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HalqaImport, clear_import)

/* @replace: whether @id is to be it where the code is noted already. */
static void
note_theme (HalqaImport *self, const char *code, const HalqaId *id, gboolean replace)
{
  if (replace || !g_hash_table_contains (self->themes, code))
    g_hash_table_insert (self->themes, g_strdup (code), g_memdup2 (id, sizeof *id));
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  HalqaRecord *const *first = a;
  HalqaRecord *const *second = b;

  return memcmp (halqa_record_get_id (*first)->bytes, halqa_record_get_id (*second)->bytes,
                 HALQA_ID_SIZE);
}

static gboolean
note_themes_of_forum (HalqaImport *self, GError **error)
{
  HalqaQuery query = { .kind = "theme" };
  g_autoptr (GPtrArray) themes = halqa_reader_query (self->reader, &query, error);

  if (themes == NULL)
    return FALSE;
  g_ptr_array_sort (themes, compare_ids);
  for (guint i = 0; i < themes->len; i++)
    {
      HalqaRecord *theme = g_ptr_array_index (themes, i);
      const char *code = halqa_record_get_text (theme, "code");

      if (code != NULL)
        note_theme (self, code, halqa_record_get_id (theme), FALSE);
    }
  return TRUE;
}

/* What a line of the first reading holds of themes; what is wrong with it the second will say. */
static gboolean
note_theme_of_line (HalqaImport *self, const char *text, gsize size, GError **error)
{
  g_autoptr (HalqaNdjsonRecord) line = NULL;
  const HalqaValue *code;
  JsonObject *object;

  if (memmem (text, size, "\"theme\"", 7) == NULL || memmem (text, size, "\"code\"", 6) == NULL)
    return TRUE;
  object = halqa_json_line_parse (self->parser, text, size, NULL);
  line = object != NULL ? halqa_ndjson_record_new (object, NULL) : NULL;
  if (line == NULL || strcmp (line->kind->name, "theme") != 0 ||
      line->deleted == HALQA_LINE_SAYS_DELETED)
    return TRUE;
  code = halqa_ndjson_record_get_value (line, "code");
  if (code != NULL && code->type == HALQA_VALUE_TEXT)
    note_theme (self, halqa_value_get_text (code), &line->id, line->has_id);
  return TRUE;
}

static gboolean
make_theme (HalqaImport *self, const char *code, GError **error)
{
  g_autoptr (HalqaNdjsonRecord) line = NULL;
  g_autoptr (JsonObject) object = json_object_new ();
  HalqaNdjsonResult result;

  json_object_set_string_member (object, "kind", "theme");
  json_object_set_string_member (object, "code", code);
  json_object_set_string_member (object, "name", code);
  json_object_set_boolean_member (object, "deleted", FALSE);
  line = halqa_ndjson_record_new (object, error);
  if (line == NULL)
    return FALSE;
  result = halqa_ndjson_writer_put (self->writer, line, error);
  if (result == HALQA_NDJSON_WRITTEN)
    self->report->n_written++;
  note_theme (self, code, &line->id, TRUE);
  return result == HALQA_NDJSON_WRITTEN || result == HALQA_NDJSON_SAME;
}

/* Puts the id in the place of the code of a theme. */
static gboolean
resolve_theme (HalqaImport *self, HalqaNdjsonRecord *line, GError **error)
{
  HalqaValue lent, value;

  if (line->theme_code == NULL)
    return TRUE;
  if (!g_hash_table_contains (self->themes, line->theme_code) &&
      !make_theme (self, line->theme_code, error))
    return FALSE;
  lent = halqa_value_id (g_hash_table_lookup (self->themes, line->theme_code));
  halqa_value_copy (&lent, &value);
  halqa_ndjson_record_take_value (line, "theme", &value);
  return TRUE;
}

/* A theme without an id is the one that its code means here. */
static void
resolve_own_code (HalqaImport *self, HalqaNdjsonRecord *line)
{
  const HalqaValue *code = halqa_ndjson_record_get_value (line, "code");
  const HalqaId *known = NULL;

  if (line->has_id || strcmp (line->kind->name, "theme") != 0)
    return;
  if (code == NULL || code->type != HALQA_VALUE_TEXT)
    return;
  known = g_hash_table_lookup (self->themes, halqa_value_get_text (code));
  if (known != NULL)
    line->id = *known;
}

/* Makes a line about a forum one about this one, and leaves of a line about another what is empty in
 * this one's record. FALSE where nothing is left to be said. */
static gboolean
adopt_forum (HalqaImport *self, HalqaNdjsonRecord *line)
{
  const HalqaId *own = &halqa_store_get_forum_key (halqa_reader_get_store (self->reader))->forum;
  gboolean is_other = line->has_id && !halqa_id_equal (&line->id, own);
  g_autoptr (HalqaRecord) shown = NULL;

  if (strcmp (line->kind->name, "forum") != 0)
    return TRUE;
  line->id = *own;
  if (!is_other)
    return TRUE;

  line->deleted = HALQA_LINE_SAYS_NOTHING;
  shown = halqa_reader_get (self->reader, "forum", own, NULL);
  for (guint i = line->fields->len; shown != NULL && i-- > 0;)
    {
      HalqaNdjsonField *field = &g_array_index (line->fields, HalqaNdjsonField, i);

      if (halqa_record_get_value (shown, field->name) != NULL)
        g_array_remove_index (line->fields, i);
    }
  return shown != NULL;
}

static void
refuse_line (HalqaImport *self, guint number, const char *why)
{
  self->report->n_refused++;
  if (self->refused != NULL)
    self->refused (number, why, self->user_data);
}

/* FALSE only where the store failed; a line that can't be taken is refused. */
static gboolean
import_line (HalqaImport *self, guint number, const char *text, gsize size, GError **error)
{
  JsonObject *object;
  g_autoptr (HalqaNdjsonRecord) line = NULL;
  g_autoptr (GError) why = NULL;
  HalqaNdjsonResult result = HALQA_NDJSON_REFUSED;

  object = halqa_json_line_parse (self->parser, text, size, &why);
  line = object != NULL ? halqa_ndjson_record_new (object, &why) : NULL;
  if (line != NULL && !adopt_forum (self, line))
    result = HALQA_NDJSON_SAME;
  else if (line != NULL)
    {
      resolve_own_code (self, line);
      result = resolve_theme (self, line, &why) ? halqa_ndjson_writer_put (self->writer, line, &why)
                                                : HALQA_NDJSON_FAILED;
    }

  if (result == HALQA_NDJSON_FAILED)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  if (result == HALQA_NDJSON_REFUSED)
    refuse_line (self, number, why->message);
  else if (result == HALQA_NDJSON_WRITTEN)
    self->report->n_written++;
  else
    self->report->n_same++;
  return TRUE;
}

static gboolean
is_blank (const char *text, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if (strchr (" \t", text[i]) == NULL)
      return FALSE;
  return TRUE;
}

typedef gboolean (
    *HalqaLineFunc) (HalqaImport *self, guint number, const char *text, gsize size, GError **error);

static gboolean
note_line (HalqaImport *self, guint number, const char *text, gsize size, GError **error)
{
  return text == NULL || note_theme_of_line (self, text, size, error);
}

static gboolean
take_line (HalqaImport *self, guint number, const char *text, gsize size, GError **error)
{
  self->report->n_lines++;
  if (text == NULL)
    {
      refuse_line (self, number, _ ("The line is longer than 1 MiB"));
      return TRUE;
    }
  return import_line (self, number, text, size, error);
}

/* Calls @func for each line that holds something; without a text for one that is too long. */
static gboolean
each_line (HalqaImport *self, GFile *file, HalqaLineFunc func, GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autoptr (HalqaLineReader) lines = NULL;

  if (stream == NULL)
    return FALSE;
  lines = halqa_line_reader_new (G_INPUT_STREAM (stream), LINE_BYTES_MAX);
  while (TRUE)
    {
      const char *text = NULL;
      gsize size = 0;
      HalqaLineResult result = halqa_line_reader_next (lines, &text, &size, error);

      if (result == HALQA_LINE_END || result == HALQA_LINE_FAILED)
        return result == HALQA_LINE_END;
      if (result == HALQA_LINE_TOO_LONG)
        text = NULL;
      else if (is_blank (text, size))
        continue;
      if (!func (self, halqa_line_reader_get_number (lines), text, size, error))
        return FALSE;
    }
}

/**
 * halqa_ndjson_import_store:
 * @reader: of the store to be written, on the calling thread
 * @path: a file
 * @refused: (nullable): called for each line that is refused
 * @user_data: for @refused
 * @report: (out caller-allocates): what became of the lines, on an error too
 * @error: of the file or the store
 *
 * Returns: whether all lines were read and what they say is on disk
 */
gboolean
halqa_ndjson_import_store (HalqaReader *reader,
                           const char *path,
                           HalqaRefusedFunc refused,
                           gpointer user_data,
                           HalqaImportReport *report,
                           GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_auto (HalqaImport) self = {
    .reader = reader,
    .writer = halqa_ndjson_writer_new (reader),
    .parser = json_parser_new (),
    .themes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
    .refused = refused,
    .user_data = user_data,
    .report = report,
  };

  g_return_val_if_fail (path != NULL && report != NULL, FALSE);

  *report = (HalqaImportReport){ 0 };
  file = g_file_new_for_path (path);
  return note_themes_of_forum (&self, error) && each_line (&self, file, note_line, error) &&
         each_line (&self, file, take_line, error) &&
         halqa_ndjson_writer_flush (self.writer, error);
}

/**
 * halqa_ndjson_import:
 * @forum: an open forum, on the thread that opened it
 * @path: a file
 * @refused: (nullable): called for each line that is refused
 * @user_data: for @refused
 * @report: (out caller-allocates): what became of the lines, on an error too
 * @error: of the file or the store
 *
 * Reads records as halqa_ndjson_export() writes them. Blocks.
 *
 * Returns: whether all lines were read and what they say is on disk
 */
gboolean
halqa_ndjson_import (HalqaForum *forum,
                     const char *path,
                     HalqaRefusedFunc refused,
                     gpointer user_data,
                     HalqaImportReport *report,
                     GError **error)
{
  return halqa_ndjson_import_store (halqa_forum_get_reader (forum), path, refused, user_data,
                                    report, error);
}
