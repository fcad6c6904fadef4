/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"
#include "halqa-translation.h"

G_BEGIN_DECLS

/* What @field says in @language, else as it was written; %NULL where it says nothing. Lent. */
const char *halqa_translation_choose (HalqaRecord *record, const char *field, const char *language);

/* The languages of a forum, as its record has them. */
char **halqa_translation_read_languages (HalqaReader *reader);

typedef void (*HalqaTranslationFunc) (HalqaRecord *record,
                                      const char *field,
                                      const char *language,
                                      HalqaTranslation state,
                                      gpointer user_data);
/* Each field of @record that can be translated, in each of @languages; @only: (nullable): in that
 * language alone. Else also in those that the record has translations in. */
gboolean halqa_translation_walk (HalqaReader *reader,
                                 HalqaRecord *record,
                                 const char *const *languages,
                                 const char *only,
                                 HalqaTranslationFunc func,
                                 gpointer user_data,
                                 GError **error);

G_END_DECLS
