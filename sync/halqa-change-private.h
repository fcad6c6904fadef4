/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-change.h"

G_BEGIN_DECLS

/* The numbers that a field is given in the transaction that writes it. */
typedef struct
{
  char *counter;
  guint count;
  HalqaNumberFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} HalqaNumbering;

typedef struct
{
  char *name;
  HalqaNumbering *numbering; /* in the place of a value; or NULL */
  HalqaValue value;
  HalqaValue seen; /* for HALQA_REPLACE_SEEN */
  HalqaDot *dots; /* for HALQA_REPLACE_NAMED */
  guint n_dots;
  HalqaReplace replace;
} HalqaFieldChange;

/* What is to be written of one record. */
typedef struct
{
  char *kind;
  HalqaId record;
  gboolean create;
  GArray *fields; /* of HalqaFieldChange */
} HalqaRecordChange;

/* (element-type HalqaRecordChange), in the order in which the records were first named. */
GPtrArray *halqa_change_get_records (HalqaChange *self);
void halqa_change_set_stamp (HalqaChange *self, guint64 stamp);
/* 0 for none. */
guint halqa_change_get_action (HalqaChange *self);
gboolean halqa_change_is_imported (HalqaChange *self);

G_END_DECLS
