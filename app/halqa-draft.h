/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * HalqaDraft:
 *
 * What a person does at once, on one record or many; saved as one entry. Ids are in hex. A text of
 * no characters is an empty field.
 */
typedef struct _HalqaDraft HalqaDraft;

HalqaDraft *halqa_draft_new (void);
HalqaDraft *halqa_draft_ref (HalqaDraft *self);
void halqa_draft_unref (HalqaDraft *self);

/* A new record; its id, to be freed. */
char *halqa_draft_add (HalqaDraft *self, const char *kind);
/* A new record of an id that is made of what the record is about. */
void halqa_draft_create (HalqaDraft *self, const char *kind, const char *id);
/* The record of a kind that is the same wherever it is made, such as the tally of a proposal in a
 * session by a method: made where it is not there, brought back where it was deleted. Behind @kind
 * FIELD, VALUE … and %NULL, all that it is made of: ids in hex, words as they travel. Its id, to be
 * freed. */
char *halqa_draft_add_made_of (HalqaDraft *self, const char *kind, ...) G_GNUC_NULL_TERMINATED;
void halqa_draft_set_text (HalqaDraft *self,
                           const char *kind,
                           const char *id,
                           const char *field,
                           const char *text);
/* Of a text that was typed for a while: @seen is what the field showed when that began. What another
 * wrote there since stays beside it as a second version, for nobody saw it. */
void halqa_draft_set_text_over (HalqaDraft *self,
                                const char *kind,
                                const char *id,
                                const char *field,
                                const char *text,
                                const char *seen);
void halqa_draft_set_int (HalqaDraft *self,
                          const char *kind,
                          const char *id,
                          const char *field,
                          gint64 number);
void halqa_draft_set_ref (HalqaDraft *self,
                          const char *kind,
                          const char *id,
                          const char *field,
                          const char *target);
void halqa_draft_set_empty (HalqaDraft *self, const char *kind, const char *id, const char *field);
void halqa_draft_delete (HalqaDraft *self, const char *kind, const char *id);
void halqa_draft_restore (HalqaDraft *self, const char *kind, const char *id);
gboolean halqa_draft_is_empty (HalqaDraft *self);
/* Once it is saved, what takes it back is called by this; 0 where it changed nothing. */
guint64 halqa_draft_get_stamp (HalqaDraft *self);
/* What a person typed as it is written: a date or a time in the digits of ASCII. To be freed. */
char *halqa_draft_dup_written (const char *kind, const char *field, const char *text);
/* Whether @text may stand in a field; FALSE with a sentence that says what may. */
gboolean halqa_draft_check (const char *kind, const char *field, const char *text, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaDraft, halqa_draft_unref)

G_END_DECLS
