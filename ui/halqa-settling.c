/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-settling.h"

#include "halqa-undo-toast.h"

/* A choice among versions on its way to the disk. */

typedef struct
{
  HalqaForum *forum;
  AdwToastOverlay *toasts;
  char *told;
} Settling;

static void
settling_free (Settling *self)
{
  g_object_unref (self->forum);
  g_object_unref (self->toasts);
  g_free (self->told);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Settling, settling_free)

static void
settled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Settling) self = user_data;
  HalqaSettlement *settlement = HALQA_SETTLEMENT (object);
  g_autoptr (GError) error = NULL;

  if (halqa_settlement_run_finish (settlement, result, &error))
    halqa_undo_toast_offer (self->toasts, self->forum, self->told,
                            halqa_settlement_get_stamp (settlement));
  else
    halqa_undo_toast_offer (self->toasts, self->forum, error->message, 0);
}

/**
 * halqa_settle:
 * @widget: in a window that has an #AdwToastOverlay, around it or floating
 * @forum: the forum
 * @settlement: what was chosen, not run yet
 * @told: what the toast says when it is on disk
 */
void
halqa_settle (GtkWidget *widget, HalqaForum *forum, HalqaSettlement *settlement, const char *told)
{
  AdwToastOverlay *toasts = halqa_undo_toast_find (widget);
  Settling *self;

  g_return_if_fail (toasts != NULL);

  self = g_new0 (Settling, 1);
  self->forum = g_object_ref (forum);
  self->toasts = g_object_ref (toasts);
  self->told = g_strdup (told);
  halqa_settlement_run_async (settlement, forum, NULL, settled_cb, self);
}
