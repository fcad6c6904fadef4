/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-kinds.h"

#include <string.h>

#include "halqa-reader.h"
#include "halqa-text.h"

/*
 * The records of a forum, in one table: all that sync/ learns of what it replicates, and all that
 * the command line, the import and the window ask before they write.
 *
 * Rule: the order of IDENTITY fields is the order in which a record's id is made from them
 * (protocol, section 2), so it is never changed; new fields and kinds are added, none is renamed,
 * for entries with the old names are signed for ever. A field that holds a word of a list takes
 * exactly the words of that list, so that two versions never spell one state differently.
 *
 * A `position` is a text that is ordered by its bytes ("a0", "a1", "a1V"), not a number: between
 * any two there is always a third, so to move a record is to write that record alone, and two
 * laptops that move different ones never write into the same field. Two that move the same one
 * leave it where the later of them put it: a key is nothing that a person could choose between.
 *
 * The id of a `device` record is made from the device id, which is none of its fields. A `key`
 * record has a field for each device that it is sealed for; none of them is known by name here, nor
 * is the rest of it: a keyring reads the entry itself. `removed` tells who looks at a record; what
 * counts is the entry that made a new key with it (sync/halqa-keyring.c). `proof` shows that a
 * laptop which joined after that knew the key. `store` and `ranges` are for the references of
 * proposals (halqa-references.c).
 *
 * A `term` is a list of words, parted by commas or lines, that stands in for one of the program's
 * (halqa-glossary.c); made once for each concept and language.
 *
 * Rejected: a table in a file beside the program (a forum needs it before anything can be read,
 * and a wrong one would fold it wrongly), a class for each kind.
 */

/* Short, so that a field is a line. */
#define TEXT HALQA_FIELD_TEXT
#define INT HALQA_FIELD_INT
#define BOOL HALQA_FIELD_BOOL
#define REF HALQA_FIELD_REF
#define PLAIN HALQA_FIELD_NONE
#define TRANSLATED HALQA_FIELD_TRANSLATED
#define SEARCHED HALQA_FIELD_SEARCHED
#define IDENTITY HALQA_FIELD_IDENTITY
#define LATEST HALQA_FIELD_LATEST
#define NUMBERED HALQA_FIELD_NUMBERED

static const char *const scopes[] = { "local", "regional", "national", "international", NULL };
static const char *const session_states[] = { "planned", "open", "closed", NULL };
static const char *const proposal_states[] = { "draft",    "submitted", "to_merge", "accepted",
                                               "rejected", "postponed", NULL };
static const char *const organisation_types[] = {
  "neighbourhood", "women", "youth", "solidarity economy", "union", "other", NULL
};
static const char *const note_types[] = { "note", "question", "decision", NULL };
static const char *const tally_methods[] = { "hands", "dots", NULL };
static const char *const link_types[] = { "related",       "sequence", "dialogue",
                                          "not_duplicate", "split",    NULL };

static const HalqaField forum_fields[] = {
  { "title", TEXT, TRANSLATED | SEARCHED },
  { "slogan", TEXT, TRANSLATED | SEARCHED },
  { "edition", TEXT, PLAIN },
  { "place", TEXT, PLAIN },
  { "start_date", TEXT, PLAIN },
  { "end_date", TEXT, PLAIN },
  { "scope", TEXT, PLAIN, NULL, scopes },
  { "languages", TEXT, PLAIN },
  { "youth_age", TEXT, PLAIN },
  { "process", TEXT, TRANSLATED },
  { NULL },
};

static const HalqaField theme_fields[] = {
  { "name", TEXT, TRANSLATED | SEARCHED },
  { "code", TEXT, PLAIN },
  { "colour", TEXT, PLAIN },
  { "position", TEXT, LATEST },
  { NULL },
};

static const HalqaField session_fields[] = {
  { "title", TEXT, TRANSLATED | SEARCHED },
  { "theme", REF, PLAIN, "theme" },
  { "place", TEXT, PLAIN },
  { "start_time", TEXT, PLAIN },
  { "end_time", TEXT, PLAIN },
  { "facilitator", TEXT, PLAIN },
  { "rapporteur", TEXT, PLAIN },
  { "method", TEXT, PLAIN },
  { "state", TEXT, PLAIN, NULL, session_states },
  { "closing_report", TEXT, TRANSLATED },
  { "attendees_count", INT, PLAIN },
  { "women_count", INT, PLAIN },
  { "youth_count", INT, PLAIN },
  { "count_method", TEXT, PLAIN },
  { "position", TEXT, LATEST },
  { NULL },
};

