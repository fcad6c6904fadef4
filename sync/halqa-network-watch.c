/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-network-watch.h"

#include <errno.h>
#include <glib-unix.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "halqa-source.h"

/* Avahi says nothing when a network comes back, and a TCP connection whose address is gone hangs
 * until somebody waits long enough. So the kernel is asked: rtnetlink tells of each link and
 * address that changes, and a timer on the wall clock is cancelled when that clock jumps, as it
 * does when a laptop wakes.
 *
 * The rules kept: nothing is polled. A Wi-Fi card speaks all day; what counts is that the set of
 * our addresses, on links that carry, is another than before, looked at a moment after the kernel
 * first said something.
 *
 * Rejected: GNetworkMonitor (with NetworkManager it tells whether there is internet, and of a
 * change of address only sometimes); logind's signal (a bus that may hang, and a box without it). */

#define QUIET_MS 250
#define READ_BYTES 8192

struct _HalqaNetworkWatch
{
  HalqaNetworkFunc func;
  gpointer user_data;
  char *addresses; /* as they were last */
  int netlink;
  int clock;
  GSource *heard;
  GSource *jumped;
  GSource *quiet;
};

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char *
describe (const struct ifaddrs *one)
{
  char host[NI_MAXHOST];
  socklen_t size;

  if (one->ifa_addr == NULL || (one->ifa_flags & IFF_LOOPBACK) != 0 ||
      (one->ifa_flags & IFF_RUNNING) == 0)
    return NULL;
  if (one->ifa_addr->sa_family == AF_INET)
    size = sizeof (struct sockaddr_in);
  else if (one->ifa_addr->sa_family == AF_INET6)
    size = sizeof (struct sockaddr_in6);
  else
    return NULL;
  if (getnameinfo (one->ifa_addr, size, host, sizeof host, NULL, 0, NI_NUMERICHOST) != 0)
    return NULL;
  return g_strdup_printf ("%s %s", one->ifa_name, host);
}

static char *
list_addresses (void)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  struct ifaddrs *all = NULL;

  if (getifaddrs (&all) == 0)
    for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next)
      {
        char *line = describe (one);

        if (line != NULL)
          g_ptr_array_add (lines, line);
      }
  if (all != NULL)
    freeifaddrs (all);
  g_ptr_array_sort (lines, compare_texts);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static gboolean
quiet_cb (gpointer user_data)
{
  HalqaNetworkWatch *self = user_data;
  g_autofree char *before = g_steal_pointer (&self->addresses);

  g_clear_pointer (&self->quiet, g_source_unref);
  self->addresses = list_addresses ();
  if (!g_str_equal (self->addresses, before))
    self->func (self->user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
heard_cb (gint fd, GIOCondition condition, gpointer user_data)
{
  HalqaNetworkWatch *self = user_data;
  char buffer[READ_BYTES];

  /* What it says is looked up afterwards; to have overflowed is as good. */
  while (recv (fd, buffer, sizeof buffer, MSG_DONTWAIT) > 0)
    continue;
  if (self->quiet == NULL)
    {
      self->quiet = g_timeout_source_new (QUIET_MS);
      halqa_source_attach (self->quiet, quiet_cb, self);
    }
  return G_SOURCE_CONTINUE;
}

/* A time that never comes, cancelled when the clock is set. */
static gboolean
arm_clock (int fd)
{
  const struct itimerspec never = { .it_value = { .tv_sec = G_MAXINT32 } };

  return timerfd_settime (fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) == 0;
}

static gboolean
jumped_cb (gint fd, GIOCondition condition, gpointer user_data)
{
  HalqaNetworkWatch *self = user_data;
  guint64 n;
  gboolean was_set = read (fd, &n, sizeof n) < 0 && errno == ECANCELED;

  if (!arm_clock (fd))
    {
      g_clear_pointer (&self->jumped, g_source_unref);
      return G_SOURCE_REMOVE;
    }
  if (was_set)
    self->func (self->user_data);
  return G_SOURCE_CONTINUE;
}

static GSource *
watch_fd (HalqaNetworkWatch *self, int fd, GUnixFDSourceFunc func)
{
  GSource *source;

  if (fd < 0)
    return NULL;
  source = g_unix_fd_source_new (fd, G_IO_IN);
  halqa_source_attach (source, G_SOURCE_FUNC (func), self);
  return source;
}

static int
open_netlink (void)
{
  const struct sockaddr_nl address = { .nl_family = AF_NETLINK,
                                       .nl_groups =
                                           RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR };
  int fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

  if (fd >= 0 && bind (fd, (const struct sockaddr *) &address, sizeof address) == 0)
    return fd;
  g_debug ("Changes of the network are not told: %s", g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

static int
open_clock (void)
{
  int fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);

  if (fd < 0 || arm_clock (fd))
    return fd;
  close (fd);
  return -1;
}

/**
 * halqa_network_watch_new:
 * @func: called when the laptop's addresses are others than before, or its clock has jumped
 * @user_data: for @func
 *
 * Where the system does not tell, nothing is told.
 *
 * Returns: (transfer full): a watch, in the thread-default context
 */
HalqaNetworkWatch *
halqa_network_watch_new (HalqaNetworkFunc func, gpointer user_data)
{
  HalqaNetworkWatch *self = g_new0 (HalqaNetworkWatch, 1);

  self->func = func;
  self->user_data = user_data;
  self->netlink = open_netlink ();
  self->clock = open_clock ();
  self->addresses = list_addresses ();
  self->heard = watch_fd (self, self->netlink, heard_cb);
  self->jumped = watch_fd (self, self->clock, jumped_cb);
  return self;
}

/**
 * halqa_network_watch_free:
 * @self: (transfer full): a watch
 */
void
halqa_network_watch_free (HalqaNetworkWatch *self)
{
  halqa_source_clear (&self->heard);
  halqa_source_clear (&self->jumped);
  halqa_source_clear (&self->quiet);
  if (self->netlink >= 0)
    close (self->netlink);
  if (self->clock >= 0)
    close (self->clock);
  g_free (self->addresses);
  g_free (self);
}
