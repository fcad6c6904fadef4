/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"
#include "halqa-transport.h"

G_BEGIN_DECLS

/* So many names go with one question. */
#define HALQA_BLOBS_ASKED_MAX 1024
/* The CBOR of so many. */
#define HALQA_BLOBS_BODY_MAX (HALQA_BLOBS_ASKED_MAX * (HALQA_ENTRY_ID_SIZE + 2) + 3)

/* Whether @request is about blobs: it asks which are here, or for one of them. */
gboolean halqa_blob_serve_takes (HalqaRequest *request);
/* Answers such a @request; @reader reads its store. @callback is called when that is done, for one that
 * is streamed when the streaming begins. */
void halqa_blob_serve_async (HalqaRequest *request,
                             HalqaReader *reader,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

G_END_DECLS
