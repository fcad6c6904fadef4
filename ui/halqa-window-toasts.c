/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-filter-chips.h"
#include "halqa-text.h"
#include "halqa-toast.h"
#include "halqa-undo-toast.h"

/* Where the window's toasts come up.
 *
 * Rule: never over what somebody types in or hits next. At the foot of the window, where they are in
 * libadwaita, there are the line for what is said next, the votes, and what is done to several at once.
 * So they float at the foot of the list that is in front, above all that; and no wider than they are, so
 * that what is beside them can be hit. Where the form of a proposal is alone in front it ends above them:
 * what is written in last can be scrolled to. */

/* In pixels. */
#define MARGIN 12
/* What libadwaita makes a toast at least, where there is room. */
#define WIDTH 450

/* The part of the window that a person looks at and does not write in. */
static GtkWidget *
get_front (HalqaWindow *self)
{
  GtkWidget *front = adw_leaflet_get_visible_child (self->outer);

  if (self->forum == NULL)
    return GTK_WIDGET (self->start_page);
  if (front == NULL || !adw_leaflet_get_folded (self->outer))
    front = GTK_WIDGET (self->contents);
  if (front == GTK_WIDGET (self->contents))
    front = gtk_stack_get_visible_child (self->contents);
  if (front == GTK_WIDGET (self->inner))
    front = adw_leaflet_get_folded (self->inner) ? adw_leaflet_get_visible_child (self->inner)
                                                 : self->list_pane;
  return front;
}

/* What is scrolled there: the first, from above, but for the conditions of a filter. */
static GtkWidget *
find_scrolled (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (widget == NULL || !gtk_widget_get_mapped (widget) || HALQA_IS_FILTER_CHIPS (widget))
    return NULL;
  if (GTK_IS_SCROLLED_WINDOW (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_scrolled (child);
  return found;
}

static gboolean
make_room (gpointer user_data)
{
  HalqaWindow *self = user_data;

  self->toast_idle = 0;
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->editors), self->toast_room);
  return G_SOURCE_REMOVE;
}

/* Said in the midst of an allocation, when no size may change.
 *
 * Returns: how much room there is already */
static int
ask_for_room (HalqaWindow *self, int height)
{
  self->toast_room = height > 0 && get_front (self) == self->editor_pane ? height + 2 * MARGIN : 0;
  if (self->toast_room != gtk_widget_get_margin_bottom (GTK_WIDGET (self->editors)) &&
      self->toast_idle == 0)
    self->toast_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, make_room, self, NULL);
  return gtk_widget_get_margin_bottom (GTK_WIDGET (self->editors));
}

/* libadwaita makes a toast as high as it is where there is room for its widest. So we do it; but for that
 * toasts come without sliding. */
static void
measure_toasts (GtkWidget *toasts,
                GtkOrientation orientation,
                int for_size,
                int *minimum,
                int *natural,
                int *minimum_baseline,
                int *natural_baseline)
{
  *minimum = *natural = 0;
  /* While one goes, another comes. */
  for (GtkWidget *toast = gtk_widget_get_first_child (toasts); toast != NULL;
       toast = gtk_widget_get_next_sibling (toast))
    {
      int least;
      int wanted;

      gtk_widget_measure (toast, orientation, for_size, &least, &wanted, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, wanted);
    }
}

static void
allocate_toasts (GtkWidget *toasts, int width, int height, int baseline)
{
  for (GtkWidget *toast = gtk_widget_get_first_child (toasts); toast != NULL;
       toast = gtk_widget_get_next_sibling (toast))
    {
      int own;

      gtk_widget_measure (toast, GTK_ORIENTATION_VERTICAL, width, NULL, &own, NULL, NULL);
      gtk_widget_allocate (toast, width, own, -1,
                           gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, (float) (height -
                                                                                            own))));
    }
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *toasts)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static gboolean
position_cb (HalqaWindow *self, GtkWidget *toasts, GdkRectangle *place, GtkWidget *overlay)
{
  GtkWidget *ground = find_scrolled (get_front (self));
  const int width = gtk_widget_get_width (overlay) - 2 * MARGIN;
  graphene_rect_t bounds;
  int beside;

  if (ground == NULL || !gtk_widget_compute_bounds (ground, overlay, &bounds))
    return FALSE;
  beside = (int) bounds.size.width - 2 * MARGIN;
  gtk_widget_measure (toasts, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &place->width, NULL, NULL);
  place->width = CLAMP (place->width, MIN (WIDTH, beside), MIN (MAX (WIDTH, beside), width));
  gtk_widget_measure (toasts, GTK_ORIENTATION_VERTICAL, place->width, NULL, &place->height, NULL,
                      NULL);
  place->x = (int) (bounds.origin.x + bounds.size.width / 2) - place->width / 2;
  place->x = CLAMP (place->x, MARGIN, MARGIN + width - place->width);
  place->y = (int) (bounds.origin.y + bounds.size.height) + ask_for_room (self, place->height);
  place->y = MAX (place->y - MARGIN - place->height, 0);
  return TRUE;
}

