/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-inviting-private.h"

#include <string.h>

/* The forums nearby that invite, as a list for the window.
 *
 * Rule: one row for one announcement, however many interfaces and addresses it is seen by. A row
 * stays where it is while its address changes, and goes when it is seen by none. Of several
 * addresses those of IPv4 are tried first.
 *
 * The list owns the discovery: it looks around as long as somebody looks at it. */

#define DISCOVERY "halqa-discovery"

struct _HalqaInviting
{
  GObject parent_instance;

  /* owned */
  char *instance;
  char *title;
  GHashTable *places; /* service → address */
  char *address;
};

enum
{
  PROP_TITLE = 1,
  PROP_ADDRESS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HalqaInviting, halqa_inviting, G_TYPE_OBJECT)

static void
set_text (HalqaInviting *self, char **text, const char *value, guint property)
{
  if (g_strcmp0 (*text, value) == 0)
    return;
  g_free (*text);
  *text = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* IPv4 before IPv6, and then the same one each time. */
static int
compare_addresses (gconstpointer a, gconstpointer b)
{
  const char *first = *(const char *const *) a;
  const char *second = *(const char *const *) b;

  if ((*first == '[') != (*second == '['))
    return *first == '[' ? 1 : -1;
  return strcmp (first, second);
}

static char *
dup_all_addresses (HalqaInviting *self)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer address;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, NULL, &address))
    g_ptr_array_add (addresses, address);
  g_ptr_array_sort (addresses, compare_addresses);
  g_ptr_array_add (addresses, NULL);
  return g_strjoinv (" ", (char **) addresses->pdata);
}

static void
update_address (HalqaInviting *self)
{
  g_autofree char *address = dup_all_addresses (self);

  set_text (self, &self->address, address, PROP_ADDRESS);
}

static void
halqa_inviting_finalize (GObject *object)
{
  HalqaInviting *self = HALQA_INVITING (object);

  g_free (self->instance);
  g_free (self->title);
  g_free (self->address);
  g_hash_table_unref (self->places);
  G_OBJECT_CLASS (halqa_inviting_parent_class)->finalize (object);
}

static void
halqa_inviting_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaInviting *self = HALQA_INVITING (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_inviting_class_init (HalqaInvitingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = halqa_inviting_finalize;
  object_class->get_property = halqa_inviting_get_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_inviting_init (HalqaInviting *self)
{
  self->places = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, g_free);
}

/* --- the list */

static void
take_sighting (HalqaInviting *self, const HalqaSighting *sighting)
{
  g_hash_table_replace (self->places, g_strdup (sighting->service), g_strdup (sighting->address));
  set_text (self, &self->title, sighting->title, PROP_TITLE);
  update_address (self);
}

static void
found_cb (HalqaDiscovery *discovery, const HalqaSighting *sighting, gpointer user_data)
{
  GListModel *list = user_data;
  g_autoptr (HalqaInviting) added = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (HalqaInviting) known = g_list_model_get_item (list, i);

      if (strcmp (known->instance, sighting->instance) == 0)
        {
          take_sighting (known, sighting);
          return;
        }
    }
  added = g_object_new (HALQA_TYPE_INVITING, NULL);
  added->instance = g_strdup (sighting->instance);
  take_sighting (added, sighting);
  g_list_store_append (G_LIST_STORE (list), added);
}

static void
lost_cb (HalqaDiscovery *discovery, const char *service, gpointer user_data)
{
  GListModel *list = user_data;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (HalqaInviting) known = g_list_model_get_item (list, i);

      if (!g_hash_table_remove (known->places, service))
        continue;
      if (g_hash_table_size (known->places) > 0)
        update_address (known);
      else
        g_list_store_remove (G_LIST_STORE (list), i);
      return;
    }
}

static void
stop_discovery (gpointer discovery)
{
  halqa_discovery_stop (discovery);
  g_object_unref (discovery);
}

/**
 * halqa_inviting_list_new:
 * @discovery: not started
 * @own: who we are
 *
 * Returns: (transfer full): a list of #HalqaInviting, in the order of first sight, which @discovery
 *   keeps up to date as long as it lives
 */
GListModel *
halqa_inviting_list_new (HalqaDiscovery *discovery, const HalqaDeviceId *own)
{
  GListStore *list = g_list_store_new (HALQA_TYPE_INVITING);

  g_signal_connect_object (discovery, "found", G_CALLBACK (found_cb), list, 0);
  g_signal_connect_object (discovery, "lost", G_CALLBACK (lost_cb), list, 0);
  g_object_set_data_full (G_OBJECT (list), DISCOVERY, g_object_ref (discovery), stop_discovery);
  halqa_discovery_start_joining (discovery, 0, own, NULL);
  return G_LIST_MODEL (list);
}

/**
 * halqa_inviting_get_title:
 * @self: a forum nearby
 *
 * Returns: (transfer none): what its laptop says that it is called; nothing in it is obeyed
 */
const char *
halqa_inviting_get_title (HalqaInviting *self)
{
  g_return_val_if_fail (HALQA_IS_INVITING (self), NULL);

  return self->title;
}

/**
 * halqa_inviting_get_address:
 * @self: a forum nearby
 *
 * Returns: (transfer none): where it can be joined, "HOST:PORT"; several, a space between, where it
 *   is seen at several
 */
const char *
halqa_inviting_get_address (HalqaInviting *self)
{
  g_return_val_if_fail (HALQA_IS_INVITING (self), NULL);

  return self->address;
}
