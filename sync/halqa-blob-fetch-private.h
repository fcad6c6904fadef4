/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-blob-fetch.h"
#include "halqa-blob-transfer.h"

G_BEGIN_DECLS

#define HALQA_BLOB_NEVER G_MAXINT64

/**
 * HalqaBlobOffer:
 * @due: when it may be fetched; monotonic, %HALQA_BLOB_NEVER where something else came under its name
 * @wait: seconds that were waited last
 *
 * What one laptop said that it has.
 */
typedef struct
{
  gint64 due;
  guint wait;
} HalqaBlobOffer;

/**
 * HalqaBlobPeer:
 * @fetch: whose it is
 * @device: which laptop
 * @address: where it can be asked, or %NULL
 * @is_deaf: whether it didn't answer there, and a live connection leads to it
 * @in_reach: whether it is
 * @asking: whether a question is under way
 * @asked: whether it was asked for all that was missing then
 * @cursor: where in the list of what is missing the next question begins
 * @ask_due: when that is due
 * @ask_wait: seconds that were waited for it last
 * @due: when something may be fetched from it again
 * @wait: seconds that were waited for that last
 * @offers: (element-type HalqaBlobWant HalqaBlobOffer): what it has
 * @transfer: what is coming from it, or %NULL
 */
typedef struct
{
  HalqaBlobFetch *fetch;
  HalqaDeviceId device;
  char *address;
  gboolean is_deaf;
  gboolean in_reach;
  gboolean asking;
  gboolean asked;
  guint cursor;
  gint64 ask_due;
  guint ask_wait;
  gint64 due;
  guint wait;
  GHashTable *offers;
  HalqaBlobTransfer *transfer;
} HalqaBlobPeer;

struct _HalqaBlobFetch
{
  /* Owned. */
  HalqaReader *reader;
  HalqaTransport *transport;
  HalqaBlobWants *wants;
  GHashTable *peers; /* HalqaDeviceId -> HalqaBlobPeer */
  GMainContext *context;
  GCancellable *stop;
  GSource *timer;
  GSource *telling;

  /* Borrowed. */
  HalqaBlobStore *blobs;

  HalqaBlobFetchFunc func;
  gpointer user_data;
  HalqaBlobComingFunc coming_func; /* or NULL */
  gpointer coming_data;
  guint n_under_way; /* questions and transfers */
  guint n_transfers;
  guint n_fetched;
  gboolean busy;
  gint64 busy_since;
  gint64 look_due; /* at the files */
  gint64 room_due;
};

/* Word that something is not as before, in a moment. */
void halqa_blob_fetch_tell (HalqaBlobFetch *self);

/* Twice as many seconds as were waited before, 1 to @max; returns when they will be over. */
gint64 halqa_blob_get_later (guint *wait, guint max);
HalqaBlobOffer *halqa_blob_peer_ensure_offer (HalqaBlobPeer *peer, HalqaBlobWant *want);
/* Where it is asked; %NULL for the live connection. */
const char *halqa_blob_peer_get_address (HalqaBlobPeer *peer);
/* It gave nothing: the other way is tried next, where there is one. */
void halqa_blob_peer_change_way (HalqaBlobPeer *peer);
/* Asks which of the missing ones it has. */
void halqa_blob_peer_ask (HalqaBlobPeer *peer);

G_END_DECLS
