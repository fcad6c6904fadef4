/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-csv-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-csv-columns.h"
#include "halqa-import-private.h"
#include "halqa-kinds.h"
#include "halqa-text.h"
#include "halqa-value-words.h"

/*
 * From the rows of a table to proposals.
 *
 * A row becomes the object that a line of NDJSON would hold, and from there on it is one: checked by
 * the same table of kinds, compared, written and given an id in the same way. What a table has of
 * its own is undone before: marks against formulas, words of other languages for states, and the
 * languages of texts.
 *
 * A column `title/ar` holds the title itself where the row's language is Arabic, and else a
 * translation. Where the file has no column for the language, as Decidim's, the first language that
 * a row has a text in is taken for its own. An id that is not one of ours is a part of the content:
 * two alike rows of another program are two proposals, and a row that was read once is known again.
 *
 * Rule: an empty cell of a row with an id empties the field; one of a row without says nothing. The
 * fields that no column becomes stay as they are.
 */

typedef struct
{
  HalqaImport *import;
  HalqaCsvPlan *plan;
  gboolean has_language; /* whether a column becomes `lang` */
  HalqaProgressFunc progress;
  HalqaRefusedFunc refused;
  gpointer user_data;
  GCancellable *cancellable;
  GError *error;
} HalqaCsvImport;

/* @texts: of the row's columns, by their field. "" is NULL. */
static const char *
get_text (GHashTable *texts, const char *field)
{
  const char *text = g_hash_table_lookup (texts, field);

  return text != NULL && *text != '\0' ? text : NULL;
}

static void
read_cells (HalqaCsvImport *self, const HalqaCsvRow *row, GHashTable *texts)
{
  for (guint i = 0; i < self->plan->columns->len; i++)
    {
      const char *field = halqa_csv_plan_get_field (self->plan, i);
      const char *cell = i < row->cells->len ? row->cells->pdata[i] : "";

      if (field == NULL || get_text (texts, field) != NULL)
        continue;
      g_hash_table_insert (texts, (gpointer) field,
                           (gpointer) halqa_csv_match_word (field, halqa_csv_unguard (cell)));
    }
}

static gboolean
is_blank (GHashTable *texts)
{
  GHashTableIter iter;
  gpointer text;

  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, NULL, &text))
    if (*(char *) text != '\0')
      return FALSE;
  return TRUE;
}

/* The language that the row's own texts are in; NULL for not known. */
static const char *
find_language (HalqaCsvImport *self, GHashTable *texts)
{
  if (self->has_language)
    return get_text (texts, "lang");
  if (get_text (texts, "title") != NULL || get_text (texts, "body") != NULL)
    return NULL;
  for (guint i = 0; i < self->plan->columns->len; i++)
    {
      const char *field = halqa_csv_plan_get_field (self->plan, i);
      const char *at = field != NULL ? strchr (field, '@') : NULL;

      if (at != NULL && get_text (texts, field) != NULL)
        return at + 1;
    }
  return NULL;
}

/* The name of the field that a column FIELD@LANGUAGE is of in this row: FIELD for the own language. */
static char *
dup_field (GHashTable *texts, const char *column, const char *language)
{
  const char *at = strchr (column, '@');
  g_autofree char *base = at != NULL ? g_strndup (column, (gsize) (at - column)) : NULL;

  if (base != NULL && g_strcmp0 (at + 1, language) == 0 && get_text (texts, base) == NULL)
    return g_steal_pointer (&base);
  return g_strdup (column);
}

static gboolean
is_own_id (const char *text)
{
  HalqaId id;

  return text != NULL && halqa_hex_decode (text, id.bytes, HALQA_ID_SIZE);
}

static JsonObject *
build_object (HalqaCsvImport *self, GHashTable *texts)
{
  JsonObject *object = json_object_new ();
  const char *language = find_language (self, texts);
  gboolean has_id = is_own_id (get_text (texts, HALQA_CSV_ID));
  GHashTableIter iter;
  gpointer column, text;

  json_object_set_string_member (object, "kind", halqa_csv_get_kind ()->name);
  if (language != NULL)
    json_object_set_string_member (object, "lang", language);
  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, &column, &text))
    {
      g_autofree char *field = dup_field (texts, column, language);
      gboolean is_empty = *(char *) text == '\0';

      if (strcmp (field, HALQA_CSV_THEME_NAME) == 0 ||
          (strcmp (field, HALQA_CSV_ID) == 0 && !has_id))
        continue;
      if (!is_empty || (has_id && !json_object_has_member (object, field)))
        json_object_set_string_member (object, field, text);
    }
  return object;
}

