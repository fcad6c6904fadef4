/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-change-set.h"
#include "halqa-item-private.h"
#include "halqa-member-private.h"
#include "halqa-since.h"
#include "halqa-text.h"

/* The command changes: which records are another than they were. */

static char *since;
static char *since_visit;
static gboolean since_exchange;
static char *by;
static gboolean mark;

static const GOptionEntry changes_options[] = {
  { "since", 0, 0, G_OPTION_ARG_STRING, &since, N_ ("A moment, as 2026-11-26T14:00 or 14:00"),
    N_ ("TIME") },
  { "since-visit", 0, 0, G_OPTION_ARG_STRING, &since_visit,
    N_ ("When that laptop was here last; while it is here, the time before"), N_ ("DEVICE") },
  { "since-exchange", 0, 0, G_OPTION_ARG_NONE, &since_exchange,
    N_ ("What the last exchange brought, with DEVICE or with anybody, and what came after it"),
    NULL },
  { "by", 0, 0, G_OPTION_ARG_STRING, &by, N_ ("Together: those of one session or of one laptop"),
    "session|device" },
  { "mark", 0, 0, G_OPTION_ARG_NONE, &mark, N_ ("Next time, only what comes from now on"), NULL },
  G_OPTION_ENTRY_NULL,
};

/* --- since when */

/* A time of today, a day, or both; of this machine where no zone is given. Milliseconds. */
static gboolean
parse_moment (const char *typed, gint64 *moment, GError **error)
{
  g_autofree char *text =
      g_utf8_validate (typed, -1, NULL) ? halqa_text_write_digits (typed) : g_strdup (typed);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *whole = NULL;
  g_autoptr (GDateTime) time = NULL;
  gsize digits = strspn (text, "0123456789-");
  const char *clock = strchr (text, 'T') != NULL ? strchr (text, 'T') + 1 : text;

  if (digits == strlen (text))
    whole = g_strconcat (text, "T00:00:00", NULL);
  else
    whole = g_strconcat (clock == text ? today : "", clock == text ? "T" : "", text,
                         strlen (clock) == strlen ("14:00") ? ":00" : "", NULL);
  time = g_date_time_new_from_iso8601 (whole, zone);
  if (time == NULL)
    {
      g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                   _ ("“%s” is no moment; give 2026-11-26T14:00, 2026-11-26 or 14:00"), typed);
      return FALSE;
    }
  *moment = g_date_time_to_unix (time) * 1000 + g_date_time_get_microsecond (time) / 1000;
  return TRUE;
}

/* A forum that came here later than the moment came as a whole: then the clocks of those who wrote
 * tell. */
static gboolean
add_since_moment (HalqaNode *self, HalqaChangeSet *set, GError **error)
{
  gint64 moment;
  guint64 after;
  gboolean known;

  if (!parse_moment (since, &moment, error) ||
      !halqa_reader_find_moment (self->reader, moment, &after, &known, error))
    return FALSE;
  return known ? halqa_change_set_add_arrived (set, after, error)
               : halqa_change_set_add_written (set, moment, error);
}

static gboolean
find_device (HalqaNode *self, const char *prefix, HalqaDeviceId *device, GError **error)
{
  g_autoptr (GPtrArray) members = halqa_members_read (self->reader);
  HalqaMember *member = halqa_node_find_member (members, prefix, error);

  return member != NULL &&
         halqa_hex_decode (halqa_member_get_device (member), device->bytes, sizeof device->bytes);
}

static gboolean
refuse_stranger (GError **error)
{
  return halqa_node_refuse (error, _ ("This laptop has not met that one yet"));
}

static gboolean
add_since_visit (HalqaNode *self, HalqaChangeSet *set, GError **error)
{
  HalqaDeviceId device;
  guint64 after;
  gboolean found;

  if (!find_device (self, since_visit, &device, error) ||
      !halqa_reader_find_absence (self->reader, &device, &after, &found, error))
    return FALSE;
  return found ? halqa_change_set_add_arrived (set, after, error) : refuse_stranger (error);
}

static gboolean
add_since_exchange (HalqaNode *self, HalqaChangeSet *set, const char *prefix, GError **error)
{
  HalqaDeviceId device;
  HalqaVisit visit;
  gboolean found;

  if ((prefix != NULL && !find_device (self, prefix, &device, error)) ||
      !halqa_reader_get_visit (self->reader, prefix != NULL ? &device : NULL, &visit, &found,
                               error))
    return FALSE;
  if (!found && prefix == NULL)
    return halqa_node_refuse (error, _ ("This laptop has not exchanged with any other yet"));
  return found ? halqa_change_set_add_arrived (set, visit.first, error) : refuse_stranger (error);
}

static gboolean
add_since_mark (HalqaNode *self, HalqaChangeSet *set, GError **error)
{
  guint64 after;

  return halqa_reader_get_looked (self->reader, &after, error) &&
         halqa_change_set_add_arrived (set, after, error);
}

static gboolean
add_changes (HalqaNode *self, HalqaChangeSet *set, const char *device, GError **error)
{
  if (since != NULL)
    return add_since_moment (self, set, error);
  if (since_visit != NULL)
    return add_since_visit (self, set, error);
  if (since_exchange)
    return add_since_exchange (self, set, device, error);
  return add_since_mark (self, set, error);
}

/* --- in which order */

static int
compare_sessions (const HalqaChanged *a, const HalqaChanged *b)
{
  if (a->has_session != b->has_session)
    return a->has_session ? -1 : 1;
  return a->has_session ? memcmp (&a->session, &b->session, HALQA_ID_SIZE) : 0;
}

