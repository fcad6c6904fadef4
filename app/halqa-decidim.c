/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-decidim.h"

#include <string.h>

#include "halqa-csv-writer.h"
#include "halqa-file-writer.h"
#include "halqa-forest.h"
#include "halqa-forum-files.h"
#include "halqa-kinds.h"
#include "halqa-record-json.h"
#include "halqa-text.h"

/*
 * Proposals for Decidim: what `Decidim::Proposals::Import::ProposalCreator` reads of a file that an
 * administrator hands in ("Import proposals from a file").
 *
 * It wants a title and a body in each language as columns of their own, `title/fr`, also in JSON,
 * where the names are taken from the first object and the values by their place: so every object
 * has all of them, in one order. Its CSV is parted by semicolons and has no byte order mark, and a
 * cell is the text itself, with no marks against formulas. It takes no file in which a title or a
 * body is missing, so a proposal without a body has its title there. `id` and `reference` are passed
 * over by it, and are there for who compares.
 *
 * A problem stands at the beginning of the body: Decidim has no field for it. Themes and scopes it
 * would want as numbers of its own database, so they stay behind. What is merged into another
 * proposal is not there: its text has gone into the other.
 *
 * A text whose language nobody has said goes by its letters: Arabic, Tifinagh, or the first other
 * language of the forum.
 */

#define DEFAULT_LANGUAGE "fr"

typedef struct
{
  GPtrArray *proposals; /* of HalqaRecord */
  GPtrArray *languages; /* of char */
  char *latin; /* language of texts in other letters */
} HalqaDecidim;

static void
clear_decidim (HalqaDecidim *self)
{
  g_clear_pointer (&self->proposals, g_ptr_array_unref);
  g_ptr_array_unref (self->languages);
  g_free (self->latin);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HalqaDecidim, clear_decidim)

static gboolean
is_language (const char *text)
{
  g_autofree char *field = g_strconcat ("title@", text, NULL);

  return halqa_kinds_can_write (halqa_schema_find_kind (halqa_kinds_get_schema (), "proposal"),
                                field);
}

/* The first language of the forum that is written in Latin letters. */
static char *
find_latin (HalqaReader *reader)
{
  const HalqaId *own = &halqa_store_get_forum_key (halqa_reader_get_store (reader))->forum;
  g_autoptr (HalqaRecord) forum = halqa_reader_get (reader, "forum", own, NULL);
  const char *text = forum != NULL ? halqa_record_get_text (forum, "languages") : NULL;
  g_auto (GStrv) words = g_strsplit_set (text != NULL ? text : "", " ,;", -1);

  for (char **word = words; *word != NULL; word++)
    if (is_language (*word) && strcmp (*word, "ar") != 0 && strcmp (*word, "zgh") != 0)
      return g_strdup (*word);
  return g_strdup (DEFAULT_LANGUAGE);
}

static gboolean
is_tifinagh (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_isalpha (g_utf8_get_char (text)))
      return g_unichar_get_script (g_utf8_get_char (text)) == G_UNICODE_SCRIPT_TIFINAGH;
  return FALSE;
}

static const char *
get_any_text (HalqaRecord *record)
{
  static const char *const fields[] = { "title", "body", "problem" };

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (halqa_record_get_text (record, fields[i]) != NULL)
      return halqa_record_get_text (record, fields[i]);
  return "";
}

static const char *
get_language (HalqaDecidim *self, HalqaRecord *record)
{
  const char *told = halqa_record_get_text (record, "lang");
  const char *text = get_any_text (record);

  if (told != NULL && is_language (told))
    return told;
  if (halqa_text_get_direction (text) == HALQA_TEXT_RTL)
    return "ar";
  return is_tifinagh (text) ? "zgh" : self->latin;
}

/* A text in one language, NULL where there is none. Lent. */
static const char *
get_text (HalqaDecidim *self, HalqaRecord *record, const char *field, const char *language)
{
  g_autofree char *translation = g_strdup_printf ("%s@%s", field, language);
  const char *text = halqa_record_get_text (record, translation);

  if (text == NULL && strcmp (get_language (self, record), language) == 0)
    text = halqa_record_get_text (record, field);
  return text;
}

/* Problem and body; the title where both are empty. NULL where that is too. To be freed. */
static char *
dup_body (HalqaDecidim *self, HalqaRecord *record, const char *language)
{
  const char *problem = get_text (self, record, "problem", language);
  const char *body = get_text (self, record, "body", language);

  if (problem != NULL && body != NULL)
    return g_strdup_printf ("%s\n\n%s", problem, body);
  if (problem != NULL)
    return g_strdup (problem);
  return g_strdup (body != NULL ? body : get_text (self, record, "title", language));
}

static void
note_language (HalqaDecidim *self, const char *language)
{
  if (!g_ptr_array_find_with_equal_func (self->languages, language, g_str_equal, NULL))
    g_ptr_array_add (self->languages, g_strdup (language));
}

