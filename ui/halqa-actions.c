/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-actions.h"

#include "halqa-action-row.h"
#include "halqa-insist.h"
#include "halqa-item-list.h"
#include "halqa-undo-toast.h"

/* The actions that follow from a proposal, a row each that opens. A new one is made by its title and
 * Enter, and the cursor stays for the next. */

struct _HalqaActions
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *proposal;
  HalqaItemList *actions;

  /* template */
  GtkListBox *list;
  AdwEntryRow *add;
};

G_DEFINE_FINAL_TYPE (HalqaActions, halqa_actions, ADW_TYPE_BIN)

/* A new action on its way to the disk. */
typedef struct
{
  char *proposal;
  char *title;
} NewAction;

static void
new_action_free (gpointer data)
{
  NewAction *self = data;

  g_free (self->proposal);
  g_free (self->title);
  g_free (self);
}

static void
fill (HalqaDraft *draft, gpointer data)
{
  const NewAction *self = data;
  g_autofree char *action = halqa_draft_add (draft, "action");

  halqa_draft_set_text (draft, "action", action, "title", self->title);
  halqa_draft_set_ref (draft, "action", action, "proposal", self->proposal);
}

static void
add_cb (HalqaActions *self)
{
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add))));
  g_autoptr (GError) error = NULL;
  NewAction *action;

  if (*title == '\0' || self->proposal == NULL)
    return;
  if (!halqa_draft_check ("action", "title", title, &error))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
      return;
    }
  action = g_new (NewAction, 1);
  *action = (NewAction){ g_strdup (halqa_item_get_id (self->proposal)), g_steal_pointer (&title) };
  halqa_insist (GTK_WIDGET (self), self->forum, fill, NULL, action, new_action_free);
  halqa_undo_fill (GTK_EDITABLE (self->add), "");
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  return halqa_action_row_new (HALQA_ACTIONS (user_data)->forum, item);
}

static void
update (HalqaActions *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->list),
                          self->actions != NULL &&
                              g_list_model_get_n_items (G_LIST_MODEL (self->actions)) > 0);
}

static void
halqa_actions_dispose (GObject *object)
{
  HalqaActions *self = HALQA_ACTIONS (object);

  if (self->proposal != NULL)
    halqa_actions_set_item (self, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_ACTIONS);
  G_OBJECT_CLASS (halqa_actions_parent_class)->dispose (object);
}

static void
halqa_actions_class_init (HalqaActionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_actions_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-actions.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaActions, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaActions, add);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
halqa_actions_init (HalqaActions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @proposal: (nullable): one of @forum, or %NULL to show none */
void
halqa_actions_set_item (HalqaActions *self, HalqaForum *forum, HalqaItem *proposal)
{
  g_return_if_fail (HALQA_IS_ACTIONS (self));

  if (self->proposal == proposal)
    return;
  g_clear_object (&self->actions);
  g_set_object (&self->forum, forum);
  g_set_object (&self->proposal, proposal);
  if (proposal != NULL)
    {
      self->actions = halqa_item_list_new_below (forum, "action", "created", "proposal",
                                                 halqa_item_get_id (proposal));
      g_signal_connect_object (self->actions, "items-changed", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->actions), create_row, self, NULL);
  halqa_undo_fill (GTK_EDITABLE (self->add), "");
  gtk_editable_set_editable (GTK_EDITABLE (self->add),
                             forum != NULL && !halqa_forum_is_read_only (forum));
  gtk_widget_set_visible (GTK_WIDGET (self), proposal != NULL);
  update (self);
}
