/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The largest window that a frame may ask of its reader: 8 MiB, what RFC 8878 recommends. */
#define HALQA_ZSTD_WINDOW_LOG_MAX 23

#define HALQA_TYPE_ZSTD_CONVERTER (halqa_zstd_converter_get_type ())
G_DECLARE_FINAL_TYPE (HalqaZstdConverter, halqa_zstd_converter, HALQA, ZSTD_CONVERTER, GObject)

GConverter *halqa_zstd_compressor_new (void);
GConverter *halqa_zstd_decompressor_new (void);

G_END_DECLS
