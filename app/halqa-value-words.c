/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-value-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-language.h"
#include "halqa-text.h"

/* What people call the words of a list that some fields of a record hold. */

const char *const halqa_proposal_states[] = { "draft",    "submitted", "to_merge", "accepted",
                                              "rejected", "postponed", NULL };

const char *const halqa_scopes[] = { "", "local", "regional", "national", "international", NULL };

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

/**
 * halqa_value_words:
 * @field: a field
 * @text: what stands there
 *
 * Returns: (transfer full): what people call it: a word of a list in their language, a language by the
 *   name that it has for itself, any other text as it is; of a key of the order, which says nothing to
 *   anybody, that it is one
 */
char *
halqa_value_words (const char *field, const char *text)
{
  if (strcmp (field, "position") == 0 && *text != '\0')
    /* Translators: what the history says of the order in which people put proposals. */
    return g_strdup (_ ("a place in the list"));
  if (strcmp (field, "lang") == 0)
    return g_strdup (halqa_language_get_name (text));
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    if (strcmp (values[i].field, field) == 0 && strcmp (values[i].text, text) == 0)
      return g_strdup (g_dpgettext2 (GETTEXT_PACKAGE, values[i].context, values[i].words));
  return g_strdup (text);
}

/**
 * halqa_value_words_method:
 * @method: of a tally, "" for not known
 *
 * Returns: (transfer full): how it was counted
 */
char *
halqa_value_words_method (const char *method)
{
  if (g_str_equal (method, "hands"))
    return g_strdup (C_ ("a tally", "By hands"));
  if (g_str_equal (method, "dots"))
    return g_strdup (C_ ("a tally", "By dots"));
  return *method == '\0' ? g_strdup (C_ ("a tally", "By an unknown method"))
                         : halqa_text_isolate (method);
}

/**
 * halqa_value_words_votes:
 * @method: of a tally, "" for not known
 * @in_favour: a number, or a dash for what nobody counted
 * @against: the same
 * @abstain: the same
 *
 * Returns: (transfer full): what one room counted, in a line
 */
char *
halqa_value_words_votes (const char *method,
                         const char *in_favour,
                         const char *against,
                         const char *abstain)
{
  g_autofree char *words = halqa_value_words_method (method);

  /* Translators: a tally: first how it was counted, then numbers, or a dash for what nobody counted. */
  return g_strdup_printf (_ ("%1$s. In favour: %2$s, against: %3$s, abstaining: %4$s"), words,
                          in_favour, against, abstain);
}
