/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "halqa-conflict-button.h"

G_BEGIN_DECLS

/* No number: nobody counted. */
#define HALQA_COUNTER_EMPTY (-1)

#define HALQA_TYPE_COUNTER (halqa_counter_get_type ())
G_DECLARE_FINAL_TYPE (HalqaCounter, halqa_counter, HALQA, COUNTER, AdwBin)

/* A number that a person counts up and down. Property "title"; signal "counted" where a person changed
 * it. */
gint64 halqa_counter_get_value (HalqaCounter *self);
void halqa_counter_set_value (HalqaCounter *self, gint64 value);
/* As a press of + (1) or − (-1). */
void halqa_counter_count (HalqaCounter *self, int step);
void halqa_counter_set_writable (HalqaCounter *self, gboolean writable);
HalqaConflictButton *halqa_counter_get_conflict (HalqaCounter *self);

G_END_DECLS
