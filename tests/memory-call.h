/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "memory-hub.h"
#include "halqa-pipe.h"
#include "halqa-reply-private.h"

G_BEGIN_DECLS

/**
 * HalqaMemoryCall:
 * @device: who asks
 * @keys: (element-type HalqaKey): of the forum, by which it proves to be a member, one after the
 *   other
 * @key: the one by which it was let in; set by who serves, before there is an answer
 * @endpoint: what it asks
 * @range: the header Range of a GET, or %NULL
 * @address: where it can be asked, or %NULL
 * @body: of the request, for the other side to read
 * @left: bytes of the answer that are still to be sent; set by who serves, where that is known
 *
 * One request and its answer between two transports in memory. Immutable but for @key and its
 * private part;
 * shared by the threads of both.
 */
typedef struct
{
  HalqaDeviceId device;
  GArray *keys;
  HalqaKey key;
  char *endpoint;
  char *range;
  char *address;
  HalqaPipe *body;
  guint64 left;

  /*< private >*/
  HalqaMemoryHub *hub;
  HalqaPipe *answer;
  HalqaTraffic *traffic;
  GMutex mutex;
  GTask *task; /* until there is an answer or a failure */
} HalqaMemoryCall;

HalqaMemoryCall *halqa_memory_call_new (HalqaMemoryHub *hub, GTask *task);
HalqaMemoryCall *halqa_memory_call_ref (HalqaMemoryCall *self);
void halqa_memory_call_unref (gpointer self);

GHashTable *halqa_memory_call_pumps_new (void);
void halqa_memory_call_send (HalqaMemoryCall *self, GInputStream *body, GHashTable *pumps);
void halqa_memory_call_answer (HalqaMemoryCall *self,
                               guint status,
                               const HalqaDeviceId *device,
                               const char *proof,
                               GInputStream *body,
                               GHashTable *pumps);
void halqa_memory_call_fail (HalqaMemoryCall *self, GError *error);
void halqa_memory_call_cut (gpointer self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaMemoryCall, halqa_memory_call_unref)

G_END_DECLS
