/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "memory-discovery.h"

#include <string.h>

/* Discovery without a network, for tests: who is in one hall sees the others.
 *
 * It behaves as the one over Avahi does: signals come later, in the context of who started, never
 * from within a call; our own device is not reported; with port 0 one sees and is not seen. The
 * switch: a hidden one is lost to the others, and they to it, as when a laptop leaves the Wi-Fi,
 * until it is shown again.
 *
 * The rule: the hall's lock guards the list of members and who is hidden. What a member says is
 * constant; its `discovery` is touched in its own thread only, and what is under way to it holds a
 * reference on the member, not on the discovery. */

typedef struct
{
  /* The starter's alone; borrowed; NULL once stopped */
  HalqaDiscovery *discovery;

  /* Owned, constant */
  GMainContext *context;
  HalqaSighting *sighting;
  gboolean seen;
  gboolean joining;

  /* Under the hall's lock */
  gboolean hidden;
} Member;

/* On its way to @member's context: that @about was found or lost. */
typedef struct
{
  /* Owned */
  Member *member;
  Member *about;

  gboolean found;
} Event;

struct _HalqaMemoryHall
{
  GMutex lock;

  /* Owned */
  GPtrArray *members;

  guint n_services;
};

struct _HalqaMemoryDiscovery
{
  GObject parent_instance;

  /* Owned */
  HalqaMemoryHall *hall;
  char *host;

  /* Under the hall's lock where they change; owned */
  Member *member;
  gboolean hidden;
};

static void
clear_member (gpointer data)
{
  Member *self = data;

  g_main_context_unref (self->context);
  halqa_sighting_free (self->sighting);
}

static void
release_member (gpointer member)
{
  g_atomic_rc_box_release_full (member, clear_member);
}

static void
event_free (gpointer data)
{
  Event *self = data;

  release_member (self->member);
  release_member (self->about);
  g_free (self);
}

static gboolean
event_cb (gpointer data)
{
  Event *self = data;
  g_autoptr (HalqaDiscovery) discovery = NULL;

  if (!g_set_object (&discovery, self->member->discovery))
    return G_SOURCE_REMOVE;
  if (self->found)
    halqa_discovery_emit_found (discovery, self->about->sighting);
  else
    halqa_discovery_emit_lost (discovery, self->about->sighting->service);
  return G_SOURCE_REMOVE;
}

static gboolean
is_same_device (const Member *a, const Member *b)
{
  return memcmp (a->sighting->device_prefix, b->sighting->device_prefix,
                 sizeof a->sighting->device_prefix) == 0;
}

/* Who invites does not say who it is, and does not look for others who do. */
static gboolean
is_listening_for (const Member *member, const Member *about)
{
  if (member->joining || about->joining)
    return member->joining && about->joining && !member->seen;
  return !is_same_device (member, about);
}

/* Under the lock. */
static void
tell (Member *member, Member *about, gboolean found)
{
  g_autoptr (GSource) source = NULL;
  Event *event;

  if (!about->seen || !is_listening_for (member, about))
    return;
  event = g_new0 (Event, 1);
  event->member = g_atomic_rc_box_acquire (member);
  event->about = g_atomic_rc_box_acquire (about);
  event->found = found;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, event_cb, event, event_free);
  g_source_attach (source, member->context);
}

/* Under the lock: @member comes in sight, or goes out of it. */
static void
tell_all (HalqaMemoryHall *hall, Member *member, gboolean found)
{
  for (guint i = 0; i < hall->members->len; i++)
    {
      Member *other = g_ptr_array_index (hall->members, i);

      if (other == member || other->hidden)
        continue;
      tell (other, member, found);
      tell (member, other, found);
    }
}

static void
clear_hall (gpointer data)
{
  HalqaMemoryHall *self = data;

  g_ptr_array_unref (self->members);
  g_mutex_clear (&self->lock);
}

HalqaMemoryHall *
halqa_memory_hall_new (void)
{
  HalqaMemoryHall *self = g_atomic_rc_box_new0 (HalqaMemoryHall);

  g_mutex_init (&self->lock);
  self->members = g_ptr_array_new_with_free_func (release_member);
  return self;
}

