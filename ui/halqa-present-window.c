/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-present-window.h"

#include "halqa-fit.h"
#include "halqa-in-sight.h"
#include "halqa-present-bar.h"
#include "halqa-present-keys.h"
#include "halqa-present-list.h"
#include "halqa-present-page.h"
#include "halqa-projector.h"
#include "halqa-text.h"

#include <glib/gi18n.h>

/* Proposals for a hall: one by one, or as a list. A presenter's remote is a keyboard of a few keys, so
 * each key has its meaning wherever the focus is; the pointer brings a bar with the same, and goes with
 * it.
 *
 * What arrives, or is amended in the other window, is shown at once, and what is being talked about
 * stays where it is: one that is gone from the list is shown until somebody goes on. */

#define ZOOM_STEP 1.15
#define ZOOM_MOST 3.0
/* Lines of a list on a screen. */
#define LIST_LINES 32

struct _HalqaPresentWindow
{
  GtkWindow parent_instance;

  /* owned */
  HalqaForum *forum;
  GtkSingleSelection *selection;
  HalqaItem *item; /* that is talked about */
  GtkCssProvider *letters; /* of the list */

  /* weak */
  GtkWindow *beside;

  guint position; /* of the item, or where it was */
  gboolean is_gone;
  gboolean setting;
  double zoom;
  guint inhibition;
  guint settle_idle;
  int letter_size; /* in pixels */

  /* template */
  GtkWidget *overlay;
  GtkStack *stack;
  HalqaFit *fit;
  HalqaPresentPage *page;
  GtkListView *list;
  GtkWidget *blank;
  HalqaPresentBar *bar;
  GtkLabel *foot;
  GtkWidget *more;
  GtkLabel *counter;
};

G_DEFINE_FINAL_TYPE (HalqaPresentWindow, halqa_present_window, GTK_TYPE_WINDOW)

/* --- what is shown */

static guint
count (HalqaPresentWindow *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

static gboolean
shows_list (HalqaPresentWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "list") == 0;
}

static void
update_counter (HalqaPresentWindow *self)
{
  g_autofree char *words = NULL;

  if (self->item == NULL || self->is_gone)
    words = g_strdup_printf (ngettext ("%u proposal", "%u proposals", count (self)), count (self));
  else
    /* Translators: the place of a proposal among those that are presented: "3 of 12". */
    words = g_strdup_printf (_ ("%1$u of %2$u"), self->position + 1, count (self));
  gtk_label_set_text (self->counter, words);
}

static void
update_selection (HalqaPresentWindow *self)
{
  gtk_single_selection_set_selected (self->selection, self->item == NULL || self->is_gone
                                                          ? GTK_INVALID_LIST_POSITION
                                                          : self->position);
}

static void
update_actions (HalqaPresentWindow *self)
{
  const gboolean any = self->item != NULL;
  const gboolean scrolls = any && !shows_list (self);
  const guint following = self->position + (self->is_gone ? 0 : 1);
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "present.list", any);
  gtk_widget_action_set_enabled (widget, "present.language",
                                 halqa_present_page_has_translation (self->page));
  gtk_widget_action_set_enabled (widget, "present.next",
                                 (any && following < count (self)) ||
                                     (scrolls && halqa_fit_can_scroll (self->fit, 1)));
  gtk_widget_action_set_enabled (widget, "present.previous",
                                 (any && self->position > 0) ||
                                     (scrolls && halqa_fit_can_scroll (self->fit, -1)));
}

/* It has the focus all the time, and no button that a key of the remote would press. */
static void
name_stack (HalqaPresentWindow *self)
{
  const char *title = self->item == NULL ? "" : halqa_item_get_label (self->item);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->stack), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
}

static void
update (HalqaPresentWindow *self)
{
  if (self->item == NULL)
    gtk_stack_set_visible_child_name (self->stack, "empty");
  else if (!shows_list (self))
    gtk_stack_set_visible_child_name (self->stack, "one");
  update_counter (self);
  update_actions (self);
  name_stack (self);
}

