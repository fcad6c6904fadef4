/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-version-set.h"

G_BEGIN_DECLS

#define HALQA_TYPE_VERSION_SETS (halqa_version_sets_get_type ())
G_DECLARE_FINAL_TYPE (HalqaVersionSets, halqa_version_sets, HALQA, VERSION_SETS, GObject)

/* A GListModel of HalqaVersionSet: every field of the forum that people wrote differently, in the
 * same order on every laptop. Follows what is written. Property "n-items". */
HalqaVersionSets *halqa_version_sets_new (HalqaForum *forum);

G_END_DECLS
