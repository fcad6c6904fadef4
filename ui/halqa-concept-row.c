/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-concept-row.h"

#include "halqa-term-row.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* A concept of the glossary. It unfolds to a row for each language; these are made when that is done
 * first, for there are hundreds of concepts and people look at a few. */

struct _HalqaConceptRow
{
  AdwExpanderRow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaGlossaryEntry *entry;

  gboolean filled;
};

G_DEFINE_FINAL_TYPE (HalqaConceptRow, halqa_concept_row, ADW_TYPE_EXPANDER_ROW)

static const char *
describe_origin (HalqaConceptRow *self)
{
  if (!halqa_glossary_entry_is_shipped (self->entry))
    return _ ("Added in this forum");
  return halqa_glossary_entry_is_changed (self->entry) ? _ ("Changed in this forum") : "";
}

/* What it is called elsewhere, and whose it is. */
static char *
dup_subtitle (HalqaConceptRow *self, const char *title)
{
  const char *name = halqa_glossary_entry_get_name (self->entry);
  const char *origin = describe_origin (self);
  g_autofree char *isolated = halqa_text_isolate (name);

  if (g_str_equal (title, name))
    return g_strdup (origin);
  return *origin != '\0' ? g_strconcat (isolated, HALQA_WORDS_DOT, origin, NULL)
                         : g_steal_pointer (&isolated);
}

static void
show_cb (HalqaConceptRow *self)
{
  g_autofree char *written = halqa_glossary_entry_dup_title (self->entry);
  g_autofree char *title = halqa_text_show_line (written);
  g_autofree char *subtitle = dup_subtitle (self, written);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
unfold_cb (HalqaConceptRow *self)
{
  if (self->filled || !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;
  self->filled = TRUE;
  for (guint i = 0; i < HALQA_N_LANGUAGES; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (self),
                              halqa_term_row_new (self->forum, self->entry, (HalqaLanguage) i));
}

static void
halqa_concept_row_dispose (GObject *object)
{
  HalqaConceptRow *self = HALQA_CONCEPT_ROW (object);

  g_clear_object (&self->entry);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_concept_row_parent_class)->dispose (object);
}

static void
halqa_concept_row_class_init (HalqaConceptRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_concept_row_dispose;
}

static void
halqa_concept_row_init (HalqaConceptRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  halqa_words_limit_lines (GTK_WIDGET (self));
  g_signal_connect (self, "notify::expanded", G_CALLBACK (unfold_cb), NULL);
}

GtkWidget *
halqa_concept_row_new (HalqaForum *forum, HalqaGlossaryEntry *entry)
{
  HalqaConceptRow *self = g_object_new (HALQA_TYPE_CONCEPT_ROW, NULL);

  self->forum = g_object_ref (forum);
  self->entry = g_object_ref (entry);
  g_signal_connect_object (entry, "changed", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  show_cb (self);
  return GTK_WIDGET (self);
}

HalqaGlossaryEntry *
halqa_concept_row_get_entry (HalqaConceptRow *self)
{
  g_return_val_if_fail (HALQA_IS_CONCEPT_ROW (self), NULL);

  return self->entry;
}
