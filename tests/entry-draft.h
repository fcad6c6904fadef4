/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-entry-private.h"
#include "halqa-error.h"

G_BEGIN_DECLS

#define DRAFT_STAMP G_GUINT64_CONSTANT (117309440000000007)

/* An entry put together byte by byte, also as no program of ours would: for the forum 10 11 … 1f, by
 * the device whose seed is 00 01 … 1f. */
typedef struct
{
  char *folder;
  HalqaIdentity *identity;
  HalqaId forum;
  GByteArray *bytes;
} EntryDraft;

/* For g_test_add(). */
void entry_draft_set_up (EntryDraft *self, gconstpointer data);
void entry_draft_tear_down (EntryDraft *self, gconstpointer data);

void entry_draft_begin (EntryDraft *self, guint64 stamp, guint n_writes);
/* A write of the record whose id is all @record, up to its fields. */
void entry_draft_begin_write (EntryDraft *self, guint n_members, guint8 record, guint n_fields);
/* An entry of one write, up to its fields. */
void entry_draft_begin_one (EntryDraft *self, guint n_members, guint n_fields);
void entry_draft_append (EntryDraft *self, const char *bytes, gsize size);
void entry_draft_put_text (EntryDraft *self, const char *text);
void entry_draft_put_number (EntryDraft *self, const char *field, guint64 number);
void entry_draft_put_dot (EntryDraft *self, guint64 stamp, guint8 device);

/* Both end the draft. The signature is right, so that the form alone is judged. */
void entry_draft_assert_refused (EntryDraft *self, HalqaSyncError code, const char *reason);
void entry_draft_assert_taken (EntryDraft *self);

G_END_DECLS
