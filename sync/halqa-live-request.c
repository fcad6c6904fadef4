/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-live-private.h"

#include "halqa-body-stream.h"
#include "halqa-body.h"
#include "halqa-error.h"
#include "halqa-live-message.h"
#include "halqa-request-private.h"

/* What a handler holds of a request that came over a live connection. Its answer is read whole, for
 * it has to fit into a message; one that does not is 413, and is asked for again by HTTP. One that
 * is dropped without an answer is answered. */

#define HALQA_TYPE_LIVE_REQUEST (halqa_live_request_get_type ())
G_DECLARE_FINAL_TYPE (HalqaLiveRequest, halqa_live_request, HALQA, LIVE_REQUEST, HalqaRequest)

struct _HalqaLiveRequest
{
  HalqaRequest parent_instance;

  /* owned */
  HalqaLive *live; /* until there is an answer */

  guint32 number;
};

G_DEFINE_FINAL_TYPE (HalqaLiveRequest, halqa_live_request, HALQA_TYPE_REQUEST)

/* An answer that is being read. */
typedef struct
{
  HalqaLive *live;
  guint32 number;
  guint status;
  gboolean compress;
} Answering;

static void
answer_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answering *answering = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = halqa_body_read_finish (result, &error);

  halqa_live_count_serving (answering->live, -1);
  if (body != NULL)
    halqa_live_send_answer (answering->live, answering->number, answering->status, body,
                            answering->compress);
  else if (g_error_matches (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE))
    halqa_live_send_error (answering->live, answering->number, 413,
                           "the answer is too large for a message");
  else
    halqa_live_send_error (answering->live, answering->number, 500, "the answer could not be read");
  g_object_unref (answering->live);
  g_free (answering);
}

/* From the disk, as little as it is. */
static void
send_part (HalqaLive *live, guint32 number, guint status, GInputStream *body, guint64 length)
{
  g_autofree guint8 *bytes = g_malloc (HALQA_LIVE_PART_MAX);
  g_autoptr (GBytes) part = NULL;
  gsize size = 0;

  halqa_live_count_serving (live, -1);
  if (length > HALQA_LIVE_PART_MAX ||
      !g_input_stream_read_all (body, bytes, length, &size, NULL, NULL) || size < length)
    {
      halqa_live_send_error (live, number, 500, "it can't be read");
      return;
    }
  part = g_bytes_new (bytes, size);
  halqa_live_send_answer (live, number, status, part, FALSE);
}

static void
halqa_live_request_respond (HalqaRequest *request,
                            guint status,
                            GInputStream *body,
                            gboolean compress)
{
  HalqaLiveRequest *self = HALQA_LIVE_REQUEST (request);
  HalqaLive *live = g_steal_pointer (&self->live);
  const HalqaPart *part = halqa_request_get_part (request);
  g_autoptr (HalqaBodyStream) stream = NULL;
  Answering *answering;

  if (body == NULL || halqa_live_is_closed (live))
    {
      halqa_live_count_serving (live, -1);
      halqa_live_send_answer (live, self->number, status, NULL, FALSE);
      g_object_unref (live);
      return;
    }
  if (part != NULL)
    {
      send_part (live, self->number, status, body, part->length);
      g_object_unref (live);
      return;
    }
  answering = g_new0 (Answering, 1);
  *answering = (Answering){ live, self->number, status, compress };
  stream = halqa_body_stream_new (body);
  halqa_body_read_async (G_INPUT_STREAM (stream), HALQA_LIVE_MESSAGE_MAX - HALQA_LIVE_ANSWER_HEAD,
                         halqa_live_get_cancellable (live), answer_read_cb, answering);
}

static void
halqa_live_request_finalize (GObject *object)
{
  HalqaLiveRequest *self = HALQA_LIVE_REQUEST (object);

  if (self->live != NULL)
    {
      halqa_live_count_serving (self->live, -1);
      halqa_live_send_error (self->live, self->number, 500, "the request was given up");
    }
  g_clear_object (&self->live);
  G_OBJECT_CLASS (halqa_live_request_parent_class)->finalize (object);
}

static void
halqa_live_request_class_init (HalqaLiveRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_live_request_finalize;
  HALQA_REQUEST_CLASS (klass)->respond = halqa_live_request_respond;
}

static void
halqa_live_request_init (HalqaLiveRequest *self)
{
}

/**
 * halqa_live_request_new:
 * @live: over which it came
 * @number: that it bears
 *
 * Returns: (transfer full): a request, to be set up
 */
HalqaRequest *
halqa_live_request_new (HalqaLive *live, guint32 number)
{
  HalqaLiveRequest *self = g_object_new (HALQA_TYPE_LIVE_REQUEST, NULL);

  self->live = g_object_ref (live);
  self->number = number;
  halqa_live_count_serving (live, 1);
  return HALQA_REQUEST (self);
}
