/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-batch-bar.h"

#include "halqa-filter-words.h"
#include "halqa-item-list.h"
#include "halqa-value-words.h"
#include "halqa-words.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>

/* Several proposals at once: their state, their theme, merging, deletion. The bar knows the ids, and
 * the window does the rest, as one step that is taken back in one. */

/* Themes that are offered. */
#define TARGETS_MAX 100

struct _HalqaBatchBar
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  GStrv ids;

  /* template */
  GtkLabel *summary;
  GtkMenuButton *state;
  GtkMenuButton *theme;
};

G_DEFINE_FINAL_TYPE (HalqaBatchBar, halqa_batch_bar, ADW_TYPE_BIN)

enum
{
  SIGNAL_DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
finish (HalqaBatchBar *self, const char *action, GVariant *parameter)
{
  gtk_widget_activate_action_variant (GTK_WIDGET (self), action, parameter);
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

/* "batch.set": a field, and what it is to hold. */
static void
set_field (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaBatchBar *self = HALQA_BATCH_BAR (widget);
  const char *field, *value;
  g_autoptr (GVariant) all = NULL;

  g_variant_get (parameter, "(&s&s)", &field, &value);
  all = g_variant_ref_sink (g_variant_new ("(ss^as)", field, value, self->ids));
  finish (self, "win.set-many", all);
}

static void
delete_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaBatchBar *self = HALQA_BATCH_BAR (widget);
  g_autoptr (GVariant) all = g_variant_ref_sink (g_variant_new ("^as", self->ids));

  finish (self, "win.delete-many", all);
}

static void
merge (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaBatchBar *self = HALQA_BATCH_BAR (widget);

  gtk_widget_activate_action (widget, "win.merge-many", "^as", self->ids);
}

/* --- menus */

static void
add_value (HalqaBatchBar *self, GMenu *menu, const char *field, const char *value)
{
  g_autofree char *words = halqa_filter_words_value (self->forum, field, value);
  g_auto (GStrv) parts = g_strsplit (words, "_", -1);
  g_autofree char *label = g_strjoinv ("__", parts);
  GMenuItem *item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "batch.set", "(ss)", field, value);
  g_menu_append_item (menu, item);
  g_object_unref (item);
}

static void
fill_states_cb (GtkMenuButton *button, gpointer user_data)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (gsize i = 0; halqa_proposal_states[i] != NULL; i++)
    add_value (user_data, menu, "state", halqa_proposal_states[i]);
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
fill_themes_cb (GtkMenuButton *button, gpointer user_data)
{
  HalqaBatchBar *self = user_data;
  g_autoptr (HalqaItemList) themes = halqa_item_list_new (self->forum, "theme", "position", FALSE);
  const guint n = MIN (g_list_model_get_n_items (G_LIST_MODEL (themes)), TARGETS_MAX);
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HalqaItem) theme = g_list_model_get_item (G_LIST_MODEL (themes), i);

      add_value (self, menu, "theme", halqa_item_get_id (theme));
    }
  add_value (self, menu, "theme", "");
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
update (HalqaBatchBar *self)
{
  const guint n = g_strv_length (self->ids);
  g_autofree char *words = NULL;

  if (n == 0)
    words = g_strdup (_ ("Choose one proposal or several"));
  else
    words = g_strdup_printf (ngettext ("%u proposal chosen", "%u proposals chosen", n), n);
  gtk_label_set_text (self->summary, words);
  gtk_widget_set_sensitive (GTK_WIDGET (self->state), n > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->theme), n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "batch.delete", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "batch.merge", n > 1);
}

static void
halqa_batch_bar_dispose (GObject *object)
{
  HalqaBatchBar *self = HALQA_BATCH_BAR (object);

  g_clear_object (&self->forum);
  g_clear_pointer (&self->ids, g_strfreev);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_BATCH_BAR);
  G_OBJECT_CLASS (halqa_batch_bar_parent_class)->dispose (object);
}

static void
halqa_batch_bar_class_init (HalqaBatchBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_batch_bar_dispose;
  signals[SIGNAL_DONE] = g_signal_new ("done", HALQA_TYPE_BATCH_BAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-batch-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaBatchBar, summary);
  gtk_widget_class_bind_template_child (widget_class, HalqaBatchBar, state);
  gtk_widget_class_bind_template_child (widget_class, HalqaBatchBar, theme);
  gtk_widget_class_install_action (widget_class, "batch.set", "(ss)", set_field);
  gtk_widget_class_install_action (widget_class, "batch.delete", NULL, delete_all);
  gtk_widget_class_install_action (widget_class, "batch.merge", NULL, merge);
}

static void
halqa_batch_bar_init (HalqaBatchBar *self)
{
  self->ids = g_new0 (char *, 1);
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_wrapping_lay_out (gtk_widget_get_parent (GTK_WIDGET (self->state)));
  halqa_words_hold_tooltip (self->state);
  halqa_words_hold_tooltip (self->theme);
  gtk_menu_button_set_create_popup_func (self->state, fill_states_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->theme, fill_themes_cb, self, NULL);
  update (self);
}

/* @forum: (nullable): that the proposals are of */
void
halqa_batch_bar_set_forum (HalqaBatchBar *self, HalqaForum *forum)
{
  g_return_if_fail (HALQA_IS_BATCH_BAR (self));

  g_set_object (&self->forum, forum);
}

void
halqa_batch_bar_set_ids (HalqaBatchBar *self, GStrv ids)
{
  g_return_if_fail (HALQA_IS_BATCH_BAR (self) && ids != NULL);

  g_strfreev (self->ids);
  self->ids = ids;
  update (self);
}
