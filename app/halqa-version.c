/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-version-private.h"

/* One of the values that people wrote into one field without knowing of each other.
 *
 * A snapshot: it does not follow the store. Who settles a conflict chooses among what was shown to
 * them, and the write that settles it replaces only what the store knows at that moment; a version
 * that arrives in between makes a new conflict, and is not lost. */

struct _HalqaVersion
{
  GObject parent_instance;

  /* owned */
  char *field;
  char *text;
  char *device_name;
  HalqaValue value;

  guint64 stamp;
  gboolean ours;
  gboolean shown;
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

  g_clear_pointer (&self->field, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->device_name, g_free);
  halqa_value_clear (&self->value);
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
 * @text: its value in words
 * @device_name: what the laptop that wrote it is called
 * @ours: whether that is this laptop
 * @shown: whether it is what the record shows
 *
 * Returns: (transfer full): a version
 */
HalqaVersion *
halqa_version_new (const HalqaPastWrite *write,
                   const char *text,
                   const char *device_name,
                   gboolean ours,
                   gboolean shown)
{
  HalqaVersion *self = g_object_new (HALQA_TYPE_VERSION, NULL);

  self->field = g_strdup (write->field);
  self->text = g_strdup (text);
  self->device_name = g_strdup (device_name);
  halqa_value_copy (&write->value, &self->value);
  self->stamp = write->dot.stamp;
  self->ours = ours;
  self->shown = shown;
  return self;
}

/**
 * halqa_version_get_value:
 * @self: a version
 *
 * Returns: (transfer none): what was written, good as long as @self
 */
const HalqaValue *
halqa_version_get_value (HalqaVersion *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION (self), NULL);

  return &self->value;
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

  return self->field;
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

  return self->stamp >> 16;
}

/**
 * halqa_version_is_shown:
 * @self: a version
 *
 * Returns: whether it is the one that the record showed when the versions were listed
 */
gboolean
halqa_version_is_shown (HalqaVersion *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION (self), FALSE);

  return self->shown;
}
