/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-announcement.h"

#include <net/if.h>
#include <string.h>

#include "halqa-plain-text.h"

/* What we say of ourselves over DNS-SD, and what others say there, as a sighting.
 *
 *   v=1          the version of the announcement
 *   id=HEX       the first 8 bytes of the device id
 *   t=HEX        the first 4 bytes of a forum's tag, once for each forum
 *
 * and of who invites by a code, under a type of its own
 *
 *   v=1
 *   j=TITLE      the forum's title, in as many bytes as fit
 *
 * The rule: anybody on the network can announce anything. What is not of this form is no sighting;
 * a tag that is not of this form is left out; nothing grows with what is announced beyond 64 tags.
 * No name of a person or a forum is told, but by who invites, who sees that it is.
 *
 * Rejected: one "t=" of all tags in a row, which ends at 255 bytes, that is at 31 forums. */

/* A string of a TXT record has 255 at most. */
#define TITLE_MAX 200

#define PREFIX_SIZE sizeof (((HalqaSighting *) NULL)->device_prefix)

/**
 * halqa_announcement_write:
 * @device: who we are
 * @tags: (element-type guint32): of our forums; what is over 64 is left out
 *
 * Returns: (transfer full): the TXT record, to be freed with avahi_string_list_free()
 */
AvahiStringList *
halqa_announcement_write (const HalqaDeviceId *device, const GArray *tags)
{
  AvahiStringList *txt = avahi_string_list_new ("v=1", NULL);
  char hex[HALQA_HEX_MAX];

  halqa_hex_encode (hex, device->bytes, PREFIX_SIZE);
  txt = avahi_string_list_add_pair (txt, "id", hex);
  for (guint i = 0; i < MIN (tags->len, HALQA_ANNOUNCEMENT_TAGS_MAX); i++)
    {
      guint32 tag = GUINT32_TO_BE (g_array_index (tags, guint32, i));

      halqa_hex_encode (hex, (const guint8 *) &tag, sizeof tag);
      txt = avahi_string_list_add_pair (txt, "t", hex);
    }
  return txt;
}

/* Whether @string is "KEY=" with just 2 × @size digits behind it. */
static gboolean
read_hex (AvahiStringList *string, const char *key, guint8 *bytes, gsize size)
{
  const guint8 *text = avahi_string_list_get_text (string);
  gsize key_size = strlen (key);
  char hex[2 * PREFIX_SIZE + 1] = "";

  if (avahi_string_list_get_size (string) != key_size + 1 + 2 * size ||
      g_ascii_strncasecmp ((const char *) text, key, key_size) != 0 || text[key_size] != '=')
    return FALSE;
  memcpy (hex, text + key_size + 1, 2 * size);
  return halqa_hex_decode (hex, bytes, size);
}

static gboolean
is_our_version (AvahiStringList *txt)
{
  AvahiStringList *version = avahi_string_list_find (txt, "v");

  return version != NULL && avahi_string_list_get_size (version) == strlen ("v=1") &&
         avahi_string_list_get_text (version)[strlen ("v=")] == '1';
}

static GArray *
read_tags (AvahiStringList *txt)
{
  GArray *tags = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (; txt != NULL && tags->len < HALQA_ANNOUNCEMENT_TAGS_MAX;
       txt = avahi_string_list_get_next (txt))
    {
      guint32 tag;

      if (read_hex (txt, "t", (guint8 *) &tag, sizeof tag))
        {
          tag = GUINT32_FROM_BE (tag);
          g_array_append_val (tags, tag);
        }
    }
  return tags;
}

static GInetAddress *
read_address (const AvahiAddress *address)
{
  g_autoptr (GInetAddress) inet = NULL;
  g_autofree char *text = NULL;

  if (address->proto == AVAHI_PROTO_INET)
    inet =
        g_inet_address_new_from_bytes ((const guint8 *) &address->data.ipv4, G_SOCKET_FAMILY_IPV4);
  else if (address->proto == AVAHI_PROTO_INET6)
    inet = g_inet_address_new_from_bytes (address->data.ipv6.address, G_SOCKET_FAMILY_IPV6);
  if (inet == NULL || g_inet_address_get_is_any (inet) || g_inet_address_get_is_multicast (inet))
    return NULL;
  text = g_inet_address_to_string (inet);
  return strcmp (text, "255.255.255.255") == 0 ? NULL : g_steal_pointer (&inet);
}

