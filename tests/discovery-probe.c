/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-avahi-discovery.h"

#include <gio/gio.h>
#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>

/* Discovery by itself, for tests on several hosts: discovery-probe PORT [TAG …] announces PORT (0:
 * nothing) with forum tags of 8 hex digits under a random device, until SIGTERM or SIGINT, and
 * prints
 *
 *   started PREFIX
 *   found SERVICE; ADDRESS PREFIX [TAG …]
 *   lost SERVICE;
 *
 * PREFIX is 16 hex digits; each line is flushed. */

static void
found_cb (HalqaDiscovery *discovery, const HalqaSighting *sighting, gpointer user_data)
{
  g_autofree char *prefix = halqa_hex_dup (sighting->device_prefix, sizeof sighting->device_prefix);

  printf ("found %s; %s %s", sighting->service, sighting->address, prefix);
  for (guint i = 0; i < sighting->tags->len; i++)
    printf (" %08x", g_array_index (sighting->tags, guint32, i));
  putchar ('\n');
  fflush (stdout);
}

static void
lost_cb (HalqaDiscovery *discovery, const char *service, gpointer user_data)
{
  printf ("lost %s;\n", service);
  fflush (stdout);
}

static gboolean
signal_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static GArray *
parse_tags (char **words)
{
  GArray *tags = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (; *words != NULL; words++)
    {
      guint32 tag;

      if (!halqa_hex_decode (*words, (guint8 *) &tag, sizeof tag))
        {
          g_printerr ("discovery-probe: not 8 hex digits: %s\n", *words);
          exit (2);
        }
      tag = GUINT32_FROM_BE (tag);
      g_array_append_val (tags, tag);
    }
  return tags;
}

int
main (int argc, char **argv)
{
  g_autoptr (HalqaDiscovery) discovery = halqa_avahi_discovery_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GArray) tags = NULL;
  g_autofree char *prefix = NULL;
  HalqaDeviceId device;
  guint64 port;

  if (argc < 2 || !g_ascii_string_to_unsigned (argv[1], 10, 0, G_MAXUINT16, &port, NULL))
    {
      g_printerr ("usage: discovery-probe PORT [TAG ...]\n");
      return 2;
    }
  tags = parse_tags (argv + 2);
  for (gsize i = 0; i < sizeof device.bytes; i++)
    device.bytes[i] = g_random_int_range (0, 256);
  g_unix_signal_add (SIGTERM, signal_cb, loop);
  g_unix_signal_add (SIGINT, signal_cb, loop);
  g_signal_connect (discovery, "found", G_CALLBACK (found_cb), NULL);
  g_signal_connect (discovery, "lost", G_CALLBACK (lost_cb), NULL);
  prefix = halqa_hex_dup (device.bytes, 8);
  printf ("started %s\n", prefix);
  fflush (stdout);
  halqa_discovery_start (discovery, port, &device, tags);
  g_main_loop_run (loop);
  halqa_discovery_stop (discovery);
  return 0;
}
