/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"
#include "halqa-version.h"

G_BEGIN_DECLS

HalqaVersion *halqa_version_new (const HalqaPastWrite *write,
                                 const char *text,
                                 const char *before,
                                 const char *device_name,
                                 gboolean ours);
const HalqaPastWrite *halqa_version_get_write (HalqaVersion *self);

G_END_DECLS
