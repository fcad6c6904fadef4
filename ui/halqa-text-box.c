/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-text-box.h"

#include "halqa-text-view.h"

/* A longer text with its heading and its mark. Each paragraph takes the direction of its own first
 * strong character: the text view sees to that. */

struct _HalqaTextBox
{
  AdwBin parent_instance;

  /* owned */
  char *title;

  /* template */
  GtkLabel *label;
  GtkTextView *view;
  HalqaConflictButton *conflict;
};

G_DEFINE_FINAL_TYPE (HalqaTextBox, halqa_text_box, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_TITLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
halqa_text_box_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HALQA_TYPE_TEXT_BOX);
  G_OBJECT_CLASS (halqa_text_box_parent_class)->dispose (object);
}

static void
halqa_text_box_finalize (GObject *object)
{
  g_clear_pointer (&HALQA_TEXT_BOX (object)->title, g_free);
  G_OBJECT_CLASS (halqa_text_box_parent_class)->finalize (object);
}

static void
halqa_text_box_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, HALQA_TEXT_BOX (object)->title);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_text_box_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  HalqaTextBox *self = HALQA_TEXT_BOX (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_free (self->title);
      self->title = g_value_dup_string (value);
      gtk_label_set_text_with_mnemonic (self->label, self->title);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      gtk_label_get_text (self->label), -1);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_text_box_class_init (HalqaTextBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_text_box_dispose;
  object_class->finalize = halqa_text_box_finalize;
  object_class->get_property = halqa_text_box_get_property;
  object_class->set_property = halqa_text_box_set_property;

  /* The heading, with a mnemonic. */
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  g_type_ensure (HALQA_TYPE_TEXT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-text-box.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaTextBox, label);
  gtk_widget_class_bind_template_child (widget_class, HalqaTextBox, view);
  gtk_widget_class_bind_template_child (widget_class, HalqaTextBox, conflict);
}

static void
halqa_text_box_init (HalqaTextBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
halqa_text_box_get_view (HalqaTextBox *self)
{
  g_return_val_if_fail (HALQA_IS_TEXT_BOX (self), NULL);

  return GTK_WIDGET (self->view);
}

HalqaConflictButton *
halqa_text_box_get_conflict (HalqaTextBox *self)
{
  g_return_val_if_fail (HALQA_IS_TEXT_BOX (self), NULL);

  return self->conflict;
}
