/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-import-writer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-error.h"
#include "halqa-import-batch.h"

/*
 * From lines to entries. Each line is compared with what is shown, and only what differs is
 * written: twice the same file writes nothing the second time.
 *
 * Rules. One entry for each record; the notes that follow their proposal go into its entry. An
 * entry is at most 256 KiB on the wire, so one that would grow beyond is continued in another.
 * What has been gathered is written before a line is compared that names one of its records again.
 * A deletion stands in an entry of its own, after the one with the fields: it has to name their
 * writes, and an entry can't name its own.
 *
 * A record that is deleted here stays so, unless the line says that it is not: written into, it
 * would be listed as edited while another deleted it.
 */

/* Bytes of names and values in one entry; leaves room for the encoding and for replaced dots. */
#define ENTRY_SIZE (192 * 1024)
/* Bytes that a field takes beside its name and value, at most: heads, and one replaced dot. */
#define FIELD_OVERHEAD 64
#define RECORD_OVERHEAD 64
#define BATCH_CHANGES 512
#define BATCH_SIZE (16 * 1024 * 1024)

struct _HalqaImportWriter
{
  HalqaReader *reader;
  gboolean dry;
  guint action; /* what is imported is one to the person */
  guint64 stamp; /* of an entry that is on disk; 0 while none is */
  HalqaImportBatch *gathered; /* what is not yet written */
  HalqaImportBatch *written; /* what the store is writing, or NULL */

  HalqaChange *open; /* the last gathered one, while it may grow; borrowed */
  gsize open_size; /* bytes in it */
  HalqaId open_about; /* the proposal whose notes may join it */
};

/**
 * halqa_import_writer_new:
 * @reader: what is shown; its store is written to
 * @dry: whether nothing is to be written, only told
 *
 * Returns: (transfer full): a writer
 */
HalqaImportWriter *
halqa_import_writer_new (HalqaReader *reader, gboolean dry)
{
  HalqaImportWriter *self = g_new0 (HalqaImportWriter, 1);

  self->reader = g_object_ref (reader);
  self->dry = dry;
  self->action = halqa_change_begin_action ();
  self->gathered = halqa_import_batch_new ();
  return self;
}

/* What was gathered since the last flush is not written. */
void
halqa_import_writer_free (HalqaImportWriter *self)
{
  g_clear_pointer (&self->written, halqa_import_batch_free);
  halqa_import_batch_free (self->gathered);
  g_object_unref (self->reader);
  g_free (self);
}

/* Waits for what is being written: then it can be read. */
static gboolean
finish_writing (HalqaImportWriter *self, GError **error)
{
  g_autoptr (HalqaImportBatch) written = g_steal_pointer (&self->written);

  if (written == NULL)
    return TRUE;
  if (!halqa_import_batch_finish (written, error))
    return FALSE;
  for (guint i = 0; i < written->changes->len && self->stamp == 0; i++)
    self->stamp = halqa_change_get_stamp (g_ptr_array_index (written->changes, i));
  return TRUE;
}

static gboolean
start_writing (HalqaImportWriter *self, GError **error)
{
  if (!finish_writing (self, error))
    return FALSE;
  self->open = NULL;
  if (self->gathered->changes->len == 0)
    return TRUE;
  self->written = g_steal_pointer (&self->gathered);
  self->gathered = halqa_import_batch_new ();
  halqa_import_batch_start (self->written, halqa_reader_get_store (self->reader), self->action);
  return TRUE;
}

/**
 * halqa_import_writer_flush:
 * @self: a writer
 * @error: of the store
 *
 * Writes what was gathered.
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_import_writer_flush (HalqaImportWriter *self, GError **error)
{
  return start_writing (self, error) && finish_writing (self, error);
}

/**
 * halqa_import_writer_get_stamp:
 * @self: a writer
 *
 * Returns: of an entry that it wrote; 0 where none is on disk
 */
guint64
halqa_import_writer_get_stamp (HalqaImportWriter *self)
{
  return self->stamp;
}

static void
begin_entry (HalqaImportWriter *self)
{
  self->open = halqa_change_new ();
  self->open_size = 0;
  g_ptr_array_add (self->gathered->changes, self->open);
}

/* Begins another entry where the open one can't take @size bytes more. */
static void
make_room (HalqaImportWriter *self, gsize size)
{
  if (self->open == NULL || self->open_size + size > ENTRY_SIZE)
    begin_entry (self);
  self->open_size += size;
  self->gathered->size += size;
}

static gsize
get_size (const HalqaImportField *field)
{
  return FIELD_OVERHEAD + strlen (field->name) + field->value.size;
}

static gboolean
differs (HalqaRecord *shown, const HalqaImportField *field)
{
  const HalqaValue *value = shown != NULL ? halqa_record_get_value (shown, field->name) : NULL;

  if (value == NULL)
    return field->value.type != HALQA_VALUE_NULL;
  return !halqa_value_equal (value, &field->value);
}

static gboolean
any_differs (HalqaRecord *shown, HalqaImportRecord *line)
{
  for (guint i = 0; i < line->fields->len; i++)
    if (differs (shown, &g_array_index (line->fields, HalqaImportField, i)))
      return TRUE;
  return FALSE;
}

static void
put_fields (HalqaImportWriter *self, HalqaRecord *shown, HalqaImportRecord *line)
{
  const char *kind = line->kind->name;

  for (guint i = 0; i < line->fields->len; i++)
    {
      HalqaImportField *field = &g_array_index (line->fields, HalqaImportField, i);

      if (!differs (shown, field))
        continue;
      make_room (self, get_size (field));
      halqa_change_set (self->open, kind, &line->id, field->name, &field->value,
                        HALQA_REPLACE_SHOWN);
    }
}

