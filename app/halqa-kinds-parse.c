/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-kinds.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-text.h"

/*
 * Between a text, as a person typed it or a file holds it, and the value of a field.
 *
 * Rule: what is let through here can be written as it is, and is shown again as it came: nothing
 * is trimmed, normalised or put right. Numbers, dates and times are the exception: they may be typed
 * in the digits of the keyboard, Arabic ones too. Each refusal says which field of which kind, and
 * what it takes.
 *
 * These checks are manners, not law: another version may write what this one would refuse, and its
 * entries are folded all the same.
 */

#define PROGRESS_MAX 100
#define SHA256_DIGITS 64
#define COLOUR_DIGITS 6

typedef struct
{
  const char *kind;
  const char *field;
  gboolean (*holds) (const char *text);
  const char *wanted;
} HalqaTextRule;

/* Says where, in the names that scripts use, and then in a sentence what would do. */
static gboolean
set_invalid (GError **error, const char *kind, const char *field, const char *wanted)
{
  halqa_app_error_set_value (error, kind, field, wanted);
  return FALSE;
}

/* Reads at most @max_digits ASCII digits from @text, at least @min_digits. */
static gboolean
read_digits (const char **text, guint min_digits, guint max_digits, guint *number)
{
  guint n_digits = 0;

  *number = 0;
  for (; n_digits < max_digits && g_ascii_isdigit (**text); n_digits++, (*text)++)
    *number = *number * 10 + (guint) g_ascii_digit_value (**text);
  return n_digits >= min_digits;
}

static gboolean
read_mark (const char **text, char mark)
{
  if (**text != mark)
    return FALSE;
  (*text)++;
  return TRUE;
}

