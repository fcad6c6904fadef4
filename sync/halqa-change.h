/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"
#include "halqa-value.h"

G_BEGIN_DECLS

/**
 * HalqaChange:
 *
 * What a person does at once, on any number of records: it becomes one entry. Names only what is
 * to be written; the store finds, in the transaction that writes it, which dots that replaces.
 * Not thread safe; handed to the store it must not be changed any more.
 */
typedef struct _HalqaChange HalqaChange;

/* How far a write of a field reaches. */
typedef enum
{
  HALQA_REPLACE_SHOWN, /* the leaf that is shown and those equal to it: an edit */
  HALQA_REPLACE_ALL, /* every leaf: a conflict settled */
  HALQA_REPLACE_SEEN, /* the leaves that are what the person saw, see halqa_change_set_over() */
  HALQA_REPLACE_NAMED, /* just these writes, see halqa_change_set_beside() */
  HALQA_REPLACE_SAME, /* as SHOWN, but written also where that says the same: it is still right */
  HALQA_REPLACE_ALONE, /* as SHOWN, of a text that is no other record's: else nothing is written */
} HalqaReplace;

HalqaChange *halqa_change_new (void);
void halqa_change_unref (HalqaChange *self);
HalqaChange *halqa_change_ref (HalqaChange *self);

/* The record is new: `deleted = false` is written with it. */
void halqa_change_create (HalqaChange *self, const char *kind, const HalqaId *record);
/* Copies @value. A field set twice keeps the last. */
void halqa_change_set (HalqaChange *self,
                       const char *kind,
                       const HalqaId *record,
                       const char *field,
                       const HalqaValue *value,
                       HalqaReplace replace);
/* The edit of who saw @seen in the field when they began: what arrived since stays beside it. */
void halqa_change_set_over (HalqaChange *self,
                            const char *kind,
                            const HalqaId *record,
                            const char *field,
                            const HalqaValue *value,
                            const HalqaValue *seen);
/* Puts a version back in the place where it stood: it replaces the writes of @dots and no other. */
void halqa_change_set_beside (HalqaChange *self,
                              const char *kind,
                              const HalqaId *record,
                              const char *field,
                              const HalqaValue *value,
                              const HalqaDot *dots,
                              guint n_dots);
/* What a number becomes: the text of a field. To be freed. */
typedef char *(*HalqaNumberFunc) (guint64 number, gpointer user_data);
/* The field gets the text that @func makes of the next @count numbers of @counter, from the first of
 * them on. A store gives each number once; one whose text a record of the kind shows is passed over. */
void halqa_change_set_numbered (HalqaChange *self,
                                const char *kind,
                                const HalqaId *record,
                                const char *field,
                                const char *counter,
                                guint count,
                                HalqaNumberFunc func,
                                gpointer user_data,
                                GDestroyNotify destroy);
void halqa_change_delete (HalqaChange *self, const char *kind, const HalqaId *record);
void halqa_change_restore (HalqaChange *self, const char *kind, const HalqaId *record);
gboolean halqa_change_is_empty (HalqaChange *self);
/* What is written by several calls, and is one action all the same. */
guint halqa_change_begin_action (void);
void halqa_change_set_action (HalqaChange *self, guint action);
void halqa_change_set_import (HalqaChange *self, guint action);
/* Of the entry that it became; 0 before it is on disk, and where it changed nothing. */
guint64 halqa_change_get_stamp (HalqaChange *self);
/* What it writes into a field; %NULL where it leaves that alone. Lent until the next change. */
const HalqaValue *
halqa_change_get (HalqaChange *self, const char *kind, const HalqaId *record, const char *field);
/* Each record that it makes, in the order in which they were named. */
typedef void (*HalqaCreationFunc) (const char *kind, const HalqaId *record, gpointer user_data);
void halqa_change_foreach_creation (HalqaChange *self, HalqaCreationFunc func, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaChange, halqa_change_unref)

G_END_DECLS
