/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-http-patience.h"
#include "halqa-roster.h"

G_BEGIN_DECLS

#define HALQA_TYPE_HTTP_GATE (halqa_http_gate_get_type ())
G_DECLARE_FINAL_TYPE (HalqaHttpGate, halqa_http_gate, HALQA, HTTP_GATE, GObject)

/* A member has come in, by that key of the forum. Nothing is handed over: who wants to keep it takes
 * a reference. */
typedef void (*HalqaHttpGateFunc) (GTlsConnection *tls,
                                   GSocketConnection *connection,
                                   HalqaStore *store,
                                   const HalqaKey *key,
                                   const HalqaDeviceId *device,
                                   gpointer user_data);

HalqaHttpGate *halqa_http_gate_new (HalqaRoster *roster,
                                    GTlsCertificate *certificate,
                                    HalqaHttpGateFunc func,
                                    gpointer user_data);
void halqa_http_gate_set_patience (HalqaHttpGate *self, const HalqaHttpPatience *patience);
void halqa_http_gate_take (HalqaHttpGate *self, GSocketConnection *connection);
void halqa_http_gate_close (HalqaHttpGate *self);
gboolean halqa_http_gate_is_busy (HalqaHttpGate *self);

G_END_DECLS
