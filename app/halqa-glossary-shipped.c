/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-glossary-private.h"

#include <gio/gio.h>
#include <string.h>

#include "halqa-app-resources.h"
#include "halqa-text.h"

/* The lists of words that come with the program, read once from data/glossary.tsv, and what a list
 * of words is. */

#define RESOURCE "/org/halqa/Halqa/app/glossary.tsv"

typedef struct
{
  GPtrArray *terms; /* of HalqaTerm */
  GPtrArray *concepts; /* of HalqaConcept */
} Shipped;

static HalqaConceptClass
read_class (char letter)
{
  switch (letter)
    {
    case 'w':
      return HALQA_CONCEPT_WEAK;
    case 'g':
      return HALQA_CONCEPT_GROUP;
    case 'p':
      return HALQA_CONCEPT_PLACE;
    case '-':
      return HALQA_CONCEPT_STOP;
    default:
      return HALQA_CONCEPT_SUBJECT;
    }
}

static HalqaConcept *
read_concept (const char *name, const char *klass)
{
  const char *opposite = strchr (klass, '!');

  return halqa_concept_new (name, read_class (klass[0]), opposite != NULL ? opposite + 1 : NULL);
}

static void
read_shipped_line (Shipped *shipped, const char *line)
{
  g_auto (GStrv) columns = g_strsplit (line, "\t", -1);

  if (g_strv_length (columns) != 2 + HALQA_N_LANGUAGES || line[0] == '#')
    return;
  g_ptr_array_add (shipped->concepts, read_concept (columns[0], columns[1]));
  for (guint i = 0; i < HALQA_N_LANGUAGES; i++)
    {
      HalqaTerm *term = g_new0 (HalqaTerm, 1);

      term->concept = g_strdup (columns[0]);
      term->language = (HalqaLanguage) i;
      term->words = g_strdup (columns[2 + i]);
      g_ptr_array_add (shipped->terms, term);
    }
}

static const Shipped *
get_shipped (void)
{
  static gsize once;
  static Shipped shipped;

  if (g_once_init_enter (&once))
    {
      g_autoptr (GBytes) bytes =
                     g_resource_lookup_data (halqa_app_get_resource (), RESOURCE, 0, NULL);
      g_auto (GStrv) lines = NULL;

      g_assert (bytes != NULL);
      lines = g_strsplit (g_bytes_get_data (bytes, NULL), "\n", -1);
      shipped.terms = g_ptr_array_new ();
      shipped.concepts = g_ptr_array_new ();
      for (char **line = lines; *line != NULL; line++)
        read_shipped_line (&shipped, *line);
      g_once_init_leave (&once, 1);
    }
  return &shipped;
}

const GPtrArray *
halqa_glossary_get_shipped (void)
{
  return get_shipped ()->terms;
}

const GPtrArray *
halqa_glossary_get_shipped_concepts (void)
{
  return get_shipped ()->concepts;
}

void
halqa_term_free (HalqaTerm *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->concept);
  g_free (self->words);
  g_free (self);
}

/**
 * halqa_glossary_split_words:
 * @words: as a person wrote them
 *
 * Returns: (transfer full): the words and expressions of the list, folded, none empty
 */
char **
halqa_glossary_split_words (const char *words)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  g_autofree char *plain = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GString) even = NULL;

  g_return_val_if_fail (words != NULL, NULL);

  plain = g_utf8_make_valid (words, -1);
  even = g_string_new (plain);
  g_string_replace (even, "،", ",", 0);
  g_string_replace (even, "؛", ",", 0);
  g_strdelimit (even->str, ";\n\r\t", ',');
  parts = g_strsplit (even->str, ",", -1);
  for (char **part = parts; *part != NULL; part++)
    {
      g_autofree char *folded = halqa_text_fold (*part);

      if (*folded != '\0')
        g_strv_builder_add (list, folded);
    }
  return g_strv_builder_end (list);
}

gboolean
halqa_term_is_replaced (const HalqaTerm *self, const GPtrArray *terms)
{
  for (guint i = 0; terms != NULL && i < terms->len; i++)
    {
      const HalqaTerm *term = g_ptr_array_index (terms, i);

      if (term->language == self->language && g_str_equal (term->concept, self->concept))
        return TRUE;
    }
  return FALSE;
}
