/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-request.h"

#include "halqa-request-private.h"

/* What a handler holds of an HTTP request. It is apart from the message because the message lives
 * as long as the connection wants it: a handler that drops this without an answer must be noticed,
 * or the other side would wait for ever. */

struct _HalqaHttpRequest
{
  HalqaRequest parent_instance;

  /* owned */
  HalqaHttpMessage *message; /* until there is an answer */
};

G_DEFINE_FINAL_TYPE (HalqaHttpRequest, halqa_http_request, HALQA_TYPE_REQUEST)

static void
halqa_http_request_respond (HalqaRequest *request,
                            guint status,
                            GInputStream *body,
                            gboolean compress)
{
  HalqaHttpRequest *self = HALQA_HTTP_REQUEST (request);
  g_autoptr (HalqaHttpMessage) message = g_steal_pointer (&self->message);

  if (halqa_request_get_part (request) != NULL)
    halqa_http_message_set_part (message, halqa_request_get_part (request));
  halqa_http_message_answer (message, status, body, compress);
}

static void
halqa_http_request_finalize (GObject *object)
{
  HalqaHttpRequest *self = HALQA_HTTP_REQUEST (object);

  if (self->message != NULL)
    halqa_http_message_answer_error (self->message, 500, "the request was given up");
  g_clear_object (&self->message);
  G_OBJECT_CLASS (halqa_http_request_parent_class)->finalize (object);
}

static void
halqa_http_request_class_init (HalqaHttpRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_http_request_finalize;
  HALQA_REQUEST_CLASS (klass)->respond = halqa_http_request_respond;
}

static void
halqa_http_request_init (HalqaHttpRequest *self)
{
}

/**
 * halqa_http_request_new:
 * @message: with a body that we can read
 * @connection: whose it is
 * @address: (nullable): where the client says that it can be asked
 * @endpoint: what it asks
 *
 * Returns: (transfer full): a request, for a handler
 */
HalqaRequest *
halqa_http_request_new (HalqaHttpMessage *message,
                        HalqaHttpConnection *connection,
                        const char *address,
                        const char *endpoint)
{
  HalqaHttpRequest *self = g_object_new (HALQA_TYPE_HTTP_REQUEST, NULL);

  self->message = g_object_ref (message);
  halqa_request_setup (HALQA_REQUEST (self), halqa_http_connection_get_store (connection),
                       halqa_http_connection_get_device (connection), address, endpoint,
                       halqa_http_message_get_body (message));
  halqa_request_set_range (HALQA_REQUEST (self), halqa_http_message_get_range (message));
  return HALQA_REQUEST (self);
}
