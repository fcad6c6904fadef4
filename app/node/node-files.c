/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-csv-private.h"
#include "halqa-forum-files-private.h"
#include "halqa-ndjson-private.h"
#include "halqa-reason.h"

/* Commands on files: import, export. What a file is, its ending says. */

#define NDJSON ".ndjson"
#define CSV ".csv"
#define BUNDLE ".halqa"

static gboolean preview;
static gboolean restore;
static char *columns;
static char *separator;

static const GOptionEntry import_options[] = {
  { "preview", 0, 0, G_OPTION_ARG_NONE, &preview,
    N_ ("Tell what a bundle or a table would change, and change nothing"), NULL },
  { "columns", 0, 0, G_OPTION_ARG_STRING, &columns,
    N_ ("What the columns of a table become, one after the other; nothing: it is left out"),
    "FIELD,…" },
  { "restore", 0, 0, G_OPTION_ARG_NONE, &restore,
    N_ ("Bring back what is in the file and has been deleted here"), NULL },
  G_OPTION_ENTRY_NULL,
};

static const GOptionEntry export_options[] = {
  { "separator", 0, 0, G_OPTION_ARG_STRING, &separator,
    N_ ("What parts the cells of a table: “,”, “;” or “tab”"), "MARK" },
  G_OPTION_ENTRY_NULL,
};

/* Lines that were refused, printed in the end, after the count; the first is the error. */
typedef struct
{
  HalqaNodeRefused all;
  guint first_line;
  char *first_reason;
} HalqaRefusals;

static void
note_refused (guint line, const char *why, gpointer user_data)
{
  HalqaRefusals *refusals = user_data;

  halqa_node_note_refused (line, why, &refusals->all);
  if (refusals->first_reason != NULL)
    return;
  refusals->first_line = line;
  refusals->first_reason = g_strdup (why);
}

static gboolean
refuse_ending (const char *file, const char *known, GError **error)
{
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
               /* Translators: the name of a file, then a list of endings. */
               _ ("“%s” has none of the endings that are known here: %s"), file, known);
  return FALSE;
}

static void
print_counts (HalqaNode *self, const HalqaImportReport *report, HalqaRefusals *refusals)
{
  if (!self->json)
    {
      halqa_node_print (_ ("Lines: %u. Records written: %u. There already: %u. Refused: %u."),
                        report->n_lines, report->n_written, report->n_same, report->n_refused);
      halqa_node_print_stays_deleted (report);
      if (refusals->all.text->len > 0)
        halqa_node_print ("%s", refusals->all.text->str);
      return;
    }
  halqa_node_print_json (refusals->all.list);
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
  halqa_node_add_stays_deleted (builder, report);
  json_builder_set_member_name (builder, "refused");
  json_builder_end_array (list);
  json_builder_add_value (builder, json_builder_get_root (list));
  json_builder_end_object (builder);
  return builder;
}

/* @plan: (nullable): of a table */
static gboolean
import_lines (HalqaNode *self,
              const char *file,
              HalqaCsvPlan *plan,
              HalqaRefusals *refusals,
              GError **error)
{
  const HalqaImportFlags flags = restore ? HALQA_IMPORT_RESTORE : HALQA_IMPORT_PLAIN;
  HalqaImportReport report;
  JsonBuilder *builder;
  gboolean done;

  halqa_node_begin_progress (HALQA_NODE_READS);
  if (plan != NULL)
    done = halqa_csv_import_store (self->reader, plan, flags, note_refused,
                                   halqa_node_show_progress, refusals, NULL, &report, error);
  else
    done = halqa_ndjson_import_store (self->reader, file, flags, note_refused,
                                      halqa_node_show_progress, refusals, NULL, &report, error);
  halqa_node_wipe_progress ();
  if (!done)
    return FALSE;
  builder = build_report (&report, refusals->all.list);
  g_object_unref (refusals->all.list);
  refusals->all.list = builder;
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
import_records (HalqaNode *self, const char *file, HalqaCsvPlan *plan, GError **error)
{
  HalqaRefusals refusals = { { json_builder_new (), g_string_new (NULL) }, 0, NULL };
  gboolean done;

  json_builder_begin_array (refusals.all.list);
  done = import_lines (self, file, plan, &refusals, error);
  g_object_unref (refusals.all.list);
  g_string_free (refusals.all.text, TRUE);
  g_free (refusals.first_reason);
  return done;
}

static gboolean
check_readable (const char *file, GError **error)
{
  if (g_access (file, R_OK) != 0)
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE, _ ("“%s” can't be read: %s"), file,
                 halqa_reason_say (errno));
  else if (!g_file_test (file, G_FILE_TEST_IS_REGULAR | G_FILE_TEST_IS_DIR))
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
                 _ ("“%s” is no file: what is imported is read twice"), file);
  else
    return TRUE;
  return FALSE;
}

