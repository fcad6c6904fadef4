/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"
#include "halqa-settlement.h"

G_BEGIN_DECLS

/* For app/ and app/node/ alone: ui/ has no include path to sync/. The second and third block. */
void halqa_settlement_use_value (HalqaSettlement *self, const HalqaValue *value);
gboolean halqa_settlement_run (HalqaSettlement *self, HalqaReader *reader, GError **error);
gboolean halqa_settlement_undo (HalqaSettlement *self, HalqaReader *reader, GError **error);
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
  GPtrArray *before; /* of HalqaPastWrite: the versions that it replaced, the shown one first */

  const HalqaKind *kind; /* lent by the schema */
  HalqaId record;
  HalqaDot written;
  gboolean apart;
  gboolean is_written;
};

G_END_DECLS
