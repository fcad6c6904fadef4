/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum-files.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* Blocks. @path: one that halqa_export_find_ending() finds an ending of. */
gboolean halqa_export_store (HalqaReader *reader,
                             const char *path,
                             char separator,
                             HalqaExportWork *work,
                             GError **error);

G_END_DECLS
