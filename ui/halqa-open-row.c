/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-open-row.h"

#include "halqa-form.h"
#include "halqa-merge-words.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* A line of what is still open in a session. A question is answered where it stands. */

#define HALQA_TYPE_ANSWER_ROW (halqa_answer_row_get_type ())
G_DECLARE_FINAL_TYPE (HalqaAnswerRow, halqa_answer_row, HALQA, ANSWER_ROW, AdwEntryRow)

struct _HalqaAnswerRow
{
  AdwEntryRow parent_instance;

  /* owned */
  HalqaForm *form;
};

G_DEFINE_FINAL_TYPE (HalqaAnswerRow, halqa_answer_row, ADW_TYPE_ENTRY_ROW)

static void
halqa_answer_row_dispose (GObject *object)
{
  HalqaAnswerRow *self = HALQA_ANSWER_ROW (object);

  if (self->form != NULL)
    halqa_form_close (self->form);
  g_clear_object (&self->form);
  G_OBJECT_CLASS (halqa_answer_row_parent_class)->dispose (object);
}

static void
halqa_answer_row_class_init (HalqaAnswerRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_answer_row_dispose;
}

static void
halqa_answer_row_init (HalqaAnswerRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  self->form = halqa_form_new ("note");
  halqa_form_bind_text (self->form, "answer", GTK_WIDGET (self), NULL);
}

static GtkWidget *
answer_row_new (HalqaForum *forum, HalqaItem *question)
{
  HalqaAnswerRow *self = g_object_new (HALQA_TYPE_ANSWER_ROW, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), halqa_item_get_label (question));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("The answer to this question"));
  halqa_form_open (self->form, forum, question);
  return GTK_WIDGET (self);
}

static GtkWidget *
line_new (HalqaOpenEnd *end)
{
  HalqaItem *item = halqa_open_end_get_item (end);
  gboolean is_proposal = g_str_equal (halqa_item_get_kind (item), "proposal");
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name =
      is_proposal ? halqa_merge_words_name (item) : g_strdup (halqa_open_end_get_words (end));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  halqa_words_limit_lines (row);
  if (!is_proposal)
    return row;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), halqa_open_end_get_words (end));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", "proposal",
                                    halqa_item_get_id (item));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.show-record");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  return row;
}

GtkWidget *
halqa_open_row_new (HalqaForum *forum, HalqaOpenEnd *end)
{
  g_return_val_if_fail (HALQA_IS_OPEN_END (end), NULL);

  if (halqa_open_end_get_why (end) == HALQA_OPEN_QUESTION)
    return answer_row_new (forum, halqa_open_end_get_item (end));
  return line_new (end);
}
