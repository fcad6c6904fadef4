/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-names.h"
#include "halqa-record.h"
#include "halqa-sql.h"

G_BEGIN_DECLS

/* "SELECT … FROM k_KIND", the columns that halqa_record_read() takes. To be freed. */
char *halqa_record_compose_select (const HalqaKind *kind);
/* The record of the row that @row stands on. */
HalqaRecord *halqa_record_read (const HalqaKind *kind, HalqaNames *names, sqlite3_stmt *row);

G_END_DECLS
