/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-conduct.h"

#include <string.h>

#include "halqa-entry-batch.h"

/* Who sent what was refused, and who brings how much. A member may write, and nobody can say which
 * words are too many; so nothing is held back here, but it is told whose they are, and a person can
 * ask, or remove the laptop.
 *
 * It counts for who hands an entry over, not for who wrote it: what is forged bears somebody else's
 * name. Who only passes on a flood is seen too, until it is asked where it had it from.
 *
 * Rejected: a quota for each device. A member can make as many devices as it likes, and a laptop
 * that has been away for a day brings more than any quota would let it. */

#define LOG_EVERY (60 * G_USEC_PER_SEC)
#define MINUTE (60 * G_USEC_PER_SEC)

/* Minutes that have gone by since were minutes of nothing. */
static void
catch_up (HalqaConduct *self)
{
  gint64 now = g_get_monotonic_time () / MINUTE;

  if (now - self->minute >= HALQA_CONDUCT_MINUTES)
    memset (self->brought, 0, sizeof self->brought);
  else
    for (gint64 minute = self->minute + 1; minute <= now; minute++)
      self->brought[minute % HALQA_CONDUCT_MINUTES] = 0;
  self->minute = now;
}

/* Once a minute, whatever comes. */
static void
log_refused (HalqaConduct *self, const HalqaDeviceId *device)
{
  gint64 now = g_get_monotonic_time ();
  char hex[HALQA_HEX_MAX];

  if (self->logged != 0 && now - self->logged < LOG_EVERY)
    return;
  self->logged = now;
  g_message ("entries from the laptop %s that were refused so far: %u; of the last one: %s",
             halqa_hex_encode (hex, device->bytes, sizeof device->bytes), self->n_refused,
             self->why);
}

/**
 * halqa_conduct_note:
 * @self: of a laptop
 * @device: which it is
 * @n_new: entries that it brought and that were not known
 * @refused: (element-type HalqaRefusal): those that were not taken
 */
void
halqa_conduct_note (HalqaConduct *self,
                    const HalqaDeviceId *device,
                    guint n_new,
                    GPtrArray *refused)
{
  const HalqaRefusal *last;

  catch_up (self);
  self->brought[self->minute % HALQA_CONDUCT_MINUTES] += n_new;
  if (refused->len == 0)
    return;
  last = g_ptr_array_index (refused, refused->len - 1);
  self->n_refused += refused->len;
  g_free (self->why);
  self->why = g_strdup (last->reason);
  log_refused (self, device);
}

/**
 * halqa_conduct_count_brought:
 * @self: of a laptop
 *
 * Returns: entries that it brought in the last ten minutes
 */
guint
halqa_conduct_count_brought (HalqaConduct *self)
{
  guint n = 0;

  catch_up (self);
  for (guint i = 0; i < HALQA_CONDUCT_MINUTES; i++)
    n += self->brought[i];
  return n;
}

void
halqa_conduct_clear (HalqaConduct *self)
{
  g_clear_pointer (&self->why, g_free);
}
