/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-hello.h"

#include <sys/socket.h>

/* The first record of a TLS handshake (RFC 8446, section 5.1), looked at where it lies in the
 * socket, so that no handshake is begun with who sends it a byte at a time, or something else. While
 * its end is missing the socket is not readable (SO_RCVLOWAT), so that a drip wakes nobody but for
 * its header.
 *
 * Rejected: to read it, and to hand TLS a stream that begins with what was read: one more stream
 * under each connection, for as long as it lasts. */

#define HEADER_SIZE 5
#define TYPE_HANDSHAKE 22
#define MAJOR_VERSION 3
#define RECORD_MAX (16 * 1024)

static int
get_awaited (int fd)
{
  int bytes = 1;
  socklen_t size = sizeof bytes;

  getsockopt (fd, SOL_SOCKET, SO_RCVLOWAT, &bytes, &size);
  return bytes;
}

static HalqaHello
wait_for (int fd, int bytes)
{
  setsockopt (fd, SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes);
  return HALQA_HELLO_BEGUN;
}

/**
 * halqa_http_hello_look:
 * @socket: just accepted, and readable
 *
 * Returns: what has come so far
 */
HalqaHello
halqa_http_hello_look (GSocket *socket)
{
  int fd = g_socket_get_fd (socket);
  guint8 header[HEADER_SIZE];
  gssize size = recv (fd, header, sizeof header, MSG_PEEK | MSG_DONTWAIT);
  gssize available = g_socket_get_available_bytes (socket);
  int length;

  /* Readable without what was waited for: that was the end. */
  if (size <= 0 || available < get_awaited (fd) || header[0] != TYPE_HANDSHAKE ||
      (size > 1 && header[1] != MAJOR_VERSION))
    return HALQA_HELLO_NONE;
  if (size < HEADER_SIZE)
    return wait_for (fd, HEADER_SIZE);
  length = header[3] << 8 | header[4];
  if (length == 0 || length > RECORD_MAX)
    return HALQA_HELLO_NONE;
  if (available < HEADER_SIZE + length)
    return wait_for (fd, HEADER_SIZE + length);
  wait_for (fd, 1);
  return HALQA_HELLO_WHOLE;
}
