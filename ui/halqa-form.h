/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-conflict-button.h"
#include "halqa-forum.h"

G_BEGIN_DECLS

typedef enum
{
  HALQA_FORM_CLEAN, /* nothing was written here since the record was opened */
  HALQA_FORM_UNSAVED, /* typed, and not yet on disk */
  HALQA_FORM_SAVED, /* all that was typed is on disk */
  HALQA_FORM_FAILED, /* the disk or the store refused; it is tried again */
} HalqaFormState;

#define HALQA_TYPE_FORM (halqa_form_get_type ())
G_DECLARE_FINAL_TYPE (HalqaForm, halqa_form, HALQA, FORM, GObject)

HalqaForm *halqa_form_new (const char *kind);

/* Which widget shows which field; @conflict is %NULL for a field without a mark. The widgets must
 * outlive the form or be destroyed with it. */
void halqa_form_bind_text (HalqaForm *self,
                           const char *field,
                           GtkWidget *editable_or_view,
                           HalqaConflictButton *conflict);
void halqa_form_bind_number (HalqaForm *self,
                             const char *field,
                             GtkWidget *editable,
                             HalqaConflictButton *conflict);
void halqa_form_bind_choice (HalqaForm *self,
                             const char *field,
                             AdwComboRow *row,
                             const char *const *values,
                             HalqaConflictButton *conflict);
void halqa_form_bind_ref (HalqaForm *self,
                          const char *field,
                          AdwComboRow *row,
                          HalqaConflictButton *conflict);

void halqa_form_open (HalqaForm *self, HalqaForum *forum, HalqaItem *item);
void halqa_form_begin (HalqaForm *self, HalqaForum *forum);
void halqa_form_close (HalqaForm *self);
/* Of a new record, before anything is typed: what a field begins with. */
void halqa_form_preset (HalqaForm *self, const char *field, const char *value);
void halqa_form_flush (HalqaForm *self);

HalqaItem *halqa_form_get_item (HalqaForm *self);
HalqaFormState halqa_form_get_state (HalqaForm *self);
const char *halqa_form_get_problem (HalqaForm *self);
gboolean halqa_form_is_pending (HalqaForm *self);

G_END_DECLS
