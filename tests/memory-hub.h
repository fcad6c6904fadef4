/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HALQA_TYPE_MEMORY_HUB (halqa_memory_hub_get_type ())
G_DECLARE_FINAL_TYPE (HalqaMemoryHub, halqa_memory_hub, HALQA, MEMORY_HUB, GObject)

HalqaMemoryHub *halqa_memory_hub_new (void);

/* --- what goes wrong; from any thread, at any time */
void
halqa_memory_hub_set_apart (HalqaMemoryHub *self, const char *a, const char *b, gboolean apart);
void halqa_memory_hub_set_refusing (HalqaMemoryHub *self, const char *address, gboolean refusing);
void halqa_memory_hub_set_impostor (HalqaMemoryHub *self, const char *address, gboolean impostor);
void halqa_memory_hub_set_cut (HalqaMemoryHub *self, guint64 bytes);
guint halqa_memory_hub_get_n_requests (HalqaMemoryHub *self);
guint64 halqa_memory_hub_get_n_bytes (HalqaMemoryHub *self);

/* --- for the transports on it */

typedef void (*HalqaMemoryCut) (gpointer call);

char *halqa_memory_hub_attach (HalqaMemoryHub *self, gpointer transport);
void halqa_memory_hub_detach (HalqaMemoryHub *self, const char *address);
gpointer halqa_memory_hub_reach (HalqaMemoryHub *self,
                                 const char *from,
                                 const char *address,
                                 GError **error);
gboolean halqa_memory_hub_knock (HalqaMemoryHub *self,
                                 const char *address,
                                 GSource *source,
                                 GMainContext *context);
gboolean halqa_memory_hub_is_impostor (HalqaMemoryHub *self, const char *address);
guint64 halqa_memory_hub_get_cut (HalqaMemoryHub *self);
void halqa_memory_hub_count_bytes (HalqaMemoryHub *self, guint64 bytes);
void halqa_memory_hub_open_call (HalqaMemoryHub *self,
                                 const char *from,
                                 const char *to,
                                 gpointer call,
                                 HalqaMemoryCut cut,
                                 GDestroyNotify unref);
void halqa_memory_hub_end_call (HalqaMemoryHub *self, gpointer call);

G_END_DECLS
