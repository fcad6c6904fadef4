/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-members-window.h"

#include "halqa-member-row.h"
#include "halqa-room-words.h"
#include "halqa-text.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>

/* Who is in the forum, and how a laptop is put out of it. That is the one thing here that can't be
 * undone: so what it does and what it can't do is read, in this window, before the one button that
 * does it. */

struct _HalqaMembersWindow
{
  AdwWindow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaMember *chosen;
  GtkFilter *filters[2]; /* members, removed ones */
  GListModel *removed_members;
  gboolean removing;

  /* template */
  GtkWidget *back;
  GtkStack *pages;
  AdwPreferencesGroup *group;
  GtkListBox *members;
  GtkWidget *removed_group;
  GtkListBox *removed;
  GtkLabel *question;
  GtkLabel *limits;
  GtkLabel *problem;
  GtkWidget *keep;
};

G_DEFINE_FINAL_TYPE (HalqaMembersWindow, halqa_members_window, ADW_TYPE_WINDOW)

static void
show_page (HalqaMembersWindow *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->pages, page);
  gtk_widget_set_visible (self->back, g_str_equal (page, "remove"));
}

static void
show_problem (HalqaMembersWindow *self, const char *problem)
{
  gtk_label_set_text (self->problem, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), *problem != '\0');
}

static void
ask_cb (HalqaMembersWindow *self, HalqaMemberRow *row)
{
  HalqaMember *member = halqa_member_row_get_member (row);
  g_autofree char *name = halqa_text_isolate (halqa_member_row_get_name (row));
  /* Translators: %s is what a laptop is called: the name of a person. */
  g_autofree char *question = g_strdup_printf (_ ("Remove the Laptop of %s?"), name);

  g_set_object (&self->chosen, member);
  gtk_label_set_text (self->question, question);
  show_problem (self, "");
  show_page (self, "remove");
  /* Not on the button that does it. */
  gtk_widget_grab_focus (self->keep);
}

static gboolean
is_member (gpointer item, gpointer unused)
{
  return !halqa_member_is_removed (HALQA_MEMBER (item));
}

static gboolean
is_removed (gpointer item, gpointer unused)
{
  return halqa_member_is_removed (HALQA_MEMBER (item));
}

/* A laptop that was removed has the list of before, with itself in it. */
static void
describe_members (HalqaMembersWindow *self)
{
  g_autofree char *removed = halqa_room_words_removal (self->forum);
  g_autofree char *words =
      g_markup_escape_text (removed != NULL ? removed
                                            : _ ("Laptops that read this forum and write in it."),
                            -1);

  adw_preferences_group_set_description (self->group, words);
}

static gboolean
can_remove (HalqaMembersWindow *self)
{
  g_autofree char *removed = halqa_room_words_removal (self->forum);

  return removed == NULL && !halqa_forum_is_read_only (self->forum);
}

static void
update (HalqaMembersWindow *self)
{
  const gboolean can = can_remove (self);

  describe_members (self);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->members)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (HALQA_IS_MEMBER_ROW (row))
      halqa_member_row_set_can_remove (HALQA_MEMBER_ROW (row), can);
  for (guint i = 0; i < G_N_ELEMENTS (self->filters); i++)
    gtk_filter_changed (self->filters[i], GTK_FILTER_CHANGE_DIFFERENT);
  gtk_widget_set_visible (self->removed_group,
                          g_list_model_get_n_items (self->removed_members) > 0);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  HalqaMembersWindow *self = user_data;
  GtkWidget *row = halqa_member_row_new (HALQA_MEMBER (item), can_remove (self));

  g_signal_connect_object (row, "remove", G_CALLBACK (ask_cb), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (item, "notify::removed", G_CALLBACK (update), user_data,
                           G_CONNECT_SWAPPED);
  return row;
}

static void
removed_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaMembersWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = halqa_forum_remove_member_finish (HALQA_FORUM (forum), result, &error);

  /* The window may be gone by now, and its template with it. */
  if (self->pages == NULL)
    return;
  self->removing = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "members.remove", TRUE);
  if (!done)
    {
      show_problem (self, error->message);
      return;
    }
  update (self);
  show_page (self, "list");
}

static void
remove_member (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaMembersWindow *self = HALQA_MEMBERS_WINDOW (widget);

  if (self->chosen == NULL || self->removing)
    return;
  self->removing = TRUE;
  show_problem (self, "");
  gtk_widget_action_set_enabled (widget, "members.remove", FALSE);
  halqa_forum_remove_member_async (self->forum, self->chosen, NULL, removed_cb,
                                   g_object_ref (self));
}

static void
back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaMembersWindow *self = HALQA_MEMBERS_WINDOW (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "remove") == 0)
    show_page (self, "list");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
halqa_members_window_dispose (GObject *object)
{
  HalqaMembersWindow *self = HALQA_MEMBERS_WINDOW (object);

  g_clear_object (&self->chosen);
  g_clear_object (&self->removed_members);
  for (guint i = 0; i < G_N_ELEMENTS (self->filters); i++)
    g_clear_object (&self->filters[i]);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_MEMBERS_WINDOW);
  G_OBJECT_CLASS (halqa_members_window_parent_class)->dispose (object);
}

static void
halqa_members_window_class_init (HalqaMembersWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_members_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-members-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaMembersWindow, back);
  gtk_widget_class_bind_template_child (widget_class, HalqaMembersWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, HalqaMembersWindow, group);
  gtk_widget_class_bind_template_child (widget_class, HalqaMembersWindow, members);
  gtk_widget_class_bind_template_child (widget_class, HalqaMembersWindow, removed_group);
  gtk_widget_class_bind_template_child (widget_class, HalqaMembersWindow, removed);
  gtk_widget_class_bind_template_child (widget_class, HalqaMembersWindow, question);
  gtk_widget_class_bind_template_child (widget_class, HalqaMembersWindow, limits);
  gtk_widget_class_bind_template_child (widget_class, HalqaMembersWindow, problem);
  gtk_widget_class_bind_template_child (widget_class, HalqaMembersWindow, keep);
  gtk_widget_class_install_action (widget_class, "members.remove", NULL, remove_member);
  gtk_widget_class_install_action (widget_class, "members.back", NULL, back);
}

static void
halqa_members_window_init (HalqaMembersWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_wrapping_describe (self->group);
  gtk_label_set_text (self->limits, halqa_forum_get_removal_note ());
}

/* Returns: (transfer full): those of @members that the filter of number @i lets through */
static GListModel *
filter (HalqaMembersWindow *self, GListModel *members, guint i, GtkCustomFilterFunc func)
{
  self->filters[i] = GTK_FILTER (gtk_custom_filter_new (func, NULL, NULL));
  return G_LIST_MODEL (
      gtk_filter_list_model_new (g_object_ref (members), g_object_ref (self->filters[i])));
}

HalqaMembersWindow *
halqa_members_window_new (GtkWindow *parent, HalqaForum *forum)
{
  HalqaMembersWindow *self =
      g_object_new (HALQA_TYPE_MEMBERS_WINDOW, "transient-for", parent, NULL);
  GListModel *members = halqa_forum_get_members (forum);
  g_autoptr (GListModel) present = filter (self, members, 0, is_member);

  self->forum = g_object_ref (forum);
  self->removed_members = filter (self, members, 1, is_removed);
  gtk_list_box_bind_model (self->members, present, create_row, self, NULL);
  gtk_list_box_bind_model (self->removed, self->removed_members, create_row, self, NULL);
  g_signal_connect_object (members, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}
