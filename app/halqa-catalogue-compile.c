/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-catalogue-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-reason.h"

/* Catalogues as people here wrote them, where gettext finds them.
 *
 * gettext reads a file once and looks for all languages in one folder. So each state of what was written
 * has a folder of its own, called by a hash of it; languages that nobody wrote in are links to what came
 * with the program. It is made when it is asked for and not there yet, by msgfmt, and a start of the
 * program at which nothing has changed makes nothing.
 *
 * Rejected: to write the compiled form ourselves. msgfmt checks all once more. */

#define ENDING ".po"
#define FOLDER "locale"
#define MESSAGES "LC_MESSAGES"

static gboolean
is_language (const char *code)
{
  const gsize size = strspn (code, "abcdefghijklmnopqrstuvwxyz");

  return size >= 2 && size <= 3 && code[size] == '\0';
}

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/**
 * halqa_catalogue_list_own:
 * @places: where everything is
 *
 * Returns: (transfer full) (array zero-terminated=1): codes of the languages that somebody wrote in here,
 *   in the order of their letters
 */
char **
halqa_catalogue_list_own (const HalqaCataloguePlaces *places)
{
  g_autoptr (GDir) folder = g_dir_open (places->own, 0, NULL);
  GPtrArray *codes = g_ptr_array_new ();
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *code = g_strdup (name);

      if (!g_str_has_suffix (name, ENDING))
        continue;
      code[strlen (code) - strlen (ENDING)] = '\0';
      if (is_language (code))
        g_ptr_array_add (codes, g_steal_pointer (&code));
    }
  g_ptr_array_sort (codes, compare_codes);
  g_ptr_array_add (codes, NULL);
  return (char **) g_ptr_array_free (codes, FALSE);
}

/* --- what has changed */

static void
hash_file (GChecksum *hash, const char *folder, const char *code)
{
  g_autofree char *name = g_strconcat (code, ENDING, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  const guint64 size = file != NULL ? g_mapped_file_get_length (file) : 0;

  g_checksum_update (hash, (const guchar *) &size, sizeof size);
  if (size > 0)
    g_checksum_update (hash, (const guchar *) g_mapped_file_get_contents (file), (gssize) size);
}

static char *
hash_state (const HalqaCataloguePlaces *places, char *const *codes)
{
  g_autoptr (GChecksum) hash = g_checksum_new (G_CHECKSUM_SHA256);

  g_checksum_update (hash, (const guchar *) places->compiled, -1);
  for (; *codes != NULL; codes++)
    {
      g_checksum_update (hash, (const guchar *) *codes, -1);
      hash_file (hash, places->shipped, *codes);
      hash_file (hash, places->own, *codes);
    }
  return g_strdup (g_checksum_get_string (hash));
}

/* --- a folder for gettext */

static gboolean
set_error (const char *path, GError **error)
{
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE, _ ("“%s” can't be written: %s"), path,
               halqa_reason_say (errno));
  return FALSE;
}

static gboolean
run_msgfmt (const char *from, const char *to, GError **error)
{
  g_autoptr (GSubprocess) msgfmt =
                 g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, error, "msgfmt",
                                   "--check-format", "-o", to, from, NULL);

  if (msgfmt != NULL)
    return g_subprocess_wait_check (msgfmt, NULL, error);
  g_prefix_error (error, "%s ",
                  _ ("What was translated here is kept, and is shown once the package “gettext” is "
                     "installed."));
  return FALSE;
}

static gboolean
compile_language (const HalqaCataloguePlaces *places,
                  const char *folder,
                  const char *code,
                  GError **error)
{
  g_autoptr (HalqaCatalogue) catalogue = halqa_catalogue_new (places, code, error);
  g_autofree char *messages = g_build_filename (folder, code, MESSAGES, NULL);
  g_autofree char *source = g_build_filename (messages, GETTEXT_PACKAGE ENDING, NULL);
  g_autofree char *compiled = g_build_filename (messages, GETTEXT_PACKAGE ".mo", NULL);

  if (catalogue == NULL)
    return FALSE;
  if (g_mkdir_with_parents (messages, 0700) != 0)
    return set_error (messages, error);
  return halqa_catalogue_write_all (catalogue, source, error) &&
         run_msgfmt (source, compiled, error);
}

/* The languages that nobody wrote in. */
static gboolean
link_others (const HalqaCataloguePlaces *places, const char *folder, GError **error)
{
  g_autoptr (GDir) all = g_dir_open (places->compiled, 0, NULL);
  const char *name;

  while (all != NULL && (name = g_dir_read_name (all)) != NULL)
    {
      g_autofree char *from = g_build_filename (places->compiled, name, NULL);
      g_autofree char *to = g_build_filename (folder, name, NULL);
      g_autoptr (GFile) link = g_file_new_for_path (to);

      if (is_language (name) && !g_file_test (to, G_FILE_TEST_EXISTS) &&
          !g_file_make_symbolic_link (link, from, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fill_folder (const HalqaCataloguePlaces *places,
             const char *folder,
             char *const *codes,
             GError **error)
{
  for (; *codes != NULL; codes++)
    if (!compile_language (places, folder, *codes, error))
      return FALSE;
  return link_others (places, folder, error);
}

/* @path: not followed where it is a link */
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder =
                 g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      remove_tree (inside);
    }
  g_remove (path);
}

/**
 * halqa_catalogue_compile:
 * @places: where everything is
 * @error: of the files, or of msgfmt
 *
 * Returns: (transfer full) (nullable): a folder for bindtextdomain(); %NULL without an error where nobody
 *   wrote anything
 */
char *
halqa_catalogue_compile (const HalqaCataloguePlaces *places, GError **error)
{
  g_auto (GStrv) codes = halqa_catalogue_list_own (places);
  g_autofree char *all = g_build_filename (places->cache, FOLDER, NULL);
  g_autofree char *state = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *beside = NULL;

  if (*codes == NULL)
    return NULL;
  state = hash_state (places, codes);
  folder = g_build_filename (all, state, NULL);
  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&folder);
  remove_tree (all);
  beside = g_strconcat (folder, ".new", NULL);
  if (g_mkdir_with_parents (beside, 0700) != 0)
    {
      set_error (beside, error);
      return NULL;
    }
  if (!fill_folder (places, beside, codes, error))
    return NULL;
  if (g_rename (beside, folder) != 0)
    {
      set_error (folder, error);
      return NULL;
    }
  return g_steal_pointer (&folder);
}
