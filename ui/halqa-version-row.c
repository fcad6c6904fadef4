/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-version-row.h"

#include "halqa-words.h"

#include <glib/gi18n.h>

struct _HalqaVersionRow
{
  GtkListBoxRow parent_instance;

  /* owned */
  HalqaVersion *version;

  /* template */
  GtkLabel *text;
  GtkLabel *origin;
  GtkButton *keep;
};

G_DEFINE_FINAL_TYPE (HalqaVersionRow, halqa_version_row, GTK_TYPE_LIST_BOX_ROW)

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

static void
show_version (HalqaVersionRow *self)
{
  const char *text = halqa_version_get_text (self->version);
  const char *who = halqa_version_is_ours (self->version)
                        ? _ ("This laptop")
                        : halqa_version_get_device_name (self->version);
  g_autofree char *when = halqa_words_when (halqa_version_get_time (self->version) * 1000);
  g_autofree char *origin = halqa_words_join (who, when);
  g_autofree char *name = NULL;

  if (*text == '\0')
    text = _ ("(empty)");
  name = g_strdup_printf ("%s. %s", text, origin);
  gtk_label_set_text (self->text, text);
  halqa_words_set_direction (GTK_WIDGET (self->text), text);
  gtk_label_set_text (self->origin, origin);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->keep), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
}

static void
halqa_version_row_dispose (GObject *object)
{
  HalqaVersionRow *self = HALQA_VERSION_ROW (object);

  g_clear_object (&self->version);
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
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-version-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionRow, text);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionRow, origin);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionRow, keep);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
}

static void
halqa_version_row_init (HalqaVersionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
halqa_version_row_new (HalqaVersion *version)
{
  HalqaVersionRow *self = g_object_new (HALQA_TYPE_VERSION_ROW, NULL);

  self->version = g_object_ref (version);
  show_version (self);
  return GTK_WIDGET (self);
}

HalqaVersion *
halqa_version_row_get_version (HalqaVersionRow *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION_ROW (self), NULL);

  return self->version;
}
