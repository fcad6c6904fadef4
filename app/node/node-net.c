/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-blob-fetch.h"
#include "halqa-exchange.h"
#include "halqa-forum-private.h"
#include "halqa-http-transport.h"
#include "halqa-invite-private.h"

/* Commands on the network: serve, which stays, and sync, which asks one laptop once. */

static char *listen_at;
static gboolean no_discovery;
static gboolean invites;

static const GOptionEntry serve_options[] = {
  { "listen", 0, 0, G_OPTION_ARG_FILENAME, &listen_at,
    N_ ("Where others reach this laptop; any free port of every interface unless given"),
    "HOST:PORT" },
  { "no-discovery", 0, 0, G_OPTION_ARG_NONE, &no_discovery,
    N_ ("Neither announce this laptop nor look for others"), NULL },
  { "invite", 0, 0, G_OPTION_ARG_NONE, &invites,
    N_ ("Show a code to join by, and let in who knows it"), NULL },
  G_OPTION_ENTRY_NULL,
};

/* --- serve */

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* Of several the first; IPv4 comes first, needs no interface named and fits in every field. With no
 * network yet, programs of this machine reach it all the same. */
static char *
dup_reachable_address (const char *listening)
{
  g_auto (GStrv) addresses = halqa_forum_list_addresses_at (listening);

  if (addresses[0] != NULL)
    return g_strdup (addresses[0]);
  return g_strconcat ("127.0.0.1", strrchr (listening, ':'), NULL);
}

/* The line that a script waits for. */
static void
print_listening (HalqaNode *self, HalqaForum *forum)
{
  g_autofree char *listening = halqa_forum_dup_listen_address (forum);
  g_autofree char *address = dup_reachable_address (listening);
  g_autofree char *device = halqa_folder_dup_device_id (self->folder);

  printf ("listening %s %s\n", address, device);
  fflush (stdout);
}

/* Another one for each new code. */
static void
code_cb (HalqaInvite *invite, GParamSpec *pspec, gpointer user_data)
{
  g_autofree char *address = NULL;

  if (halqa_invite_get_state (invite) == HALQA_INVITE_FAILED)
    g_message ("%s", halqa_invite_get_problem (invite));
  if (*halqa_invite_get_code (invite) == '\0')
    return;
  address = dup_reachable_address (halqa_invite_get_listen_address (invite));
  printf ("inviting %s %s\n", address, halqa_invite_get_code (invite));
  fflush (stdout);
}

static void
turned_away_cb (HalqaInvite *invite, HalqaGuest *guest, gpointer user_data)
{
  g_autofree char *note = halqa_guest_dup_removal_note (guest);

  g_message ("%s", note);
}

static HalqaInvite *
start_inviting (HalqaForum *forum)
{
  HalqaInvite *invite =
      halqa_forum_invite (forum, 1,
                          HALQA_INVITE_UNASKED | HALQA_INVITE_RENEW |
                              (no_discovery ? HALQA_INVITE_HIDDEN : HALQA_INVITE_PLAIN));

  g_signal_connect (invite, "notify::code", G_CALLBACK (code_cb), NULL);
  g_signal_connect (invite, "turned-away", G_CALLBACK (turned_away_cb), NULL);
  code_cb (invite, NULL, NULL);
  return invite;
}

/* From here on a signal ends @loop, also one that comes before it runs: a script may send it as soon
 * as it has read the first line. */
static GSource *
end_by_signal (GMainLoop *loop, int number)
{
  GSource *source = g_unix_signal_source_new (number);

  g_source_set_callback (source, quit_cb, loop, NULL);
  g_source_attach (source, NULL);
  return source;
}

static gboolean
serve (HalqaNode *self, GMainLoop *loop, GError **error)
{
  g_autoptr (HalqaForum) forum = NULL;
  g_autoptr (HalqaInvite) invite = NULL;

  forum = halqa_folder_open_forum (self->folder, self->forum, error);
  if (forum == NULL || !halqa_forum_start_replication (forum, listen_at, !no_discovery, error))
    return FALSE;
  print_listening (self, forum);
  if (invites)
    invite = start_inviting (forum);
  g_main_loop_run (loop);
  g_clear_object (&invite);
  halqa_forum_stop_replication (forum);
  return TRUE;
}

static gboolean
run_serve (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GSource) term = end_by_signal (loop, SIGTERM);
  g_autoptr (GSource) interrupt = end_by_signal (loop, SIGINT);
  gboolean done = serve (self, loop, error);

  g_source_destroy (term);
  g_source_destroy (interrupt);
  return done;
}

/* --- sync */

typedef struct
{
  GMainLoop *loop;
  HalqaExchangeReport *report;
  guint n_files;
  GError *error;
} HalqaSync;

