/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-undo-toast.h"

#include "halqa-toast.h"

#include <glib/gi18n.h>

/* A toast that says what was done, and takes just that back, whatever was done since. Nobody is asked
 * whether they are sure.
 *
 * It does what the key does (halqa-window-undo.c), and in the main window by it: there it is shown
 * what was taken back, and offered to do it again. A window beside it only tells.
 *
 * An overlay shows one of these at a time, and at once: one that waited until another is over would say
 * much too late what was done. In the main window it comes before all that is told there; in a window
 * beside it nothing else is. */

#define LAST "halqa-undo-toast"
#define FLOATING "halqa-undo-toast-floating"
#define ONLY_WAY "halqa-undo-toast-only-way"
/* Of a text that is watched. */
#define WATCHED "halqa-undo-watched"
/* What the keys for it are called among the controllers of a window. */
#define KEYS "undo"

typedef struct
{
  AdwToastOverlay *toasts; /* has the toast while its button can be clicked */
  HalqaForum *forum;
  guint64 stamp;
} Offer;

static void
offer_free (gpointer data, GClosure *closure)
{
  Offer *offer = data;

  g_object_unref (offer->forum);
  g_free (offer);
}

static void
undone_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwToastOverlay) toasts = user_data;
  g_autoptr (GError) error = NULL;
  HalqaTakenBack *taken = halqa_forum_undo_finish (HALQA_FORUM (forum), result, &error);

  if (taken == NULL)
    {
      adw_toast_overlay_add_toast (toasts, halqa_toast_new (error->message));
      return;
    }
  halqa_undo_toast_show (toasts, halqa_toast_new (halqa_taken_back_get_words (taken)));
  if (halqa_taken_back_get_left (taken) != NULL)
    adw_toast_overlay_add_toast (toasts, halqa_toast_new (halqa_taken_back_get_left (taken)));
  halqa_taken_back_free (taken);
}

void
halqa_undo_toast_undo (AdwToastOverlay *toasts, HalqaForum *forum, gboolean redo)
{
  halqa_forum_undo_async (forum, redo, NULL, undone_cb, g_object_ref (toasts));
}

/* Some texts take these keys even where they have nothing to take back, and some do not: so the window
 * hears them before, or not at all. */
static void
set_typed (GtkWidget *window, gboolean typed)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (window);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) keys = g_list_model_get_item (controllers, i);

      if (g_strcmp0 (gtk_event_controller_get_name (keys), KEYS) == 0)
        gtk_event_controller_set_propagation_phase (keys,
                                                    typed ? GTK_PHASE_NONE : GTK_PHASE_CAPTURE);
    }
}

/* Returns: (transfer none) (nullable): what is written into by keys */
static GObject *
find_text (GtkRoot *window)
{
  GtkWidget *focus = gtk_root_get_focus (window);

  if (GTK_IS_TEXT_VIEW (focus) && gtk_text_view_get_editable (GTK_TEXT_VIEW (focus)))
    return G_OBJECT (gtk_text_view_get_buffer (GTK_TEXT_VIEW (focus)));
  return GTK_IS_EDITABLE (focus) && gtk_editable_get_editable (GTK_EDITABLE (focus))
             ? G_OBJECT (focus)
             : NULL;
}

static gboolean
is_empty (GObject *text)
{
  return GTK_IS_TEXT_BUFFER (text) ? gtk_text_buffer_get_char_count (GTK_TEXT_BUFFER (text)) == 0
                                   : *gtk_editable_get_text (GTK_EDITABLE (text)) == '\0';
}

static void
typed_cb (GObject *text, GtkWidget *window)
{
  if (text == find_text (GTK_ROOT (window)))
    set_typed (window, TRUE);
}

void
halqa_undo_note_focus (GtkWindow *window)
{
  GObject *text = find_text (GTK_ROOT (window));

  set_typed (GTK_WIDGET (window), text != NULL && !is_empty (text));
  if (text == NULL || g_object_get_data (text, WATCHED) != NULL)
    return;
  g_object_set_data (text, WATCHED, text);
  g_signal_connect_object (text, "changed", G_CALLBACK (typed_cb), window, 0);
}

static void
forget_typing_in (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget)))
    halqa_undo_note_focus (GTK_WINDOW (root));
}

