/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-item.h"

G_BEGIN_DECLS

#define HALQA_TYPE_ENDORSER (halqa_endorser_get_type ())
G_DECLARE_FINAL_TYPE (HalqaEndorser, halqa_endorser, HALQA, ENDORSER, GObject)

/* An organisation and all that it endorses within a family: one line, with each of its commitments.
 * Properties "organisation", "endorsements", "name". */

/* NULL where the record of the organisation has not arrived. */
HalqaItem *halqa_endorser_get_organisation (HalqaEndorser *self);
/* Its id in hex; NULL of endorsements that name none. */
const char *halqa_endorser_get_id (HalqaEndorser *self);
/* Its name, or the first digits of its id; "" of endorsements that name none. */
char *halqa_endorser_dup_name (HalqaEndorser *self);
/* Of HalqaItem: the endorsements, as the family lists the proposals. Lent. */
GListModel *halqa_endorser_get_endorsements (HalqaEndorser *self);

G_END_DECLS
