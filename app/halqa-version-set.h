/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "halqa-forum.h"

G_BEGIN_DECLS

#define HALQA_TYPE_VERSION_SET (halqa_version_set_get_type ())
G_DECLARE_FINAL_TYPE (HalqaVersionSet, halqa_version_set, HALQA, VERSION_SET, GObject)

/* One field that people wrote differently. Signal "changed": it has other versions than before. */

/* The record, lent. */
HalqaItem *halqa_version_set_get_item (HalqaVersionSet *self);
/* "deleted" for edits made while another deleted. */
const char *halqa_version_set_get_field (HalqaVersionSet *self);
guint halqa_version_set_get_n_versions (HalqaVersionSet *self);

G_END_DECLS
