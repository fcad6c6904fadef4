/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-po.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <setjmp.h>

#include "halqa-app-error.h"
#include "halqa-reason.h"

/* PO files, read by libgettextpo, whose own way of failing is to print and to exit: here each fault is
 * an error in our words. */

#define FILE_MAX (4 * 1024 * 1024)

static char *fault;
static size_t fault_line;
/* Where to go on after what it can't go on from itself. */
static jmp_buf way_out;

static void
note_fault (int severity,
            po_message_t message,
            const char *path,
            size_t line,
            size_t column,
            int is_long,
            const char *text)
{
  if (severity != PO_SEVERITY_WARNING && fault == NULL)
    {
      fault = g_strchomp (g_strdup (text));
      fault_line = line;
    }
  if (severity == PO_SEVERITY_FATAL_ERROR)
    longjmp (way_out, 1);
}

static void
note_two_faults (int severity,
                 po_message_t message,
                 const char *path,
                 size_t line,
                 size_t column,
                 int is_long,
                 const char *text,
                 po_message_t other,
                 const char *other_path,
                 size_t other_line,
                 size_t other_column,
                 int other_is_long,
                 const char *other_text)
{
  note_fault (severity, message, path, line, column, is_long, text);
}

static const struct po_xerror_handler po_handler = { note_fault, note_two_faults };

/* NULL where it says a fault, or errno does. */
static po_file_t
parse (const char *path)
{
  return setjmp (way_out) == 0 ? po_file_read (path, &po_handler) : NULL;
}

/* The first since the last call; NULL for none. To be freed. */
static char *
take_fault (void)
{
  return g_steal_pointer (&fault);
}

/**
 * halqa_po_set_error:
 * @path: of a file
 * @why: it was not taken, in words
 * @error: to be set
 */
void
halqa_po_set_error (const char *path, const char *why, GError **error)
{
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE, _ ("“%s” can't be read: %s"), path,
               why);
}

/* In our words: gettext has its own for those only who know its files, and not in every language. */
static void
set_fault (const char *path, const char *said, GError **error)
{
  g_autofree char *why = NULL;

  g_info ("%s: line %zu: %s", path, fault_line, said);
  if (fault_line == (size_t) -1)
    why = g_strdup (_ ("It is no file of translations (.po)"));
  else
    why = g_strdup_printf (_ ("Line %u is not as in a file of translations (.po)"),
                           (guint) fault_line);
  halqa_po_set_error (path, why, error);
}

/**
 * halqa_po_read:
 * @path: of a PO file
 * @error: of the disk, or that it is none, in words
 *
 * Returns: (transfer full): what is in it
 */
po_file_t
halqa_po_read (const char *path, GError **error)
{
  g_autofree char *said = NULL;
  GStatBuf status;
  po_file_t file;

  if (g_stat (path, &status) != 0)
    {
      halqa_po_set_error (path, halqa_reason_say (errno), error);
      return NULL;
    }
  if (status.st_size > FILE_MAX)
    {
      halqa_po_set_error (path, _ ("It is too large for a catalogue"), error);
      return NULL;
    }
  file = parse (path);
  said = take_fault ();
  if (file != NULL && said == NULL)
    return file;
  if (file != NULL)
    po_file_free (file);
  if (said != NULL)
    set_fault (path, said, error);
  else
    halqa_po_set_error (path, halqa_reason_say (errno), error);
  return NULL;
}

/**
 * halqa_po_check:
 * @message: a text and its translation
 *
 * Returns: whether the translation can be printed where the text can
 */
gboolean
halqa_po_check (po_message_t message)
{
  g_autofree char *said = NULL;

  if (setjmp (way_out) == 0)
    po_message_check_format (message, &po_handler);
  said = take_fault ();
  return said == NULL;
}
