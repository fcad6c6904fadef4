/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-kinds.h"

/* Commands that show records: show, list. What is typed behind --search is words, never a query
 * language. */

static char **conditions;
static char *search;
static char *sort;
static gboolean reverse;
static int limit = G_MAXINT;

static const GOptionEntry list_options[] = {
  { "where", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &conditions,
    N_ ("Only records that hold this; of several on one field, one must hold"), "FIELD=VALUE" },
  { "search", 0, 0, G_OPTION_ARG_FILENAME, &search,
    N_ ("Only records in which each of these words is found"), "TEXT" },
  { "sort", 0, 0, G_OPTION_ARG_FILENAME, &sort, N_ ("A field, “created” or “updated”"), "FIELD" },
  { "reverse", 0, 0, G_OPTION_ARG_NONE, &reverse, N_ ("The other way round"), NULL },
  { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most so many"), "N" },
  G_OPTION_ENTRY_NULL,
};

/* --- show */

typedef struct
{
  HalqaNode *node;
  HalqaRecord *record;
} Printing;

static gboolean
is_reference (HalqaRecord *record, const char *name)
{
  const HalqaField *field = halqa_kind_find_field (halqa_record_get_kind (record), name);

  return field != NULL && field->type == HALQA_FIELD_REF;
}

/* The record that @id is of, or NULL: it may arrive later. */
static HalqaRecord *
read_target (HalqaNode *self, HalqaRecord *record, const char *name, const HalqaId *id)
{
  const HalqaField *field = halqa_kind_find_field (halqa_record_get_kind (record), name);
  g_autofree char *hex = halqa_hex_dup (id->bytes, HALQA_ID_SIZE);
  const HalqaKind *kind = NULL;
  HalqaId found;

  if (field->target == NULL && !halqa_reader_find (self->reader, hex, &kind, &found, NULL))
    return NULL;
  return halqa_reader_get (self->reader, kind != NULL ? kind->name : field->target, id, NULL);
}

static void
print_reference (Printing *printing, const char *field, const HalqaId *id)
{
  g_autofree char *hex = halqa_hex_dup (id->bytes, HALQA_ID_SIZE);
  g_autoptr (HalqaRecord) target = read_target (printing->node, printing->record, field, id);
  g_autofree char *label = target != NULL ? halqa_node_dup_label (target) : NULL;

  if (target == NULL)
    /* Translators: of a record that another laptop knows. */
    label = g_strdup (_ ("not here yet"));
  else if (halqa_record_is_deleted (target))
    {
      g_autofree char *shown = g_steal_pointer (&label);

      /* Translators: %s is what a record is called. */
      label = g_strdup_printf (_ ("deleted: %s"), shown);
    }
  halqa_node_print ("%s: %s (%s)", field, hex, label);
}

static void
print_field (const char *field, const HalqaValue *value, gpointer user_data)
{
  Printing *printing = user_data;
  const HalqaId *id = halqa_value_get_id (value);
  g_autofree char *text = NULL;

  if (id != NULL && is_reference (printing->record, field))
    {
      print_reference (printing, field, id);
      return;
    }
  text = halqa_kinds_format (value);
  halqa_node_print ("%s: %s", field, text);
}

static void
print_time (const char *name, guint64 stamp)
{
  g_autofree char *time = stamp != 0 ? halqa_record_json_format_time (stamp) : NULL;

  if (time != NULL)
    halqa_node_print ("%s: %s", name, time);
}

static void
print_record (HalqaNode *self, HalqaRecord *record)
{
  Printing printing = { self, record };
  const HalqaDeviceId *author = halqa_record_get_author (record);
  char hex[HALQA_HEX_MAX];

  halqa_node_print ("id: %s",
                    halqa_hex_encode (hex, halqa_record_get_id (record)->bytes, HALQA_ID_SIZE));
  halqa_node_print ("kind: %s", halqa_record_get_kind (record)->name);
  halqa_record_foreach (record, print_field, &printing);
  print_time ("created", halqa_record_get_created (record));
  print_time ("updated", halqa_record_get_updated (record));
  if (author != NULL)
    halqa_node_print ("author: %s", halqa_hex_encode (hex, author->bytes, HALQA_DEVICE_ID_SIZE));
  halqa_node_print_hints (record);
}

static gboolean
run_show (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) record = halqa_node_find_record (self, args[0], error);
  g_autofree char *line = NULL;

  if (record == NULL)
    return FALSE;
  if (!self->json)
    {
      print_record (self, record);
      return TRUE;
    }
  line = halqa_record_json_line (record, HALQA_RECORD_JSON_WHOLE);
  puts (line);
  return TRUE;
}

/* --- list */