void
halqa_undo_fill (GtkEditable *editable, const char *text)
{
  gtk_editable_set_enable_undo (editable, FALSE);
  gtk_editable_set_text (editable, text);
  gtk_editable_set_enable_undo (editable, TRUE);
  forget_typing_in (GTK_WIDGET (editable));
}

void
halqa_undo_fill_view (GtkTextView *view, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);

  gtk_text_buffer_begin_irreversible_action (buffer);
  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_text_buffer_end_irreversible_action (buffer);
  forget_typing_in (GTK_WIDGET (view));
}

static void
clicked_cb (AdwToast *toast, gpointer user_data)
{
  const Offer *offer = user_data;

  if (!gtk_widget_activate_action (GTK_WIDGET (offer->toasts), "win.undo-action", "t",
                                   offer->stamp))
    halqa_forum_undo_action_async (offer->forum, offer->stamp, NULL, undone_cb,
                                   g_object_ref (offer->toasts));
}

static void
dismissed_cb (AdwToast *toast, gpointer toasts)
{
  if (g_object_get_data (toasts, LAST) == toast)
    g_object_set_data (toasts, LAST, NULL);
}

void
halqa_undo_toast_dismiss (AdwToastOverlay *toasts)
{
  g_autoptr (AdwToast) last = g_object_steal_data (G_OBJECT (toasts), LAST);

  if (last != NULL)
    adw_toast_dismiss (last);
}

void
halqa_undo_toast_show (AdwToastOverlay *toasts, AdwToast *toast)
{
  halqa_undo_toast_dismiss (toasts);
  g_object_set_data_full (G_OBJECT (toasts), LAST, g_object_ref (toast), g_object_unref);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (dismissed_cb), toasts, 0);
  if (adw_toast_overlay_get_child (toasts) == NULL)
    halqa_toast_show (toasts, toast);
  else
    adw_toast_overlay_add_toast (toasts, toast);
}

void
halqa_undo_toast_show_only_way (AdwToastOverlay *toasts, AdwToast *toast)
{
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, HALQA_UNDO_TOAST_S);
  g_object_set_data (G_OBJECT (toast), ONLY_WAY, toast);
  halqa_undo_toast_show (toasts, toast);
}

gboolean
halqa_undo_toast_take_back (AdwToastOverlay *toasts)
{
  AdwToast *last = g_object_get_data (G_OBJECT (toasts), LAST);

  if (last == NULL || g_object_get_data (G_OBJECT (last), ONLY_WAY) == NULL)
    return FALSE;
  g_signal_emit_by_name (last, "button-clicked");
  if (adw_toast_get_action_name (last) != NULL)
    gtk_widget_activate_action_variant (GTK_WIDGET (toasts), adw_toast_get_action_name (last),
                                        adw_toast_get_action_target_value (last));
  adw_toast_dismiss (last);
  return TRUE;
}

void
halqa_undo_toast_offer (AdwToastOverlay *toasts,
                        HalqaForum *forum,
                        const char *words,
                        guint64 stamp)
{
  AdwToast *toast = halqa_toast_new (words);
  Offer *offer;

  g_return_if_fail (ADW_IS_TOAST_OVERLAY (toasts) && HALQA_IS_FORUM (forum));

  if (stamp != 0)
    {
      offer = g_new (Offer, 1);
      *offer = (Offer){ toasts, g_object_ref (forum), stamp };
      adw_toast_set_button_label (toast, _ ("_Undo"));
      adw_toast_set_timeout (toast, HALQA_UNDO_TOAST_S);
      g_signal_connect_data (toast, "button-clicked", G_CALLBACK (clicked_cb), offer, offer_free,
                             0);
    }
  halqa_undo_toast_show (toasts, toast);
}

void
halqa_undo_toast_float (AdwToastOverlay *toasts, GtkWidget *window)
{
  g_object_set_data (G_OBJECT (window), FLOATING, toasts);
}

AdwToastOverlay *
halqa_undo_toast_find (GtkWidget *widget)
{
  GtkWidget *around = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (around != NULL || root == NULL)
    return ADW_TOAST_OVERLAY (around);
  return g_object_get_data (G_OBJECT (root), FLOATING);
}
