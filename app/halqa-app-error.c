/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-app-error.h"

/*
 * The error domain of app/. One quark for the whole layer: who reads an error asks what became of
 * the request (nothing there, not allowed, not readable), not which class said so.
 *
 * An error about a value keeps the field and the sentence apart too: scripts are told both in their own
 * names, people what a column or a control is called, or nothing, where they look at it already.
 */

typedef struct
{
  char *field;
  char *sentence;
} HalqaAppErrorPrivate;

static void
halqa_app_error_private_init (HalqaAppErrorPrivate *self)
{
}

static void
halqa_app_error_private_copy (const HalqaAppErrorPrivate *self, HalqaAppErrorPrivate *copy)
{
  copy->field = g_strdup (self->field);
  copy->sentence = g_strdup (self->sentence);
}

static void
halqa_app_error_private_clear (HalqaAppErrorPrivate *self)
{
  g_free (self->field);
  g_free (self->sentence);
}

G_DEFINE_EXTENDED_ERROR (HalqaAppError, halqa_app_error)

/**
 * halqa_app_error_set_value:
 * @error: what is set, to %HALQA_APP_ERROR_INVALID and "KIND.FIELD: SENTENCE"
 * @kind: of the record
 * @field: in which a value can't stand
 * @sentence: what would do
 */
void
halqa_app_error_set_value (GError **error,
                           const char *kind,
                           const char *field,
                           const char *sentence)
{
  HalqaAppErrorPrivate *private;

  if (error == NULL)
    return;
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID, "%s.%s: %s", kind, field, sentence);
  private = halqa_app_error_get_private (*error);
  private->field = g_strdup (field);
  private->sentence = g_strdup (sentence);
}

/**
 * halqa_app_error_get_field:
 * @error: any
 *
 * Returns: (transfer none) (nullable): the field that it is about; %NULL where it is about none
 */
const char *
halqa_app_error_get_field (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return error->domain == HALQA_APP_ERROR ? halqa_app_error_get_private (error)->field : NULL;
}

/**
 * halqa_app_error_get_sentence:
 * @error: any
 *
 * Returns: (transfer none): its message; of one about a value without the place
 */
const char *
halqa_app_error_get_sentence (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (halqa_app_error_get_field (error) == NULL)
    return error->message;
  return halqa_app_error_get_private (error)->sentence;
}