/* A condition on `deleted` says which records, the others what they hold. */
static gboolean
add_condition (HalqaNode *self,
               HalqaQuery *query,
               GArray *fields,
               const char *condition,
               GError **error)
{
  g_auto (HalqaNodeField) field = { NULL, HALQA_VALUE_INIT };

  if (!halqa_node_parse_field (self, query->kind, condition, &field, error))
    return FALSE;
  if (strcmp (field.name, "deleted") == 0)
    {
      query->deleted = field.value.type == HALQA_VALUE_BOOL && field.value.boolean
                           ? HALQA_DELETED_ONLY
                           : HALQA_DELETED_HIDE;
      return TRUE;
    }
  g_array_append_val (fields, field);
  field = (HalqaNodeField){ NULL, HALQA_VALUE_INIT };
  return TRUE;
}

static gboolean
check_options (const HalqaKind *kind, GError **error)
{
  if (limit < 1)
    return halqa_node_refuse_usage (error, _ ("A limit is a whole number from 1"));
  if (search != NULL && !g_utf8_validate (search, -1, NULL))
    return halqa_node_refuse_usage (error, _ ("The words to be searched are not UTF-8"));
  if (sort == NULL || strcmp (sort, "created") == 0 || strcmp (sort, "updated") == 0 ||
      halqa_kind_knows_field (kind, sort))
    return TRUE;
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
               /* Translators: first the kind of a record, then the name of a field. */
               _ ("A record of the kind “%s” has no field “%s”"), kind->name, sort);
  return FALSE;
}

static void
print_records (HalqaNode *self, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      HalqaRecord *record = g_ptr_array_index (records, i);
      const char *label = halqa_kinds_get_label_field (halqa_record_get_kind (record)->name);
      const char *text = label != NULL ? halqa_record_get_text (record, label) : NULL;
      g_autofree char *line = NULL;
      char hex[HALQA_HEX_MAX];

      if (self->json)
        {
          line = halqa_record_json_line (record, HALQA_RECORD_JSON_WHOLE);
          puts (line);
          continue;
        }
      line =
          g_strconcat (halqa_hex_encode (hex, halqa_record_get_id (record)->bytes, HALQA_ID_SIZE),
                       text != NULL ? "\t" : "", text, NULL);
      halqa_node_print ("%s", g_strdelimit (line, "\n\r", ' '));
    }
}

/* By a translation, which stands in no column; what has none comes last, and of two that say the same the
 * one that is before the other. */
static int
compare_translations (gconstpointer a, gconstpointer b)
{
  const char *one = halqa_record_get_text (*(HalqaRecord *const *) a, sort);
  const char *other = halqa_record_get_text (*(HalqaRecord *const *) b, sort);

  if (one == NULL || other == NULL)
    return (one == NULL) - (other == NULL);
  return reverse ? strcmp (other, one) : strcmp (one, other);
}

static GPtrArray *
read_records (HalqaNode *self, HalqaQuery *query, GError **error)
{
  const gboolean by_translation = sort != NULL && strchr (sort, '@') != NULL;
  g_autoptr (GPtrArray) records = NULL;

  if (by_translation)
    {
      query->sort = "created";
      query->limit = 0;
    }
  records = halqa_reader_query (self->reader, query, error);
  if (by_translation && records != NULL)
    {
      g_ptr_array_sort (records, compare_translations);
      g_ptr_array_set_size (records, (int) MIN (records->len, (guint) limit));
    }
  return g_steal_pointer (&records);
}

static gboolean
list_records (HalqaNode *self, HalqaQuery *query, GArray *fields, GError **error)
{
  g_autofree HalqaCondition *where = g_new0 (HalqaCondition, fields->len + 1);
  g_autoptr (GPtrArray) records = NULL;

  for (guint i = 0; i < fields->len; i++)
    {
      HalqaNodeField *field = &g_array_index (fields, HalqaNodeField, i);

      where[i] = (HalqaCondition){ field->name, field->value };
    }
  query->where = where;
  query->n_where = fields->len;
  /* The index is brought up to the log some time after a commit, and never by a reader. */
  if (query->search != NULL && !halqa_store_index (self->store, error))
    return FALSE;
  records = read_records (self, query, error);
  if (records == NULL)
    return FALSE;
  print_records (self, records);
  return TRUE;
}

static gboolean
run_list (HalqaNode *self, char **args, GError **error)
{
  const HalqaKind *kind = halqa_kinds_find (args[0], error);
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (HalqaNodeField));
  HalqaQuery query = { 0 };

  g_array_set_clear_func (fields, (GDestroyNotify) halqa_node_field_clear);
  if (kind == NULL || !check_options (kind, error))
    return FALSE;
  query = (HalqaQuery){
    .kind = kind->name, .search = search, .sort = sort, .reverse = reverse, .limit = (guint) limit
  };
  for (char **condition = conditions; condition != NULL && *condition != NULL; condition++)
    if (!add_condition (self, &query, fields, *condition, error))
      return FALSE;
  return list_records (self, &query, fields, error);
}

const HalqaNodeCommand halqa_node_list_commands[] = {
  { "show", "ID", N_ ("Shows a record, a deleted one too"), 1, 1, HALQA_NODE_ONE_FORUM, NULL,
    run_show },
  { "list", "KIND", N_ ("Lists the records of a kind"), 1, 1, HALQA_NODE_ONE_FORUM, list_options,
    run_list },
  { NULL },
};
