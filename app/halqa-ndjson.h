/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"
#include "halqa-import.h"

G_BEGIN_DECLS

/* Reads records as an export writes them. Blocks. A refused line never stops the rest;
 * FALSE only where the file can't be read or the store can't be written. */
gboolean halqa_ndjson_import (HalqaForum *forum,
                              const char *path,
                              HalqaRefusedFunc refused,
                              gpointer user_data,
                              HalqaImportReport *report,
                              GError **error);

G_END_DECLS
