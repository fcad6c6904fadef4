/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-acquaintances.h"
#include "halqa-avahi-discovery.h"
#include "halqa-cbor.h"
#include "halqa-http-transport.h"

/*
 * The command peers: who is in reach.
 *
 * Rule: an announcement says "may be there"; who is there is known by asking. Each laptop that
 * announces a forum of ours is asked for no entries at all, at each of its addresses, until one
 * answers and proves that it is a member; so is whoever may still be where a member was met before,
 * for Avahi does not run everywhere. Nothing is exchanged and nothing written.
 *
 * A laptop that announces none of our forums is listed as a stranger, by what it announces; where
 * somebody was met before and nobody answers now, nobody is listed.
 */

#define SECONDS_DEFAULT 5
#define SECONDS_MAX 3600

static int seconds = SECONDS_DEFAULT;

static const GOptionEntry peers_options[] = {
  { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, N_ ("How long to listen (5 unless given)"), "N" },
  G_OPTION_ENTRY_NULL,
};

typedef struct
{
  HalqaStore *store;
  HalqaReader *reader;
} HalqaOpenForum;

/* One laptop, however many announcements it makes. */
typedef struct
{
  guint8 prefix[8];
  char *address; /* the one that answered, else the last that was announced */
  GPtrArray *shared; /* of HalqaOpenForum, borrowed: those that it announces and we hold */
  gboolean is_announced;
  gboolean is_reached;
  HalqaDeviceId device; /* where it is reached */
} HalqaPresence;

typedef struct
{
  HalqaTransport *transport;
  GArray *forums; /* of HalqaOpenForum */
  GPtrArray *presences; /* of HalqaPresence */
  GCancellable *cancellable;
  guint n_asked; /* questions that have not come back */
} HalqaLookout;

/* A question to one address. */
typedef struct
{
  HalqaLookout *lookout;
  HalqaOpenForum *forum; /* borrowed from the lookout */
  char *address;
} HalqaQuestion;

static void
clear_forum (gpointer data)
{
  HalqaOpenForum *forum = data;

  g_clear_object (&forum->reader);
  g_clear_object (&forum->store);
}

static void
free_presence (gpointer data)
{
  HalqaPresence *presence = data;

  g_free (presence->address);
  g_ptr_array_unref (presence->shared);
  g_free (presence);
}

static gboolean
open_forum (HalqaNode *self, HalqaLookout *lookout, const char *which, GError **error)
{
  HalqaOpenForum forum = { NULL, NULL };

  forum.store = halqa_folder_open_store (self->folder, which, error);
  forum.reader = forum.store != NULL ? halqa_reader_open (forum.store, error) : NULL;
  if (forum.reader == NULL)
    {
      clear_forum (&forum);
      return FALSE;
    }
  halqa_transport_add_store (lookout->transport, forum.store);
  g_array_append_val (lookout->forums, forum);
  return TRUE;
}

/* The one that was asked for, or all. */
static gboolean
open_forums (HalqaNode *self, HalqaLookout *lookout, GError **error)
{
  g_autoptr (GPtrArray) infos = NULL;

  if (self->forum != NULL)
    return open_forum (self, lookout, self->forum, error);
  infos = halqa_folder_list (self->folder, NULL, error);
  for (guint i = 0; infos != NULL && i < infos->len; i++)
    {
      HalqaForumInfo *info = g_ptr_array_index (infos, i);

      if (!open_forum (self, lookout, info->id, error))
        return FALSE;
    }
  return infos != NULL;
}

