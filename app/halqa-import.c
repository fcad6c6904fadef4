/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-kinds.h"

/*
 * What the imports have in common, whatever their file looks like: records that are named and not
 * given by id, lines about a forum, and what is told in the end.
 *
 * Rules. What can't be taken is told of with its number, and never stops the rest. A name means the
 * record of the file that is called so, else the one of the forum, else one is made, with an id made
 * from the name, so that two laptops that read the same file make the same. A record that is only
 * named is left as it is: called otherwise by now it is not called back, and deleted it stays so; what
 * names it then points at it all the same, as what was in it when it was deleted does.
 *
 * A forum has one record of kind `forum`, its own. A line that describes another fills in what is
 * empty in it and changes nothing else: an old edition that is read into a new one brings its
 * slogan and not its title. Where the own record has not arrived yet nobody knows what is empty in
 * it, and such a line is passed over.
 */

/**
 * halqa_import_new:
 * @reader: of the store to be written, on the calling thread
 * @flags: how
 * @refused: (nullable): called for each line that is refused
 * @user_data: for @refused
 * @error: of the store
 *
 * Returns: (transfer full): an import that has read nothing yet
 */
HalqaImport *
halqa_import_new (HalqaReader *reader,
                  HalqaImportFlags flags,
                  HalqaRefusedFunc refused,
                  gpointer user_data,
                  GError **error)
{
  const gboolean labels = (flags & HALQA_IMPORT_LABELS) != 0;
  g_autoptr (HalqaImportNames) names =
                 halqa_import_names_new (reader, labels, HALQA_DELETED_HIDE, error);
  g_autoptr (HalqaImportNames) deleted =
                 names != NULL ? halqa_import_names_new (reader, labels, HALQA_DELETED_ONLY, error)
                               : NULL;
  HalqaImport *self;

  if (deleted == NULL)
    return NULL;
  self = g_new0 (HalqaImport, 1);
  self->reader = g_object_ref (reader);
  self->names = g_steal_pointer (&names);
  self->deleted_names = g_steal_pointer (&deleted);
  self->flags = flags;
  self->writer = halqa_import_writer_new (reader, (flags & HALQA_IMPORT_DRY) != 0);
  self->refused = refused;
  self->user_data = user_data;
  return self;
}

/* What was taken since the last flush is not written. */
void
halqa_import_free (HalqaImport *self)
{
  halqa_import_writer_free (self->writer);
  halqa_import_names_free (self->names);
  halqa_import_names_free (self->deleted_names);
  g_object_unref (self->reader);
  g_free (self);
}

static HalqaLineDeleted
get_unsaid (HalqaImport *self)
{
  return self->flags & HALQA_IMPORT_RESTORE ? HALQA_LINE_SAYS_NOT_DELETED : HALQA_LINE_SAYS_NOTHING;
}

/* What a record that @name names is made with. */
static HalqaImportRecord *
build_named (HalqaImport *self, const char *kind, const HalqaImportName *name, GError **error)
{
  const HalqaId *deleted = halqa_import_names_find (self->deleted_names, kind, name->text);
  g_autoptr (JsonObject) object = json_object_new ();
  HalqaImportRecord *record;

  json_object_set_string_member (object, "kind", kind);
  if (strcmp (kind, "theme") == 0)
    json_object_set_string_member (object, "code", name->text);
  json_object_set_string_member (object, halqa_kinds_get_label_field (kind),
                                 name->label != NULL ? name->label : name->text);
  record = halqa_import_record_new (object, FALSE, error);
  if (record == NULL)
    return NULL;
  if (deleted != NULL)
    record->id = *deleted;
  record->is_named = TRUE;
  record->deleted = get_unsaid (self);
  return record;
}

/* Finds the record that a line only names, and that none is called like; makes it where there is none. */
static gboolean
take_named (HalqaImport *self, const char *kind, const HalqaImportName *name, GError **error)
{
  g_autoptr (HalqaImportRecord) record = build_named (self, kind, name, error);
  HalqaImportResult result;

  if (record == NULL)
    return FALSE;
  result = halqa_import_writer_put (self->writer, record, error);
  if (result == HALQA_IMPORT_FAILED)
    return FALSE;
  if (result == HALQA_IMPORT_NEW || result == HALQA_IMPORT_CHANGED)
    self->report.n_written++;
  else if (result == HALQA_IMPORT_STAYS_DELETED)
    self->report.n_named_deleted++;
  halqa_import_names_note (self->names, kind, name->text, &record->id);
  return TRUE;
}

/* Puts ids in the place of names. */
static gboolean
resolve_names (HalqaImport *self, HalqaImportRecord *record, GError **error)
{
  for (guint i = 0; i < record->names->len; i++)
    {
      const HalqaImportName *name = &g_array_index (record->names, HalqaImportName, i);
      const char *kind = halqa_kind_find_field (record->kind, name->field)->target;
      HalqaValue lent, value;

      if (halqa_import_names_find (self->names, kind, name->text) == NULL &&
          !take_named (self, kind, name, error))
        return FALSE;
      lent = halqa_value_id (halqa_import_names_find (self->names, kind, name->text));
      halqa_value_copy (&lent, &value);
      halqa_import_record_take_value (record, name->field, &value);
    }
  return TRUE;
}

/* A theme without an id is the one that its code means here. */
static void
resolve_own_code (HalqaImport *self, HalqaImportRecord *record)
{
  const HalqaValue *code = halqa_import_record_get_value (record, "code");
  const HalqaId *known = NULL;

  if (record->has_id || strcmp (record->kind->name, "theme") != 0)
    return;
  if (code == NULL || code->type != HALQA_VALUE_TEXT)
    return;
  known = halqa_import_names_find (self->names, "theme", halqa_value_get_text (code));
  if (known != NULL)
    record->id = *known;
}

