/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-action-row.h"

#include "halqa-days.h"
#include "halqa-form.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* An action as a line: what, and below it who, by when, and how far it has come. It opens to be
 * changed, and is saved as one types. */

struct _HalqaActionRow
{
  AdwExpanderRow parent_instance;

  /* owned */
  HalqaItem *item;
  HalqaForm *form;

  /* template */
  AdwEntryRow *title;
  HalqaConflictButton *title_conflict;
  AdwEntryRow *responsible;
  HalqaConflictButton *responsible_conflict;
  AdwEntryRow *due_date;
  HalqaConflictButton *due_date_conflict;
  AdwEntryRow *progress;
  HalqaConflictButton *progress_conflict;
  GtkButton *remove;
};

G_DEFINE_FINAL_TYPE (HalqaActionRow, halqa_action_row, ADW_TYPE_EXPANDER_ROW)

/* A day in words; whatever else somebody wrote stays as it is. */
static char *
dup_due_day (HalqaItem *item)
{
  const char *written = halqa_item_get_text (item, "due_date");
  g_autoptr (GDateTime) day = halqa_days_parse (written);
  g_autofree char *words = day != NULL ? halqa_days_say (day) : g_strdup (written);

  return halqa_text_isolate (words);
}

/* What is known of it; nothing that nobody said. The name comes last: it may be of the other
 * direction, and a line takes its own from what it begins with. */
static char *
make_summary (HalqaItem *item)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *due = dup_due_day (item);
  const char *responsible = halqa_item_get_text (item, "responsible");
  gint64 progress;

  if (*halqa_item_get_text (item, "due_date") != '\0')
    /* Translators: %s is a day: "by 31 January 2027". */
    g_ptr_array_add (parts, g_strdup_printf (_ ("by %s"), due));
  if (halqa_item_get_int (item, "progress", &progress))
    g_ptr_array_add (parts, g_strdup_printf (_ ("%d%% done"), (int) CLAMP (progress, 0, G_MAXINT)));
  if (*responsible != '\0')
    g_ptr_array_add (parts, halqa_text_isolate (responsible));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (HALQA_WORDS_DOT, (char **) parts->pdata);
}

static void
show_item_cb (HalqaActionRow *self)
{
  g_autofree char *summary = make_summary (self->item);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), halqa_item_get_name (self->item));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), summary);
}

static void
halqa_action_row_dispose (GObject *object)
{
  HalqaActionRow *self = HALQA_ACTION_ROW (object);

  if (self->form != NULL)
    halqa_form_close (self->form);
  g_clear_object (&self->form);
  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_ACTION_ROW);
  G_OBJECT_CLASS (halqa_action_row_parent_class)->dispose (object);
}

static void
halqa_action_row_class_init (HalqaActionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_action_row_dispose;
  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-action-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaActionRow, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaActionRow, title_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaActionRow, responsible);
  gtk_widget_class_bind_template_child (widget_class, HalqaActionRow, responsible_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaActionRow, due_date);
  gtk_widget_class_bind_template_child (widget_class, HalqaActionRow, due_date_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaActionRow, progress);
  gtk_widget_class_bind_template_child (widget_class, HalqaActionRow, progress_conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaActionRow, remove);
}

static void
halqa_action_row_init (HalqaActionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_words_limit_lines (GTK_WIDGET (self));
  self->form = halqa_form_new ("action");
  halqa_form_bind_text (self->form, "title", GTK_WIDGET (self->title), self->title_conflict);
  halqa_form_bind_text (self->form, "responsible", GTK_WIDGET (self->responsible),
                        self->responsible_conflict);
  halqa_form_bind_text (self->form, "due_date", GTK_WIDGET (self->due_date),
                        self->due_date_conflict);
  halqa_form_bind_number (self->form, "progress", GTK_WIDGET (self->progress),
                          self->progress_conflict);
}

GtkWidget *
halqa_action_row_new (HalqaForum *forum, HalqaItem *action)
{
  HalqaActionRow *self = g_object_new (HALQA_TYPE_ACTION_ROW, NULL);

  self->item = g_object_ref (action);
  halqa_form_open (self->form, forum, action);
  gtk_widget_set_visible (GTK_WIDGET (self->remove), !halqa_forum_is_read_only (forum));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->remove), "(sss)", "action",
                                    halqa_item_get_id (action), _ ("Action deleted"));
  g_signal_connect_object (action, "changed", G_CALLBACK (show_item_cb), self, G_CONNECT_SWAPPED);
  show_item_cb (self);
  return GTK_WIDGET (self);
}
