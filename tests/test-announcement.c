/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-announcement.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <string.h>

#define ID "id=0011223344556677"

static AvahiAddress
parse_address (const char *text)
{
  AvahiAddress address;

  g_assert_nonnull (avahi_address_parse (text, AVAHI_PROTO_UNSPEC, &address));
  return address;
}

/* The strings are split at spaces; NULL is no TXT record at all. */
static HalqaSighting *
read_announcement (const char *strings,
                   const char *address_text,
                   AvahiIfIndex interface,
                   guint port)
{
  AvahiAddress address = parse_address (address_text);
  AvahiStringList *txt = NULL;
  HalqaSighting *sighting;

  if (strings != NULL)
    {
      g_auto (GStrv) words = g_strsplit (strings, " ", -1);

      txt = avahi_string_list_new_from_array ((const char **) words, -1);
    }
  sighting = halqa_announcement_read ("somebody", interface, &address, port, txt);
  avahi_string_list_free (txt);
  return sighting;
}

static void
test_round_trip (void)
{
  const guint32 tags[] = { 0xaabbccdd, 0x00000001 };
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (guint32));
  HalqaDeviceId device = { { 0xf0, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08 } };
  AvahiAddress address = parse_address ("10.1.2.3");
  g_autoptr (HalqaSighting) sighting = NULL;
  AvahiStringList *txt;

  g_array_append_vals (array, tags, G_N_ELEMENTS (tags));
  txt = halqa_announcement_write (&device, array);
  sighting = halqa_announcement_read ("somebody", 1, &address, 4711, txt);
  avahi_string_list_free (txt);
  g_assert_nonnull (sighting);
  g_assert_cmpstr (sighting->service, ==, "somebody");
  g_assert_cmpstr (sighting->address, ==, "10.1.2.3:4711");
  g_assert_cmpmem (sighting->device_prefix, 8, device.bytes, 8);
  g_assert_cmpuint (sighting->tags->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      guint32 tag = g_array_index (sighting->tags, guint32, i);

      g_assert_true (tag == tags[0] || tag == tags[1]);
    }
  g_assert_cmpuint (g_array_index (sighting->tags, guint32, 0), !=,
                    g_array_index (sighting->tags, guint32, 1));
}

static void
test_no_names (void)
{
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (guint32));
  HalqaDeviceId device = { { 0xf0, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08 } };
  AvahiStringList *txt = halqa_announcement_write (&device, tags);

  g_assert_cmpuint (avahi_string_list_length (txt), ==, 2);
  g_assert_nonnull (avahi_string_list_find (txt, "v"));
  g_assert_nonnull (avahi_string_list_find (txt, "id"));
  avahi_string_list_free (txt);
}

static void
test_tags_are_bounded (void)
{
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GString) strings = g_string_new ("v=1 " ID);
  g_autoptr (HalqaSighting) sighting = NULL;
  HalqaDeviceId device = { { 0 } };
  AvahiStringList *txt;

  for (guint32 i = 0; i < 1000; i++)
    {
      g_array_append_val (tags, i);
      g_string_append_printf (strings, " t=%08x", i);
    }
  txt = halqa_announcement_write (&device, tags);
  g_assert_cmpuint (avahi_string_list_length (txt), ==, 2 + HALQA_ANNOUNCEMENT_TAGS_MAX);
  avahi_string_list_free (txt);
  sighting = read_announcement (strings->str, "10.1.2.3", 1, 1);
  g_assert_cmpuint (sighting->tags->len, ==, HALQA_ANNOUNCEMENT_TAGS_MAX);
}

static void
test_refused (void)
{
  static const char *const refused[] = {
    NULL,
    "",
    "v=1",
    ID,
    "v=2 " ID,
    "v=10 " ID,
    "v " ID,
    "v=1 id",
    "v=1 id=",
    "v=1 id=00112233445566",
    "v=1 id=001122334455667788",
    "v=1 id=001122334455667g",
    "v=1 id=0011223344556677001122334455667700112233445566770011223344556677",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i] != NULL ? refused[i] : "no record");
      g_assert_null (read_announcement (refused[i], "10.1.2.3", 1, 4711));
    }
}

static void
test_bad_tags_are_left_out (void)
{
  g_autoptr (HalqaSighting) sighting =
                 read_announcement ("v=1 " ID
                                    " t=1234 t= t t=123456789 t=xx345678 t=0000000a x=00000001",
                                    "10.1.2.3", 1, 4711);

  g_assert_nonnull (sighting);
  g_assert_cmpuint (sighting->tags->len, ==, 1);
  g_assert_cmphex (g_array_index (sighting->tags, guint32, 0), ==, 0xa);
}