/* Of a leaflet a part may slide into its place after the rest of the window has its own. */
static void
moved_cb (HalqaWindow *self)
{
  gtk_widget_queue_allocate (self->toast_overlay);
}

static gboolean
is_lost (HalqaWindow *self, GtkWidget *focus)
{
  return focus == NULL || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->toasts));
}

/* What had the focus is gone, and so is what was beside it: GTK 4.8 gives it to nothing then, or to a toast,
 * which Tab does not lead out of again, or to the first that there is in the window. It goes to the nearest
 * of what is in front. Known a moment later: what is hidden loses the focus first. */
static gboolean
catch_focus (gpointer user_data)
{
  HalqaWindow *self = user_data;
  GtkWidget *front = get_front (self);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  const gboolean gone = self->last_focus == NULL || !gtk_widget_get_mapped (self->last_focus);

  self->focus_idle = 0;
  if (!is_lost (self, focus))
    g_set_weak_pointer (&self->last_focus, focus);
  if (gone && front != NULL && (focus == NULL || !gtk_widget_is_ancestor (focus, front)) &&
      !gtk_widget_child_focus (front, GTK_DIR_TAB_BACKWARD))
    gtk_widget_child_focus (front, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

static void
focus_moved_cb (HalqaWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (self->focus_idle != 0)
    return;
  if (!is_lost (self, focus))
    g_set_weak_pointer (&self->last_focus, focus);
  else
    self->focus_idle = g_idle_add (catch_focus, self);
}

/* What has the keyboard was given it: what had it before need not be replaced any more. */
void
halqa_window_settle_focus (HalqaWindow *self)
{
  g_clear_handle_id (&self->focus_idle, g_source_remove);
  focus_moved_cb (self);
}

void
halqa_window_init_toasts (HalqaWindow *self)
{
  halqa_undo_toast_float (self->toasts, GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->toasts),
                                 gtk_custom_layout_new (get_request_mode, measure_toasts,
                                                        allocate_toasts));
  g_signal_connect_object (self->toast_overlay, "get-child-position", G_CALLBACK (position_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (focus_moved_cb), NULL);
  g_signal_connect_object (self->contents, "notify::visible-child", G_CALLBACK (moved_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->outer, "notify::child-transition-running", G_CALLBACK (moved_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inner, "notify::child-transition-running", G_CALLBACK (moved_cb),
                           self, G_CONNECT_SWAPPED);
}

static AdwToast *
make_toast (const char *text)
{
  g_autofree char *shown = halqa_text_show (text);

  return halqa_toast_new (shown);
}

static void
show_toast (HalqaWindow *self, AdwToast *toast)
{
  g_set_weak_pointer (&self->last_toast, toast);
  halqa_toast_show (self->toasts, toast);
}

/* Says @text for some seconds, in nobody's way. At once: one stays as long as the pointer is on it, and
 * behind it nobody would be told. */
void
halqa_window_toast (HalqaWindow *self, const char *text)
{
  g_return_if_fail (HALQA_IS_WINDOW (self));

  show_toast (self, make_toast (text));
}

/* The same, of what is over once the window is made anew. */
void
halqa_window_toast_for_now (HalqaWindow *self, const char *text)
{
  g_return_if_fail (HALQA_IS_WINDOW (self));

  halqa_toast_show (self->toasts, make_toast (text));
}

/* The same, with a button that does @action to @target, which is taken over. */
void
halqa_window_toast_with (HalqaWindow *self,
                         const char *text,
                         const char *button,
                         const char *action,
                         GVariant *target)
{
  AdwToast *toast = make_toast (text);

  g_return_if_fail (HALQA_IS_WINDOW (self));

  adw_toast_set_button_label (toast, button);
  adw_toast_set_action_name (toast, action);
  adw_toast_set_action_target_value (toast, target);
  show_toast (self, toast);
}

void
halqa_window_take_over_toast (HalqaWindow *self, HalqaWindow *other)
{
  if (other->last_toast != NULL)
    show_toast (self, halqa_toast_copy (other->last_toast));
}
