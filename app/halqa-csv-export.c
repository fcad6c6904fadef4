/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-csv-private.h"

#include <string.h>

#include "halqa-csv-columns.h"
#include "halqa-csv-writer.h"
#include "halqa-import-names.h"
#include "halqa-kinds.h"
#include "halqa-record-json.h"

/*
 * All proposals as a table: a row each, in the order of their making, deleted ones left out.
 *
 * A text in a known language stands in the column of that language, as Decidim has it, a translation
 * beside it in its own; a text in no known one in the column without a language. Themes go by their
 * code, sessions and organisations by their name; where the name would be read as another's, by
 * their id. The last columns are for people and spreadsheets, and no import reads them.
 *
 * Rule: what halqa-csv-import.c reads out of it are the same proposals. The one exception: a text
 * that was emptied, with a translation into its own language beside it.
 */

typedef struct
{
  HalqaReader *reader;
  HalqaCsvWriter *writer;
  HalqaImportNames *names;
  GHashTable *labels; /* "KIND ID" to what the record is called */
  GHashTable *codes; /* HalqaId to a theme's code */
  GHashTable *notes; /* HalqaId to how many there are, as are the next two */
  GHashTable *attachments;
  GHashTable *endorsements;
  GHashTable *endorsers; /* HalqaId to GString: names parted by ", " */
  GPtrArray *columns; /* of char: fields, then those below */
} HalqaCsvExport;

static const char *const told_columns[] = {
  "endorsements/total_count",
  "endorsements/user_endorsements",
  "comments",
  "attachments",
  "published_at",
};

static void
free_string (gpointer string)
{
  g_string_free (string, TRUE);
}

static GHashTable *
new_table (GDestroyNotify free_value)
{
  return g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, free_value);
}

/* --- what stands around the proposals */

/* Two kinds may each have a record of one id. */
static char *
make_key (const char *kind, const HalqaId *id)
{
  g_autofree char *hex = halqa_hex_dup (id->bytes, HALQA_ID_SIZE);

  return g_strconcat (kind, " ", hex, NULL);
}

static const char *
get_label (HalqaCsvExport *self, const char *kind, const HalqaId *id)
{
  g_autofree char *key = id != NULL ? make_key (kind, id) : NULL;

  return key != NULL ? g_hash_table_lookup (self->labels, key) : NULL;
}

static gboolean
note_labels (HalqaCsvExport *self, const char *kind, GError **error)
{
  HalqaQuery query = { .kind = kind };
  g_autoptr (GPtrArray) records = halqa_reader_query (self->reader, &query, error);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      HalqaRecord *record = g_ptr_array_index (records, i);
      const HalqaId *id = halqa_record_get_id (record);
      const char *label = halqa_record_get_text (record, halqa_kinds_get_label_field (kind));
      const char *code = halqa_record_get_text (record, "code");

      if (label != NULL)
        g_hash_table_insert (self->labels, make_key (kind, id), g_strdup (label));
      if (code != NULL)
        g_hash_table_insert (self->codes, g_memdup2 (id, sizeof *id), g_strdup (code));
    }
  return records != NULL;
}

static void
count (GHashTable *table, const HalqaId *id)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (table, id));

  g_hash_table_insert (table, g_memdup2 (id, sizeof *id), GUINT_TO_POINTER (n + 1));
}

static void
note_endorser (HalqaCsvExport *self, const HalqaId *proposal, const HalqaId *organisation)
{
  GString *names = g_hash_table_lookup (self->endorsers, proposal);
  const char *name = get_label (self, "organisation", organisation);

  if (name == NULL)
    return;
  if (names == NULL)
    {
      names = g_string_new (NULL);
      g_hash_table_insert (self->endorsers, g_memdup2 (proposal, sizeof *proposal), names);
    }
  g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
}

static const HalqaId *
get_id (HalqaRecord *record, const char *field)
{
  const HalqaValue *value = halqa_record_get_value (record, field);

  return value != NULL ? halqa_value_get_id (value) : NULL;
}

static gboolean
count_kind (HalqaCsvExport *self,
            const char *kind,
            const char *field,
            GHashTable *counts,
            GError **error)
{
  HalqaQuery query = { .kind = kind };
  g_autoptr (GPtrArray) records = halqa_reader_query (self->reader, &query, error);

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      HalqaRecord *record = g_ptr_array_index (records, i);
      const HalqaId *about = get_id (record, field);

      if (about == NULL)
        continue;
      count (counts, about);
      if (counts == self->endorsements)
        note_endorser (self, about, get_id (record, "organisation"));
    }
  return records != NULL;
}

