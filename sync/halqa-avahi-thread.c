/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-avahi-thread.h"

#include <avahi-client/client.h>
#include <avahi-client/publish.h>
#include <avahi-common/error.h>
#include <avahi-glib/glib-watch.h>
#include <sodium.h>
#include <string.h>

#include "halqa-announcement.h"
#include "halqa-avahi-browser.h"
#include "halqa-source.h"

/* The thread that talks to the Avahi daemon.
 *
 * Each call of libavahi-client is a blocking round trip over the system bus; a daemon that hangs
 * blocks it for 25 s, a bus that hangs for ever. So all of them are made here, on a thread with a
 * main context of its own. What is heard goes to the starter's context as idle sources.
 *
 * No bus and no daemon are ordinary: the client is made anew after 0.25, 0.5, 1 … 4 s. It is freed
 * and made only from a source of the context, never from its own callback, which also runs before
 * avahi_client_new() has returned. Browser and group are made in the state RUNNING.
 *
 * The rule: the two sides share nothing that changes but the flag `stopping`. `discovery` belongs
 * to the starter's thread; the thread and each event under way hold a reference on this struct and
 * never touch it. To stop is to set both and to leave: the thread ends by itself, as soon as the
 * daemon lets it.
 *
 * Rejected: joining the thread on stop (a window would close 25 s late); GDBus in the place of
 * libavahi-client (does not block, but the protocol of the daemon is then ours to keep up with). */

#define DELAY_MIN_MS 250
#define DELAY_MAX_MS 4000
#define NAME_BYTES 8

struct _HalqaAvahiThread
{
  /* The starter's alone; borrowed; NULL once stopped */
  HalqaDiscovery *discovery;

  /* Owned, constant */
  GMainContext *starter;
  GMainContext *context;
  AvahiStringList *txt;
  const char *type;
  HalqaDeviceId device;
  guint16 port;

  /* Atomic */
  gint stopping;

  /* The thread's alone, owned */
  AvahiGLibPoll *poll;
  AvahiClient *client;
  HalqaAvahiBrowser *browser;
  GSource *retry;
  guint delay_ms;

  /* The client's, and freed with it */
  AvahiEntryGroup *group;
};

/* On its way to the starter's context: one of the two. */
typedef struct
{
  /* Owned */
  HalqaAvahiThread *thread;
  HalqaSighting *found;
  char *lost;
} Event;

static void
clear_shared (gpointer data)
{
  HalqaAvahiThread *self = data;

  g_main_context_unref (self->starter);
  g_main_context_unref (self->context);
  avahi_string_list_free (self->txt);
}

static void
release (HalqaAvahiThread *self)
{
  g_atomic_rc_box_release_full (self, clear_shared);
}

static void
event_free (gpointer data)
{
  Event *self = data;

  release (self->thread);
  g_clear_pointer (&self->found, halqa_sighting_free);
  g_free (self->lost);
  g_free (self);
}

static gboolean
event_cb (gpointer data)
{
  Event *self = data;
  g_autoptr (HalqaDiscovery) discovery = NULL;

  if (!g_set_object (&discovery, self->thread->discovery))
    return G_SOURCE_REMOVE;
  if (self->found != NULL)
    halqa_discovery_emit_found (discovery, self->found);
  else
    halqa_discovery_emit_lost (discovery, self->lost);
  return G_SOURCE_REMOVE;
}

static void
post (HalqaAvahiThread *self, HalqaSighting *found, char *lost)
{
  Event *event = g_new0 (Event, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  event->thread = g_atomic_rc_box_acquire (self);
  event->found = found;
  event->lost = lost;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, event_cb, event, event_free);
  g_source_attach (source, self->starter);
}

static void
found_cb (const HalqaSighting *sighting, gpointer user_data)
{
  post (user_data, halqa_sighting_copy (sighting), NULL);
}

static void
lost_cb (const char *service, gpointer user_data)
{
  post (user_data, NULL, g_strdup (service));
}

static void
disconnect_client (HalqaAvahiThread *self)
{
  g_clear_pointer (&self->browser, halqa_avahi_browser_free);
  g_clear_pointer (&self->client, avahi_client_free);
  self->group = NULL;
}

