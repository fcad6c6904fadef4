/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-exchange.h"

G_BEGIN_DECLS

/**
 * HalqaDialogue:
 *
 * The requests that one exchange makes of one peer, and what they cost. Reference counted.
 */
typedef struct _HalqaDialogue HalqaDialogue;

HalqaDialogue *halqa_dialogue_new (HalqaTransport *transport,
                                   HalqaStore *store,
                                   const char *address,
                                   GCancellable *cancellable);
HalqaDialogue *halqa_dialogue_ref (HalqaDialogue *self);
void halqa_dialogue_unref (HalqaDialogue *self);

const char *halqa_dialogue_get_address (HalqaDialogue *self);
GCancellable *halqa_dialogue_get_cancellable (HalqaDialogue *self);
/* From here on no other device may answer; %NULL: anybody may. */
void halqa_dialogue_expect (HalqaDialogue *self, const HalqaDeviceId *device);

/* The reply's status is 200; its body is to be read, and then counted. */
void halqa_dialogue_ask_async (HalqaDialogue *self,
                               const char *endpoint,
                               GInputStream *body,
                               HalqaRequestFlags flags,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
HalqaReply *halqa_dialogue_ask_finish (HalqaDialogue *self, GAsyncResult *result, GError **error);
void halqa_dialogue_count (HalqaDialogue *self, HalqaReply *reply);

/* The same, and reads an answer of at most @max bytes. */
void halqa_dialogue_ask_whole_async (HalqaDialogue *self,
                                     const char *endpoint,
                                     GInputStream *body,
                                     HalqaRequestFlags flags,
                                     gsize max,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GBytes *halqa_dialogue_ask_whole_finish (HalqaDialogue *self, GAsyncResult *result, GError **error);

void halqa_dialogue_report (HalqaDialogue *self, HalqaExchangeReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaDialogue, halqa_dialogue_unref)

G_END_DECLS