static void
set_letters (HalqaPresentWindow *self)
{
  const int height = gtk_widget_get_height (GTK_WIDGET (self));
  const int size = MAX (8, (int) (height * self->zoom / LIST_LINES + 0.5));
  g_autofree char *css = NULL;

  if (size == self->letter_size)
    return;
  self->letter_size = size;
  css = g_strdup_printf ("listview { font-size: %dpx; }", size);
  gtk_css_provider_load_from_data (self->letters, css, -1);
}

/* What follows from an allocation, in the midst of which nothing may be changed. */
static gboolean
settle (gpointer user_data)
{
  HalqaPresentWindow *self = user_data;

  self->settle_idle = 0;
  gtk_widget_set_visible (self->more, halqa_fit_can_scroll (self->fit, 1) && !shows_list (self));
  if (shows_list (self) && !self->is_gone)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u",
                                self->position);
  set_letters (self);
  update_actions (self);
  return G_SOURCE_REMOVE;
}

static void
settle_later (HalqaPresentWindow *self)
{
  if (self->settle_idle == 0)
    self->settle_idle = g_idle_add (settle, self);
}

static void
set_item (HalqaPresentWindow *self, HalqaItem *item)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, update, self);
  g_set_object (&self->item, item);
  halqa_present_page_set_item (self->page, item == NULL ? NULL : self->forum, item);
  if (item != NULL)
    g_signal_connect_object (item, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  halqa_fit_go_to_top (self->fit);
  settle_later (self);
}

static void
go_to (HalqaPresentWindow *self, guint position)
{
  g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  self->position = position;
  self->is_gone = FALSE;
  set_item (self, item);
  update_selection (self);
  update (self);
}

/* A click in the list. */
static void
selected_cb (HalqaPresentWindow *self)
{
  const guint position = gtk_single_selection_get_selected (self->selection);

  if (!self->setting && shows_list (self) && position != GTK_INVALID_LIST_POSITION &&
      (position != self->position || self->is_gone))
    go_to (self, position);
}

/* The item among those that came at @position, where it is one of them. */
static void
find_again (HalqaPresentWindow *self, guint position, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (item == self->item)
        {
          self->position = i;
          self->is_gone = FALSE;
          return;
        }
    }
}

/* One that is moved is taken out first, and put in again after. */
static void
items_changed_cb (HalqaPresentWindow *self, guint position, guint removed, guint added)
{
  if (self->setting)
    return;
  if (self->item == NULL)
    {
      go_to (self, 0);
      return;
    }
  if (!self->is_gone && self->position >= position && self->position < position + removed)
    {
      self->is_gone = TRUE;
      self->position = position;
    }
  else if (self->position >= position + removed)
    self->position = self->position + added - removed;
  if (self->is_gone)
    find_again (self, position, added);
  update_selection (self);
  update (self);
}

static void
set_source_cb (HalqaPresentWindow *self, GListModel *items, const char *heading)
{
  g_autofree char *shown = halqa_text_show_line (heading);
  g_autofree char *isolated = halqa_text_isolate (heading);
  /* Translators: %s is a session, a theme or what was searched for. */
  g_autofree char *title = g_strdup_printf (_ ("Presenting: %s"), isolated);
  g_autoptr (HalqaPresentList) once = halqa_present_list_new (self->forum, items);

  self->setting = TRUE;
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (once));
  self->setting = FALSE;
  gtk_label_set_text (self->foot, shown);
  gtk_window_set_title (GTK_WINDOW (self), title);
  go_to (self, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->stack));
}

/* --- what a key or a button does */

static void
go_on (HalqaPresentWindow *self, int step)
{
  gint64 position = self->position;

  settle_later (self);
  if (self->item == NULL || (!shows_list (self) && halqa_fit_scroll (self->fit, step)))
    return;
  /* In the place of one that is gone is the next. */
  position += step < 0 ? -1 : self->is_gone ? 0 : 1;
  if (position >= 0 && position < count (self))
    go_to (self, (guint) position);
}

static void
next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go_on (HALQA_PRESENT_WINDOW (widget), 1);
}

static void
previous (GtkWidget *widget, const char *name, GVariant *parameter)
{
  go_on (HALQA_PRESENT_WINDOW (widget), -1);
}

