/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-member.h"

G_BEGIN_DECLS

#define HALQA_TYPE_MEMBER_ROW (halqa_member_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaMemberRow, halqa_member_row, HALQA, MEMBER_ROW, AdwActionRow)

GtkWidget *halqa_member_row_new (HalqaMember *member, gboolean can_remove);
void halqa_member_row_set_can_remove (HalqaMemberRow *self, gboolean can_remove);
HalqaMember *halqa_member_row_get_member (HalqaMemberRow *self);
const char *halqa_member_row_get_name (HalqaMemberRow *self);

G_END_DECLS
