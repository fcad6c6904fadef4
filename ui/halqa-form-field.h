/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-conflict-button.h"
#include "halqa-forum.h"

G_BEGIN_DECLS

typedef enum
{
  HALQA_FORM_TEXT,
  HALQA_FORM_NUMBER,
  HALQA_FORM_CHOICE,
  HALQA_FORM_REF,
} HalqaFormType;

#define HALQA_TYPE_FORM_FIELD (halqa_form_field_get_type ())
G_DECLARE_FINAL_TYPE (HalqaFormField, halqa_form_field, HALQA, FORM_FIELD, GObject)

/**
 * HalqaFormField:
 * @name: of the field in the record
 * @kind: of the record
 * @forum: (nullable): of the record
 * @known: the value that the record is known to have: seen in it, or written by us
 * @seen: the value that the item showed when it was last looked at
 * @sent: handed to the store, not yet known to be on disk; or %NULL
 * @over: what the field showed when a person began to type what is not handed over yet
 * @moved: the item changed while @sent was on its way
 * @model: of a reference: the list whose moves are heard
 * @offered: of a reference: what it points at was in the list, the last time that was looked at
 * @dirty: a person changed it since it was last handed over
 * @touched: a person has changed it since the keyboard came to it
 *
 * One field of a record and the widget that shows it. Values are texts: digits for a number, the
 * id for a reference, "" for empty. Only the form, whose other half this is, touches the members.
 */
struct _HalqaFormField
{
  GObject parent_instance;

  /* owned */
  char *name;
  char *known;
  char *seen;
  char *sent;
  char *over;
  char *title; /* of its row, while that shows a problem beside it */

  /* borrowed */
  const char *kind;
  HalqaForum *forum;
  GtkWidget *widget;
  HalqaConflictButton *conflict;
  GtkEventController *focus;
  const char *const *choices;

  HalqaFormType type;
  GListModel *model;
  gboolean moved;
  gboolean offered;
  gboolean dirty;
  gboolean touched;
  guint setting;
  guint idle;
};

HalqaFormField *
halqa_form_field_new (HalqaFormType type, const char *kind, const char *name, GtkWidget *widget);
char *halqa_form_field_dup_value (HalqaFormField *self);
void halqa_form_field_set_value (HalqaFormField *self, const char *value);
void halqa_form_field_set_writable (HalqaFormField *self, gboolean writable);
gboolean halqa_form_field_is_sound (HalqaFormField *self);
/* @forum: (nullable): borrowed */
void halqa_form_field_reset (HalqaFormField *self, HalqaForum *forum);
void halqa_form_field_note_typing (HalqaFormField *self);
gboolean halqa_form_field_is_written_in (HalqaFormField *self);
void halqa_form_field_follow (HalqaFormField *self, HalqaItem *item);
void halqa_form_field_catch_up (HalqaFormField *self);
void halqa_form_field_write (HalqaFormField *self,
                             HalqaDraft *draft,
                             const char *kind,
                             const char *id,
                             const char *value,
                             const char *over);

G_END_DECLS
