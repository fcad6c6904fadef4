/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <net/if.h>
#include <string.h>

#include <gio/gio.h>

#include "halqa-address.h"
#include "halqa-error.h"

/* Addresses as people and announcements write them, with the interface that a link-local one needs. */

static void
test_split (void)
{
  static const struct
  {
    const char *address;
    const char *host;
    guint16 port;
  } rows[] = {
    { "192.168.1.7:8080", "192.168.1.7", 8080 },
    { "hall.local:1", "hall.local", 1 },
    { "*:0", "*", 0 },
    { "[::1]:65535", "::1", 65535 },
    { "[fe80::1%eth0]:7", "fe80::1%eth0", 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *host = NULL;
      g_autoptr (GError) error = NULL;
      guint16 port = 0;

      g_assert_true (halqa_address_split (rows[i].address, &host, &port, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (host, ==, rows[i].host);
      g_assert_cmpuint (port, ==, rows[i].port);
    }
}

static void
test_nonsense (void)
{
  static const char *const rows[] = {
    "",        "hall",    ":80",        "hall:",    "hall:65536", "hall:-1",
    "hall:+1", "hall:1x", "::1:80",     "[]:80",    "[::1]",      "[::1]80",
    "[::1:80", "::1]:80", "hall: 8080", "memory:x", "[::1]:x",    "a[b]:80",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *host = NULL;
      g_autoptr (GError) error = NULL;
      guint16 port = 0;

      if (halqa_address_split (rows[i], &host, &port, &error))
        g_test_message ("“%s” was taken for an address", rows[i]);
      g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
      g_assert_null (host);
    }
}

static void
assert_round_trip (const char *address, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnectable) connectable = halqa_address_parse (address, &error);
  g_autofree char *back = NULL;

  g_assert_no_error (error);
  g_assert_true (G_IS_INET_SOCKET_ADDRESS (connectable));
  back = halqa_address_format (G_SOCKET_ADDRESS (connectable), 99);
  g_assert_cmpstr (back, ==, expected);
}

static void
test_numeric (void)
{
  assert_round_trip ("10.77.0.2:8080", "10.77.0.2:99");
  assert_round_trip ("[2001:db8::7]:8080", "[2001:db8::7]:99");
  assert_round_trip ("[::ffff:10.77.0.2]:8080", "10.77.0.2:99");
}

static void
test_link_local (void)
{
  char name[IF_NAMESIZE];
  g_autofree char *address = NULL;
  g_autofree char *expected = NULL;

  g_assert_nonnull (if_indextoname (1, name));
  address = g_strdup_printf ("[fe80::7%%%s]:8080", name);
  expected = g_strdup_printf ("[fe80::7%%%s]:99", name);
  assert_round_trip (address, expected);
}

static void
test_no_such_interface (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (halqa_address_parse ("[fe80::7%no-such-one]:8080", &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
}

/* The system would only say that an argument is not valid. */
static void
test_interface_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (halqa_address_parse ("[fe80::7]:8080", &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "[fe80::1%eth0]"));
}

static void
test_name (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnectable) connectable = halqa_address_parse ("hall.local:8080", &error);

  g_assert_no_error (error);
  g_assert_true (G_IS_NETWORK_ADDRESS (connectable));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/address/host-and-port-are-parted", test_split);
  g_test_add_func ("/sync/address/nonsense-is-refused", test_nonsense);
  g_test_add_func ("/sync/address/numeric-ones-go-there-and-back", test_numeric);
  g_test_add_func ("/sync/address/link-local-keeps-its-interface", test_link_local);
  g_test_add_func ("/sync/address/of-no-interface-here-is-refused", test_no_such_interface);
  g_test_add_func ("/sync/address/an-interface-that-is-missing-is-asked-for",
                   test_interface_missing);
  g_test_add_func ("/sync/address/names-are-looked-up-later", test_name);
  return g_test_run ();
}
