/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HALQA_JOIN_CODE_DIGITS 6
#define HALQA_JOIN_CODE_TRIES 3
#define HALQA_JOIN_CODE_SECONDS 600

/**
 * HalqaJoinCodeState:
 * @HALQA_JOIN_CODE_OPEN: who knows it can join
 * @HALQA_JOIN_CODE_SERVED: as many have joined as were to
 * @HALQA_JOIN_CODE_SPENT: on wrong tries
 * @HALQA_JOIN_CODE_EXPIRED: its ten minutes are over
 * @HALQA_JOIN_CODE_CLOSED: the person has ended it
 */
typedef enum
{
  HALQA_JOIN_CODE_OPEN,
  HALQA_JOIN_CODE_SERVED,
  HALQA_JOIN_CODE_SPENT,
  HALQA_JOIN_CODE_EXPIRED,
  HALQA_JOIN_CODE_CLOSED,
} HalqaJoinCodeState;

/* Microseconds of a clock that never goes back. */
typedef gint64 (*HalqaTimeFunc) (void);

/* Goes on while the laptop sleeps. */
gint64 halqa_join_code_read_clock (void);

/**
 * HalqaJoinCode:
 *
 * One code and how far it is used up. Counted references; lives on one thread.
 */
typedef struct _HalqaJoinCode HalqaJoinCode;

HalqaJoinCode *halqa_join_code_new (guint n_guests, HalqaTimeFunc now);
HalqaJoinCode *
halqa_join_code_new_with_digits (const char *digits, guint n_guests, HalqaTimeFunc now);
HalqaJoinCode *halqa_join_code_ref (HalqaJoinCode *self);
void halqa_join_code_unref (HalqaJoinCode *self);

const char *halqa_join_code_get_digits (HalqaJoinCode *self);
HalqaJoinCodeState halqa_join_code_get_state (HalqaJoinCode *self);
guint halqa_join_code_get_seconds_left (HalqaJoinCode *self);
guint halqa_join_code_get_tries_left (HalqaJoinCode *self);
/* 0 where there is no bound too. */
guint halqa_join_code_get_guests_left (HalqaJoinCode *self);

gboolean halqa_join_code_begin_try (HalqaJoinCode *self);
gboolean halqa_join_code_end_try (HalqaJoinCode *self, gboolean fits);
void halqa_join_code_settle_guest (HalqaJoinCode *self, gboolean let_in);
void halqa_join_code_close (HalqaJoinCode *self);

guint halqa_join_code_count_wait (guint n_spent);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaJoinCode, halqa_join_code_unref)

G_END_DECLS