static const HalqaField organisation_fields[] = {
  { "name", TEXT, TRANSLATED | SEARCHED },
  { "type", TEXT, PLAIN, NULL, organisation_types },
  { "neighbourhood", TEXT, PLAIN },
  { "contact", TEXT, PLAIN },
  { NULL },
};

static const HalqaField proposal_fields[] = {
  { "reference", TEXT, NUMBERED },
  { "title", TEXT, TRANSLATED | SEARCHED },
  { "body", TEXT, TRANSLATED | SEARCHED },
  { "problem", TEXT, TRANSLATED | SEARCHED },
  { "session", REF, PLAIN, "session" },
  { "theme", REF, PLAIN, "theme" },
  { "neighbourhood", TEXT, PLAIN },
  { "scope", TEXT, PLAIN, NULL, scopes },
  { "state", TEXT, PLAIN, NULL, proposal_states },
  { "answer", TEXT, TRANSLATED },
  { "author_name", TEXT, PLAIN },
  { "organisation", REF, PLAIN, "organisation" },
  { "merged_into", REF, PLAIN, "proposal" },
  { "position", TEXT, LATEST },
  { "lang", TEXT, PLAIN },
  { NULL },
};

static const HalqaField note_fields[] = {
  { "subject", REF, PLAIN, NULL },
  { "body", TEXT, TRANSLATED | SEARCHED },
  { "type", TEXT, PLAIN, NULL, note_types },
  { "position", TEXT, LATEST },
  { "lang", TEXT, PLAIN },
  { "answer", TEXT, TRANSLATED | SEARCHED },
  { NULL },
};

static const HalqaField tally_fields[] = {
  { "proposal", REF, IDENTITY, "proposal" },
  { "session", REF, IDENTITY, "session" },
  { "method", TEXT, IDENTITY, NULL, tally_methods },
  { "in_favour", INT, PLAIN },
  { "against", INT, PLAIN },
  { "abstain", INT, PLAIN },
  { NULL },
};

static const HalqaField endorsement_fields[] = {
  { "proposal", REF, IDENTITY, "proposal" },
  { "organisation", REF, IDENTITY, "organisation" },
  { "commitment", TEXT, TRANSLATED },
  { NULL },
};

static const HalqaField action_fields[] = {
  { "proposal", REF, PLAIN, "proposal" },
  { "title", TEXT, TRANSLATED | SEARCHED },
  { "responsible", TEXT, PLAIN },
  { "due_date", TEXT, PLAIN },
  { "progress", INT, PLAIN },
  { NULL },
};

static const HalqaField link_fields[] = {
  { "a", REF, PLAIN, NULL },
  { "b", REF, PLAIN, NULL },
  { "type", TEXT, PLAIN, NULL, link_types },
  { NULL },
};

static const HalqaField attachment_fields[] = {
  { "subject", REF, PLAIN, NULL },
  { "name", TEXT, SEARCHED },
  { "media_type", TEXT, PLAIN },
  { "size", INT, PLAIN },
  { "sha256", TEXT, PLAIN },
  { "caption", TEXT, TRANSLATED | SEARCHED },
  { NULL },
};

static const HalqaField device_fields[] = {
  { "name", TEXT, SEARCHED }, { "session", REF, PLAIN, "session" },
  { "version", TEXT, PLAIN }, { "removed", BOOL, PLAIN },
  { "proof", TEXT, PLAIN },   { "store", TEXT, PLAIN },
  { "ranges", TEXT, PLAIN },  { NULL },
};

static const HalqaField key_fields[] = { { NULL } };

static const HalqaField term_fields[] = {
  { "concept", TEXT, IDENTITY },
  { "language", TEXT, IDENTITY },
  { "words", TEXT, SEARCHED },
  { NULL },
};

static const HalqaKind kinds[] = {
  { "forum", forum_fields },
  { "theme", theme_fields },
  { "session", session_fields },
  { "organisation", organisation_fields },
  { "proposal", proposal_fields },
  { "note", note_fields },
  { "tally", tally_fields },
  { "endorsement", endorsement_fields },
  { "action", action_fields },
  { "link", link_fields },
  { "attachment", attachment_fields },
  { "device", device_fields },
  { "key", key_fields },
  { "term", term_fields },
  { NULL, NULL },
};

