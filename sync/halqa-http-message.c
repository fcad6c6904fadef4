/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-message.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-body-stream.h"
#include "halqa-error.h"
#include "halqa-pipe.h"
#include "halqa-zstd-converter.h"

/* One request of SoupServer as two streams. Its body comes in signals, a chunk of at most 8 KiB at
 * a time, and goes into a pipe; while the pipe is full the message is paused, and TCP holds the
 * client back. The answer is read a portion at a time, the next one when the last has been written.
 * So neither side of a transfer is ever held whole.
 *
 * SoupServer answers only when it has read the request to its end, whenever we make up our mind: of
 * an answer that comes early the rest of the body is thrown away, up to 1 MiB, beyond which the
 * connection is cut; but a member that there is no room for is let finish, or it would never hear why.
 * A client that has asked first ("Expect: 100-continue") gets its answer at
 * once. After a status has gone, an error can be told only by cutting the connection.
 *
 * It lives as long as the request: the SoupServerMessage holds it, and it the message, until the
 * one or other end of the connection has finished. */

#define MESSAGE_KEY "halqa-http-message"
#define PORTION (64 * 1024)
#define DISCARD_MAX (1024 * 1024)

struct _HalqaHttpMessage
{
  GObject parent_instance;

  /* owned */
  SoupServerMessage *message; /* NULL when it has finished */
  HalqaHttpConnection *connection;
  GCancellable *cancellable; /* of what we read for the answer */
  HalqaPipe *pipe;
  GInputStream *body;
  HalqaBodyStream *answer;
  char *proof;

  guint status;
  HalqaPart part; /* where the answer is part of something */
  guint64 left; /* of that, to be read */
  gsize discarded;
  gboolean in_early; /* nothing of the body has been asked for yet */
  gboolean expects; /* the client asked first whether it may send */
  gboolean whole; /* the request has been read to its end */
  gboolean answered;
  gboolean takes_zstd;
  gboolean compressed;
  gboolean is_part;
  gboolean streamed; /* read a portion at a time while it is written */
  gboolean paused; /* because the pipe is full */
};

G_DEFINE_FINAL_TYPE (HalqaHttpMessage, halqa_http_message, G_TYPE_OBJECT)

static SoupMessageHeaders *
get_request_headers (HalqaHttpMessage *self)
{
  return soup_server_message_get_request_headers (self->message);
}

static SoupMessageHeaders *
get_answer_headers (HalqaHttpMessage *self)
{
  return soup_server_message_get_response_headers (self->message);
}

static void
cut (HalqaHttpMessage *self)
{
  if (self->message != NULL)
    halqa_http_connection_cut (self->connection);
}

/* --- the request's body */

static void
resume (HalqaHttpMessage *self)
{
  if (self->message == NULL || !self->paused)
    return;
  self->paused = FALSE;
  halqa_http_connection_set_wait (self->connection, HALQA_HTTP_WAIT_FOR_BYTES);
  soup_server_message_unpause (self->message);
}

static void
drained_cb (HalqaPipe *pipe, gpointer user_data)
{
  resume (user_data);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, HalqaHttpMessage *self)
{
  gsize size = g_bytes_get_size (chunk);

  halqa_http_connection_progress (self->connection, size);
  if (self->answered || halqa_pipe_is_abandoned (self->pipe))
    {
      self->discarded += size;
      if (self->discarded > (self->status == 507 ? HALQA_HTTP_BODY_MAX : DISCARD_MAX))
        cut (self);
    }
  else if (!halqa_pipe_push (self->pipe, chunk))
    {
      self->paused = TRUE;
      halqa_http_connection_set_wait (self->connection, HALQA_HTTP_WAIT_FOR_US);
      soup_server_message_pause (message);
    }
}

/* --- the answer */

static gboolean
may_keep (HalqaHttpMessage *self)
{
  const char *connection = soup_message_headers_get_list (get_request_headers (self), "Connection");

  return self->whole && soup_server_message_get_http_version (self->message) == SOUP_HTTP_1_1 &&
         (connection == NULL || !soup_header_contains (connection, "close"));
}

