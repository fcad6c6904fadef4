/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-progress.h"

G_BEGIN_DECLS

typedef enum
{
  HALQA_CSV_UTF_8,
  HALQA_CSV_UTF_16_LE,
  HALQA_CSV_UTF_16_BE,
  HALQA_CSV_WINDOWS_1252,
  HALQA_CSV_WINDOWS_1256,
} HalqaCsvEncoding;

/**
 * HalqaCsvForm:
 * @encoding: of the bytes
 * @mark_size: bytes of a byte order mark before the text
 * @separator: between the cells of a row: `,`, `;` or a tab
 * @limit: bytes after which no more is read, 0 for all
 *
 * How a table is written down.
 */
typedef struct
{
  HalqaCsvEncoding encoding;
  guint mark_size;
  char separator;
  guint64 limit;
} HalqaCsvForm;

gboolean halqa_csv_recognise_encoding (GFile *file,
                                       HalqaCsvForm *form,
                                       HalqaProgressFunc progress,
                                       gpointer user_data,
                                       GCancellable *cancellable,
                                       GError **error);
const char *halqa_csv_encoding_get_name (HalqaCsvEncoding encoding);
GInputStream *halqa_csv_convert (GInputStream *stream, const HalqaCsvForm *form, GError **error);

G_END_DECLS
