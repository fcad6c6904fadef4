/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-catalogue.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PHRASE_EDITOR (halqa_phrase_editor_get_type ())
G_DECLARE_FINAL_TYPE (HalqaPhraseEditor, halqa_phrase_editor, HALQA, PHRASE_EDITOR, AdwBin)

/* One text of the interface and its translation. Says "written" when that is on disk. */

/* What stands there is saved first. @catalogue: of @phrase; both may be NULL. */
void
halqa_phrase_editor_edit (HalqaPhraseEditor *self, HalqaCatalogue *catalogue, HalqaPhrase *phrase);
HalqaPhrase *halqa_phrase_editor_get_phrase (HalqaPhraseEditor *self);
/* The keyboard goes to the translation. */
void halqa_phrase_editor_begin (HalqaPhraseEditor *self);
void halqa_phrase_editor_flush (HalqaPhraseEditor *self);
/* As it came with the program. */
void halqa_phrase_editor_reset (HalqaPhraseEditor *self);

G_END_DECLS
