/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-kind-words.h"

#include "halqa-language.h"
#include "halqa-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Kinds and fields as people call them: for lists that name what has changed. A form has its own
 * labels, which say what is to be written there.
 *
 * Records come from other laptops, and perhaps of a later version: a kind or field that has no word
 * here is named as it travels. */

typedef struct
{
  const char *name;
  const char *words;
} Word;

static const Word kinds[] = {
  { "forum", NC_ ("kind", "Forum") },
  { "theme", NC_ ("kind", "Theme") },
  { "session", NC_ ("kind", "Session") },
  { "organisation", NC_ ("kind", "Organisation") },
  { "proposal", NC_ ("kind", "Proposal") },
  { "note", NC_ ("kind", "Note") },
  { "tally", NC_ ("kind", "Tally") },
  { "endorsement", NC_ ("kind", "Endorsement") },
  { "action", NC_ ("kind", "Action") },
  { "link", NC_ ("kind", "Link") },
  { "attachment", NC_ ("kind", "Attachment") },
  { "device", NC_ ("kind", "Laptop") },
  { "term", NC_ ("kind", "Term") },
};

/* Of a record that is called nothing; the others say that they have no title. */
static const Word nameless[] = {
  { "theme", N_ ("Theme without a name") },
  { "session", N_ ("Session without a title") },
  { "organisation", N_ ("Organisation without a name") },
  { "proposal", N_ ("Proposal without a title") },
  { "action", N_ ("Action without a title") },
  { "device", N_ ("A laptop without a name") },
};

static const Word fields[] = {
  { "a", NC_ ("field", "From") },
  { "abstain", NC_ ("field", "Abstain") },
  { "against", NC_ ("field", "Against") },
  { "answer", NC_ ("field", "Answer") },
  { "attendees_count", NC_ ("field", "Head count") },
  { "author_name", NC_ ("field", "Proposed by") },
  { "b", NC_ ("field", "To") },
  { "body", NC_ ("field", "Text") },
  { "caption", NC_ ("field", "Caption") },
  { "closing_report", NC_ ("field", "Closing report") },
  { "code", NC_ ("field", "Code") },
  { "colour", NC_ ("field", "Colour") },
  { "commitment", NC_ ("field", "Commitment") },
  { "concept", NC_ ("field", "Concept") },
  { "contact", NC_ ("field", "Contact") },
  { "count_method", NC_ ("field", "How it was counted") },
  { "deleted", NC_ ("field", "Deleted") },
  { "due_date", NC_ ("field", "Due date") },
  { "edition", NC_ ("field", "Edition") },
  { "end_date", NC_ ("field", "Last day") },
  { "end_time", NC_ ("field", "End") },
  { "facilitator", NC_ ("field", "Facilitator") },
  { "in_favour", NC_ ("field", "In favour") },
  { "lang", NC_ ("field", "Language") },
  { "languages", NC_ ("field", "Languages") },
  { "media_type", NC_ ("field", "Type of file") },
  { "merged_into", NC_ ("field", "Merged into") },
  { "method", NC_ ("field", "Method") },
  { "name", NC_ ("field", "Name") },
  { "neighbourhood", NC_ ("field", "Neighbourhood") },
  { "organisation", NC_ ("field", "Organisation") },
  { "place", NC_ ("field", "Place") },
  { "position", NC_ ("field", "Order") },
  { "problem", NC_ ("field", "Problem") },
  { "process", NC_ ("field", "Process") },
  { "progress", NC_ ("field", "Progress") },
  { "proposal", NC_ ("field", "Proposal") },
  { "rapporteur", NC_ ("field", "Rapporteur") },
  { "reference", NC_ ("field", "Reference") },
  { "responsible", NC_ ("field", "Responsible") },
  { "scope", NC_ ("field", "Scope") },
  { "session", NC_ ("field", "Session") },
  { "sha256", NC_ ("field", "File") },
  { "size", NC_ ("field", "Size") },
  { "slogan", NC_ ("field", "Slogan") },
  { "start_date", NC_ ("field", "First day") },
  { "start_time", NC_ ("field", "Beginning") },
  { "state", NC_ ("field", "State") },
  { "subject", NC_ ("field", "Belongs to") },
  { "theme", NC_ ("field", "Theme") },
  { "title", NC_ ("field", "Title") },
  { "type", NC_ ("field", "Type") },
  { "women_count", NC_ ("field", "Women") },
  { "words", NC_ ("field", "Words") },
  { "youth_age", NC_ ("field", "Age of youth") },
  { "youth_count", NC_ ("field", "Youth") },
};

/**
 * halqa_kind_words_get:
 * @kind: a kind
 *
 * Returns: (transfer none): what people call it
 */
const char *
halqa_kind_words_get (const char *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, kind))
      return g_dpgettext2 (GETTEXT_PACKAGE, "kind", kinds[i].words);
  return kind;
}

/**
 * halqa_kind_words_nameless:
 * @kind: of a record that has no title or name
 *
 * Returns: (transfer none): what is shown in the place of that
 */
const char *
halqa_kind_words_nameless (const char *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (nameless); i++)
    if (g_str_equal (nameless[i].name, kind))
      return _ (nameless[i].words);
  return _ ("Without a title");
}

/**
 * halqa_field_words_dup:
 * @field: a field; `NAME@LANGUAGE` too
 *
 * Returns: (transfer full): what people call it
 */
char *
halqa_field_words_dup (const char *field)
{
  g_autofree char *name = NULL;
  g_autofree char *called = NULL;
  const char *language;
  const char *words;

  g_return_val_if_fail (field != NULL, NULL);

  language = strchr (field, '@');
  name = language != NULL ? g_strndup (field, language - field) : g_strdup (field);
  words = name;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, name))
      words = g_dpgettext2 (GETTEXT_PACKAGE, "field", fields[i].words);
  if (language == NULL)
    return g_strdup (words);
  called = halqa_text_isolate (halqa_language_get_name (language + 1));
  /* Translators: a field and the language of its translation: "Title (fr)". */
  return g_strdup_printf (C_ ("field", "%s (%s)"), words, called);
}
