/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HalqaLineReader:
 *
 * The lines of a stream, one after the other, in bounded memory.
 */
typedef struct _HalqaLineReader HalqaLineReader;

typedef enum
{
  HALQA_LINE_READ,
  HALQA_LINE_TOO_LONG, /* passed over; there is no text of it */
  HALQA_LINE_END,
  HALQA_LINE_FAILED,
} HalqaLineResult;

HalqaLineReader *halqa_line_reader_new (GInputStream *stream, gsize max_size);
void halqa_line_reader_free (HalqaLineReader *self);
HalqaLineResult
halqa_line_reader_next (HalqaLineReader *self, const char **line, gsize *size, GError **error);
guint halqa_line_reader_get_number (HalqaLineReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaLineReader, halqa_line_reader_free)

G_END_DECLS
