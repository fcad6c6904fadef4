/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-types.h"

G_BEGIN_DECLS

/* Which devices have which blobs that are not here. Of one thread at a time. */
typedef struct _HalqaBlobSources HalqaBlobSources;

/* @folder: of the blobs; what it says of them where something stands there. */
HalqaBlobSources *halqa_blob_sources_load (const char *folder);
/* Where it is not as it was loaded or saved. */
void halqa_blob_sources_save (HalqaBlobSources *self, const char *folder);
void halqa_blob_sources_free (HalqaBlobSources *self);

/* @device: %NULL with @has_it FALSE: nobody any more matters, for it is here. */
void halqa_blob_sources_note (HalqaBlobSources *self,
                              const HalqaBlobId *id,
                              const HalqaDeviceId *device,
                              gboolean has_it);
/* Returns: (element-type HalqaDeviceId) (transfer full) */
GArray *halqa_blob_sources_list (HalqaBlobSources *self, const HalqaBlobId *id);

G_END_DECLS
