/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-app-error.h"

/*
 * The error domain of app/. One quark for the whole layer: who reads an error asks what became of
 * the request (nothing there, not allowed, not readable), not which class said so.
 */

GQuark
halqa_app_error_quark (void)
{
  /* Not by G_DEFINE_QUARK: clang-format puts spaces into the name that it makes a string of. */
  return g_quark_from_static_string ("halqa-app-error-quark");
}