static void
first (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaPresentWindow *self = HALQA_PRESENT_WINDOW (widget);

  if (count (self) > 0)
    go_to (self, 0);
}

static void
last (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaPresentWindow *self = HALQA_PRESENT_WINDOW (widget);

  if (count (self) > 0)
    go_to (self, count (self) - 1);
}

static void
show_list (HalqaPresentWindow *self, gboolean list)
{
  if (self->item == NULL)
    return;
  /* Rows that nobody sees would follow all the same what is written. */
  gtk_list_view_set_model (self->list, list ? GTK_SELECTION_MODEL (self->selection) : NULL);
  gtk_stack_set_visible_child_name (self->stack, list ? "list" : "one");
  update (self);
  settle_later (self);
}

static void
toggle_list (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaPresentWindow *self = HALQA_PRESENT_WINDOW (widget);

  show_list (self, !shows_list (self));
}

/* From the list to the one that is marked in it. */
static void
open_one (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_list (HALQA_PRESENT_WINDOW (widget), FALSE);
}

static void
activate_cb (HalqaPresentWindow *self, guint position)
{
  go_to (self, position);
  show_list (self, FALSE);
}

static void
set_zoom (HalqaPresentWindow *self, double zoom)
{
  self->zoom = CLAMP (zoom, 1 / ZOOM_MOST, ZOOM_MOST);
  g_object_set (self->fit, "zoom", self->zoom, NULL);
  settle_later (self);
}

static void
larger (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_zoom (HALQA_PRESENT_WINDOW (widget), HALQA_PRESENT_WINDOW (widget)->zoom * ZOOM_STEP);
}

static void
smaller (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_zoom (HALQA_PRESENT_WINDOW (widget), HALQA_PRESENT_WINDOW (widget)->zoom / ZOOM_STEP);
}

static void
fit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  set_zoom (HALQA_PRESENT_WINDOW (widget), 1);
}

static void
language (GtkWidget *widget, const char *name, GVariant *parameter)
{
  halqa_present_page_step_language (HALQA_PRESENT_WINDOW (widget)->page);
}

static void
blank (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaPresentWindow *self = HALQA_PRESENT_WINDOW (widget);

  gtk_widget_set_visible (self->blank, !gtk_widget_get_visible (self->blank));
}

static void
leave (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

/* --- the screen */

static void
monitors_cb (HalqaPresentWindow *self)
{
  halqa_projector_show (GTK_WINDOW (self), self->beside);
}

static void
halqa_present_window_map (GtkWidget *widget)
{
  HalqaPresentWindow *self = HALQA_PRESENT_WINDOW (widget);
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  GTK_WIDGET_CLASS (halqa_present_window_parent_class)->map (widget);
  if (application != NULL)
    self->inhibition =
        gtk_application_inhibit (application, GTK_WINDOW (self), GTK_APPLICATION_INHIBIT_IDLE,
                                 _ ("Proposals are being presented"));
  gtk_widget_grab_focus (GTK_WIDGET (self->stack));
  halqa_present_bar_reveal (self->bar);
}

static void
halqa_present_window_unmap (GtkWidget *widget)
{
  HalqaPresentWindow *self = HALQA_PRESENT_WINDOW (widget);
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (application != NULL && self->inhibition != 0)
    gtk_application_uninhibit (application, self->inhibition);
  self->inhibition = 0;
  GTK_WIDGET_CLASS (halqa_present_window_parent_class)->unmap (widget);
}

static void
halqa_present_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HalqaPresentWindow *self = HALQA_PRESENT_WINDOW (widget);
  const int before = gtk_widget_get_height (widget);

  GTK_WIDGET_CLASS (halqa_present_window_parent_class)
      ->size_allocate (widget, width, height, baseline);
  if (height != before)
    settle_later (self);
}

/* --- rows of the list */

static GtkWidget *
make_row (gpointer self)
{
  GtkWidget *row = g_object_new (HALQA_TYPE_PRESENT_PAGE, "brief", TRUE, NULL);

  g_object_bind_property (((HalqaPresentWindow *) self)->page, "language", row, "language",
                          G_BINDING_SYNC_CREATE);
  return row;
}

