/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-blob-fetch.h"
#include "halqa-replicator.h"

G_BEGIN_DECLS

/**
 * HalqaSpreading:
 *
 * Decides who is asked when, in the thread-default main context of who made it.
 */
typedef struct _HalqaSpreading HalqaSpreading;

/* @peers: (element-type HalqaPeer) (transfer full): as they are now; called whenever one is another. */
typedef void (*HalqaPeersFunc) (GPtrArray *peers, gpointer user_data);

HalqaSpreading *halqa_spreading_new (HalqaReader *reader,
                                     HalqaTransport *transport,
                                     HalqaPeersFunc func,
                                     HalqaBlobFetchFunc blobs_func,
                                     gpointer user_data);
/* Only what has ended may be freed. */
void halqa_spreading_free (HalqaSpreading *self);

/* Where members were last seen is tried; requests are answered, commits told. */
void halqa_spreading_begin (HalqaSpreading *self);
/* Breaks everything off; the transport is closed. */
void halqa_spreading_end (HalqaSpreading *self);
/* Whether nothing is under way any more. */
gboolean halqa_spreading_has_ended (HalqaSpreading *self);

/* @discovery is started, and listened to until the end. */
void halqa_spreading_discover (HalqaSpreading *self, HalqaDiscovery *discovery);
void halqa_spreading_add_address (HalqaSpreading *self, const char *address);
void halqa_spreading_forget_address (HalqaSpreading *self, const char *address);

G_END_DECLS
