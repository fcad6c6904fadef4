/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-counter.h"

#include "halqa-draft.h"
#include "halqa-spoken.h"

#include <glib/gi18n.h>

/* A number between a large − and a large +, to be hit while looking at the hall. + and − and the arrows
 * do the same on the keyboard, and it can be typed. Empty is not zero: the first + makes 1, the first −
 * makes 0, and what is wiped out is empty again. */

#define COUNT_MAX 99999

struct _HalqaCounter
{
  AdwBin parent_instance;

  /* owned */
  char *title;

  gint64 value;
  gboolean is_setting;

  /* template */
  GtkLabel *label;
  GtkEntry *entry;
  GtkWidget *less;
  GtkWidget *more;
  HalqaConflictButton *conflict;
};

G_DEFINE_FINAL_TYPE (HalqaCounter, halqa_counter, ADW_TYPE_BIN)

enum
{
  PROP_TITLE = 1,
  N_PROPS
};

enum
{
  SIGNAL_COUNTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
show_value (HalqaCounter *self)
{
  g_autofree char *digits = self->value == HALQA_COUNTER_EMPTY
                                ? g_strdup ("")
                                : g_strdup_printf ("%" G_GINT64_FORMAT, self->value);

  self->is_setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), digits);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->is_setting = FALSE;
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

static void
less_cb (HalqaCounter *self)
{
  halqa_counter_count (self, -1);
}

static void
more_cb (HalqaCounter *self)
{
  halqa_counter_count (self, 1);
}

/* Digits of any keyboard; -2 for what is no number. */
static gint64
read_number (const char *text)
{
  gint64 number = *text == '\0' ? HALQA_COUNTER_EMPTY : 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      int digit = g_unichar_digit_value (g_utf8_get_char (text));

      if (digit < 0 || number > COUNT_MAX / 10)
        return -2;
      number = number * 10 + digit;
    }
  return number;
}

static void
typed_cb (HalqaCounter *self)
{
  gint64 number = read_number (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  if (self->is_setting)
    return;
  if (number < HALQA_COUNTER_EMPTY)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  self->value = number;
  g_signal_emit (self, signals[SIGNAL_COUNTED], 0);
}

static gboolean
has_keyboard (gpointer part)
{
  return (gtk_widget_get_state_flags (part) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
}

/* A count that is replaced is empty before it is anything else, and saved as that: a slip of the finger
 * must not begin. */
static gboolean
refuse_letter (HalqaCounter *self, guint key)
{
  gunichar letter = gdk_keyval_to_unicode (key);

  if (letter == 0 || g_unichar_iscntrl (letter) || g_unichar_isdigit (letter))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_error_bell (GTK_WIDGET (self->entry));
  return GDK_EVENT_STOP;
}

static gboolean
key_cb (HalqaCounter *self, guint key, guint code, GdkModifierType modifiers)
{
  /* In its versions a person chooses, and may write. */
  if ((modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) || has_keyboard (self->conflict))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
    case GDK_KEY_Up:
      halqa_counter_count (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
    case GDK_KEY_Down:
      halqa_counter_count (self, -1);
      return GDK_EVENT_STOP;
    default:
      return has_keyboard (self->entry) ? refuse_letter (self, key) : GDK_EVENT_PROPAGATE;
    }
}

/* Who goes on has not counted what is no number. */
static void
leave_cb (HalqaCounter *self)
{
  if (gtk_widget_has_css_class (GTK_WIDGET (self->entry), "error"))
    show_value (self);
}

/* One of two that stand side by side says nothing to who can't see it. */
static void
name_parts (HalqaCounter *self)
{
  /* Translators: of a button, "In favour: one more". */
  g_autofree char *more = g_strdup_printf (_ ("%s: one more"), self->title);
  g_autofree char *less = g_strdup_printf (_ ("%s: one less"), self->title);

  gtk_label_set_text (self->label, self->title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, more,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->less), GTK_ACCESSIBLE_PROPERTY_LABEL, less,
                                  -1);
  gtk_widget_set_tooltip_text (self->more, more);
  gtk_widget_set_tooltip_text (self->less, less);
}

static void
halqa_counter_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HALQA_TYPE_COUNTER);
  G_OBJECT_CLASS (halqa_counter_parent_class)->dispose (object);
}

static void
halqa_counter_finalize (GObject *object)
{
  g_free (HALQA_COUNTER (object)->title);
  G_OBJECT_CLASS (halqa_counter_parent_class)->finalize (object);
}

static void
halqa_counter_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  HalqaCounter *self = HALQA_COUNTER (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_free (self->title);
      self->title = g_value_dup_string (value);
      name_parts (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_counter_class_init (HalqaCounterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_counter_dispose;
  object_class->finalize = halqa_counter_finalize;
  object_class->set_property = halqa_counter_set_property;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, "", G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_COUNTED] = g_signal_new ("counted", HALQA_TYPE_COUNTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-counter.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaCounter, label);
  gtk_widget_class_bind_template_child (widget_class, HalqaCounter, entry);
  gtk_widget_class_bind_template_child (widget_class, HalqaCounter, less);
  gtk_widget_class_bind_template_child (widget_class, HalqaCounter, more);
  gtk_widget_class_bind_template_child (widget_class, HalqaCounter, conflict);
  gtk_widget_class_bind_template_callback (widget_class, less_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
}

static void
halqa_counter_init (HalqaCounter *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->value = HALQA_COUNTER_EMPTY;
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before the entry takes them for text. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), focus);
}

gint64
halqa_counter_get_value (HalqaCounter *self)
{
  g_return_val_if_fail (HALQA_IS_COUNTER (self), HALQA_COUNTER_EMPTY);

  return self->value;
}

/* Shows @value, or %HALQA_COUNTER_EMPTY, without that counting as a person's. */
void
halqa_counter_set_value (HalqaCounter *self, gint64 value)
{
  g_return_if_fail (HALQA_IS_COUNTER (self));

  /* What is no number goes too: the next proposal may have been counted the same. */
  if (self->value == value && !gtk_widget_has_css_class (GTK_WIDGET (self->entry), "error"))
    return;
  self->value = value;
  show_value (self);
}

void
halqa_counter_count (HalqaCounter *self, int step)
{
  g_return_if_fail (HALQA_IS_COUNTER (self));

  if (!gtk_editable_get_editable (GTK_EDITABLE (self->entry)))
    return;
  self->value = CLAMP (MAX (self->value, 0) + step, 0, COUNT_MAX);
  show_value (self);
  halqa_announce (GTK_WIDGET (self), gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_signal_emit (self, signals[SIGNAL_COUNTED], 0);
}

void
halqa_counter_set_writable (HalqaCounter *self, gboolean writable)
{
  g_return_if_fail (HALQA_IS_COUNTER (self));

  gtk_editable_set_editable (GTK_EDITABLE (self->entry), writable);
  gtk_widget_set_sensitive (self->less, writable);
  gtk_widget_set_sensitive (self->more, writable);
}

/* Returns: (transfer none): the mark of a number that two people counted differently */
HalqaConflictButton *
halqa_counter_get_conflict (HalqaCounter *self)
{
  g_return_val_if_fail (HALQA_IS_COUNTER (self), NULL);

  return self->conflict;
}