/* Which numbers this laptop may give does not come from a file: that may be of another forum. */
static void
leave_own_ranges (HalqaImport *self, HalqaImportRecord *record)
{
  static const char *const left[] = { "store", "ranges", NULL };
  HalqaIdentity *identity = halqa_store_get_identity (halqa_reader_get_store (self->reader));
  HalqaId own;

  halqa_device_record_id (halqa_identity_get_device (identity), &own);
  if (strcmp (record->kind->name, "device") != 0 || !halqa_id_equal (&record->id, &own))
    return;
  for (guint i = record->fields->len; i-- > 0;)
    if (g_strv_contains (left, g_array_index (record->fields, HalqaImportField, i).name))
      g_array_remove_index (record->fields, i);
}

/* Makes a line about a forum one about this one, and leaves of a line about another what is empty in
 * this one's record. FALSE where nothing is left to be said. */
static gboolean
adopt_forum (HalqaImport *self, HalqaImportRecord *record)
{
  const HalqaId *own = &halqa_store_get_forum_key (halqa_reader_get_store (self->reader))->forum;
  gboolean is_other = record->has_id && !halqa_id_equal (&record->id, own);
  g_autoptr (HalqaRecord) shown = NULL;

  if (strcmp (record->kind->name, "forum") != 0)
    return TRUE;
  record->id = *own;
  if (!is_other)
    return TRUE;

  record->deleted = HALQA_LINE_SAYS_NOTHING;
  shown = halqa_reader_get (self->reader, "forum", own, NULL);
  for (guint i = record->fields->len; shown != NULL && i-- > 0;)
    {
      HalqaImportField *field = &g_array_index (record->fields, HalqaImportField, i);

      if (halqa_record_get_value (shown, field->name) != NULL)
        g_array_remove_index (record->fields, i);
    }
  return shown != NULL;
}

/* What comes with an id stands so elsewhere, and two laptops that were apart may have given one
 * reference. A person who types one into a table gives it to one proposal. */
static HalqaImportResult
check_reference (HalqaImport *self, HalqaImportRecord *record, GError **error)
{
  const HalqaValue *value = halqa_import_record_get_value (record, "reference");
  const char *reference = value != NULL ? halqa_value_get_text (value) : NULL;
  g_autoptr (HalqaRecord) shown = NULL;
  gboolean claimed;

  if (reference == NULL || strcmp (record->kind->name, "proposal") != 0)
    return HALQA_IMPORT_SAME;
  if (!halqa_import_names_claim (self->names, reference, &record->id, &claimed, error))
    return HALQA_IMPORT_FAILED;
  if (claimed)
    return HALQA_IMPORT_SAME;
  shown = halqa_reader_get (self->reader, "proposal", &record->id, NULL);
  if (shown == NULL ? record->has_id
                    : g_strcmp0 (halqa_record_get_text (shown, "reference"), reference) == 0)
    return HALQA_IMPORT_SAME;
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
               _ ("Another proposal is called “%s”"), reference);
  return HALQA_IMPORT_REFUSED;
}

/**
 * halqa_import_refuse:
 * @self: an import
 * @number: of a line
 * @why: a sentence
 *
 * Counts and tells of a line that can't be taken.
 */
void
halqa_import_refuse (HalqaImport *self, guint number, const char *why)
{
  self->report.n_refused++;
  if (self->refused != NULL)
    self->refused (number, why, self->user_data);
}

static void
count (HalqaImport *self, HalqaImportResult result)
{
  if (result == HALQA_IMPORT_SAME || result == HALQA_IMPORT_STAYS_DELETED)
    self->report.n_same++;
  else
    self->report.n_written++;
  if (result == HALQA_IMPORT_STAYS_DELETED)
    self->report.n_deleted++;
  if (result == HALQA_IMPORT_NEW)
    self->report.n_new++;
  else if (result == HALQA_IMPORT_CHANGED)
    self->report.n_changed++;
}

/**
 * halqa_import_put:
 * @self: an import
 * @number: of the line
 * @record: what it says
 * @error: of the store
 *
 * Takes a line, or refuses it.
 *
 * Returns: what became of it; %HALQA_IMPORT_FAILED only where the store failed
 */
HalqaImportResult
halqa_import_put (HalqaImport *self, guint number, HalqaImportRecord *record, GError **error)
{
  g_autoptr (GError) why = NULL;
  HalqaImportResult result = HALQA_IMPORT_SAME;

  if (adopt_forum (self, record))
    {
      resolve_own_code (self, record);
      leave_own_ranges (self, record);
      if (record->deleted == HALQA_LINE_SAYS_NOTHING)
        record->deleted = get_unsaid (self);
      result = check_reference (self, record, &why);
      if (result == HALQA_IMPORT_SAME)
        result = resolve_names (self, record, &why)
                     ? halqa_import_writer_put (self->writer, record, &why)
                     : HALQA_IMPORT_FAILED;
    }
  if (result == HALQA_IMPORT_FAILED)
    g_propagate_error (error, g_steal_pointer (&why));
  else if (result == HALQA_IMPORT_REFUSED)
    halqa_import_refuse (self, number, why->message);
  else
    count (self, result);
  return result;
}

/**
 * halqa_import_flush:
 * @self: an import
 * @error: of the store
 *
 * Returns: whether all that was taken is on disk
 */
gboolean
halqa_import_flush (HalqaImport *self, GError **error)
{
  const gboolean done = halqa_import_writer_flush (self->writer, error);

  self->report.stamp = halqa_import_writer_get_stamp (self->writer);
  return done;
}
