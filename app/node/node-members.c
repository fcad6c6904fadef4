/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-acquaintances.h"
#include "halqa-app-error.h"
#include "halqa-forum-private.h"
#include "halqa-member-private.h"

/* The commands forum members and forum remove: which laptops belong to a forum, and that one of them
 * no longer does. */

/* RFC 3339 in UTC; %NULL for never. */
static char *
format_time (gint64 when)
{
  g_autoptr (GDateTime) time =
                 when > 0 ? g_date_time_new_from_unix_utc (when / G_USEC_PER_SEC) : NULL;

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static void
add_flag (JsonBuilder *builder, const char *name, gboolean flag)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, flag);
}

static void
print_json (HalqaMember *member)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *last_met = format_time (halqa_member_get_last_met (member));
  const char *name = halqa_member_get_name (member);

  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "device", halqa_member_get_device (member));
  halqa_node_add_member (builder, "name", *name != '\0' ? name : NULL);
  halqa_node_add_member (builder, "last_met", last_met);
  add_flag (builder, "removed", halqa_member_is_removed (member));
  add_flag (builder, "self", halqa_member_is_self (member));
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

/* What a person wants to know of one, in a column of its own. */
static char *
describe (HalqaMember *member)
{
  g_autofree char *last_met = format_time (halqa_member_get_last_met (member));

  if (halqa_member_is_removed (member))
    return g_strdup_printf (_ ("removed by %s"), halqa_member_get_removed_by (member));
  if (halqa_member_is_self (member))
    return g_strdup (_ ("this laptop"));
  if (last_met == NULL)
    return g_strdup (_ ("never met"));
  return g_strdup_printf (_ ("met %s"), last_met);
}

static gboolean
run_members (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (GPtrArray) members = halqa_members_read (self->reader);

  for (guint i = 0; i < members->len; i++)
    {
      HalqaMember *member = g_ptr_array_index (members, i);
      g_autofree char *about = NULL;

      if (self->json)
        {
          print_json (member);
          continue;
        }
      about = describe (member);
      halqa_node_print ("%s\t%s\t%s", halqa_member_get_device (member),
                        halqa_member_get_name (member), about);
    }
  return TRUE;
}

/* --- of this laptop */

static HalqaMember *
find_self (GPtrArray *members)
{
  for (guint i = 0; i < members->len; i++)
    if (halqa_member_is_self (members->pdata[i]))
      return members->pdata[i];
  return NULL;
}

static void
add_turned_away (HalqaNode *self, JsonBuilder *builder, const HalqaDeviceId *device, gint64 when)
{
  g_autofree char *hex = halqa_hex_dup (device->bytes, HALQA_DEVICE_ID_SIZE);
  g_autofree char *name = halqa_node_dup_device_name (self, device);
  g_autofree char *since = format_time (when);

  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "device", hex);
  halqa_node_add_member (builder, "name", name);
  halqa_node_add_member (builder, "since", since);
  json_builder_end_object (builder);
}

/**
 * halqa_node_add_standing:
 * @self: a run with a forum
 * @builder: in an object
 *
 * Adds `removed`, where this laptop was still told that it was, and `turned_away`, where members end its
 * connections, which is all that one which was removed mostly learns.
 */
void
halqa_node_add_standing (HalqaNode *self, JsonBuilder *builder)
{
  g_autoptr (GPtrArray) members = halqa_members_read (self->reader);
  g_autoptr (GHashTable) away = halqa_acquaintances_dup_turned_away (self->store);
  HalqaMember *own = find_self (members);
  g_autofree char *at = own != NULL ? format_time (halqa_member_get_removed_at (own)) : NULL;
  GHashTableIter iter;
  gpointer device, when;

  if (at != NULL)
    {
      json_builder_set_member_name (builder, "removed");
      json_builder_begin_object (builder);
      halqa_node_add_member (builder, "by", halqa_member_get_removed_by (own));
      halqa_node_add_member (builder, "at", at);
      json_builder_end_object (builder);
    }
  if (g_hash_table_size (away) == 0)
    return;
  json_builder_set_member_name (builder, "turned_away");
  json_builder_begin_array (builder);
  g_hash_table_iter_init (&iter, away);
  while (g_hash_table_iter_next (&iter, &device, &when))
    add_turned_away (self, builder, device, *(gint64 *) when);
  json_builder_end_array (builder);
}

