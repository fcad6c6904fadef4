/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-member-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-acquaintances.h"
#include "halqa-text.h"

/* A laptop that belongs to a forum, or did, as a list of members shows it.
 *
 * Who belongs is told by the records of laptops, and who was removed by the keyring: a record alone
 * could be written by anybody. When it was met stands beside the device key, for it is this laptop
 * that met it.
 *
 * Rule: one object for one laptop, for as long as the list is open, so that a row is never made anew
 * for what changes about it; those who were removed stay, so that people see that they were. */

struct _HalqaMember
{
  GObject parent_instance;

  /* owned */
  char *name;
  char *hex;
  char *removed_by;

  HalqaDeviceId device;
  gint64 last_met;
  gint64 removed_at;
  gboolean is_self;
};

enum
{
  PROP_NAME = 1,
  PROP_DEVICE,
  PROP_LAST_MET,
  PROP_SELF,
  PROP_REMOVED,
  PROP_REMOVED_BY,
  PROP_REMOVED_AT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HalqaMember, halqa_member, G_TYPE_OBJECT)

static void
halqa_member_finalize (GObject *object)
{
  HalqaMember *self = HALQA_MEMBER (object);

  g_free (self->name);
  g_free (self->hex);
  g_free (self->removed_by);
  G_OBJECT_CLASS (halqa_member_parent_class)->finalize (object);
}

static void
halqa_member_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaMember *self = HALQA_MEMBER (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_DEVICE:
      g_value_set_string (value, self->hex);
      break;
    case PROP_LAST_MET:
      g_value_set_int64 (value, self->last_met);
      break;
    case PROP_SELF:
      g_value_set_boolean (value, self->is_self);
      break;
    case PROP_REMOVED:
      g_value_set_boolean (value, halqa_member_is_removed (self));
      break;
    case PROP_REMOVED_BY:
      g_value_set_string (value, self->removed_by);
      break;
    case PROP_REMOVED_AT:
      g_value_set_int64 (value, self->removed_at);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_member_class_init (HalqaMemberClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = halqa_member_finalize;
  object_class->get_property = halqa_member_get_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_DEVICE] = g_param_spec_string ("device", NULL, NULL, "", flags);
  properties[PROP_LAST_MET] = g_param_spec_int64 ("last-met", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SELF] = g_param_spec_boolean ("self", NULL, NULL, FALSE, flags);
  properties[PROP_REMOVED] = g_param_spec_boolean ("removed", NULL, NULL, FALSE, flags);
  properties[PROP_REMOVED_BY] = g_param_spec_string ("removed-by", NULL, NULL, NULL, flags);
  properties[PROP_REMOVED_AT] =
      g_param_spec_int64 ("removed-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_member_init (HalqaMember *self)
{
}

/* --- as the forum has them */

static char *
dup_name (HalqaReader *reader, const HalqaDeviceId *device)
{
  g_autofree char *name = halqa_reader_dup_device_name (reader, device);

  return halqa_text_show_line (name != NULL ? name : "");
}

/* Who removed it may have told no name either. */
static char *
dup_remover (HalqaReader *reader, const HalqaDeviceId *device)
{
  char *name = dup_name (reader, device);

  if (*name != '\0')
    return name;
  g_free (name);
  return halqa_hex_dup (device->bytes, 4);
}

static HalqaMember *
read_one (HalqaReader *reader, HalqaKeyring *keyring, GHashTable *met, const HalqaDeviceId *device)
{
  HalqaStore *store = halqa_reader_get_store (reader);
  const HalqaDeviceId *own = halqa_identity_get_device (halqa_store_get_identity (store));
  const HalqaDot *removal = halqa_keyring_get_removal (keyring, device);
  const gint64 *when = g_hash_table_lookup (met, device);
  HalqaMember *self = g_object_new (HALQA_TYPE_MEMBER, NULL);

  self->device = *device;
  self->hex = halqa_hex_dup (device->bytes, sizeof device->bytes);
  self->name = dup_name (reader, device);
  self->is_self = memcmp (device, own, sizeof *own) == 0;
  self->last_met = when != NULL ? *when : 0;
  if (removal != NULL)
    {
      self->removed_by = dup_remover (reader, &removal->device);
      self->removed_at = (gint64) (removal->stamp >> 16) * 1000;
    }
  return self;
}

/**
 * halqa_members_read:
 * @reader: of a forum
 *
 * Returns: (transfer full) (element-type HalqaMember): all laptops that belong to it, or did
 */
GPtrArray *
halqa_members_read (HalqaReader *reader)
{
  GPtrArray *members = g_ptr_array_new_with_free_func (g_object_unref);
  HalqaStore *store = halqa_reader_get_store (reader);
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);
  g_autoptr (GHashTable) met = halqa_acquaintances_dup_met (store);
  g_autoptr (GArray) devices = halqa_reader_list_devices (reader, TRUE);

  for (guint i = 0; i < devices->len; i++)
    g_ptr_array_add (members,
                     read_one (reader, keyring, met, &g_array_index (devices, HalqaDeviceId, i)));
  return members;
}

static gboolean
take_text (char **text, const char *now)
{
  if (g_strcmp0 (*text, now) == 0)
    return FALSE;
  g_free (*text);
  *text = g_strdup (now);
  return TRUE;
}

/* Tells of each property that has become another. */
static void
take_over (HalqaMember *self, HalqaMember *now)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  if (take_text (&self->name, now->name))
    g_object_notify_by_pspec (object, properties[PROP_NAME]);
  if (take_text (&self->removed_by, now->removed_by))
    {
      g_object_notify_by_pspec (object, properties[PROP_REMOVED]);
      g_object_notify_by_pspec (object, properties[PROP_REMOVED_BY]);
    }
  if (self->removed_at != now->removed_at)
    {
      self->removed_at = now->removed_at;
      g_object_notify_by_pspec (object, properties[PROP_REMOVED_AT]);
    }
  halqa_member_meet (self, now->last_met);
  g_object_thaw_notify (object);
}

