/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-attachment.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ATTACHMENT_CARD (halqa_attachment_card_get_type ())
G_DECLARE_FINAL_TYPE (HalqaAttachmentCard, halqa_attachment_card, HALQA, ATTACHMENT_CARD, AdwBin)

/* One attachment: a small picture of it, what it is called, where it is, its caption. */
GtkWidget *halqa_attachment_card_new (HalqaForum *forum, HalqaItem *item);

G_END_DECLS
