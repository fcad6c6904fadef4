/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-application-private.h"

#include "halqa-about.h"
#include "halqa-locale.h"
#include "halqa-look.h"
#include "halqa-preferences-window.h"
#include "halqa-translate-window.h"

#include <glib/gi18n.h>

/* The program: one instance and one window for each data folder. A second start with the same
 * folder only brings the window forward, and opens in it what the second start asked for; with
 * another folder it is another program, so that a person can try two laptops on one screen. */

G_DEFINE_FINAL_TYPE (HalqaApplication, halqa_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Keep the forums in the folder DIR"),
    N_ ("DIR") },
  { "forum", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Open this forum"), N_ ("ID|TITLE") },
  { "sample", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open the sample forum"), NULL },
  { "listen", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Be reached by other laptops here"),
    N_ ("HOST:PORT") },
  { "no-discovery", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Do not look for laptops nearby"), NULL },
  { "connect", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Exchange with the laptop at this address"),
    N_ ("HOST:PORT") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_ ("[FILE…]") },
  { NULL },
};

/* A program that was not installed has no schema: it works, and remembers nothing. */
static GSettings *
open_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, HALQA_APP_ID, TRUE);
  if (schema == NULL)
    {
      g_message ("No settings schema %s: nothing is remembered", HALQA_APP_ID);
      return NULL;
    }
  return g_settings_new_full (schema, NULL, NULL);
}

/* Another folder is another program to the session bus. */
static char *
make_application_id (const char *data)
{
  g_autofree char *mark = halqa_folder_make_mark (data);

  return mark != NULL ? g_strconcat (HALQA_APP_ID, ".d", mark, NULL) : g_strdup (HALQA_APP_ID);
}

