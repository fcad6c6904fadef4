/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_PLACE (halqa_place_get_type ())
G_DECLARE_DERIVABLE_TYPE (HalqaPlace, halqa_place, HALQA, PLACE, AdwBin)

/**
 * HalqaPlaceClass:
 * @set_forum: shows @forum, which is open, or nothing where it is %NULL
 *
 * Properties: "title", "icon-name" (both of the row in the sidebar), "words" (how things stand there, in
 * a few words below the title; %NULL shows none), "count" (of what waits there for somebody; 0 shows
 * none), "content" (the widget below the bar), "folded" (whether it has the window
 * for itself). Signal "open-record" (kind, id): a person wants to see that record.
 */
struct _HalqaPlaceClass
{
  AdwBinClass parent_class;

  void (*set_forum) (HalqaPlace *self, HalqaForum *forum);
};

void halqa_place_set_forum (HalqaPlace *self, HalqaForum *forum);
const char *halqa_place_get_title (HalqaPlace *self);
void halqa_place_set_count (HalqaPlace *self, guint count);
void halqa_place_set_words (HalqaPlace *self, const char *words);
void halqa_place_set_back (HalqaPlace *self, const char *name);
void halqa_place_hide_room (HalqaPlace *self);
void halqa_place_pack_start (HalqaPlace *self, GtkWidget *button);
/* To put other buttons into. */
AdwHeaderBar *halqa_place_get_bar (HalqaPlace *self);
void halqa_place_take_focus (HalqaPlace *self);
void halqa_place_open_record (HalqaPlace *self, const char *kind, const char *id);

G_END_DECLS
