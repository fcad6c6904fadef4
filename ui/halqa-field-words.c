/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-field-words.h"

#include "halqa-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* What people call the fields of a record, and the words of a list that some of them hold. A field
 * that a later version added goes by its name in the file: better that than not at all. */

/* Where kinds differ, the one that is named comes first. */
static const struct
{
  const char *field;
  const char *kind; /* NULL for any */
  const char *words;
} names[] = {
  { "abstain", NULL, N_ ("Abstentions") },
  { "against", NULL, N_ ("Against") },
  { "answer", NULL, N_ ("Answer") },
  { "attendees_count", NULL, N_ ("People present") },
  { "author_name", NULL, N_ ("Proposed by") },
  { "body", "proposal", N_ ("Proposal") },
  { "body", NULL, N_ ("Text") },
  { "caption", NULL, N_ ("Caption") },
  { "closing_report", NULL, N_ ("Closing report") },
  { "code", NULL, N_ ("Code") },
  { "colour", NULL, N_ ("Colour") },
  { "commitment", NULL, N_ ("Commitment") },
  { "contact", NULL, N_ ("Contact") },
  { "count_method", NULL, N_ ("Counted how") },
  { "deleted", NULL, N_ ("Deleted") },
  { "due_date", NULL, N_ ("Due date") },
  { "edition", NULL, N_ ("Edition") },
  { "end_date", NULL, N_ ("Last day") },
  { "end_time", NULL, N_ ("End") },
  { "facilitator", NULL, N_ ("Facilitator") },
  { "in_favour", NULL, N_ ("In favour") },
  { "lang", NULL, N_ ("Language") },
  { "languages", NULL, N_ ("Languages") },
  { "merged_into", NULL, N_ ("Merged into") },
  { "method", NULL, N_ ("Method") },
  { "name", NULL, N_ ("Name") },
  { "neighbourhood", NULL, N_ ("Neighbourhood") },
  { "organisation", NULL, N_ ("Organisation") },
  { "place", NULL, N_ ("Place") },
  { "position", NULL, N_ ("Place in the order") },
  { "problem", NULL, N_ ("Problem") },
  { "process", NULL, N_ ("Wider process") },
  { "progress", NULL, N_ ("Progress") },
  { "proposal", NULL, N_ ("Proposal") },
  { "rapporteur", NULL, N_ ("Rapporteur") },
  { "reference", NULL, N_ ("Reference") },
  { "responsible", NULL, N_ ("Who does it") },
  { "scope", NULL, N_ ("Scope") },
  { "session", NULL, N_ ("Session") },
  { "slogan", NULL, N_ ("Slogan") },
  { "start_date", NULL, N_ ("First day") },
  { "start_time", NULL, N_ ("Beginning") },
  { "state", NULL, N_ ("State") },
  { "theme", NULL, N_ ("Theme") },
  { "title", NULL, N_ ("Title") },
  { "type", NULL, N_ ("Type") },
  { "women_count", NULL, N_ ("Women present") },
  { "youth_age", NULL, N_ ("Age of youth") },
  { "youth_count", NULL, N_ ("Youth present") },
};

/* Words that stand in files, and what the window says for them. */
static const struct
{
  const char *field;
  const char *text;
  const char *context;
  const char *words;
} values[] = {
  { "state", "draft", "state of a proposal", NC_ ("state of a proposal", "Draft") },
  { "state", "submitted", "state of a proposal", NC_ ("state of a proposal", "Submitted") },
  { "state", "to_merge", "state of a proposal", NC_ ("state of a proposal", "To be merged") },
  { "state", "accepted", "state of a proposal", NC_ ("state of a proposal", "Accepted") },
  { "state", "rejected", "state of a proposal", NC_ ("state of a proposal", "Rejected") },
  { "state", "postponed", "state of a proposal", NC_ ("state of a proposal", "Postponed") },
  { "state", "planned", "state of a session", NC_ ("state of a session", "Planned") },
  { "state", "open", "state of a session", NC_ ("state of a session", "Open") },
  { "state", "closed", "state of a session", NC_ ("state of a session", "Closed") },
  { "scope", "local", "scope", NC_ ("scope", "Local") },
  { "scope", "regional", "scope", NC_ ("scope", "Regional") },
  { "scope", "national", "scope", NC_ ("scope", "National") },
  { "scope", "international", "scope", NC_ ("scope", "International") },
};

static const char *
find_name (const char *kind, const char *field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].field, field) == 0 &&
        (names[i].kind == NULL || strcmp (names[i].kind, kind) == 0))
      return _ (names[i].words);
  return field;
}

/**
 * halqa_field_words:
 * @kind: of a record
 * @field: one of its fields, or the translation of one
 *
 * Returns: (transfer full): what it is called
 */
char *
halqa_field_words (const char *kind, const char *field)
{
  g_autofree char *name = g_strndup (field, strcspn (field, "@"));
  const char *language = strchr (field, '@');
  g_autofree char *code = NULL;

  if (language == NULL)
    return g_strdup (find_name (kind, name));
  code = halqa_text_isolate (language + 1);
  /* Translators: a field (Title) in another language, then the code of that: "Title (fr)". */
  return g_strdup_printf (_ ("%1$s (%2$s)"), find_name (kind, name), code);
}

/**
 * halqa_field_words_value:
 * @field: a field
 * @text: what stands there
 *
 * Returns: (transfer full): what people call it: a word of a list in their language, any other text
 *   as it is; "" for a key of the order, which says nothing to anybody
 */
char *
halqa_field_words_value (const char *field, const char *text)
{
  if (strcmp (field, "position") == 0)
    return g_strdup ("");
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    if (strcmp (values[i].field, field) == 0 && strcmp (values[i].text, text) == 0)
      return g_strdup (g_dpgettext2 (NULL, values[i].context, values[i].words));
  return g_strdup (text);
}
