/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"
#include "halqa-version.h"

G_BEGIN_DECLS

/* @by: who wrote it, and when: where it was written again, the first time. */
HalqaVersion *halqa_version_new (const HalqaPastWrite *write,
                                 const HalqaDot *by,
                                 const char *text,
                                 const char *before,
                                 const char *device_name,
                                 gboolean ours);
const HalqaPastWrite *halqa_version_get_write (HalqaVersion *self);

G_END_DECLS