static void
note_translation (const char *field, const HalqaValue *value, gpointer user_data)
{
  if (g_str_has_prefix (field, "title@") || g_str_has_prefix (field, "body@"))
    note_language (user_data, strchr (field, '@') + 1);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static gboolean
choose_proposals (HalqaDecidim *self, HalqaReader *reader, GError **error)
{
  HalqaQuery query = { .kind = "proposal" };
  g_autoptr (GPtrArray) all = halqa_reader_query (reader, &query, error);
  g_autoptr (HalqaForest) forest = halqa_forest_new ();

  if (all == NULL || !halqa_forest_read (forest, reader, NULL, error))
    return FALSE;
  self->latin = find_latin (reader);
  for (guint i = 0; i < all->len; i++)
    {
      HalqaRecord *record = g_ptr_array_index (all, i);

      if (halqa_forest_get_into (forest, halqa_record_get_id (record)) != NULL)
        continue;
      g_ptr_array_add (self->proposals, halqa_record_ref (record));
      note_language (self, get_language (self, record));
      halqa_record_foreach (record, note_translation, self);
    }
  g_ptr_array_sort (self->languages, compare_names);
  return TRUE;
}

/* Called with each column of a proposal, or of the names where @record is NULL. */
typedef void (*HalqaDecidimFunc) (const char *name, const char *text, gpointer user_data);

static void
walk_columns (HalqaDecidim *self, HalqaRecord *record, HalqaDecidimFunc func, gpointer user_data)
{
  char hex[HALQA_HEX_MAX] = "";

  if (record != NULL)
    halqa_hex_encode (hex, halqa_record_get_id (record)->bytes, HALQA_ID_SIZE);
  func ("id", hex, user_data);
  func ("reference", record != NULL ? halqa_record_get_text (record, "reference") : NULL,
        user_data);
  for (guint i = 0; i < self->languages->len; i++)
    {
      const char *language = self->languages->pdata[i];
      g_autofree char *title = g_strdup_printf ("title/%s", language);
      g_autofree char *body = g_strdup_printf ("body/%s", language);
      g_autofree char *text = record != NULL ? dup_body (self, record, language) : NULL;

      func (title, record != NULL ? get_text (self, record, "title", language) : NULL, user_data);
      func (body, text, user_data);
    }
}

/* --- CSV */

static void
add_name (const char *name, const char *text, gpointer user_data)
{
  halqa_csv_writer_add (user_data, name);
}

static void
add_cell (const char *name, const char *text, gpointer user_data)
{
  halqa_csv_writer_add (user_data, text);
}

static gboolean
write_csv (HalqaDecidim *self, const char *path, HalqaExportWork *work, GError **error)
{
  g_autoptr (HalqaCsvWriter) writer = halqa_csv_writer_new (path, ';', HALQA_CSV_BARE, error);

  if (writer == NULL)
    return FALSE;
  walk_columns (self, NULL, add_name, writer);
  if (!halqa_csv_writer_end_row (writer, error))
    return FALSE;
  for (guint i = 0; i < self->proposals->len; i++)
    {
      walk_columns (self, self->proposals->pdata[i], add_cell, writer);
      if (!halqa_csv_writer_end_row (writer, error) ||
          !halqa_export_work_step (work, self->proposals->len, error))
        return FALSE;
    }
  return halqa_csv_writer_commit (writer, error);
}

/* --- JSON */

static void
add_member (const char *name, const char *text, gpointer user_data)
{
  json_builder_set_member_name (user_data, name);
  if (text != NULL)
    json_builder_add_string_value (user_data, text);
  else
    json_builder_add_null_value (user_data);
}

static char *
print_object (HalqaDecidim *self, HalqaRecord *record)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  walk_columns (self, record, add_member, builder);
  json_builder_end_object (builder);
  return halqa_record_json_print (builder);
}

static gboolean
write_text (GOutputStream *stream, const char *text, GError **error)
{
  return g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, error);
}

static gboolean
write_json (HalqaDecidim *self, const char *path, HalqaExportWork *work, GError **error)
{
  g_autoptr (HalqaFileWriter) file = halqa_file_writer_new (path, 0666, error);
  g_autoptr (GOutputStream) stream = NULL;

  if (file == NULL)
    return FALSE;
  stream = g_buffered_output_stream_new (G_OUTPUT_STREAM (file));
  if (!write_text (stream, "[", error))
    return FALSE;
  for (guint i = 0; i < self->proposals->len; i++)
    {
      g_autofree char *object = print_object (self, self->proposals->pdata[i]);

      if (!write_text (stream, i > 0 ? ",\n" : "\n", error) ||
          !write_text (stream, object, error) ||
          !halqa_export_work_step (work, self->proposals->len, error))
        return FALSE;
    }
  return write_text (stream, "\n]\n", error) && g_output_stream_flush (stream, NULL, error) &&
         halqa_file_writer_commit (file, error);
}

/**
 * halqa_decidim_export_store:
 * @reader: what is shown
 * @path: a file, replaced where it is there already; JSON where it ends in `.json`, else CSV
 * @work: of which this is done; it counts proposals
 * @error: of the file or the store; what stood at @path is untouched then
 *
 * Returns: whether the file is on disk
 */
gboolean
halqa_decidim_export_store (HalqaReader *reader,
                            const char *path,
                            HalqaExportWork *work,
                            GError **error)
{
  g_auto (HalqaDecidim) self = {
    .proposals = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_record_unref),
    .languages = g_ptr_array_new_with_free_func (g_free),
  };
  gboolean chosen;

  if (!halqa_reader_begin (reader, error))
    return FALSE;
  chosen = choose_proposals (&self, reader, error);
  halqa_reader_end (reader);
  if (!chosen)
    return FALSE;
  return halqa_file_has_ending (path, ".json") ? write_json (&self, path, work, error)
                                               : write_csv (&self, path, work, error);
}
