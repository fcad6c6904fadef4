/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-hints.h"
#include "halqa-record.h"

G_BEGIN_DECLS

/* The same of a record. */
char **halqa_record_list_hints (HalqaRecord *self);

G_END_DECLS
