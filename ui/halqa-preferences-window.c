/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-preferences-window.h"

#include "halqa-language.h"
#include "halqa-locale.h"
#include "halqa-text.h"
#include "halqa-toast.h"

#include <glib/gi18n.h>

/* What a person prefers, kept to at once: language and look, who they are to others, and how other
 * laptops reach this one. What the command line has said stands before it, and is not offered here. */

struct _HalqaPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  /* owned */
  HalqaFolder *folder;
  GSettings *settings;

  /* borrowed: the window that this one stands before */
  HalqaWindow *parent;

  /* template */
  AdwComboRow *language;
  AdwComboRow *scheme;
  AdwComboRow *text_size;
  AdwEntryRow *person;
  AdwEntryRow *laptop;
  AdwActionRow *folder_row;
  AdwPreferencesGroup *network;
  GtkSwitch *discovery;
  AdwEntryRow *port;
  AdwActionRow *addresses;
};

G_DEFINE_FINAL_TYPE (HalqaPreferencesWindow, halqa_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static const char *const schemes[] = { "default", "light", "dark" };
static const int sizes[] = { 100, 115, 130, 150, 200 };

static HalqaApplication *
get_application (HalqaPreferencesWindow *self)
{
  return HALQA_APPLICATION (gtk_window_get_application (GTK_WINDOW (self->parent)));
}

/* At the foot of this window, for its own would be behind it. */
static void
tell (HalqaPreferencesWindow *self, const char *words)
{
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), halqa_toast_new (words));
}

/* --- language and look */

static void
fill_languages (HalqaPreferencesWindow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *chosen = g_settings_get_string (self->settings, "language");
  const char *const *codes = halqa_locale_list ();
  guint selected = 0;

  gtk_string_list_append (names, _ ("That of the system"));
  for (guint i = 0; codes[i] != NULL; i++)
    {
      gtk_string_list_append (names, halqa_language_get_name (codes[i]));
      if (g_str_equal (codes[i], chosen))
        selected = i + 1;
    }
  adw_combo_row_set_model (self->language, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->language, selected);
}

static void
language_cb (HalqaPreferencesWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->language);
  const char *code = selected == 0 || selected == GTK_INVALID_LIST_POSITION
                         ? ""
                         : halqa_locale_list ()[selected - 1];
  g_autofree char *chosen = g_settings_get_string (self->settings, "language");

  if (!g_str_equal (code, chosen))
    halqa_application_speak (get_application (self), code);
}

/* This window would keep the other one out of reach. */
static void
translate_cb (HalqaPreferencesWindow *self)
{
  g_autoptr (HalqaApplication) application = g_object_ref (get_application (self));

  gtk_window_close (GTK_WINDOW (self));
  g_action_group_activate_action (G_ACTION_GROUP (application), "translate", NULL);
}

static void
scheme_cb (HalqaPreferencesWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->scheme);

  if (selected < G_N_ELEMENTS (schemes))
    g_settings_set_string (self->settings, "color-scheme", schemes[selected]);
}

static void
text_size_cb (HalqaPreferencesWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->text_size);

  if (selected < G_N_ELEMENTS (sizes))
    g_settings_set_int (self->settings, "text-size", sizes[selected]);
}

static void
fill_look (HalqaPreferencesWindow *self)
{
  g_autofree char *scheme = g_settings_get_string (self->settings, "color-scheme");
  int size = g_settings_get_int (self->settings, "text-size");

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (schemes[i], scheme))
      adw_combo_row_set_selected (self->scheme, i);
  for (guint i = 0; i < G_N_ELEMENTS (sizes) && sizes[i] <= size; i++)
    adw_combo_row_set_selected (self->text_size, i);
}

/* --- who one is */

static void
fill_name (HalqaPreferencesWindow *self)
{
  g_autofree char *name = halqa_folder_dup_name (self->folder);
  g_autofree char *person = NULL;
  g_autofree char *laptop = NULL;

  halqa_folder_split_name (name, &person, &laptop);
  gtk_editable_set_text (GTK_EDITABLE (self->person), person);
  gtk_editable_set_text (GTK_EDITABLE (self->laptop), laptop);
}

static void
name_cb (HalqaPreferencesWindow *self)
{
  HalqaForum *forum = halqa_window_get_forum (self->parent);
  g_autofree char *before = halqa_folder_dup_name (self->folder);
  g_autofree char *name =
      halqa_folder_join_name (gtk_editable_get_text (GTK_EDITABLE (self->person)),
                              gtk_editable_get_text (GTK_EDITABLE (self->laptop)));
  g_autoptr (GError) error = NULL;

  if (*name == '\0' || g_str_equal (name, before))
    return;
  if (!halqa_folder_set_name (self->folder, name, &error))
    tell (self, error->message);
  else if (forum != NULL)
    halqa_folder_announce (self->folder, forum);
}

