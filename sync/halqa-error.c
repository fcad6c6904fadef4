/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-error.h"

/* One error domain for the layer. Messages tell a person at a command line what is wrong and what
 * to do; the window words its own. */

/**
 * halqa_sync_error_quark:
 *
 * Returns: the domain of #HalqaSyncError
 */
G_DEFINE_QUARK (halqa - sync - error - quark, halqa_sync_error)
