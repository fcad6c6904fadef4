/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-csv-private.h"
#include "halqa-folder-private.h"
#include "halqa-ndjson-private.h"

G_BEGIN_DECLS

/* A forum for tests that import into it. */
typedef struct
{
  char *path;
  HalqaFolder *folder;
  HalqaStore *store;
  HalqaReader *reader;
  HalqaImportReport report; /* of the last import */
  GString *refused; /* "NUMBER: WHY\n" of it */
} ImportForum;

void import_forum_set_up (ImportForum *self, gconstpointer data);
void import_forum_tear_down (ImportForum *self, gconstpointer data);

void import_forum_read (ImportForum *self, const char *lines);
void import_forum_read_bytes (ImportForum *self, const char *bytes, gsize size);
/* The same of a table of proposals. */
HalqaCsvPlan *import_forum_plan_table (ImportForum *self, const char *bytes, gsize size);
void import_forum_run_plan (ImportForum *self, HalqaCsvPlan *plan, gboolean dry);
void import_forum_read_table (ImportForum *self, const char *table);
void import_forum_read_table_bytes (ImportForum *self, const char *bytes, gsize size);
/* The content of all proposals as lines of JSON; without their ids, in the order of their titles. To
 * be freed. */
char *import_forum_print_proposals (ImportForum *self, gboolean with_ids);
/* What became of the last lines that were read. */
void import_forum_assert_report (ImportForum *self, guint written, guint same, guint refused);
guint64 import_forum_count_entries (ImportForum *self);

G_END_DECLS
