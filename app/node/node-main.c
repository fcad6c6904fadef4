/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "halqa-reserve.h"
#include "halqa-text.h"

/*
 * halqa-node: the forum without a window, for scripts, for a box in a corner, and for tests that
 * look from outside.
 *
 * Rules. The commands, their exit codes and the keys of their JSON are a contract (README.md beside
 * this file): words for people are translated, nothing else is. What is printed and what is read
 * is UTF-8, whatever the locale says, so that a script under LC_ALL=C can name a forum in Arabic.
 * Exit status 0: done; 1: it failed, and one line on standard error says what and why; 2: used
 * wrongly.
 *
 * A command is a row in a table of its file: what it takes, what must be open, and a function.
 */

enum
{
  EXIT_DONE,
  EXIT_FAILED,
  EXIT_USAGE,
};

static const HalqaNodeCommand *const groups[] = {
  halqa_node_forum_commands,   halqa_node_members_commands,     halqa_node_record_commands,
  halqa_node_order_commands,   halqa_node_translation_commands, halqa_node_list_commands,
  halqa_node_version_commands, halqa_node_log_commands,         halqa_node_file_commands,
  halqa_node_net_commands,     halqa_node_peers_commands,       halqa_node_merging_commands,
  halqa_node_session_commands, halqa_node_attach_commands,      halqa_node_changes_commands,
  halqa_node_undo_commands,    halqa_node_alike_commands,
};

static HalqaNode node;

static gboolean
print_version (const char *option, const char *value, gpointer data, GError **error)
{
  g_print ("halqa-node %s\n", PACKAGE_VERSION);
  exit (EXIT_DONE);
}

/* Both before and behind the command's name. */
static const GOptionEntry common_options[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &node.data, N_ ("The folder of this laptop"), "DIR" },
  { "forum", 0, 0, G_OPTION_ARG_FILENAME, &node.forum, N_ ("Which forum, where there are several"),
    "ID|TITLE" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &node.json, N_ ("Print JSON"), NULL },
  { "version", 0, G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, (gpointer) print_version,
    N_ ("Print the version"), NULL },
  G_OPTION_ENTRY_NULL,
};

/* One line, whatever the message holds. */
static void
print_failure (const char *message)
{
  g_autofree char *line = g_strdelimit (g_strdup (message), "\n\r", ' ');
  g_autofree char *shown = halqa_text_show (g_strstrip (line));

  halqa_node_wipe_progress ();
  fflush (stdout);
  fprintf (stderr, "halqa-node: %s\n", shown);
}

/* For --help, which GOption prints and then exits: as it is, not in the charset of the locale. */
static void
print_help (const char *text)
{
  if (fputs (text, stdout) != EOF && fflush (stdout) == 0)
    return;
  print_failure (_ ("The answer can't be written to standard output"));
  exit (EXIT_FAILED);
}

/* A line on standard error, in the person's language, made while there is memory. */
static char *no_memory;

static gboolean
is_no_memory (const GLogField *field)
{
  return strcmp (field->key, "MESSAGE") == 0 &&
         (strstr (field->value, "failed to allocate") != NULL ||
          strstr (field->value, "creating thread") != NULL);
}

/* GLib ends the process where it is not given the little that it asks for. That may be: what was saved
 * is on disk, and the rest is taken back at the next start. But it is to be told. */
static void
end_without_memory (const GLogField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    if (is_no_memory (&fields[i]))
      {
        if (write (STDERR_FILENO, no_memory, strlen (no_memory)) > 0)
          _exit (EXIT_FAILED);
      }
}

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if ((level & G_LOG_LEVEL_ERROR) != 0)
    end_without_memory (fields, n_fields);
  if (level > G_LOG_LEVEL_MESSAGE)
    return g_log_writer_default (level, fields, n_fields, user_data);
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0)
      print_failure (fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

static void
describe_command (GString *text, const HalqaNodeCommand *command)
{
  g_string_append_printf (text, "\n  %s%s%s\n      %s", command->name,
                          *command->arguments != '\0' ? " " : "", command->arguments,
                          _ (command->summary));
}

static char *
describe_commands (void)
{
  GString *text = g_string_new (_ ("Commands:"));

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const HalqaNodeCommand *command = groups[i]; command->name != NULL; command++)
      describe_command (text, command);
  g_string_append_printf (text, "\n\n%s",
                          _ ("An id may be cut to its first digits, 4 at least. Every command "
                             "tells more with --help."));
  return g_string_free (text, FALSE);
}

/* Reads the options before the command, and leaves the rest in @args. */
static gboolean
parse_common (char ***args, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND …"));
  g_autofree char *commands = describe_commands ();

  g_option_context_add_main_entries (context, common_options, GETTEXT_PACKAGE);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_description (context, commands);
  return g_option_context_parse_strv (context, args, error);
}

/* The command that @words begin with; @n_words: how many of them are its name. */
static const HalqaNodeCommand *
find_command (char **words, guint *n_words)
{
  g_autofree char *two = NULL;

  if (words[0] == NULL)
    return NULL;
  two = g_strjoin (" ", words[0], words[1], NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const HalqaNodeCommand *command = groups[i]; command->name != NULL; command++)
      {
        *n_words = strchr (command->name, ' ') != NULL ? 2 : 1;
        if (strcmp (command->name, *n_words == 2 ? two : words[0]) == 0)
          return command;
      }
  return NULL;
}

