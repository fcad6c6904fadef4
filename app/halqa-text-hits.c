/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-text-hits.h"

#include "halqa-text-private.h"

#include <string.h>

/*
 * Where the words of a search are in a text that it has found.
 *
 * The text is folded as it was for the index, and of each folded byte it is noted which characters of
 * the text it comes from; so a hit covers the marks and ligatures that were typed, though they were
 * not searched for. A word of the text is a hit where one of the forms under which it is indexed
 * begins with a form of a word that was typed: of والأحياء, who types أحياء, is shown أحياء.
 *
 * Rule: what the index finds is shown, and nothing else is; both ask halqa-text-search.c for the forms.
 *
 * Rejected: FTS5's highlight(): its columns hold folded words, not what people wrote.
 */

/* Characters of an excerpt before its first hit. */
#define BEFORE 24

struct _HalqaTextHits
{
  GPtrArray *forms; /* of char, folded: what a word may begin with */
};

/* The first hits of a text, while its characters go by. */
typedef struct
{
  HalqaTextHits *words;
  HalqaFold fold;
  GArray *starts; /* of guint: for each folded byte, where its character begins */
  GArray *ends; /* and where it ends, with the marks behind it */
  GArray *found; /* of HalqaTextHit */
  gsize word; /* where the folded word that is under way begins */
} Search;

static void
add_form (const char *form, gpointer forms)
{
  if (!g_ptr_array_find_with_equal_func (forms, form, g_str_equal, NULL))
    g_ptr_array_add (forms, g_strdup (form));
}

/* One form of the word that has ended: an end of it. */
static void
try_form (const char *form, gpointer user_data)
{
  Search *search = user_data;
  const gsize begin = search->fold.words->len - strlen (form);
  HalqaTextHit best = { 0, 0 };

  if (search->found->len > 0 &&
      g_array_index (search->found, HalqaTextHit, search->found->len - 1).end >
          g_array_index (search->starts, guint, search->word))
    return;
  for (guint i = 0; i < search->words->forms->len; i++)
    {
      const char *typed = g_ptr_array_index (search->words->forms, i);
      guint end;

      if (!g_str_has_prefix (form, typed))
        continue;
      end = g_array_index (search->ends, guint, begin + strlen (typed) - 1);
      if (end > best.end)
        best = (HalqaTextHit){ g_array_index (search->starts, guint, begin), end };
    }
  if (best.end > 0)
    g_array_append_val (search->found, best);
}

/* The word that is under way ends here: its bytes are the last of what was folded. */
static void
end_word (Search *search)
{
  if (search->fold.words->len > search->word)
    halqa_text_each_form (search->fold.words->str + search->word, try_form, search);
}

/* Notes where the bytes that were folded of one character come from, and ends words at its spaces. */
static void
note_origin (Search *search, gsize before, guint start, guint end)
{
  GString *words = search->fold.words;

  /* A mark belongs to the letter before it. */
  if (words->len == before && before > search->word && !search->fold.parted)
    g_array_index (search->ends, guint, before - 1) = end;
  for (gsize i = before; i < words->len; i++)
    {
      if (words->str[i] == ' ')
        {
          g_autofree char *rest = g_strdup (words->str + i);

          g_string_truncate (words, i);
          end_word (search);
          g_string_append (words, rest);
          search->word = i + 1;
        }
      g_array_append_val (search->starts, start);
      g_array_append_val (search->ends, end);
    }
}

/* @n_max: how many hits to look for */
static GArray *
find (HalqaTextHits *self, const char *text, guint n_max)
{
  Search search = { .words = self };

  /* As long as it is no text there is no word in it. */
  if (!g_utf8_validate (text, -1, NULL))
    text = "";
  search.fold.words = g_string_new (NULL);
  search.starts = g_array_new (FALSE, FALSE, sizeof (guint));
  search.ends = g_array_new (FALSE, FALSE, sizeof (guint));
  search.found = g_array_new (FALSE, FALSE, sizeof (HalqaTextHit));
  for (const char *c = text; *c != '\0' && search.found->len < n_max; c = g_utf8_next_char (c))
    {
      const gsize before = search.fold.words->len;

      halqa_fold_put (&search.fold, g_utf8_get_char (c));
      note_origin (&search, before, (guint) (c - text), (guint) (g_utf8_next_char (c) - text));
    }
  if (search.found->len < n_max)
    end_word (&search);
  g_string_free (search.fold.words, TRUE);
  g_array_unref (search.starts);
  g_array_unref (search.ends);
  return search.found;
}

/**
 * halqa_text_hits_new:
 * @typed: what a person typed
 *
 * Returns: (transfer full) (nullable): its words; %NULL where it holds none
 */
HalqaTextHits *
halqa_text_hits_new (const char *typed)
{
  g_autofree char *folded = NULL;
  g_auto (GStrv) words = NULL;
  HalqaTextHits *self;

  g_return_val_if_fail (typed != NULL, NULL);

  folded = halqa_text_fold (typed);
  if (*folded == '\0')
    return NULL;
  self = g_rc_box_new (HalqaTextHits);
  self->forms = g_ptr_array_new_with_free_func (g_free);
  words = g_strsplit (folded, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      halqa_text_each_form (words[i], add_form, self->forms);
      halqa_text_each_weak_form (words[i], add_form, self->forms);
    }
  return self;
}

HalqaTextHits *
halqa_text_hits_ref (HalqaTextHits *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_rc_box_acquire (self);
}

static void
hits_clear (gpointer data)
{
  g_ptr_array_unref (((HalqaTextHits *) data)->forms);
}

void
halqa_text_hits_unref (HalqaTextHits *self)
{
  g_return_if_fail (self != NULL);

  g_rc_box_release_full (self, hits_clear);
}

/**
 * halqa_text_hits_find:
 * @self: words
 * @text: UTF-8
 *
 * Returns: (element-type HalqaTextHit) (transfer full): where they are in @text, from its beginning on;
 *   of each word of @text at most one
 */
GArray *
halqa_text_hits_find (HalqaTextHits *self, const char *text)
{
  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  return find (self, text, G_MAXUINT);
}

/* A place between two words near @from, some characters before it. */
static const char *
step_back (const char *text, const char *from)
{
  const char *start = from;

  for (guint i = 0; i < BEFORE && start > text; i++)
    start = g_utf8_prev_char (start);
  while (start > text && start < from && *start != ' ')
    start = g_utf8_next_char (start);
  return start;
}

/**
 * halqa_text_hits_excerpt:
 * @self: words
 * @text: UTF-8
 * @n_chars: at most so many characters, and an ellipsis at either end
 *
 * Returns: (transfer full) (nullable): one line of @text around the first hit in it; %NULL without one
 */
char *
halqa_text_hits_excerpt (HalqaTextHits *self, const char *text, guint n_chars)
{
  g_autoptr (GArray) found = NULL;
  g_autofree char *part = NULL;
  const char *start, *end;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  found = find (self, text, 1);
  if (found->len == 0)
    return NULL;
  start = end = step_back (text, text + g_array_index (found, HalqaTextHit, 0).start);
  for (guint i = 0; i < n_chars && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  part = g_strndup (start, (gsize) (end - start));
  g_strdelimit (part, "\r\n\t", ' ');
  g_strstrip (part);
  return g_strconcat (start > text ? "…" : "", part, *end != '\0' ? "…" : "", NULL);
}
