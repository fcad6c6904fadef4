/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-json-line.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"

/*
 * A line of NDJSON, from somebody else's file. json-glib makes the object of it, but only after
 * the line was held against the grammar of RFC 8259 here, for json-glib 1.6 takes more than JSON
 * and says nothing: it reads 010 as 8, 99999999999999999999 as -1, "a\u0000b" as "a", a second
 * object on the line as not there, and a million opening brackets until the stack is full.
 *
 * Rule: a line is either refused or means what it says. A record is flat, so a list or an object
 * inside it has no meaning and is refused, which also bounds the depth.
 */

/* Where the check stands in the line. */
typedef struct
{
  const char *at;
  const char *end;
  guint n_members;
  GError **error;
} HalqaCheck;

static gboolean
refuse (HalqaCheck *check, const char *why)
{
  g_set_error_literal (check->error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID, why);
  return FALSE;
}

static gboolean
refuse_syntax (HalqaCheck *check)
{
  return refuse (check, _ ("This is not a JSON object on one line"));
}

static void
skip_space (HalqaCheck *check)
{
  while (check->at < check->end && strchr (" \t\r", *check->at) != NULL)
    check->at++;
}

static gboolean
take (HalqaCheck *check, char mark)
{
  if (check->at == check->end || *check->at != mark)
    return FALSE;
  check->at++;
  return TRUE;
}

static gboolean
take_word (HalqaCheck *check, const char *word)
{
  gsize size = strlen (word);

  if ((gsize) (check->end - check->at) < size || memcmp (check->at, word, size) != 0)
    return FALSE;
  check->at += size;
  return TRUE;
}

/* Four hex digits. */
static gboolean
take_unit (HalqaCheck *check, guint *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++, check->at++)
    {
      if (check->at == check->end || !g_ascii_isxdigit (*check->at))
        return FALSE;
      *unit = *unit * 16 + (guint) g_ascii_xdigit_value (*check->at);
    }
  return TRUE;
}

/* What follows "\u": one unit of UTF-16, or two that belong together. */
static gboolean
check_unicode (HalqaCheck *check)
{
  guint unit, low;

  if (!take_unit (check, &unit))
    return refuse_syntax (check);
  if (unit == 0)
    return refuse (check, _ ("A text holds the character U+0000, which no field can hold"));
  if (unit < 0xD800 || unit > 0xDFFF)
    return TRUE;
  if (unit >= 0xDC00 || !take_word (check, "\\u") || !take_unit (check, &low) || low < 0xDC00 ||
      low > 0xDFFF)
    return refuse (check, _ ("A text holds half of a surrogate pair"));
  return TRUE;
}

static gboolean
check_string (HalqaCheck *check)
{
  while (check->at < check->end)
    {
      guchar byte = (guchar) *check->at++;

      if (byte == '"')
        return TRUE;
      if (byte < 0x20)
        return refuse_syntax (check);
      if (byte != '\\')
        continue;
      if (take (check, 'u'))
        {
          if (!check_unicode (check))
            return FALSE;
        }
      else if (check->at == check->end || strchr ("\"\\/bfnrt", *check->at++) == NULL)
        return refuse_syntax (check);
    }
  return refuse_syntax (check);
}

static gboolean
check_number (HalqaCheck *check)
{
  const char *start = check->at;
  g_autofree char *digits = NULL;

  take (check, '-');
  if (check->at == check->end || !g_ascii_isdigit (*check->at))
    return refuse_syntax (check);
  if (!take (check, '0'))
    while (check->at < check->end && g_ascii_isdigit (*check->at))
      check->at++;
  if (check->at < check->end && strchr (".eE", *check->at) != NULL)
    return refuse (check, _ ("Only whole numbers can stand in a field"));

  digits = g_strndup (start, (gsize) (check->at - start));
  errno = 0;
  g_ascii_strtoll (digits, NULL, 10);
  return errno == 0 || refuse (check, _ ("A number is too large"));
}

static gboolean
check_value (HalqaCheck *check)
{
  if (take (check, '"'))
    return check_string (check);
  if (take_word (check, "true") || take_word (check, "false") || take_word (check, "null"))
    return TRUE;
  if (check->at < check->end && strchr ("[{", *check->at) != NULL)
    return refuse (check, _ ("A field holds no list and no object"));
  return check_number (check);
}

static gboolean
check_member (HalqaCheck *check)
{
  skip_space (check);
  if (!take (check, '"'))
    return refuse_syntax (check);
  if (!check_string (check))
    return FALSE;
  skip_space (check);
  if (!take (check, ':'))
    return refuse_syntax (check);
  skip_space (check);
  check->n_members++;
  return check_value (check);
}

static gboolean
check_object (HalqaCheck *check)
{
  skip_space (check);
  if (!take (check, '{'))
    return refuse_syntax (check);
  skip_space (check);
  if (!take (check, '}'))
    {
      do
        {
          if (!check_member (check))
            return FALSE;
          skip_space (check);
        }
      while (take (check, ','));
      if (!take (check, '}'))
        return refuse_syntax (check);
    }
  skip_space (check);
  return check->at == check->end || refuse_syntax (check);
}

/**
 * halqa_json_line_parse:
 * @parser: to be used again for the next line
 * @line: (array length=size): without the line's ending
 * @size: bytes
 * @error: %HALQA_APP_ERROR_INVALID, with a sentence that says what is wrong
 *
 * Returns: (transfer none) (nullable): the object, good until @parser is used again
 */
JsonObject *
halqa_json_line_parse (JsonParser *parser, const char *line, gsize size, GError **error)
{
  HalqaCheck check = { line, line + size, 0, error };
  JsonObject *object;

  g_return_val_if_fail (JSON_IS_PARSER (parser), NULL);

  if (!g_utf8_validate_len (line, size, NULL))
    {
      refuse (&check, _ ("This is not UTF-8"));
      return NULL;
    }
  if (!check_object (&check))
    return NULL;
  if (!json_parser_load_from_data (parser, line, (gssize) size, error))
    return NULL;

  object = json_node_get_object (json_parser_get_root (parser));
  if (json_object_get_size (object) != check.n_members)
    {
      refuse (&check, _ ("A name stands twice in this object"));
      return NULL;
    }
  return object;
}
