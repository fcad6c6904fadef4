/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gettext-po.h>
#include <glib.h>

G_BEGIN_DECLS

/* To be freed with po_file_free(). */
po_file_t halqa_po_read (const char *path, GError **error);
gboolean halqa_po_check (po_message_t message);
void halqa_po_set_error (const char *path, const char *why, GError **error);

G_END_DECLS
