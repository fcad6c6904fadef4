/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "halqa-item.h"

G_BEGIN_DECLS

#define HALQA_TYPE_THEME_MATCHES (halqa_theme_matches_get_type ())
G_DECLARE_FINAL_TYPE (HalqaThemeMatches, halqa_theme_matches, HALQA, THEME_MATCHES, GtkPopover)

/* The themes that are meant by a # in the midst of a title. Signal "chosen" (HalqaItem): one of them is
 * meant, and the word is out of the title. */

/* @parent: which unparents it when it goes, as any popover */
HalqaThemeMatches *halqa_theme_matches_new (GtkWidget *parent, GtkEditable *entry);
/* @themes: (nullable): of #HalqaItem; %NULL where a # is none */
void halqa_theme_matches_set_themes (HalqaThemeMatches *self, GListModel *themes);
/* What was pressed in the entry; TRUE where it was meant for this. */
gboolean halqa_theme_matches_handle_key (HalqaThemeMatches *self, guint key);

G_END_DECLS
