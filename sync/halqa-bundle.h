/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-store.h"

G_BEGIN_DECLS

/* Bytes of entries that a bundle may unpack to. */
#define HALQA_BUNDLE_MAX (G_GUINT64_CONSTANT (1) << 30)
#define HALQA_BUNDLE_NAME_MAX 256

/**
 * HalqaBundleHead:
 * @name: (nullable): what the laptop that wrote it calls itself
 * @device: that laptop's id; zero bytes where it is not told
 * @time: milliseconds since 1970 by that laptop's clock, 0 where it is not told
 * @n_entries: entries that it was written with, 0 where that is not told
 *
 * What a bundle says of itself. A member wrote it; nothing depends on it.
 */
typedef struct
{
  char *name;
  HalqaDeviceId device;
  guint64 time;
  guint64 n_entries;
} HalqaBundleHead;

#define HALQA_TYPE_BUNDLE (halqa_bundle_get_type ())
G_DECLARE_FINAL_TYPE (HalqaBundle, halqa_bundle, HALQA, BUNDLE, GObject)

HalqaBundle *halqa_bundle_open (const char *path, HalqaStore *store, GError **error);
const HalqaBundleHead *halqa_bundle_get_head (HalqaBundle *self);
/* The entries, as they travel; a fault in the file is an error behind what is sound. */
GInputStream *halqa_bundle_get_entries (HalqaBundle *self);
/* What the reading of them ended in, in words. */
void halqa_bundle_explain (HalqaBundle *self, GError **error);
/* How far the file has been read, and its size; from any thread. */
void halqa_bundle_get_progress (HalqaBundle *self, guint64 *done, guint64 *total);

/* The same in the other direction: what @base is to begin with goes there, and what is written into
 * the stream that is returned follows as entries. */
GOutputStream *halqa_bundle_seal (HalqaStore *store,
                                  const HalqaBundleHead *head,
                                  GOutputStream *base,
                                  GCancellable *cancellable,
                                  GError **error);

G_END_DECLS