static gboolean
look_around (HalqaCsvExport *self, GError **error)
{
  return note_labels (self, "theme", error) && note_labels (self, "session", error) &&
         note_labels (self, "organisation", error) &&
         count_kind (self, "note", "subject", self->notes, error) &&
         count_kind (self, "attachment", "subject", self->attachments, error) &&
         count_kind (self, "endorsement", "proposal", self->endorsements, error);
}

/* --- columns */

/* The column that a text of a field stands in: FIELD@LANGUAGE where the record says its language and
 * has no translation into that. To be freed. */
static char *
dup_column (HalqaRecord *record, const char *field)
{
  const HalqaField *known = halqa_kind_find_field (halqa_csv_get_kind (), field);
  const char *language = halqa_record_get_text (record, "lang");
  g_autofree char *column = NULL;

  if (known == NULL || !(known->flags & HALQA_FIELD_TRANSLATED) || language == NULL)
    return g_strdup (field);
  column = g_strdup_printf ("%s@%s", field, language);
  if (!halqa_kind_knows_field (halqa_csv_get_kind (), column) ||
      halqa_record_get_value (record, column) != NULL)
    return g_strdup (field);
  return g_steal_pointer (&column);
}

typedef struct
{
  HalqaRecord *record;
  GHashTable *used; /* columns that hold something */
} HalqaUse;

static void
note_use (const char *field, const HalqaValue *value, gpointer user_data)
{
  HalqaUse *use = user_data;

  g_hash_table_add (use->used, dup_column (use->record, field));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The columns of the languages that a field is there in. */
static GPtrArray *
list_translations (GHashTable *used, const char *field)
{
  g_autofree char *prefix = g_strconcat (field, "@", NULL);
  GPtrArray *columns = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer column;

  g_hash_table_iter_init (&iter, used);
  while (g_hash_table_iter_next (&iter, &column, NULL))
    if (g_str_has_prefix (column, prefix))
      g_ptr_array_add (columns, g_strdup (column));
  g_ptr_array_sort (columns, compare_names);
  return columns;
}

static void
choose_columns (HalqaCsvExport *self, GPtrArray *proposals)
{
  g_autoptr (GHashTable) used = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < proposals->len; i++)
    {
      HalqaUse use = { g_ptr_array_index (proposals, i), used };

      halqa_record_foreach (use.record, note_use, &use);
    }
  g_ptr_array_add (self->columns, g_strdup (HALQA_CSV_ID));
  for (const HalqaField *field = halqa_csv_get_kind ()->fields; field->name != NULL; field++)
    {
      g_autoptr (GPtrArray) translations = list_translations (used, field->name);

      if (translations->len == 0 || g_hash_table_contains (used, field->name))
        g_ptr_array_add (self->columns, g_strdup (field->name));
      g_ptr_array_extend_and_steal (self->columns, g_steal_pointer (&translations));
      if (strcmp (field->name, "theme") == 0)
        g_ptr_array_add (self->columns, g_strdup (HALQA_CSV_THEME_NAME));
    }
}

/* --- cells */

/* What a record that is pointed at is called, if the import would find it by that. */
static char *
format_named (HalqaCsvExport *self, const char *kind, const HalqaId *id)
{
  const char *name = strcmp (kind, "theme") == 0 ? g_hash_table_lookup (self->codes, id) : NULL;
  const HalqaId *found;
  HalqaId other;

  if (name == NULL)
    name = get_label (self, kind, id);
  found = name != NULL ? halqa_import_names_find (self->names, kind, name) : NULL;
  if (found == NULL || !halqa_id_equal (found, id) ||
      halqa_hex_decode (name, other.bytes, HALQA_ID_SIZE))
    return halqa_hex_dup (id->bytes, HALQA_ID_SIZE);
  return g_strdup (name);
}

static char *
format_theme_name (HalqaCsvExport *self, HalqaRecord *record)
{
  return g_strdup (get_label (self, "theme", get_id (record, "theme")));
}

static char *
format_value (HalqaCsvExport *self, const char *field, const HalqaValue *value)
{
  const HalqaField *known = halqa_kind_find_field (halqa_csv_get_kind (), field);
  const HalqaId *id = halqa_value_get_id (value);

  if (known != NULL && known->type == HALQA_FIELD_REF && id != NULL &&
      strcmp (known->target, "proposal") != 0)
    return format_named (self, known->target, id);
  return halqa_kinds_format (value);
}

