/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-change-row.h"

#include "halqa-ago.h"
#include "halqa-kind-words.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* A record that has changed: what it is called, what was done to it, by whom and when; above the
 * first of a group, what they have in common. What was deleted can be brought back from here. */

struct _HalqaChangeRow
{
  GtkWidget parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaChangedItem *item;
  HalqaItem *record; /* of it; NULL where nothing is left */

  /* template */
  GtkWidget *box;
  GtkLabel *heading;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *change;
  GtkLabel *detail;
  GtkWidget *restore;
};

G_DEFINE_FINAL_TYPE (HalqaChangeRow, halqa_change_row, GTK_TYPE_WIDGET)

/* In the order of #HalqaChangedHow. */
static const struct
{
  const char *words;
  const char *icon;
} changes[] = {
  { NC_ ("change", "Deleted"), "user-trash-symbolic" },
  { NC_ ("change", "Merged"), "insert-link-symbolic" },
  { NC_ ("change", "New"), "list-add-symbolic" },
  { NC_ ("change", "Restored"), "edit-undo-symbolic" },
  { NC_ ("change", "Split"), "edit-cut-symbolic" },
  { NC_ ("change", "One version chosen"), "object-select-symbolic" },
  { NC_ ("change", "Edited"), "document-edit-symbolic" },
  { NC_ ("change", "Moved"), "view-sort-descending-symbolic" },
};

static char *
make_title (HalqaChangeRow *self)
{
  const char *kind = halqa_kind_words_get (halqa_changed_item_get_kind (self->item));
  const char *label = self->record != NULL ? halqa_item_get_label (self->record) : "";

  return g_strdup (*label != '\0' ? label : kind);
}

/* The reference of a proposal, or those of the proposals that a record without one speaks of: a link has
 * nothing else to be known by. */
static char *
make_reference (HalqaChangeRow *self)
{
  static const char *const fields[] = { "proposal", "subject", "a", "b" };
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  if (self->record == NULL || *halqa_item_get_text (self->record, "reference") != '\0')
    return g_strdup (self->record != NULL ? halqa_item_get_text (self->record, "reference") : "");
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *id = halqa_item_get_ref (self->record, fields[i]);
      g_autoptr (HalqaItem) proposal = id != NULL && self->forum != NULL
                                           ? halqa_forum_dup_item (self->forum, "proposal", id)
                                           : NULL;

      if (proposal != NULL && *halqa_item_get_text (proposal, "reference") != '\0')
        g_strv_builder_add (names, halqa_item_get_text (proposal, "reference"));
    }
  all = g_strv_builder_end (names);
  return halqa_words_join_all (all);
}

static char *
make_change (HalqaChangeRow *self)
{
  const char *words =
      g_dpgettext2 (NULL, "change", changes[halqa_changed_item_get_how (self->item)].words);
  const char *kind = halqa_kind_words_get (halqa_changed_item_get_kind (self->item));
  const char *fields = halqa_changed_item_get_fields (self->item);

  if (*fields == '\0')
    /* Translators: a kind of record and what was done to it: "Proposal: New". */
    return g_strdup_printf (C_ ("change", "%s: %s"), kind, words);
  /* Translators: a kind of record, what was done to it, and to which fields: "Proposal: Edited
   * (Title, Problem)". */
  return g_strdup_printf (C_ ("change", "%s: %s (%s)"), kind, words, fields);
}

static void
show_heading (HalqaChangeRow *self)
{
  const char *group = halqa_changed_item_get_group (self->item);
  gboolean first = halqa_changed_item_is_first (self->item);

  gtk_label_set_text (self->heading, group);
  halqa_words_set_direction (GTK_WIDGET (self->heading), group);
  gtk_widget_set_visible (GTK_WIDGET (self->heading), first && *group != '\0');
}

