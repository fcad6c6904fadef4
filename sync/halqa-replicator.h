/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-discovery.h"
#include "halqa-exchange.h"

G_BEGIN_DECLS

#define HALQA_TYPE_REPLICATOR (halqa_replicator_get_type ())
G_DECLARE_FINAL_TYPE (HalqaReplicator, halqa_replicator, HALQA, REPLICATOR, GObject)

typedef enum
{
  HALQA_PEER_CONNECTING, /* announced or typed, not reached yet */
  HALQA_PEER_REACHED, /* the last exchange went well */
  HALQA_PEER_UNREACHABLE, /* it did not; it is tried again */
  HALQA_PEER_NOT_MEMBER, /* it answers, and does not know the forum */
  HALQA_PEER_ABSENT, /* a device of the forum; nobody knows where it may be */
} HalqaPeerState;

/* Why a peer is not in reach. */
typedef enum
{
  HALQA_PEER_WHY_NONE, /* it is, or nothing was tried yet */
  HALQA_PEER_WHY_NO_ADDRESS, /* it is not announced, and was never met from here */
  HALQA_PEER_WHY_NO_ANSWER, /* nobody answers where it was, or is announced */
  HALQA_PEER_WHY_NOT_MEMBER, /* it ends the connection: one of the two is no member to the other */
  HALQA_PEER_WHY_REMOVED, /* it was a member of the forum, and is none any more */
  HALQA_PEER_WHY_OTHER_LAPTOP, /* another laptop answers there now */
  HALQA_PEER_WHY_IT_IS_OLD, /* it speaks an older protocol */
  HALQA_PEER_WHY_WE_ARE_OLD, /* it speaks a newer protocol */
  HALQA_PEER_WHY_ITS_DISK_IS_FULL,
  HALQA_PEER_WHY_OUR_DISK_IS_FULL,
  HALQA_PEER_WHY_REFUSED, /* it answers with another error, or with what can't be read */
} HalqaPeerWhy;

/**
 * HalqaPeer:
 * @device: all zero while it is not known
 * @name: of the device, or %NULL
 * @address: where it was tried last, "HOST:PORT"
 * @state: see above
 * @announced: whether discovery sees it now
 * @equal: whether both held the same after the last exchange
 * @is_exchanging: whether one is under way with who is there, and may be long: of what was just written,
 *   one that has lasted; or a file is coming from it
 * @last_exchange: Unix time in microseconds, 0 for never
 * @clock_difference: its clock less ours, milliseconds
 * @version: of its program, or %NULL
 * @problem: why the last try failed, or %NULL
 * @why: the same, to be put into words
 * @is_device: whether it is a device of the forum that was not removed; others are addresses, or
 *   have no record yet
 * @is_complete: whether it has, by the last that is known, just what we have now
 * @lacks_of_ours: entries of ours that it lacks, -1 where nothing is known of it
 * @lacks_of_its: entries of its that we lack, -1 where nothing is known of it
 * @is_exact: whether these were counted from a set of its that is known entry by entry, at @as_of;
 *   else they are the most that it may be
 * @as_of: when it told of its set last, by itself or through another; Unix time in microseconds
 * @told_by: the name of who passed that on; %NULL where it did itself
 * @n_refused: entries of its that were refused here since the program began
 * @refused_why: why the last of them was; %NULL for none
 * @n_brought: entries new to us that it brought in the last ten minutes
 */
typedef struct
{
  HalqaDeviceId device;
  char *name;
  char *address;
  HalqaPeerState state;
  gboolean announced;
  gboolean equal;
  gboolean is_exchanging;
  gint64 last_exchange;
  gint64 clock_difference;
  char *version;
  char *problem;
  HalqaPeerWhy why;
  gboolean is_device;
  gboolean is_complete;
  gint64 lacks_of_ours;
  gint64 lacks_of_its;
  gboolean is_exact;
  gint64 as_of;
  char *told_by;
  guint n_refused;
  char *refused_why;
  guint n_brought;
} HalqaPeer;

void halqa_peer_free (HalqaPeer *self);
HalqaPeer *halqa_peer_copy (const HalqaPeer *self);

/* Makes the transport and the discovery on the thread that they will live on. */
typedef HalqaTransport *(*HalqaTransportMaker) (gpointer user_data);
typedef HalqaDiscovery *(*HalqaDiscoveryMaker) (gpointer user_data);

/* Keeps @store equal to every peer in reach, on a thread of its own. @make_discovery may be %NULL.
 * Signals, in the thread-default context of who made it: "changed": the list of peers, or what is
 * known of one, is another; "blobs-changed": one has arrived, or more of it, or another is known to
 * have it. */
HalqaReplicator *halqa_replicator_new (HalqaStore *store,
                                       HalqaTransportMaker make_transport,
                                       HalqaDiscoveryMaker make_discovery,
                                       gpointer user_data);
/* Blocks until it listens at @address. */
gboolean halqa_replicator_start (HalqaReplicator *self, const char *address, GError **error);
void halqa_replicator_stop (HalqaReplicator *self);
char *halqa_replicator_dup_address (HalqaReplicator *self);
/* A peer typed by hand, tried until the end. */
void halqa_replicator_add_address (HalqaReplicator *self, const char *address);
void halqa_replicator_forget_address (HalqaReplicator *self, const char *address);
/* Returns: (element-type HalqaPeer) (transfer full): as they are now. */
GPtrArray *halqa_replicator_dup_peers (HalqaReplicator *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaPeer, halqa_peer_free)

G_END_DECLS