/* Without its folder it can do nothing, and who started it from the menu sees no standard error. */
static void
show_failure (HalqaApplication *self, const GError *error)
{
  GtkWidget *dialog =
      adw_message_dialog_new (NULL, _ ("Halqa Can't Open Its Folder"), error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_set_application (GTK_WINDOW (dialog), GTK_APPLICATION (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Dialogs are windows of the application too. */
HalqaWindow *
halqa_application_find_window (HalqaApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    if (HALQA_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

static HalqaWindow *
ensure_window (HalqaApplication *self)
{
  HalqaWindow *window = halqa_application_find_window (self);

  return window != NULL ? window : halqa_window_new (self, self->folder);
}

/* What the folder was last used for: the forum that was open, or the only one there is. */
static void
open_usual_forum (HalqaApplication *self, HalqaWindow *window)
{
  g_autofree char *last = NULL;
  g_autoptr (HalqaForum) forum = NULL;

  if (halqa_window_get_forum (window) != NULL)
    return;
  last = halqa_window_dup_last_forum (window);
  if (last != NULL)
    forum = halqa_folder_open_forum (self->folder, last, NULL);
  if (forum == NULL)
    forum = halqa_folder_open_forum (self->folder, NULL, NULL);
  if (forum != NULL)
    halqa_window_open_forum (window, forum);
}

static gboolean
open_wanted_forum (HalqaApplication *self,
                   HalqaWindow *window,
                   GVariantDict *wanted,
                   GError **error)
{
  const char *which = NULL;
  g_autoptr (HalqaForum) forum = NULL;

  if (g_variant_dict_contains (wanted, "sample"))
    {
      g_autofree char *path = halqa_application_find_sample ();

      forum = halqa_folder_open_sample (self->folder, path, error);
    }
  else if (g_variant_dict_lookup (wanted, "forum", "&s", &which))
    forum = halqa_folder_open_forum (self->folder, which, error);
  else
    {
      open_usual_forum (self, window);
      return TRUE;
    }
  if (forum != NULL)
    halqa_window_open_forum (window, forum);
  return forum != NULL;
}

/* Returns: (nullable): the window, in which no forum need be open */
static HalqaWindow *
begin (HalqaApplication *self, GError **error)
{
  if (self->folder == NULL)
    self->folder = halqa_folder_open (self->data, error);
  return self->folder != NULL ? ensure_window (self) : NULL;
}

static void
open_given_files (HalqaWindow *window,
                  GApplicationCommandLine *command_line,
                  const char *const *paths)
{
  for (; paths != NULL && *paths != NULL; paths++)
    {
      g_autoptr (GFile) file =
                     g_application_command_line_create_file_for_arg (command_line, *paths);

      halqa_window_open_file (window, file);
    }
}

static int
halqa_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  HalqaApplication *self = HALQA_APPLICATION (application);
  GVariantDict *wanted = g_application_command_line_get_options_dict (command_line);
  g_autofree const char **paths = NULL;
  g_autoptr (GError) error = NULL;
  HalqaWindow *window = begin (self, &error);

  if (window == NULL)
    {
      g_application_command_line_printerr (command_line, "halqa: %s\n", error->message);
      show_failure (self, error);
      return 1;
    }
  if (!open_wanted_forum (self, window, wanted, &error))
    halqa_window_toast (window, error->message);
  gtk_window_present (GTK_WINDOW (window));
  g_variant_dict_lookup (wanted, G_OPTION_REMAINING, "^a&ay", &paths);
  open_given_files (window, command_line, paths);
  return 0;
}

/* By the session bus, as from the menu of the desktop: what is there is brought forward, or the folder
 * of the user opened. */
static void
halqa_application_activate (GApplication *application)
{
  HalqaApplication *self = HALQA_APPLICATION (application);
  g_autoptr (GError) error = NULL;
  HalqaWindow *window = begin (self, &error);

  if (window == NULL)
    {
      show_failure (self, error);
      return;
    }
  open_usual_forum (self, window);
  gtk_window_present (GTK_WINDOW (window));
}

/* By the session bus too: a double click on a file. */
static void
halqa_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  HalqaWindow *window;

  halqa_application_activate (application);
  window = halqa_application_find_window (HALQA_APPLICATION (application));
  for (int i = 0; window != NULL && i < n_files; i++)
    halqa_window_open_file (window, files[i]);
}

static int
halqa_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  HalqaApplication *self = HALQA_APPLICATION (application);

  if (g_variant_dict_contains (given, "version"))
    {
      g_print ("halqa %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (given, "data", "^ay", &self->data))
    {
      g_autofree char *id = make_application_id (self->data);

      g_application_set_application_id (application, id);
    }
  g_variant_dict_lookup (given, "listen", "s", &self->listen);
  g_variant_dict_lookup (given, "connect", "s", &self->connect);
  self->no_discovery = g_variant_dict_contains (given, "no-discovery");
  return -1;
}

static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *application = GTK_APPLICATION (user_data);

  gtk_window_present (
      GTK_WINDOW (halqa_about_new (gtk_application_get_active_window (application))));
}

static void
show_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HalqaApplication *self = HALQA_APPLICATION (user_data);
  HalqaWindow *window = halqa_application_find_window (self);

  if (window == NULL)
    return;
  if (self->preferences == NULL)
    g_set_weak_pointer (&self->preferences,
                        GTK_WINDOW (halqa_preferences_window_new (window, self->folder)));
  gtk_window_present (self->preferences);
}

static void
applied_cb (HalqaApplication *self)
{
  g_autofree char *language = g_settings_get_string (self->settings, "language");
  g_autoptr (GError) error = NULL;

  if (halqa_locale_refresh (&error))
    halqa_application_speak (self, language);
  else
    halqa_window_toast (halqa_application_find_window (self), error->message);
}

static void
show_translate (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HalqaApplication *self = user_data;
  GtkWindow *window = GTK_WINDOW (halqa_application_find_window (self));

  if (self->translate == NULL)
    {
      g_set_weak_pointer (&self->translate, halqa_translate_window_new (window));
      g_signal_connect_swapped (self->translate, "applied", G_CALLBACK (applied_cb), self);
    }
  gtk_window_present (self->translate);
}

void
halqa_application_open_help (HalqaApplication *self, const char *page)
{
  HalqaWindow *window = halqa_application_find_window (self);

  if (window == NULL)
    return;
  if (self->help == NULL)
    g_set_weak_pointer (&self->help, halqa_help_window_new (GTK_WINDOW (window)));
  halqa_help_window_show (self->help, page);
  gtk_window_present (GTK_WINDOW (self->help));
}

/* The page that belongs to what has the focus. */
static void
show_help (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HalqaApplication *self = HALQA_APPLICATION (user_data);
  HalqaWindow *window = halqa_application_find_window (self);

  if (window != NULL)
    halqa_application_open_help (self,
                                 halqa_window_find_help (window, gtk_application_get_active_window (
                                                                     GTK_APPLICATION (self))));
}

/* "app.speak": a code of halqa_locale_list(), "" for the system's. */
static void
speak (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  halqa_application_speak (HALQA_APPLICATION (user_data), g_variant_get_string (parameter, NULL));
}

/* By way of the window, which first sees to it that all is on disk. */
static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HalqaWindow *window = halqa_application_find_window (HALQA_APPLICATION (user_data));

  if (window != NULL)
    gtk_window_close (GTK_WINDOW (window));
  else
    g_application_quit (G_APPLICATION (user_data));
}

/* Somebody wants to join: the notification leads to the window that asks. */
static void
answer (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HalqaWindow *window = halqa_application_find_window (HALQA_APPLICATION (user_data));

  if (window != NULL)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.invite", NULL);
}

/* Somebody is to choose between two versions: the same, also where the program has ended since. */
static void
show_versions (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HalqaWindow *window;

  halqa_application_activate (G_APPLICATION (user_data));
  window = halqa_application_find_window (HALQA_APPLICATION (user_data));
  if (window == NULL)
    return;
  halqa_window_show_versions (window);
}

static const GActionEntry actions[] = {
  { .name = "answer", .activate = answer },
  { .name = "show-versions", .activate = show_versions },
  { .name = "about", .activate = show_about },
  { .name = "help", .activate = show_help },
  { .name = "preferences", .activate = show_preferences },
  { .name = "translate", .activate = show_translate },
  { .name = "speak", .activate = speak, .parameter_type = "s" },
  { .name = "quit", .activate = quit },
};

static const struct
{
  const char *action;
  const char *accels[3];
} accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.new-proposal", { "<Control>n" } },
  { "win.new-session", { "<Control><Shift>n" } },
  { "win.search", { "<Control>f" } },
  { "win.save", { "<Control>s" } },
  { "win.next", { "<Control>Page_Down" } },
  { "win.previous", { "<Control>Page_Up" } },
  { "win.room", { "<Control>l" } },
  { "win.invite", { "<Control>i" } },
  { "win.place(0)", { "<Alt>1" } },
  { "win.place(1)", { "<Alt>2" } },
  { "win.history", { "<Control>h" } },
  { "win.merge", { "<Control>m" } },
  { "win.place(2)", { "<Alt>3" } },
  { "win.place(3)", { "<Alt>4" } },
  { "win.place(4)", { "<Alt>5" } },
  { "app.preferences", { "<Control>comma" } },
  { "win.present", { "F5" } },
  { "app.help", { "F1" } },
  { "win.show-help-overlay", { "<Control>question" } },
};

static void
keep_to_settings (HalqaApplication *self)
{
  g_autofree char *language = NULL;

  self->settings = open_settings ();
  g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                   g_action_map_lookup_action (G_ACTION_MAP (self), "preferences")),
                               self->settings != NULL);
  if (self->settings != NULL)
    {
      language = g_settings_get_string (self->settings, "language");
      halqa_look_follow (self->settings);
    }
  halqa_locale_speak (language != NULL ? language : "");
}

