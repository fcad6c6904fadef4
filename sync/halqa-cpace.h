/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HALQA_CPACE_POINT_SIZE 32
#define HALQA_CPACE_SECRET_SIZE 32
#define HALQA_CPACE_KEY_SIZE 64

/**
 * HalqaCpaceBytes:
 * @data: borrowed
 * @size: bytes of @data
 */
typedef struct
{
  const guint8 *data;
  gsize size;
} HalqaCpaceBytes;

/**
 * HalqaCpaceShare:
 * @point: what the side sent
 * @extra: what it sent beside, ADa or ADb in the draft; nothing in Halqa
 */
typedef struct
{
  const guint8 *point;
  HalqaCpaceBytes extra;
} HalqaCpaceShare;

void halqa_cpace_make_secret (guint8 secret[HALQA_CPACE_SECRET_SIZE]);
void halqa_cpace_make_generator (HalqaCpaceBytes password,
                                 HalqaCpaceBytes channel,
                                 HalqaCpaceBytes session,
                                 guint8 generator[HALQA_CPACE_POINT_SIZE]);
gboolean halqa_cpace_multiply (const guint8 secret[HALQA_CPACE_SECRET_SIZE],
                               const guint8 point[HALQA_CPACE_POINT_SIZE],
                               guint8 product[HALQA_CPACE_POINT_SIZE]);
void halqa_cpace_make_key (HalqaCpaceBytes session,
                           const guint8 agreed[HALQA_CPACE_POINT_SIZE],
                           const HalqaCpaceShare *initiator,
                           const HalqaCpaceShare *responder,
                           guint8 key[HALQA_CPACE_KEY_SIZE]);

G_END_DECLS