static void reconnect_later (HalqaAvahiThread *self);

static void
browser_failed_cb (gpointer user_data)
{
  reconnect_later (user_data);
}

static const HalqaAvahiBrowserFuncs browser_funcs = { .found = found_cb,
                                                      .lost = lost_cb,
                                                      .failed = browser_failed_cb };

static void group_cb (AvahiEntryGroup *group, AvahiEntryGroupState state, void *user_data);

/* A name says nothing and meets no other: cloned laptops have the same host name. */
static void
publish (HalqaAvahiThread *self)
{
  guint8 random[NAME_BYTES];
  char name[HALQA_HEX_MAX];
  int result;

  if (self->port == 0 || g_atomic_int_get (&self->stopping))
    return;
  if (self->group == NULL)
    self->group = avahi_entry_group_new (self->client, group_cb, self);
  if (self->group == NULL)
    {
      reconnect_later (self);
      return;
    }
  if (!avahi_entry_group_is_empty (self->group))
    return;
  randombytes_buf (random, sizeof random);
  halqa_hex_encode (name, random, sizeof random);
  result =
      avahi_entry_group_add_service_strlst (self->group, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, 0,
                                            name, self->type, NULL, NULL, self->port, self->txt);
  if (result >= 0)
    result = avahi_entry_group_commit (self->group);
  if (result >= 0)
    return;
  g_debug ("Avahi does not announce us: %s", avahi_strerror (result));
  reconnect_later (self);
}

static void
group_cb (AvahiEntryGroup *group, AvahiEntryGroupState state, void *user_data)
{
  HalqaAvahiThread *self = user_data;

  switch (state)
    {
    case AVAHI_ENTRY_GROUP_COLLISION:
      avahi_entry_group_reset (group);
      publish (self);
      break;
    case AVAHI_ENTRY_GROUP_FAILURE:
      reconnect_later (self);
      break;
    case AVAHI_ENTRY_GROUP_UNCOMMITED:
    case AVAHI_ENTRY_GROUP_REGISTERING:
    case AVAHI_ENTRY_GROUP_ESTABLISHED:
    default:
      break;
    }
}

/* Who invites does not look for others who do. */
static gboolean
is_looking (HalqaAvahiThread *self)
{
  return self->port == 0 || strcmp (self->type, HALQA_ANNOUNCEMENT_TYPE) == 0;
}

static void
work_with_daemon (HalqaAvahiThread *self)
{
  self->delay_ms = DELAY_MIN_MS;
  publish (self);
  if (!is_looking (self) || self->browser != NULL || g_atomic_int_get (&self->stopping))
    return;
  self->browser =
      halqa_avahi_browser_new (self->client, self->type, &self->device, &browser_funcs, self);
  if (self->browser == NULL)
    reconnect_later (self);
}

static void
client_cb (AvahiClient *client, AvahiClientState state, void *user_data)
{
  HalqaAvahiThread *self = user_data;

  self->client = client;
  if (g_atomic_int_get (&self->stopping))
    return;
  switch (state)
    {
    case AVAHI_CLIENT_S_RUNNING:
      work_with_daemon (self);
      break;
    case AVAHI_CLIENT_S_REGISTERING:
    case AVAHI_CLIENT_S_COLLISION:
      if (self->group != NULL)
        avahi_entry_group_reset (self->group);
      break;
    case AVAHI_CLIENT_FAILURE:
      g_debug ("Avahi failed: %s", avahi_strerror (avahi_client_errno (client)));
      reconnect_later (self);
      break;
    case AVAHI_CLIENT_CONNECTING:
    default:
      break;
    }
}

static void
connect_client (HalqaAvahiThread *self)
{
  int error = 0;

  self->client = avahi_client_new (avahi_glib_poll_get (self->poll), AVAHI_CLIENT_NO_FAIL,
                                   client_cb, self, &error);
  if (self->client != NULL)
    return;
  g_debug ("No Avahi: %s", avahi_strerror (error));
  self->group = NULL;
  reconnect_later (self);
}

