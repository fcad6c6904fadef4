/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-invite-private.h"

#include <string.h>

#include "halqa-avahi-discovery.h"
#include "halqa-guest-private.h"
#include "halqa-join-server.h"
#include "halqa-source.h"

/* An invitation by code: one code after the other, the port where newcomers call, its announcement,
 * and those who want to come in.
 *
 * Rules. Port and announcement are there only while a code is. After a code that was spent on wrong
 * tries the next one waits, longer each time, until somebody has joined: who guesses has three
 * guesses a minute at first and three an hour in the end. A person may cut that short, for it is her
 * neighbours who would have to be guessing.
 *
 * Nothing here waits: the calls are asynchronous in the thread of the forum, eight at a time. A clock
 * that ticks once a second moves what is shown, and ends what is over; after the laptop has slept it
 * is the first to know.
 *
 * Rejected: to let in who knows the code unless the person says no in time. She may be in the next
 * room. */

struct _HalqaInvite
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaJoinServer *server;
  HalqaDiscovery *discovery; /* NULL where nothing is announced */
  HalqaJoinCode *code; /* NULL where none is open */
  GPtrArray *guests; /* of HalqaGuest, those who are not in and not out */
  GSource *tick;
  char **addresses;
  char *problem;

  HalqaInviteFlags flags;
  HalqaTimeFunc now;
  HalqaInviteState state;
  guint n_guests;
  guint n_joined;
  guint n_spent; /* codes in a row */
  gint64 wait_until;

  /* what was told last */
  guint seconds_left;
  guint tries_left;
  guint guests_left;
};

enum
{
  PROP_CODE = 1,
  PROP_ADDRESSES,
  PROP_STATE,
  PROP_SECONDS_LEFT,
  PROP_TRIES_LEFT,
  PROP_GUESTS_LEFT,
  PROP_N_JOINED,
  PROP_PROBLEM,
  N_PROPS
};

