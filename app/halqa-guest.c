/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-guest-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-text.h"

/* A laptop that has shown to know the code, and waits to be let in.
 *
 * Rule: what it is sent is made when it is let in, not before, so that it has the newest key and the
 * addresses of now. The first of them is "where you have found me", with the port that we replicate
 * at: the newcomer knows best how it got here.
 *
 * Who was removed is not sent it, whoever says yes. That keeps a person from a mistake, and no thief
 * from anything: which device calls is not proven here, and a laptop can have another device key. */

struct _HalqaGuest
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaJoinWire *wire;
  char *device;

  HalqaGuestState state;
};

enum
{
  PROP_NAME = 1,
  PROP_DEVICE,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (HalqaGuestState,
                    halqa_guest_state,
                    G_DEFINE_ENUM_VALUE (HALQA_GUEST_ASKING, "asking"),
                    G_DEFINE_ENUM_VALUE (HALQA_GUEST_ENTERING, "entering"),
                    G_DEFINE_ENUM_VALUE (HALQA_GUEST_JOINED, "joined"),
                    G_DEFINE_ENUM_VALUE (HALQA_GUEST_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (HALQA_GUEST_REMOVED, "removed"),
                    G_DEFINE_ENUM_VALUE (HALQA_GUEST_GONE, "gone"))

G_DEFINE_FINAL_TYPE (HalqaGuest, halqa_guest, G_TYPE_OBJECT)

static void
set_state (HalqaGuest *self, HalqaGuestState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
ended_cb (HalqaJoinWire *wire, const GError *error, gpointer user_data)
{
  HalqaGuest *self = HALQA_GUEST (user_data);

  if (halqa_joining_has_joined (halqa_join_wire_get_joining (wire)))
    set_state (self, HALQA_GUEST_JOINED);
  else
    halqa_guest_lose (self);
}

static void
put_first (HalqaInvitation *invitation, const char *address)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();

  g_strv_builder_add (addresses, address);
  g_strv_builder_addv (addresses, (const char **) invitation->addresses);
  g_strfreev (invitation->addresses);
  invitation->addresses = g_strv_builder_end (addresses);
}

static HalqaInvitation *
make_invitation (HalqaGuest *self)
{
  HalqaInvitation *invitation = halqa_forum_make_invitation (self->forum);
  g_autofree char *listening = halqa_forum_dup_listen_address (self->forum);
  g_autofree char *here = NULL;

  if (listening != NULL)
    {
      here = g_strconcat ("*", strrchr (listening, ':'), NULL);
      put_first (invitation, here);
    }
  return invitation;
}

static void
halqa_guest_finalize (GObject *object)
{
  HalqaGuest *self = HALQA_GUEST (object);

  g_signal_handlers_disconnect_by_data (self->wire, self);
  g_object_unref (self->wire);
  g_object_unref (self->forum);
  g_free (self->device);
  G_OBJECT_CLASS (halqa_guest_parent_class)->finalize (object);
}

static void
halqa_guest_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaGuest *self = HALQA_GUEST (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, halqa_guest_get_name (self));
      break;
    case PROP_DEVICE:
      g_value_set_string (value, self->device);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_guest_class_init (HalqaGuestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = halqa_guest_finalize;
  object_class->get_property = halqa_guest_get_property;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_DEVICE] = g_param_spec_string ("device", NULL, NULL, "", flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, HALQA_TYPE_GUEST_STATE, HALQA_GUEST_ASKING, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_guest_init (HalqaGuest *self)
{
}

/**
 * halqa_guest_new:
 * @forum: what it wants to join
 * @wire: a dialogue that asks
 *
 * Returns: (transfer full): a guest that asks
 */
HalqaGuest *
halqa_guest_new (HalqaForum *forum, HalqaJoinWire *wire)
{
  HalqaGuest *self = g_object_new (HALQA_TYPE_GUEST, NULL);

  self->forum = g_object_ref (forum);
  self->wire = g_object_ref (wire);
  self->device =
      halqa_hex_dup (halqa_joining_get_device (halqa_join_wire_get_joining (wire))->bytes,
                     HALQA_DEVICE_ID_SIZE);
  g_signal_connect (wire, "ended", G_CALLBACK (ended_cb), self);
  return self;
}

void
halqa_guest_lose (HalqaGuest *self)
{
  if (self->state == HALQA_GUEST_ASKING || self->state == HALQA_GUEST_ENTERING)
    set_state (self, HALQA_GUEST_GONE);
}

/**
 * halqa_guest_get_name:
 * @self: a guest
 *
 * Returns: (transfer none): what it says to be called; nothing in it is obeyed
 */
const char *
halqa_guest_get_name (HalqaGuest *self)
{
  g_return_val_if_fail (HALQA_IS_GUEST (self), NULL);

  return halqa_joining_get_name (halqa_join_wire_get_joining (self->wire));
}

/**
 * halqa_guest_get_device:
 * @self: a guest
 *
 * Returns: (transfer none): the id of the device, 64 hex digits
 */
const char *
halqa_guest_get_device (HalqaGuest *self)
{
  g_return_val_if_fail (HALQA_IS_GUEST (self), NULL);

  return self->device;
}

/**
 * halqa_guest_get_state:
 * @self: a guest
 *
 * Returns: how far it has come
 */
HalqaGuestState
halqa_guest_get_state (HalqaGuest *self)
{
  g_return_val_if_fail (HALQA_IS_GUEST (self), HALQA_GUEST_GONE);

  return self->state;
}

/**
 * halqa_guest_is_removed:
 * @self: a guest
 *
 * Returns: whether its device was removed from the forum
 */
gboolean
halqa_guest_is_removed (HalqaGuest *self)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (halqa_forum_get_store (self->forum));
  HalqaJoining *joining = halqa_join_wire_get_joining (self->wire);

  return halqa_keyring_get_removal (keyring, halqa_joining_get_device (joining)) != NULL;
}

/**
 * halqa_guest_dup_removal_note:
 * @self: a guest that was removed from the forum
 *
 * Returns: (transfer full): sentences that say so, and what the way out is, translated
 */
char *
halqa_guest_dup_removal_note (HalqaGuest *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (HALQA_IS_GUEST (self), NULL);

  name = halqa_text_isolate (halqa_guest_get_name (self));
  /* Translators: %s is what a laptop is called: the name of a person. */
  return g_strdup_printf (_ ("%s was removed from this forum and was not let in. That laptop says "
                             "how it can join as a new one, with a new code."),
                          name);
}

/**
 * halqa_guest_allow:
 * @self: a guest
 *
 * Lets it in: it is sent the forum's key. Nothing takes that back but to remove the laptop. One that
 * was removed is told that it was.
 */
void
halqa_guest_allow (HalqaGuest *self)
{
  g_autoptr (HalqaInvitation) invitation = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (HALQA_IS_GUEST (self));

  if (self->state != HALQA_GUEST_ASKING)
    return;
  /* In this order: a removal that comes in between has made a key that is not for this guest. */
  invitation = make_invitation (self);
  if (halqa_guest_is_removed (self))
    {
      halqa_join_wire_turn_away (self->wire);
      set_state (self, HALQA_GUEST_REMOVED);
      return;
    }
  if (halqa_join_wire_answer (self->wire, invitation, &error))
    {
      set_state (self, HALQA_GUEST_ENTERING);
      return;
    }
  g_message ("%s", error->message);
  halqa_guest_refuse (self);
}

/**
 * halqa_guest_refuse:
 * @self: a guest
 *
 * Tells it no. The code stays what it was.
 */
void
halqa_guest_refuse (HalqaGuest *self)
{
  g_return_if_fail (HALQA_IS_GUEST (self));

  if (self->state != HALQA_GUEST_ASKING)
    return;
  halqa_join_wire_answer (self->wire, NULL, NULL);
  set_state (self, HALQA_GUEST_REFUSED);
}
