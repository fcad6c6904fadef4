/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-types.h"

G_BEGIN_DECLS

/* Bytes of content in a chunk; only the last one may hold fewer. */
#define HALQA_SEAL_CHUNK (64 * 1024)
/* Before the first chunk. */
#define HALQA_SEAL_HEADER 24
/* What sealing adds to a chunk. */
#define HALQA_SEAL_EXTRA 17

#define HALQA_TYPE_SEAL_CONVERTER (halqa_seal_converter_get_type ())
G_DECLARE_FINAL_TYPE (HalqaSealConverter, halqa_seal_converter, HALQA, SEAL_CONVERTER, GObject)

/* @known: what stands before the seal in the clear and is sealed with it. */
GConverter *halqa_sealer_new (const guint8 key[HALQA_KEY_SIZE], GBytes *known);
GConverter *halqa_unsealer_new (const guint8 key[HALQA_KEY_SIZE], GBytes *known);

G_END_DECLS
