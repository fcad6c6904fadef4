/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-live.h"

G_BEGIN_DECLS

/**
 * HalqaLives:
 *
 * The live connections of one transport: one for each other device and forum.
 */
typedef struct _HalqaLives HalqaLives;

/* @own: who we are. */
HalqaLives *halqa_lives_new (const HalqaDeviceId *own);
void halqa_lives_free (HalqaLives *self);
void halqa_lives_set_handler (HalqaLives *self, HalqaRequestFunc handler, gpointer user_data);
void halqa_lives_set_func (HalqaLives *self, HalqaLiveFunc func, gpointer user_data);

/* By which key of the forum the other side of @live has proven to be a member; to be said before it
 * is added. */
void halqa_lives_set_key (HalqaLive *live, const HalqaKey *key);
/* @live: (transfer full): started here, or closed where there is a better one. */
void halqa_lives_add (HalqaLives *self, HalqaLive *live);
/* Lent. */
HalqaLive *halqa_lives_find (HalqaLives *self, HalqaStore *store, const HalqaDeviceId *device);
HalqaLive *halqa_lives_find_at (HalqaLives *self, HalqaStore *store, const char *address);
/* Cuts off whoever is no member any more. */
void halqa_lives_end_strangers (HalqaLives *self);
/* Ends all, as if by themselves. */
void halqa_lives_end_all (HalqaLives *self);
/* Closes all; none is added any more. */
void halqa_lives_close (HalqaLives *self);

G_END_DECLS