static void
show_row (gpointer self, GtkListItem *list_item, GtkWidget *row)
{
  halqa_present_page_set_item (HALQA_PRESENT_PAGE (row), ((HalqaPresentWindow *) self)->forum,
                               gtk_list_item_get_item (list_item));
}

static void
clear_row (gpointer self, GtkListItem *list_item, GtkWidget *row)
{
  halqa_present_page_set_item (HALQA_PRESENT_PAGE (row), NULL, NULL);
}

static void
halqa_present_window_dispose (GObject *object)
{
  HalqaPresentWindow *self = HALQA_PRESENT_WINDOW (object);

  if (self->list != NULL)
    {
      gtk_list_view_set_model (self->list, NULL);
      set_item (self, NULL);
    }
  g_clear_handle_id (&self->settle_idle, g_source_remove);
  g_clear_object (&self->selection);
  g_clear_object (&self->forum);
  g_clear_object (&self->letters);
  g_clear_weak_pointer (&self->beside);
  gtk_window_set_child (GTK_WINDOW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_PRESENT_WINDOW);
  self->list = NULL;
  G_OBJECT_CLASS (halqa_present_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "present.next", next },         { "present.previous", previous }, { "present.first", first },
    { "present.last", last },         { "present.list", toggle_list },  { "present.one", open_one },
    { "present.larger", larger },     { "present.smaller", smaller },   { "present.fit", fit },
    { "present.language", language }, { "present.blank", blank },       { "present.leave", leave },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-present-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentWindow, fit);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentWindow, page);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentWindow, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentWindow, blank);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentWindow, foot);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentWindow, more);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentWindow, counter);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, set_source_cb);
  gtk_widget_class_bind_template_callback (widget_class, settle_later);
}

static void
halqa_present_window_class_init (HalqaPresentWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_present_window_dispose;
  widget_class->map = halqa_present_window_map;
  widget_class->unmap = halqa_present_window_unmap;
  widget_class->size_allocate = halqa_present_window_size_allocate;
  g_type_ensure (HALQA_TYPE_FIT);
  g_type_ensure (HALQA_TYPE_PRESENT_BAR);
  g_type_ensure (HALQA_TYPE_PRESENT_PAGE);
  install_actions (widget_class);
  bind_template (widget_class);
}

static void
halqa_present_window_init (HalqaPresentWindow *self)
{
  self->zoom = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_in_sight_watch (self->list, make_row, show_row, clear_row, self);
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  /* After the view has taken in what changed. */
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  self->letters = gtk_css_provider_new ();
  gtk_style_context_add_provider (gtk_widget_get_style_context (GTK_WIDGET (self->list)),
                                  GTK_STYLE_PROVIDER (self->letters),
                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  halqa_present_bar_watch (self->bar, self->overlay, GTK_WIDGET (self->foot));
  halqa_present_keys_add (GTK_WINDOW (self), self->bar, self->blank);
}

GtkWindow *
halqa_present_window_new (GtkWindow *beside, HalqaForum *forum)
{
  HalqaPresentWindow *self = g_object_new (HALQA_TYPE_PRESENT_WINDOW, "application",
                                           gtk_window_get_application (beside), NULL);

  g_set_weak_pointer (&self->beside, beside);
  self->forum = g_object_ref (forum);
  /* A projector that is plugged in late. */
  g_signal_connect_object (gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self))),
                           "items-changed", G_CALLBACK (monitors_cb), self, G_CONNECT_SWAPPED);
  monitors_cb (self);
  return GTK_WINDOW (self);
}

void
halqa_present_window_set_items (HalqaPresentWindow *self,
                                GListModel *items,
                                const char *heading,
                                const char *id)
{
  guint position;

  g_return_if_fail (HALQA_IS_PRESENT_WINDOW (self));
  g_return_if_fail (G_IS_LIST_MODEL (items));

  halqa_present_bar_set_asked (self->bar, self->forum, items, heading);
  set_source_cb (self, items, heading);
  position = halqa_present_list_find (gtk_single_selection_get_model (self->selection), id);
  if (position != G_MAXUINT)
    go_to (self, position);
}
