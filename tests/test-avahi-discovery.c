/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-avahi-discovery.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Avahi where there is none, which is ordinary: no bus at all, and a bus that never answers. What
 * it does with a daemon is tested on several hosts, in the lab. libdbus reads the address of the
 * bus once, so all tests have it at one path. */

#define DEADLINE_US (60 * G_USEC_PER_SEC)

static char *bus_path;
static guint n_threads_at_start;

static HalqaDiscovery *
start_discovery (void)
{
  HalqaDiscovery *discovery = halqa_avahi_discovery_new ();
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (guint32));
  HalqaDeviceId device = { { 1, 2, 3 } };

  halqa_discovery_start (discovery, 4711, &device, tags);
  return discovery;
}

/* Those of Avahi: nothing else here makes threads. A new one has no name yet to be known by. */
static guint
count_threads (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir) != NULL)
    count++;
  return count - n_threads_at_start;
}

static void
await_threads_end (void)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  while (count_threads () > 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (1000);
    }
}

static void
test_no_bus (void)
{
  HalqaDiscovery *discovery = start_discovery ();

  halqa_discovery_stop (discovery);
  g_assert_finalize_object (discovery);
  await_threads_end ();
}

static void
test_dropped (void)
{
  HalqaDiscovery *discovery = start_discovery ();

  g_assert_finalize_object (discovery);
  await_threads_end ();
}

static void
test_start_again (void)
{
  HalqaDiscovery *discovery = halqa_avahi_discovery_new ();
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (guint32));
  HalqaDeviceId device = { { 1, 2, 3 } };

  for (guint i = 0; i < 20; i++)
    {
      halqa_discovery_start (discovery, 4711, &device, tags);
      halqa_discovery_stop (discovery);
    }
  g_assert_finalize_object (discovery);
  await_threads_end ();
}

static int
listen_on_bus (void)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpuint (g_strlcpy (address.sun_path, bus_path, sizeof address.sun_path), <,
                    sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fd, 1), ==, 0);
  return fd;
}

/* The thread waits for a word of the bus that never comes; stop must not. */
static void
test_hung_bus (void)
{
  int listener = listen_on_bus ();
  HalqaDiscovery *discovery = start_discovery ();
  int connection = accept (listener, NULL, NULL);

  g_assert_cmpint (connection, >=, 0);
  halqa_discovery_stop (discovery);
  g_assert_finalize_object (discovery);
  g_assert_cmpuint (count_threads (), ==, 1);
  g_unlink (bus_path);
  close (listener);
  close (connection);
  await_threads_end ();
}

/* With no bus at first, it is tried again until there is one. */
static void
test_bus_comes_later (void)
{
  HalqaDiscovery *discovery = start_discovery ();
  int listener;
  int connection;

  g_usleep (10000);
  listener = listen_on_bus ();
  connection = accept (listener, NULL, NULL);
  g_assert_cmpint (connection, >=, 0);
  g_unlink (bus_path);
  close (listener);
  close (connection);
  halqa_discovery_stop (discovery);
  g_assert_finalize_object (discovery);
  await_threads_end ();
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autofree char *address = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  n_threads_at_start = count_threads ();
  folder = g_dir_make_tmp ("halqa-bus-XXXXXX", NULL);
  g_assert_nonnull (folder);
  bus_path = g_build_filename (folder, "bus", NULL);
  address = g_strconcat ("unix:path=", bus_path, NULL);
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", address, TRUE);
  g_test_add_func ("/sync/avahi/no-bus-is-ordinary", test_no_bus);
  g_test_add_func ("/sync/avahi/dropped-is-stopped", test_dropped);
  g_test_add_func ("/sync/avahi/starts-and-stops-again-and-again", test_start_again);
  g_test_add_func ("/sync/avahi/stop-waits-for-nobody", test_hung_bus);
  g_test_add_func ("/sync/avahi/a-bus-that-comes-later-is-met", test_bus_comes_later);
  status = g_test_run ();
  g_rmdir (folder);
  g_free (bus_path);
  return status;
}
