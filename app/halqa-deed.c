/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-deed.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-item-private.h"
#include "halqa-kind-words.h"
#include "halqa-text.h"

/* What a person did, in words: for the menu that offers to take it back, and for the line that says
 * that it was.
 *
 * What was made of another is no new record to a person, but that one parted: its link says so.
 *
 * An action is called by the strongest of what it did, and by the record that it did that to; of a
 * merge, by the result, for that is what the person sees. An import did many things at once: it is called
 * by itself. */

/* Characters of a title in a menu. */
#define TITLE_MAX 40

static gboolean
is_counted (const HalqaKind *kind)
{
  return kind != NULL && !g_str_equal (kind->name, "device") && !g_str_equal (kind->name, "key");
}

static const HalqaValue *
get_value (const HalqaWrite *write, const char *field)
{
  for (guint i = 0; i < write->n_fields; i++)
    if (g_str_equal (write->fields[i].name, field))
      return &write->fields[i].value;
  return NULL;
}

static const HalqaId *
get_id (const HalqaWrite *write, const char *field)
{
  const HalqaValue *value = get_value (write, field);

  return value != NULL ? halqa_value_get_id (value) : NULL;
}

static void
note_write (HalqaDeed *self, const HalqaKind *kind, const HalqaWrite *write, GHashTable *records)
{
  const HalqaChangedHow how = halqa_changed_classify (write);
  const HalqaId *result = how == HALQA_CHANGED_MERGED ? get_id (write, "merged_into") : NULL;

  if (self->kind == NULL || how < self->how)
    {
      self->how = how;
      self->kind = kind;
      self->record = write->record;
      self->id = result != NULL ? *result : write->record;
      if (!self->imported)
        g_hash_table_remove_all (records);
    }
  if (how == self->how || self->imported)
    g_hash_table_add (records, (gpointer) &write->record);
}

/* Of the link that says that one record was made of another, the other. */
static const HalqaId *
get_origin (const HalqaKind *kind, const HalqaWrite *write)
{
  const HalqaValue *type = get_value (write, "type");

  if (!g_str_equal (kind->name, "link") || halqa_changed_classify (write) != HALQA_CHANGED_NEW ||
      type == NULL || g_strcmp0 (halqa_value_get_text (type), "split") != 0)
    return NULL;
  return get_id (write, "b");
}

/* @origin: what was parted */
static void
note_parting (HalqaDeed *self,
              const HalqaSchema *schema,
              const HalqaId *origin,
              GHashTable *settled)
{
  self->how = HALQA_CHANGED_SPLIT;
  self->kind = halqa_schema_find_kind (schema, "proposal");
  self->id = self->record = *origin;
  self->n_records = 1;
  self->apart = g_hash_table_contains (settled, origin);
}

/**
 * halqa_deed_read:
 * @self: (out caller-allocates): filled in
 * @reader: a reader
 * @action: of it
 * @error: any of the store's
 *
 * Returns: whether it is known what the action did
 */
gboolean
halqa_deed_read (HalqaDeed *self, HalqaReader *reader, const HalqaAction *action, GError **error)
{
  const HalqaSchema *schema = halqa_store_get_schema (halqa_reader_get_store (reader));
  g_autoptr (GPtrArray) entries = halqa_reader_list_action (reader, action, error);
  g_autoptr (GHashTable) records = g_hash_table_new (halqa_id_hash, halqa_id_equal);
  g_autoptr (GHashTable) settled = g_hash_table_new (halqa_id_hash, halqa_id_equal);
  const HalqaId *origin = NULL;

  *self = (HalqaDeed){ .imported = action->imported };
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    {
      guint n_writes;
      const HalqaWrite *writes = halqa_entry_get_writes (g_ptr_array_index (entries, i), &n_writes);

      for (guint j = 0; j < n_writes; j++)
        {
          const HalqaKind *kind = halqa_schema_find_kind (schema, writes[j].kind);
          const HalqaId *parted;

          if (!is_counted (kind))
            continue;
          note_write (self, kind, &writes[j], records);
          if (halqa_changed_classify (&writes[j]) == HALQA_CHANGED_RESOLVED)
            g_hash_table_add (settled, (gpointer) &writes[j].record);
          parted = get_origin (kind, &writes[j]);
          origin = parted != NULL ? parted : origin;
        }
    }
  self->n_records = g_hash_table_size (records);
  if (origin != NULL && self->how == HALQA_CHANGED_NEW && !self->imported)
    note_parting (self, schema, origin, settled);
  return self->kind != NULL;
}