/* "HOST:PORT" as everywhere in Halqa; a link-local IPv6 address means nothing without its link. */
static char *
format_address (const AvahiAddress *address, AvahiIfIndex interface, guint16 port)
{
  g_autoptr (GInetAddress) inet = read_address (address);
  g_autofree char *host = NULL;
  char name[IF_NAMESIZE];

  if (inet == NULL || port == 0)
    return NULL;
  host = g_inet_address_to_string (inet);
  if (g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV4)
    return g_strdup_printf ("%s:%u", host, port);
  if (!g_inet_address_get_is_link_local (inet))
    return g_strdup_printf ("[%s]:%u", host, port);
  if (interface <= 0 || if_indextoname (interface, name) == NULL)
    return NULL;
  return g_strdup_printf ("[%s%%%s]:%u", host, name, port);
}

/**
 * halqa_announcement_read:
 * @service: the name of the sighting
 * @interface: where it was heard
 * @address: what the host's name was resolved to
 * @port: as announced
 * @txt: (nullable): as announced
 *
 * Reads an announcement from outside.
 *
 * Returns: (transfer full) (nullable): what it says, or %NULL where it is not of our form
 */
HalqaSighting *
halqa_announcement_read (const char *service,
                         AvahiIfIndex interface,
                         const AvahiAddress *address,
                         guint16 port,
                         AvahiStringList *txt)
{
  g_autofree char *text = format_address (address, interface, port);
  AvahiStringList *id = avahi_string_list_find (txt, "id");
  HalqaSighting sighting = { .address = text };
  HalqaSighting *copy;

  if (text == NULL || id == NULL || !is_our_version (txt) ||
      !read_hex (id, "id", sighting.device_prefix, PREFIX_SIZE))
    return NULL;
  copy = g_memdup2 (&sighting, sizeof sighting);
  copy->service = g_strdup (service);
  copy->address = g_steal_pointer (&text);
  copy->tags = read_tags (txt);
  return copy;
}

/**
 * halqa_announcement_write_joining:
 * @title: of the forum that can be joined
 *
 * Returns: (transfer full): the TXT record, to be freed with avahi_string_list_free()
 */
AvahiStringList *
halqa_announcement_write_joining (const char *title)
{
  g_autofree char *plain = halqa_plain_text_cut (title, TITLE_MAX);

  return avahi_string_list_add_pair (avahi_string_list_new ("v=1", NULL), "j", plain);
}

/* NULL where there is none, or none of the form. */
static char *
read_title (AvahiStringList *txt)
{
  AvahiStringList *string = avahi_string_list_find (txt, "j");
  const gsize key_size = strlen ("j=");
  g_autofree char *title = NULL;

  if (string == NULL || avahi_string_list_get_size (string) <= key_size ||
      avahi_string_list_get_size (string) > key_size + TITLE_MAX)
    return NULL;
  title = halqa_plain_text_read (avahi_string_list_get_text (string) + key_size,
                                 avahi_string_list_get_size (string) - key_size);
  return title != NULL && *title != '\0' ? g_steal_pointer (&title) : NULL;
}

/**
 * halqa_announcement_read_joining:
 * @service: the name of the sighting
 * @instance: the name that is announced
 * @interface: where it was heard
 * @address: what the host's name was resolved to
 * @port: as announced
 * @txt: (nullable): as announced
 *
 * Reads an announcement of who invites, from outside.
 *
 * Returns: (transfer full) (nullable): what it says, or %NULL where it is not of our form
 */
HalqaSighting *
halqa_announcement_read_joining (const char *service,
                                 const char *instance,
                                 AvahiIfIndex interface,
                                 const AvahiAddress *address,
                                 guint16 port,
                                 AvahiStringList *txt)
{
  g_autofree char *text = format_address (address, interface, port);
  g_autofree char *title = is_our_version (txt) ? read_title (txt) : NULL;
  HalqaSighting *sighting;

  if (text == NULL || title == NULL)
    return NULL;
  sighting = g_new0 (HalqaSighting, 1);
  sighting->service = g_strdup (service);
  sighting->address = g_steal_pointer (&text);
  sighting->tags = g_array_new (FALSE, FALSE, sizeof (guint32));
  sighting->instance = g_strdup (instance);
  sighting->title = g_steal_pointer (&title);
  return sighting;
}
