/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-http-call-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-certificate.h"

/* Whom one request talks to, and by which key of the forum.
 *
 * A member ends the connection of who is none without a word. After a handshake that went well on
 * our side, that is what an end without an answer means, most likely. It may also mean that the
 * other side has been away and does not know the newest key of the forum yet: then the request is
 * made again with the one before, and so on, but only towards a device that those keys let in here.
 * So to whom an old key is all that is known, be it the laptop that was removed under a new device
 * key, not a byte of a request is sent. */

void
halqa_http_call_refuse (HalqaHttpCall *call, HalqaSyncError code, const char *sentence)
{
  if (call->refusal == NULL)
    call->refusal = g_error_new (HALQA_SYNC_ERROR, code, "%s: %s", call->address, sentence);
}

/* --- whom we talk to */

static gboolean
check_device (HalqaHttpClient *client, HalqaHttpCall *call, GTlsCertificate *certificate)
{
  g_autoptr (GError) error = NULL;

  call->has_device =
      certificate != NULL && halqa_certificate_read (certificate, &call->device, NULL, NULL);
  if (!call->has_device)
    halqa_http_call_refuse (call, HALQA_SYNC_ERROR_NOT_MEMBER,
                            _ ("What answers there is not this program"));
  else if (!halqa_roster_check_server (halqa_http_client_get_roster (client), call->store,
                                       &call->key, &call->device,
                                       call->has_expected ? &call->expected : NULL,
                                       (call->flags & HALQA_REQUEST_MEMBERS_ONLY) != 0, &error))
    halqa_http_call_refuse (call, (HalqaSyncError) error->code, error->message);
  return call->refusal == NULL;
}

gboolean
halqa_http_call_check_connection (HalqaHttpClient *client, HalqaHttpCall *call)
{
  if (soup_message_get_tls_protocol_version (call->message) != G_TLS_PROTOCOL_VERSION_TLS_1_3)
    halqa_http_call_refuse (call, HALQA_SYNC_ERROR_NOT_MEMBER,
                            _ ("What answers there does not speak TLS 1.3"));
  return check_device (client, call, soup_message_get_tls_peer_certificate (call->message));
}

gboolean
halqa_http_call_accept_cb (SoupMessage *message,
                           GTlsCertificate *certificate,
                           GTlsCertificateFlags errors,
                           gpointer user_data)
{
  return check_device (g_task_get_source_object (user_data), g_task_get_task_data (user_data),
                       certificate);
}

gboolean
halqa_http_call_guard_cb (gpointer user_data, GError **error)
{
  HalqaHttpCall *call = g_task_get_task_data (user_data);

  if (halqa_http_call_check_connection (g_task_get_source_object (user_data), call))
    {
      call->body_begun = TRUE;
      return TRUE;
    }
  g_propagate_error (error, g_error_copy (call->refusal));
  return FALSE;
}

gboolean
halqa_http_call_is_broken (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
         error->domain == G_TLS_ERROR || error->domain == SOUP_SESSION_ERROR;
}

/* Whether the other side has shown us the door. */
gboolean
halqa_http_call_was_refused (HalqaHttpCall *call, const GError *error)
{
  return call->is_new && call->shook_hands && halqa_http_call_is_broken (error) &&
         !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
}

/* The next older key that lets this device in here, where the request can be made once more. */
gboolean
halqa_http_call_take_older_key (HalqaHttpCall *call)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (call->store);

  if (!call->has_device || (call->body_begun && call->whole == NULL))
    return FALSE;
  while (++call->key_index < halqa_keyring_get_n_keys (keyring))
    {
      call->key = *halqa_keyring_get_key (keyring, call->key_index);
      if (halqa_keyring_admits (keyring, call->key.tag, &call->device))
        return TRUE;
    }
  return FALSE;
}

/* Whoever is removed while we ask is not told any more. */
static void
keys_changed_cb (HalqaRoster *roster, HalqaStore *store, gpointer user_data)
{
  HalqaHttpCall *call = g_task_get_task_data (user_data);
  g_autoptr (GError) error = NULL;

  if (!call->has_device ||
      halqa_roster_check_server (roster, call->store, NULL, &call->device, NULL, FALSE, &error))
    return;
  halqa_http_call_refuse (call, (HalqaSyncError) error->code, error->message);
  g_cancellable_cancel (call->cancellable);
}

/* The newest, to begin with. Fails the task of who has none any more. */
gboolean
halqa_http_call_choose_key (HalqaHttpClient *client, GTask *task, HalqaHttpCall *call)
{
  HalqaIdentity *identity = halqa_store_get_identity (call->store);
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (call->store);

  call->key = *halqa_keyring_get_newest (keyring);
  if (halqa_keyring_get_removal (keyring, halqa_identity_get_device (identity)) != NULL)
    {
      g_task_return_new_error (task, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_MEMBER,
                               _ ("This laptop has been removed from the forum."));
      return FALSE;
    }
  g_signal_connect_object (halqa_http_client_get_roster (client), "keys-changed",
                           G_CALLBACK (keys_changed_cb), task, 0);
  return TRUE;
}
