/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-report-source.h"

#include <string.h>

#include "halqa-kinds.h"

/* The records that a report is made of, each kind read once and looked up by what it belongs to.
 *
 * Rule: all of it is of one moment, and no query is made for a single proposal: a forum of 20,000 is
 * read in nine. What is deleted is not there. */

typedef struct
{
  const char *kind;
  const char *about; /* the field by which it is looked up; NULL for none */
  const char *order;
} Part;

static const Part parts[] = {
  { "theme", NULL, "position" },       { "session", NULL, "position" },
  { "organisation", NULL, NULL },      { "proposal", "session", "position" },
  { "note", "subject", "position" },   { "tally", "proposal", NULL },
  { "endorsement", "proposal", NULL }, { "action", "proposal", "due_date" },
};

/* The records of one kind. */
typedef struct
{
  GPtrArray *records;
  GHashTable *by_id; /* HalqaId, within its record -> HalqaRecord, both lent */
  GHashTable *about; /* HalqaId, within a value -> GPtrArray of HalqaRecord, lent */
} Table;

struct _HalqaReportSource
{
  HalqaRecord *forum; /* or NULL */
  HalqaForest *forest;
  Table tables[G_N_ELEMENTS (parts)];
};

static Table *
get_table (HalqaReportSource *self, const char *kind)
{
  gsize i = 0;

  while (i + 1 < G_N_ELEMENTS (parts) && strcmp (parts[i].kind, kind) != 0)
    i++;
  g_return_val_if_fail (strcmp (parts[i].kind, kind) == 0, NULL);
  return &self->tables[i];
}

static const HalqaId *
get_ref (HalqaRecord *record, const char *field)
{
  const HalqaValue *value = halqa_record_get_value (record, field);

  return value != NULL ? halqa_value_get_id (value) : NULL;
}

static void
note_about (Table *table, HalqaRecord *record, const char *field)
{
  const HalqaId *id = get_ref (record, field);
  GPtrArray *list = id != NULL ? g_hash_table_lookup (table->about, id) : NULL;

  if (id == NULL)
    return;
  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (table->about, (gpointer) id, list);
    }
  g_ptr_array_add (list, record);
}

static gboolean
read_table (Table *table, const Part *part, HalqaReader *reader, GError **error)
{
  HalqaQuery query = { .kind = part->kind, .sort = part->order };

  table->records = halqa_reader_query (reader, &query, error);
  if (table->records == NULL)
    return FALSE;
  table->by_id = g_hash_table_new (halqa_id_hash, halqa_id_equal);
  table->about = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, NULL,
                                        (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < table->records->len; i++)
    {
      HalqaRecord *record = g_ptr_array_index (table->records, i);

      g_hash_table_insert (table->by_id, (gpointer) halqa_record_get_id (record), record);
      if (part->about != NULL)
        note_about (table, record, part->about);
    }
  return TRUE;
}

static gboolean
read_all (HalqaReportSource *self, HalqaReader *reader, HalqaExportWork *work, GError **error)
{
  const HalqaId *id = &halqa_store_get_forum_key (halqa_reader_get_store (reader))->forum;
  g_autoptr (GError) fault = NULL;

  self->forum = halqa_reader_get (reader, "forum", id, &fault);
  if (fault != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!read_table (&self->tables[i], &parts[i], reader, error) ||
        !halqa_export_work_step (work, G_N_ELEMENTS (parts), error))
      return FALSE;
  return halqa_forest_read (self->forest, reader, NULL, error);
}

/**
 * halqa_report_source_new:
 * @reader: what is shown
 * @work: the reading; it counts kinds
 * @error: of the store, or called off
 *
 * Returns: (transfer full): all that a report tells of, at this moment
 */
HalqaReportSource *
halqa_report_source_new (HalqaReader *reader, HalqaExportWork *work, GError **error)
{
  g_autoptr (HalqaReportSource) self = g_new0 (HalqaReportSource, 1);
  gboolean read;

  self->forest = halqa_forest_new ();
  if (!halqa_reader_begin (reader, error))
    return NULL;
  read = read_all (self, reader, work, error);
  halqa_reader_end (reader);
  return read ? g_steal_pointer (&self) : NULL;
}

void
halqa_report_source_free (HalqaReportSource *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->tables); i++)
    {
      g_clear_pointer (&self->tables[i].about, g_hash_table_unref);
      g_clear_pointer (&self->tables[i].by_id, g_hash_table_unref);
      g_clear_pointer (&self->tables[i].records, g_ptr_array_unref);
    }
  g_clear_pointer (&self->forum, halqa_record_unref);
  halqa_forest_free (self->forest);
  g_free (self);
}

HalqaRecord *
halqa_report_source_get_forum (HalqaReportSource *self)
{
  return self->forum;
}

HalqaForest *
halqa_report_source_get_forest (HalqaReportSource *self)
{
  return self->forest;
}

/**
 * halqa_report_source_list:
 * @self: a source
 * @kind: "theme", "session", "proposal", …
 *
 * Returns: (transfer none) (element-type HalqaRecord): all of them, in their order
 */
const GPtrArray *
halqa_report_source_list (HalqaReportSource *self, const char *kind)
{
  return get_table (self, kind)->records;
}

/**
 * halqa_report_source_list_about:
 * @self: a source
 * @kind: what is looked for
 * @id: what it belongs to
 *
 * Returns: (transfer none) (nullable) (element-type HalqaRecord): in their order; %NULL for none
 */
const GPtrArray *
halqa_report_source_list_about (HalqaReportSource *self, const char *kind, const HalqaId *id)
{
  return g_hash_table_lookup (get_table (self, kind)->about, id);
}

/**
 * halqa_report_source_follow:
 * @self: a source
 * @record: a record
 * @field: a field of it that points at a theme, a session, an organisation or a proposal
 *
 * Returns: (transfer none) (nullable): what it points at, where that is here
 */
HalqaRecord *
halqa_report_source_follow (HalqaReportSource *self, HalqaRecord *record, const char *field)
{
  const HalqaId *id = get_ref (record, field);
  const HalqaField *known = halqa_kind_find_field (halqa_record_get_kind (record), field);

  return id != NULL ? g_hash_table_lookup (get_table (self, known->target)->by_id, id) : NULL;
}

HalqaRecord *
halqa_report_source_get_proposal (HalqaReportSource *self, const HalqaId *id)
{
  return g_hash_table_lookup (get_table (self, "proposal")->by_id, id);
}

HalqaRecord *
halqa_report_source_get_theme (HalqaReportSource *self, HalqaRecord *proposal)
{
  const char *through;
  const char *field = halqa_kinds_get_inherited ("proposal", &through);
  HalqaRecord *session;

  if (get_ref (proposal, field) != NULL)
    return halqa_report_source_follow (self, proposal, field);
  session = halqa_report_source_follow (self, proposal, through);
  return session != NULL ? halqa_report_source_follow (self, session, field) : NULL;
}
