/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-text-private.h"

#include "halqa-stem.h"

#include <string.h>

/*
 * What goes into the search index, and what is asked of it.
 *
 * Arabic writes its article, and what stands before it, in one with the word: الأحياء, والأحياء and
 * للأحياء are all found by who types أحياء. So a word with an article is indexed with and without it,
 * and a typed one is looked for both ways. Only two letters or more count as what is left: الى is
 * no article and a letter.
 *
 * What else is written in one with a word, and its ending, are weak: تعاونية finds والتعاونيات too, but
 * who reads in no other order gets the exact ones first. That is asked for, not indexed, so that the
 * index stays what it is.
 *
 * Rule: the query holds nothing but folded words in quotes, AND, OR, `*` and parentheses; whatever
 * a person types, an operator of FTS5's language or a quote, is a word or nothing.
 */

/* Letters that must be left of a word without its article. */
#define STEM_MIN 2

/* Folded, so with bare alefs. The second lam of لل stands for the article. */
static const char *const articles[] = { "ال", "وال", "بال", "كال", "فال", "ولل", "لل" };

/* What follows the article of @word, or NULL. Lent. */
static const char *
skip_article (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (articles); i++)
    {
      if (g_str_has_prefix (word, articles[i]))
        {
          const char *rest = word + strlen (articles[i]);

          return g_utf8_strlen (rest, -1) >= STEM_MIN ? rest : NULL;
        }
    }
  return NULL;
}

/* A word that begins with lam loses the article's alef and one lam behind ل: للغة is لغة. */
static gboolean
ends_in_double_lam (const char *word, const char *rest)
{
  return rest - word >= 4 && memcmp (rest - 4, "لل", 4) == 0;
}

/* What is written in one with a word: and, then, with, for, like. */
static const char *const clitics[] = { "و", "ف", "ب", "ل", "ك" };

/* Forms in which an Arabic word is found too, though it was written otherwise: without its ending,
 * which lets a singular find the plural, and behind what is written in one with it. */
void
halqa_text_each_weak_form (const char *word, HalqaFormFunc func, gpointer user_data)
{
  g_autofree char *stem = NULL;

  if (!halqa_stem_is_arabic (word))
    return;
  stem = halqa_stem_arabic (word);
  func (stem, user_data);
  for (gsize i = 0; i < G_N_ELEMENTS (clitics); i++)
    {
      g_autofree char *form = g_strconcat (clitics[i], stem, NULL);

      func (form, user_data);
    }
}

/* Calls @func for each form under which @word is to be found; the word itself comes first. */
void
halqa_text_each_form (const char *word, HalqaFormFunc func, gpointer user_data)
{
  const char *rest = skip_article (word);

  func (word, user_data);
  if (rest == NULL)
    return;
  func (rest, user_data);
  if (ends_in_double_lam (word, rest))
    func (rest - 2, user_data);
}

static void
put_indexed (const char *form, gpointer user_data)
{
  GString *out = user_data;

  if (out->len > 0)
    g_string_append_c (out, ' ');
  g_string_append (out, form);
}

/**
 * halqa_text_index:
 * @text: UTF-8
 *
 * Returns: (transfer full): the words of @text, folded, those with an article without it too,
 *   parted by single spaces
 */
char *
halqa_text_index (const char *text)
{
  g_autofree char *folded = NULL;
  g_auto (GStrv) words = NULL;
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  folded = halqa_text_fold (text);
  if (*folded == '\0')
    return g_steal_pointer (&folded);

  words = g_strsplit (folded, " ", -1);
  out = g_string_sized_new (strlen (folded) * 3 / 2);
  for (guint i = 0; words[i] != NULL; i++)
    halqa_text_each_form (words[i], put_indexed, out);
  return g_string_free (out, FALSE);
}