static gboolean
import_csv (HalqaNode *self, const char *file, GError **error)
{
  g_autoptr (HalqaCsvPlan) plan = NULL;

  if (!check_readable (file, error) || !(plan = halqa_node_plan_csv (file, columns, error)))
    return FALSE;
  return preview ? halqa_node_preview_csv (self, plan, restore, error)
                 : import_records (self, file, plan, error);
}

static gboolean
run_import (HalqaNode *self, char **args, GError **error)
{
  gboolean is_csv = halqa_file_has_ending (args[0], CSV);

  if (columns != NULL && !is_csv)
    return halqa_node_refuse_usage (error, _ ("--columns is for tables (.csv)"));
  if (restore && halqa_file_has_ending (args[0], BUNDLE))
    return halqa_node_refuse_usage (error, _ ("--restore is for tables (.csv) and records "
                                              "(.ndjson)"));
  if (is_csv)
    return import_csv (self, args[0], error);
  if (halqa_file_has_ending (args[0], BUNDLE))
    return halqa_node_import_bundle (self, args[0], preview, error);
  if (!halqa_file_has_ending (args[0], NDJSON))
    return refuse_ending (args[0], ".ndjson, .csv, .halqa", error);
  if (preview)
    return halqa_node_refuse_usage (error, _ ("--preview is for tables (.csv) and bundles "
                                              "(.halqa)"));
  return check_readable (args[0], error) && import_records (self, args[0], NULL, error);
}

/* FALSE where it is none. */
static gboolean
parse_separator (const char *text, char *mark)
{
  *mark = text == NULL ? ',' : strcmp (text, "tab") == 0 ? '\t' : *text;
  return text == NULL || *mark == '\t' || ((*mark == ',' || *mark == ';') && text[1] == '\0');
}

static gboolean
is_report (const char *file)
{
  return halqa_file_has_ending (file, ".pdf") || halqa_file_has_ending (file, ".html");
}

static gboolean
export_records (HalqaNode *self, const char *file, guint *n_records, GError **error)
{
  HalqaExportWork work = { .func = halqa_node_show_progress };
  gboolean written;
  char mark;

  if (!parse_separator (separator, &mark))
    return halqa_node_refuse_usage (error, _ ("--separator is “,”, “;” or “tab”"));
  if (halqa_export_find_ending (file) == NULL)
    return refuse_ending (file, ".ndjson, .csv, .decidim.csv, .decidim.json, .html, .pdf, .halqa",
                          error);
  /* Sheets are drawn twice: what is counted are no records. */
  halqa_node_begin_progress (is_report (file) ? HALQA_NODE_WRITES : HALQA_NODE_EXPORTS);
  written = halqa_export_store (self->reader, file, mark, &work, error);
  halqa_node_wipe_progress ();
  *n_records = work.n_records;
  return written;
}

static gboolean
run_export (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  guint n_records = 0;

  if (separator != NULL && !halqa_file_has_ending (args[0], CSV))
    return halqa_node_refuse_usage (error, _ ("--separator is for tables (.csv)"));
  if (halqa_file_has_ending (args[0], BUNDLE))
    return halqa_node_export_bundle (self, args[0], error);
  if (!export_records (self, args[0], &n_records, error))
    return FALSE;
  if (!self->json)
    {
      halqa_node_print (ngettext ("%u record written.", "%u records written.", n_records),
                        n_records);
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
  { "import", "FILE",
    N_ ("Reads records from a file (.ndjson), proposals from a table (.csv), or a whole forum "
        "(.halqa)"),
    1, 1, HALQA_NODE_ONE_FORUM, import_options, run_import },
  { "export", "FILE",
    N_ ("Writes all records to a file (.ndjson), proposals to a table (.csv, .decidim.csv, "
        ".decidim.json), the synthesis report (.pdf, .html), or the whole forum (.halqa)"),
    1, 1, HALQA_NODE_ONE_FORUM, export_options, run_export },
  { NULL },
};
