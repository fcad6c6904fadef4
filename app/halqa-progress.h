/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where a window asked: in its thread, ten times a second at most, never after the end was told. */
typedef void (*HalqaProgressFunc) (guint64 done, guint64 total, gpointer user_data);

/* The bytes of a file that is to be read, 0 for not known. */
guint64 halqa_progress_get_total (GFileInputStream *stream);

G_END_DECLS
