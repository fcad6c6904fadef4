/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

AdwToast *halqa_toast_new (const char *text);
AdwToast *halqa_toast_copy (AdwToast *toast);
void halqa_toast_show (AdwToastOverlay *toasts, AdwToast *toast);

G_END_DECLS