static gboolean
read_date (const char **text)
{
  guint year, month, day;

  return read_digits (text, 4, 4, &year) && read_mark (text, '-') &&
         read_digits (text, 2, 2, &month) && read_mark (text, '-') &&
         read_digits (text, 2, 2, &day) &&
         g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

static gboolean
is_date (const char *text)
{
  return read_date (&text) && *text == '\0';
}

/* "Z", "+01:00", "-0530" or nothing. */
static gboolean
read_zone (const char **text)
{
  guint hours, minutes;

  if (**text == '\0' || read_mark (text, 'Z'))
    return TRUE;
  if (!read_mark (text, '+') && !read_mark (text, '-'))
    return FALSE;
  if (!read_digits (text, 2, 2, &hours))
    return FALSE;
  read_mark (text, ':');
  return read_digits (text, 2, 2, &minutes) && hours <= 14 && minutes < 60;
}

static gboolean
read_clock (const char **text)
{
  guint hours, minutes, seconds = 0, fraction;

  if (!read_digits (text, 1, 2, &hours) || !read_mark (text, ':') ||
      !read_digits (text, 2, 2, &minutes))
    return FALSE;
  if (read_mark (text, ':') && !read_digits (text, 2, 2, &seconds))
    return FALSE;
  if (read_mark (text, '.') && !read_digits (text, 1, 9, &fraction))
    return FALSE;
  return hours < 24 && minutes < 60 && seconds <= 60;
}

/* A time of the day, after a date or alone. */
static gboolean
is_time (const char *text)
{
  gboolean has_date = strspn (text, "0123456789") == 4;

  if (has_date && !read_date (&text))
    return FALSE;
  if (has_date && !read_mark (&text, 'T') && !read_mark (&text, ' '))
    return FALSE;
  return read_clock (&text) && read_zone (&text) && *text == '\0';
}

static gboolean
is_sha256 (const char *text)
{
  return strlen (text) == SHA256_DIGITS && strspn (text, "0123456789abcdef") == SHA256_DIGITS;
}

static gboolean
is_colour (const char *text)
{
  return *text == '#' && strlen (text) == 1 + COLOUR_DIGITS &&
         strspn (text + 1, "0123456789abcdefABCDEF") == COLOUR_DIGITS;
}

/* One subtag of a code, such as "zgh" or the "MA" of "ar-MA". */
static gboolean
read_subtag (const char **text, gsize min, gsize max)
{
  gsize size = 0;

  for (; g_ascii_isalnum (**text); size++)
    (*text)++;
  return size >= min && size <= max;
}

static gboolean
read_language (const char **text)
{
  if (strspn (*text, "abcdefghijklmnopqrstuvwxyz") < 2 || !read_subtag (text, 2, 3))
    return FALSE;
  while (read_mark (text, '-'))
    if (!read_subtag (text, 1, 8))
      return FALSE;
  return TRUE;
}

static gboolean
is_language (const char *text)
{
  return read_language (&text) && *text == '\0';
}

static gboolean
are_languages (const char *text)
{
  do
    {
      if (!read_language (&text) || (*text != '\0' && strspn (text, ", ") == 0))
        return FALSE;
      text += strspn (text, ", ");
    }
  while (*text != '\0');
  return TRUE;
}

#define DATE_WANTED N_ ("a date is written YYYY-MM-DD")
#define TIME_WANTED N_ ("a time is written HH:MM, with its date YYYY-MM-DDTHH:MM")
#define LANGUAGE_WANTED N_ ("a language is written as its code: ar, fr, zgh")

static const HalqaTextRule text_rules[] = {
  { "forum", "start_date", is_date, DATE_WANTED },
  { "forum", "end_date", is_date, DATE_WANTED },
  { "forum", "languages", are_languages,
    N_ ("languages are written as their codes, with spaces between: ar fr zgh") },
  { "theme", "colour", is_colour, N_ ("a colour is written # and six hex digits: #1e7a3c") },
  { "session", "start_time", is_time, TIME_WANTED },
  { "session", "end_time", is_time, TIME_WANTED },
  { "proposal", "lang", is_language, LANGUAGE_WANTED },
  { "note", "lang", is_language, LANGUAGE_WANTED },
  { "action", "due_date", is_date, DATE_WANTED },
  { "attachment", "sha256", is_sha256,
    N_ ("a SHA-256 is written in 64 hex digits, in lower case") },
};

static void
copy_text (const char *text, HalqaValue *value)
{
  HalqaValue lent = halqa_value_text (text);

  halqa_value_copy (&lent, value);
}

static gboolean
parse_choice (const char *kind,
              const HalqaField *field,
              const char *text,
              HalqaValue *value,
              GError **error)
{
  g_autofree char *allowed = NULL;
  g_autofree char *wanted = NULL;

  if (g_strv_contains (field->choices, text))
    {
      copy_text (text, value);
      return TRUE;
    }
  allowed = g_strjoinv (", ", (char **) field->choices);
  /* Translators: %s is a list of words that are not translated. */
  wanted = g_strdup_printf (_ ("only one of these words can stand here: %s"), allowed);
  return set_invalid (error, kind, field->name, wanted);
}

/* What has to hold of a text, or NULL. */
static const HalqaTextRule *
find_rule (const char *kind, const char *field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (text_rules); i++)
    if (strcmp (text_rules[i].kind, kind) == 0 && strcmp (text_rules[i].field, field) == 0)
      return &text_rules[i];
  return NULL;
}

/* As French writes them: 10h30, 10 h 30, 10h; and 10.30. What is none of these stays as it is. */
static char *
write_clock (const char *text)
{
  const char *rest = text;
  guint hours, minutes = 0;
  gboolean is_clock = read_digits (&rest, 1, 2, &hours);

  while (read_mark (&rest, ' '))
    continue;
  if (read_mark (&rest, 'h') || read_mark (&rest, 'H'))
    {
      while (read_mark (&rest, ' '))
        continue;
      is_clock &= *rest == '\0' || read_digits (&rest, 2, 2, &minutes);
    }
  else
    is_clock &= read_mark (&rest, '.') && read_digits (&rest, 2, 2, &minutes);
  return is_clock && *rest == '\0' ? g_strdup_printf ("%02u:%02u", hours, minutes)
                                   : g_strdup (text);
}

