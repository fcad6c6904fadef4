/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ATTACHMENTS (halqa_attachments_get_type ())
G_DECLARE_FINAL_TYPE (HalqaAttachments, halqa_attachments, HALQA, ATTACHMENTS, AdwBin)

/* What is attached to one record; a section of an editor. @item: %NULL for none, also of a record that
 * is not made yet: then it is not seen. */
void halqa_attachments_set_record (HalqaAttachments *self, HalqaForum *forum, HalqaItem *item);

G_END_DECLS
