/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

const char *halqa_reason_say (int number);
const char *halqa_reason_of (const GError *error);
int halqa_reason_find (const char *path);
gboolean halqa_reason_fail_to_read (const char *path, const char *reason, GError **error);
GFileInputStream *halqa_reason_read_file (GFile *file, GCancellable *cancellable, GError **error);

G_END_DECLS
