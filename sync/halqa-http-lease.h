/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HALQA_TYPE_HTTP_LEASE (halqa_http_lease_get_type ())
G_DECLARE_FINAL_TYPE (HalqaHttpLease, halqa_http_lease, HALQA, HTTP_LEASE, GIOStream)

typedef void (*HalqaHttpLeaseFunc) (gpointer user_data);

GIOStream *halqa_http_lease_new (GIOStream *base, HalqaHttpLeaseFunc returned, gpointer user_data);
/* It is never returned; who lent it has what it was given for user_data back. */
void halqa_http_lease_give_away (HalqaHttpLease *self);

G_END_DECLS