static void
test_unknown_is_ignored (void)
{
  g_autoptr (HalqaSighting) sighting = read_announcement ("v=1 later=yes " ID, "10.1.2.3", 1, 4711);

  g_assert_nonnull (sighting);
  g_assert_cmpuint (sighting->tags->len, ==, 0);
}

static void
assert_address (const char *address, AvahiIfIndex interface, guint port, const char *expected)
{
  g_autoptr (HalqaSighting) sighting = read_announcement ("v=1 " ID, address, interface, port);

  g_assert_cmpstr (sighting != NULL ? sighting->address : NULL, ==, expected);
}

static void
test_addresses (void)
{
  guint loopback = if_nametoindex ("lo");

  g_assert_cmpuint (loopback, !=, 0);
  assert_address ("10.1.2.3", loopback, 65535, "10.1.2.3:65535");
  assert_address ("2001:db8::1", loopback, 80, "[2001:db8::1]:80");
  assert_address ("fe80::1", loopback, 80, "[fe80::1%lo]:80");
}

static void
test_impossible_addresses (void)
{
  assert_address ("10.1.2.3", 1, 0, NULL);
  assert_address ("0.0.0.0", 1, 80, NULL);
  assert_address ("224.0.0.251", 1, 80, NULL);
  assert_address ("255.255.255.255", 1, 80, NULL);
  assert_address ("::", 1, 80, NULL);
  assert_address ("ff02::fb", 1, 80, NULL);
  assert_address ("fe80::1", AVAHI_IF_UNSPEC, 80, NULL);
  assert_address ("fe80::1", G_MAXINT32, 80, NULL);
}

/* As one string of the TXT record, of @size bytes; what is to be shown of it, or NULL. */
static void
assert_title (const char *title, gsize size, const char *shown)
{
  AvahiAddress address = parse_address ("10.1.2.3");
  AvahiStringList *txt = avahi_string_list_new ("v=1", NULL);
  g_autofree guint8 *string = g_malloc (2 + size);
  g_autoptr (HalqaSighting) sighting = NULL;

  memcpy (string, "j=", 2);
  memcpy (string + 2, title, size);
  txt = avahi_string_list_add_arbitrary (txt, string, 2 + size);
  sighting = halqa_announcement_read_joining ("somebody", "name", 1, &address, 4711, txt);
  avahi_string_list_free (txt);
  g_assert_cmpint (sighting != NULL, ==, shown != NULL);
  if (sighting == NULL)
    return;
  g_assert_cmpstr (sighting->title, ==, shown);
  g_assert_cmpstr (sighting->instance, ==, "name");
  g_assert_cmpstr (sighting->address, ==, "10.1.2.3:4711");
}

static void
test_titles (void)
{
  g_autofree char *full = g_strnfill (200, 'a');
  g_autofree char *over = g_strnfill (201, 'a');

  assert_title ("حي آخر ممكن", strlen ("حي آخر ممكن"), "حي آخر ممكن");
  assert_title (full, 200, full);
  assert_title (over, 201, NULL);
  assert_title ("", 0, NULL);
  assert_title (" \n\t", 3, NULL);
  assert_title ("\xff", 1, NULL);
  assert_title ("a\0b", 3, NULL);
  /* An escape, a line end, and a turn of direction. */
  assert_title ("a\x1b[1m\nb\xe2\x80\xae"
                "c",
                11, "a [1m b c");
}

static void
test_title_is_written (void)
{
  g_autofree char *odd = g_strnfill (199, 'a');
  g_autofree char *split = g_strconcat (odd, "ح", NULL);
  AvahiStringList *txt = halqa_announcement_write_joining (split);
  AvahiStringList *title = avahi_string_list_find (txt, "j");

  g_assert_cmpuint (avahi_string_list_length (txt), ==, 2);
  g_assert_cmpuint (avahi_string_list_get_size (title), ==, 2 + 199);
  avahi_string_list_free (txt);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/announcement/what-is-written-is-read", test_round_trip);
  g_test_add_func ("/sync/announcement/tells-no-names", test_no_names);
  g_test_add_func ("/sync/announcement/tags-are-bounded", test_tags_are_bounded);
  g_test_add_func ("/sync/announcement/other-forms-are-refused", test_refused);
  g_test_add_func ("/sync/announcement/bad-tags-are-left-out", test_bad_tags_are_left_out);
  g_test_add_func ("/sync/announcement/unknown-keys-are-ignored", test_unknown_is_ignored);
  g_test_add_func ("/sync/announcement/link-local-names-its-link", test_addresses);
  g_test_add_func ("/sync/announcement/nobody-is-there", test_impossible_addresses);
  g_test_add_func ("/sync/announcement/title-is-shown-and-not-obeyed", test_titles);
  g_test_add_func ("/sync/announcement/title-is-cut-at-a-character", test_title_is_written);
  return g_test_run ();
}