/**
 * halqa_kinds_dup_written:
 * @kind: a kind
 * @field: one of its fields, of texts
 * @text: as a person typed it
 *
 * Returns: (transfer full): as it is written: dates and times in the digits of ASCII, and times with a colon
 */
char *
halqa_kinds_dup_written (const char *kind, const char *field, const char *text)
{
  const HalqaTextRule *rule = find_rule (kind, field);
  g_autofree char *digits = NULL;

  if (rule == NULL || (rule->holds != is_date && rule->holds != is_time))
    return g_strdup (text);
  digits = halqa_text_write_digits (text);
  return rule->holds == is_time ? write_clock (digits) : g_steal_pointer (&digits);
}

static gboolean
parse_text (const char *kind,
            const HalqaField *field,
            const char *text,
            HalqaValue *value,
            GError **error)
{
  const HalqaTextRule *rule = find_rule (kind, field->name);
  g_autofree char *written = NULL;

  if (field->choices != NULL)
    return parse_choice (kind, field, text, value, error);

  written = halqa_kinds_dup_written (kind, field->name, text);
  if (rule != NULL && !rule->holds (written))
    return set_invalid (error, kind, field->name, _ (rule->wanted));
  copy_text (written, value);
  return TRUE;
}

/* Digits of any script; -1 where @text is something else, or too large for the protocol. */
static gint64
read_number (const char *text)
{
  gint64 number = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      int digit = g_unichar_digit_value (g_utf8_get_char (text));

      if (digit < 0 || number > (G_MAXINT64 - digit) / 10)
        return -1;
      number = number * 10 + digit;
    }
  return number;
}

static gboolean
parse_number (const char *kind,
              const HalqaField *field,
              const char *text,
              HalqaValue *value,
              GError **error)
{
  gint64 number = read_number (text);
  gboolean is_progress = strcmp (field->name, "progress") == 0;

  if (number < 0)
    return set_invalid (error, kind, field->name, _ ("only a whole number from 0 can stand here"));
  if (is_progress && number > PROGRESS_MAX)
    return set_invalid (error, kind, field->name,
                        _ ("only a whole number from 0 to 100 can stand here"));
  *value = halqa_value_int (number);
  return TRUE;
}

static gboolean
parse_bool (const char *kind,
            const HalqaField *field,
            const char *text,
            HalqaValue *value,
            GError **error)
{
  gboolean is_true = strcmp (text, "true") == 0;

  if (!is_true && strcmp (text, "false") != 0)
    return set_invalid (error, kind, field->name, _ ("only true or false can stand here"));
  *value = halqa_value_bool (is_true);
  return TRUE;
}

static gboolean
parse_ref (const char *kind,
           const HalqaField *field,
           const char *text,
           HalqaValue *value,
           GError **error)
{
  HalqaId id;
  HalqaValue lent = halqa_value_id (&id);

  if (!halqa_hex_decode (text, id.bytes, HALQA_ID_SIZE))
    return set_invalid (error, kind, field->name,
                        _ ("only the id of a record, 32 hex digits, can stand here"));
  halqa_value_copy (&lent, value);
  return TRUE;
}

static gboolean
check_text (const char *kind, const char *field, const char *text, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL))
    return set_invalid (error, kind, field, _ ("the text is not UTF-8"));
  if (strlen (text) > HALQA_TEXT_MAX)
    return set_invalid (error, kind, field, _ ("the text is longer than 65,536 bytes"));
  return TRUE;
}

/**
 * halqa_kinds_find:
 * @name: of a kind, as a person or a file wrote it
 * @error: %HALQA_APP_ERROR_INVALID
 *
 * Returns: (transfer none): the kind, or %NULL where there is none called so
 */
