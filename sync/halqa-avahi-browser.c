/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-avahi-browser.h"

#include <avahi-client/lookup.h>
#include <avahi-common/error.h>
#include <string.h>

#include "halqa-announcement.h"

/* Turns what an Avahi client hears into sightings.
 *
 * Each service that is seen, on each interface and protocol, has a resolver that is kept: changes
 * of the TXT record, and the end of a laptop whose power was cut, come through it alone. It asks on
 * the protocol on which the service was seen, and for an address of that protocol; left to choose,
 * Avahi answers IPv4 with fe80:: addresses. Measured: a laptop cut off is lost after 125 s, and
 * found again by itself after about a third of the time that it was away, for Avahi asks ever more
 * rarely. Until then who knows its address has to try it.
 *
 * The rule: of what others announce no more than 256 services are followed, so that a noisy network
 * costs bounded memory and bounded calls to the daemon.
 *
 * Rejected: resolving once and asking again by timer, which is slower to see a change and noisier
 * on the network. */

#define SERVICES_MAX 256

struct _HalqaAvahiBrowser
{
  /* Owned */
  GHashTable *services;

  /* Borrowed */
  const HalqaAvahiBrowserFuncs *funcs;
  gpointer user_data;

  /* The client's, and freed with it */
  AvahiClient *client;
  AvahiServiceBrowser *browser;

  HalqaDeviceId own;
  gboolean joining; /* it is those who invite that are looked for */
};

typedef struct
{
  /* Owned */
  char *name;
  HalqaSighting *sighting;

  /* Borrowed */
  HalqaAvahiBrowser *browser;

  /* The client's, and freed with it */
  AvahiServiceResolver *resolver;
} Service;

static void
service_free (Service *self)
{
  g_clear_pointer (&self->sighting, halqa_sighting_free);
  g_free (self->name);
  g_free (self);
}

static void
lose_service (Service *self)
{
  if (self->sighting != NULL)
    self->browser->funcs->lost (self->name, self->browser->user_data);
  g_clear_pointer (&self->sighting, halqa_sighting_free);
}

static gboolean
says_the_same (const HalqaSighting *a, const HalqaSighting *b)
{
  return strcmp (a->address, b->address) == 0 &&
         memcmp (a->device_prefix, b->device_prefix, sizeof a->device_prefix) == 0 &&
         g_strcmp0 (a->title, b->title) == 0 && a->tags->len == b->tags->len &&
         memcmp (a->tags->data, b->tags->data, a->tags->len * sizeof (guint32)) == 0;
}

static void
take_sighting (Service *self, HalqaSighting *sighting)
{
  HalqaAvahiBrowser *browser = self->browser;
  gboolean known = self->sighting != NULL && says_the_same (self->sighting, sighting);

  g_clear_pointer (&self->sighting, halqa_sighting_free);
  self->sighting = sighting;
  if (!known)
    browser->funcs->found (sighting, browser->user_data);
}

/* Announced by this machine it is ours; by another, it is a copy of this laptop. Who invites does not
 * say who it is. */
static gboolean
is_own (HalqaAvahiBrowser *self, const HalqaSighting *sighting, AvahiLookupResultFlags flags)
{
  return !self->joining && (flags & AVAHI_LOOKUP_RESULT_LOCAL) != 0 &&
         memcmp (sighting->device_prefix, self->own.bytes, sizeof sighting->device_prefix) == 0;
}

static void
resolver_cb (AvahiServiceResolver *resolver,
             AvahiIfIndex interface,
             AvahiProtocol protocol,
             AvahiResolverEvent event,
             const char *name,
             const char *type,
             const char *domain,
             const char *host_name,
             const AvahiAddress *address,
             uint16_t port,
             AvahiStringList *txt,
             AvahiLookupResultFlags flags,
             void *user_data)
{
  Service *self = user_data;
  g_autoptr (HalqaSighting) sighting = NULL;

  if (event == AVAHI_RESOLVER_FOUND && self->browser->joining)
    sighting = halqa_announcement_read_joining (self->name, name, interface, address, port, txt);
  else if (event == AVAHI_RESOLVER_FOUND)
    sighting = halqa_announcement_read (self->name, interface, address, port, txt);
  if (sighting == NULL || is_own (self->browser, sighting, flags))
    lose_service (self);
  else
    take_sighting (self, g_steal_pointer (&sighting));
}

