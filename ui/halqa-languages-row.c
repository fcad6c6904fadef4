/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-languages-row.h"

#include "halqa-check-keys.h"
#include "halqa-conflict-button.h"
#include "halqa-language.h"
#include "halqa-words.h"

/* The languages that a forum is written in, each of which calls itself: nobody has to know codes. One that
 * the program has no name for, and somebody wrote, is there by its code.
 *
 * Rule: what is chosen comes last, and the others keep their order: a text in Latin letters is taken for the
 * first of them that has those. The last language can't be taken away, for a forum that names none has those
 * of the program. */

#define CODE "halqa-code"

struct _HalqaLanguagesRow
{
  AdwExpanderRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;

  GPtrArray *checks; /* of GtkCheckButton, borrowed */

  /* template */
  HalqaConflictButton *conflict;

  gboolean setting;
};

G_DEFINE_FINAL_TYPE (HalqaLanguagesRow, halqa_languages_row, ADW_TYPE_EXPANDER_ROW)

static char **
list_chosen (HalqaLanguagesRow *self)
{
  return halqa_language_parse_list (halqa_item_get_text (self->item, "languages"));
}

static void
toggled_cb (HalqaLanguagesRow *self, GtkCheckButton *check)
{
  const char *code = g_object_get_data (G_OBJECT (check), CODE);
  g_auto (GStrv) before = NULL;
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) after = NULL;
  g_autofree char *codes = NULL;

  if (self->setting)
    return;
  before = list_chosen (self);
  builder = g_strv_builder_new ();
  for (char **one = before; *one != NULL; one++)
    if (!g_str_equal (*one, code))
      g_strv_builder_add (builder, *one);
  if (gtk_check_button_get_active (check))
    g_strv_builder_add (builder, code);
  after = g_strv_builder_end (builder);
  codes = g_strjoinv (", ", after);
  gtk_widget_activate_action (GTK_WIDGET (self), "forum.set-languages", "s", codes);
}

static void
add_check (HalqaLanguagesRow *self, const char *code)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  const char *name = halqa_language_get_name (code);

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (check), CODE, g_strdup (code), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->checks, check);
}

static gboolean
has_check (HalqaLanguagesRow *self, const char *code)
{
  for (guint i = 0; i < self->checks->len; i++)
    if (g_str_equal (g_object_get_data (self->checks->pdata[i], CODE), code))
      return TRUE;
  return FALSE;
}

static void
show_names (HalqaLanguagesRow *self, char **codes)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  g_autofree char *line = NULL;

  for (; *codes != NULL; codes++)
    g_strv_builder_add (builder, halqa_language_get_name (*codes));
  names = g_strv_builder_end (builder);
  line = halqa_words_join_all (names);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), line);
}

static void
show_cb (HalqaLanguagesRow *self)
{
  g_auto (GStrv) chosen = list_chosen (self);
  const gboolean one = g_strv_length (chosen) == 1;
  const gboolean writable = !halqa_forum_is_read_only (self->forum);

  self->setting = TRUE;
  for (char **code = chosen; *code != NULL; code++)
    if (!has_check (self, *code))
      add_check (self, *code);
  for (guint i = 0; i < self->checks->len; i++)
    {
      GtkCheckButton *check = self->checks->pdata[i];
      const gboolean active = g_strv_contains ((const char *const *) chosen,
                                               g_object_get_data (G_OBJECT (check), CODE));

      gtk_check_button_set_active (check, active);
      gtk_widget_set_sensitive (GTK_WIDGET (check), writable && !(one && active));
    }
  self->setting = FALSE;
  show_names (self, chosen);
  halqa_conflict_button_set_field (self->conflict, self->forum, self->item, "languages");
}

static void
halqa_languages_row_dispose (GObject *object)
{
  HalqaLanguagesRow *self = HALQA_LANGUAGES_ROW (object);

  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_object (&self->item);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_LANGUAGES_ROW);
  G_OBJECT_CLASS (halqa_languages_row_parent_class)->dispose (object);
}

static void
halqa_languages_row_class_init (HalqaLanguagesRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_languages_row_dispose;
  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-languages-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaLanguagesRow, conflict);
}

static void
halqa_languages_row_init (HalqaLanguagesRow *self)
{
  const char *code;

  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_check_keys_add (GTK_WIDGET (self));
  self->checks = g_ptr_array_new ();
  for (guint i = 0; (code = halqa_language_get_known (i)) != NULL; i++)
    add_check (self, code);
}

/* @item: of @forum */
void
halqa_languages_row_set_forum (HalqaLanguagesRow *self, HalqaForum *forum, HalqaItem *item)
{
  g_return_if_fail (HALQA_IS_LANGUAGES_ROW (self));

  g_set_object (&self->forum, forum);
  g_set_object (&self->item, item);
  g_signal_connect_object (item, "changed", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  show_cb (self);
}
