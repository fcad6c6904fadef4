/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ORGANISATION_CHOOSER (halqa_organisation_chooser_get_type ())
G_DECLARE_FINAL_TYPE (HalqaOrganisationChooser,
                      halqa_organisation_chooser,
                      HALQA,
                      ORGANISATION_CHOOSER,
                      GtkPopover)

/* Picks an organisation of the forum, or names a new one. Signal "chosen" (id, name): the id is %NULL
 * for a new one. */
void halqa_organisation_chooser_set_forum (HalqaOrganisationChooser *self, HalqaForum *forum);

G_END_DECLS
