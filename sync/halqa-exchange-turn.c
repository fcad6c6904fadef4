/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-exchange-session.h"

#include <string.h>

/* What the request of a turn says and carries, from the asking side.
 *
 * Three kinds of turn: a light one, without entries and a name, for who is not known yet, broke off,
 * or is only asked whether it is equal; a quiet one, which brings what was written here just now;
 * and any other, which brings all that the peer, as far as we know, has not. */

gboolean
halqa_session_is_light (HalqaSession *session)
{
  const HalqaAcquaintance *peer = session->peer;

  return peer == NULL || !halqa_acquaintance_has_store (peer) ||
         (peer->broken && !session->reconciled) ||
         (session->how == HALQA_EXCHANGE_ASK && session->recognised);
}

/* What came here from others they bring themselves: so of our arrivals the peer has all only up to
 * the first of those. */
static gboolean
make_quiet (HalqaSession *session, GError **error)
{
  guint64 foreign;

  if (!halqa_reader_find_foreign (session->reader, session->after, session->upto,
                                  session->peer->store, &foreign, error))
    return FALSE;
  session->sent.quiet = TRUE;
  if (foreign > 0)
    session->sent.upto = foreign - 1;
  return TRUE;
}

static gboolean
fill_head (HalqaSession *session,
           const HalqaStatus *status,
           HalqaRequestFlags *flags,
           GError **error)
{
  HalqaExchangeHead *head = &session->sent;

  halqa_exchange_head_clear (head);
  halqa_exchange_head_fill (head, halqa_reader_get_store (session->reader), status,
                            !session->light);
  if (!session->light || session->recognised)
    {
      head->n_notes =
          halqa_knowledge_collect (halqa_knowledge_of (session->reader), &session->peer->device,
                                   head->notes, &session->serial);
      *flags |= HALQA_REQUEST_MEMBERS_ONLY;
    }
  if (session->light)
    return TRUE;
  memcpy (head->of, session->peer->store, HALQA_STORE_ID_SIZE);
  head->seen = session->seen;
  if (session->have != NULL || session->after < status->upto)
    *flags |= HALQA_REQUEST_COMPRESS;
  return session->how != HALQA_EXCHANGE_PUSH || !session->recognised || session->have != NULL ||
         make_quiet (session, error);
}

static void
fill_stream (HalqaSession *session)
{
  g_autoptr (GBytes) head = halqa_exchange_head_encode (&session->sent);

  session->stream = halqa_entry_stream_new (session->reader);
  halqa_entry_stream_set_head (session->stream, head);
  if (session->light)
    return;
  if (session->sent.quiet)
    {
      halqa_entry_stream_set_own_only (session->stream);
      halqa_entry_stream_set_log (session->stream, MAX (session->after, session->peer->pushed),
                                  session->upto, NULL);
      return;
    }
  if (session->have != NULL)
    halqa_entry_stream_set_ids (session->stream, (HalqaEntryId *) session->have->data,
                                session->have->len);
  halqa_entry_stream_set_log (session->stream, session->after, session->upto, session->peer->store);
  halqa_acquaintance_forget_refused (session->peer);
  halqa_entry_stream_set_skip (session->stream, session->peer->refused_by_it);
}

gboolean
halqa_session_fill_turn (HalqaSession *session,
                         const HalqaStatus *status,
                         HalqaRequestFlags *flags,
                         GError **error)
{
  if (!fill_head (session, status, flags, error))
    return FALSE;
  fill_stream (session);
  return TRUE;
}
