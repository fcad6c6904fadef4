/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-lives.h"

#include <string.h>

#include "halqa-roster.h"

/* Which live connections there are. Two laptops need one; where both have dialled, both must keep
 * the same.
 *
 * The rule kept: of two that were opened within CROSS_WITHIN of each other, the one that the lesser
 * device id dialled stays. Else the newer one does: the other side would not have dialled if it
 * still had the elder, which then hangs in a network that fell apart. */

#define CROSS_WITHIN (3 * G_TIME_SPAN_SECOND)
#define KEY "halqa-key"

struct _HalqaLives
{
  GPtrArray *all; /* of HalqaLive */
  HalqaDeviceId own;
  HalqaRequestFunc handler;
  gpointer handler_data;
  HalqaLiveFunc func;
  gpointer func_data;
  gboolean is_closed;
};

/**
 * halqa_lives_new:
 * @own: who we are
 *
 * Returns: (transfer full): no live connections
 */
HalqaLives *
halqa_lives_new (const HalqaDeviceId *own)
{
  HalqaLives *self = g_new0 (HalqaLives, 1);

  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->own = *own;
  return self;
}

/**
 * halqa_lives_free:
 * @self: (transfer full): live connections; they are closed
 */
void
halqa_lives_free (HalqaLives *self)
{
  halqa_lives_close (self);
  g_ptr_array_unref (self->all);
  g_free (self);
}

/**
 * halqa_lives_set_handler:
 * @self: live connections
 * @handler: (nullable): called for each request that comes over one
 * @user_data: for @handler
 */
void
halqa_lives_set_handler (HalqaLives *self, HalqaRequestFunc handler, gpointer user_data)
{
  self->handler = handler;
  self->handler_data = user_data;
}

/**
 * halqa_lives_set_func:
 * @self: live connections
 * @func: (nullable): told of each that begins, and each that ends by itself
 * @user_data: for @func
 */
void
halqa_lives_set_func (HalqaLives *self, HalqaLiveFunc func, gpointer user_data)
{
  self->func = func;
  self->func_data = user_data;
}

static gboolean
is_member (HalqaLive *live)
{
  return halqa_roster_still_admits (halqa_live_get_store (live),
                                    g_object_get_data (G_OBJECT (live), KEY),
                                    halqa_live_get_device (live));
}

static void
tell (HalqaLives *self, HalqaLive *live, gboolean is_up)
{
  if (self->func != NULL)
    self->func (halqa_live_get_store (live), halqa_live_get_device (live), is_up, self->func_data);
}

static void
asked_cb (HalqaRequest *request, gpointer user_data)
{
  HalqaLives *self = user_data;
  HalqaStore *store = halqa_request_get_store (request);

  /* Who was removed a moment ago has not been cut off yet. */
  if (halqa_lives_find (self, store, halqa_request_get_device (request)) == NULL)
    halqa_request_respond_error (request, 404, "there is nothing here");
  else if (self->handler != NULL)
    self->handler (request, self->handler_data);
  else
    halqa_request_respond_error (request, 404, "nothing is served here");
}

static void
ended_cb (HalqaLive *live, gpointer user_data)
{
  HalqaLives *self = user_data;
  g_autoptr (HalqaLive) held = g_object_ref (live);

  g_ptr_array_remove (self->all, live);
  tell (self, held, FALSE);
}

static void
drop (HalqaLives *self, HalqaLive *live)
{
  halqa_live_close (live);
  g_ptr_array_remove (self->all, live);
}

/* Of two that dialled each other, which is the same on both sides. */
static gboolean
is_better (HalqaLives *self, HalqaLive *added, HalqaLive *present)
{
  gboolean we_are_less = memcmp (&self->own, halqa_live_get_device (added), sizeof self->own) < 0;

  if (halqa_live_is_dialled_by_us (added) == halqa_live_is_dialled_by_us (present) ||
      halqa_live_get_since (added) - halqa_live_get_since (present) > CROSS_WITHIN)
    return TRUE;
  return halqa_live_is_dialled_by_us (added) == we_are_less;
}

/**
 * halqa_lives_set_key:
 * @live: a live connection that is not added yet
 * @key: of the forum, by which the other side has proven to be a member
 */
void
halqa_lives_set_key (HalqaLive *live, const HalqaKey *key)
{
  g_object_set_data_full (G_OBJECT (live), KEY, g_memdup2 (key, sizeof *key), g_free);
}

/**
 * halqa_lives_add:
 * @self: live connections
 * @live: (transfer full): a new one
 */
void
halqa_lives_add (HalqaLives *self, HalqaLive *live)
{
  HalqaLive *present =
      halqa_lives_find (self, halqa_live_get_store (live), halqa_live_get_device (live));

  if (self->is_closed || (present != NULL && !is_better (self, live, present)))
    {
      halqa_live_close (live);
      g_object_unref (live);
      return;
    }
  if (present != NULL)
    drop (self, present);
  g_ptr_array_add (self->all, live);
  halqa_live_start (live, asked_cb, ended_cb, self);
  tell (self, live, TRUE);
}

/**
 * halqa_lives_find:
 * @self: live connections
 * @store: a forum's
 * @device: who is at the other end
 *
 * Returns: (transfer none) (nullable): the one there is
 */
HalqaLive *
halqa_lives_find (HalqaLives *self, HalqaStore *store, const HalqaDeviceId *device)
{
  for (guint i = 0; i < self->all->len; i++)
    {
      HalqaLive *live = g_ptr_array_index (self->all, i);

      if (halqa_live_get_store (live) == store &&
          memcmp (halqa_live_get_device (live), device, sizeof *device) == 0 && is_member (live))
        return live;
    }
  return NULL;
}

/**
 * halqa_lives_find_at:
 * @self: live connections
 * @store: a forum's
 * @address: "HOST:PORT"
 *
 * Returns: (transfer none) (nullable): the one to whom that address is ours to dial
 */
HalqaLive *
halqa_lives_find_at (HalqaLives *self, HalqaStore *store, const char *address)
{
  for (guint i = 0; i < self->all->len; i++)
    {
      HalqaLive *live = g_ptr_array_index (self->all, i);

      if (halqa_live_get_store (live) == store && halqa_live_is_dialled_by_us (live) &&
          g_strcmp0 (halqa_live_get_address (live), address) == 0 && is_member (live))
        return live;
    }
  return NULL;
}

/**
 * halqa_lives_end_strangers:
 * @self: live connections
 *
 * Cuts off whoever is no member any more.
 */
void
halqa_lives_end_strangers (HalqaLives *self)
{
  for (guint i = self->all->len; i > 0; i--)
    {
      HalqaLive *live = g_ptr_array_index (self->all, i - 1);

      if (is_member (live))
        continue;
      halqa_live_close (live);
      ended_cb (live, self);
    }
}

/**
 * halqa_lives_end_all:
 * @self: live connections
 *
 * Cuts off everybody.
 */
void
halqa_lives_end_all (HalqaLives *self)
{
  while (self->all->len > 0)
    {
      HalqaLive *live = g_ptr_array_index (self->all, self->all->len - 1);

      halqa_live_close (live);
      ended_cb (live, self);
    }
}

/**
 * halqa_lives_close:
 * @self: live connections
 *
 * Closes all of them, and tells nobody.
 */
void
halqa_lives_close (HalqaLives *self)
{
  self->is_closed = TRUE;
  self->handler = NULL;
  self->func = NULL;
  while (self->all->len > 0)
    drop (self, g_ptr_array_index (self->all, self->all->len - 1));
}