static HalqaMember *
find_member (GPtrArray *members, const HalqaDeviceId *device)
{
  for (guint i = 0; i < members->len; i++)
    {
      HalqaMember *member = g_ptr_array_index (members, i);

      if (memcmp (&member->device, device, sizeof *device) == 0)
        return member;
    }
  return NULL;
}

/**
 * halqa_members_update:
 * @members: a list of #HalqaMember
 * @now: (element-type HalqaMember): what is to be listed; taken apart
 *
 * Those whose record was deleted go; new ones are added at the end.
 */
void
halqa_members_update (GListStore *members, GPtrArray *now)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (members)); i > 0; i--)
    {
      g_autoptr (HalqaMember) member = g_list_model_get_item (G_LIST_MODEL (members), i - 1);
      HalqaMember *found = find_member (now, &member->device);

      if (found == NULL)
        g_list_store_remove (members, i - 1);
      else
        {
          take_over (member, found);
          g_ptr_array_remove (now, found);
        }
    }
  for (guint i = 0; i < now->len; i++)
    g_list_store_append (members, g_ptr_array_index (now, i));
}

/**
 * halqa_member_meet:
 * @self: a member
 * @when: Unix time in microseconds; passed over where it is not later than what is known
 */
void
halqa_member_meet (HalqaMember *self, gint64 when)
{
  g_return_if_fail (HALQA_IS_MEMBER (self));

  if (when <= self->last_met)
    return;
  self->last_met = when;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_MET]);
}

/**
 * halqa_member_get_device_id:
 * @self: a member
 *
 * Returns: (transfer none): its device
 */
const HalqaDeviceId *
halqa_member_get_device_id (HalqaMember *self)
{
  g_return_val_if_fail (HALQA_IS_MEMBER (self), NULL);

  return &self->device;
}

/**
 * halqa_member_get_name:
 * @self: a member
 *
 * Returns: (transfer none): what it is called; "" where it has not told
 */
const char *
halqa_member_get_name (HalqaMember *self)
{
  g_return_val_if_fail (HALQA_IS_MEMBER (self), NULL);

  return self->name;
}

/**
 * halqa_member_get_device:
 * @self: a member
 *
 * Returns: (transfer none): its device id, 64 hex digits
 */
const char *
halqa_member_get_device (HalqaMember *self)
{
  g_return_val_if_fail (HALQA_IS_MEMBER (self), NULL);

  return self->hex;
}

/**
 * halqa_member_get_last_met:
 * @self: a member
 *
 * Returns: when this laptop exchanged with it last; Unix time in microseconds, 0 for never
 */
gint64
halqa_member_get_last_met (HalqaMember *self)
{
  g_return_val_if_fail (HALQA_IS_MEMBER (self), 0);

  return self->last_met;
}

/**
 * halqa_member_is_self:
 * @self: a member
 *
 * Returns: whether it is this laptop
 */
gboolean
halqa_member_is_self (HalqaMember *self)
{
  g_return_val_if_fail (HALQA_IS_MEMBER (self), FALSE);

  return self->is_self;
}

/**
 * halqa_member_is_removed:
 * @self: a member
 *
 * Returns: whether it was removed from the forum
 */
gboolean
halqa_member_is_removed (HalqaMember *self)
{
  g_return_val_if_fail (HALQA_IS_MEMBER (self), FALSE);

  return self->removed_by != NULL;
}

/**
 * halqa_member_get_removed_by:
 * @self: a member
 *
 * Returns: (transfer none) (nullable): what the laptop is called that removed it
 */
const char *
halqa_member_get_removed_by (HalqaMember *self)
{
  g_return_val_if_fail (HALQA_IS_MEMBER (self), NULL);

  return self->removed_by;
}

/**
 * halqa_member_get_removed_at:
 * @self: a member
 *
 * Returns: when that was, by the clock of that laptop; Unix time in microseconds, or 0
 */
gint64
halqa_member_get_removed_at (HalqaMember *self)
{
  g_return_val_if_fail (HALQA_IS_MEMBER (self), 0);

  return self->removed_at;
}

/**
 * halqa_member_dup_own_removal:
 * @self: a member
 * @when: its removed_at, in words
 *
 * A removed laptop hears of it only where its removal was still told to it, as over a connection that was
 * open; mostly others just end its connections.
 *
 * Returns: (transfer full) (nullable): sentences that say that this laptop was removed and what the way
 *   out is, translated; %NULL of another one, and where it was not
 */
char *
halqa_member_dup_own_removal (HalqaMember *self, const char *when)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (HALQA_IS_MEMBER (self), NULL);

  if (!self->is_self || self->removed_by == NULL)
    return NULL;
  name = halqa_text_isolate (self->removed_by);
  /* Translators: the name of a laptop, then a moment: "yesterday", "at 14:05", "2026-11-27T14:05:00Z". */
  return g_strdup_printf (_ ("This laptop was removed from the forum by %s (%s). All that it has "
                             "received and written stays here, and can be read and exported. To "
                             "come back it has to be invited anew."),
                          name, when);
}
