/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-replicator.h"

G_BEGIN_DECLS

/**
 * HalqaPlace:
 * @address: "HOST:PORT"
 * @service: of the announcement that names it, or %NULL
 * @prefix: the first 8 bytes of the device id that is announced there
 * @typed: by a person: never given up
 */
typedef struct
{
  char *address;
  char *service;
  guint8 prefix[8];
  gboolean typed;
} HalqaPlace;

/**
 * HalqaNode:
 * @shown: what is told of it
 * @places: (element-type HalqaPlace): where it may be, the next one to be tried first
 * @dialling: ends our exchange with it, or %NULL where none is under way
 * @dialled_at: when that began; monotonic, microseconds
 * @due: when it is to be tried, or %HALQA_NEVER
 * @wait: seconds that were waited last after a failure, 0 after a success
 * @n_failed: places tried in vain since the last wait
 * @drop_wait: seconds from the next break of its live connection to the try that follows
 * @dropped_at: when that last broke; monotonic
 * @how: what it is due for, or what has come up since: of %HALQA_DUE_PUSH and its like; 0 for
 *   whatever there is
 * @rumour_since: when the first of what it will be asked about came
 * @again: something has come up since the exchange under way began
 * @yielded: the exchange under way was given up for one that the other side began
 * @n_served: requests of its that are being answered
 * @n_long: exchanges under way that may be long, and files that come
 * @served_until: until then its next request is waited for
 * @reached_at: when an exchange with it ended well last; monotonic, 0 for never
 *
 * One laptop, or an address where nobody was met yet.
 */
typedef struct
{
  HalqaPeer shown;
  GPtrArray *places;
  GCancellable *dialling;
  gint64 dialled_at;
  gint64 due;
  guint wait;
  guint n_failed;
  guint drop_wait;
  gint64 dropped_at;
  guint how;
  gint64 rumour_since;
  gboolean again;
  gboolean yielded;
  guint n_served;
  guint n_long;
  gint64 served_until;
  gint64 reached_at;
} HalqaNode;

#define HALQA_NEVER G_MAXINT64

/* There is something new of our own; of another's; anything else. */
#define HALQA_DUE_PUSH (1 << 0)
#define HALQA_DUE_ASK (1 << 1)
#define HALQA_DUE_FULL (1 << 2)

gboolean halqa_node_has_device (const HalqaNode *self);
/* The place to be tried, or %NULL. */
HalqaPlace *halqa_node_get_place (HalqaNode *self);
/* The first place is of no use: the next one is up. TRUE: all have been tried since the last wait. */
gboolean halqa_node_give_up_place (HalqaNode *self);
void halqa_node_remove_place (HalqaNode *self, const char *address);
/* It could not be reached, or refused us, as @shown says: sets when it is tried again. */
void halqa_node_wait_longer (HalqaNode *self);
/* Its live connection broke. Returns: when it is to be tried, to see whether it is there */
gint64 halqa_node_note_drop (HalqaNode *self);

/* Who may be near, and where. Lives on one thread. */
typedef struct _HalqaNeighbourhood HalqaNeighbourhood;

HalqaNeighbourhood *halqa_neighbourhood_new (void);
void halqa_neighbourhood_free (HalqaNeighbourhood *self);

/* Returns: (element-type HalqaNode) (transfer none) */
GPtrArray *halqa_neighbourhood_get_nodes (HalqaNeighbourhood *self);
/* Each returns the node that it is about, made where it is missing. @address: where @device says to
 * be, or %NULL; a node without a device that stands for the same becomes its own. */
HalqaNode *halqa_neighbourhood_meet (HalqaNeighbourhood *self,
                                     const HalqaDeviceId *device,
                                     const char *address);
HalqaNode *halqa_neighbourhood_add_typed (HalqaNeighbourhood *self, const char *address);
/* A person thinks no more of @address: where nobody was met there it is not tried again. */
void halqa_neighbourhood_forget_typed (HalqaNeighbourhood *self, const char *address);
/* @device was met at @address once. */
HalqaNode *halqa_neighbourhood_remember (HalqaNeighbourhood *self,
                                         const HalqaDeviceId *device,
                                         const char *address);
HalqaNode *halqa_neighbourhood_add_sighting (HalqaNeighbourhood *self,
                                             const HalqaSighting *sighting);
/* @address was found to be @device's: the place moves there, and a node left with nothing goes. */
HalqaNode *halqa_neighbourhood_settle (HalqaNeighbourhood *self,
                                       HalqaNode *node,
                                       const char *address,
                                       const HalqaDeviceId *device);
void halqa_neighbourhood_lose (HalqaNeighbourhood *self, const char *service);
/* Removes @node where nobody was met there and no place is left. TRUE: it is gone. */
gboolean halqa_neighbourhood_prune (HalqaNeighbourhood *self, HalqaNode *node);
/* Returns: (element-type HalqaPeer) (transfer full) */
GPtrArray *halqa_neighbourhood_dup_peers (HalqaNeighbourhood *self);

G_END_DECLS
