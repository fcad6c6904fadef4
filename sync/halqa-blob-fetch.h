/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"
#include "halqa-transport.h"

G_BEGIN_DECLS

/**
 * HalqaBlobFetch:
 *
 * Brings the blobs that are missing here from whoever has them, in the thread-default main context of
 * who made it.
 */
typedef struct _HalqaBlobFetch HalqaBlobFetch;

/* What is here, on its way, or known of who has it is not as before; ten times a second at most. */
typedef void (*HalqaBlobFetchFunc) (gpointer user_data);
/* One begins to come from @device, 1, or does so no more, -1. */
typedef void (*HalqaBlobComingFunc) (const HalqaDeviceId *device, int change, gpointer user_data);

HalqaBlobFetch *halqa_blob_fetch_new (HalqaReader *reader,
                                      HalqaTransport *transport,
                                      HalqaBlobFetchFunc func,
                                      gpointer user_data);
void halqa_blob_fetch_set_coming_func (HalqaBlobFetch *self,
                                       HalqaBlobComingFunc func,
                                       gpointer user_data);
/* Only one that has ended. */
void halqa_blob_fetch_free (HalqaBlobFetch *self);
void halqa_blob_fetch_end (HalqaBlobFetch *self);
gboolean halqa_blob_fetch_has_ended (HalqaBlobFetch *self);

/* Who is in reach: nobody, and then one after the other. */
void halqa_blob_fetch_clear_peers (HalqaBlobFetch *self);
void
halqa_blob_fetch_add_peer (HalqaBlobFetch *self, const HalqaDeviceId *device, const char *address);
/* After a commit. */
void halqa_blob_fetch_touch (HalqaBlobFetch *self, const GArray *touched);
/* Whether text is under way, for which all this waits. */
void halqa_blob_fetch_set_busy (HalqaBlobFetch *self, gboolean busy);
/* Does what is to be done now; to be called after any of the above. */
void halqa_blob_fetch_look (HalqaBlobFetch *self);

/* Whether all in reach have been asked, and nothing that they have can be fetched now. */
gboolean halqa_blob_fetch_is_through (HalqaBlobFetch *self);
/* How many came since it was made. */
guint halqa_blob_fetch_get_n_fetched (HalqaBlobFetch *self);

G_END_DECLS
