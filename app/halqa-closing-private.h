/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-closing.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/**
 * HalqaOpen:
 * @why: why
 * @field: (nullable): the field of the session that is empty
 * @record: owned; what it is about
 *
 * One thing that is still open.
 */
typedef struct
{
  HalqaOpenWhy why;
  const char *field;
  HalqaRecord *record;
} HalqaOpen;

/* Returns: (element-type HalqaOpen) (transfer full): of the session first, then its proposals in their
 * order, then the questions */
GArray *halqa_closing_list_open (HalqaReader *reader, HalqaRecord *session, GError **error);
const char *halqa_closing_describe (HalqaOpenWhy why, const char *field);

G_END_DECLS
