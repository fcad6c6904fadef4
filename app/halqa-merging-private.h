/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forest.h"
#include "halqa-merging.h"

G_BEGIN_DECLS

/* Among the files of the step alone. */

struct _HalqaMerging
{
  /* owned */
  HalqaForum *forum;
  HalqaDraft *draft;

  /* borrowed from the forum */
  HalqaReader *reader;
  HalqaForest *forest;
};

gboolean halqa_merging_refuse (GError **error, const char *why);
char *halqa_merging_dup_hex (const HalqaId *id);
HalqaRecord *halqa_merging_read_proposal (HalqaMerging *self, const char *hex, GError **error);
GPtrArray *
halqa_merging_read_proposals (HalqaMerging *self, const char *const *ids, GError **error);
char *halqa_merging_make_proposal (HalqaMerging *self);
void halqa_merging_set_value (HalqaMerging *self,
                              const char *id,
                              const char *field,
                              const HalqaValue *value);
/* The texts of the field @field below each other, each under a line that names where it is from; with
 * @language in that, NULL where one of them is not said in it. */
char *halqa_merging_lay_out (HalqaReader *reader,
                             const GPtrArray *records,
                             const char *field,
                             const char *language);
const char *halqa_merging_get_text_in (HalqaReader *reader,
                                       HalqaRecord *record,
                                       const char *field,
                                       const char *language);
typedef void (*HalqaMergingTextFunc) (const char *name, const char *text, gpointer user_data);
void halqa_merging_lay_out_translations (HalqaReader *reader,
                                         HalqaRecord *result,
                                         const GPtrArray *records,
                                         const char *own,
                                         const char *field,
                                         gsize *used,
                                         HalqaMergingTextFunc func,
                                         gpointer user_data);

G_END_DECLS
