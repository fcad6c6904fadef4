/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "import-forum.h"

#include <string.h>

#include "halqa-record-json.h"
#include "test-tools.h"

static void
open_forum (ImportForum *self)
{
  g_autoptr (GError) error = NULL;

  self->folder = halqa_folder_open (self->path, &error);
  g_assert_no_error (error);
  self->store = halqa_folder_new_store (self->folder, "منتدى", NULL, &error);
  g_assert_no_error (error);
  self->reader = halqa_reader_open (self->store, &error);
  g_assert_no_error (error);
}

void
import_forum_set_up (ImportForum *self, gconstpointer data)
{
  self->path = test_make_folder ();
  self->refused = g_string_new (NULL);
  open_forum (self);
}

void
import_forum_tear_down (ImportForum *self, gconstpointer data)
{
  g_assert_finalize_object (self->reader);
  g_assert_finalize_object (self->store);
  g_assert_finalize_object (self->folder);
  g_string_free (self->refused, TRUE);
  test_remove_folder (self->path);
}

static void
note_refused (guint line, const char *why, gpointer user_data)
{
  g_assert_nonnull (why);
  g_string_append_printf (user_data, "%u: %s\n", line, why);
}

void
import_forum_read_bytes (ImportForum *self, const char *bytes, gsize size)
{
  g_autofree char *path = g_build_filename (self->path, "in.ndjson", NULL);
  g_autoptr (GError) error = NULL;

  g_string_truncate (self->refused, 0);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  g_assert_true (halqa_ndjson_import_store (self->reader, path, HALQA_IMPORT_PLAIN, note_refused,
                                            NULL, self->refused, NULL, &self->report, &error));
  g_assert_no_error (error);
}

void
import_forum_read (ImportForum *self, const char *lines)
{
  import_forum_read_bytes (self, lines, strlen (lines));
}

HalqaCsvPlan *
import_forum_plan_table (ImportForum *self, const char *bytes, gsize size)
{
  g_autofree char *path = g_build_filename (self->path, "in.csv", NULL);
  g_autoptr (GError) error = NULL;
  HalqaCsvPlan *plan;

  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  plan = halqa_csv_plan_new (path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return plan;
}

void
import_forum_run_plan (ImportForum *self, HalqaCsvPlan *plan, gboolean dry)
{
  g_autoptr (GError) error = NULL;

  g_string_truncate (self->refused, 0);
  g_assert_true (halqa_csv_import_store (self->reader, plan,
                                         dry ? HALQA_IMPORT_DRY : HALQA_IMPORT_PLAIN, note_refused,
                                         NULL, self->refused, NULL, &self->report, &error));
  g_assert_no_error (error);
}

void
import_forum_read_table_bytes (ImportForum *self, const char *bytes, gsize size)
{
  g_autoptr (HalqaCsvPlan) plan = import_forum_plan_table (self, bytes, size);

  import_forum_run_plan (self, plan, FALSE);
}

void
import_forum_read_table (ImportForum *self, const char *table)
{
  import_forum_read_table_bytes (self, table, strlen (table));
}

/* The content of all proposals as lines of JSON, without their ids, in the order of their titles. */
char *
import_forum_print_proposals (ImportForum *self, gboolean with_ids)
{
  HalqaQuery query = { .kind = "proposal", .sort = with_ids ? NULL : "title" };
  g_autoptr (GPtrArray) records = halqa_reader_query (self->reader, &query, NULL);
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      g_autofree char *line =
          halqa_record_json_line (g_ptr_array_index (records, i), HALQA_RECORD_JSON_CONTENT);

      g_string_append (lines, with_ids ? line : strchr (line, ',') + 1);
      g_string_append_c (lines, '\n');
    }
  return g_string_free (lines, FALSE);
}

void
import_forum_assert_report (ImportForum *self, guint written, guint same, guint refused)
{
  if (self->report.n_written != written || self->report.n_same != same ||
      self->report.n_refused != refused)
    g_test_message ("refused: %s", self->refused->str);
  g_assert_cmpuint (self->report.n_written, ==, written);
  g_assert_cmpuint (self->report.n_same, ==, same);
  g_assert_cmpuint (self->report.n_refused, ==, refused);
}

guint64
import_forum_count_entries (ImportForum *self)
{
  HalqaStatus status;

  g_assert_true (halqa_reader_status (self->reader, &status, NULL));
  return status.n_entries;
}