static void read_more (HalqaHttpMessage *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaHttpMessage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  SoupMessageBody *body;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (self->message == NULL)
    return;
  if (bytes == NULL)
    {
      g_debug ("an answer ends in an error: %s", error->message);
      cut (self);
      return;
    }
  body = soup_server_message_get_response_body (self->message);
  if (self->is_part && g_bytes_get_size (bytes) == 0)
    {
      g_debug ("an answer is shorter than was said");
      cut (self);
      return;
    }
  self->left -= MIN (self->left, g_bytes_get_size (bytes));
  if (g_bytes_get_size (bytes) > 0)
    soup_message_body_append_bytes (body, bytes);
  else
    soup_message_body_complete (body);
  soup_server_message_unpause (self->message);
}

static void
read_more (HalqaHttpMessage *self)
{
  gsize portion = self->is_part ? MIN (PORTION, self->left) : PORTION;

  /* Of a part the library knows when all was written. */
  if (portion > 0)
    g_input_stream_read_bytes_async (G_INPUT_STREAM (self->answer), portion, G_PRIORITY_DEFAULT,
                                     self->cancellable, read_cb, g_object_ref (self));
}

static void
wrote_chunk_cb (SoupServerMessage *message, HalqaHttpMessage *self)
{
  if (self->streamed)
    read_more (self);
}

static void
wrote_body_data_cb (SoupServerMessage *message, guint size, HalqaHttpMessage *self)
{
  halqa_http_connection_progress (self->connection, size);
}

static void
wrote_body_cb (SoupServerMessage *message, HalqaHttpMessage *self)
{
  if (may_keep (self))
    halqa_http_connection_keep (self->connection);
}

/* The library's own function takes no size without a range. */
static void
set_part_headers (HalqaHttpMessage *self, SoupMessageHeaders *headers)
{
  g_autofree char *range = NULL;

  if (self->status == 416)
    range = g_strdup_printf ("bytes */%" G_GUINT64_FORMAT, self->part.size);
  else if (self->status == 206)
    range = g_strdup_printf ("bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT,
                             self->part.first, self->part.first + self->part.length - 1,
                             self->part.size);
  if (range != NULL)
    soup_message_headers_replace (headers, "Content-Range", range);
  soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
}

static void
set_answer_headers (HalqaHttpMessage *self)
{
  SoupMessageHeaders *headers = get_answer_headers (self);

  soup_message_headers_replace (headers, "Halqa-Member", self->proof);
  soup_message_headers_replace (headers, "Content-Type",
                                self->status / 100 == 2 ? "application/octet-stream"
                                                        : "text/plain; charset=utf-8");
  if (self->status == 409)
    soup_message_headers_replace (headers, "Halqa-Version", G_STRINGIFY (HALQA_HTTP_VERSION));
  if (self->is_part)
    set_part_headers (self, headers);
  if (self->compressed)
    soup_message_headers_replace (headers, "Content-Encoding", "zstd");
  if (may_keep (self))
    soup_message_headers_remove (headers, "Connection");
  else
    soup_message_headers_replace (headers, "Connection", "close");
}

/* @whole: (nullable): all of it, where that is little. */
static void
begin_to_write (HalqaHttpMessage *self, GBytes *whole)
{
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);
  gsize size = whole != NULL ? g_bytes_get_size (whole) : 0;

  soup_server_message_set_status (self->message, self->status, NULL);
  set_answer_headers (self);
  soup_message_body_set_accumulate (body, FALSE);
  if (whole == NULL)
    {
      self->streamed = TRUE;
      if (self->is_part)
        soup_message_headers_set_content_length (get_answer_headers (self), self->left);
      else
        soup_message_headers_set_encoding (get_answer_headers (self), SOUP_ENCODING_CHUNKED);
      read_more (self);
    }
  else
    {
      soup_message_headers_set_content_length (get_answer_headers (self), size);
      if (size > 0)
        soup_message_body_append_bytes (body, whole);
      soup_message_body_complete (body);
    }
  halqa_http_connection_set_wait (self->connection, HALQA_HTTP_WAIT_FOR_BYTES);
  soup_server_message_unpause (self->message);
}

/* Of a long answer the end must show, and libsoup takes the end of a connection between two chunks
 * for one: zstd tells. */
static void
compress_answer (HalqaHttpMessage *self)
{
  g_autoptr (HalqaBodyStream) plain = g_steal_pointer (&self->answer);
  g_autoptr (GInputStream) packed = halqa_body_stream_new_compressed (G_INPUT_STREAM (plain));

  self->answer = halqa_body_stream_new (packed);
  self->compressed = TRUE;
}

