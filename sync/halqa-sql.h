/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

#include "halqa-schema.h"
#include "halqa-value.h"

G_BEGIN_DECLS

/**
 * HalqaSql:
 *
 * One SQLite connection and its prepared statements, for the one thread that opened it.
 */
typedef struct _HalqaSql HalqaSql;

typedef enum
{
  HALQA_SQL_WRITE, /* a file that is there; an empty one is a new database */
  HALQA_SQL_READ,
  HALQA_SQL_SCRATCH, /* of no name, gone when it is closed or the process ends; the path is "" */
  HALQA_SQL_LOOK, /* a file that can't be written, or that stands where nothing can be */
} HalqaSqlMode;

/* Whether the file at @path can be written, and its log beside it. */
gboolean halqa_sql_can_write (const char *path);
HalqaSql *halqa_sql_open (const char *path, HalqaSqlMode mode, GError **error);
void halqa_sql_close (HalqaSql *self);

/* Takes over all of the database @path. */
gboolean halqa_sql_copy (HalqaSql *self, const char *path, GError **error);

/* Runs statements without parameters. */
gboolean halqa_sql_exec (HalqaSql *self, const char *sql, GError **error);
/* A statement that is kept for the next time, reset and with nothing bound; lent until
 * halqa_sql_done(). */
sqlite3_stmt *halqa_sql_prepare (HalqaSql *self, const char *sql, GError **error);
/* The same for a @sql that stands where it is as long as the connection does. */
sqlite3_stmt *halqa_sql_prepare_fixed (HalqaSql *self, const char *sql, GError **error);
void halqa_sql_done (sqlite3_stmt *statement);
/* SQLITE_ROW, SQLITE_DONE, or another with @error set. */
int halqa_sql_step (HalqaSql *self, sqlite3_stmt *statement, GError **error);
/* Steps a statement that gives no rows, and ends it. */
gboolean halqa_sql_run (HalqaSql *self, sqlite3_stmt *statement, GError **error);
/* The first column of the first row, @fallback where there is none. */
gboolean halqa_sql_get_int (HalqaSql *self,
                            const char *sql,
                            gint64 fallback,
                            gint64 *number,
                            GError **error);
/* A column of the row that a statement stands on, as a value of @type (of
 * %HALQA_FIELD_REF: bytes); lent until the next step. */
HalqaValue halqa_sql_get_value (sqlite3_stmt *statement, int column, HalqaFieldType type);
/* Forgets every prepared statement: before tables change under them. */
void halqa_sql_flush (HalqaSql *self);
void halqa_sql_expect_many (HalqaSql *self, gboolean many);
/* Cuts a log that has grown, where that can be done at once. */
void halqa_sql_put_log_back (HalqaSql *self);
sqlite3 *halqa_sql_get_handle (HalqaSql *self);

typedef sqlite3_stmt HalqaStatement;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaStatement, halqa_sql_done)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaSql, halqa_sql_close)

G_END_DECLS