HalqaMemoryHall *
halqa_memory_hall_ref (HalqaMemoryHall *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
halqa_memory_hall_unref (HalqaMemoryHall *self)
{
  g_atomic_rc_box_release_full (self, clear_hall);
}

static Member *
member_new (HalqaMemoryDiscovery *self, guint16 port, const HalqaSighting *says)
{
  Member *member = g_atomic_rc_box_new0 (Member);
  HalqaSighting sighting = *says;
  g_autofree char *service = g_strdup_printf ("memory %u", ++self->hall->n_services);
  g_autofree char *address = g_strdup_printf ("%s:%u", self->host, port);

  sighting.service = service;
  sighting.address = address;
  sighting.instance = says->title != NULL ? service : NULL;
  member->discovery = HALQA_DISCOVERY (self);
  member->context = g_main_context_ref_thread_default ();
  member->sighting = halqa_sighting_copy (&sighting);
  member->seen = port != 0;
  member->joining = says->title != NULL;
  member->hidden = self->hidden;
  return member;
}

static void
enter (HalqaMemoryDiscovery *self, guint16 port, const HalqaSighting *says)
{
  g_mutex_lock (&self->hall->lock);
  self->member = member_new (self, port, says);
  if (!self->hidden)
    tell_all (self->hall, self->member, TRUE);
  g_ptr_array_add (self->hall->members, g_atomic_rc_box_acquire (self->member));
  g_mutex_unlock (&self->hall->lock);
}

static void
halqa_memory_discovery_start (HalqaDiscovery *discovery,
                              guint16 port,
                              const HalqaDeviceId *device,
                              const GArray *tags)
{
  HalqaMemoryDiscovery *self = HALQA_MEMORY_DISCOVERY (discovery);
  HalqaSighting says = { .tags = (GArray *) tags };

  g_return_if_fail (self->member == NULL);

  memcpy (says.device_prefix, device->bytes, sizeof says.device_prefix);
  enter (self, port, &says);
}

static void
halqa_memory_discovery_start_joining (HalqaDiscovery *discovery,
                                      guint16 port,
                                      const HalqaDeviceId *device,
                                      const char *title)
{
  HalqaMemoryDiscovery *self = HALQA_MEMORY_DISCOVERY (discovery);
  g_autoptr (GArray) no_tags = g_array_new (FALSE, FALSE, sizeof (guint32));
  HalqaSighting says = { .tags = no_tags, .title = (char *) (title != NULL ? title : "") };

  g_return_if_fail (self->member == NULL);

  enter (self, port, &says);
}

static void
halqa_memory_discovery_stop (HalqaDiscovery *discovery)
{
  HalqaMemoryDiscovery *self = HALQA_MEMORY_DISCOVERY (discovery);

  if (self->member == NULL)
    return;
  self->member->discovery = NULL;
  g_mutex_lock (&self->hall->lock);
  if (!self->hidden)
    tell_all (self->hall, self->member, FALSE);
  g_ptr_array_remove_fast (self->hall->members, self->member);
  g_clear_pointer (&self->member, release_member);
  g_mutex_unlock (&self->hall->lock);
}

static void
halqa_memory_discovery_init_interface (HalqaDiscoveryInterface *iface)
{
  iface->start = halqa_memory_discovery_start;
  iface->start_joining = halqa_memory_discovery_start_joining;
  iface->stop = halqa_memory_discovery_stop;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaMemoryDiscovery,
                               halqa_memory_discovery,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (HALQA_TYPE_DISCOVERY,
                                                      halqa_memory_discovery_init_interface))

static void
halqa_memory_discovery_dispose (GObject *object)
{
  halqa_memory_discovery_stop (HALQA_DISCOVERY (object));

  G_OBJECT_CLASS (halqa_memory_discovery_parent_class)->dispose (object);
}

static void
halqa_memory_discovery_finalize (GObject *object)
{
  HalqaMemoryDiscovery *self = HALQA_MEMORY_DISCOVERY (object);

  halqa_memory_hall_unref (self->hall);
  g_free (self->host);

  G_OBJECT_CLASS (halqa_memory_discovery_parent_class)->finalize (object);
}

static void
halqa_memory_discovery_class_init (HalqaMemoryDiscoveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_memory_discovery_dispose;
  object_class->finalize = halqa_memory_discovery_finalize;
}

static void
halqa_memory_discovery_init (HalqaMemoryDiscovery *self)
{
}

/**
 * halqa_memory_discovery_new:
 * @hall: the network that it is on
 * @host: what stands before the port in its address: "127.0.0.1" over a real transport, "memory"
 *   over #HalqaMemoryTransport, whose addresses are "memory:N"
 *
 * Returns: (transfer full): a discovery, not started and not hidden
 */
HalqaDiscovery *
halqa_memory_discovery_new (HalqaMemoryHall *hall, const char *host)
{
  HalqaMemoryDiscovery *self = g_object_new (HALQA_TYPE_MEMORY_DISCOVERY, NULL);

  self->hall = halqa_memory_hall_ref (hall);
  self->host = g_strdup (host);
  return HALQA_DISCOVERY (self);
}

/**
 * halqa_memory_discovery_set_hidden:
 * @self: a discovery, started or not
 * @hidden: whether it is out of sight
 *
 * Takes it off the network, or puts it on again. From any thread.
 */
void
halqa_memory_discovery_set_hidden (HalqaMemoryDiscovery *self, gboolean hidden)
{
  g_mutex_lock (&self->hall->lock);
  if (self->hidden != hidden && self->member != NULL)
    {
      self->member->hidden = hidden;
      tell_all (self->hall, self->member, !hidden);
    }
  self->hidden = hidden;
  g_mutex_unlock (&self->hall->lock);
}
