/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-merge-words.h"

#include "halqa-language.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* What proposals, and what they have to do with one another, are called where they are merged. */

/* Characters of a title where it stands for a reference. */
#define SHORT_CHARS 40

static char *
join_names (GPtrArray *names)
{
  g_autofree char *line = NULL;

  g_ptr_array_add (names, NULL);
  line = g_strjoinv (HALQA_WORDS_DOT, (char **) names->pdata);
  return halqa_words_begin_line (line);
}

static void
add_name (GPtrArray *names, const char *name)
{
  if (name != NULL && *name != '\0')
    g_ptr_array_add (names, halqa_text_isolate (name));
}

/**
 * halqa_merge_words_name:
 * @proposal: a proposal
 *
 * Returns: (transfer full): its reference and its title, or what it has of these, to stand alone or
 *   inside a sentence
 */
char *
halqa_merge_words_name (HalqaItem *proposal)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  add_name (names, halqa_item_get_text (proposal, "reference"));
  add_name (names, halqa_item_get_name (proposal));
  return join_names (names);
}

/**
 * halqa_merge_words_short_name:
 * @proposal: a proposal
 *
 * Returns: (transfer full): its reference, or the beginning of its title where it has none, isolated
 */
char *
halqa_merge_words_short_name (HalqaItem *proposal)
{
  const char *reference = halqa_item_get_text (proposal, "reference");
  const char *title = halqa_item_get_name (proposal);
  g_autofree char *begin = NULL;
  g_autofree char *cut = NULL;

  if (*reference != '\0')
    return halqa_text_isolate (reference);
  if (g_utf8_strlen (title, -1) <= SHORT_CHARS)
    return halqa_text_isolate (title);
  begin = g_utf8_substring (title, 0, SHORT_CHARS);
  cut = g_strconcat (begin, "…", NULL);
  return halqa_text_isolate (cut);
}

/**
 * halqa_merge_words_into:
 * @forum: its forum
 * @proposal: a proposal
 *
 * Returns: (transfer full) (nullable): what it is merged into, in few words; %NULL for nothing
 */
char *
halqa_merge_words_into (HalqaForum *forum, HalqaItem *proposal)
{
  g_autofree char *id = NULL;
  g_autoptr (HalqaItem) into = NULL;
  g_autofree char *name = NULL;

  /* Most are merged into nothing, and it costs less to see that. */
  if (halqa_item_get_ref (proposal, "merged_into") != NULL)
    id = halqa_forum_dup_merged_into (forum, halqa_item_get_id (proposal));
  if (id != NULL)
    into = halqa_forum_dup_item (forum, "proposal", id);
  if (into == NULL)
    return NULL;
  name = halqa_merge_words_short_name (into);
  /* Translators: %s is the reference or the title of a proposal. */
  return g_strdup_printf (_ ("Merged into %s"), name);
}

/**
 * halqa_merge_words_origin:
 * @forum: its forum
 * @proposal: a proposal
 *
 * Returns: (transfer full): who wrote it where: session, author, laptop and language, as far as they
 *   are known
 */
char *
halqa_merge_words_origin (HalqaForum *forum, HalqaItem *proposal)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *id = halqa_item_get_ref (proposal, "session");
  const char *language = halqa_item_get_text (proposal, "lang");
  const char *laptop = halqa_item_get_author (proposal);
  g_autoptr (HalqaItem) session = id != NULL ? halqa_forum_dup_item (forum, "session", id) : NULL;

  add_name (names, session != NULL ? halqa_item_get_label (session) : NULL);
  add_name (names, halqa_item_get_text (proposal, "author_name"));
  if (laptop != NULL)
    {
      g_autofree char *name = halqa_text_isolate (laptop);

      /* Translators: %s is what a laptop is called: the name of a person. */
      g_ptr_array_add (names, g_strdup_printf (_ ("laptop of %s"), name));
    }
  add_name (names, *language != '\0' ? halqa_language_get_name (language) : NULL);
  return join_names (names);
}

/**
 * halqa_merge_words_role:
 * @role: of another proposal
 *
 * Returns: (transfer none): what it is to this one
 */
const char *
halqa_merge_words_role (HalqaRelationRole role)
{
  switch (role)
    {
    case HALQA_RELATION_RELATED:
      return C_ ("another proposal", "Related");
    case HALQA_RELATION_DIALOGUE:
      return C_ ("another proposal", "In dialogue with this one");
    case HALQA_RELATION_AFTER:
      return C_ ("another proposal", "Comes after this one");
    case HALQA_RELATION_BEFORE:
      return C_ ("another proposal", "Comes before this one");
    case HALQA_RELATION_PART:
      return C_ ("another proposal", "Made of this one");
    case HALQA_RELATION_WHOLE:
      return C_ ("another proposal", "This one was made of it");
    default:
      g_return_val_if_reached ("");
    }
}