static char *
shorten (const char *text)
{
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (text, -1) <= TITLE_MAX)
    return g_strdup (text);
  cut = g_utf8_substring (text, 0, TITLE_MAX);
  return g_strconcat (cut, "…", NULL);
}

/* What a person calls the record, to stand inside a sentence. */
static char *
dup_name (const char *kind, const HalqaId *id, HalqaReader *reader)
{
  g_autoptr (HalqaRecord) record = halqa_reader_get (reader, kind, id, NULL);
  const char *reference = record != NULL ? halqa_record_get_text (record, "reference") : NULL;
  g_autofree char *label = record != NULL ? halqa_item_make_label (record) : g_strdup ("");
  g_autofree char *name = NULL;

  if (reference != NULL && *reference != '\0')
    name = shorten (reference);
  else if (*label != '\0')
    name = shorten (label);
  else
    name = g_strdup (halqa_kind_words_get (kind));
  return halqa_text_isolate (name);
}

/* Translators: the following name what a person did, behind "Undo" or "Redo": a verbal noun or an
 * infinitive, whatever stands there well. %s is ENV-07 or a title. */
static const char *
get_format (HalqaChangedHow how)
{
  static const char *const formats[] = {
    NC_ ("action", "Delete %s"),  NC_ ("action", "Merge into %s"), NC_ ("action", "Add %s"),
    NC_ ("action", "Restore %s"), NC_ ("action", "Split %s"),      NC_ ("action", "Settle %s"),
    NC_ ("action", "Edit %s"),    NC_ ("action", "Move %s"),
  };

  return g_dpgettext2 (GETTEXT_PACKAGE, "action", formats[how]);
}

static char *
describe_many (HalqaChangedHow how, guint n)
{
  switch (how)
    {
    case HALQA_CHANGED_DELETED:
      return g_strdup_printf (ngettext ("Delete %u record", "Delete %u records", n), n);
    case HALQA_CHANGED_NEW:
      return g_strdup_printf (ngettext ("Add %u record", "Add %u records", n), n);
    case HALQA_CHANGED_MERGED:
    case HALQA_CHANGED_RESTORED:
    case HALQA_CHANGED_SPLIT:
    case HALQA_CHANGED_RESOLVED:
    case HALQA_CHANGED_EDITED:
    case HALQA_CHANGED_MOVED:
    default:
      return g_strdup_printf (ngettext ("Change %u record", "Change %u records", n), n);
    }
}

/* Translators: as "Edit %s"; %1$s and %2$s are two proposals. */
static const char *
get_link_format (gboolean is_relation, gboolean is_gone)
{
  if (is_relation)
    return is_gone ? C_ ("action", "Remove the Relation of %1$s and %2$s")
                   : C_ ("action", "Relate %1$s and %2$s");
  return is_gone ? C_ ("action", "Take Back That %1$s and %2$s Are Not the Same")
                 : C_ ("action", "Mark %1$s and %2$s as Not the Same");
}

static const HalqaId *
get_end (HalqaRecord *link, const char *field)
{
  const HalqaValue *value = halqa_record_get_value (link, field);

  return value != NULL ? halqa_value_get_id (value) : NULL;
}

/* A link has no name: what was done is said of the two that it is between. NULL where they are not
 * known. */