const HalqaKind *
halqa_kinds_find (const char *name, GError **error)
{
  const HalqaKind *kind = halqa_schema_find_kind (halqa_kinds_get_schema (), name);

  if (kind == NULL)
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                 _ ("There is no kind of record called “%s”"), name);
  return kind;
}

/* The field that @name means, a translation of it too. */
static const HalqaField *
find_field (const HalqaKind *kind, const char *name, GError **error)
{
  static const HalqaField deleted = { "deleted", HALQA_FIELD_BOOL, HALQA_FIELD_NONE, NULL, NULL };
  g_autofree char *base = g_strndup (name, strcspn (name, "@"));
  const HalqaField *field = NULL;

  if (halqa_kind_knows_field (kind, name))
    field = strcmp (name, "deleted") == 0 ? &deleted : halqa_kind_find_field (kind, base);
  if (field == NULL)
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                 /* Translators: first the kind of a record, then the name of a field. */
                 _ ("A record of the kind “%s” has no field “%s”"), kind->name, name);
  return field;
}

/**
 * halqa_kinds_can_write:
 * @kind: a kind
 * @name: of a field, NAME@LANGUAGE for a translation
 *
 * What sync/ takes for a language is wider, so that whatever was written is shown everywhere.
 *
 * Returns: whether something may be put there: the field is known, and the language a code
 */
gboolean
halqa_kinds_can_write (const HalqaKind *kind, const char *name)
{
  const char *at = strchr (name, '@');

  return halqa_kind_knows_field (kind, name) && (at == NULL || is_language (at + 1));
}

/**
 * halqa_kinds_parse:
 * @kind: of the record
 * @name: of the field, `deleted` and NAME@LANGUAGE too
 * @text: what was written; "" is null for any type, but no other text is
 * @value: (out caller-allocates): owns what it holds; untouched on an error
 * @error: %HALQA_APP_ERROR_INVALID, with a sentence that says what is allowed
 *
 * Returns: whether @text may stand in the field
 */
gboolean
halqa_kinds_parse (const char *kind,
                   const char *name,
                   const char *text,
                   HalqaValue *value,
                   GError **error)
{
  const HalqaKind *known;
  const HalqaField *field;

  g_return_val_if_fail (kind != NULL && name != NULL && text != NULL && value != NULL, FALSE);

  known = halqa_kinds_find (kind, error);
  field = known != NULL ? find_field (known, name, error) : NULL;
  if (field == NULL || !check_text (kind, name, text, error))
    return FALSE;
  if (*text == '\0')
    {
      *value = halqa_value_null ();
      return TRUE;
    }
  if (!halqa_kinds_can_write (known, name))
    return set_invalid (error, kind, name, _ (LANGUAGE_WANTED));

  switch (field->type)
    {
    case HALQA_FIELD_TEXT:
      return parse_text (kind, field, text, value, error);
    case HALQA_FIELD_INT:
      return parse_number (kind, field, text, value, error);
    case HALQA_FIELD_BOOL:
      return parse_bool (kind, field, text, value, error);
    case HALQA_FIELD_REF:
      return parse_ref (kind, field, text, value, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * halqa_kinds_format:
 * @value: of any field
 *
 * Returns: (transfer full): a text that halqa_kinds_parse() makes the same value of: text as it
 *   is, numbers in ASCII digits, true or false, bytes in hex, null as ""
 */
char *
halqa_kinds_format (const HalqaValue *value)
{
  g_return_val_if_fail (value != NULL, NULL);

  switch (value->type)
    {
    case HALQA_VALUE_TEXT:
      return g_strndup ((const char *) value->data, value->size);
    case HALQA_VALUE_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
    case HALQA_VALUE_BOOL:
      return g_strdup (value->boolean ? "true" : "false");
    case HALQA_VALUE_BYTES:
      return halqa_hex_dup (value->data, value->size);
    case HALQA_VALUE_NULL:
      return g_strdup ("");
    default:
      g_return_val_if_reached (NULL);
    }
}
