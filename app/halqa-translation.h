/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

typedef enum
{
  HALQA_TRANSLATION_NONE, /* there is nothing to translate, or it is in that language itself */
  HALQA_TRANSLATION_CURRENT,
  HALQA_TRANSLATION_MISSING,
  HALQA_TRANSLATION_OLDER, /* its original was written into since */
} HalqaTranslation;

/* Codes of the languages that a forum is written in. Returns: (transfer full) */
char **halqa_translation_list_languages (HalqaForum *forum);
/* How NAME@LANGUAGE stands to NAME. For who shows it: look again when the item says "changed". */
HalqaTranslation halqa_translation_look_at (HalqaForum *forum,
                                            HalqaItem *item,
                                            const char *field,
                                            const char *language);
/* Says that a translation is still right, though its original was written into since. */
void halqa_translation_confirm (HalqaDraft *draft,
                                HalqaItem *item,
                                const char *field,
                                const char *language);

G_END_DECLS