static char *
format_cell (HalqaCsvExport *self, HalqaRecord *record, const char *column)
{
  const char *at = strchr (column, '@');
  const HalqaValue *value = halqa_record_get_value (record, column);
  g_autofree char *field =
      at != NULL ? g_strndup (column, (gsize) (at - column)) : g_strdup (column);
  g_autofree char *own = NULL;

  if (strcmp (column, HALQA_CSV_ID) == 0)
    return halqa_hex_dup (halqa_record_get_id (record)->bytes, HALQA_ID_SIZE);
  if (strcmp (column, HALQA_CSV_THEME_NAME) == 0)
    return format_theme_name (self, record);
  if (at != NULL && value != NULL)
    return halqa_kinds_format (value);
  own = dup_column (record, field);
  value = strcmp (own, column) == 0 ? halqa_record_get_value (record, field) : NULL;
  return value != NULL ? format_value (self, field, value) : NULL;
}

static void
add_count (HalqaCsvExport *self, GHashTable *counts, HalqaRecord *record)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, halqa_record_get_id (record)));
  g_autofree char *text = g_strdup_printf ("%u", n);

  halqa_csv_writer_add (self->writer, text);
}

static void
add_told (HalqaCsvExport *self, HalqaRecord *record)
{
  GString *endorsers = g_hash_table_lookup (self->endorsers, halqa_record_get_id (record));
  guint64 created = halqa_record_get_created (record);
  g_autofree char *time = created != 0 ? halqa_record_json_format_time (created) : NULL;

  add_count (self, self->endorsements, record);
  halqa_csv_writer_add (self->writer, endorsers != NULL ? endorsers->str : NULL);
  add_count (self, self->notes, record);
  add_count (self, self->attachments, record);
  halqa_csv_writer_add (self->writer, time);
}

static gboolean
write_names (HalqaCsvExport *self, GError **error)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      g_autofree char *heading = halqa_csv_dup_heading (self->columns->pdata[i]);

      halqa_csv_writer_add (self->writer, heading);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (told_columns); i++)
    halqa_csv_writer_add (self->writer, told_columns[i]);
  return halqa_csv_writer_end_row (self->writer, error);
}

static gboolean
write_proposal (HalqaCsvExport *self, HalqaRecord *record, GError **error)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      g_autofree char *cell = format_cell (self, record, self->columns->pdata[i]);

      halqa_csv_writer_add (self->writer, cell);
    }
  add_told (self, record);
  return halqa_csv_writer_end_row (self->writer, error);
}

static gboolean
write_all (HalqaCsvExport *self, HalqaExportWork *work, GError **error)
{
  HalqaQuery query = { .kind = halqa_csv_get_kind ()->name };
  g_autoptr (GPtrArray) proposals = NULL;

  self->names = halqa_import_names_new (self->reader, TRUE, HALQA_DELETED_HIDE, error);
  if (self->names == NULL || !look_around (self, error))
    return FALSE;
  proposals = halqa_reader_query (self->reader, &query, error);
  if (proposals == NULL)
    return FALSE;
  choose_columns (self, proposals);
  if (!write_names (self, error))
    return FALSE;
  for (guint i = 0; i < proposals->len; i++)
    if (!write_proposal (self, g_ptr_array_index (proposals, i), error) ||
        !halqa_export_work_step (work, proposals->len, error))
      return FALSE;
  return TRUE;
}

static void
clear_export (HalqaCsvExport *self)
{
  g_clear_pointer (&self->writer, halqa_csv_writer_free);
  g_clear_pointer (&self->names, halqa_import_names_free);
  g_hash_table_unref (self->labels);
  g_hash_table_unref (self->codes);
  g_hash_table_unref (self->notes);
  g_hash_table_unref (self->attachments);
  g_hash_table_unref (self->endorsements);
  g_hash_table_unref (self->endorsers);
  g_ptr_array_unref (self->columns);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HalqaCsvExport, clear_export)

/**
 * halqa_csv_export_store:
 * @reader: what is shown
 * @path: a file, replaced where it is there already
 * @separator: between cells: `,`, `;` or a tab
 * @work: of which this is done; it counts proposals
 * @error: of the file or the store; what stood at @path is untouched then
 *
 * Returns: whether the file is on disk
 */
gboolean
halqa_csv_export_store (HalqaReader *reader,
                        const char *path,
                        char separator,
                        HalqaExportWork *work,
                        GError **error)
{
  g_auto (HalqaCsvExport) self = {
    .reader = reader,
    .writer = halqa_csv_writer_new (path, separator, HALQA_CSV_FOR_SPREADSHEETS, error),
    .labels = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, g_free),
    .codes = new_table (g_free),
    .notes = new_table (NULL),
    .attachments = new_table (NULL),
    .endorsements = new_table (NULL),
    .endorsers = new_table (free_string),
    .columns = g_ptr_array_new_with_free_func (g_free),
  };
  gboolean written;

  if (self.writer == NULL || !halqa_reader_begin (reader, error))
    return FALSE;
  written = write_all (&self, work, error);
  halqa_reader_end (reader);
  return written && halqa_csv_writer_commit (self.writer, error);
}
