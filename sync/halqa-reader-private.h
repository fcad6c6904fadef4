/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"
#include "halqa-negentropy.h"
#include "halqa-state.h"

G_BEGIN_DECLS

struct _HalqaReader
{
  GObject parent_instance;

  /* Owned. */
  HalqaStore *store;
  HalqaSql *sql;
  HalqaBase base;
  guint depth; /* of halqa_reader_begin() */
};

/* The newest arrival before which nothing is unchecked. */
gboolean halqa_reader_get_upto (HalqaReader *self, gint64 *upto, GError **error);

G_END_DECLS
