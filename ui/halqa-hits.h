/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-drawn-text.h"
#include "halqa-text-hits.h"

G_BEGIN_DECLS

void halqa_hits_show (HalqaDrawnText *self, const char *text, HalqaTextHits *hits);

G_END_DECLS
