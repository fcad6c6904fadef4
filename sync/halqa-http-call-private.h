/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "halqa-body-stream.h"
#include "halqa-error.h"
#include "halqa-http-call.h"
#include "halqa-reply-private.h"

G_BEGIN_DECLS

/* One request under way; the data of its task. */
typedef struct
{
  /* owned */
  HalqaStore *store;
  char *address;
  char *endpoint;
  HalqaBodyStream *body; /* or NULL: a GET */
  GBytes *whole; /* the body, where it is short */
  SoupSession *session;
  SoupMessage *message;
  HalqaTraffic *traffic;
  GCancellable *cancellable; /* ours, of one attempt */
  GSource *cancelled; /* the caller's */
  GSource *deadline; /* of a new connection */
  GError *refusal; /* why we ended it ourselves */

  HalqaKey key; /* of the forum, by which we prove in this attempt, and the other must */
  guint key_index; /* 0 for the newest */
  guint64 first; /* of a GET: the byte that it begins with */
  gboolean is_get; /* of something large that is wanted as it is */
  HalqaDeviceId expected;
  HalqaDeviceId device; /* of the connection at hand */
  HalqaRequestFlags flags;
  gboolean has_device;
  gboolean body_begun;
  gboolean has_expected;
  gboolean is_new; /* the connection at hand was opened for this request */
  gboolean shook_hands;
  gboolean again; /* the second attempt */
} HalqaHttpCall;

void halqa_http_call_refuse (HalqaHttpCall *call, HalqaSyncError code, const char *sentence);

/* --- of halqa-http-call-peer.c: whom we talk to, and by which key */
gboolean halqa_http_call_choose_key (HalqaHttpClient *client, GTask *task, HalqaHttpCall *call);
gboolean halqa_http_call_take_older_key (HalqaHttpCall *call);
gboolean halqa_http_call_check_connection (HalqaHttpClient *client, HalqaHttpCall *call);
gboolean halqa_http_call_is_broken (const GError *error);
gboolean halqa_http_call_was_refused (HalqaHttpCall *call, const GError *error);
/* For the message, and for its body; @user_data: the task. */
gboolean halqa_http_call_accept_cb (SoupMessage *message,
                                    GTlsCertificate *certificate,
                                    GTlsCertificateFlags errors,
                                    gpointer user_data);
gboolean halqa_http_call_guard_cb (gpointer user_data, GError **error);

G_END_DECLS
