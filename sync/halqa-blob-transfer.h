/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-blob-wants.h"
#include "halqa-transport.h"

G_BEGIN_DECLS

typedef enum
{
  HALQA_TRANSFER_DONE, /* it is here */
  HALQA_TRANSFER_GONE, /* the other side has not got it */
  HALQA_TRANSFER_WRONG, /* what came was something else, and is thrown away */
  HALQA_TRANSFER_BROKEN, /* it did not come to an end; what came is kept */
  HALQA_TRANSFER_ELSEWHERE, /* another process is at it, or the other side has too much to do */
  HALQA_TRANSFER_NO_SPACE, /* it can't be stored here */
} HalqaTransferEnd;

/* One blob on its way from one laptop. */
typedef struct _HalqaBlobTransfer HalqaBlobTransfer;

/* @got: bytes that came. Called once; @self is gone when it returns. */
typedef void (*HalqaTransferFunc) (HalqaBlobTransfer *self,
                                   HalqaTransferEnd end,
                                   guint64 got,
                                   gpointer user_data);
/* Called now and then while bytes come. */
typedef void (*HalqaTransferTick) (gpointer user_data);

/* @want: must outlive the transfer. */
HalqaBlobTransfer *halqa_blob_transfer_start (HalqaTransport *transport,
                                              HalqaStore *store,
                                              const HalqaDeviceId *device,
                                              const char *address,
                                              HalqaBlobWant *want,
                                              HalqaTransferTick tick,
                                              HalqaTransferFunc func,
                                              gpointer user_data);
/* While it is paused nothing is read, so that nothing more is sent. */
void halqa_blob_transfer_set_paused (HalqaBlobTransfer *self, gboolean paused);
/* It ends soon. */
void halqa_blob_transfer_cancel (HalqaBlobTransfer *self);
HalqaBlobWant *halqa_blob_transfer_get_want (HalqaBlobTransfer *self);

G_END_DECLS
