/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-memory-hub.h"
#include "halqa-pipe.h"
#include "halqa-reply-private.h"

G_BEGIN_DECLS

/**
 * HalqaMemoryCall:
 * @device: who asks
 * @proof: that it is a member
 * @forum_key: as it knows it
 * @tag: of the forum
 * @endpoint: what it asks
 * @address: where it can be asked, or %NULL
 * @body: of the request, for the other side to read
 *
 * One request and its answer between two transports in memory. Immutable but for its private part;
 * shared by the threads of both.
 */
typedef struct
{
  HalqaDeviceId device;
  char *proof;
  guint8 forum_key[HALQA_KEY_SIZE];
  guint8 tag[HALQA_TAG_SIZE];
  char *endpoint;
  char *address;
  HalqaPipe *body;

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