static void
show_restore (HalqaChangeRow *self)
{
  gboolean deleted = self->record != NULL && halqa_item_is_deleted (self->record);

  gtk_widget_set_visible (self->restore, deleted && self->forum != NULL &&
                                             !halqa_forum_is_read_only (self->forum));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->restore), "(ss)",
                                    halqa_changed_item_get_kind (self->item),
                                    halqa_changed_item_get_id (self->item));
}

/* A screen reader takes the name of a row from the list's own widget around ours. */
static void
name_row (HalqaChangeRow *self, const char *title, const char *change, const char *detail)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *group = halqa_changed_item_get_group (self->item);
  g_autofree char *name =
      g_strjoin (". ", title, change, detail, *group != '\0' ? group : NULL, NULL);
  g_autofree char *isolated = halqa_text_isolate (title);
  g_autofree char *restore = NULL;

  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
  /* Translators: for a screen reader: %s is the title of what was deleted. */
  restore = g_strdup_printf (_ ("Restore %s"), isolated);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->restore), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  restore, -1);
}

static void
show_item_cb (HalqaChangeRow *self)
{
  g_autofree char *title = make_title (self);
  g_autofree char *reference = make_reference (self);
  g_autofree char *words = make_change (self);
  g_autofree char *change = halqa_words_join (reference, words);
  g_autofree char *when = halqa_words_when (halqa_changed_item_get_when (self->item));
  g_autofree char *detail = halqa_words_join (halqa_changed_item_get_who (self->item), when);

  show_heading (self);
  gtk_image_set_from_icon_name (self->icon, changes[halqa_changed_item_get_how (self->item)].icon);
  gtk_label_set_text (self->title, title);
  halqa_words_set_direction (GTK_WIDGET (self->title), title);
  gtk_label_set_text (self->change, change);
  gtk_label_set_text (self->detail, detail);
  show_restore (self);
  name_row (self, title, change, detail);
}

static void
renew_cb (GtkWidget *widget)
{
  if (HALQA_CHANGE_ROW (widget)->item != NULL)
    show_item_cb (HALQA_CHANGE_ROW (widget));
}

static void
halqa_change_row_dispose (GObject *object)
{
  HalqaChangeRow *self = HALQA_CHANGE_ROW (object);

  halqa_change_row_set_item (self, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_CHANGE_ROW);
  G_OBJECT_CLASS (halqa_change_row_parent_class)->dispose (object);
}

static void
halqa_change_row_class_init (HalqaChangeRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_change_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-change-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaChangeRow, box);
  gtk_widget_class_bind_template_child (widget_class, HalqaChangeRow, heading);
  gtk_widget_class_bind_template_child (widget_class, HalqaChangeRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HalqaChangeRow, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaChangeRow, change);
  gtk_widget_class_bind_template_child (widget_class, HalqaChangeRow, detail);
  gtk_widget_class_bind_template_child (widget_class, HalqaChangeRow, restore);
}

static void
halqa_change_row_init (HalqaChangeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_ago_follow (GTK_WIDGET (self), renew_cb);
}

GtkWidget *
halqa_change_row_new (void)
{
  return g_object_new (HALQA_TYPE_CHANGE_ROW, NULL);
}

void
halqa_change_row_set_item (HalqaChangeRow *self, HalqaForum *forum, HalqaChangedItem *item)
{
  HalqaItem *record;

  g_return_if_fail (HALQA_IS_CHANGE_ROW (self));

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  if (self->record != NULL)
    g_signal_handlers_disconnect_by_data (self->record, self);
  g_set_object (&self->item, item);
  record = item != NULL ? halqa_changed_item_get_item (item) : NULL;
  g_set_object (&self->record, record);
  g_set_object (&self->forum, forum);
  if (item == NULL)
    return;
  g_signal_connect_swapped (item, "changed", G_CALLBACK (show_item_cb), self);
  if (self->record != NULL)
    g_signal_connect_swapped (self->record, "changed", G_CALLBACK (show_item_cb), self);
  show_item_cb (self);
}
