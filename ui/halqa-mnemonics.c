/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-mnemonics.h"

/* Underlined letters of scripts other than the Latin one: Alt with د on an Arabic keyboard.
 *
 * GTK 4.8 looks for the number of the letter in Unicode, and an Arabic or Cyrillic keyboard sends the one that
 * the letter had in X before there was Unicode: none was ever found, though each was underlined while Alt was
 * held. So such a key is looked up here before GTK sees it. In a menu the letter alone is enough.
 *
 * Rejected: to take Latin letters, which whoever types Arabic has not under their fingers. */

static void
find_labels (GtkWidget *widget, gunichar letter, GPtrArray *labels)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_is_sensitive (widget))
    return;
  if (GTK_IS_LABEL (widget) && gtk_label_get_mnemonic_keyval (GTK_LABEL (widget)) == letter)
    g_ptr_array_add (labels, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_labels (child, letter, labels);
}

/* Of several the one behind that which has the keyboard. */
static GtkWidget *
choose (GPtrArray *labels, GtkWidget *focus)
{
  guint next = 0;

  for (guint i = 0; i < labels->len; i++)
    if (focus != NULL && gtk_widget_is_ancestor (g_ptr_array_index (labels, i), focus))
      next = (i + 1) % labels->len;
  return g_ptr_array_index (labels, next);
}

/* @where: a window, or a menu */
static gboolean
key_cb (GtkWidget *where, guint key, guint code, GdkModifierType modifiers)
{
  const GdkModifierType wanted = GTK_IS_WINDOW (where) ? GDK_ALT_MASK : 0;
  gunichar letter = gdk_keyval_to_unicode (key);
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  if (letter == 0 || letter == key ||
      (modifiers & gtk_accelerator_get_default_mod_mask ()) != wanted)
    return GDK_EVENT_PROPAGATE;
  find_labels (where, letter, labels);
  if (labels->len == 0)
    return GDK_EVENT_PROPAGATE;
  /* Of several each gets the keyboard in its turn, and none is pressed. */
  return gtk_widget_mnemonic_activate (choose (labels,
                                               gtk_root_get_focus (gtk_widget_get_root (where))),
                                       labels->len > 1);
}

/* In @where, a window or a menu, from now on. Once more does no harm. */
void
halqa_mnemonics_watch (GtkWidget *where)
{
  GtkEventController *keys;

  if (g_object_get_data (G_OBJECT (where), "halqa-mnemonics") != NULL)
    return;
  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), where);
  gtk_widget_add_controller (where, keys);
  g_object_set_data (G_OBJECT (where), "halqa-mnemonics", keys);
}
