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
 * @HALQA_APP_ERROR_NOBODY_INVITES: there is nobody at that address who invites, or not any more
 * @HALQA_APP_ERROR_WRONG_CODE: the code is not the one that is shown
 * @HALQA_APP_ERROR_CODE_ENDED: the code is good for nothing any more
 * @HALQA_APP_ERROR_NOT_LET_IN: the person who invites said no
 * @HALQA_APP_ERROR_OTHER_VERSION: one of the two programs is too old
 * @HALQA_APP_ERROR_TIMED_OUT: the other laptop, or the person at it, took too long
 *
 * Errors of the sync layer come through unchanged, in their own domain.
 */
typedef enum
{
  HALQA_APP_ERROR_INVALID,
  HALQA_APP_ERROR_NOT_FOUND,
  HALQA_APP_ERROR_FILE,
  HALQA_APP_ERROR_REFUSED,
  HALQA_APP_ERROR_NOBODY_INVITES,
  HALQA_APP_ERROR_WRONG_CODE,
  HALQA_APP_ERROR_CODE_ENDED,
  HALQA_APP_ERROR_NOT_LET_IN,
  HALQA_APP_ERROR_OTHER_VERSION,
  HALQA_APP_ERROR_TIMED_OUT,
} HalqaAppError;

GQuark halqa_app_error_quark (void);

void halqa_app_error_set_value (GError **error,
                                const char *kind,
                                const char *field,
                                const char *sentence);
const char *halqa_app_error_get_field (const GError *error);
const char *halqa_app_error_get_sentence (const GError *error);

G_END_DECLS