/* The second words of the commands of two that begin with @word, parted by commas; "" for none. */
static char *
list_second_words (const char *word)
{
  g_autofree char *prefix = g_strconcat (word, " ", NULL);
  GString *list = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const HalqaNodeCommand *command = groups[i]; command->name != NULL; command++)
      if (g_str_has_prefix (command->name, prefix))
        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "",
                                command->name + strlen (prefix));
  return g_string_free (list, FALSE);
}

static gboolean
refuse_command (char **words, GError **error)
{
  g_autofree char *second = NULL;

  if (words[0] == NULL)
    return halqa_node_refuse_usage (error, _ ("A command is missing; --help lists them"));
  second = list_second_words (words[0]);
  if (*second != '\0')
    g_set_error (
        error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
        /* Translators: the first word of a command, then a list of those that may follow. */
        _ ("Behind “%s” stands one of these: %s"), words[0], second);
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                 _ ("There is no command “%s”; --help lists them"), words[0]);
  return FALSE;
}

/* Reads what stands behind the command's name; @args keeps the words that are no options. */
static gboolean
parse_arguments (const HalqaNodeCommand *command, char ***args, GError **error)
{
  g_autofree char *usage = g_strdup_printf ("%s %s", command->name, command->arguments);
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  guint n_args;

  g_option_context_set_summary (context, _ (command->summary));
  if (command->options != NULL)
    g_option_context_add_main_entries (context, command->options, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common_options, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, args, error))
    return FALSE;

  n_args = g_strv_length (*args) - 1;
  if (n_args >= command->min_args && n_args <= command->max_args)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _ ("This is used so: halqa-node %s"),
               usage);
  return FALSE;
}

static gboolean
open_forum (HalqaNode *self, GError **error)
{
  self->store = halqa_folder_open_store (self->folder, self->forum, error);
  self->reader = self->store != NULL ? halqa_reader_open (self->store, error) : NULL;
  return self->reader != NULL;
}

static gboolean
check_utf8 (char **words, GError **error)
{
  for (; *words != NULL; words++)
    if (!g_utf8_validate (*words, -1, NULL))
      return halqa_node_refuse_usage (error, _ ("A word of the command is not UTF-8"));
  return TRUE;
}

/* @words: the program's name, then the command and what belongs to it. */
static gboolean
run (HalqaNode *self, char ***words, GError **error)
{
  const HalqaNodeCommand *command;
  guint n_words = 0;

  if (!check_utf8 (*words, error) || !parse_common (words, error))
    return FALSE;
  command = find_command (*words + 1, &n_words);
  if (command == NULL)
    return refuse_command (*words + 1, error);
  for (guint i = 0; i < n_words; i++)
    g_free (g_steal_pointer (&(*words)[1 + i]));
  memmove (*words + 1, *words + 1 + n_words,
           (g_strv_length (*words + 1 + n_words) + 1) * sizeof (char *));
  if (!parse_arguments (command, words, error))
    return FALSE;
  /* JSON is never translated, and here sentences stand in it. */
  if (self->json && strcmp (command->name, "import") == 0)
    setlocale (LC_MESSAGES, "C");

  self->folder = halqa_folder_open (self->data, error);
  if (self->folder == NULL)
    return FALSE;
  if (command->needs == HALQA_NODE_ONE_FORUM && !open_forum (self, error))
    return FALSE;
  return command->run (self, *words + 1, error);
}

static int
finish (HalqaNode *self, const GError *error)
{
  g_clear_object (&self->reader);
  g_clear_object (&self->store);
  g_clear_object (&self->folder);
  g_clear_pointer (&self->data, g_free);
  g_clear_pointer (&self->forum, g_free);

  if (error != NULL)
    {
      print_failure (error->message);
      return error->domain == G_OPTION_ERROR ? EXIT_USAGE : EXIT_FAILED;
    }
  if (fflush (stdout) != 0 || ferror (stdout))
    {
      print_failure (_ ("The answer can't be written to standard output"));
      return EXIT_FAILED;
    }
  return EXIT_DONE;
}

/* Where the standard files are closed the next ones that are opened would get their numbers, and be read
 * from and written to in their stead. What stands there now refuses both. */
static void
occupy_standard_files (void)
{
  for (int number = STDIN_FILENO; number <= STDERR_FILENO; number++)
    if (fcntl (number, F_GETFD) == -1 &&
        open ("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY) != number)
      _exit (EXIT_FAILED);
}

/* From the build tree the catalogues lie elsewhere: HALQA_LOCALEDIR says where. */
static void
set_up_language (void)
{
  const char *localedir = g_getenv ("HALQA_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, localedir != NULL ? localedir : HALQA_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) words = g_strdupv (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) none = NULL;

  occupy_standard_files ();
  set_up_language ();
  halqa_set_no_memory (&none);
  no_memory = g_strdup_printf ("halqa-node: %s\n", none->message);
  g_set_print_handler (print_help);
  g_log_set_writer_func (write_log, NULL, NULL);

  if (!run (&node, &words, &error) && error == NULL)
    g_error ("A command failed without a reason");
  return finish (&node, error);
}
