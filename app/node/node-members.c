/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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