static gboolean
reconnect_cb (gpointer user_data)
{
  HalqaAvahiThread *self = user_data;

  halqa_source_clear (&self->retry);
  disconnect_client (self);
  connect_client (self);
  return G_SOURCE_REMOVE;
}

static void
reconnect_later (HalqaAvahiThread *self)
{
  if (self->retry != NULL || g_atomic_int_get (&self->stopping))
    return;
  self->retry = g_timeout_source_new (self->delay_ms);
  self->delay_ms = MIN (2 * self->delay_ms, DELAY_MAX_MS);
  g_source_set_callback (self->retry, reconnect_cb, self, NULL);
  g_source_attach (self->retry, self->context);
}

static gpointer
run (gpointer data)
{
  HalqaAvahiThread *self = data;

  g_main_context_push_thread_default (self->context);
  self->poll = avahi_glib_poll_new (self->context, G_PRIORITY_DEFAULT);
  connect_client (self);
  while (!g_atomic_int_get (&self->stopping))
    g_main_context_iteration (self->context, TRUE);
  halqa_source_clear (&self->retry);
  disconnect_client (self);
  avahi_glib_poll_free (self->poll);
  g_main_context_pop_thread_default (self->context);
  release (self);
  return NULL;
}

/* @txt: (transfer full) */
static HalqaAvahiThread *
start (HalqaDiscovery *discovery,
       const char *type,
       guint16 port,
       const HalqaDeviceId *device,
       AvahiStringList *txt)
{
  HalqaAvahiThread *self = g_atomic_rc_box_new0 (HalqaAvahiThread);
  g_autoptr (GError) error = NULL;
  g_autoptr (GThread) thread = NULL;

  self->discovery = discovery;
  self->starter = g_main_context_ref_thread_default ();
  self->context = g_main_context_new ();
  self->txt = txt;
  self->type = type;
  self->device = *device;
  self->port = port;
  self->delay_ms = DELAY_MIN_MS;
  thread = g_thread_try_new ("avahi", run, g_atomic_rc_box_acquire (self), &error);
  if (thread == NULL)
    {
      g_warning ("Nobody will be discovered: %s", error->message);
      release (self);
    }
  return self;
}

/**
 * halqa_avahi_thread_start:
 * @discovery: what emits; not kept alive
 * @port: where we take connections, or 0 to browse only
 * @device: who we are
 * @tags: (element-type guint32): of our forums
 *
 * Starts the thread. @discovery emits in the thread-default context of the caller.
 *
 * Returns: (transfer full): to be given to halqa_avahi_thread_stop()
 */
HalqaAvahiThread *
halqa_avahi_thread_start (HalqaDiscovery *discovery,
                          guint16 port,
                          const HalqaDeviceId *device,
                          const GArray *tags)
{
  return start (discovery, HALQA_ANNOUNCEMENT_TYPE, port, device,
                halqa_announcement_write (device, tags));
}

/**
 * halqa_avahi_thread_start_joining:
 * @discovery: what emits; not kept alive
 * @port: where newcomers call, or 0 to browse
 * @device: who we are
 * @title: (nullable): of the forum that can be joined
 *
 * The same for who invites by a code, and for who looks for such.
 *
 * Returns: (transfer full): to be given to halqa_avahi_thread_stop()
 */
HalqaAvahiThread *
halqa_avahi_thread_start_joining (HalqaDiscovery *discovery,
                                  guint16 port,
                                  const HalqaDeviceId *device,
                                  const char *title)
{
  return start (discovery, HALQA_ANNOUNCEMENT_JOINING_TYPE, port, device,
                halqa_announcement_write_joining (title != NULL ? title : ""));
}

/**
 * halqa_avahi_thread_stop:
 * @self: (transfer full): a thread
 *
 * Hands the thread its end and does not wait for it. Nothing is emitted afterwards. In the thread
 * that started it.
 */
void
halqa_avahi_thread_stop (HalqaAvahiThread *self)
{
  self->discovery = NULL;
  g_atomic_int_set (&self->stopping, TRUE);
  g_main_context_wakeup (self->context);
  release (self);
}