static void
halqa_application_startup (GApplication *application)
{
  HalqaApplication *self = HALQA_APPLICATION (application);

  halqa_look_skip_theme ();
  G_APPLICATION_CLASS (halqa_application_parent_class)->startup (application);
  keep_to_settings (self);
  gtk_window_set_default_icon_name (HALQA_APP_ID);
  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           accelerators[i].accels);
}

static void
halqa_application_finalize (GObject *object)
{
  HalqaApplication *self = HALQA_APPLICATION (object);

  g_clear_handle_id (&self->remake_source, g_source_remove);
  g_clear_weak_pointer (&self->preferences);
  g_clear_weak_pointer (&self->help);
  g_clear_weak_pointer (&self->translate);
  g_clear_object (&self->settings);
  g_clear_object (&self->folder);
  g_clear_pointer (&self->language, g_free);
  g_clear_pointer (&self->data, g_free);
  g_clear_pointer (&self->listen, g_free);
  g_clear_pointer (&self->connect, g_free);
  G_OBJECT_CLASS (halqa_application_parent_class)->finalize (object);
}

static void
halqa_application_class_init (HalqaApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = halqa_application_finalize;
  application_class->startup = halqa_application_startup;
  application_class->activate = halqa_application_activate;
  application_class->open = halqa_application_open;
  application_class->command_line = halqa_application_command_line;
  application_class->handle_local_options = halqa_application_handle_local_options;
}