enum
{
  SIGNAL_ASKS,
  SIGNAL_JOINED,
  SIGNAL_TURNED_AWAY,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static const char *const signal_names[] = { "asks", "joined", "turned-away" };
static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (HalqaInviteState,
                    halqa_invite_state,
                    G_DEFINE_ENUM_VALUE (HALQA_INVITE_OPEN, "open"),
                    G_DEFINE_ENUM_VALUE (HALQA_INVITE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (HALQA_INVITE_SERVED, "served"),
                    G_DEFINE_ENUM_VALUE (HALQA_INVITE_EXPIRED, "expired"),
                    G_DEFINE_ENUM_VALUE (HALQA_INVITE_ENDED, "ended"),
                    G_DEFINE_ENUM_VALUE (HALQA_INVITE_FAILED, "failed"))

G_DEFINE_FINAL_TYPE (HalqaInvite, halqa_invite, G_TYPE_OBJECT)

/* --- what is shown */

static void
notify (HalqaInvite *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void update (HalqaInvite *self);

static gboolean
tick_cb (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
set_ticking (HalqaInvite *self, gboolean ticking)
{
  if (ticking == (self->tick != NULL))
    return;
  if (!ticking)
    {
      halqa_source_clear (&self->tick);
      return;
    }
  self->tick = g_timeout_source_new_seconds (1);
  halqa_source_attach (self->tick, tick_cb, self);
}

static void
set_state (HalqaInvite *self, HalqaInviteState state)
{
  set_ticking (self, state == HALQA_INVITE_OPEN || state == HALQA_INVITE_WAITING);
  if (self->state == state)
    return;
  self->state = state;
  notify (self, PROP_STATE);
}

static void
set_number (HalqaInvite *self, guint *number, guint value, guint property)
{
  if (*number == value)
    return;
  *number = value;
  notify (self, property);
}

static guint
count_seconds_left (HalqaInvite *self)
{
  gint64 left;

  if (self->code != NULL)
    return halqa_join_code_get_seconds_left (self->code);
  left = self->state == HALQA_INVITE_WAITING ? self->wait_until - self->now () : 0;
  return left > 0 ? (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

static void
show_numbers (HalqaInvite *self)
{
  HalqaJoinCode *code = self->code;

  set_number (self, &self->seconds_left, count_seconds_left (self), PROP_SECONDS_LEFT);
  set_number (self, &self->tries_left, code != NULL ? halqa_join_code_get_tries_left (code) : 0,
              PROP_TRIES_LEFT);
  set_number (self, &self->guests_left, code != NULL ? halqa_join_code_get_guests_left (code) : 0,
              PROP_GUESTS_LEFT);
}

/* --- codes */

/* On the interfaces where peers call; at any port that is free. */
static char *
dup_listen_address (HalqaInvite *self)
{
  g_autofree char *peers = halqa_forum_dup_listen_address (self->forum);

  if (peers == NULL || g_str_has_prefix (peers, "0.0.0.0:"))
    return g_strdup ("*:0");
  *strrchr (peers, ':') = '\0';
  return g_strconcat (peers, ":0", NULL);
}

static void
announce (HalqaInvite *self)
{
  HalqaIdentity *identity = halqa_store_get_identity (halqa_forum_get_store (self->forum));

  if (self->discovery != NULL)
    halqa_discovery_start_joining (self->discovery, halqa_join_server_get_port (self->server),
                                   halqa_identity_get_device (identity),
                                   halqa_forum_get_title (self->forum));
}

static void
open_code (HalqaInvite *self)
{
  g_autoptr (HalqaJoinCode) code = halqa_join_code_new (self->n_guests, self->now);
  g_autofree char *address = dup_listen_address (self);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->problem, g_free);
  if (halqa_join_server_open (self->server, address, code, &error))
    {
      self->code = g_steal_pointer (&code);
      g_strfreev (self->addresses);
      self->addresses =
          halqa_forum_list_addresses_at (halqa_join_server_get_address (self->server));
      announce (self);
      set_state (self, HALQA_INVITE_OPEN);
      notify (self, PROP_ADDRESSES);
    }
  else
    {
      self->problem = g_strdup (error->message);
      set_state (self, HALQA_INVITE_FAILED);
    }
  notify (self, PROP_PROBLEM);
  notify (self, PROP_CODE);
}

static void
close_code (HalqaInvite *self)
{
  if (self->discovery != NULL)
    halqa_discovery_stop (self->discovery);
  halqa_join_server_shut (self->server);
  g_clear_pointer (&self->code, halqa_join_code_unref);
}

static void
leave_code (HalqaInvite *self, HalqaJoinCodeState why)
{
  gboolean spent = why == HALQA_JOIN_CODE_SPENT;

  close_code (self);
  if (spent)
    {
      self->n_spent++;
      self->wait_until =
          self->now () + halqa_join_code_count_wait (self->n_spent) * (gint64) G_USEC_PER_SEC;
      set_state (self, HALQA_INVITE_WAITING);
    }
  else if (self->flags & HALQA_INVITE_RENEW)
    {
      open_code (self);
      return;
    }
  else
    set_state (self, why == HALQA_JOIN_CODE_SERVED ? HALQA_INVITE_SERVED : HALQA_INVITE_EXPIRED);
  notify (self, PROP_CODE);
}

static void
update (HalqaInvite *self)
{
  HalqaJoinCodeState state =
      self->code != NULL ? halqa_join_code_get_state (self->code) : HALQA_JOIN_CODE_OPEN;

  g_object_ref (self);
  g_object_freeze_notify (G_OBJECT (self));
  if (state != HALQA_JOIN_CODE_OPEN)
    leave_code (self, state);
  else if (self->state == HALQA_INVITE_WAITING && self->now () >= self->wait_until)
    open_code (self);
  show_numbers (self);
  g_object_thaw_notify (G_OBJECT (self));
  g_object_unref (self);
}

/* --- guests */

static void
guest_state_cb (HalqaGuest *guest, GParamSpec *pspec, gpointer user_data)
{
  HalqaInvite *self = user_data;
  HalqaGuestState state = halqa_guest_get_state (guest);

  if (state == HALQA_GUEST_ASKING || state == HALQA_GUEST_ENTERING)
    return;
  g_object_ref (guest);
  g_signal_handlers_disconnect_by_data (guest, self);
  g_ptr_array_remove (self->guests, guest);
  if (state == HALQA_GUEST_JOINED)
    {
      self->n_spent = 0;
      self->n_joined++;
      notify (self, PROP_N_JOINED);
      g_signal_emit (self, signals[SIGNAL_JOINED], 0, guest);
    }
  else if (state == HALQA_GUEST_REMOVED)
    g_signal_emit (self, signals[SIGNAL_TURNED_AWAY], 0, guest);
  g_object_unref (guest);
}

static void
asks_cb (HalqaJoinServer *server, HalqaJoinWire *wire, gpointer user_data)
{
  HalqaInvite *self = user_data;
  HalqaGuest *guest = halqa_guest_new (self->forum, wire);

  g_ptr_array_add (self->guests, guest);
  g_signal_connect (guest, "notify::state", G_CALLBACK (guest_state_cb), self);
  if ((self->flags & HALQA_INVITE_UNASKED) || halqa_guest_is_removed (guest))
    halqa_guest_allow (guest);
  else
    g_signal_emit (self, signals[SIGNAL_ASKS], 0, guest);
}

static void
changed_cb (HalqaJoinServer *server, gpointer user_data)
{
  update (user_data);
}

/* Who is not answered would take it that the code was wrong. */
static void
lose_guests (HalqaInvite *self)
{
  g_autoptr (GPtrArray) guests = g_steal_pointer (&self->guests);

  self->guests = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < guests->len; i++)
    {
      HalqaGuest *guest = g_ptr_array_index (guests, i);

      g_signal_handlers_disconnect_by_data (guest, self);
      halqa_guest_refuse (guest);
      halqa_guest_lose (guest);
    }
}

/* --- the object */

static void
halqa_invite_dispose (GObject *object)
{
  HalqaInvite *self = HALQA_INVITE (object);

  halqa_invite_end (self);
  if (self->server != NULL)
    g_signal_handlers_disconnect_by_data (self->server, self);
  g_clear_object (&self->server);
  g_clear_object (&self->discovery);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_invite_parent_class)->dispose (object);
}

static void
halqa_invite_finalize (GObject *object)
{
  HalqaInvite *self = HALQA_INVITE (object);

  g_ptr_array_unref (self->guests);
  g_strfreev (self->addresses);
  g_free (self->problem);
  G_OBJECT_CLASS (halqa_invite_parent_class)->finalize (object);
}

static void
halqa_invite_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaInvite *self = HALQA_INVITE (object);

  switch (prop_id)
    {
    case PROP_CODE:
      g_value_set_string (value, halqa_invite_get_code (self));
      break;
    case PROP_ADDRESSES:
      g_value_set_boxed (value, self->addresses);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_uint (value, self->seconds_left);
      break;
    case PROP_TRIES_LEFT:
      g_value_set_uint (value, self->tries_left);
      break;
    case PROP_GUESTS_LEFT:
      g_value_set_uint (value, self->guests_left);
      break;
    case PROP_N_JOINED:
      g_value_set_uint (value, self->n_joined);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, halqa_invite_get_problem (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_invite_class_init (HalqaInviteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = halqa_invite_dispose;
  object_class->finalize = halqa_invite_finalize;
  object_class->get_property = halqa_invite_get_property;

  properties[PROP_CODE] = g_param_spec_string ("code", NULL, NULL, "", flags);
  properties[PROP_ADDRESSES] = g_param_spec_boxed ("addresses", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, HALQA_TYPE_INVITE_STATE, HALQA_INVITE_ENDED, flags);
  properties[PROP_SECONDS_LEFT] =
      g_param_spec_uint ("seconds-left", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TRIES_LEFT] =
      g_param_spec_uint ("tries-left", NULL, NULL, 0, HALQA_JOIN_CODE_TRIES, 0, flags);
  properties[PROP_GUESTS_LEFT] =
      g_param_spec_uint ("guests-left", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_JOINED] = g_param_spec_uint ("n-joined", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* Each brings the HalqaGuest; what they mean stands in the header. */
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (signal_names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                               NULL, NULL, NULL, G_TYPE_NONE, 1, HALQA_TYPE_GUEST);
}

static void
halqa_invite_init (HalqaInvite *self)
{
  self->guests = g_ptr_array_new_with_free_func (g_object_unref);
  self->addresses = g_new0 (char *, 1);
  self->state = HALQA_INVITE_ENDED;
}

/**
 * halqa_invite_new:
 * @forum: what is to be joined
 * @n_guests: as in halqa_forum_invite()
 * @flags: as there, but for %HALQA_INVITE_HIDDEN
 * @discovery: (nullable): what announces it; not started
 * @now: (scope forever): the clock
 *
 * Returns: (transfer full): an invitation with a code
 */
HalqaInvite *
halqa_invite_new (HalqaForum *forum,
                  guint n_guests,
                  HalqaInviteFlags flags,
                  HalqaDiscovery *discovery,
                  HalqaTimeFunc now)
{
  HalqaInvite *self = g_object_new (HALQA_TYPE_INVITE, NULL);
  HalqaIdentity *identity = halqa_store_get_identity (halqa_forum_get_store (forum));

  self->forum = g_object_ref (forum);
  self->server = halqa_join_server_new (halqa_identity_get_device (identity));
  g_signal_connect (self->server, "asks", G_CALLBACK (asks_cb), self);
  g_signal_connect (self->server, "changed", G_CALLBACK (changed_cb), self);
  g_set_object (&self->discovery, discovery);
  self->flags = flags;
  self->n_guests = n_guests;
  self->now = now;
  halqa_invite_new_code (self);
  return self;
}

/**
 * halqa_forum_invite:
 * @forum: a forum
 * @n_guests: how many may join with one code; 0: there is no bound
 * @flags: how
 *
 * Opens an invitation by code, at a port of its own on the interfaces that the forum is replicated
 * on, or on all. Where that can't be, its state says so.
 *
 * Returns: (transfer full): an invitation, until it is let go of
 */
HalqaInvite *
halqa_forum_invite (HalqaForum *forum, guint n_guests, HalqaInviteFlags flags)
{
  g_autoptr (HalqaDiscovery) discovery = NULL;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);

  if (!(flags & HALQA_INVITE_HIDDEN))
    discovery = halqa_avahi_discovery_new ();
  return halqa_invite_new (forum, n_guests, flags, discovery, halqa_join_code_read_clock);
}

const char *
halqa_invite_get_code (HalqaInvite *self)
{
  g_return_val_if_fail (HALQA_IS_INVITE (self), NULL);

  return self->code != NULL ? halqa_join_code_get_digits (self->code) : "";
}

const char *const *
halqa_invite_get_addresses (HalqaInvite *self)
{
  g_return_val_if_fail (HALQA_IS_INVITE (self), NULL);

  return (const char *const *) self->addresses;
}

HalqaInviteState
halqa_invite_get_state (HalqaInvite *self)
{
  g_return_val_if_fail (HALQA_IS_INVITE (self), HALQA_INVITE_FAILED);

  return self->state;
}

guint
halqa_invite_get_seconds_left (HalqaInvite *self)
{
  g_return_val_if_fail (HALQA_IS_INVITE (self), 0);

  return self->seconds_left;
}

guint
halqa_invite_get_tries_left (HalqaInvite *self)
{
  g_return_val_if_fail (HALQA_IS_INVITE (self), 0);

  return self->tries_left;
}

guint
halqa_invite_get_guests_left (HalqaInvite *self)
{
  g_return_val_if_fail (HALQA_IS_INVITE (self), 0);

  return self->guests_left;
}

guint
halqa_invite_get_n_joined (HalqaInvite *self)
{
  g_return_val_if_fail (HALQA_IS_INVITE (self), 0);

  return self->n_joined;
}

const char *
halqa_invite_get_listen_address (HalqaInvite *self)
{
  g_return_val_if_fail (HALQA_IS_INVITE (self), NULL);

  return halqa_join_server_get_address (self->server);
}

const char *
halqa_invite_get_problem (HalqaInvite *self)
{
  g_return_val_if_fail (HALQA_IS_INVITE (self), NULL);

  return self->problem;
}

/**
 * halqa_invite_new_code:
 * @self: an invitation, in any state
 *
 * Makes a code, in the place of the one there is. Who has shown to know that one may still be let
 * in.
 */
void
halqa_invite_new_code (HalqaInvite *self)
{
  g_return_if_fail (HALQA_IS_INVITE (self));

  g_object_freeze_notify (G_OBJECT (self));
  close_code (self);
  open_code (self);
  show_numbers (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * halqa_invite_end:
 * @self: an invitation
 *
 * Ends the code, closes the port, tells no to who is being asked about, and hangs up on whoever has
 * not joined.
 */
void
halqa_invite_end (HalqaInvite *self)
{
  g_return_if_fail (HALQA_IS_INVITE (self));

  if (self->server == NULL)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  close_code (self);
  lose_guests (self);
  halqa_join_server_close (self->server);
  set_state (self, HALQA_INVITE_ENDED);
  notify (self, PROP_CODE);
  show_numbers (self);
  g_object_thaw_notify (G_OBJECT (self));
}
