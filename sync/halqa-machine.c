/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-machine.h"

#include <sodium.h>
#include <string.h>

#include "halqa-types.h"

/* Which machine this is. The system's id of it is a file, and laptops that were made from one image, or
 * whose disk was copied, share it. So it is asked too what the machine is made of: the addresses that
 * were burnt into its network cards, and the serial numbers of its disks, as far as anybody may read
 * them. Where two lists have nothing in common, they are of two machines. One part in common is enough
 * to be the same: cards and disks are exchanged, and an adapter goes from hand to hand.
 *
 * HALQA_MACHINE_ID stands in for all of it: the id, and behind it, after spaces, the parts.
 *
 * Rejected: the board's own number (only root may read it); addresses that the system has made up
 * (Wi-Fi takes another each time). */

#define PART_SIZE crypto_generichash_BYTES_MIN

static gboolean
is_flag (const char *folder, const char *name, const char *file, char value)
{
  g_autofree char *path = g_build_filename (folder, name, file, NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && text[0] == value && text[1] == '\n';
}

static void
add_part (GPtrArray *parts, const char *text)
{
  guint8 hash[PART_SIZE];

  crypto_generichash (hash, sizeof hash, (const guint8 *) text, strlen (text), NULL, 0);
  g_ptr_array_add (parts, halqa_hex_dup (hash, sizeof hash));
}

static void
add_file (GPtrArray *parts, const char *folder, const char *name, const char *file)
{
  g_autofree char *path = g_build_filename (folder, name, file, NULL);
  g_autofree char *text = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL) && *g_strstrip (text) != '\0')
    add_part (parts, text);
}

/* Only of cards, and only what was burnt in. */
static void
add_card (GPtrArray *parts, const char *folder, const char *name)
{
  g_autofree char *device = g_build_filename (folder, name, "device", NULL);

  if (g_file_test (device, G_FILE_TEST_EXISTS) && is_flag (folder, name, "addr_assign_type", '0'))
    add_file (parts, folder, name, "address");
}

static void
add_disk (GPtrArray *parts, const char *folder, const char *name)
{
  static const char *const files[] = { "device/serial", "device/wwid", "serial" };

  if (is_flag (folder, name, "removable", '1'))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    add_file (parts, folder, name, files[i]);
}

static void
add_all (GPtrArray *parts,
         const char *folder,
         void (*add) (GPtrArray *parts, const char *folder, const char *name))
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    add (parts, folder, name);
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
join (GPtrArray *parts)
{
  GString *text = g_string_new (NULL);

  g_ptr_array_sort (parts, compare_parts);
  for (guint i = 0; i < parts->len; i++)
    if (i == 0 || strcmp (parts->pdata[i], parts->pdata[i - 1]) != 0)
      g_string_append_printf (text, "%s%s", i == 0 ? "" : " ", (char *) parts->pdata[i]);
  return g_string_free (text, FALSE);
}

/**
 * halqa_machine_dup_id:
 *
 * Returns: (transfer full): the id that the system has given this machine
 */
char *
halqa_machine_dup_id (void)
{
  const char *given = g_getenv ("HALQA_MACHINE_ID");
  const char *const paths[] = { "/etc/machine-id", "/var/lib/dbus/machine-id" };

  if (given != NULL)
    return g_strndup (given, strcspn (given, " "));
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      char *id = NULL;

      if (g_file_get_contents (paths[i], &id, NULL, NULL) && *g_strstrip (id) != '\0')
        return id;
      g_free (id);
    }
  return g_strdup ("none");
}

/**
 * halqa_machine_dup_parts:
 *
 * Returns: (transfer full): hashes of what parts of this machine are numbered by
 */
char *
halqa_machine_dup_parts (void)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  const char *given = g_getenv ("HALQA_MACHINE_ID");
  g_auto (GStrv) words = NULL;

  if (given == NULL)
    {
      add_all (parts, "/sys/class/net", add_card);
      add_all (parts, "/sys/block", add_disk);
      return join (parts);
    }
  words = g_strsplit (given, " ", -1);
  for (guint i = 1; words[0] != NULL && words[i] != NULL; i++)
    if (*words[i] != '\0')
      add_part (parts, words[i]);
  return join (parts);
}

/**
 * halqa_machine_is_other:
 * @parts: (nullable): of halqa_machine_dup_parts(), noted once
 * @others: the same of now
 *
 * Returns: whether both lists name parts, and none of them is in both
 */
gboolean
halqa_machine_is_other (const char *parts, const char *others)
{
  g_auto (GStrv) then = g_strsplit (parts == NULL ? "" : parts, " ", -1);
  g_auto (GStrv) now = g_strsplit (others, " ", -1);

  if (then[0] == NULL || now[0] == NULL)
    return FALSE;
  for (char **part = then; *part != NULL; part++)
    if (g_strv_contains ((const char *const *) now, *part))
      return FALSE;
  return TRUE;
}
