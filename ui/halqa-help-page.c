/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-help-page.h"

#include "halqa-locale.h"
#include "halqa-text.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <pango/pango.h>
#include <string.h>

/* The pages of the help, which are in the program: a file for each language, data/help/LANGUAGE.txt. A
 * line is a paragraph:
 *
 *   = ID: TITLE     a page begins
 *   == WORDS        a heading
 *   * WORDS         an item of a list
 *   1. WORDS        a step
 *
 * and in the words of a line
 *
 *   [ID]            a link to that page, under its title
 *   {TEXT}          what the interface calls something, by its English text: so that help and window
 *                   can't come to call one thing by two names
 *   `KEYS`          keys to press
 *
 * Rejected: Mallard pages for yelp, which is not on every Debian, and would be the greater part of what
 * is installed. */

#define FOLDER "/org/halqa/Halqa/help/"
#define RIGHT_TO_LEFT_MARK "\342\200\217"

static void
block_free (gpointer data)
{
  HalqaHelpBlock *block = data;

  g_free (block->markup);
  g_free (block);
}

static void
page_free (gpointer data)
{
  HalqaHelpPage *self = data;

  g_free (self->id);
  g_free (self->title);
  g_free (self->folded);
  g_ptr_array_unref (self->blocks);
  g_free (self);
}

/* --- words into markup */

/* Without the underscore that stands before a mnemonic. */
static char *
dup_label (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (_ (text), "_", -1);

  return g_strjoinv ("", parts);
}

static void
append_link (GString *markup, GPtrArray *pages, const char *id)
{
  const HalqaHelpPage *page = halqa_help_page_find (pages, id);
  g_autofree char *title = g_markup_escape_text (page != NULL ? page->title : id, -1);

  if (page != NULL)
    g_string_append_printf (markup, "<a href=\"page:%s\">%s</a>", page->id, title);
  else
    g_string_append (markup, title);
}

/* What stands between a pair of signs. */
static void
append_special (GString *markup, GPtrArray *pages, char sign, const char *inner)
{
  g_autofree char *label = sign == '{' ? dup_label (inner) : g_strdup (inner);
  g_autofree char *isolated = halqa_text_isolate (label);
  g_autofree char *escaped = g_markup_escape_text (isolated, -1);

  if (sign == '[')
    append_link (markup, pages, inner);
  else if (sign == '{')
    g_string_append_printf (markup, "<b>%s</b>", escaped);
  else
    g_string_append_printf (markup, "<tt>%s</tt>", escaped);
}

/* A sign without its other half stands for itself. A line has the direction of its language also where
 * it begins with a key: Pango looks into what is isolated. */
static char *
make_markup (const HalqaHelpPage *self, GPtrArray *pages, const char *words)
{
  const gboolean rtl = halqa_text_get_direction (self->title) == HALQA_TEXT_RTL;
  GString *markup = g_string_new (rtl ? RIGHT_TO_LEFT_MARK : NULL);

  while (*words != '\0')
    {
      gsize plain = strcspn (words, "[{`");
      g_autofree char *escaped = g_markup_escape_text (words, plain);
      char sign = words[plain];
      const char *end = NULL;

      g_string_append (markup, escaped);
      words += plain;
      if (sign != '\0')
        end = strchr (words + 1, sign == '[' ? ']' : sign == '{' ? '}' : '`');
      if (end != NULL)
        {
          g_autofree char *inner = g_strndup (words + 1, end - words - 1);

          append_special (markup, pages, sign, inner);
          words = end + 1;
        }
      else if (sign != '\0')
        g_string_append_c (markup, *words++);
    }
  return g_string_free (markup, FALSE);
}

/* --- lines into pages */

static HalqaHelpPage *
begin_page (const char *head)
{
  const char *colon = strstr (head, ": ");
  HalqaHelpPage *self = g_new0 (HalqaHelpPage, 1);

  self->id = colon == NULL ? g_strdup (head) : g_strndup (head, colon - head);
  self->title = g_strdup (colon == NULL ? head : colon + 2);
  self->blocks = g_ptr_array_new_with_free_func (block_free);
  return self;
}

