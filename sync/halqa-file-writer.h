/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HALQA_TYPE_FILE_WRITER (halqa_file_writer_get_type ())
G_DECLARE_FINAL_TYPE (HalqaFileWriter, halqa_file_writer, HALQA, FILE_WRITER, GOutputStream)

HalqaFileWriter *halqa_file_writer_new (const char *path, int mode, GError **error);
/* From here on the file stands under its name; without it nothing has changed. */
gboolean halqa_file_writer_commit (HalqaFileWriter *self, GError **error);

G_END_DECLS
