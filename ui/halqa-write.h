/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-form-field.h"
#include "halqa-forum.h"

G_BEGIN_DECLS

typedef struct _HalqaWrite HalqaWrite;

/* An attempt has ended: on disk where @error is %NULL. The write is the callee's again: to be freed,
 * or tried again. */
typedef void (*HalqaWriteFunc) (HalqaWrite *write, const GError *error);

/**
 * HalqaWrite:
 * @id: of the record; of one that this write makes: from its start on
 * @creates: whether it makes the record
 * @turn: which record of the form it is of
 * @next: (nullable) (owned): what is to be written to the same record after this
 *
 * What was typed into some fields of one record, on its way to the disk.
 */
struct _HalqaWrite
{
  GObject *form;
  HalqaForum *forum;
  char *kind;
  char *id;
  gboolean creates;
  guint turn;
  GPtrArray *fields;
  GPtrArray *values;
  GPtrArray *overs; /* what each was typed over */
  HalqaWrite *next;
  HalqaWriteFunc done;
  HalqaDraft *draft; /* (owned): of the last attempt */
};

HalqaWrite *halqa_write_new (GObject *form,
                             HalqaForum *forum,
                             const char *kind,
                             const char *id,
                             HalqaWriteFunc done);
void halqa_write_free (HalqaWrite *self);
void halqa_write_add (HalqaWrite *self, HalqaFormField *field, const char *value);
void halqa_write_start (HalqaWrite *self);
void halqa_write_try_again (HalqaWrite *self);
void halqa_write_go_on (HalqaWrite *self);

void halqa_write_note_sent (HalqaWrite *self);
void halqa_write_note_written (HalqaWrite *self);
void halqa_write_note_failed (HalqaWrite *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaWrite, halqa_write_free)

G_END_DECLS
