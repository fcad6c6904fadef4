/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-request-private.h"

#include <string.h>

/* What a proven member asks of us, whichever way it came. It is answered once; a request that is
 * dropped unanswered ends in an error at the other side, by the class that the transport derives. */

typedef struct
{
  /* owned */
  HalqaStore *store;
  char *address;
  char *endpoint;
  char *range;
  GInputStream *body;

  HalqaDeviceId device;
  HalqaPart part;
  gboolean is_part;
  gboolean responded;
} HalqaRequestPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HalqaRequest, halqa_request, G_TYPE_OBJECT)

static HalqaRequestPrivate *
get_private (HalqaRequest *self)
{
  return halqa_request_get_instance_private (self);
}

static void
halqa_request_finalize (GObject *object)
{
  HalqaRequestPrivate *priv = get_private (HALQA_REQUEST (object));

  g_clear_object (&priv->store);
  g_clear_object (&priv->body);
  g_clear_pointer (&priv->address, g_free);
  g_clear_pointer (&priv->endpoint, g_free);
  g_clear_pointer (&priv->range, g_free);
  G_OBJECT_CLASS (halqa_request_parent_class)->finalize (object);
}

static void
halqa_request_class_init (HalqaRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_request_finalize;
}

static void
halqa_request_init (HalqaRequest *self)
{
}

/**
 * halqa_request_setup:
 * @self: a request
 * @store: the forum that is asked for
 * @device: who asks, proven
 * @address: (nullable): where it says that it can be asked
 * @endpoint: what stands behind the forum tag
 * @body: decompressed
 */
void
halqa_request_setup (HalqaRequest *self,
                     HalqaStore *store,
                     const HalqaDeviceId *device,
                     const char *address,
                     const char *endpoint,
                     GInputStream *body)
{
  HalqaRequestPrivate *priv = get_private (self);

  g_return_if_fail (HALQA_IS_REQUEST (self));
  g_return_if_fail (priv->store == NULL);

  priv->store = g_object_ref (store);
  priv->device = *device;
  priv->address = g_strdup (address);
  priv->endpoint = g_strdup (endpoint);
  priv->body = g_object_ref (body);
}

/**
 * halqa_request_set_range:
 * @self: a request
 * @range: (nullable): what stands in its header Range
 */
void
halqa_request_set_range (HalqaRequest *self, const char *range)
{
  get_private (self)->range = g_strdup (range);
}

const HalqaPart *
halqa_request_get_part (HalqaRequest *self)
{
  HalqaRequestPrivate *priv = get_private (self);

  return priv->is_part ? &priv->part : NULL;
}

/**
 * halqa_request_get_range:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): what stands in its header Range; any text
 */
const char *
halqa_request_get_range (HalqaRequest *self)
{
  g_return_val_if_fail (HALQA_IS_REQUEST (self), NULL);
  return get_private (self)->range;
}

/**
 * halqa_request_get_store:
 * @self: a request
 *
 * Returns: (transfer none): the store of the forum that is asked for
 */
HalqaStore *
halqa_request_get_store (HalqaRequest *self)
{
  g_return_val_if_fail (HALQA_IS_REQUEST (self), NULL);
  return get_private (self)->store;
}

/**
 * halqa_request_get_device:
 * @self: a request
 *
 * Returns: (transfer none): the device at the other end, proven by its key and the forum's
 */
const HalqaDeviceId *
halqa_request_get_device (HalqaRequest *self)
{
  g_return_val_if_fail (HALQA_IS_REQUEST (self), NULL);
  return &get_private (self)->device;
}

/**
 * halqa_request_get_address:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): where the other side says that it can be asked, "HOST:PORT";
 *   nothing of it is proven
 */
const char *
halqa_request_get_address (HalqaRequest *self)
{
  g_return_val_if_fail (HALQA_IS_REQUEST (self), NULL);
  return get_private (self)->address;
}

/**
 * halqa_request_get_endpoint:
 * @self: a request
 *
 * Returns: (transfer none): what stands behind the forum tag: "exchange", "reconcile", …; any text
 */
const char *
halqa_request_get_endpoint (HalqaRequest *self)
{
  g_return_val_if_fail (HALQA_IS_REQUEST (self), NULL);
  return get_private (self)->endpoint;
}

/**
 * halqa_request_get_body:
 * @self: a request
 *
 * To be read asynchronously; the other side is held back while nobody reads. Its end is the end of
 * a body that came whole: one that was cut off ends in an error.
 *
 * Returns: (transfer none): the body, decompressed
 */
GInputStream *
halqa_request_get_body (HalqaRequest *self)
{
  g_return_val_if_fail (HALQA_IS_REQUEST (self), NULL);
  return get_private (self)->body;
}

/**
 * halqa_request_respond:
 * @self: a request that has had no answer yet
 * @status: of HTTP
 * @body: (nullable): read in this thread: asynchronously where it is pollable, else by plain reads,
 *   which must not wait for anybody. An error of it cuts the connection, since a status has gone
 *   already
 * @compress: as zstd, where the other side takes it
 *
 * Ends the request. What of its body has not been read is thrown away.
 */
void
halqa_request_respond (HalqaRequest *self, guint status, GInputStream *body, gboolean compress)
{
  HalqaRequestPrivate *priv = get_private (self);

  g_return_if_fail (HALQA_IS_REQUEST (self));
  g_return_if_fail (body == NULL || G_IS_INPUT_STREAM (body));
  g_return_if_fail (!priv->responded);

  priv->responded = TRUE;
  HALQA_REQUEST_GET_CLASS (self)->respond (self, status, body, compress);
}

/**
 * halqa_request_respond_part:
 * @self: a request that has had no answer yet
 * @body: (nullable): what begins with the first byte of @part; %NULL for what is outside
 * @part: which bytes of how many
 *
 * Ends the request with 200 where @part is the whole, else with 206, or with 416.
 */
void
halqa_request_respond_part (HalqaRequest *self, GInputStream *body, const HalqaPart *part)
{
  HalqaRequestPrivate *priv = get_private (self);
  guint status = body == NULL ? 416 : part->length == part->size ? 200 : 206;

  g_return_if_fail (HALQA_IS_REQUEST (self));
  priv->part = *part;
  priv->is_part = TRUE;
  halqa_request_respond (self, status, body, FALSE);
}

/**
 * halqa_request_respond_error:
 * @self: a request that has had no answer yet
 * @status: of HTTP
 * @message: one line of text, not translated: it goes to the other laptop's log
 */
void
halqa_request_respond_error (HalqaRequest *self, guint status, const char *message)
{
  g_autoptr (GInputStream) body = NULL;

  g_return_if_fail (HALQA_IS_REQUEST (self));
  g_return_if_fail (message != NULL);

  body = g_memory_input_stream_new_from_data (g_strdup (message), strlen (message), g_free);
  halqa_request_respond (self, status, body, FALSE);
}
