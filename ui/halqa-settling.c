/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-settling.h"

#include <glib/gi18n.h>

/* A choice among versions on its way to the disk. Nobody is asked whether they are sure: a toast says
 * what was done, and takes it back. */

#define UNDO_S 8

typedef struct
{
  HalqaForum *forum;
  HalqaSettlement *settlement;
  AdwToastOverlay *toasts;
  char *told;
} Settling;

static void
settling_free (Settling *self)
{
  g_object_unref (self->forum);
  g_object_unref (self->settlement);
  g_object_unref (self->toasts);
  g_free (self->told);
  g_free (self);
}

static void
free_with_toast (gpointer settling, GClosure *closure)
{
  settling_free (settling);
}

/* What another wrote may stand in a reason: never markup. */
static AdwToast *
make_toast (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  return adw_toast_new (escaped);
}

static void
undone_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwToastOverlay) toasts = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_settlement_undo_finish (HALQA_SETTLEMENT (object), result, &error))
    adw_toast_overlay_add_toast (toasts, make_toast (error->message));
}

static void
undo_cb (AdwToast *toast, gpointer user_data)
{
  Settling *self = user_data;

  halqa_settlement_undo_async (self->settlement, self->forum, NULL, undone_cb,
                               g_object_ref (self->toasts));
}

static void
settled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Settling *self = user_data;
  g_autoptr (GError) error = NULL;
  AdwToast *toast;

  if (!halqa_settlement_run_finish (HALQA_SETTLEMENT (object), result, &error))
    {
      adw_toast_overlay_add_toast (self->toasts, make_toast (error->message));
      settling_free (self);
      return;
    }
  toast = make_toast (self->told);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, UNDO_S);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_cb), self, free_with_toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * halqa_settle:
 * @widget: in a window that has an #AdwToastOverlay around it
 * @forum: the forum
 * @settlement: what was chosen, not run yet
 * @told: what the toast says when it is on disk
 */
void
halqa_settle (GtkWidget *widget, HalqaForum *forum, HalqaSettlement *settlement, const char *told)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  Settling *self;

  g_return_if_fail (toasts != NULL);

  self = g_new0 (Settling, 1);
  self->forum = g_object_ref (forum);
  self->settlement = g_object_ref (settlement);
  self->toasts = g_object_ref (ADW_TOAST_OVERLAY (toasts));
  self->told = g_strdup (told);
  halqa_settlement_run_async (settlement, forum, NULL, settled_cb, self);
}
