/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-endorser-private.h"

/* The endorsements of one organisation. A proposal and its sources may each have been endorsed by
 * it, in as many rooms: that is one supporter who committed to several things, never several. */

struct _HalqaEndorser
{
  GObject parent_instance;

  /* owned */
  HalqaItem *organisation; /* NULL where it has not arrived */
  char *id; /* NULL for none */
  GListStore *endorsements;
};

enum
{
  PROP_ORGANISATION = 1,
  PROP_ENDORSEMENTS,
  PROP_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HalqaEndorser, halqa_endorser, G_TYPE_OBJECT)

static void
halqa_endorser_finalize (GObject *object)
{
  HalqaEndorser *self = HALQA_ENDORSER (object);

  g_clear_object (&self->organisation);
  g_clear_object (&self->endorsements);
  g_clear_pointer (&self->id, g_free);
  G_OBJECT_CLASS (halqa_endorser_parent_class)->finalize (object);
}

static void
halqa_endorser_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaEndorser *self = HALQA_ENDORSER (object);

  switch (prop_id)
    {
    case PROP_ORGANISATION:
      g_value_set_object (value, self->organisation);
      break;
    case PROP_ENDORSEMENTS:
      g_value_set_object (value, self->endorsements);
      break;
    case PROP_NAME:
      g_value_take_string (value, halqa_endorser_dup_name (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_endorser_class_init (HalqaEndorserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = halqa_endorser_finalize;
  object_class->get_property = halqa_endorser_get_property;

  properties[PROP_ORGANISATION] =
      g_param_spec_object ("organisation", NULL, NULL, HALQA_TYPE_ITEM, flags);
  properties[PROP_ENDORSEMENTS] =
      g_param_spec_object ("endorsements", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_endorser_init (HalqaEndorser *self)
{
  self->endorsements = g_list_store_new (HALQA_TYPE_ITEM);
}

/* @id: (nullable): of the organisation; only for the family that shows it */
HalqaEndorser *
halqa_endorser_new (HalqaItem *organisation, const char *id)
{
  HalqaEndorser *self = g_object_new (HALQA_TYPE_ENDORSER, NULL);

  g_set_object (&self->organisation, organisation);
  self->id = g_strdup (id);
  return self;
}

void
halqa_endorser_add (HalqaEndorser *self, HalqaItem *endorsement)
{
  g_list_store_append (self->endorsements, endorsement);
}

gboolean
halqa_endorser_equal (HalqaEndorser *self, HalqaEndorser *other)
{
  GListModel *own = G_LIST_MODEL (self->endorsements);
  GListModel *others = G_LIST_MODEL (other->endorsements);
  gboolean equal = self->organisation == other->organisation &&
                   g_strcmp0 (self->id, other->id) == 0 &&
                   g_list_model_get_n_items (own) == g_list_model_get_n_items (others);

  for (guint i = 0; equal && i < g_list_model_get_n_items (own); i++)
    {
      g_autoptr (HalqaItem) one = g_list_model_get_item (own, i);
      g_autoptr (HalqaItem) another = g_list_model_get_item (others, i);

      equal = one == another;
    }
  return equal;
}

/**
 * halqa_endorser_get_organisation:
 * @self: an endorser
 *
 * Returns: (transfer none) (nullable): the organisation; %NULL where its record has not arrived
 */
HalqaItem *
halqa_endorser_get_organisation (HalqaEndorser *self)
{
  g_return_val_if_fail (HALQA_IS_ENDORSER (self), NULL);

  return self->organisation;
}

/**
 * halqa_endorser_get_id:
 * @self: an endorser
 *
 * Returns: (transfer none) (nullable): the id of the organisation, 32 hex digits; %NULL where the
 *   endorsements name none
 */
const char *
halqa_endorser_get_id (HalqaEndorser *self)
{
  g_return_val_if_fail (HALQA_IS_ENDORSER (self), NULL);

  return self->id;
}

/**
 * halqa_endorser_dup_name:
 * @self: an endorser
 *
 * Returns: (transfer full): the organisation's name, else the first 8 digits of its id, else ""
 */
char *
halqa_endorser_dup_name (HalqaEndorser *self)
{
  g_return_val_if_fail (HALQA_IS_ENDORSER (self), NULL);

  if (self->organisation != NULL && *halqa_item_get_label (self->organisation) != '\0')
    return g_strdup (halqa_item_get_label (self->organisation));
  return self->id != NULL ? g_strndup (self->id, 8) : g_strdup ("");
}

/**
 * halqa_endorser_get_endorsements:
 * @self: an endorser
 *
 * Returns: (transfer none): a list of #HalqaItem, never empty
 */
GListModel *
halqa_endorser_get_endorsements (HalqaEndorser *self)
{
  g_return_val_if_fail (HALQA_IS_ENDORSER (self), NULL);

  return G_LIST_MODEL (self->endorsements);
}
