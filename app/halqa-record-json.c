/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-record-json.h"

#include <string.h>

#include "halqa-kinds.h"

/*
 * A record as JSON, the same in the command line, in exports and in the digest of what is shown.
 *
 * Rule: a member for each field that holds something, in the order of the names' bytes, between
 * `id`, `kind` and `created`, `updated`, `author`; ids in hex, numbers as numbers, times in RFC
 * 3339 of UTC with milliseconds. What is printed is compact JSON on one line, and the import reads
 * it back to the same values, byte for byte.
 *
 * The digest leaves out who wrote and when: it tells whether two laptops show the same, however
 * they came to it.
 */

#define STAMP_MILLISECONDS(stamp) ((stamp) >> 16)

/**
 * halqa_record_json_format_time:
 * @stamp: a hybrid logical clock
 *
 * Returns: (transfer full): its time as in 2026-11-23T16:04:19.000Z
 */
char *
halqa_record_json_format_time (guint64 stamp)
{
  gint64 milliseconds = (gint64) STAMP_MILLISECONDS (stamp);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (milliseconds / 1000);
  g_autofree char *seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03dZ", seconds, (int) (milliseconds % 1000));
}

/**
 * halqa_record_json_add_value:
 * @builder: where a value is wanted
 * @value: of any field
 */
void
halqa_record_json_add_value (JsonBuilder *builder, const HalqaValue *value)
{
  g_autofree char *text = NULL;

  switch (value->type)
    {
    case HALQA_VALUE_NULL:
      json_builder_add_null_value (builder);
      break;
    case HALQA_VALUE_BOOL:
      json_builder_add_boolean_value (builder, value->boolean);
      break;
    case HALQA_VALUE_INT:
      json_builder_add_int_value (builder, value->integer);
      break;
    case HALQA_VALUE_TEXT:
    case HALQA_VALUE_BYTES:
    default:
      text = halqa_kinds_format (value);
      json_builder_add_string_value (builder, text);
      break;
    }
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_time (JsonBuilder *builder, const char *name, guint64 stamp)
{
  g_autofree char *time = NULL;

  if (stamp == 0)
    return;
  time = halqa_record_json_format_time (stamp);
  add_text (builder, name, time);
}

static void
add_field (const char *field, const HalqaValue *value, gpointer user_data)
{
  JsonBuilder *builder = user_data;

  json_builder_set_member_name (builder, field);
  halqa_record_json_add_value (builder, value);
}

/* @builder: where a value is wanted; @record becomes an object there. */
static void
add_record (JsonBuilder *builder, HalqaRecord *record, HalqaRecordJson what)
{
  const HalqaDeviceId *author = halqa_record_get_author (record);
  char hex[HALQA_HEX_MAX];

  json_builder_begin_object (builder);
  add_text (builder, "id",
            halqa_hex_encode (hex, halqa_record_get_id (record)->bytes, HALQA_ID_SIZE));
  add_text (builder, "kind", halqa_record_get_kind (record)->name);
  halqa_record_foreach (record, add_field, builder);
  if (what == HALQA_RECORD_JSON_WHOLE)
    {
      add_time (builder, "created", halqa_record_get_created (record));
      add_time (builder, "updated", halqa_record_get_updated (record));
      if (author != NULL)
        add_text (builder, "author", halqa_hex_encode (hex, author->bytes, HALQA_DEVICE_ID_SIZE));
    }
  json_builder_end_object (builder);
}

/* json-glib 1.6 escapes the controls up to U+001E and leaves U+001F, which JSON forbids. */
static char *
escape_last_control (char *json)
{
  g_autofree char *owned = json;
  g_auto (GStrv) parts = NULL;

  if (strchr (json, '\x1F') == NULL)
    return g_steal_pointer (&owned);
  parts = g_strsplit (json, "\x1F", -1);
  return g_strjoinv ("\\u001f", parts);
}

/**
 * halqa_record_json_print:
 * @builder: holds a whole value
 *
 * Returns: (transfer full): the value as compact JSON on one line, without its ending
 */
char *
halqa_record_json_print (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return escape_last_control (json_to_string (root, FALSE));
}

/**
 * halqa_record_json_line:
 * @record: a record
 * @what: how much of it
 *
 * Returns: (transfer full): the record as a line of NDJSON, without its ending
 */
char *
halqa_record_json_line (HalqaRecord *record, HalqaRecordJson what)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  add_record (builder, record, what);
  return halqa_record_json_print (builder);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  HalqaRecord *const *first = a;
  HalqaRecord *const *second = b;

  return memcmp (halqa_record_get_id (*first)->bytes, halqa_record_get_id (*second)->bytes,
                 HALQA_ID_SIZE);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const HalqaKind *const *first = a;
  const HalqaKind *const *second = b;

  return strcmp ((*first)->name, (*second)->name);
}

static gboolean
walk_kind (HalqaReader *reader,
           const char *kind,
           HalqaRecordWalkFunc func,
           gpointer user_data,
           GError **error)
{
  HalqaQuery query = { .kind = kind, .deleted = HALQA_DELETED_TOO };
  g_autoptr (GPtrArray) records = halqa_reader_query (reader, &query, error);

  if (records == NULL)
    return FALSE;
  g_ptr_array_sort (records, compare_ids);
  for (guint i = 0; i < records->len; i++)
    if (!func (g_ptr_array_index (records, i), user_data, error))
      return FALSE;
  return TRUE;
}

/**
 * halqa_record_json_walk:
 * @reader: what is shown; between begin and end where it must be of one moment
 * @func: called for each record
 * @user_data: for @func
 * @error: of the reader or of @func
 *
 * Holds the records of one kind at a time in memory.
 *
 * Returns: whether it came to the end
 */
gboolean
halqa_record_json_walk (HalqaReader *reader,
                        HalqaRecordWalkFunc func,
                        gpointer user_data,
                        GError **error)
{
  g_autoptr (GPtrArray) kinds = g_ptr_array_new ();
  const HalqaKind *kind = halqa_kinds_get_schema ()->kinds;

  for (; kind->name != NULL; kind++)
    g_ptr_array_add (kinds, (gpointer) kind);
  g_ptr_array_sort (kinds, compare_names);
  for (guint i = 0; i < kinds->len; i++)
    {
      kind = g_ptr_array_index (kinds, i);
      if (!walk_kind (reader, kind->name, func, user_data, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
digest_record (HalqaRecord *record, gpointer user_data, GError **error)
{
  g_autofree char *line = halqa_record_json_line (record, HALQA_RECORD_JSON_CONTENT);

  g_checksum_update (user_data, (const guchar *) line, -1);
  g_checksum_update (user_data, (const guchar *) "\n", 1);
  return TRUE;
}

/**
 * halqa_record_json_digest:
 * @reader: what is shown
 * @error: of the reader
 *
 * Returns: (transfer full): SHA-256 in hex over the lines of all records, without who wrote them
 *   and when; %NULL on an error
 */
char *
halqa_record_json_digest (HalqaReader *reader, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  if (!halqa_record_json_walk (reader, digest_record, checksum, error))
    return NULL;
  return g_strdup (g_checksum_get_string (checksum));
}
