/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-app-error.h"

/*
 * The error domain of app/. One quark for the whole layer: who reads an error asks what became of
 * the request (nothing there, not allowed, not readable), not which class said so.
 */

G_DEFINE_QUARK (halqa-app-error-quark, halqa_app_error)
