/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-http-connection.h"
#include "halqa-transport.h"

G_BEGIN_DECLS

/* What a request may hold at most, decompressed. */
#define HALQA_HTTP_BODY_MAX (G_GUINT64_CONSTANT (1) << 30)

/* Of the protocol; the second part of every path, and what a 409 tells. */
#define HALQA_HTTP_VERSION 1

#define HALQA_TYPE_HTTP_MESSAGE (halqa_http_message_get_type ())
G_DECLARE_FINAL_TYPE (HalqaHttpMessage, halqa_http_message, HALQA, HTTP_MESSAGE, GObject)

HalqaHttpMessage *halqa_http_message_new (SoupServerMessage *message,
                                          HalqaHttpConnection *connection,
                                          const char *proof);
HalqaHttpMessage *halqa_http_message_of (SoupServerMessage *message);

GInputStream *halqa_http_message_get_body (HalqaHttpMessage *self);
const char *halqa_http_message_get_range (HalqaHttpMessage *self);
void halqa_http_message_end_headers (HalqaHttpMessage *self);
void halqa_http_message_set_has_body (HalqaHttpMessage *self);
void halqa_http_message_set_part (HalqaHttpMessage *self, const HalqaPart *part);
void halqa_http_message_answer (HalqaHttpMessage *self,
                                guint status,
                                GInputStream *body,
                                gboolean compress);
void halqa_http_message_answer_error (HalqaHttpMessage *self, guint status, const char *text);

G_END_DECLS
