/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HALQA_APP_ERROR (halqa_app_error_quark ())

/**
 * HalqaAppError:
 * @HALQA_APP_ERROR_INVALID: a kind, a field or a value that there is not
 * @HALQA_APP_ERROR_NOT_FOUND: no such forum or record
 * @HALQA_APP_ERROR_FILE: a file that can't be read as what it says it is
 * @HALQA_APP_ERROR_REFUSED: lines of an import were refused, the rest is in
 *
 * Errors of the sync layer come through unchanged, in their own domain.
 */
typedef enum
{
  HALQA_APP_ERROR_INVALID,
  HALQA_APP_ERROR_NOT_FOUND,
  HALQA_APP_ERROR_FILE,
  HALQA_APP_ERROR_REFUSED,
} HalqaAppError;

GQuark halqa_app_error_quark (void);

G_END_DECLS
