/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-text-box.h"

#include "halqa-text-view.h"

/* A longer text with its heading and its mark. Each paragraph takes the direction of its own first
 * strong character: the text view sees to that.
 *
 * A title is one of a single paragraph, so that it is seen whole however long it is: Enter is no part of
 * it, and of what is pasted the lines are joined. What another laptop wrote is shown as it is. */

/* In pixels: of what invites to write more than a line. */
#define HEIGHT 64

struct _HalqaTextBox
{
  AdwBin parent_instance;

  /* owned */
  char *title;

  gboolean single;

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
  PROP_SINGLE,
  N_PROPS
};

enum
{
  SIGNAL_ENTERED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
key_cb (HalqaTextBox *self, guint key)
{
  if (!self->single || (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter))
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, signals[SIGNAL_ENTERED], 0);
  return GDK_EVENT_STOP;
}

static void
pasted_cb (HalqaTextBox *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter iter, end;

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_start_iter (buffer, &iter);
  while (self->single &&
         (gtk_text_iter_ends_line (&iter) || gtk_text_iter_forward_to_line_end (&iter)) &&
         !gtk_text_iter_is_end (&iter))
    {
      end = iter;
      gtk_text_iter_forward_line (&end);
      gtk_text_buffer_delete (buffer, &iter, &end);
      gtk_text_buffer_insert (buffer, &iter, " ", 1);
    }
  gtk_text_buffer_end_user_action (buffer);
}

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
    case PROP_SINGLE:
      g_value_set_boolean (value, HALQA_TEXT_BOX (object)->single);
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
      break;
    case PROP_SINGLE:
      self->single = g_value_get_boolean (value);
      gtk_widget_set_size_request (GTK_WIDGET (self->view), -1, self->single ? -1 : HEIGHT);
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
  properties[PROP_SINGLE] = g_param_spec_boolean ("single", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  /* Of a single paragraph: by Enter. */
  signals[SIGNAL_ENTERED] = g_signal_new ("entered", HALQA_TYPE_TEXT_BOX, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

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
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_size_request (GTK_WIDGET (self->view), -1, HEIGHT);
  /* Before the view takes them for text. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "paste-done",
                           G_CALLBACK (pasted_cb), self, G_CONNECT_SWAPPED);
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
