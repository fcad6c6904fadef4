/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-folder.h"

G_BEGIN_DECLS

#define HALQA_TYPE_APPLICATION (halqa_application_get_type ())
G_DECLARE_FINAL_TYPE (HalqaApplication, halqa_application, HALQA, APPLICATION, AdwApplication)

HalqaApplication *halqa_application_new (void);
GSettings *halqa_application_get_settings (HalqaApplication *self);
void halqa_application_speak (HalqaApplication *self, const char *language);
gboolean halqa_application_was_told_where (HalqaApplication *self);
gboolean halqa_application_uses_discovery (HalqaApplication *self);
gboolean halqa_application_replicate (HalqaApplication *self, HalqaForum *forum, GError **error);
char *halqa_application_find_sample (void);

G_END_DECLS
