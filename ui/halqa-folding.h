/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void halqa_folding_let_narrow (AdwLeaflet *leaflet);

G_END_DECLS