static void
exchange_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  HalqaSync *sync = user_data;

  sync->report = halqa_exchange_finish (result, &sync->error);
  g_main_loop_quit (sync->loop);
}

static void
print_report_text (const HalqaExchangeReport *report, guint n_files)
{
  g_autofree char *sent = g_format_size (report->bytes_sent);
  g_autofree char *received = g_format_size (report->bytes_received);

  /* Translators: two of these are amounts of data, as in "1.2 kB". */
  halqa_node_print (_ ("Entries sent: %u (%s). Received: %u (%s). Requests: %u. Seconds: %.3f."),
                    report->sent, sent, report->received, received, report->rounds,
                    report->seconds);
  if (n_files > 0)
    halqa_node_print (ngettext ("%u file of an attachment has come.",
                                "%u files of attachments have come.", n_files),
                      n_files);
}

static void
print_report (HalqaNode *self, const HalqaExchangeReport *report, guint n_files)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!self->json)
    {
      print_report_text (report, n_files);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  halqa_node_add_number (builder, "sent", report->sent);
  halqa_node_add_number (builder, "received", report->received);
  halqa_node_add_number (builder, "rounds", report->rounds);
  halqa_node_add_number (builder, "bytes_sent", (gint64) report->bytes_sent);
  halqa_node_add_number (builder, "bytes_received", (gint64) report->bytes_received);
  if (n_files > 0)
    halqa_node_add_number (builder, "files", n_files);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, report->seconds);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

/* An exchange that left something out is no success: what arrived is in, and the rest is told. */
static gboolean
check_report (const HalqaExchangeReport *report, GError **error)
{
  if (report->refused == 0)
    return TRUE;
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_REFUSED,
               ngettext ("%u entry of the other laptop was refused",
                         "%u entries of the other laptop were refused", report->refused),
               report->refused);
  return FALSE;
}

/* --- the files that go with what was exchanged */

#define LOOK_MS 20

typedef struct
{
  GMainLoop *loop;
  HalqaBlobFetch *fetch;
} HalqaFetching;

static void
nothing_cb (gpointer user_data)
{
}

static gboolean
look_cb (gpointer user_data)
{
  HalqaFetching *fetching = user_data;

  if (halqa_blob_fetch_is_through (fetching->fetch))
    g_main_loop_quit (fetching->loop);
  return G_SOURCE_CONTINUE;
}

/* What the other laptop has of the files that are missing here. What it lacks of ours it fetches when
 * this laptop serves. */
static guint
fetch_files (HalqaNode *self,
             HalqaTransport *transport,
             const HalqaDeviceId *device,
             const char *address,
             GMainLoop *loop)
{
  HalqaFetching fetching = { loop,
                             halqa_blob_fetch_new (self->reader, transport, nothing_cb, NULL) };
  guint look = g_timeout_add (LOOK_MS, look_cb, &fetching);
  guint n_fetched;

  halqa_blob_fetch_add_peer (fetching.fetch, device, address);
  halqa_blob_fetch_look (fetching.fetch);
  if (!halqa_blob_fetch_is_through (fetching.fetch))
    g_main_loop_run (loop);
  g_source_remove (look);
  halqa_blob_fetch_end (fetching.fetch);
  while (!halqa_blob_fetch_has_ended (fetching.fetch))
    g_main_context_iteration (NULL, TRUE);
  n_fetched = halqa_blob_fetch_get_n_fetched (fetching.fetch);
  halqa_blob_fetch_free (fetching.fetch);
  return n_fetched;
}

static gboolean
run_sync (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaTransport) transport =
                 halqa_http_transport_new (halqa_folder_get_identity (self->folder));
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  HalqaSync sync = { loop, NULL, 0, NULL };
  gboolean done;

  if (!halqa_store_check_writable (self->store, error))
    return FALSE;
  halqa_transport_add_store (transport, self->store);
  halqa_exchange_async (transport, self->reader, args[0], NULL, NULL, exchange_cb, &sync);
  g_main_loop_run (loop);
  if (sync.report != NULL)
    sync.n_files = fetch_files (self, transport, &sync.report->peer, args[0], loop);
  halqa_transport_close (transport);
  if (sync.report == NULL)
    {
      g_propagate_error (error, sync.error);
      return FALSE;
    }
  print_report (self, sync.report, sync.n_files);
  done = check_report (sync.report, error);
  halqa_exchange_report_free (sync.report);
  return done;
}

const HalqaNodeCommand halqa_node_net_commands[] = {
  { "serve", "", N_ ("Keeps the forum equal to every laptop in reach, until it is ended"), 0, 0,
    HALQA_NODE_NO_FORUM, serve_options, run_serve },
  { "sync", "HOST:PORT", N_ ("One exchange with a laptop, both ways"), 1, 1, HALQA_NODE_ONE_FORUM,
    NULL, run_sync },
  { NULL },
};
