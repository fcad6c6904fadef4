/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-code-entry.h"

/* Where the six digits of an invitation are typed or pasted. Digits of any script become 0 to 9, as
 * on an Arabic keyboard; all else, such as the gap in the middle, is left out. A letter is refused before
 * it gets here: what is marked would be gone by then. */

/* In characters: the style sheet draws the digits apart. */
#define CODE_WIDTH 9

struct _HalqaCodeEntry
{
  GtkEntry parent_instance;
};

G_DEFINE_FINAL_TYPE (HalqaCodeEntry, halqa_code_entry, GTK_TYPE_ENTRY)

/* Returns: (transfer full): the digits in the @length bytes at @text, no more than @room */
static char *
keep_digits (const char *text, int length, guint room)
{
  GString *digits = g_string_new (NULL);

  for (const char *at = text; at < text + length && digits->len < room; at = g_utf8_next_char (at))
    {
      int digit = g_unichar_digit_value (g_utf8_get_char (at));

      if (digit >= 0)
        g_string_append_c (digits, '0' + digit);
    }
  return g_string_free (digits, FALSE);
}

static void
insert_text_cb (HalqaCodeEntry *self,
                const char *text,
                int length,
                int *position,
                GtkEditable *delegate)
{
  guint used = gtk_entry_get_text_length (GTK_ENTRY (self));
  g_autofree char *digits =
      keep_digits (text, length, HALQA_CODE_LENGTH - MIN (used, HALQA_CODE_LENGTH));

  g_signal_handlers_block_by_func (delegate, insert_text_cb, self);
  gtk_editable_insert_text (delegate, digits, -1, position);
  g_signal_handlers_unblock_by_func (delegate, insert_text_cb, self);
  g_signal_stop_emission_by_name (delegate, "insert-text");
}

static gboolean
key_cb (HalqaCodeEntry *self, guint key, guint code, GdkModifierType modifiers)
{
  gunichar letter = gdk_keyval_to_unicode (key);

  if ((modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) || letter == 0 ||
      g_unichar_iscntrl (letter) || g_unichar_isdigit (letter))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_error_bell (GTK_WIDGET (self));
  return GDK_EVENT_STOP;
}

static void
halqa_code_entry_class_init (HalqaCodeEntryClass *klass)
{
}

static void
halqa_code_entry_init (HalqaCodeEntry *self)
{
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (self));
  GtkEventController *keys = gtk_event_controller_key_new ();

  /* Digits go from left to right in every language, and so does the cursor among them. */
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
  gtk_entry_set_input_purpose (GTK_ENTRY (self), GTK_INPUT_PURPOSE_DIGITS);
  gtk_editable_set_width_chars (GTK_EDITABLE (self), CODE_WIDTH);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self), CODE_WIDTH);
  gtk_entry_set_alignment (GTK_ENTRY (self), 0.5);
  gtk_widget_add_css_class (GTK_WIDGET (self), "code");
  gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
  g_signal_connect_object (delegate, "insert-text", G_CALLBACK (insert_text_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* Returns: (transfer none) (nullable): the six digits; %NULL while they are not all there */
const char *
halqa_code_entry_get_code (HalqaCodeEntry *self)
{
  g_return_val_if_fail (HALQA_IS_CODE_ENTRY (self), NULL);

  if (gtk_entry_get_text_length (GTK_ENTRY (self)) < HALQA_CODE_LENGTH)
    return NULL;
  return gtk_editable_get_text (GTK_EDITABLE (self));
}