/**
 * halqa_node_print_standing:
 * @self: a run with a forum
 *
 * Prints the same in sentences.
 */
void
halqa_node_print_standing (HalqaNode *self)
{
  g_autoptr (GPtrArray) members = halqa_members_read (self->reader);
  g_autoptr (GHashTable) away = halqa_acquaintances_dup_turned_away (self->store);
  HalqaMember *own = find_self (members);
  g_autofree char *at = own != NULL ? format_time (halqa_member_get_removed_at (own)) : NULL;
  g_autofree char *removal = at != NULL ? halqa_member_dup_own_removal (own, at) : NULL;
  GHashTableIter iter;
  gpointer device, when;

  if (removal != NULL)
    halqa_node_print ("%s", removal);
  g_hash_table_iter_init (&iter, away);
  while (g_hash_table_iter_next (&iter, &device, &when))
    {
      g_autofree char *name = halqa_node_dup_device_name (self, device);
      g_autofree char *since = format_time (*(gint64 *) when);

      halqa_node_print (
          /* Translators: a moment, then the name of a laptop. */
          _ ("Since %s %s ends the connection with this laptop: perhaps this one was removed from "
             "the forum. All that it has received and written stays here, and can be read and "
             "exported. To come back it has to be invited anew."),
          since, name);
    }
}

static gboolean
is_prefix (const char *text)
{
  gsize size = strlen (text);

  return size >= HALQA_NODE_PREFIX_MIN && size <= 2 * HALQA_DEVICE_ID_SIZE &&
         strspn (text, "0123456789abcdefABCDEF") == size;
}

/**
 * halqa_node_find_member:
 * @members: (element-type HalqaMember): of the forum
 * @prefix: 4 to 64 hex digits
 * @error: where none of them begins so, or several do
 *
 * Returns: (transfer none): the laptop
 */
HalqaMember *
halqa_node_find_member (GPtrArray *members, const char *prefix, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (prefix, -1);
  HalqaMember *found = NULL;

  if (!is_prefix (prefix))
    {
      g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                   _ ("“%s” is no device: it is 64 hex digits, or the first of them, 4 at least"),
                   prefix);
      return NULL;
    }
  for (guint i = 0; i < members->len; i++)
    {
      HalqaMember *member = g_ptr_array_index (members, i);

      if (!g_str_has_prefix (halqa_member_get_device (member), lower))
        continue;
      if (found != NULL)
        {
          halqa_node_refuse (error,
                             _ ("The devices of several laptops begin so: give more digits"));
          return NULL;
        }
      found = member;
    }
  if (found == NULL)
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND,
                 _ ("No laptop of this forum has a device that begins with “%s”"), prefix);
  return found;
}

static void
print_removed (HalqaNode *self, HalqaMember *member)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!self->json)
    {
      halqa_node_print ("%s", halqa_forum_get_removal_note ());
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "device", halqa_member_get_device (member));
  add_flag (builder, "removed", TRUE);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static gboolean
run_remove (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (GPtrArray) members = halqa_members_read (self->reader);
  HalqaMember *member = halqa_node_find_member (members, args[0], error);

  if (member == NULL ||
      !halqa_store_remove_device (self->store, halqa_member_get_device_id (member), error))
    return FALSE;
  print_removed (self, member);
  return TRUE;
}

const HalqaNodeCommand halqa_node_members_commands[] = {
  { "forum members", "", N_ ("Lists the laptops of the forum, those too that were removed"), 0, 0,
    HALQA_NODE_ONE_FORUM, NULL, run_members },
  { "forum remove", "DEVICE", N_ ("Removes a laptop from the forum, for good"), 1, 1,
    HALQA_NODE_ONE_FORUM, NULL, run_remove },
  { NULL },
};
