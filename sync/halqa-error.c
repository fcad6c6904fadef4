/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-error.h"

#include <string.h>

/* One error domain for the layer. Messages tell a person at a command line what is wrong and what
 * to do; the window words its own. */

/* What an error tells beside its sentence: whose laptop it was. */
typedef struct
{
  HalqaDeviceId device; /* all zero where nobody is named */
} HalqaSyncErrorPrivate;

static void
halqa_sync_error_private_init (HalqaSyncErrorPrivate *priv)
{
  memset (priv, 0, sizeof *priv);
}

static void
halqa_sync_error_private_copy (const HalqaSyncErrorPrivate *from, HalqaSyncErrorPrivate *to)
{
  *to = *from;
}

static void
halqa_sync_error_private_clear (HalqaSyncErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (HalqaSyncError, halqa_sync_error)

/**
 * halqa_sync_error_set_device:
 * @error: of this domain
 * @device: who has proven to be the one that it is about
 */
void
halqa_sync_error_set_device (GError *error, const HalqaDeviceId *device)
{
  halqa_sync_error_get_private (error)->device = *device;
}

/**
 * halqa_sync_error_get_device:
 * @error: of any domain
 *
 * Returns: (transfer none) (nullable): who has proven to be the one that it is about
 */
const HalqaDeviceId *
halqa_sync_error_get_device (const GError *error)
{
  static const HalqaDeviceId nobody;
  HalqaSyncErrorPrivate *priv =
      error->domain == HALQA_SYNC_ERROR ? halqa_sync_error_get_private (error) : NULL;

  return priv != NULL && memcmp (&priv->device, &nobody, sizeof nobody) != 0 ? &priv->device : NULL;
}
