/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-schema.h"
#include "halqa-sql.h"

G_BEGIN_DECLS

/* "Hlqa", in the header of each database of ours. */
#define HALQA_APPLICATION_ID 0x486c7161
#define HALQA_SCHEMA_VERSION 3

/* Reads the header of the file alone, and changes nothing: whether it is ours, whole, and not of a
 * later version. */
gboolean halqa_store_schema_probe (const char *path, GError **error);
/* Whether the file, which somebody has chosen to be read, is none of ours: those are SQLite's alone to open. */
gboolean halqa_store_schema_is_apart (const char *path, GError **error);
/* The tables of a new database. */
gboolean halqa_store_schema_create (HalqaSql *sql, const HalqaSchema *schema, GError **error);
/* From the version that the database is of to ours, step by step. */
gboolean halqa_store_schema_migrate (HalqaSql *sql, GError **error);
/* Whether the tables were folded by another table of kinds. */
gboolean halqa_store_schema_is_stale (HalqaSql *sql,
                                      const HalqaSchema *schema,
                                      gboolean *stale,
                                      GError **error);
/* Drops and makes all that is a fold of the log. */
gboolean halqa_store_schema_reset_fold (HalqaSql *sql, const HalqaSchema *schema, GError **error);

G_END_DECLS