/* A theme that only its name is given of goes by that; else it is called so if it has to be made. */
static void
add_theme_name (GHashTable *texts, HalqaImportRecord *record)
{
  const char *name = get_text (texts, HALQA_CSV_THEME_NAME);

  for (guint i = 0; name != NULL && i < record->names->len; i++)
    {
      HalqaImportName *named = &g_array_index (record->names, HalqaImportName, i);

      if (strcmp (named->field, "theme") == 0 && strcmp (named->text, name) != 0)
        named->label = g_strdup (name);
    }
}

static void
mix_foreign_id (HalqaImportRecord *record, const char *foreign)
{
  g_autoptr (GBytes) content = g_bytes_new (record->id.bytes, HALQA_ID_SIZE);
  g_autoptr (GBytes) name = g_bytes_new (foreign, strlen (foreign));

  halqa_derive_record_id (record->kind->name, (const GBytes *const[]){ content, name }, 2,
                          &record->id);
}

static HalqaImportRecord *
make_record (HalqaCsvImport *self, GHashTable *texts, GError **error)
{
  const char *id = get_text (texts, HALQA_CSV_ID);
  const char *theme_name = get_text (texts, HALQA_CSV_THEME_NAME);
  g_autoptr (JsonObject) object = NULL;
  HalqaImportRecord *record;

  if (theme_name != NULL && get_text (texts, "theme") == NULL)
    g_hash_table_insert (texts, (gpointer) "theme", (gpointer) theme_name);
  object = build_object (self, texts);
  record = halqa_import_record_new (object, TRUE, error);
  if (record == NULL)
    return NULL;
  add_theme_name (texts, record);
  if (id != NULL && !record->has_id)
    mix_foreign_id (record, id);
  return record;
}

/* The name that the column of @field has in the file; NULL where there is none. */
static const char *
find_column_name (HalqaCsvImport *self, const char *field)
{
  for (guint i = 0; i < self->plan->columns->len; i++)
    {
      const char *known = halqa_csv_plan_get_field (self->plan, i);
      const gsize size = known != NULL ? strcspn (known, "@") : 0;

      if (g_strcmp0 (known, field) == 0 ||
          (strlen (field) == size && g_str_has_prefix (known, field)))
        return halqa_csv_plan_get_name (self->plan, i);
    }
  return NULL;
}

/* What may stand in a cell of a list of words, as people call it; NULL where anything may. */
static char *
describe_choices (const char *name)
{
  const HalqaField *field = halqa_kind_find_field (halqa_csv_get_kind (), name);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autofree char *list = NULL;

  if (field == NULL || field->choices == NULL)
    return NULL;
  for (const char *const *choice = field->choices; *choice != NULL; choice++)
    {
      g_autofree char *word = halqa_value_words (name, *choice);

      g_strv_builder_add (words, word);
    }
  all = g_strv_builder_end (words);
  /* Translators: between the words of a list. */
  list = g_strjoinv (_ (", "), all);
  return g_strdup_printf (_ ("only one of these words can stand here: %s"), list);
}

/* What is wrong with a row: of a cell, in which column, as the file calls it. */
static char *
describe_fault (HalqaCsvImport *self, const GError *why)
{
  const char *field = halqa_app_error_get_field (why);
  const char *name = field != NULL ? find_column_name (self, field) : NULL;
  g_autofree char *column = NULL;
  g_autofree char *choices = NULL;

  if (name == NULL)
    return g_strdup (why->message);
  column = halqa_text_isolate (name);
  choices = describe_choices (field);
  /* Translators: the name of a column, then what is wrong with what stands in it. */
  return g_strdup_printf (_ ("column “%s”: %s"), column,
                          choices != NULL ? choices : halqa_app_error_get_sentence (why));
}

/* Whether the last row was cut off: it has neither all its cells nor the end of a line. */
static gboolean
is_cut_off (HalqaCsvImport *self, const HalqaCsvRow *row)
{
  return row->is_last_and_open && row->n_cells < self->plan->columns->len;
}

/* Cells that stand in no column are lost, so a row that has such is not taken. */
static gboolean
has_cells_too_many (HalqaCsvImport *self, const HalqaCsvRow *row)
{
  if (row->n_cells > HALQA_CSV_COLUMNS_MAX)
    return TRUE;
  for (guint i = self->plan->columns->len; i < row->cells->len; i++)
    if (*(char *) row->cells->pdata[i] != '\0')
      return TRUE;
  return FALSE;
}