static void
add_block (HalqaHelpPage *self, GPtrArray *pages, const char *line)
{
  static const struct
  {
    const char *mark;
    HalqaHelpBlockType type;
  } marks[] = {
    { "== ", HALQA_HELP_HEADING },
    { "* ", HALQA_HELP_ITEM },
  };
  HalqaHelpBlock *block = g_new0 (HalqaHelpBlock, 1);
  gsize digits = strspn (line, "0123456789");

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_str_has_prefix (line, marks[i].mark))
      {
        block->type = marks[i].type;
        line += strlen (marks[i].mark);
        break;
      }
  if (digits > 0 && g_str_has_prefix (line + digits, ". "))
    {
      block->type = HALQA_HELP_STEP;
      line += digits + 2;
    }
  block->markup = make_markup (self, pages, line);
  g_ptr_array_add (self->blocks, block);
}

static char *
fold_all (const HalqaHelpPage *self)
{
  g_autoptr (GString) text = g_string_new (self->title);

  for (guint i = 0; i < self->blocks->len; i++)
    {
      const HalqaHelpBlock *block = self->blocks->pdata[i];
      g_autofree char *plain = NULL;

      if (pango_parse_markup (block->markup, -1, 0, NULL, &plain, NULL, NULL))
        g_string_append_printf (text, "\n%s", plain);
    }
  return halqa_text_fold (text->str);
}

/* Returns: (transfer container) (element-type HalqaHelpPage): the pages in it, in their order */
static GPtrArray *
parse (const char *text)
{
  g_auto (GStrv) lines = NULL;
  GPtrArray *pages;
  guint next = 0;

  g_return_val_if_fail (text != NULL, NULL);

  pages = g_ptr_array_new_with_free_func (page_free);
  lines = g_strsplit (text, "\n", -1);
  /* First the titles, which links are shown under. */
  for (char **line = lines; *line != NULL; line++)
    if (g_str_has_prefix (*line, "= "))
      g_ptr_array_add (pages, begin_page (*line + 2));
  for (char **line = lines; *line != NULL; line++)
    if (g_str_has_prefix (*line, "= "))
      next++;
    else if (next > 0 && **line != '\0')
      add_block (pages->pdata[next - 1], pages, *line);
  for (guint i = 0; i < pages->len; i++)
    {
      HalqaHelpPage *page = pages->pdata[i];

      page->folded = fold_all (page);
    }
  return pages;
}

static GBytes *
look_up (const char *language)
{
  g_autofree char *path = g_strconcat (FOLDER, language, ".txt", NULL);

  return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

/**
 * halqa_help_page_load:
 *
 * Returns: (transfer container) (element-type HalqaHelpPage): the pages in the language that is spoken,
 *   in English where there are none in it
 */
GPtrArray *
halqa_help_page_load (void)
{
  g_autofree char *language = halqa_locale_dup_spoken ();
  g_autoptr (GBytes) bytes = look_up (language);
  g_autofree char *text = NULL;

  if (bytes == NULL)
    bytes = look_up ("en");
  if (bytes != NULL)
    text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return parse (text != NULL ? text : "");
}

/* Returns: (transfer none) (nullable) */
HalqaHelpPage *
halqa_help_page_find (GPtrArray *pages, const char *id)
{
  g_return_val_if_fail (pages != NULL && id != NULL, NULL);

  for (guint i = 0; i < pages->len; i++)
    if (g_str_equal (((HalqaHelpPage *) pages->pdata[i])->id, id))
      return pages->pdata[i];
  return NULL;
}

/* Whether all words of @search, or their beginnings, are somewhere in the page. */
gboolean
halqa_help_page_matches (const HalqaHelpPage *self, const char *search)
{
  g_autofree char *folded = NULL;
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (self != NULL && search != NULL, FALSE);

  folded = halqa_text_fold (search);
  words = g_strsplit (folded, " ", -1);
  for (char **word = words; *word != NULL; word++)
    if (strstr (self->folded, *word) == NULL)
      return FALSE;
  return TRUE;
}
