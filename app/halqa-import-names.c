/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-import-names.h"

#include <string.h>

#include "halqa-kinds.h"
#include "halqa-text.h"

/*
 * From a name to the record that is called so. A theme goes by its code, letter by letter; where
 * labels are read too, a theme, a session or an organisation goes by its name in any language,
 * folded as in search.
 *
 * Rule: one name, one record: of several that are called alike the one with the least id, so that
 * two laptops find the same. An export asks here before it writes a name in the place of an id, and
 * so never writes one that would be read as another's.
 */

struct _HalqaImportNames
{
  GHashTable *codes; /* code to HalqaId */
  GHashTable *labels; /* "KIND NAME" to HalqaId; NULL where only codes count */
  GHashTable *references; /* folded, to HalqaId; NULL until one is asked for */
  HalqaReader *reader;
};

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  HalqaRecord *const *first = a;
  HalqaRecord *const *second = b;

  return memcmp (halqa_record_get_id (*first)->bytes, halqa_record_get_id (*second)->bytes,
                 HALQA_ID_SIZE);
}

/* A name of nothing but marks is compared as it is. */
static char *
make_key (const char *kind, const char *name)
{
  g_autofree char *folded = halqa_text_fold (name);

  return g_strconcat (kind, " ", *folded != '\0' ? folded : name, NULL);
}

static void
put (GHashTable *table, char *key, const HalqaId *id, gboolean replace)
{
  if (replace || !g_hash_table_contains (table, key))
    g_hash_table_insert (table, key, g_memdup2 (id, sizeof *id));
  else
    g_free (key);
}

typedef struct
{
  HalqaImportNames *names;
  HalqaRecord *record;
  const char *label;
} Noting;

static void
note_field (const char *field, const HalqaValue *value, gpointer user_data)
{
  Noting *noting = user_data;
  const HalqaId *id = halqa_record_get_id (noting->record);
  const char *kind = halqa_record_get_kind (noting->record)->name;
  const char *text = halqa_value_get_text (value);
  gsize size = strlen (noting->label);

  if (text == NULL)
    return;
  if (strcmp (field, "code") == 0)
    halqa_import_names_note_code (noting->names, text, id, FALSE);
  else if (noting->names->labels != NULL && strncmp (field, noting->label, size) == 0 &&
           (field[size] == '\0' || field[size] == '@'))
    put (noting->names->labels, make_key (kind, text), id, FALSE);
}

static gboolean
read_kind (HalqaImportNames *self,
           HalqaReader *reader,
           const char *kind,
           HalqaDeleted deleted,
           GError **error)
{
  HalqaQuery query = { .kind = kind, .deleted = deleted };
  g_autoptr (GPtrArray) records = halqa_reader_query (reader, &query, error);

  if (records == NULL)
    return FALSE;
  g_ptr_array_sort (records, compare_ids);
  for (guint i = 0; i < records->len; i++)
    {
      Noting noting = { self, g_ptr_array_index (records, i), halqa_kinds_get_label_field (kind) };

      halqa_record_foreach (noting.record, note_field, &noting);
    }
  return TRUE;
}

/**
 * halqa_import_names_new:
 * @reader: what is shown
 * @labels: whether names count beside the codes of themes
 * @deleted: which records are looked at
 * @error: of the store
 *
 * Returns: (transfer full): what is called how in the forum
 */
HalqaImportNames *
halqa_import_names_new (HalqaReader *reader, gboolean labels, HalqaDeleted deleted, GError **error)
{
  g_autoptr (HalqaImportNames) self = g_new0 (HalqaImportNames, 1);

  self->reader = g_object_ref (reader);
  self->codes = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, g_free);
  if (labels)
    self->labels = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, g_free);
  if (!read_kind (self, reader, "theme", deleted, error))
    return NULL;
  if (labels && (!read_kind (self, reader, "session", deleted, error) ||
                 !read_kind (self, reader, "organisation", deleted, error)))
    return NULL;
  return g_steal_pointer (&self);
}

void
halqa_import_names_free (HalqaImportNames *self)
{
  g_hash_table_unref (self->codes);
  g_clear_pointer (&self->labels, g_hash_table_unref);
  g_clear_pointer (&self->references, g_hash_table_unref);
  g_object_unref (self->reader);
  g_free (self);
}

/**
 * halqa_import_names_find:
 * @self: names
 * @kind: of a record
 * @name: a theme's code; or what a record is called, where labels are read
 *
 * Returns: (transfer none) (nullable): the record that is meant
 */
const HalqaId *
halqa_import_names_find (HalqaImportNames *self, const char *kind, const char *name)
{
  const HalqaId *id = NULL;
  g_autofree char *key = NULL;

  if (strcmp (kind, "theme") == 0)
    id = g_hash_table_lookup (self->codes, name);
  if (id != NULL || self->labels == NULL)
    return id;
  key = make_key (kind, name);
  return g_hash_table_lookup (self->labels, key);
}

/**
 * halqa_import_names_note_code:
 * @self: names
 * @code: of a theme
 * @id: the theme
 * @replace: whether @id is to be it where the code is noted already
 */
void
halqa_import_names_note_code (HalqaImportNames *self,
                              const char *code,
                              const HalqaId *id,
                              gboolean replace)
{
  put (self->codes, g_strdup (code), id, replace);
}

/**
 * halqa_import_names_note:
 * @self: names
 * @kind: of a record
 * @name: by which it was not found, and will be from now on
 * @id: the record
 */
void
halqa_import_names_note (HalqaImportNames *self,
                         const char *kind,
                         const char *name,
                         const HalqaId *id)
{
  if (strcmp (kind, "theme") == 0)
    halqa_import_names_note_code (self, name, id, TRUE);
  if (self->labels != NULL)
    put (self->labels, make_key (kind, name), id, FALSE);
}

static void
note_reference (const HalqaRow *row, gpointer user_data)
{
  const char *text = row->key != NULL ? halqa_value_get_text (row->key) : NULL;

  if (text != NULL)
    put (user_data, halqa_text_fold (text), &row->id, FALSE);
}

/**
 * halqa_import_names_claim:
 * @self: names
 * @reference: of a proposal, however it is written
 * @proposal: its id
 * @claimed: (out): whether it is no other's; it is this one's from then on
 * @error: of the store
 *
 * Those of deleted proposals count too. An empty one is nobody's.
 *
 * Returns: whether it could be found out
 */
gboolean
halqa_import_names_claim (HalqaImportNames *self,
                          const char *reference,
                          const HalqaId *proposal,
                          gboolean *claimed,
                          GError **error)
{
  HalqaQuery query = { .kind = "proposal", .sort = "reference", .deleted = HALQA_DELETED_TOO };
  g_autofree char *folded = halqa_text_fold (reference);

  if (self->references == NULL)
    {
      self->references = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, g_free);
      if (!halqa_reader_walk_rows (self->reader, &query, NULL, 0, note_reference, self->references,
                                   error))
        return FALSE;
    }
  *claimed = TRUE;
  if (*folded == '\0')
    return TRUE;
  put (self->references, g_strdup (folded), proposal, FALSE);
  *claimed = halqa_id_equal (g_hash_table_lookup (self->references, folded), proposal);
  return TRUE;
}
