/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-blob-fetch-private.h"

#include "halqa-blob-serve.h"
#include "halqa-body.h"
#include "halqa-exchange-message.h"

/* Asking one laptop which of the missing blobs it has, and what it said.
 *
 * The rule kept: an answer counts for what was asked for, and for nothing else in it. What it has is
 * known from itself alone. */

#define ASK_WAIT_MAX 45

gint64
halqa_blob_get_later (guint *wait, guint max)
{
  *wait = CLAMP (2 * *wait, 1, max);
  return g_get_monotonic_time () + *wait * G_USEC_PER_SEC;
}

HalqaBlobOffer *
halqa_blob_peer_ensure_offer (HalqaBlobPeer *peer, HalqaBlobWant *want)
{
  HalqaBlobOffer *offer = g_hash_table_lookup (peer->offers, want);

  if (offer == NULL)
    {
      offer = g_new0 (HalqaBlobOffer, 1);
      g_hash_table_insert (peer->offers, want, offer);
    }
  return offer;
}

const char *
halqa_blob_peer_get_address (HalqaBlobPeer *peer)
{
  return peer->is_deaf ? NULL : peer->address;
}

void
halqa_blob_peer_change_way (HalqaBlobPeer *peer)
{
  HalqaBlobFetch *self = peer->fetch;

  peer->is_deaf = !peer->is_deaf &&
                  halqa_transport_has_live (self->transport, halqa_reader_get_store (self->reader),
                                            &peer->device);
}

typedef struct
{
  HalqaBlobPeer *peer;
  GPtrArray *wants; /* (element-type HalqaBlobWant) */
  HalqaReply *reply;
} Question;

/* What it said of one that it was asked for. */
static void
take_word (HalqaBlobPeer *peer, HalqaBlobWant *want, gboolean has_it)
{
  HalqaBlobOffer *offer = g_hash_table_lookup (peer->offers, want);

  if (offer != NULL && offer->due == HALQA_BLOB_NEVER)
    has_it = FALSE;
  else if (has_it)
    halqa_blob_peer_ensure_offer (peer, want);
  else
    g_hash_table_remove (peer->offers, want);
  halqa_blob_store_note_source (peer->fetch->blobs, &want->id, &peer->device, has_it);
}

static void
take_names (Question *question, GArray *names)
{
  g_autoptr (GHashTable) set = g_hash_table_new (halqa_entry_id_hash, halqa_entry_id_equal);
  HalqaBlobPeer *peer = question->peer;

  for (guint i = 0; i < names->len; i++)
    g_hash_table_add (set, &g_array_index (names, HalqaBlobId, i));
  for (guint i = 0; i < question->wants->len; i++)
    {
      HalqaBlobWant *want = g_ptr_array_index (question->wants, i);

      take_word (peer, want, g_hash_table_contains (set, &want->id));
    }
  peer->cursor += question->wants->len;
}

/* @names: (nullable): what it said; %NULL where it said nothing that can be read */
static void
end_question (Question *question, GArray *names)
{
  HalqaBlobPeer *peer = question->peer;
  HalqaBlobFetch *self = peer->fetch;

  peer->asking = FALSE;
  self->n_under_way--;
  if (names != NULL)
    take_names (question, names);
  if (names == NULL || peer->cursor >= halqa_blob_wants_get_missing (self->wants)->len)
    {
      peer->cursor = 0;
      peer->asked = TRUE;
      peer->ask_due = halqa_blob_get_later (&peer->ask_wait, ASK_WAIT_MAX);
      halqa_blob_store_save_sources (self->blobs);
    }
  g_ptr_array_unref (question->wants);
  g_clear_object (&question->reply);
  g_free (question);
  halqa_blob_fetch_tell (self);
  halqa_blob_fetch_look (self);
}

static void
names_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GBytes) body = halqa_body_read_finish (result, NULL);
  g_autoptr (GArray) names = body != NULL ? halqa_fetch_decode (body, NULL) : NULL;

  end_question (user_data, names);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;

  question->reply = halqa_transport_request_finish (HALQA_TRANSPORT (source), result, NULL);
  if (question->reply != NULL && halqa_reply_get_status (question->reply) == 200)
    halqa_body_read_async (halqa_reply_get_body (question->reply), HALQA_BLOBS_BODY_MAX,
                           question->peer->fetch->stop, names_read_cb, question);
  else
    {
      if (question->reply == NULL)
        halqa_blob_peer_change_way (question->peer);
      end_question (question, NULL);
    }
}

void
halqa_blob_peer_ask (HalqaBlobPeer *peer)
{
  HalqaBlobFetch *self = peer->fetch;
  GPtrArray *missing = halqa_blob_wants_get_missing (self->wants);
  Question *question = g_new0 (Question, 1);
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (HalqaBlobId));
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GInputStream) stream = NULL;

  question->peer = peer;
  question->wants = g_ptr_array_new ();
  if (peer->cursor >= missing->len)
    peer->cursor = 0;
  for (guint i = peer->cursor; i < missing->len && names->len < HALQA_BLOBS_ASKED_MAX; i++)
    {
      HalqaBlobWant *want = g_ptr_array_index (missing, i);

      g_ptr_array_add (question->wants, want);
      g_array_append_val (names, want->id);
    }
  body = halqa_fetch_encode ((const HalqaEntryId *) names->data, names->len);
  stream = g_memory_input_stream_new_from_bytes (body);
  peer->asking = TRUE;
  self->n_under_way++;
  halqa_transport_request_async (self->transport, halqa_reader_get_store (self->reader),
                                 halqa_blob_peer_get_address (peer), &peer->device, "blobs", stream,
                                 HALQA_REQUEST_MEMBERS_ONLY, self->stop, asked_cb, question);
}
