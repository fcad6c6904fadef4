/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-closing.h"

G_BEGIN_DECLS

/* Something that is still open: a question with room for its answer, a proposal to go to, or words. */
GtkWidget *halqa_open_row_new (HalqaForum *forum, HalqaOpenEnd *end);

G_END_DECLS
