/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>

#include "halqa-app-error.h"
#include "halqa-bundle-write.h"
#include "halqa-stick-private.h"

/* What `import` and `export` do with a bundle: all entries of the forum, as they travel. */

static void
add_refused (JsonBuilder *builder, const HalqaTaken *taken)
{
  json_builder_set_member_name (builder, "refused");
  json_builder_begin_array (builder);
  for (guint i = 0; i < taken->refused->len; i++)
    {
      const HalqaRefusal *refusal = taken->refused->pdata[i];

      json_builder_begin_object (builder);
      halqa_node_add_hex (builder, "entry", refusal->id.bytes, sizeof refusal->id.bytes);
      halqa_node_add_member (builder, "why", refusal->reason);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_head (JsonBuilder *builder, const HalqaBundleReport *report)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (report->time);

  halqa_node_add_member (builder, "title", report->title);
  if (report->writer != NULL)
    halqa_node_add_member (builder, "writer", report->writer);
  if (report->time != 0 && time != NULL)
    {
      g_autofree char *text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");

      halqa_node_add_member (builder, "at", text);
    }
  if (report->n_entries != 0)
    halqa_node_add_number (builder, "entries", (gint64) report->n_entries);
}

static void
add_records (JsonBuilder *builder, const HalqaBundleReport *report)
{
  halqa_node_add_number (builder, "new", report->n_new);
  halqa_node_add_number (builder, "changed", report->n_changed);
  halqa_node_add_number (builder, "deleted", report->n_deleted);
  halqa_node_add_number (builder, "conflict", report->n_conflict);
}

static void
print_report_json (const HalqaBundleReport *report, const HalqaTaken *taken, gboolean preview)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_head (builder, report);
  halqa_node_add_number (builder, "lines", report->n_read);
  halqa_node_add_number (builder, preview ? "unknown" : "written", report->n_unknown);
  halqa_node_add_number (builder, "same", report->n_read - report->n_unknown - report->n_refused);
  if (preview)
    add_records (builder, report);
  add_refused (builder, taken);
  if (!preview && report->n_files > 0)
    halqa_node_add_number (builder, "files", report->n_files);
  json_builder_set_member_name (builder, "whole");
  json_builder_add_boolean_value (builder, report->fault == NULL);
  if (report->fault != NULL)
    halqa_node_add_member (builder, "fault", report->fault);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static void
print_head (const HalqaBundleReport *report)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (report->time);
  g_autofree char *moment = time == NULL ? NULL : g_date_time_format (time, "%Y-%m-%d %H:%M");

  if (report->writer != NULL && report->time != 0 && moment != NULL)
    /* Translators: the title of a forum, the name of a laptop, a day and a time. */
    halqa_node_print (_ ("%s, written by %s, %s"), report->title, report->writer, moment);
  else
    halqa_node_print ("%s", report->title);
}

static void
print_report (const HalqaBundleReport *report, gboolean preview)
{
  if (preview)
    print_head (report);
  halqa_node_print (_ ("Entries read: %u. Not known here: %u. Refused: %u."), report->n_read,
                    report->n_unknown, report->n_refused);
  if (!preview && report->n_files > 0)
    halqa_node_print (ngettext ("%u file of an attachment has come.",
                                "%u files of attachments have come.", report->n_files),
                      report->n_files);
  if (preview)
    halqa_node_print (_ ("Records new: %u. Changed: %u. Deleted: %u. In conflict: %u."),
                      report->n_new, report->n_changed, report->n_deleted, report->n_conflict);
}

static gboolean
judge (const HalqaBundleReport *report, GError **error)
{
  if (report->fault != NULL)
    g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE, report->fault);
  else if (report->n_refused > 0)
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_REFUSED,
                 /* Translators: how many, then why the first of them was refused. */
                 ngettext ("%u entry was refused: %s", "%u entries were refused; the first: %s",
                           report->n_refused),
                 report->n_refused, report->refusal);
  else if (report->lost != NULL)
    g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE, report->lost);
  else
    return TRUE;
  return FALSE;
}

/**
 * halqa_node_import_bundle:
 * @self: a run with a forum open
 * @file: a bundle
 * @preview: only tell what it would change
 * @error: also where all that is sound is in, but something was not
 *
 * Returns: whether all of the file was sound
 */
gboolean
halqa_node_import_bundle (HalqaNode *self, const char *file, gboolean preview, GError **error)
{
  g_autoptr (HalqaTaken) taken = NULL;
  g_autoptr (HalqaBundleReport) report = NULL;

  halqa_node_begin_progress (HALQA_NODE_READS);
  report = (preview ? halqa_stick_preview : halqa_stick_take) (self->store, file,
                                                               halqa_node_show_progress, NULL, NULL,
                                                               &taken, error);
  halqa_node_wipe_progress ();
  if (report == NULL)
    return FALSE;
  if (self->json)
    print_report_json (report, taken, preview);
  else
    print_report (report, preview);
  return judge (report, error);
}

/**
 * halqa_node_export_bundle:
 * @self: a run with a forum open
 * @file: where to
 * @error: any of the layers'
 *
 * Returns: whether the file is on disk
 */
gboolean
halqa_node_export_bundle (HalqaNode *self, const char *file, GError **error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  HalqaBundleWritten written;
  gboolean given;

  halqa_node_begin_progress (HALQA_NODE_WRITES);
  given = halqa_stick_give (self->store, file, NULL, halqa_node_show_progress, NULL, NULL, &written,
                            error);
  halqa_node_wipe_progress ();
  if (!given)
    return FALSE;
  if (!self->json)
    {
      halqa_node_print (_ ("Entries written: %u. Kept from the older file: %u."),
                        (guint) written.n_entries, (guint) written.n_kept);
      if (written.n_files > 0)
        halqa_node_print (ngettext ("Beside it, %u file of an attachment.",
                                    "Beside it, %u files of attachments.", written.n_files),
                          written.n_files);
      return TRUE;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "file", file);
  halqa_node_add_number (builder, "entries", (gint64) written.n_entries);
  halqa_node_add_number (builder, "kept", (gint64) written.n_kept);
  if (written.n_files > 0)
    halqa_node_add_number (builder, "files", written.n_files);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
  return TRUE;
}
