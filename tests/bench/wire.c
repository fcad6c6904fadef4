/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wire.h"

#include <dlfcn.h>
#include <sys/socket.h>

/* What goes through the sockets of this process, whoever asked for it and however: the calls of the
 * C library that GIO sends and receives by are called through here. Only those of the internet
 * count; the buses and loops of the process have sockets too. */

static gint64 n_sent;
static gint64 n_received;

gint64
wire_get_sent (void)
{
  return __atomic_load_n (&n_sent, __ATOMIC_RELAXED);
}

gint64
wire_get_received (void)
{
  return __atomic_load_n (&n_received, __ATOMIC_RELAXED);
}

static void
count (int socket, ssize_t n, gint64 *counter)
{
  int domain = AF_UNSPEC;
  socklen_t size = sizeof domain;

  if (n > 0 && getsockopt (socket, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
      (domain == AF_INET || domain == AF_INET6))
    __atomic_add_fetch (counter, n, __ATOMIC_RELAXED);
}

#define NEXT(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

G_MODULE_EXPORT ssize_t
send (int socket, const void *bytes, size_t size, int flags)
{
  ssize_t n = NEXT (send) (socket, bytes, size, flags);

  count (socket, n, &n_sent);
  return n;
}

G_MODULE_EXPORT ssize_t
sendmsg (int socket, const struct msghdr *message, int flags)
{
  ssize_t n = NEXT (sendmsg) (socket, message, flags);

  count (socket, n, &n_sent);
  return n;
}

G_MODULE_EXPORT ssize_t
recv (int socket, void *bytes, size_t size, int flags)
{
  ssize_t n = NEXT (recv) (socket, bytes, size, flags);

  count (socket, n, &n_received);
  return n;
}

G_MODULE_EXPORT ssize_t
recvmsg (int socket, struct msghdr *message, int flags)
{
  ssize_t n = NEXT (recvmsg) (socket, message, flags);

  count (socket, n, &n_received);
  return n;
}
