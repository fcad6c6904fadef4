/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-form.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PROPOSAL_EDITOR (halqa_proposal_editor_get_type ())
G_DECLARE_FINAL_TYPE (HalqaProposalEditor, halqa_proposal_editor, HALQA, PROPOSAL_EDITOR, AdwBin)

/* Signal "changed": of its form, or of that of its translation. */
HalqaForm *halqa_proposal_editor_get_form (HalqaProposalEditor *self);
HalqaFormState halqa_proposal_editor_get_state (HalqaProposalEditor *self);
void halqa_proposal_editor_flush (HalqaProposalEditor *self);
void halqa_proposal_editor_set_forum (HalqaProposalEditor *self,
                                      HalqaForum *forum,
                                      GListModel *sessions);
void halqa_proposal_editor_open (HalqaProposalEditor *self, HalqaItem *item);
void halqa_proposal_editor_begin (HalqaProposalEditor *self, const char *session);
/* The keyboard goes to its title. No "grab-focus": see halqa-session-editor.h. */
void halqa_proposal_editor_show_title (HalqaProposalEditor *self);

G_END_DECLS