static void
peeked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaHttpMessage) self = user_data;
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GError) error = NULL;
  gboolean readable;

  readable = halqa_body_stream_peek_finish (HALQA_BODY_STREAM (source), result, &whole, &error);
  if (self->message == NULL)
    return;
  if (!readable)
    {
      g_debug ("no answer could be read: %s", error->message);
      cut (self);
      return;
    }
  if (whole == NULL && !self->compressed && self->takes_zstd)
    compress_answer (self);
  begin_to_write (self, whole);
}

/* The message waits from here until there is something to write. */
static void
begin_answer (HalqaHttpMessage *self)
{
  soup_server_message_pause (self->message);
  halqa_http_connection_set_wait (self->connection, HALQA_HTTP_WAIT_FOR_US);
  if (self->is_part && self->left > 0)
    {
      begin_to_write (self, NULL);
      return;
    }
  halqa_body_stream_peek_async (self->answer, self->cancellable, peeked_cb, g_object_ref (self));
}

/* --- its life */

static void
finished_cb (SoupServerMessage *message, HalqaHttpMessage *self)
{
  g_autoptr (GError) error = NULL;

  if (self->message == NULL)
    return;
  if (!self->whole)
    {
      error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                                   _ ("The other laptop ended the connection"));
      halqa_pipe_fail (self->pipe, error);
    }
  halqa_pipe_set_drained (self->pipe, NULL, NULL);
  g_cancellable_cancel (self->cancellable);
  g_signal_handlers_disconnect_by_data (message, self);
  g_clear_object (&self->message);
  /* The last of it here: it held us. */
  g_object_set_data (G_OBJECT (message), MESSAGE_KEY, NULL);
}

static GInputStream *
make_body (HalqaHttpMessage *self)
{
  const char *encoding =
      soup_message_headers_get_one (get_request_headers (self), "Content-Encoding");
  g_autoptr (GInputStream) plain = g_object_ref (G_INPUT_STREAM (self->pipe));
  HalqaBodyStream *limited;

  if (encoding != NULL && g_ascii_strcasecmp (encoding, "zstd") == 0)
    {
      g_autoptr (GConverter) decompressor = halqa_zstd_decompressor_new ();
      GInputStream *unpacked = g_converter_input_stream_new (plain, decompressor);

      g_object_unref (plain);
      plain = unpacked;
    }
  else if (encoding != NULL && g_ascii_strcasecmp (encoding, "identity") != 0)
    return NULL;

  limited = halqa_body_stream_new (plain);
  halqa_body_stream_set_limit (limited, HALQA_HTTP_BODY_MAX,
                               g_error_new_literal (HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE,
                                                    _ ("The request is too large")));
  return G_INPUT_STREAM (limited);
}

static void
halqa_http_message_finalize (GObject *object)
{
  HalqaHttpMessage *self = HALQA_HTTP_MESSAGE (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->body);
  g_clear_object (&self->pipe);
  g_clear_object (&self->answer);
  g_free (self->proof);
  G_OBJECT_CLASS (halqa_http_message_parent_class)->finalize (object);
}

static void
halqa_http_message_class_init (HalqaHttpMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_http_message_finalize;
}

static void
halqa_http_message_init (HalqaHttpMessage *self)
{
  self->cancellable = g_cancellable_new ();
  self->pipe = halqa_pipe_new ();
  self->in_early = TRUE;
}

/**
 * halqa_http_message_new:
 * @message: whose headers have just come, before its body
 * @connection: whose it is
 * @proof: ours, for every answer
 *
 * Returns: (transfer none): the streams of @message, which holds them
 */
HalqaHttpMessage *
halqa_http_message_new (SoupServerMessage *message,
                        HalqaHttpConnection *connection,
                        const char *proof)
{
  HalqaHttpMessage *self = g_object_new (HALQA_TYPE_HTTP_MESSAGE, NULL);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  self->message = g_object_ref (message);
  self->connection = g_object_ref (connection);
  self->proof = g_strdup (proof);
  self->expects =
      (soup_message_headers_get_expectations (headers) & SOUP_EXPECTATION_CONTINUE) != 0;
  self->body = make_body (self);
  halqa_pipe_set_drained (self->pipe, drained_cb, self);
  halqa_http_connection_set_wait (connection, HALQA_HTTP_WAIT_FOR_BYTES);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);

  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), self);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_body_data_cb), self);
  g_signal_connect (message, "wrote-body", G_CALLBACK (wrote_body_cb), self);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  g_signal_connect (message, "disconnected", G_CALLBACK (finished_cb), self);
  g_object_set_data_full (G_OBJECT (message), MESSAGE_KEY, self, g_object_unref);
  return self;
}