/* What an attachment says of its file. A record holds anything; a file has a size, and a bound. */
static gboolean
read_blob (HalqaRecord *record, HalqaBlobRef *blob)
{
  const char *hex = halqa_record_get_text (record, "sha256");
  const HalqaValue *size = halqa_record_get_value (record, "size");

  if (hex == NULL || size == NULL || size->type != HALQA_VALUE_INT || size->integer < 1 ||
      size->integer > HALQA_BLOB_MAX || !halqa_hex_decode (hex, blob->id.bytes, sizeof blob->id))
    return FALSE;
  blob->size = (guint64) size->integer;
  return TRUE;
}

static char *
name_blob (HalqaRecord *record)
{
  const char *name = halqa_record_get_text (record, "name");

  return name == NULL ? NULL : halqa_text_isolate (name);
}

static const HalqaSchema schema = {
  kinds,     halqa_text_index, halqa_text_query,      "attachment",
  read_blob, name_blob,        halqa_text_query_weak, halqa_text_holds
};

/**
 * halqa_kinds_get_schema:
 *
 * Returns: (transfer none): the table of kinds, good for ever
 */
const HalqaSchema *
halqa_kinds_get_schema (void)
{
  return &schema;
}

/**
 * halqa_kinds_derive_id:
 * @kind: of a record that is to be made
 * @get: what its fields will hold, %NULL for nothing
 * @user_data: for @get
 * @id: (out caller-allocates): made from its IDENTITY fields
 * @missing: (out) (transfer none): the reference among them that is empty; else %NULL
 *
 * A reference has to be there; a word that nobody chose is a part of no bytes, so that a tally whose
 * method is not known is one record too.
 *
 * Returns: whether @id was made; %FALSE without @missing: of a kind whose ids are random
 */
gboolean
halqa_kinds_derive_id (const HalqaKind *kind,
                       HalqaKindsValueFunc get,
                       gpointer user_data,
                       HalqaId *id,
                       const HalqaField **missing)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_return_val_if_fail (kind != NULL && get != NULL && id != NULL && missing != NULL, FALSE);

  *missing = NULL;
  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    {
      const HalqaValue *value;

      if (!(field->flags & HALQA_FIELD_IDENTITY))
        continue;
      value = get (field->name, user_data);
      if (field->type == HALQA_FIELD_REF && (value == NULL || value->type == HALQA_VALUE_NULL))
        {
          *missing = field;
          return FALSE;
        }
      g_ptr_array_add (parts, value != NULL ? g_bytes_new (value->data, value->size)
                                            : g_bytes_new (NULL, 0));
    }
  if (parts->len == 0)
    return FALSE;
  halqa_derive_record_id (kind->name, (const GBytes *const *) parts->pdata, parts->len, id);
  return TRUE;
}

/**
 * halqa_kinds_get_label_field:
 * @kind: of a record
 *
 * Returns: (transfer none) (nullable): the field that a record of @kind is called by; %NULL where
 *   it has none, or the kind is not known
 */
const char *
halqa_kinds_get_label_field (const char *kind)
{
  static const char *const labels[] = { "title", "name", "body", "commitment", "concept" };
  const HalqaKind *known;

  g_return_val_if_fail (kind != NULL, NULL);

  known = halqa_schema_find_kind (&schema, kind);
  for (gsize i = 0; known != NULL && i < G_N_ELEMENTS (labels); i++)
    {
      const HalqaField *field = halqa_kind_find_field (known, labels[i]);

      if (field != NULL)
        return field->name;
    }
  return NULL;
}

/**
 * halqa_kinds_get_inherited:
 * @kind: of a record
 * @through: (out) (nullable) (transfer none): the field that points at who lends it
 *
 * A proposal that names no theme is of that of its session.
 *
 * Returns: (transfer none) (nullable): the field; %NULL where the kind inherits none
 */
const char *
halqa_kinds_get_inherited (const char *kind, const char **through)
{
  const gboolean inherits = g_strcmp0 (kind, "proposal") == 0;

  *through = inherits ? "session" : NULL;
  return inherits ? "theme" : NULL;
}

/**
 * halqa_kinds_is_prose:
 * @kind: of a record
 * @field: one of its fields, or the translation of one
 *
 * Returns: whether people write sentences there, which can be compared and put together word by
 *   word
 */
gboolean
halqa_kinds_is_prose (const char *kind, const char *field)
{
  const HalqaKind *known;
  const HalqaField *found = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (kind != NULL && field != NULL, FALSE);

  known = halqa_schema_find_kind (&schema, kind);
  name = g_strndup (field, strcspn (field, "@"));
  if (known != NULL)
    found = halqa_kind_find_field (known, name);
  return found != NULL && found->type == HALQA_FIELD_TEXT &&
         (found->flags & (TRANSLATED | SEARCHED)) != 0;
}