static void
open_folder_cb (HalqaPreferencesWindow *self)
{
  g_autofree char *uri = g_filename_to_uri (halqa_folder_get_path (self->folder), NULL, NULL);

  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

/* --- other laptops */

static void
show_addresses (HalqaPreferencesWindow *self)
{
  HalqaForum *forum = halqa_window_get_forum (self->parent);
  g_auto (GStrv) addresses = forum == NULL ? NULL : halqa_forum_list_own_addresses (forum);
  g_autofree char *words = addresses == NULL ? NULL : g_strjoinv ("\n", addresses);

  gtk_widget_set_visible (GTK_WIDGET (self->addresses), words != NULL && *words != '\0');
  adw_action_row_set_subtitle (self->addresses, words == NULL ? "" : words);
}

static void
reach_anew (HalqaPreferencesWindow *self)
{
  g_autoptr (GError) error = NULL;

  if (!halqa_window_replicate_anew (self->parent, &error))
    tell (self, error->message);
  show_addresses (self);
}

static void
discovery_cb (HalqaPreferencesWindow *self)
{
  gboolean wanted = gtk_switch_get_active (self->discovery);

  if (wanted == g_settings_get_boolean (self->settings, "discovery"))
    return;
  g_settings_set_boolean (self->settings, "discovery", wanted);
  reach_anew (self);
}

static void
port_cb (HalqaPreferencesWindow *self)
{
  /* Digits of either kind. */
  g_autofree char *typed = halqa_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->port)));
  guint64 port = 0;

  if (*typed != '\0' && !g_ascii_string_to_unsigned (typed, 10, 1, 65535, &port, NULL))
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->port), "error");
      tell (self, _ ("A port is a number from 1 to 65535"));
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->port), "error");
  if ((int) port == g_settings_get_int (self->settings, "port"))
    return;
  g_settings_set_int (self->settings, "port", (int) port);
  reach_anew (self);
}

static void
fill_network (HalqaPreferencesWindow *self)
{
  int port = g_settings_get_int (self->settings, "port");
  g_autofree char *text = port == 0 ? g_strdup ("") : g_strdup_printf ("%d", port);

  gtk_switch_set_active (self->discovery, g_settings_get_boolean (self->settings, "discovery"));
  gtk_editable_set_text (GTK_EDITABLE (self->port), text);
  gtk_widget_set_visible (GTK_WIDGET (self->network),
                          !halqa_application_was_told_where (get_application (self)));
  show_addresses (self);
}

static gboolean
halqa_preferences_window_close_request (GtkWindow *window)
{
  name_cb (HALQA_PREFERENCES_WINDOW (window));
  return GTK_WINDOW_CLASS (halqa_preferences_window_parent_class)->close_request (window);
}

static void
halqa_preferences_window_dispose (GObject *object)
{
  HalqaPreferencesWindow *self = HALQA_PREFERENCES_WINDOW (object);

  g_clear_object (&self->folder);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_PREFERENCES_WINDOW);
  G_OBJECT_CLASS (halqa_preferences_window_parent_class)->dispose (object);
}

static void
halqa_preferences_window_class_init (HalqaPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_preferences_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = halqa_preferences_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaPreferencesWindow, language);
  gtk_widget_class_bind_template_child (widget_class, HalqaPreferencesWindow, scheme);
  gtk_widget_class_bind_template_child (widget_class, HalqaPreferencesWindow, text_size);
  gtk_widget_class_bind_template_child (widget_class, HalqaPreferencesWindow, person);
  gtk_widget_class_bind_template_child (widget_class, HalqaPreferencesWindow, laptop);
  gtk_widget_class_bind_template_child (widget_class, HalqaPreferencesWindow, folder_row);
  gtk_widget_class_bind_template_child (widget_class, HalqaPreferencesWindow, network);
  gtk_widget_class_bind_template_child (widget_class, HalqaPreferencesWindow, discovery);
  gtk_widget_class_bind_template_child (widget_class, HalqaPreferencesWindow, port);
  gtk_widget_class_bind_template_child (widget_class, HalqaPreferencesWindow, addresses);
  gtk_widget_class_bind_template_callback (widget_class, translate_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, port_cb);
}

static void
halqa_preferences_window_init (HalqaPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* libadwaita asks for 360 pixels, without the frame of the window. */
  gtk_widget_set_size_request (gtk_widget_get_ancestor (GTK_WIDGET (self->language),
                                                        ADW_TYPE_LEAFLET),
                               -1, -1);
}

/* Only where there are settings. */
HalqaPreferencesWindow *
halqa_preferences_window_new (HalqaWindow *parent, HalqaFolder *folder)
{
  HalqaPreferencesWindow *self =
      g_object_new (HALQA_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);

  self->parent = parent;
  self->folder = g_object_ref (folder);
  self->settings = g_object_ref (halqa_application_get_settings (get_application (self)));
  adw_action_row_set_subtitle (self->folder_row, halqa_folder_get_path (folder));
  fill_languages (self);
  fill_look (self);
  fill_name (self);
  fill_network (self);
  /* From here on what is chosen is a person's. */
  g_signal_connect_swapped (self->language, "notify::selected", G_CALLBACK (language_cb), self);
  g_signal_connect_swapped (self->scheme, "notify::selected", G_CALLBACK (scheme_cb), self);
  g_signal_connect_swapped (self->text_size, "notify::selected", G_CALLBACK (text_size_cb), self);
  g_signal_connect_swapped (self->discovery, "notify::active", G_CALLBACK (discovery_cb), self);
  return self;
}
