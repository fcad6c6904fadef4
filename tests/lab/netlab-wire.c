/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bad cable in user space, for the lab of several hosts.
 *
 *   netlab-wire [--delay MS] [--jitter MS] [--loss PERCENT] [--rate KBIT] [--seed N] IFA IFB
 *   netlab-wire --no-offload IF...
 *
 * Copies Ethernet frames between two interfaces, in both directions, by packet sockets. Each
 * direction has its own queue, and keeps the order of its frames whatever the jitter.
 *
 * The kernel's own sch_netem would do the same, but is missing from many kernels that run tests:
 * with two ways to make a cable bad, a test would say different things on different machines.
 *
 * Segmentation and checksums must not be left to the "hardware" at any end of such a cable, or the
 * frames read here are 64 KiB long and without a checksum: --no-offload sees to that.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <glib.h>

/* What waits in a direction when more comes in than goes out; more is dropped, as a switch does. */
#define QUEUE_BYTES (256 * 1024)

typedef struct
{
  gint64 due; /* monotonic time, µs */
  gsize size;
  guint8 data[];
} Frame;

typedef struct
{
  int in;
  int out;
  GQueue frames; /* of Frame, owned, by the time when they are due */
  gsize queued; /* bytes */
  gint64 line_free;
  gint64 last_due;
} Direction;

static double opt_delay, opt_jitter, opt_loss, opt_rate;
static int opt_seed = 1;
static gboolean opt_no_offload;
static char **opt_interfaces;

static const GOptionEntry options[] = {
  { "delay", 0, 0, G_OPTION_ARG_DOUBLE, &opt_delay, "each frame is late by this", "MS" },
  { "jitter", 0, 0, G_OPTION_ARG_DOUBLE, &opt_jitter, "more or less by up to this", "MS" },
  { "loss", 0, 0, G_OPTION_ARG_DOUBLE, &opt_loss, "of a hundred frames lost", "PERCENT" },
  { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &opt_rate, "1000 bits a second", "KBIT" },
  { "seed", 0, 0, G_OPTION_ARG_INT, &opt_seed, "of what is left to chance", "N" },
  { "no-offload", 0, 0, G_OPTION_ARG_NONE, &opt_no_offload, "only prepare interfaces", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &opt_interfaces, NULL, "IF..." },
  G_OPTION_ENTRY_NULL
};

static G_GNUC_NORETURN void
die (const char *what)
{
  g_printerr ("netlab-wire: %s: %s\n", what, g_strerror (errno));
  exit (1);
}

static void
switch_off_offload (const char *interface)
{
  static const guint32 commands[] = { ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO, ETHTOOL_STXCSUM,
                                      ETHTOOL_SRXCSUM };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      struct ethtool_value value = { .cmd = commands[i], .data = 0 };
      struct ifreq request = { 0 };

      g_strlcpy (request.ifr_name, interface, sizeof request.ifr_name);
      request.ifr_data = (void *) &value;
      if (ioctl (fd, SIOCETHTOOL, &request) < 0 && errno != EOPNOTSUPP)
        die (interface);
    }
  close (fd);
}

