/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "protocol-example.h"

#include <string.h>

/* Reading what sync/PROTOCOL.md works out in hex. */

static char **
read_section (const char *section)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "sync", "PROTOCOL.md", NULL);
  g_autofree char *heading = g_strdup_printf ("\n## %s", section);
  g_autofree char *text = NULL;
  char *begin;
  char *end;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  begin = strstr (text, heading);
  g_assert_nonnull (begin);
  end = strstr (begin + 1, "\n## ");
  if (end != NULL)
    *end = '\0';
  return g_strsplit (begin, "\n", -1);
}

/* Several lines of one name are joined. */
static GString *
collect (char **lines, const char *name)
{
  GString *hex = g_string_new (NULL);
  gboolean inside = FALSE;

  for (; *lines != NULL; lines++)
    {
      const char *gap = strstr (*lines, "  ");

      if (gap == NULL)
        inside = FALSE;
      else if (gap != *lines)
        inside = strlen (name) == (gsize) (gap - *lines) && g_str_has_prefix (*lines, name);
      if (inside)
        g_string_append (hex, g_strstrip ((char *) gap));
    }
  return hex;
}

static guint8
take_digit (char digit)
{
  int value = g_ascii_xdigit_value (digit);

  g_assert_cmpint (value, >=, 0);
  return (guint8) value;
}

GBytes *
protocol_example (const char *section, const char *name)
{
  g_auto (GStrv) lines = read_section (section);
  g_autoptr (GString) hex = collect (lines, name);
  guint8 *bytes = g_malloc (hex->len / 2);

  g_test_message ("example %s of section %s", name, section);
  g_assert_cmpuint (hex->len, >, 0);
  g_assert_cmpuint (hex->len % 2, ==, 0);
  for (gsize i = 0; i < hex->len / 2; i++)
    bytes[i] = (guint8) (take_digit (hex->str[2 * i]) << 4 | take_digit (hex->str[2 * i + 1]));
  return g_bytes_new_take (bytes, hex->len / 2);
}

void
protocol_assert_example (const char *section, const char *name, const guint8 *bytes, gsize size)
{
  g_autoptr (GBytes) expected = protocol_example (section, name);
  g_autoptr (GString) hex = g_string_new (NULL);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  g_test_message ("%s is %s", name, hex->str);
  g_assert_cmpmem (bytes, size, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}
