/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"
#include "halqa-reader.h"
#include "halqa-replicator.h"

G_BEGIN_DECLS

/* For app/ and app/node/ alone: ui/ has no include path to sync/. */
HalqaForum *halqa_forum_new (HalqaStore *store, GError **error);
HalqaStore *halqa_forum_get_store (HalqaForum *self);
HalqaReader *halqa_forum_get_reader (HalqaForum *self);
HalqaReplicator *halqa_forum_get_replicator (HalqaForum *self);

G_END_DECLS
