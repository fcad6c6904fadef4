/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-merging-private.h"
#include "halqa-text.h"

#include <string.h>

/* The text that a merge begins with: those of the sources, laid out for editing.
 *
 * Rule: each text stays as it is, in its own language, below a line that names its source by what is
 * called out in the hall. That line has no word of ours, for the text that comes of it is read in
 * any language; names in it are isolated, and a mark at its beginning gives it the direction of the
 * text below it.
 *
 * A field holds 64 KiB. What goes beyond is left out and stays where it is: in the source. */

/* Characters of a name. */
#define NAME_MAX_CHARS 80

#define LEFT_TO_RIGHT_MARK "\342\200\216"
#define RIGHT_TO_LEFT_MARK "\342\200\217"

static const char ellipsis[] = "…";

/* The first line of @text, of no more than a name's length. */
static char *
dup_name (const char *text)
{
  g_autofree char *line = g_strndup (text, strcspn (text, "\r\n"));
  g_autofree char *name = NULL;

  g_strstrip (line);
  name = g_utf8_strlen (line, -1) > NAME_MAX_CHARS ? g_utf8_substring (line, 0, NAME_MAX_CHARS)
                                                   : g_steal_pointer (&line);
  return *name != '\0' ? halqa_text_isolate (name) : NULL;
}

static char *
dup_session_name (HalqaReader *reader, HalqaRecord *record)
{
  const HalqaValue *session = halqa_record_get_value (record, "session");
  const HalqaId *id = session != NULL ? halqa_value_get_id (session) : NULL;
  g_autoptr (HalqaRecord) found = NULL;
  const char *title;

  if (id != NULL)
    found = halqa_reader_get (reader, "session", id, NULL);
  title = found != NULL ? halqa_record_get_text (found, "title") : NULL;
  return title != NULL ? dup_name (title) : NULL;
}

static const char *
get_mark (const char *text)
{
  const HalqaTextDirection direction = halqa_text_get_direction (text);

  if (direction == HALQA_TEXT_NEUTRAL)
    return "";
  return direction == HALQA_TEXT_RTL ? RIGHT_TO_LEFT_MARK : LEFT_TO_RIGHT_MARK;
}

static void
append_heading (GString *text, HalqaReader *reader, HalqaRecord *record, const char *below)
{
  const char *called = halqa_record_get_text (record, "reference");
  g_autofree char *session = dup_session_name (reader, record);
  g_autofree char *name = NULL;

  if (called == NULL)
    called = halqa_record_get_text (record, "title");
  name = called != NULL ? dup_name (called) : NULL;
  if (name == NULL && session == NULL)
    return;
  g_string_append_printf (text, "%s%s%s%s\n", get_mark (below), name != NULL ? name : "",
                          name != NULL && session != NULL ? " · " : "",
                          session != NULL ? session : "");
}

static void
cut_at_limit (GString *text)
{
  const gsize room = HALQA_TEXT_MAX - strlen (ellipsis);
  const char *end;

  if (text->len <= HALQA_TEXT_MAX)
    return;
  end = g_utf8_find_prev_char (text->str, text->str + room + 1);
  g_string_truncate (text, end != NULL ? (gsize) (end - text->str) : 0);
  g_string_append (text, ellipsis);
}

/**
 * halqa_merging_lay_out:
 * @reader: a reader
 * @records: (element-type HalqaRecord): the sources, in the order in which they are to stand
 * @field: a text field of theirs
 * @language: (nullable): what they say in it, not what they hold
 *
 * Returns: (transfer full) (nullable): that, at most 64 KiB; "" where all are empty, %NULL where one has
 *   to be translated into @language yet
 */
char *
halqa_merging_lay_out (HalqaReader *reader,
                       const GPtrArray *records,
                       const char *field,
                       const char *language)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      HalqaRecord *record = g_ptr_array_index (records, i);
      const char *held = language == NULL
                             ? halqa_record_get_text (record, field)
                             : halqa_merging_get_text_in (reader, record, field, language);
      g_autofree char *stripped = g_strstrip (g_strdup (held != NULL ? held : ""));

      if (held == NULL && language != NULL)
        return NULL;
      if (*stripped == '\0')
        continue;
      if (text->len > 0)
        g_string_append (text, "\n\n");
      append_heading (text, reader, record, stripped);
      g_string_append (text, stripped);
    }
  cut_at_limit (text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
