/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "halqa-app-error.h"
#include "halqa-ndjson-private.h"

/* Commands on files: import, export. What a file is, its ending says. */

#define NDJSON ".ndjson"

/* Lines that were refused, as they come: printed in the end, after the count. */
typedef struct
{
  JsonBuilder *list;
  GString *text;
  guint first_line;
  char *first_reason;
} HalqaRefusals;

static void
note_refused (guint line, const char *why, gpointer user_data)
{
  HalqaRefusals *refusals = user_data;

  json_builder_begin_object (refusals->list);
  halqa_node_add_number (refusals->list, "line", line);
  halqa_node_add_member (refusals->list, "why", why);
  json_builder_end_object (refusals->list);
  /* Translators: a line of a file that was refused: its number, and a sentence that says why. */
  g_string_append_printf (refusals->text, _ ("Line %u: %s"), line, why);
  g_string_append_c (refusals->text, '\n');
  if (refusals->first_reason != NULL)
    return;
  refusals->first_line = line;
  refusals->first_reason = g_strdup (why);
}

static gboolean
refuse_ending (const char *file, GError **error)
{
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
               _ ("“%s” does not end in .ndjson, the one kind of file that is known here"), file);
  return FALSE;
}

static void
print_counts (HalqaNode *self, const HalqaImportReport *report, HalqaRefusals *refusals)
{
  if (!self->json)
    {
      printf (_ ("Lines: %u. Records written: %u. There already: %u. Refused: %u."),
              report->n_lines, report->n_written, report->n_same, report->n_refused);
      printf ("\n%s", refusals->text->str);
      return;
    }
  halqa_node_print_json (refusals->list);
}

/* The report around the list of refusals, which is complete only in the end. */
static JsonBuilder *
build_report (const HalqaImportReport *report, JsonBuilder *list)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  halqa_node_add_number (builder, "lines", report->n_lines);
  halqa_node_add_number (builder, "written", report->n_written);
  halqa_node_add_number (builder, "same", report->n_same);
  json_builder_set_member_name (builder, "refused");
  json_builder_end_array (list);
  json_builder_add_value (builder, json_builder_get_root (list));
  json_builder_end_object (builder);
  return builder;
}

static gboolean
import_file (HalqaNode *self, const char *file, HalqaRefusals *refusals, GError **error)
{
  HalqaImportReport report;
  JsonBuilder *builder;

  if (!halqa_ndjson_import_store (self->reader, file, note_refused, refusals, &report, error))
    return FALSE;
  builder = build_report (&report, refusals->list);
  g_object_unref (refusals->list);
  refusals->list = builder;
  print_counts (self, &report, refusals);
  if (report.n_refused == 0)
    return TRUE;

  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_REFUSED,
               /* Translators: how many, then the number of the first and why it was refused. */
               ngettext ("%u line was refused. Line %u: %s",
                         "%u lines were refused. The first is line %u: %s", report.n_refused),
               report.n_refused, refusals->first_line, refusals->first_reason);
  return FALSE;
}

static gboolean
run_import (HalqaNode *self, char **args, GError **error)
{
  HalqaRefusals refusals = { json_builder_new (), g_string_new (NULL), 0, NULL };
  gboolean done;

  json_builder_begin_array (refusals.list);
  done = g_str_has_suffix (args[0], NDJSON) ? import_file (self, args[0], &refusals, error)
                                            : refuse_ending (args[0], error);
  g_object_unref (refusals.list);
  g_string_free (refusals.text, TRUE);
  g_free (refusals.first_reason);
  return done;
}

static gboolean
run_export (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  guint n_records;

  if (!g_str_has_suffix (args[0], NDJSON))
    return refuse_ending (args[0], error);
  if (!halqa_ndjson_export_store (self->reader, args[0], &n_records, error))
    return FALSE;
  if (!self->json)
    {
      printf (ngettext ("%u record written.", "%u records written.", n_records), n_records);
      putchar ('\n');
      return TRUE;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "file", args[0]);
  halqa_node_add_number (builder, "records", n_records);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
  return TRUE;
}

const HalqaNodeCommand halqa_node_file_commands[] = {
  { "import", "FILE", N_ ("Reads records from a file (.ndjson)"), 1, 1, HALQA_NODE_ONE_FORUM, NULL,
    run_import },
  { "export", "FILE", N_ ("Writes all records to a file (.ndjson)"), 1, 1, HALQA_NODE_ONE_FORUM,
    NULL, run_export },
  { NULL },
};