/* Where a form begins with another one of @forms it finds nothing that this one doesn't. */
static gboolean
is_covered (GPtrArray *forms, guint form)
{
  for (guint i = 0; i < forms->len; i++)
    if (i != form && g_str_has_prefix (forms->pdata[form], forms->pdata[i]) &&
        (i < form || !g_str_equal (forms->pdata[form], forms->pdata[i])))
      return TRUE;
  return FALSE;
}

/* Appends those from @first on, as alternatives. */
static void
append_forms (GString *query, GPtrArray *forms, guint first)
{
  const gsize before = query->len;

  for (guint i = first; i < forms->len; i++)
    if (!is_covered (forms, i))
      g_string_append_printf (query, "%s\"%s\"*", query->len == before ? "(" : " OR ",
                              (const char *) forms->pdata[i]);
  if (query->len > before)
    g_string_append_c (query, ')');
}

static void
add_form (const char *form, gpointer forms)
{
  g_ptr_array_add (forms, g_strdup (form));
}

/* What is indexed with an article is indexed without it too: of a word that is typed with one, the forms
 * without it find all. */
static GPtrArray *
list_forms (const char *word)
{
  GPtrArray *forms = g_ptr_array_new_with_free_func (g_free);

  halqa_text_each_form (word, add_form, forms);
  if (forms->len > 1)
    g_ptr_array_remove_index (forms, 0);
  return forms;
}

static char *
make_query (const char *text, gboolean weak)
{
  g_autofree char *folded = halqa_text_fold (text);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  g_autoptr (GString) query = g_string_new (NULL);
  gboolean any = !weak;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) forms = list_forms (words[i]);
      const guint n_typed = forms->len;

      if (weak)
        halqa_text_each_weak_form (words[i], add_form, forms);
      any = any || forms->len > n_typed;
      if (i > 0)
        g_string_append (query, " AND ");
      append_forms (query, forms, weak && words[1] == NULL ? n_typed : 0);
    }
  return any && query->len > 0 ? g_string_free (g_steal_pointer (&query), FALSE) : NULL;
}

/**
 * halqa_text_query:
 * @text: what a person typed
 *
 * Returns: (transfer full) (nullable): an FTS5 expression that holds where each word of @text
 *   begins a word that was indexed; %NULL where @text holds no word
 */
char *
halqa_text_query (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return make_query (text, FALSE);
}

/**
 * halqa_text_query_weak:
 * @text: what a person typed
 *
 * Returns: (transfer full) (nullable): an FTS5 expression for what holds the words of @text in other
 *   forms, and so is not found by halqa_text_query(); what is may be found again. %NULL where no
 *   word has other forms
 */
char *
halqa_text_query_weak (const char *text)
{
  g_return_val_if_fail (text != NULL, NULL);

  return make_query (text, TRUE);
}

/* @words: indexed, each behind a space */
static gboolean
holds_word (const char *words, const char *word)
{
  g_autoptr (GPtrArray) forms = list_forms (word);

  for (guint i = 0; i < forms->len; i++)
    {
      g_autofree char *begin = g_strconcat (" ", forms->pdata[i], NULL);

      if (strstr (words, begin) != NULL)
        return TRUE;
    }
  return FALSE;
}

/**
 * halqa_text_holds:
 * @text: UTF-8
 * @typed: what a person typed
 *
 * Returns: whether a record of @text would be found by halqa_text_query() of @typed
 */
gboolean
halqa_text_holds (const char *text, const char *typed)
{
  g_autofree char *indexed = NULL;
  g_autofree char *words = NULL;
  g_autofree char *folded = NULL;
  g_auto (GStrv) asked = NULL;
  gboolean holds = TRUE;

  g_return_val_if_fail (text != NULL && typed != NULL, FALSE);

  indexed = halqa_text_index (text);
  words = g_strconcat (" ", indexed, NULL);
  folded = halqa_text_fold (typed);
  asked = g_strsplit (folded, " ", -1);
  for (guint i = 0; holds && asked[i] != NULL; i++)
    holds = holds_word (words, asked[i]);
  return holds && asked[0] != NULL;
}
