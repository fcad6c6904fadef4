/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-spoken.h"

/* What is told to who can't see it: how something is called and described, and what happens without the
 * keyboard going there, that something was deleted and can be taken back, that a count has grown.
 *
 * GTK 4.8 has no way to say such a thing (4.14 has gtk_accessible_announce()), nor does it tell that
 * something shows. Of what has the keyboard, though, a screen reader says at once how it is described
 * from now on. So the words are that until the keyboard goes elsewhere; then it is described as before,
 * and nobody hears that, for nobody is there any more.
 *
 * Rejected: the name of the window, which is said too, but when it is as before once more as well. */

/* Until the keyboard is where it goes after what was done, and that has been said. */
#define WAIT_MS 200

typedef struct
{
  GWeakRef window;
  char *words;
} Announcement;

/* What is said next; of counts that follow each other the last. */
static guint waiting;

static G_DEFINE_QUARK (halqa-description, description);

static void
free_announcement (gpointer data)
{
  Announcement *self = data;

  g_weak_ref_clear (&self->window);
  g_free (self->words);
  g_free (self);
}

static const char *
get_description (GtkWidget *widget)
{
  return g_object_get_qdata (G_OBJECT (widget), description_quark ());
}

static void
restore (GtkWidget *widget)
{
  const char *words = get_description (widget);

  if (words == NULL)
    words = gtk_widget_get_tooltip_text (widget);
  if (words != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    words, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
left_cb (GtkWidget *widget, GParamSpec *pspec, GtkWindow *window)
{
  g_signal_handlers_disconnect_by_func (window, left_cb, widget);
  restore (widget);
}

/* What has the keyboard, as a screen reader is told: that it is a GtkEntry, not the GtkText in there. */
static GtkWidget *
get_told_focus (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);
  GtkWidget *parent = GTK_IS_TEXT (focus) ? gtk_widget_get_parent (focus) : NULL;

  return GTK_IS_EDITABLE (parent) ? parent : focus;
}

static gboolean
say_cb (gpointer user_data)
{
  Announcement *self = user_data;
  g_autoptr (GtkWindow) window = g_weak_ref_get (&self->window);
  GtkWidget *focus = window != NULL ? get_told_focus (window) : NULL;
  g_autofree char *words = NULL;

  waiting = 0;
  if (focus == NULL)
    return G_SOURCE_REMOVE;
  g_signal_handlers_disconnect_by_func (window, left_cb, focus);
  words = g_strjoin (". ", self->words, get_description (focus), NULL);
  /* The same words again would not be told again. */
  gtk_accessible_reset_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  gtk_accessible_update_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words, -1);
  g_signal_connect_object (window, "notify::focus-widget", G_CALLBACK (left_cb), focus,
                           G_CONNECT_SWAPPED);
  return G_SOURCE_REMOVE;
}

/**
 * halqa_announce:
 * @widget: in a window
 * @words: what a screen reader is to say there
 */
void
halqa_announce (GtkWidget *widget, const char *words)
{
  Announcement *self = g_new0 (Announcement, 1);

  g_weak_ref_init (&self->window, gtk_widget_get_root (widget));
  self->words = g_strdup (words);
  g_clear_handle_id (&waiting, g_source_remove);
  waiting = g_timeout_add_full (G_PRIORITY_DEFAULT, WAIT_MS, say_cb, self, free_announcement);
}

/**
 * halqa_name_row:
 * @row: an #AdwPreferencesRow
 * @name: what a screen reader calls it; its title is in that, and would be said again
 */
void
halqa_name_row (GtkWidget *row, const char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * halqa_describe:
 * @widget: that can have the keyboard
 * @words: what a screen reader says of it, behind its name
 */
void
halqa_describe (GtkWidget *widget, const char *words)
{
  /* A screen reader that is there would say it again. */
  if (g_strcmp0 (get_description (widget), words) == 0)
    return;
  g_object_set_qdata_full (G_OBJECT (widget), description_quark (), g_strdup (words), g_free);
  restore (widget);
}