static char *
describe_link (const HalqaDeed *self, HalqaReader *reader)
{
  g_autoptr (HalqaRecord) link = halqa_reader_get (reader, "link", &self->id, NULL);
  const HalqaId *a = link != NULL ? get_end (link, "a") : NULL;
  const HalqaId *b = link != NULL ? get_end (link, "b") : NULL;
  g_autofree char *one = a != NULL ? dup_name ("proposal", a, reader) : NULL;
  g_autofree char *other = b != NULL ? dup_name ("proposal", b, reader) : NULL;

  if (one == NULL || other == NULL)
    return NULL;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (get_link_format (g_strcmp0 (halqa_record_get_text (link, "type"),
                                                      "not_duplicate") != 0,
                                           self->how == HALQA_CHANGED_DELETED),
                          one, other);
#pragma GCC diagnostic pop
}

/**
 * halqa_deed_describe:
 * @self: a deed
 * @reader: knows what its record is called
 *
 * Returns: (transfer full): what was done, as a menu says it
 */
char *
halqa_deed_describe (const HalqaDeed *self, HalqaReader *reader)
{
  g_autofree char *name = NULL;

  if (self->n_records > 1 && self->imported)
    return g_strdup_printf (ngettext ("Import %u record", "Import %u records", self->n_records),
                            self->n_records);
  if (self->n_records > 1 && self->how != HALQA_CHANGED_MERGED)
    return describe_many (self->how, self->n_records);
  if (g_str_equal (self->kind->name, "link"))
    name = describe_link (self, reader);
  if (name != NULL)
    return g_steal_pointer (&name);
  name = dup_name (self->kind->name, &self->id, reader);
  if (self->apart)
    /* Translators: behind "Undo" or "Redo", as "Edit %s": of two versions, two proposals were made. */
    return g_strdup_printf (C_ ("action", "Keep Both of %s"), name);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (get_format (self->how), name);
#pragma GCC diagnostic pop
}

static char *
dup_device_name (HalqaReader *reader, const HalqaDeviceId *device)
{
  g_autofree char *name = halqa_reader_dup_device_name (reader, device);

  if (name == NULL || *name == '\0')
    {
      g_free (name);
      name = halqa_hex_dup (device->bytes, 4);
    }
  return halqa_text_isolate (name);
}

static gboolean
is_other (HalqaReader *reader, const HalqaDeviceId *device)
{
  static const HalqaDeviceId nobody;
  const HalqaDeviceId *own =
      halqa_identity_get_device (halqa_store_get_identity (halqa_reader_get_store (reader)));

  return memcmp (device, &nobody, sizeof nobody) != 0 && memcmp (device, own, sizeof *own) != 0;
}

static char *
describe_left (const HalqaUndoneField *field, HalqaReader *reader)
{
  g_autofree char *words = halqa_field_words_dup (field->field);
  g_autofree char *who = dup_device_name (reader, &field->by);

  if (!is_other (reader, &field->by) && g_str_equal (field->field, "deleted"))
    return g_strdup (_ ("It stays as it is: you have worked on it since."));
  if (!is_other (reader, &field->by))
    /* Translators: %s is a field, as "Title". */
    return g_strdup_printf (_ ("“%s” stays as it is."), words);
  if (g_str_equal (field->field, "deleted"))
    /* Translators: %s is a laptop; "it" is a record, as a proposal. */
    return g_strdup_printf (_ ("It stays as it is: %s has worked on it since."), who);
  /* Translators: a field, as "Title", and a laptop. */
  return g_strdup_printf (_ ("“%s” stays: %s has changed it since."), words, who);
}

/**
 * halqa_undone_describe_left:
 * @undone: what came of taking back, or doing again
 * @reader: knows who is who
 *
 * Returns: (transfer full) (nullable): what was left as it is, and why; %NULL where nothing was
 */
char *
halqa_undone_describe_left (const HalqaUndone *undone, HalqaReader *reader)
{
  const guint n = undone->fields->len - undone->n_done;

  if (n > 1)
    return g_strdup_printf (ngettext ("%u field stays, for it has been changed since.",
                                      "%u fields stay, for they have been changed since.", n),
                            n);
  for (guint i = 0; i < undone->fields->len; i++)
    {
      const HalqaUndoneField *field = g_ptr_array_index (undone->fields, i);

      if (!field->done)
        return describe_left (field, reader);
    }
  return NULL;
}
