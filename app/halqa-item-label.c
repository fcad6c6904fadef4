/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-item-private.h"

#include "halqa-kinds.h"
#include "halqa-language.h"
#include "halqa-text.h"
#include "halqa-translation-private.h"

#include <string.h>

/* What a record is called, on one line.
 *
 * Rule: a theme is a word of the whole forum and no one's own text: who reads it sees it in their language,
 * where somebody has translated it, and by its code where it has no name. Everything else is called as it
 * was written. */

/* Characters of a label: a long title whole, the beginning of a note. */
#define LABEL_MAX 120

/* The first line of @text, cut at a space where it is long, with signs for what can't be seen. */
static char *
first_words (const char *text)
{
  g_autofree char *line = NULL;
  g_autofree char *cut = NULL;
  g_autofree char *shown = NULL;
  char *space;

  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  line = g_strndup (text, strcspn (text, "\r\n"));
  g_strchomp (line);
  if (g_utf8_strlen (line, -1) <= LABEL_MAX)
    return halqa_text_show_line (line);

  cut = g_utf8_substring (line, 0, LABEL_MAX);
  space = strrchr (cut, ' ');
  if (space != NULL)
    *space = '\0';
  shown = halqa_text_show_line (cut);
  return g_strconcat (shown, "…", NULL);
}

/**
 * halqa_item_make_label:
 * @record: a record
 *
 * Returns: (transfer full): what it is called; "" where it has no name
 */
char *
halqa_item_make_label (HalqaRecord *record)
{
  const char *kind = halqa_record_get_kind (record)->name;
  const char *field = halqa_kinds_get_label_field (kind);
  const char *text = field != NULL ? halqa_record_get_text (record, field) : NULL;

  if (g_str_equal (kind, "theme"))
    text = halqa_translation_choose (record, field, halqa_language_get_spoken ());
  if (text == NULL || *text == '\0')
    text = halqa_record_get_text (record, g_str_equal (kind, "theme") ? "code" : "body");
  return first_words (text != NULL ? text : "");
}
