/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-csv-private.h"

/* What `import` does with a table before it reads it: how it would be read, and a look at it. */

/* One field for each column, in their order. */
static gboolean
set_columns (HalqaCsvPlan *plan, const char *columns, GError **error)
{
  g_auto (GStrv) fields = g_strsplit (columns, ",", -1);
  const guint n_columns = halqa_csv_plan_get_n_columns (plan);

  for (guint i = 0; i < n_columns; i++)
    halqa_csv_plan_set_field (plan, i, NULL);
  for (guint i = 0; fields[i] != NULL; i++)
    {
      const char *field = *g_strstrip (fields[i]) != '\0' ? fields[i] : NULL;

      if (i < n_columns && halqa_csv_plan_set_field (plan, i, field))
        continue;
      g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                   i < n_columns ? _ ("A column can't become “%s”")
                                 : _ ("There is no column for “%s”"),
                   fields[i]);
      return FALSE;
    }
  return TRUE;
}

/**
 * halqa_node_plan_csv:
 * @file: a table
 * @columns: (nullable): what its columns become, parted by commas; %NULL for what they are called
 * @error: of the file, or where @columns names no field
 *
 * Returns: (transfer full): how it is to be read
 */
HalqaCsvPlan *
halqa_node_plan_csv (const char *file, const char *columns, GError **error)
{
  g_autoptr (HalqaCsvPlan) plan = NULL;

  halqa_node_begin_progress (HALQA_NODE_READS);
  plan = halqa_csv_plan_new (file, halqa_node_show_progress, NULL, NULL, error);
  halqa_node_wipe_progress ();
  if (plan == NULL || (columns != NULL && !set_columns (plan, columns, error)))
    return NULL;
  return g_steal_pointer (&plan);
}

void
halqa_node_note_refused (guint line, const char *why, gpointer user_data)
{
  HalqaNodeRefused *refused = user_data;

  json_builder_begin_object (refused->list);
  halqa_node_add_number (refused->list, "line", line);
  halqa_node_add_member (refused->list, "why", why);
  json_builder_end_object (refused->list);
  if (refused->text->len > 0)
    g_string_append_c (refused->text, '\n');
  /* Translators: a line of a file that was refused: its number, and a sentence that says why. */
  g_string_append_printf (refused->text, _ ("Line %u: %s"), line, why);
}

static void
begin_list (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
}