static gboolean
has_tag (const HalqaSighting *sighting, const HalqaKey *key)
{
  for (guint i = 0; i < sighting->tags->len; i++)
    {
      guint32 tag = GUINT32_TO_BE (g_array_index (sighting->tags, guint32, i));

      if (memcmp (&tag, key->tag, sizeof tag) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether it announces one of the forum's keys; who was away, an older one. */
static gboolean
announces (const HalqaSighting *sighting, HalqaStore *store)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);

  for (guint i = 0; i < halqa_keyring_get_n_keys (keyring); i++)
    if (has_tag (sighting, halqa_keyring_get_key (keyring, i)))
      return TRUE;
  return FALSE;
}

static HalqaPresence *
find_presence (HalqaLookout *lookout, const guint8 prefix[8])
{
  HalqaPresence *presence;

  for (guint i = 0; i < lookout->presences->len; i++)
    {
      presence = g_ptr_array_index (lookout->presences, i);
      if (memcmp (presence->prefix, prefix, sizeof presence->prefix) == 0)
        return presence;
    }
  presence = g_new0 (HalqaPresence, 1);
  memcpy (presence->prefix, prefix, sizeof presence->prefix);
  presence->shared = g_ptr_array_new ();
  g_ptr_array_add (lookout->presences, presence);
  return presence;
}

static void
note_address (HalqaPresence *presence, const char *address)
{
  g_free (presence->address);
  presence->address = g_strdup (address);
}

static void
share (HalqaPresence *presence, HalqaOpenForum *forum)
{
  if (!g_ptr_array_find (presence->shared, forum, NULL))
    g_ptr_array_add (presence->shared, forum);
}

static void
take_answer (HalqaQuestion *question, const HalqaDeviceId *device)
{
  HalqaPresence *presence = find_presence (question->lookout, device->bytes);

  share (presence, question->forum);
  if (presence->is_reached)
    return;
  presence->is_reached = TRUE;
  presence->device = *device;
  note_address (presence, question->address);
}

static void
answer_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  HalqaQuestion *question = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaReply) reply =
                 halqa_transport_request_finish (HALQA_TRANSPORT (object), result, &error);

  question->lookout->n_asked--;
  if (reply == NULL)
    g_debug ("%s: %s", question->address, error->message);
  else
    take_answer (question, halqa_reply_get_device (reply));
  g_free (question->address);
  g_free (question);
}

/* Asks for the entries of an empty list of ids. */
static void
ask (HalqaLookout *lookout, HalqaOpenForum *forum, const char *address)
{
  g_autoptr (GByteArray) ids = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GInputStream) body = NULL;
  HalqaQuestion *question = g_new0 (HalqaQuestion, 1);

  halqa_cbor_put_array (ids, 0);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&ids));
  body = g_memory_input_stream_new_from_bytes (bytes);
  *question = (HalqaQuestion){ lookout, forum, g_strdup (address) };
  lookout->n_asked++;
  halqa_transport_request_async (lookout->transport, forum->store, address, NULL, "fetch", body,
                                 HALQA_REQUEST_PLAIN, lookout->cancellable, answer_cb, question);
}

static void
found_cb (HalqaDiscovery *discovery, HalqaSighting *sighting, gpointer user_data)
{
  HalqaLookout *lookout = user_data;
  HalqaPresence *presence = find_presence (lookout, sighting->device_prefix);

  presence->is_announced = TRUE;
  if (presence->is_reached)
    return;
  note_address (presence, sighting->address);
  g_ptr_array_set_size (presence->shared, 0);
  for (guint i = 0; i < lookout->forums->len; i++)
    {
      HalqaOpenForum *forum = &g_array_index (lookout->forums, HalqaOpenForum, i);

      if (announces (sighting, forum->store))
        share (presence, forum);
    }
  if (presence->shared->len > 0)
    ask (lookout, g_ptr_array_index (presence->shared, 0), sighting->address);
}

static void
ask_where_met (HalqaLookout *lookout)
{
  for (guint i = 0; i < lookout->forums->len; i++)
    {
      HalqaOpenForum *forum = &g_array_index (lookout->forums, HalqaOpenForum, i);
      g_auto (GStrv) addresses = halqa_acquaintances_dup_addresses (forum->store);

      for (char **address = addresses; *address != NULL; address++)
        ask (lookout, forum, *address);
    }
}

/* --- what is printed */

static const char *
get_state (const HalqaPresence *presence)
{
  if (presence->is_reached)
    return "reached";
  return presence->shared->len > 0 ? "unreachable" : "stranger";
}

static char *
dup_name (const HalqaPresence *presence)
{
  char *name = NULL;

  for (guint i = 0; presence->is_reached && name == NULL && i < presence->shared->len; i++)
    {
      const HalqaOpenForum *forum = g_ptr_array_index (presence->shared, i);

      name = halqa_reader_dup_device_name (forum->reader, &presence->device);
    }
  return name;
}

