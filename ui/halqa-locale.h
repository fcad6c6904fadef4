/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-catalogue.h"

G_BEGIN_DECLS

void halqa_locale_set_up (void);
void halqa_locale_speak (const char *language);
const char *const *halqa_locale_list (void);
char *halqa_locale_dup_spoken (void);
/* Where the catalogues are; lent for ever. */
const HalqaCataloguePlaces *halqa_locale_get_places (void);
/* What people here wrote in the meantime. FALSE where it can't be shown, with what to do. */
gboolean halqa_locale_refresh (GError **error);

G_END_DECLS