static void
add_columns (JsonBuilder *builder, HalqaCsvPlan *plan)
{
  begin_list (builder, "columns");
  for (guint i = 0; i < halqa_csv_plan_get_n_columns (plan); i++)
    {
      json_builder_begin_object (builder);
      halqa_node_add_member (builder, "name", halqa_csv_plan_get_name (plan, i));
      halqa_node_add_member (builder, "field", halqa_csv_plan_get_field (plan, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_rows (JsonBuilder *builder, HalqaCsvPlan *plan)
{
  begin_list (builder, "rows");
  for (guint row = 0; row < halqa_csv_plan_get_n_samples (plan); row++)
    {
      json_builder_begin_array (builder);
      for (guint i = 0; i < halqa_csv_plan_get_n_columns (plan); i++)
        json_builder_add_string_value (builder, halqa_csv_plan_get_sample (plan, row, i));
      json_builder_end_array (builder);
    }
  json_builder_end_array (builder);
}

static void
print_plan (HalqaCsvPlan *plan)
{
  const char separator = halqa_csv_plan_get_separator (plan);

  /* Translators: an encoding ("UTF-8"), then what parts the cells of a table (";"). */
  halqa_node_print (_ ("Encoding: %s. Separator: %s."), halqa_csv_plan_get_encoding (plan),
                    separator == '\t' ? _ ("tab") : (char[]){ separator, '\0' });
  for (guint i = 0; i < halqa_csv_plan_get_n_columns (plan); i++)
    {
      const char *field = halqa_csv_plan_get_field (plan, i);

      /* Translators: the heading of a column, then the field that it becomes. */
      halqa_node_print (_ ("%s → %s"), halqa_csv_plan_get_name (plan, i),
                        field != NULL ? field : _ ("left out"));
    }
}

/**
 * halqa_node_add_stays_deleted:
 * @builder: an object about an import
 * @report: what came of it
 *
 * Adds how many records the file holds, or names, that stay deleted, where any do.
 */
void
halqa_node_add_stays_deleted (JsonBuilder *builder, const HalqaImportReport *report)
{
  if (report->n_deleted > 0)
    halqa_node_add_number (builder, "deleted", report->n_deleted);
  if (report->n_named_deleted > 0)
    halqa_node_add_number (builder, "named_deleted", report->n_named_deleted);
}

/**
 * halqa_node_print_stays_deleted:
 * @report: what came of an import
 *
 * Says the same to people, and how they come back.
 */
void
halqa_node_print_stays_deleted (const HalqaImportReport *report)
{
  if (report->n_deleted > 0)
    /* Translators: lines of a file; --restore is an option. */
    halqa_node_print (ngettext ("Of what was there already, %u has been deleted here; --restore "
                                "brings it back.",
                                "Of what was there already, %u have been deleted here; --restore "
                                "brings them back.",
                                report->n_deleted),
                      report->n_deleted);
  if (report->n_named_deleted > 0)
    /* Translators: --restore is an option. */
    halqa_node_print (ngettext ("%u theme, session or organisation that lines name has been "
                                "deleted here; --restore brings it back.",
                                "%u themes, sessions or organisations that lines name have been "
                                "deleted here; --restore brings them back.",
                                report->n_named_deleted),
                      report->n_named_deleted);
}

static void
print_report (const HalqaImportReport *report)
{
  halqa_node_print (_ ("Rows: %u. New: %u. Changed: %u. There already: %u. Refused: %u."),
                    report->n_lines, report->n_new, report->n_changed, report->n_same,
                    report->n_refused);
  halqa_node_print_stays_deleted (report);
}

/**
 * halqa_node_preview_csv:
 * @self: a run with a forum open
 * @plan: how a table is to be read
 * @restore: whether what was deleted here would be brought back
 * @error: of the file or the store, or where no column becomes anything
 *
 * Tells what reading it would do, and writes nothing.
 *
 * Returns: whether it could be told
 */
gboolean
halqa_node_preview_csv (HalqaNode *self, HalqaCsvPlan *plan, gboolean restore, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char separator[] = { halqa_csv_plan_get_separator (plan), '\0' };
  g_autoptr (GString) refused_rows = g_string_new (NULL);
  HalqaNodeRefused refused = { builder, refused_rows };
  const HalqaImportFlags flags = HALQA_IMPORT_DRY | (restore ? HALQA_IMPORT_RESTORE : 0);
  HalqaImportReport report;
  gboolean read;

  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "encoding", halqa_csv_plan_get_encoding (plan));
  halqa_node_add_member (builder, "separator", separator);
  add_columns (builder, plan);
  add_rows (builder, plan);
  begin_list (builder, "refused");
  halqa_node_begin_progress (HALQA_NODE_READS);
  read = halqa_csv_import_store (self->reader, plan, flags, halqa_node_note_refused,
                                 halqa_node_show_progress, &refused, NULL, &report, error);
  halqa_node_wipe_progress ();
  if (!read)
    return FALSE;
  json_builder_end_array (builder);
  halqa_node_add_number (builder, "lines", report.n_lines);
  halqa_node_add_number (builder, "new", report.n_new);
  halqa_node_add_number (builder, "changed", report.n_changed);
  halqa_node_add_number (builder, "same", report.n_same);
  halqa_node_add_stays_deleted (builder, &report);
  json_builder_end_object (builder);
  if (self->json)
    halqa_node_print_json (builder);
  else
    {
      print_plan (plan);
      print_report (&report);
      if (refused_rows->len > 0)
        halqa_node_print ("%s", refused_rows->str);
    }
  return TRUE;
}
