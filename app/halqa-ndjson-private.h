/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-ndjson.h"
#include "halqa-progress.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* The same as in halqa-ndjson.h, for who has a store open and no HalqaForum. */
gboolean halqa_ndjson_import_store (HalqaReader *reader,
                                    const char *path,
                                    HalqaImportFlags flags,
                                    HalqaRefusedFunc refused,
                                    HalqaProgressFunc progress,
                                    gpointer user_data,
                                    GCancellable *cancellable,
                                    HalqaImportReport *report,
                                    GError **error);
gboolean halqa_ndjson_export_store (HalqaReader *reader,
                                    const char *path,
                                    HalqaExportWork *work,
                                    GError **error);

G_END_DECLS
