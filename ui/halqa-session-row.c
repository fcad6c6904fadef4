/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-session-row.h"

#include "halqa-reorder.h"
#include "halqa-theme-chip.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* A session in the sidebar, or the row of all proposals where the session is %NULL. */

struct _HalqaSessionRow
{
  GtkListBoxRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *session;

  /* template */
  GtkLabel *title;
  HalqaThemeChip *theme;
  GtkLabel *detail;
  GtkLabel *count;
};

G_DEFINE_FINAL_TYPE (HalqaSessionRow, halqa_session_row, GTK_TYPE_LIST_BOX_ROW)

/* The theme on its colour, and the place. Returns: both, for who does not see them */
static char *
show_detail (HalqaSessionRow *self)
{
  const char *place = halqa_item_get_text (self->session, "place");
  const char *theme_id = halqa_item_get_ref (self->session, "theme");
  g_autoptr (HalqaItem) theme = NULL;
  g_autofree char *name = NULL;
  g_autofree char *shown = NULL;
  gboolean is_there;

  if (theme_id != NULL)
    theme = halqa_forum_dup_item (self->forum, "theme", theme_id);
  is_there = theme != NULL && !halqa_item_is_deleted (theme);
  name = halqa_words_name (theme, theme_id);
  shown = halqa_words_join (is_there ? NULL : name, place);
  halqa_theme_chip_set_theme (self->theme, is_there ? theme : NULL);
  halqa_words_set_direction (GTK_WIDGET (self->detail), shown);
  gtk_label_set_text (self->detail, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->detail), *shown != '\0');
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->detail), shown);
  return halqa_words_join (name, place);
}

static void
set_name (HalqaSessionRow *self, const char *title, const char *detail)
{
  g_autofree char *name =
      *detail == '\0' ? g_strdup (title) : g_strdup_printf ("%s. %s", title, detail);

  gtk_label_set_text (self->title, title);
  halqa_words_set_direction (GTK_WIDGET (self->title), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_session_cb (HalqaSessionRow *self)
{
  g_autofree char *detail = show_detail (self);

  set_name (self, halqa_item_get_name (self->session), detail);
}

static void
halqa_session_row_dispose (GObject *object)
{
  HalqaSessionRow *self = HALQA_SESSION_ROW (object);

  g_clear_object (&self->session);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_SESSION_ROW);
  G_OBJECT_CLASS (halqa_session_row_parent_class)->dispose (object);
}

static void
halqa_session_row_class_init (HalqaSessionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_session_row_dispose;
  g_type_ensure (HALQA_TYPE_THEME_CHIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-session-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionRow, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionRow, theme);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionRow, detail);
  gtk_widget_class_bind_template_child (widget_class, HalqaSessionRow, count);
}

static void
halqa_session_row_init (HalqaSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @session: (nullable): %NULL for the row of all proposals */
GtkWidget *
halqa_session_row_new (HalqaForum *forum, HalqaItem *session)
{
  HalqaSessionRow *self = g_object_new (HALQA_TYPE_SESSION_ROW, NULL);

  g_set_object (&self->forum, forum);
  g_set_object (&self->session, session);
  if (session == NULL)
    {
      set_name (self, _ ("All Proposals"), "");
      return GTK_WIDGET (self);
    }
  halqa_reorder_add_row (GTK_WIDGET (self));
  halqa_reorder_set_item (GTK_WIDGET (self), forum, session);
  g_signal_connect_object (session, "changed", G_CALLBACK (show_session_cb), self,
                           G_CONNECT_SWAPPED);
  /* The theme may arrive, be renamed or deleted with any entry. */
  g_signal_connect_object (forum, "changed", G_CALLBACK (show_session_cb), self, G_CONNECT_SWAPPED);
  show_session_cb (self);
  return GTK_WIDGET (self);
}

/* Returns: (transfer none) (nullable): %NULL for the row of all proposals */
HalqaItem *
halqa_session_row_get_session (HalqaSessionRow *self)
{
  g_return_val_if_fail (HALQA_IS_SESSION_ROW (self), NULL);

  return self->session;
}

void
halqa_session_row_set_count (HalqaSessionRow *self, guint n)
{
  g_autofree char *count = g_strdup_printf ("%u", n);

  g_return_if_fail (HALQA_IS_SESSION_ROW (self));

  gtk_label_set_text (self->count, count);
  gtk_widget_set_visible (GTK_WIDGET (self->count), TRUE);
}