static char *
dup_service_name (const char *name, AvahiIfIndex interface, AvahiProtocol protocol)
{
  return g_strdup_printf ("%s on %d %s", name, interface, avahi_proto_to_string (protocol));
}

static void
add_service (HalqaAvahiBrowser *self,
             AvahiIfIndex interface,
             AvahiProtocol protocol,
             const char *name,
             const char *type,
             const char *domain)
{
  g_autofree char *service_name = dup_service_name (name, interface, protocol);
  Service *service;

  if (g_hash_table_contains (self->services, service_name) ||
      g_hash_table_size (self->services) >= SERVICES_MAX)
    return;
  service = g_new0 (Service, 1);
  service->browser = self;
  service->name = g_steal_pointer (&service_name);
  g_hash_table_insert (self->services, service->name, service);
  service->resolver = avahi_service_resolver_new (self->client, interface, protocol, name, type,
                                                  domain, protocol, 0, resolver_cb, service);
  if (service->resolver == NULL)
    {
      g_debug ("No resolver: %s", avahi_strerror (avahi_client_errno (self->client)));
      g_hash_table_remove (self->services, service->name);
    }
}

static void
remove_service (HalqaAvahiBrowser *self,
                AvahiIfIndex interface,
                AvahiProtocol protocol,
                const char *name)
{
  g_autofree char *service_name = dup_service_name (name, interface, protocol);
  Service *service = g_hash_table_lookup (self->services, service_name);

  if (service == NULL)
    return;
  avahi_service_resolver_free (service->resolver);
  lose_service (service);
  g_hash_table_remove (self->services, service_name);
}

static void
browser_cb (AvahiServiceBrowser *browser,
            AvahiIfIndex interface,
            AvahiProtocol protocol,
            AvahiBrowserEvent event,
            const char *name,
            const char *type,
            const char *domain,
            AvahiLookupResultFlags flags,
            void *user_data)
{
  HalqaAvahiBrowser *self = user_data;

  switch (event)
    {
    case AVAHI_BROWSER_NEW:
      add_service (self, interface, protocol, name, type, domain);
      break;
    case AVAHI_BROWSER_REMOVE:
      remove_service (self, interface, protocol, name);
      break;
    case AVAHI_BROWSER_FAILURE:
      self->funcs->failed (self->user_data);
      break;
    case AVAHI_BROWSER_CACHE_EXHAUSTED:
    case AVAHI_BROWSER_ALL_FOR_NOW:
    default:
      break;
    }
}

/**
 * halqa_avahi_browser_new:
 * @client: in the state RUNNING
 * @type: what is looked for, %HALQA_ANNOUNCEMENT_TYPE or %HALQA_ANNOUNCEMENT_JOINING_TYPE
 * @own: who is not reported
 * @funcs: (not nullable): told in the thread of @client; must outlive the browser
 * @user_data: for @funcs
 *
 * Returns: (transfer full) (nullable): a browser, or %NULL where the daemon refuses; to be freed
 *   before @client is
 */
HalqaAvahiBrowser *
halqa_avahi_browser_new (AvahiClient *client,
                         const char *type,
                         const HalqaDeviceId *own,
                         const HalqaAvahiBrowserFuncs *funcs,
                         gpointer user_data)
{
  HalqaAvahiBrowser *self = g_new0 (HalqaAvahiBrowser, 1);

  self->services =
      g_hash_table_new_full (halqa_text_hash, g_str_equal, NULL, (GDestroyNotify) service_free);
  self->funcs = funcs;
  self->user_data = user_data;
  self->client = client;
  self->own = *own;
  self->joining = strcmp (type, HALQA_ANNOUNCEMENT_JOINING_TYPE) == 0;
  self->browser = avahi_service_browser_new (client, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, type,
                                             NULL, 0, browser_cb, self);
  if (self->browser == NULL)
    g_clear_pointer (&self, halqa_avahi_browser_free);
  return self;
}

/**
 * halqa_avahi_browser_free:
 * @self: a browser
 *
 * Reports all that was found as lost. The client has to be freed next, and with it the resolvers:
 * it cuts its connection first, while to free them one by one is a round trip to the daemon each.
 */
void
halqa_avahi_browser_free (HalqaAvahiBrowser *self)
{
  GHashTableIter iter;
  gpointer service;

  g_hash_table_iter_init (&iter, self->services);
  while (g_hash_table_iter_next (&iter, NULL, &service))
    lose_service (service);
  g_hash_table_unref (self->services);
  g_free (self);
}
