/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A whole message, its head with it. */
#define HALQA_LIVE_MESSAGE_MAX (1024 * 1024)
/* The head of an answer. */
#define HALQA_LIVE_ANSWER_HEAD 7
/* Of a blob, in one answer: what is small waits for no more than that. */
#define HALQA_LIVE_PART_MAX (64 * 1024)

/**
 * HalqaLiveMessage:
 * @is_answer: whether it answers the request of @number
 * @is_packed: whether @body is zstd
 * @endpoint: what is asked, as in a path; %NULL in an answer, and for a kind that is not known here
 * @number: of the request; each side counts its own
 * @status: of an answer, as of HTTP
 * @body: what follows the head
 *
 * One message of a live connection.
 */
typedef struct
{
  gboolean is_answer;
  gboolean is_packed;
  const char *endpoint;
  guint32 number;
  guint16 status;
  GBytes *body;
} HalqaLiveMessage;

/* Whether @endpoint can be asked over a live connection. */
gboolean halqa_live_message_carries (const char *endpoint);
/* @body as zstd, where that is smaller. */
GBytes *halqa_live_message_pack (GBytes *body, gboolean *is_packed);
GBytes *halqa_live_message_encode (const HalqaLiveMessage *self);
gboolean halqa_live_message_decode (HalqaLiveMessage *self, GBytes *bytes, GError **error);
void halqa_live_message_clear (HalqaLiveMessage *self);
/* What asks for @endpoint, "blob/…", from byte @first on. */
GBytes *halqa_live_part_encode (const char *endpoint, guint64 first);
/* The endpoint that @body, from outside, asks for, and as @range which part of it; %NULL for none. */
char *halqa_live_part_decode (GBytes *body, char **range);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HalqaLiveMessage, halqa_live_message_clear)

G_END_DECLS
