/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-merge-notice.h"

#include "halqa-conflict-button.h"
#include "halqa-merge-words.h"

#include <glib/gi18n.h>

/* Above a proposal that is merged into another: which, the way there, and the way out. Also where
 * the merge is not in force, and why: nothing that is written stays unseen. */

struct _HalqaMergeNotice
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaFamily *family;

  /* template */
  GtkLabel *label;
  HalqaConflictButton *conflict;
  GtkWidget *show;
  GtkWidget *take_out;
};

G_DEFINE_FINAL_TYPE (HalqaMergeNotice, halqa_merge_notice, ADW_TYPE_BIN)

/* @name: what it points at; of one that is not there, "" */
static char *
describe (HalqaMergeState state, const char *name)
{
  switch (state)
    {
    case HALQA_MERGE_IN_FORCE:
      /* Translators: %s is the reference and the title of a proposal. */
      return g_strdup_printf (_ ("Merged into %s"), name);
    case HALQA_MERGE_ITSELF:
      return g_strdup (
          _ ("This proposal is said to be merged into itself, which counts for nothing."));
    case HALQA_MERGE_MISSING:
      return g_strdup (_ ("Merged into a proposal that has not arrived here yet"));
    case HALQA_MERGE_DELETED:
      /* Translators: %s is the reference and the title of a proposal. */
      return g_strdup_printf (_ ("Was merged into %s, which has been deleted"), name);
    case HALQA_MERGE_CIRCLE:
      /* Translators: %s is the reference and the title of a proposal. */
      return g_strdup_printf (
          _ ("Two laptops merged this proposal and %s both ways. This one was made "
             "first: it is the result."),
          name);
    case HALQA_MERGE_NONE:
    default:
      return g_strdup (_ ("Two laptops disagree whether this proposal is merged"));
    }
}

static void
update (HalqaMergeNotice *self)
{
  HalqaItem *shown = self->family != NULL ? halqa_family_get_item (self->family) : NULL;
  /* Of one that is deleted itself that is said already. */
  HalqaItem *item = shown != NULL && !halqa_item_is_deleted (shown) ? shown : NULL;
  HalqaItem *into = item != NULL ? halqa_family_get_into (self->family) : NULL;
  const HalqaMergeState state =
      item != NULL ? halqa_family_get_state (self->family) : HALQA_MERGE_NONE;
  const gboolean differs = item != NULL && halqa_item_has_conflict (item, "merged_into");
  const gboolean writable = self->forum != NULL && !halqa_forum_is_read_only (self->forum);
  g_autofree char *name = into != NULL ? halqa_merge_words_name (into) : g_strdup ("");
  g_autofree char *text = describe (state, name);

  gtk_label_set_text (self->label, text);
  gtk_widget_set_visible (self->show, into != NULL && state != HALQA_MERGE_ITSELF);
  gtk_widget_set_visible (self->take_out, writable && state != HALQA_MERGE_NONE);
  halqa_conflict_button_set_field (self->conflict, self->forum, item, "merged_into");
  gtk_widget_set_visible (GTK_WIDGET (self), differs || state != HALQA_MERGE_NONE);
}

static void
show_cb (HalqaMergeNotice *self)
{
  HalqaItem *into = halqa_family_get_into (self->family);

  if (into != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-proposal", "s",
                                halqa_item_get_id (into));
}

static void
take_out_cb (HalqaMergeNotice *self)
{
  const char *ids[] = { halqa_item_get_id (halqa_family_get_item (self->family)), NULL };

  gtk_widget_activate_action (GTK_WIDGET (self), "win.take-out", "^as", ids);
}

static void
halqa_merge_notice_dispose (GObject *object)
{
  HalqaMergeNotice *self = HALQA_MERGE_NOTICE (object);

  if (self->family != NULL)
    {
      g_signal_handlers_disconnect_by_data (halqa_family_get_item (self->family), self);
      g_signal_handlers_disconnect_by_data (self->family, self);
    }
  g_clear_object (&self->family);
  g_clear_object (&self->forum);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_MERGE_NOTICE);
  G_OBJECT_CLASS (halqa_merge_notice_parent_class)->dispose (object);
}

static void
halqa_merge_notice_class_init (HalqaMergeNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_merge_notice_dispose;
  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-merge-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeNotice, label);
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeNotice, conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeNotice, show);
  gtk_widget_class_bind_template_child (widget_class, HalqaMergeNotice, take_out);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_out_cb);
}

static void
halqa_merge_notice_init (HalqaMergeNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * halqa_merge_notice_set_family:
 * @self: a notice
 * @forum: (nullable): the forum of @family
 * @family: (nullable): of the proposal that is shown
 */
void
halqa_merge_notice_set_family (HalqaMergeNotice *self, HalqaForum *forum, HalqaFamily *family)
{
  g_return_if_fail (HALQA_IS_MERGE_NOTICE (self));

  if (self->family != NULL)
    {
      g_signal_handlers_disconnect_by_data (halqa_family_get_item (self->family), self);
      g_signal_handlers_disconnect_by_data (self->family, self);
    }
  g_set_object (&self->forum, forum);
  g_set_object (&self->family, family);
  if (family != NULL)
    {
      g_signal_connect_swapped (family, "changed", G_CALLBACK (update), self);
      g_signal_connect_swapped (halqa_family_get_item (family), "changed", G_CALLBACK (update),
                                self);
    }
  update (self);
}
