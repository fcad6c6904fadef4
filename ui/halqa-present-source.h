/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

/* The proposals of a session, or of a theme, in the order of the hall. Live. Returns: (transfer full) */
GListModel *halqa_present_source_of_session (HalqaForum *forum, const char *session);
GListModel *halqa_present_source_of_theme (HalqaForum *forum, const char *theme);

G_END_DECLS
