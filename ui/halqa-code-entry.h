/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HALQA_TYPE_CODE_ENTRY (halqa_code_entry_get_type ())
G_DECLARE_FINAL_TYPE (HalqaCodeEntry, halqa_code_entry, HALQA, CODE_ENTRY, GtkEntry)

/* The digits that an invitation is answered with. */
#define HALQA_CODE_LENGTH 6

const char *halqa_code_entry_get_code (HalqaCodeEntry *self);

G_END_DECLS
