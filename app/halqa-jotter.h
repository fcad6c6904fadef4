/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_JOTTER (halqa_jotter_get_type ())
G_DECLARE_FINAL_TYPE (HalqaJotter, halqa_jotter, HALQA, JOTTER, GObject)

/* What is half-written at this laptop and no record yet: for each place, such as the id of a session,
 * texts by name. Kept on disk while it is typed. */

HalqaJotter *halqa_jotter_new (HalqaForum *forum);
/* "" where there is none; to be freed. */
char *halqa_jotter_dup_text (HalqaJotter *self, const char *place, const char *name);
/* Kept a moment later; a forum is not closed before. @text: "" for none. */
void
halqa_jotter_set_text (HalqaJotter *self, const char *place, const char *name, const char *text);
void halqa_jotter_forget (HalqaJotter *self, const char *place);
/* At once, and until it is on disk. */
void halqa_jotter_flush (HalqaJotter *self);

G_END_DECLS
