/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-blob-serve.h"

#include <string.h>

#include "halqa-acquaintances.h"
#include "halqa-body.h"
#include "halqa-exchange-message.h"
#include "halqa-range.h"

/* Blobs for other members (protocol, section 5): which of those that they name are here, and one of
 * them from any byte on.
 *
 * The rules kept: what is asked for is 32 bytes that were read from 64 digits, and no path. A file is
 * read as fast as the other side takes it, a portion at a time. Two at a time go to one device, whose
 * questions count with its other requests.
 *
 * Rejected: to check what the file holds before it is sent (it is read twice then, and who gets it
 * checks it anyway). */

#define ONE "blob/"
#define ASK "blobs"
#define STREAMS_MAX 2

typedef struct
{
  /* Owned. */
  HalqaRequest *request;
  HalqaReader *reader;

  /* Borrowed of the reader. */
  HalqaBlobStore *blobs;
  HalqaAcquaintance *peer;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  question->peer->n_served--;
  g_object_unref (question->request);
  g_object_unref (question->reader);
  g_free (question);
}

static void
refuse (GTask *task, guint status, const char *message)
{
  Question *question = g_task_get_task_data (task);

  halqa_request_respond_error (question->request, status, message);
  g_task_return_boolean (task, FALSE);
}

/* --- which are here */

static void
names_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  g_autoptr (GBytes) body = halqa_body_read_finish (result, NULL);
  g_autoptr (GArray) names = body != NULL ? halqa_fetch_decode (body, NULL) : NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GInputStream) stream = NULL;

  if (names == NULL)
    {
      refuse (task, 400, "this is no list of names");
      return;
    }
  for (guint i = names->len; i > 0; i--)
    if (halqa_blob_store_get_size (question->blobs, &g_array_index (names, HalqaBlobId, i - 1)) ==
        0)
      g_array_remove_index (names, i - 1);
  answer = halqa_fetch_encode ((const HalqaEntryId *) names->data, names->len);
  stream = g_memory_input_stream_new_from_bytes (answer);
  halqa_request_respond (question->request, 200, stream, FALSE);
  g_task_return_boolean (task, TRUE);
}

/* --- one of them */

static void
stream_gone_cb (gpointer user_data, GObject *stream)
{
  ((HalqaAcquaintance *) user_data)->n_blobs--;
}

static void
send_part (Question *question, GFileInputStream *stream, const HalqaPart *part)
{
  question->peer->n_blobs++;
  /* The acquaintance is the reader's. */
  g_object_set_data_full (G_OBJECT (stream), "reader", g_object_ref (question->reader),
                          g_object_unref);
  g_object_weak_ref (G_OBJECT (stream), stream_gone_cb, question->peer);
  halqa_request_respond_part (question->request, G_INPUT_STREAM (stream), part);
}

static void
send_one (GTask *task, const char *hex)
{
  Question *question = g_task_get_task_data (task);
  HalqaRequest *request = question->request;
  g_autoptr (GFileInputStream) stream = NULL;
  HalqaPart part;
  HalqaBlobId id;
  HalqaRange range;

  if (halqa_hex_decode (hex, id.bytes, sizeof id.bytes))
    stream = halqa_blob_store_open (question->blobs, &id, &part.size, NULL);
  if (stream == NULL || part.size > HALQA_BLOB_MAX)
    {
      refuse (task, 404, "it is not here");
      return;
    }
  if (question->peer->n_blobs >= STREAMS_MAX)
    {
      refuse (task, 429, "too many at a time");
      return;
    }
  range =
      halqa_range_parse (halqa_request_get_range (request), part.size, &part.first, &part.length);
  if (range == HALQA_RANGE_OUTSIDE)
    halqa_request_respond_part (request, NULL, &part);
  else if (g_seekable_seek (G_SEEKABLE (stream), (goffset) part.first, G_SEEK_SET, NULL, NULL))
    send_part (question, stream, &part);
  else
    halqa_request_respond_error (request, 500, "it can't be read");
  g_task_return_boolean (task, TRUE);
}

/**
 * halqa_blob_serve_takes:
 * @request: of a proven member
 *
 * Returns: whether halqa_blob_serve_async() answers it
 */
gboolean
halqa_blob_serve_takes (HalqaRequest *request)
{
  const char *endpoint = halqa_request_get_endpoint (request);

  return g_str_equal (endpoint, ASK) || g_str_has_prefix (endpoint, ONE);
}

/**
 * halqa_blob_serve_async:
 * @request: of a proven member
 * @reader: of the forum that is asked for; of this thread
 * @cancellable: (nullable): ends the reading of the question
 * @callback: called when the answer was handed over
 * @user_data: for @callback
 */
void
halqa_blob_serve_async (HalqaRequest *request,
                        HalqaReader *reader,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (request, cancellable, callback, user_data);
  const char *endpoint = halqa_request_get_endpoint (request);
  Question *question = g_new0 (Question, 1);

  g_task_set_source_tag (task, halqa_blob_serve_async);
  question->request = g_object_ref (request);
  question->reader = g_object_ref (reader);
  question->peer = halqa_acquaintances_meet (halqa_acquaintances_of (reader),
                                             halqa_request_get_device (request));
  question->peer->n_served++;
  question->blobs = halqa_store_get_blobs (halqa_reader_get_store (reader));
  g_task_set_task_data (task, question, question_free);
  if (question->peer->n_served > HALQA_SERVED_MAX)
    refuse (task, 429, "too many requests at a time");
  else if (g_str_equal (endpoint, ASK))
    halqa_body_read_async (halqa_request_get_body (request), HALQA_BLOBS_BODY_MAX, cancellable,
                           names_read_cb, g_steal_pointer (&task));
  else
    send_one (task, endpoint + strlen (ONE));
}
