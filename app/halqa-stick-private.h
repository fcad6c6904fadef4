/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-bundle-take.h"
#include "halqa-invitation.h"
#include "halqa-stick.h"

G_BEGIN_DECLS

/* The same for app/node/: these block, in any thread. @taken: (out) (optional) (transfer full). */
HalqaBundleReport *halqa_stick_preview (HalqaStore *store,
                                        const char *path,
                                        HalqaStoreProgress progress,
                                        gpointer user_data,
                                        GCancellable *cancellable,
                                        HalqaTaken **taken,
                                        GError **error);
HalqaBundleReport *halqa_stick_take (HalqaStore *store,
                                     const char *path,
                                     HalqaStoreProgress progress,
                                     gpointer user_data,
                                     GCancellable *cancellable,
                                     HalqaTaken **taken,
                                     GError **error);

/* The bundle, the invitation beside it unless that is NULL, and then the files of attachments. */
gboolean halqa_stick_give (HalqaStore *store,
                           const char *path,
                           const HalqaInvitation *invitation,
                           HalqaStoreProgress progress,
                           gpointer user_data,
                           GCancellable *cancellable,
                           HalqaBundleWritten *written,
                           GError **error);

G_END_DECLS
