/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-about.h"

#include <glib/gi18n.h>

/* Who made this. libadwaita 1.2 has no Arabic, and its window would speak English: so the few words
 * of its own are in our catalogue too, and are put in their place. Where it speaks the language
 * itself nothing matches, and nothing is touched. */

#define LICENCE_ADDRESS "https://www.gnu.org/licenses/gpl-3.0.html"

static const char *const words[] = {
  N_ ("About"), N_ ("Details"), N_ ("Credits"), N_ ("Legal"), N_ ("Translated by"), N_ ("Back"),
};

/* @text in the language of the interface, where it is one of @words, with a mnemonic or without; else
 * %NULL. */
static const char *
find_word (const char *text)
{
  if (text != NULL && *text == '_')
    text++;
  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (text, words[i]) && !g_str_equal (_ (words[i]), words[i]))
      return _ (words[i]);
  return NULL;
}

/* The sentence about the licence, which libadwaita makes of two texts and an address. */
static char *
dup_licence (const char *(*translate) (const char *text))
{
  /* Translators: an address, then the name of a licence. */
  const char *sentence = N_ ("This application comes with absolutely no warranty. See the "
                             "<a href=\"%s\">%s</a> for details.");
  const char *licence = N_ ("GNU General Public License, version 3 or later");

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (translate (sentence), LICENCE_ADDRESS, translate (licence));
#pragma GCC diagnostic pop
}

static const char *
leave (const char *text)
{
  return text;
}

static const char *
translate_ours (const char *text)
{
  return _ (text);
}

static void
translate_licence (GtkLabel *label)
{
  g_autofree char *theirs = dup_licence (leave);
  g_autofree char *ours = dup_licence (translate_ours);

  if (strstr (gtk_label_get_label (label), theirs) != NULL)
    gtk_label_set_label (label, ours);
}

static void
translate_text (GtkWidget *widget, const char *property)
{
  g_autofree char *text = NULL;
  const char *word;

  g_object_get (widget, property, &text, NULL);
  word = find_word (text);
  if (word != NULL)
    g_object_set (widget, property, word, NULL);
}

static void
translate_below (GtkWidget *widget)
{
  GtkWidget *child;

  translate_text (widget, "tooltip-text");
  if (GTK_IS_LABEL (widget))
    {
      translate_text (widget, "label");
      translate_licence (GTK_LABEL (widget));
    }
  else if (ADW_IS_PREFERENCES_ROW (widget) || ADW_IS_PREFERENCES_GROUP (widget) ||
           ADW_IS_WINDOW_TITLE (widget))
    translate_text (widget, "title");
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    translate_below (child);
}

/* @parent: (nullable): the window that it stands before */
GtkWidget *
halqa_about_new (GtkWindow *parent)
{
  GtkWidget *about = g_object_new (
      ADW_TYPE_ABOUT_WINDOW, "transient-for", parent, "modal", TRUE, "application-name",
      _ ("Halqa"), "application-icon", HALQA_APP_ID, "version", PACKAGE_VERSION, "developer-name",
      _ ("The Halqa project"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
      _ ("Proposals of a social forum, typed on many laptops and shared among them without "
         "internet"),
      /* Translators: your own names, one on a line. */
      "translator-credits", _ ("translator-credits"), NULL);

  translate_text (about, "title");
  translate_below (about);
  return about;
}