/* "[HOST]:PORT" or "HOST:PORT" in two. */
static char *
split_address (const char *address, gint64 *port)
{
  const char *colon = strrchr (address, ':');
  gboolean has_brackets = *address == '[' && colon != NULL && colon[-1] == ']';

  *port = colon != NULL ? g_ascii_strtoll (colon + 1, NULL, 10) : 0;
  if (colon == NULL)
    return g_strdup (address);
  return g_strndup (address + has_brackets, (gsize) (colon - address - 2 * has_brackets));
}

static char *
dup_device (const HalqaPresence *presence)
{
  return presence->is_reached ? halqa_hex_dup (presence->device.bytes, HALQA_DEVICE_ID_SIZE)
                              : halqa_hex_dup (presence->prefix, sizeof presence->prefix);
}

static void
print_json (const HalqaPresence *presence)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *device = dup_device (presence);
  g_autofree char *name = dup_name (presence);
  gint64 port;
  g_autofree char *host = split_address (presence->address, &port);

  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "device", device);
  halqa_node_add_member (builder, "name", name);
  halqa_node_add_member (builder, "address", host);
  halqa_node_add_number (builder, "port", port);
  json_builder_set_member_name (builder, "forums");
  json_builder_begin_array (builder);
  for (guint i = 0; i < presence->shared->len; i++)
    {
      const HalqaOpenForum *forum = g_ptr_array_index (presence->shared, i);
      g_autofree char *id =
          halqa_hex_dup (halqa_store_get_forum_key (forum->store)->forum.bytes, HALQA_ID_SIZE);

      json_builder_add_string_value (builder, id);
    }
  json_builder_end_array (builder);
  halqa_node_add_member (builder, "state", get_state (presence));
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static void
print_presence (HalqaNode *self, const HalqaPresence *presence)
{
  g_autofree char *device = NULL;
  g_autofree char *name = NULL;

  if (self->json)
    {
      print_json (presence);
      return;
    }
  device = dup_device (presence);
  name = dup_name (presence);
  halqa_node_print ("%s\t%s\t%s\t%s", device, presence->address, get_state (presence),
                    name != NULL ? name : "");
}

/* --- the command */

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
look_out (HalqaNode *self, HalqaLookout *lookout)
{
  g_autoptr (HalqaDiscovery) discovery = halqa_avahi_discovery_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GArray) no_tags = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_signal_connect (discovery, "found", G_CALLBACK (found_cb), lookout);
  /* Port 0: nobody listens here, so nothing is announced. */
  halqa_discovery_start (discovery, 0,
                         halqa_identity_get_device (halqa_folder_get_identity (self->folder)),
                         no_tags);
  ask_where_met (lookout);
  g_timeout_add_seconds ((guint) seconds, quit_cb, loop);
  g_main_loop_run (loop);
  halqa_discovery_stop (discovery);
  g_signal_handlers_disconnect_by_data (discovery, lookout);

  g_cancellable_cancel (lookout->cancellable);
  while (lookout->n_asked > 0)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
run_peers (HalqaNode *self, char **args, GError **error)
{
  HalqaLookout lookout = { 0 };
  gboolean is_open;

  if (seconds < 1 || seconds > SECONDS_MAX)
    return halqa_node_refuse_usage (error, _ ("The seconds are a whole number from 1 to 3600"));

  lookout.transport = halqa_http_transport_new (halqa_folder_get_identity (self->folder));
  lookout.forums = g_array_new (FALSE, FALSE, sizeof (HalqaOpenForum));
  g_array_set_clear_func (lookout.forums, clear_forum);
  lookout.presences = g_ptr_array_new_with_free_func (free_presence);
  lookout.cancellable = g_cancellable_new ();

  is_open = open_forums (self, &lookout, error);
  if (is_open)
    look_out (self, &lookout);
  for (guint i = 0; is_open && i < lookout.presences->len; i++)
    print_presence (self, g_ptr_array_index (lookout.presences, i));

  halqa_transport_close (lookout.transport);
  g_object_unref (lookout.transport);
  g_object_unref (lookout.cancellable);
  g_ptr_array_unref (lookout.presences);
  g_array_unref (lookout.forums);
  return is_open;
}

const HalqaNodeCommand halqa_node_peers_commands[] = {
  { "peers", "", N_ ("Lists who is in reach"), 0, 0, HALQA_NODE_NO_FORUM, peers_options,
    run_peers },
  { NULL },
};
