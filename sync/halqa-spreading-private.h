/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-neighbourhood.h"
#include "halqa-spreading.h"

G_BEGIN_DECLS

struct _HalqaSpreading
{
  /* Owned. */
  HalqaReader *reader;
  HalqaTransport *transport;
  HalqaDiscovery *discovery; /* or NULL */
  HalqaNeighbourhood *neighbourhood;
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
/* Whoever does not know yet what we have, or know of others, is told in a second or three. */
void halqa_spreading_send_word (HalqaSpreading *self);
/* What an exchange, ours or theirs, has told of a peer. */
void halqa_spreading_show (HalqaNode *node, const HalqaExchangeReport *report);

/* Between two requests of one exchange. */
#define HALQA_SERVED_PAUSE (300 * G_TIME_SPAN_MILLISECOND)

/* Handles each request of a member; @user_data: the spreading. */
void halqa_spreading_asked_cb (HalqaRequest *request, gpointer user_data);

G_END_DECLS
