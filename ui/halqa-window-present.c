/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-present-window.h"
#include "halqa-text.h"

#include <glib/gi18n.h>

/* From the window in which one works to that which a hall sees. */

/* @items, which nobody else narrows or orders, from the one with the id @first on, or %NULL. A second time
 * it changes what the hall sees; there is one projector. */
static void
present_items (HalqaWindow *self, GListModel *items, const char *heading, const char *first)
{
  if (self->present_window == NULL)
    {
      g_set_weak_pointer (&self->present_window,
                          halqa_present_window_new (GTK_WINDOW (self), self->forum));
      g_signal_connect_object (self, "destroy", G_CALLBACK (gtk_window_destroy),
                               self->present_window, G_CONNECT_SWAPPED);
    }
  halqa_present_window_set_items (HALQA_PRESENT_WINDOW (self->present_window), items, heading,
                                  first);
  gtk_window_present (self->present_window);
}

/* What is searched for, else the session, else all. */
static char *
dup_heading (HalqaWindow *self)
{
  const char *search = halqa_item_filter_get_search (halqa_listing_get_filter (self->listing));
  HalqaItem *session = halqa_sidebar_get_session (self->sidebar);
  g_autofree char *words = halqa_text_isolate (search);

  if (*search != '\0')
    /* Translators: a heading over proposals; %s is what somebody searched for. */
    return g_strdup_printf (_ ("Found: %s"), words);
  return g_strdup (session == NULL ? _ ("All Proposals") : halqa_item_get_name (session));
}

/* "win.present": the proposals of the list, from the one in the editor on. */
void
halqa_window_present (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  HalqaItem *item = halqa_form_get_item (halqa_proposal_editor_get_form (self->proposal_editor));
  g_autoptr (GListModel) items = NULL;
  g_autofree char *heading = NULL;

  if (self->forum == NULL)
    return;
  items = halqa_proposal_list_dup_items (self->list);
  heading = dup_heading (self);
  present_items (self, items, heading, item == NULL ? NULL : halqa_item_get_id (item));
}