static void
halqa_application_init (HalqaApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

HalqaApplication *
halqa_application_new (void)
{
  return g_object_new (HALQA_TYPE_APPLICATION, "application-id", HALQA_APP_ID, "resource-base-path",
                       "/org/halqa/Halqa", "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN, NULL);
}

/* Returns: (nullable) (transfer none): %NULL where no schema is installed */
GSettings *
halqa_application_get_settings (HalqaApplication *self)
{
  g_return_val_if_fail (HALQA_IS_APPLICATION (self), NULL);

  return self->settings;
}

/* Whether the command line has said how other laptops reach this one: it stands before the settings. */
gboolean
halqa_application_was_told_where (HalqaApplication *self)
{
  g_return_val_if_fail (HALQA_IS_APPLICATION (self), FALSE);

  return self->listen != NULL || self->no_discovery;
}

/* Whether laptops nearby are looked for, and told of this one. */
gboolean
halqa_application_uses_discovery (HalqaApplication *self)
{
  g_return_val_if_fail (HALQA_IS_APPLICATION (self), FALSE);

  return !self->no_discovery &&
         (self->settings == NULL || g_settings_get_boolean (self->settings, "discovery"));
}

/* Where to listen; %NULL for any port of every interface. */
static char *
dup_listen (HalqaApplication *self)
{
  int port = self->settings == NULL ? 0 : g_settings_get_int (self->settings, "port");

  if (self->listen != NULL || port == 0)
    return g_strdup (self->listen);
  return g_strdup_printf ("*:%d", port);
}

/**
 * halqa_application_replicate:
 *
 * Begins to exchange @forum with other laptops, as the command line said, or else the settings.
 */
gboolean
halqa_application_replicate (HalqaApplication *self, HalqaForum *forum, GError **error)
{
  g_autofree char *listen = NULL;

  g_return_val_if_fail (HALQA_IS_APPLICATION (self), FALSE);
  g_return_val_if_fail (HALQA_IS_FORUM (forum), FALSE);

  listen = dup_listen (self);
  if (!halqa_forum_start_replication (forum, listen, halqa_application_uses_discovery (self),
                                      error))
    return FALSE;
  return self->connect == NULL || halqa_forum_add_address (forum, self->connect, error);
}

/* Returns: (transfer full): the path of the sample forum; in the build tree HALQA_DATADIR says where */
char *
halqa_application_find_sample (void)
{
  const char *datadir = g_getenv ("HALQA_DATADIR");

  return g_build_filename (datadir != NULL ? datadir : HALQA_DATADIR, "sample.ndjson", NULL);
}
