/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HALQA_TYPE_VERSION (halqa_version_get_type ())
G_DECLARE_FINAL_TYPE (HalqaVersion, halqa_version, HALQA, VERSION, GObject)

/* One of the values that people wrote into a field. Properties "text", "device-name". */

/* The value in words: a text itself, a number in digits, of a reference the label of its record,
 * "" for empty. */
const char *halqa_version_get_text (HalqaVersion *self);
/* The field that it was written into; of an edit that another's deletion did not see, not
 * `deleted`. */
const char *halqa_version_get_field (HalqaVersion *self);
const char *halqa_version_get_device_name (HalqaVersion *self);
/* Whether this laptop wrote it. */
gboolean halqa_version_is_ours (HalqaVersion *self);
/* Milliseconds since 1970, by the writer's clock. */
gint64 halqa_version_get_time (HalqaVersion *self);
/* Whether it is what the record shows; if not, whether it stands beside that as another version. */
gboolean halqa_version_is_shown (HalqaVersion *self);
gboolean halqa_version_is_rival (HalqaVersion *self);
/* In words, as the text: what it was made from; %NULL where that is not known. */
const char *halqa_version_get_before (HalqaVersion *self);

G_END_DECLS
