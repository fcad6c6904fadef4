/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"
#include "halqa-settlement.h"

G_BEGIN_DECLS

/* For app/ and app/node/ alone: ui/ has no include path to sync/. The second and third block. */
void halqa_settlement_use_value (HalqaSettlement *self, const HalqaValue *value);
gboolean halqa_settlement_run (HalqaSettlement *self, HalqaReader *reader, GError **error);
/* (element-type HalqaId): the proposals that were made. Lent. */
const GArray *halqa_settlement_get_made (HalqaSettlement *self);

/* --- among the files of the settlement alone */

struct _HalqaSettlement
{
  GObject parent_instance;

  /* owned */
  char *field;
  HalqaValue value;
  GArray *seen; /* of HalqaDot; NULL where nobody looked */
  GArray *made; /* of HalqaId */

  const HalqaKind *kind; /* lent by the schema */
  HalqaId record;
  guint64 stamp;
  gboolean apart;
};

G_END_DECLS
