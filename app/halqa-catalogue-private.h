/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-catalogue.h"

G_BEGIN_DECLS

/* All that is translated, as a file that msgfmt takes. */
gboolean halqa_catalogue_write_all (HalqaCatalogue *self, const char *path, GError **error);

G_END_DECLS
