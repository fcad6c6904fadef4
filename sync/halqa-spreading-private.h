/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-blob-fetch.h"
#include "halqa-neighbourhood.h"
#include "halqa-network-watch.h"
#include "halqa-spreading.h"

G_BEGIN_DECLS

struct _HalqaSpreading
{
  /* Owned. */
  HalqaReader *reader;
  HalqaTransport *transport;
  HalqaDiscovery *discovery; /* or NULL */
  HalqaNeighbourhood *neighbourhood;
  HalqaNetworkWatch *network;
  HalqaBlobFetch *blobs;
  GMainContext *context;
  GSource *timer; /* for the node that is due next, or NULL */
  GSource *period;
  GSource *telling; /* word to who listens that has to wait a moment, or NULL */
  GArray *devices; /* of HalqaDeviceId: those of the forum */
  GCancellable *stop;

  HalqaPeersFunc func;
  gpointer user_data;
  guint watch;
  guint n_under_way; /* exchanges, ours and others' */
  guint n_blobs_asked; /* questions about blobs that are being answered */
  gint64 period_due;
  gint64 told_at;
};

gboolean halqa_spreading_is_ending (HalqaSpreading *self);
/* Tells who listens what the peers are like now; ten times a second at most. */
void halqa_spreading_tell (HalqaSpreading *self);
/* The forum has other devices than before. */
void halqa_spreading_list_devices (HalqaSpreading *self);
/* Sets the timer anew, after due times were moved. */
void halqa_spreading_schedule (HalqaSpreading *self);
/* The same, and tries who is due now. */
void halqa_spreading_look (HalqaSpreading *self);
void halqa_spreading_make_due (HalqaNode *node);
/* @how: %HALQA_DUE_PUSH and its like; @when: monotonic */
void halqa_spreading_make_due_for (HalqaNode *node, guint how, gint64 when);
/* @node is asked in a moment whether it has what came from others. */
void halqa_spreading_make_rumour (HalqaNode *node);
/* Begins an exchange with @node, unless it is under way already, or has to wait. */
void halqa_spreading_try (HalqaSpreading *self, HalqaNode *node);
/* Whoever does not know yet what we have, or know of others, is told in a second or three. */
void halqa_spreading_send_word (HalqaSpreading *self);
/* What an exchange, ours or theirs, has told of a peer. */
void halqa_spreading_show (HalqaNode *node, const HalqaExchangeReport *report);

/* Between two requests of one exchange. */
#define HALQA_SERVED_PAUSE (300 * G_TIME_SPAN_MILLISECOND)
/* What is just of what was written is over by then. */
#define HALQA_LONG_MS 500
/* Until an answer has been read by one who needs no other. */
#define HALQA_ANSWERED_PAUSE (3 * G_TIME_SPAN_MILLISECOND)

/* @device can be asked over a live connection, or no more. @user_data: the spreading. */
void halqa_spreading_live_cb (HalqaStore *store,
                              const HalqaDeviceId *device,
                              gboolean is_up,
                              gpointer user_data);
/* Whether @node can be asked: there is a place, or a live connection. */
gboolean halqa_spreading_can_ask (HalqaSpreading *self, const HalqaNode *node);
void halqa_spreading_set_state (HalqaNode *node,
                                HalqaPeerState state,
                                HalqaPeerWhy why,
                                const char *problem);

/* An exchange that may be long begins, 1, or ends, -1; or a file that comes. */
void halqa_spreading_count_long (HalqaSpreading *self, HalqaNode *node, int change);

/* To be called when the forum has another key. */
void halqa_spreading_follow_keys (HalqaSpreading *self);
/* Handles each request of a member; @user_data: the spreading. */
void halqa_spreading_asked_cb (HalqaRequest *request, gpointer user_data);

G_END_DECLS
