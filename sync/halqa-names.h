/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-sql.h"
#include "halqa-types.h"

G_BEGIN_DECLS

/**
 * HalqaNames:
 *
 * Small numbers for what recurs in every record: fields, devices, the stores of peers. They mean
 * something in one database only. 0 is never one.
 */
typedef struct _HalqaNames HalqaNames;

HalqaNames *halqa_names_new (HalqaSql *sql);
void halqa_names_free (HalqaNames *self);
/* After a rollback, or where another process wrote. */
void halqa_names_forget (HalqaNames *self);

/* The number, made where it is missing; 0 on error. */
guint halqa_names_put_field (HalqaNames *self, const char *name, GError **error);
guint halqa_names_put_device (HalqaNames *self, const HalqaDeviceId *device, GError **error);
guint halqa_names_put_peer (HalqaNames *self, const guint8 *store_id, GError **error);
/* Those of all fields of @kind, in the order of its table. */
const guint *halqa_names_put_columns (HalqaNames *self, const HalqaKind *kind, GError **error);
/* The number, 0 where there is none. */
guint halqa_names_find_field (HalqaNames *self, const char *name);
guint halqa_names_find_peer (HalqaNames *self, const guint8 *store_id);
guint halqa_names_find_device (HalqaNames *self, const HalqaDeviceId *device);
/* %NULL where there is no such number. Lent until the names are freed. */
const char *halqa_names_get_field (HalqaNames *self, guint number);
const HalqaDeviceId *halqa_names_get_device (HalqaNames *self, guint number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HalqaNames, halqa_names_free)

G_END_DECLS
