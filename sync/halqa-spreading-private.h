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
  GCancellable *stop;

  HalqaPeersFunc func;
  gpointer user_data;
  guint watch;
  guint n_under_way; /* exchanges, ours and others' */
};

gboolean halqa_spreading_is_ending (HalqaSpreading *self);
/* Tells who listens what the peers are like now. */
void halqa_spreading_tell (HalqaSpreading *self);
/* Sets the timer anew, after due times were moved. */
void halqa_spreading_schedule (HalqaSpreading *self);
/* The same, and tries who is due now. */
void halqa_spreading_look (HalqaSpreading *self);
void halqa_spreading_make_due (HalqaNode *node);
/* What an exchange, ours or theirs, has told of a peer. */
void halqa_spreading_show (HalqaNode *node, const HalqaExchangeReport *report);

/* Between two requests of one exchange. */
#define HALQA_SERVED_PAUSE (300 * G_TIME_SPAN_MILLISECOND)

/* Handles each request of a member; @user_data: the spreading. */
void halqa_spreading_asked_cb (HalqaRequest *request, gpointer user_data);

G_END_DECLS
