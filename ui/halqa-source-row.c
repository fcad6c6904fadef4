/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-source-row.h"

#include "halqa-merge-words.h"
#include "halqa-words.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>

/* What is merged into a proposal, to be read where it is: what was written, by whom, in which room
 * and on which laptop. */

struct _HalqaSourceRow
{
  AdwExpanderRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *source;
  HalqaItem *result;

  /* template */
  GtkLabel *problem;
  GtkLabel *body;
  GtkLabel *empty;
  GtkWidget *add_text;
  GtkWidget *take_out;
};

G_DEFINE_FINAL_TYPE (HalqaSourceRow, halqa_source_row, ADW_TYPE_EXPANDER_ROW)

static gboolean
show_text (GtkLabel *label, const char *text)
{
  halqa_words_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
  return *text != '\0';
}

/* Of one that came along with another: into which it is merged itself. */
static char *
describe_origin (HalqaSourceRow *self)
{
  const char *id = halqa_item_get_ref (self->source, "merged_into");
  g_autofree char *origin = halqa_merge_words_origin (self->forum, self->source);
  g_autoptr (HalqaItem) into = NULL;
  g_autofree char *name = NULL;
  g_autofree char *merged = NULL;

  if (id == NULL || g_str_equal (id, halqa_item_get_id (self->result)))
    return g_steal_pointer (&origin);
  into = halqa_forum_dup_item (self->forum, "proposal", id);
  if (into == NULL)
    return g_steal_pointer (&origin);
  name = halqa_merge_words_name (into);
  /* Translators: %s is the reference and the title of a proposal. */
  merged = g_strdup_printf (_ ("Merged into %s"), name);
  return g_strconcat (merged, "\n", origin, NULL);
}

static void
update (HalqaSourceRow *self)
{
  g_autofree char *name = halqa_merge_words_name (self->source);
  g_autofree char *origin = describe_origin (self);
  gboolean any = show_text (self->problem, halqa_item_get_text (self->source, "problem"));

  any |= show_text (self->body, halqa_item_get_text (self->source, "body"));
  gtk_widget_set_visible (GTK_WIDGET (self->empty), !any);
  gtk_widget_set_sensitive (self->add_text, any);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), origin);
}

static void
show_cb (HalqaSourceRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-proposal", "s",
                              halqa_item_get_id (self->source));
}

static void
add_text_cb (HalqaSourceRow *self)
{
  const char *ids[] = { halqa_item_get_id (self->source), NULL };

  gtk_widget_activate_action (GTK_WIDGET (self), "win.add-texts", "(s^as)",
                              halqa_item_get_id (self->result), ids);
}

static void
take_out_cb (HalqaSourceRow *self)
{
  const char *ids[] = { halqa_item_get_id (self->source), NULL };

  gtk_widget_activate_action (GTK_WIDGET (self), "win.take-out", "^as", ids);
}

static void
halqa_source_row_dispose (GObject *object)
{
  HalqaSourceRow *self = HALQA_SOURCE_ROW (object);

  if (self->source != NULL)
    g_signal_handlers_disconnect_by_data (self->source, self);
  g_clear_object (&self->source);
  g_clear_object (&self->result);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_SOURCE_ROW);
  G_OBJECT_CLASS (halqa_source_row_parent_class)->dispose (object);
}

static void
halqa_source_row_class_init (HalqaSourceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_source_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-source-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaSourceRow, problem);
  gtk_widget_class_bind_template_child (widget_class, HalqaSourceRow, body);
  gtk_widget_class_bind_template_child (widget_class, HalqaSourceRow, empty);
  gtk_widget_class_bind_template_child (widget_class, HalqaSourceRow, add_text);
  gtk_widget_class_bind_template_child (widget_class, HalqaSourceRow, take_out);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_text_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_out_cb);
}

static void
halqa_source_row_init (HalqaSourceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_wrapping_lay_out (gtk_widget_get_parent (GTK_WIDGET (self->take_out)));
  halqa_words_limit_lines (GTK_WIDGET (self));
}

GtkWidget *
halqa_source_row_new (HalqaForum *forum, HalqaItem *source, HalqaItem *result)
{
  HalqaSourceRow *self = g_object_new (HALQA_TYPE_SOURCE_ROW, NULL);
  const gboolean writable = !halqa_forum_is_read_only (forum);

  self->forum = g_object_ref (forum);
  self->source = g_object_ref (source);
  self->result = g_object_ref (result);
  gtk_widget_set_visible (self->add_text, writable);
  gtk_widget_set_visible (self->take_out, writable);
  g_signal_connect_swapped (source, "changed", G_CALLBACK (update), self);
  update (self);
  return GTK_WIDGET (self);
}
