/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <avahi-common/malloc.h>
#include <string.h>

#include "fuzz.h"
#include "halqa-address.h"
#include "halqa-announcement.h"

/* What anybody on the network may announce: the record that tells of a forum or of who invites
 * to one, and an address. The
 * first bytes are the address and port that it is seen at, the rest the TXT record. */

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  return 0;
}

/* Where it can be asked is an address that can be parsed; what is shown is text. */
static void
check (HalqaSighting *sighting)
{
  g_autoptr (GSocketConnectable) connectable = NULL;

  if (sighting == NULL)
    return;
  connectable = halqa_address_parse (sighting->address, NULL);
  g_assert_nonnull (connectable);
  if (sighting->title != NULL)
    g_assert_true (g_utf8_validate (sighting->title, -1, NULL) && *sighting->title != '\0');
  halqa_sighting_free (sighting);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  AvahiAddress address = { .proto = AVAHI_PROTO_INET6 };
  AvahiStringList *txt = NULL;
  guint16 port;

  if (size < 19)
    return 0;
  memcpy (address.data.ipv6.address, data, 16);
  if (data[16] & 1)
    address.proto = AVAHI_PROTO_INET;
  memcpy (&port, data + 17, sizeof port);
  if (avahi_string_list_parse (data + 19, size - 19, &txt) < 0)
    return 0;
  check (halqa_announcement_read ("a service", 2, &address, port, txt));
  check (halqa_announcement_read_joining ("a service", "a name", 2, &address, port, txt));
  avahi_string_list_free (txt);
  return 0;
}
