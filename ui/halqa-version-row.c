/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-version-row.h"

#include "halqa-ago.h"
#include "halqa-difference.h"
#include "halqa-spoken.h"
#include "halqa-value-words.h"
#include "halqa-words.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>
#include <string.h>

/* What one person wrote, with what of it is new; and who that was and when. A screen reader takes the
 * name of a row from the list's own widget around ours, so that is where it goes. */

struct _HalqaVersionRow
{
  AdwBin parent_instance;

  /* owned */
  HalqaVersion *version;
  char *name;

  /* template */
  GtkLabel *field;
  HalqaDifference *text;
  GtkLabel *origin;
  GtkButton *keep;
};

G_DEFINE_FINAL_TYPE (HalqaVersionRow, halqa_version_row, ADW_TYPE_BIN)

enum
{
  SIGNAL_KEEP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
keep_cb (HalqaVersionRow *self)
{
  g_signal_emit (self, signals[SIGNAL_KEEP], 0);
}

static char *
make_origin (HalqaVersion *version)
{
  const char *who =
      halqa_version_is_ours (version) ? _ ("This laptop") : halqa_version_get_device_name (version);
  g_autofree char *when = halqa_words_when (halqa_version_get_time (version) * 1000);

  return halqa_words_join (who, when);
}

/* To who does not see the marks they are told behind the text. */
static void
describe_cb (HalqaVersionRow *self)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self));

  if (row == NULL || self->name == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, self->name,
                                  -1);
  halqa_describe (row, halqa_difference_get_told (self->text));
}

static char *
dup_words (HalqaVersion *version, const char *text)
{
  return text == NULL ? NULL : halqa_value_words (halqa_version_get_field (version), text);
}

/* As the first of several sentences, which are ended there. */
static char *
dup_sentence (const char *text)
{
  g_autofree char *sentence = g_strchomp (g_strdup (*text == '\0' ? _ ("(empty)") : text));

  if (g_str_has_suffix (sentence, "."))
    sentence[strlen (sentence) - 1] = '\0';
  return g_steal_pointer (&sentence);
}

static void
show_origin (HalqaVersionRow *self)
{
  const char *field = gtk_label_get_text (self->field);
  g_autofree char *text = dup_words (self->version, halqa_version_get_text (self->version));
  g_autofree char *sentence = dup_sentence (text);
  g_autofree char *origin = make_origin (self->version);

  gtk_label_set_text (self->origin, origin);
  g_free (self->name);
  self->name = g_strjoin (". ", sentence, origin, *field != '\0' ? field : NULL, NULL);
  describe_cb (self);
}

static void
renew_cb (GtkWidget *widget)
{
  show_origin (HALQA_VERSION_ROW (widget));
}

static void
show_version (HalqaVersionRow *self, const char *field)
{
  g_autofree char *text = dup_words (self->version, halqa_version_get_text (self->version));
  g_autofree char *before = dup_words (self->version, halqa_version_get_before (self->version));

  halqa_difference_set_texts (self->text, before, text);
  gtk_label_set_text (self->field, field == NULL ? "" : field);
  gtk_widget_set_visible (GTK_WIDGET (self->field), field != NULL);
  halqa_describe (GTK_WIDGET (self->keep), text);
}

static void
halqa_version_row_dispose (GObject *object)
{
  HalqaVersionRow *self = HALQA_VERSION_ROW (object);

  g_clear_object (&self->version);
  g_clear_pointer (&self->name, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_VERSION_ROW);
  G_OBJECT_CLASS (halqa_version_row_parent_class)->dispose (object);
}

static void
halqa_version_row_class_init (HalqaVersionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_version_row_dispose;
  signals[SIGNAL_KEEP] = g_signal_new ("keep", HALQA_TYPE_VERSION_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (HALQA_TYPE_DIFFERENCE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-version-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionRow, field);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionRow, text);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionRow, origin);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionRow, keep);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, describe_cb);
}

static void
halqa_version_row_init (HalqaVersionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_ago_follow (GTK_WIDGET (self), renew_cb);
}

/**
 * halqa_version_row_new:
 * @version: what is shown
 * @field: (nullable): what its field is called
 * @button: (nullable): what the button says that emits "keep"; %NULL for none
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
halqa_version_row_new (HalqaVersion *version, const char *field, const char *button)
{
  HalqaVersionRow *self = g_object_new (HALQA_TYPE_VERSION_ROW, NULL);

  self->version = g_object_ref (version);
  if (button != NULL)
    {
      gtk_button_set_label (self->keep, button);
      halqa_wrapping_break_words (self->keep);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->keep), button != NULL);
  show_version (self, field);
  return GTK_WIDGET (self);
}

HalqaVersion *
halqa_version_row_get_version (HalqaVersionRow *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION_ROW (self), NULL);

  return self->version;
}
