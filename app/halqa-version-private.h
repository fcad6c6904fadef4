/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"
#include "halqa-version.h"

G_BEGIN_DECLS

HalqaVersion *halqa_version_new (const HalqaPastWrite *write,
                                 const char *text,
                                 const char *device_name,
                                 gboolean ours,
                                 gboolean shown);
const HalqaValue *halqa_version_get_value (HalqaVersion *self);

G_END_DECLS
