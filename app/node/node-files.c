/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "halqa-app-error.h"
#include "halqa-ndjson-private.h"

/* Commands on files: import, export. What a file is, its ending says. */

#define NDJSON ".ndjson"
#define BUNDLE ".halqa"

static gboolean preview;

static const GOptionEntry import_options[] = {
  { "preview", 0, 0, G_OPTION_ARG_NONE, &preview,
    N_ ("Tell what a bundle would change, and change nothing"), NULL },
  G_OPTION_ENTRY_NULL,
};

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
               _ ("“%s” ends neither in .ndjson nor in .halqa, the kinds of file that are known "
                  "here"),
               file);
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
import_lines (HalqaNode *self, const char *file, HalqaRefusals *refusals, GError **error)
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
import_ndjson (HalqaNode *self, const char *file, GError **error)
{
  HalqaRefusals refusals = { json_builder_new (), g_string_new (NULL), 0, NULL };
  gboolean done;

  json_builder_begin_array (refusals.list);
  done = import_lines (self, file, &refusals, error);
  g_object_unref (refusals.list);
  g_string_free (refusals.text, TRUE);
  g_free (refusals.first_reason);
  return done;
}

static gboolean
run_import (HalqaNode *self, char **args, GError **error)
{
  if (g_str_has_suffix (args[0], BUNDLE))
    return halqa_node_import_bundle (self, args[0], preview, error);
  if (!g_str_has_suffix (args[0], NDJSON))
    return refuse_ending (args[0], error);
  if (preview)
    return halqa_node_refuse_usage (error, _ ("--preview is for bundles (.halqa)"));
  return import_ndjson (self, args[0], error);
}

static gboolean
export_ndjson (HalqaNode *self, const char *file, GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  guint n_records;

  if (!halqa_ndjson_export_store (self->reader, file, &n_records, error))
    return FALSE;
  if (!self->json)
    {
      printf (ngettext ("%u record written.", "%u records written.", n_records), n_records);
      putchar ('\n');
      return TRUE;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "file", file);
  halqa_node_add_number (builder, "records", n_records);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
  return TRUE;
}

static gboolean
run_export (HalqaNode *self, char **args, GError **error)
{
  if (g_str_has_suffix (args[0], BUNDLE))
    return halqa_node_export_bundle (self, args[0], error);
  if (g_str_has_suffix (args[0], NDJSON))
    return export_ndjson (self, args[0], error);
  return refuse_ending (args[0], error);
}

const HalqaNodeCommand halqa_node_file_commands[] = {
  { "import", "FILE", N_ ("Reads records from a file (.ndjson), or a whole forum (.halqa)"), 1, 1,
    HALQA_NODE_ONE_FORUM, import_options, run_import },
  { "export", "FILE", N_ ("Writes all records to a file (.ndjson), or the whole forum (.halqa)"), 1,
    1, HALQA_NODE_ONE_FORUM, NULL, run_export },
  { NULL },
};