/**
 * halqa_http_message_of:
 * @message: a request
 *
 * Returns: (transfer none) (nullable): the streams that were made for it
 */
HalqaHttpMessage *
halqa_http_message_of (SoupServerMessage *message)
{
  return g_object_get_data (G_OBJECT (message), MESSAGE_KEY);
}

/**
 * halqa_http_message_get_body:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): the request's body, decompressed; %NULL where it is encoded
 *   in a way that we do not know
 */
GInputStream *
halqa_http_message_get_body (HalqaHttpMessage *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_MESSAGE (self), NULL);
  return self->body;
}

/**
 * halqa_http_message_end_headers:
 * @self: a message
 *
 * From here on the client is told to send the body, where it has asked whether it may.
 */
void
halqa_http_message_end_headers (HalqaHttpMessage *self)
{
  g_return_if_fail (HALQA_IS_HTTP_MESSAGE (self));
  self->in_early = FALSE;
}

/**
 * halqa_http_message_set_has_body:
 * @self: a message
 *
 * The request has been read to its end; called by SoupServer's handler, which must find an answer
 * or a message that waits for one.
 */
void
halqa_http_message_set_has_body (HalqaHttpMessage *self)
{
  g_return_if_fail (HALQA_IS_HTTP_MESSAGE (self));

  if (self->message == NULL)
    return;
  self->whole = TRUE;
  halqa_pipe_end (self->pipe);
  if (self->answered)
    begin_answer (self);
  else
    {
      halqa_http_connection_set_wait (self->connection, HALQA_HTTP_WAIT_FOR_US);
      soup_server_message_pause (self->message);
    }
}

/**
 * halqa_http_message_get_range:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): what stands in the request's header Range
 */
const char *
halqa_http_message_get_range (HalqaHttpMessage *self)
{
  g_return_val_if_fail (HALQA_IS_HTTP_MESSAGE (self), NULL);
  return soup_message_headers_get_one (get_request_headers (self), "Range");
}

/**
 * halqa_http_message_set_part:
 * @self: a message that has no answer yet
 * @part: what the answer will be part of; it goes with its length, and not compressed
 */
void
halqa_http_message_set_part (HalqaHttpMessage *self, const HalqaPart *part)
{
  g_return_if_fail (HALQA_IS_HTTP_MESSAGE (self));
  self->part = *part;
  self->is_part = TRUE;
}

/**
 * halqa_http_message_answer:
 * @self: a message that has no answer yet
 * @status: of HTTP
 * @body: (nullable): see halqa_request_respond()
 * @compress: as zstd, where the client takes it
 */
void
halqa_http_message_answer (HalqaHttpMessage *self,
                           guint status,
                           GInputStream *body,
                           gboolean compress)
{
  g_autoptr (GInputStream) packed = NULL;
  g_autoptr (GInputStream) empty = NULL;
  const char *accepts;

  g_return_if_fail (HALQA_IS_HTTP_MESSAGE (self));
  g_return_if_fail (!self->answered);

  self->answered = TRUE;
  if (self->message == NULL)
    return;
  self->status = status;
  self->left = body != NULL && self->is_part ? self->part.length : 0;
  if (body == NULL)
    body = empty = g_memory_input_stream_new ();
  accepts = soup_message_headers_get_list (get_request_headers (self), "Accept-Encoding");
  self->takes_zstd = accepts != NULL && soup_header_contains (accepts, "zstd");
  self->compressed = compress && empty == NULL && self->takes_zstd;
  if (self->compressed)
    body = packed = halqa_body_stream_new_compressed (body);
  self->answer = halqa_body_stream_new (body);

  if (self->whole || (self->in_early && self->expects))
    begin_answer (self);
  else
    resume (self);
}

/**
 * halqa_http_message_answer_error:
 * @self: a message that has no answer yet
 * @status: of HTTP
 * @text: one line
 */
void
halqa_http_message_answer_error (HalqaHttpMessage *self, guint status, const char *text)
{
  g_autoptr (GInputStream) body = NULL;

  body = g_memory_input_stream_new_from_data (g_strdup (text), strlen (text), g_free);
  halqa_http_message_answer (self, status, body, FALSE);
}
