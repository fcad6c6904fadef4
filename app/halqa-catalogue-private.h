/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gettext-po.h>

#include "halqa-catalogue.h"

G_BEGIN_DECLS

/* What libgettextpo says is kept until it is taken; it has nowhere to put it itself. */
extern const struct po_xerror_handler halqa_po_handler;
/* The first fault since the last call; NULL for none. To be freed. */
char *halqa_po_take_fault (void);

/* All that is translated, as a file that msgfmt takes. */
gboolean halqa_catalogue_write_all (HalqaCatalogue *self, const char *path, GError **error);

G_END_DECLS