/* A socket that gets what arrives at @interface for anybody, and nothing that it sends itself. */
static int
open_interface (const char *interface)
{
  int index = (int) if_nametoindex (interface);
  int yes = 1;
  int buffer = 8 << 20;
  struct packet_mreq everything = { .mr_ifindex = index, .mr_type = PACKET_MR_PROMISC };
  struct sockaddr_ll address = { .sll_family = AF_PACKET,
                                 .sll_protocol = htons (ETH_P_ALL),
                                 .sll_ifindex = index };
  int fd = socket (AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (index == 0 || fd < 0)
    die (interface);
  if (setsockopt (fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof yes) < 0 ||
      setsockopt (fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &everything, sizeof everything) < 0 ||
      bind (fd, (struct sockaddr *) &address, sizeof address) < 0)
    die (interface);
  /* The second way is capped by the system's limit, the first needs more rights. */
  if (setsockopt (fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer) < 0)
    setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  return fd;
}

/* When a frame of @size bytes that came now comes out at the other end. */
static gint64
time_due (Direction *self, gsize size, GRand *chance)
{
  gint64 due = g_get_monotonic_time ();
  double late = opt_delay;

  if (opt_rate > 0)
    {
      self->line_free = MAX (self->line_free, due) + (gint64) (size * 8 * 1000.0 / opt_rate);
      due = self->line_free;
    }
  if (opt_jitter > 0)
    late += g_rand_double_range (chance, -opt_jitter, opt_jitter);
  due += (gint64) (MAX (late, 0) * 1000);
  self->last_due = MAX (self->last_due, due);
  return self->last_due;
}

static void
take_frames (Direction *self, GRand *chance)
{
  guint8 buffer[65536];
  gssize size;

  while ((size = recv (self->in, buffer, sizeof buffer, 0)) > 0)
    {
      Frame *frame;

      if (opt_loss > 0 && g_rand_double_range (chance, 0, 100) < opt_loss)
        continue;
      if (self->queued + size > QUEUE_BYTES)
        continue;
      frame = g_malloc (sizeof *frame + size);
      frame->due = time_due (self, size, chance);
      frame->size = size;
      memcpy (frame->data, buffer, size);
      g_queue_push_tail (&self->frames, frame);
      self->queued += size;
    }
  /* ENETDOWN: somebody took the interface down, and may put it up again. */
  if (size < 0 && errno != EAGAIN && errno != EINTR && errno != ENETDOWN)
    die ("receiving");
}

/* Sends what is due, and gives the time when the next frame is, or G_MAXINT64. */
static gint64
give_frames (Direction *self)
{
  gint64 now = g_get_monotonic_time ();
  Frame *frame;

  while ((frame = g_queue_peek_head (&self->frames)) != NULL)
    {
      if (frame->due > now)
        return frame->due;
      if (send (self->out, frame->data, frame->size, 0) < 0)
        {
          if (errno == ENOBUFS || errno == EAGAIN)
            return now + 100;
          if (errno != ENETDOWN && errno != EMSGSIZE && errno != ENXIO)
            die ("sending");
        }
      self->queued -= frame->size;
      g_free (g_queue_pop_head (&self->frames));
    }
  return G_MAXINT64;
}

/* Until @next, unless frames come before. */
static void
wait_for_frames (Direction *directions, gint64 next)
{
  struct pollfd fds[2] = { { .fd = directions[0].in, .events = POLLIN },
                           { .fd = directions[1].in, .events = POLLIN } };
  gint64 left = MAX (next - g_get_monotonic_time (), 0);
  struct timespec timeout = { left / G_USEC_PER_SEC, left % G_USEC_PER_SEC * 1000 };

  if (ppoll (fds, 2, next == G_MAXINT64 ? NULL : &timeout, NULL) < 0 && errno != EINTR)
    die ("waiting");
  for (int i = 0; i < 2; i++)
    {
      int error;
      socklen_t size = sizeof error;

      /* An error stays pending, and would wake us for ever, until it is read. */
      if (fds[i].revents & POLLERR)
        getsockopt (fds[i].fd, SOL_SOCKET, SO_ERROR, &error, &size);
    }
}

static void
copy_frames (const char *a, const char *b)
{
  int fd_a = open_interface (a);
  int fd_b = open_interface (b);
  Direction directions[2] = { { .in = fd_a, .out = fd_b }, { .in = fd_b, .out = fd_a } };
  GRand *chance = g_rand_new_with_seed (opt_seed);

  while (TRUE)
    {
      gint64 next = MIN (give_frames (&directions[0]), give_frames (&directions[1]));

      wait_for_frames (directions, next);
      take_frames (&directions[0], chance);
      take_frames (&directions[1], chance);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  guint n_interfaces;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("netlab-wire: %s\n", error->message);
      return 2;
    }
  n_interfaces = opt_interfaces == NULL ? 0 : g_strv_length (opt_interfaces);
  if (opt_no_offload)
    for (guint i = 0; i < n_interfaces; i++)
      switch_off_offload (opt_interfaces[i]);
  else if (n_interfaces == 2)
    copy_frames (opt_interfaces[0], opt_interfaces[1]);
  else
    {
      g_printerr ("netlab-wire: two interfaces are needed\n");
      return 2;
    }
  g_strfreev (opt_interfaces);
  return 0;
}
