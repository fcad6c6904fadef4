/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-progress.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* The proposals of a forum as the file that administrators of Decidim import. @path: ends in
 * `.json`, else it is CSV. Blocks. */
gboolean halqa_decidim_export_store (HalqaReader *reader,
                                     const char *path,
                                     HalqaExportWork *work,
                                     GError **error);

G_END_DECLS
