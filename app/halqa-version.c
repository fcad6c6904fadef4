/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-version-private.h"

/* One of the values that people wrote into one field: without knowing of each other, or one after
 * the other.
 *
 * A snapshot: it does not follow the store. Who settles a conflict chooses among what was shown to
 * them, and the write that settles it replaces only what the store knows at that moment; a version
 * that arrives in between makes a new conflict, and is not lost. */

struct _HalqaVersion
{
  GObject parent_instance;

  /* owned */
  HalqaPastWrite *write;
  char *text;
  char *before;
  char *device_name;

  HalqaDot by;
  gboolean ours;
};

enum
{
  PROP_TEXT = 1,
  PROP_DEVICE_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HalqaVersion, halqa_version, G_TYPE_OBJECT)

static void
halqa_version_finalize (GObject *object)
{
  HalqaVersion *self = HALQA_VERSION (object);

  g_clear_pointer (&self->write, halqa_past_write_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->before, g_free);
  g_clear_pointer (&self->device_name, g_free);
  G_OBJECT_CLASS (halqa_version_parent_class)->finalize (object);
}

static void
halqa_version_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaVersion *self = HALQA_VERSION (object);

  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_DEVICE_NAME:
      g_value_set_string (value, self->device_name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_version_class_init (HalqaVersionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = halqa_version_finalize;
  object_class->get_property = halqa_version_get_property;

  properties[PROP_TEXT] =
      g_param_spec_string ("text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DEVICE_NAME] = g_param_spec_string ("device-name", NULL, NULL, NULL,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_version_init (HalqaVersion *self)
{
}

/**
 * halqa_version_new:
 * @write: what was written; copied
 * @by: who wrote it, and when: where it was written again, the first time
 * @text: its value in words
 * @before: (nullable): the same of what it was made from
 * @device_name: what the laptop that wrote it is called
 * @ours: whether that is this laptop
 *
 * Returns: (transfer full): a version
 */
HalqaVersion *
halqa_version_new (const HalqaPastWrite *write,
                   const HalqaDot *by,
                   const char *text,
                   const char *before,
                   const char *device_name,
                   gboolean ours)
{
  HalqaVersion *self = g_object_new (HALQA_TYPE_VERSION, NULL);

  self->write = halqa_past_write_copy (write);
  self->by = *by;
  self->text = g_strdup (text);
  self->before = g_strdup (before);
  self->device_name = g_strdup (device_name);
  self->ours = ours;
  return self;
}

/**
 * halqa_version_get_write:
 * @self: a version
 *
 * Returns: (transfer none): what was written, good as long as @self
 */
const HalqaPastWrite *
halqa_version_get_write (HalqaVersion *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION (self), NULL);

  return self->write;
}

/**
 * halqa_version_get_text:
 * @self: a version
 *
 * Returns: (transfer none): the value in words: a text itself, a number in digits, of a reference
 *   the label of its record, of a deletion a word for it; "" for empty
 */
const char *
halqa_version_get_text (HalqaVersion *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION (self), NULL);

  return self->text;
}

/**
 * halqa_version_get_field:
 * @self: a version
 *
 * Returns: (transfer none): the field that it was written into; among the versions of `deleted`
 *   that of an edit is the field edited
 */
const char *
halqa_version_get_field (HalqaVersion *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION (self), NULL);

  return self->write->field;
}

/**
 * halqa_version_get_device_name:
 * @self: a version
 *
 * Returns: (transfer none): the name of the laptop that wrote it, or the beginning of its id
 */
const char *
halqa_version_get_device_name (HalqaVersion *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION (self), NULL);

  return self->device_name;
}

/**
 * halqa_version_is_ours:
 * @self: a version
 *
 * Returns: whether this laptop wrote it
 */
gboolean
halqa_version_is_ours (HalqaVersion *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION (self), FALSE);

  return self->ours;
}

/**
 * halqa_version_get_time:
 * @self: a version
 *
 * Returns: when it was written, in milliseconds since 1970 by the writer's clock, which may be
 *   wrong
 */
gint64
halqa_version_get_time (HalqaVersion *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION (self), 0);

  return self->by.stamp >> 16;
}

/**
 * halqa_version_is_shown:
 * @self: a version
 *
 * Returns: whether it is the one that the record showed when it was read
 */
gboolean
halqa_version_is_shown (HalqaVersion *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION (self), FALSE);

  return self->write->state == HALQA_WRITE_SHOWN;
}

/**
 * halqa_version_is_rival:
 * @self: a version
 *
 * Returns: whether it stood beside what the record showed, and nobody had chosen
 */
gboolean
halqa_version_is_rival (HalqaVersion *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION (self), FALSE);

  return self->write->state == HALQA_WRITE_CONFLICT;
}

/**
 * halqa_version_get_before:
 * @self: a version
 *
 * Returns: (transfer none) (nullable): what it was made from, in words as the text; "" for an empty
 *   field, %NULL where that is not known or was not asked for
 */
const char *
halqa_version_get_before (HalqaVersion *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION (self), NULL);

  return self->before;
}