/* Whether @line is a note about the proposal in the open entry, and fits in with it. */
static gboolean
joins_open_entry (HalqaImportWriter *self, HalqaImportRecord *line)
{
  const HalqaValue *subject = halqa_import_record_get_value (line, "subject");
  const HalqaId *about = subject != NULL ? halqa_value_get_id (subject) : NULL;
  gsize size = RECORD_OVERHEAD;

  if (self->open == NULL || strcmp (line->kind->name, "note") != 0 || about == NULL ||
      !halqa_id_equal (about, &self->open_about))
    return FALSE;
  for (guint i = 0; i < line->fields->len; i++)
    size += get_size (&g_array_index (line->fields, HalqaImportField, i));
  return self->open_size + size <= ENTRY_SIZE;
}

static void
put_content (HalqaImportWriter *self, HalqaRecord *shown, HalqaImportRecord *line)
{
  const char *kind = line->kind->name;

  if (!joins_open_entry (self, line))
    {
      begin_entry (self);
      self->open_about = line->id;
    }
  make_room (self, RECORD_OVERHEAD);
  if (shown == NULL)
    halqa_change_create (self->open, kind, &line->id);
  else if (halqa_record_is_deleted (shown))
    halqa_change_restore (self->open, kind, &line->id);
  put_fields (self, shown, line);
}

static void
put_deletion (HalqaImportWriter *self, HalqaImportRecord *line)
{
  begin_entry (self);
  halqa_change_delete (self->open, line->kind->name, &line->id);
  self->open = NULL;
}

/* Says what is to be done so that @shown becomes what @line says; FALSE: nothing. */
static gboolean
find_work (HalqaRecord *shown, HalqaImportRecord *line, gboolean *content, gboolean *deletion)
{
  gboolean is_deleted = shown != NULL && halqa_record_is_deleted (shown);
  gboolean wants_deleted = line->deleted == HALQA_LINE_SAYS_DELETED;

  *content = shown == NULL || any_differs (shown, line) ||
             (is_deleted && line->deleted == HALQA_LINE_SAYS_NOT_DELETED);
  *deletion = wants_deleted && (!is_deleted || *content);
  return *content || *deletion;
}

/* Writes, or waits for, what has to be on disk before @line is compared: its own record; and what
 * was gathered where it is time and no entry is cut in two by it. */
static gboolean
prepare (HalqaImportWriter *self, HalqaImportRecord *line, GError **error)
{
  HalqaImportBatch *gathered = self->gathered;

  if (halqa_import_batch_holds (gathered, line->kind, &line->id))
    return halqa_import_writer_flush (self, error);
  if (self->written != NULL && halqa_import_batch_holds (self->written, line->kind, &line->id) &&
      !finish_writing (self, error))
    return FALSE;
  if (gathered->changes->len < BATCH_CHANGES && gathered->size < BATCH_SIZE)
    return TRUE;
  return joins_open_entry (self, line) || start_writing (self, error);
}

static HalqaImportResult
refuse_deleted (GError **error)
{
  g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                       _ ("This record has been deleted here. It can be taken only if what was "
                          "deleted is brought back"));
  return HALQA_IMPORT_REFUSED;
}

/* Reads what is shown of the line's record; @shown is NULL where there is none. */
static gboolean
read_shown (HalqaImportWriter *self, HalqaImportRecord *line, HalqaRecord **shown, GError **error)
{
  g_autoptr (GError) reason = NULL;

  *shown = halqa_reader_get (self->reader, line->kind->name, &line->id, &reason);
  if (*shown != NULL || reason == NULL ||
      g_error_matches (reason, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/**
 * halqa_import_writer_put:
 * @self: a writer
 * @line: what a line says, with ids in the place of names
 * @error: why it was refused, or why the store failed
 *
 * Gathers what @line changes, and now and then writes what was gathered.
 *
 * Returns: what became of it
 */
HalqaImportResult
halqa_import_writer_put (HalqaImportWriter *self, HalqaImportRecord *line, GError **error)
{
  g_autoptr (HalqaRecord) shown = NULL;
  gboolean content, deletion, is_left;

  /* What an earlier line made would be compared with; one without an id says the same again. */
  if (self->dry && halqa_import_batch_holds (self->gathered, line->kind, &line->id))
    return line->has_id ? HALQA_IMPORT_CHANGED : HALQA_IMPORT_SAME;
  if (!prepare (self, line, error) || !read_shown (self, line, &shown, error))
    return HALQA_IMPORT_FAILED;
  if (shown != NULL && line->is_named)
    g_array_set_size (line->fields, 0);

  is_left =
      shown != NULL && halqa_record_is_deleted (shown) && line->deleted == HALQA_LINE_SAYS_NOTHING;
  if (!find_work (shown, line, &content, &deletion))
    return is_left ? HALQA_IMPORT_STAYS_DELETED : HALQA_IMPORT_SAME;
  if (is_left)
    return refuse_deleted (error);
  if (content && !self->dry)
    put_content (self, shown, line);
  if (deletion && !self->dry)
    put_deletion (self, line);
  halqa_import_batch_note (self->gathered, line->kind, &line->id);
  return shown == NULL ? HALQA_IMPORT_NEW : HALQA_IMPORT_CHANGED;
}