static char *
find_fault (HalqaCsvImport *self, const HalqaCsvRow *row)
{
  const guint n_columns = self->plan->columns->len;

  if (row->fault != NULL)
    return g_strdup (row->fault);
  if (has_cells_too_many (self, row))
    /* Translators: how many cells a row of a file has, and how many columns the file. */
    return g_strdup_printf (_ ("The row has %u cells, the first row %u"), row->n_cells, n_columns);
  if (is_cut_off (self, row))
    /* Translators: how many cells a row of a file has, and how many columns the file. */
    return g_strdup_printf (_ ("The file is cut off here: the last row has %u cells, the first "
                               "row %u"),
                            row->n_cells, n_columns);
  return NULL;
}

static void
take_row (HalqaCsvImport *self, const HalqaCsvRow *row)
{
  g_autofree char *fault = find_fault (self, row);
  g_autoptr (GHashTable) texts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (HalqaImportRecord) record = NULL;
  g_autoptr (GError) why = NULL;

  if (fault == NULL)
    {
      read_cells (self, row, texts);
      if (is_blank (texts))
        return;
    }
  self->import->report.n_lines++;
  if (fault == NULL)
    record = make_record (self, texts, &why);
  if (why != NULL)
    fault = describe_fault (self, why);
  if (record != NULL)
    halqa_import_put (self->import, row->number, record, &self->error);
  else
    halqa_import_refuse (self->import, row->number, fault);
}

static gboolean
row_cb (const HalqaCsvRow *row, gpointer user_data)
{
  HalqaCsvImport *self = user_data;

  if (row->number > self->plan->names_row)
    take_row (self, row);
  return self->error == NULL && !g_cancellable_is_cancelled (self->cancellable);
}

static void
refused_cb (guint line, const char *why, gpointer user_data)
{
  HalqaCsvImport *self = user_data;

  if (self->refused != NULL)
    self->refused (line, why, self->user_data);
}

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  HalqaCsvImport *self = user_data;

  if (self->progress != NULL)
    self->progress (done, total, self->user_data);
}

static gboolean
refuse_names (GError **error)
{
  g_autofree char *fields = g_strjoinv (", ", (char **) halqa_csv_list_fields ());

  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
               /* Translators: %s is a list of words that are not translated. */
               _ ("No column is called like a field of a proposal: the first row has to hold "
                  "their names, in Arabic, French, Tamazight or English, or these: %s"),
               fields);
  return FALSE;
}

static gboolean
read_rows (HalqaCsvImport *self, GError **error)
{
  gboolean done = halqa_csv_read (self->plan->file, &self->plan->form, row_cb, progress_cb, self,
                                  self->cancellable, error);

  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return FALSE;
    }
  return done;
}

/**
 * halqa_csv_import_store:
 * @reader: of the store to be written, on the calling thread
 * @plan: how the file is to be read
 * @flags: %HALQA_IMPORT_DRY, %HALQA_IMPORT_RESTORE
 * @refused: (nullable): called for each row that is refused
 * @progress: (nullable): bytes of the file that were read
 * @user_data: for both
 * @cancellable: (nullable): ends it; what was taken by then stays
 * @report: (out caller-allocates): what became of the rows, on an error too
 * @error: of the file or the store
 *
 * Returns: whether all rows were read and what they say is on disk
 */
gboolean
halqa_csv_import_store (HalqaReader *reader,
                        HalqaCsvPlan *plan,
                        HalqaImportFlags flags,
                        HalqaRefusedFunc refused,
                        HalqaProgressFunc progress,
                        gpointer user_data,
                        GCancellable *cancellable,
                        HalqaImportReport *report,
                        GError **error)
{
  g_autoptr (HalqaImport) import = NULL;
  HalqaCsvImport self = { .plan = plan,
                          .progress = progress,
                          .refused = refused,
                          .user_data = user_data,
                          .cancellable = cancellable };
  gboolean done;

  *report = (HalqaImportReport){ 0 };
  if (!halqa_csv_plan_is_usable (plan))
    return refuse_names (error);
  import = halqa_import_new (reader, HALQA_IMPORT_LABELS | flags, refused_cb, &self, error);
  if (import == NULL)
    return FALSE;
  self.import = import;
  for (guint i = 0; i < plan->columns->len; i++)
    self.has_language |= g_strcmp0 (halqa_csv_plan_get_field (plan, i), "lang") == 0;
  /* What was read before it failed or was called off is taken: half a batch helps nobody. */
  done = read_rows (&self, error);
  done = halqa_import_flush (import, done ? error : NULL) && done &&
         !g_cancellable_set_error_if_cancelled (cancellable, error);
  *report = import->report;
  return done;
}
