/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plain-tls.h"

/* What passes for TLS and is none: the streams are those below it. */

struct _PlainTls
{
  GTlsConnection parent_instance;

  /* owned */
  GIOStream *base;
};

enum
{
  PROP_BASE_IO_STREAM = 1,
  PROP_REQUIRE_CLOSE_NOTIFY,
  PROP_REHANDSHAKE_MODE,
  PROP_USE_SYSTEM_CERTDB,
};

G_DEFINE_FINAL_TYPE (PlainTls, plain_tls, G_TYPE_TLS_CONNECTION)

static GInputStream *
plain_tls_get_input_stream (GIOStream *stream)
{
  return g_io_stream_get_input_stream (PLAIN_TLS (stream)->base);
}

static GOutputStream *
plain_tls_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (PLAIN_TLS (stream)->base);
}

static void
plain_tls_finalize (GObject *object)
{
  g_object_unref (PLAIN_TLS (object)->base);
  G_OBJECT_CLASS (plain_tls_parent_class)->finalize (object);
}

/* The class above has no properties of its own, but sets them when it makes an object. */
static void
plain_tls_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_BASE_IO_STREAM)
    g_value_set_object (value, PLAIN_TLS (object)->base);
}

static void
plain_tls_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_BASE_IO_STREAM)
    PLAIN_TLS (object)->base = g_value_dup_object (value);
}

static void
plain_tls_class_init (PlainTlsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  object_class->finalize = plain_tls_finalize;
  object_class->get_property = plain_tls_get_property;
  object_class->set_property = plain_tls_set_property;
  stream_class->get_input_stream = plain_tls_get_input_stream;
  stream_class->get_output_stream = plain_tls_get_output_stream;
  g_object_class_override_property (object_class, PROP_BASE_IO_STREAM, "base-io-stream");
  g_object_class_override_property (object_class, PROP_REQUIRE_CLOSE_NOTIFY,
                                    "require-close-notify");
  g_object_class_override_property (object_class, PROP_REHANDSHAKE_MODE, "rehandshake-mode");
  g_object_class_override_property (object_class, PROP_USE_SYSTEM_CERTDB, "use-system-certdb");
}

static void
plain_tls_init (PlainTls *self)
{
}

GTlsConnection *
plain_tls_new (GIOStream *base)
{
  return g_object_new (TYPE_PLAIN_TLS, "base-io-stream", base, NULL);
}