static const HalqaDeviceId *
get_device (const HalqaChanged *changed)
{
  return &g_array_index (changed->writers, HalqaChangeWriter, 0).device;
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const HalqaChanged *one = *(HalqaChanged *const *) a;
  const HalqaChanged *other = *(HalqaChanged *const *) b;
  int order = g_str_equal (by, "session")
                  ? compare_sessions (one, other)
                  : memcmp (get_device (one), get_device (other), HALQA_DEVICE_ID_SIZE);

  /* The order within a group is that of the list, the newest first. */
  return order != 0                      ? order
         : one->arrival < other->arrival ? 1
         : one->arrival > other->arrival ? -1
                                         : 0;
}

/* --- printing */

/* @names: of laptops, by their ids. Lent. */
static const char *
find_name (HalqaNode *self, GHashTable *names, const HalqaDeviceId *device)
{
  gpointer name;

  if (!g_hash_table_lookup_extended (names, device, NULL, &name))
    {
      name = halqa_reader_dup_device_name (self->reader, device);
      g_hash_table_insert (names, (gpointer) device, name);
    }
  return name;
}

static void
add_devices (HalqaNode *self, JsonBuilder *builder, const HalqaChanged *changed, GHashTable *names)
{
  json_builder_set_member_name (builder, "devices");
  json_builder_begin_array (builder);
  for (guint i = 0; i < changed->writers->len; i++)
    {
      const HalqaChangeWriter *writer = &g_array_index (changed->writers, HalqaChangeWriter, i);
      const char *name = find_name (self, names, &writer->device);
      g_autofree char *at = halqa_record_json_format_time (writer->stamp);

      json_builder_begin_object (builder);
      halqa_node_add_hex (builder, "device", writer->device.bytes, HALQA_DEVICE_ID_SIZE);
      halqa_node_add_member (builder, "device_name", name);
      halqa_node_add_member (builder, "at", at);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (HalqaNode *self, const HalqaChanged *changed, GHashTable *names)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *at = halqa_record_json_format_time (changed->stamp);

  json_builder_begin_object (builder);
  halqa_node_add_hex (builder, "id", changed->id.bytes, HALQA_ID_SIZE);
  halqa_node_add_member (builder, "kind", changed->kind->name);
  halqa_node_add_member (builder, "change", halqa_changed_how_to_string (changed->how));
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_array (builder);
  for (guint i = 0; changed->fields != NULL && i < changed->fields->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (changed->fields, i));
  json_builder_end_array (builder);
  halqa_node_add_member (builder, "at", at);
  add_devices (self, builder, changed, names);
  if (changed->has_session)
    halqa_node_add_hex (builder, "session", changed->session.bytes, HALQA_ID_SIZE);
  else
    halqa_node_add_member (builder, "session", NULL);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static void
print_text (HalqaNode *self, const HalqaChanged *changed)
{
  g_autoptr (HalqaRecord) record =
                 halqa_reader_get (self->reader, changed->kind->name, &changed->id, NULL);
  g_autofree char *label = record != NULL ? halqa_item_make_label (record) : g_strdup ("");
  g_autofree char *who = halqa_node_dup_device_name (self, get_device (changed));
  g_autofree char *at = halqa_record_json_format_time (changed->stamp);
  char id[HALQA_HEX_MAX];

  halqa_node_print ("%s\t%s\t%s\t%s\t%s\t%s", halqa_changed_how_to_string (changed->how),
                    changed->kind->name, halqa_hex_encode (id, changed->id.bytes, HALQA_ID_SIZE),
                    at, who, label);
}

static void
print_list (HalqaNode *self, GPtrArray *list)
{
  g_autoptr (GHashTable) names =
                 g_hash_table_new_full (halqa_device_id_hash, halqa_device_id_equal, NULL, g_free);

  for (guint i = 0; i < list->len; i++)
    {
      halqa_node_begin_answer ();
      if (self->json)
        print_json (self, g_ptr_array_index (list, i), names);
      else
        print_text (self, g_ptr_array_index (list, i));
    }
}

static gboolean
check_usage (char **args, GError **error)
{
  if ((since != NULL) + (since_visit != NULL) + since_exchange > 1)
    return halqa_node_refuse_usage (error, _ ("Since one moment only: give one of the options"));
  if (args[0] != NULL && !since_exchange)
    return halqa_node_refuse_usage (error, _ ("A device stands behind --since-exchange only"));
  if (by != NULL && !g_str_equal (by, "session") && !g_str_equal (by, "device"))
    return halqa_node_refuse_usage (error, _ ("What is together is of one session or one device"));
  return TRUE;
}

static gboolean
run_changes (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaChangeSet) set = halqa_change_set_new (self->reader);
  g_autoptr (GPtrArray) settled = NULL;
  g_autoptr (GPtrArray) list = NULL;
  guint64 newest;

  if (!check_usage (args, error) || !halqa_reader_begin (self->reader, error))
    return FALSE;
  halqa_node_begin_progress (HALQA_NODE_WORKS);
  if (halqa_reader_get_newest (self->reader, &newest, error) &&
      add_changes (self, set, args[0], error))
    settled = halqa_change_set_settle (set, error);
  halqa_reader_end (self->reader);
  if (settled == NULL)
    return FALSE;
  list = halqa_change_set_list (set);
  if (by != NULL)
    g_ptr_array_sort (list, compare_groups);
  print_list (self, list);
  halqa_node_wipe_progress ();
  return !mark || halqa_store_set_looked (self->store, newest, error);
}

const HalqaNodeCommand halqa_node_changes_commands[] = {
  { "changes", "[DEVICE]", N_ ("Lists what has changed, what came last first"), 0, 1,
    HALQA_NODE_ONE_FORUM, changes_options, run_changes },
  { NULL },
};
