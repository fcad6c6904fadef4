/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-http-message.h"
#include "halqa-transport.h"

G_BEGIN_DECLS

#define HALQA_TYPE_HTTP_REQUEST (halqa_http_request_get_type ())
G_DECLARE_FINAL_TYPE (HalqaHttpRequest, halqa_http_request, HALQA, HTTP_REQUEST, HalqaRequest)

HalqaRequest *halqa_http_request_new (HalqaHttpMessage *message,
                                      HalqaHttpConnection *connection,
                                      const char *address,
                                      const char *endpoint);

G_END_DECLS
