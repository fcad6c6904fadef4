/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "halqa-alike-read.h"

/* Commands that tell which proposals may be the same, and by what words: duplicates, glossary. */

static double threshold = HALQA_ALIKE_THRESHOLD;
static char *concept;
static char *language;

static const GOptionEntry duplicates_options[] = {
  { "threshold", 0, 0, G_OPTION_ARG_DOUBLE, &threshold,
    N_ ("The least score of a pair, from 0 to 1; 0.5 unless given"), "NUMBER" },
  G_OPTION_ENTRY_NULL,
};

static const GOptionEntry glossary_options[] = {
  { "concept", 0, 0, G_OPTION_ARG_FILENAME, &concept, N_ ("Only that of this concept"), "CONCEPT" },
  { "language", 0, 0, G_OPTION_ARG_FILENAME, &language, N_ ("Only that of this language"),
    "LANGUAGE" },
  G_OPTION_ENTRY_NULL,
};

/* --- duplicates */

static char *
dup_title (HalqaNode *self, const HalqaId *id)
{
  g_autoptr (HalqaRecord) record = halqa_reader_get (self->reader, "proposal", id, NULL);
  const char *title = record != NULL ? halqa_record_get_text (record, "title") : NULL;

  return g_strdelimit (g_strdup (title != NULL ? title : ""), "\n\r", ' ');
}

/* By hand: json-glib prints 0.917 as 0.91700000000000004. */
static void
print_pair_json (const HalqaLikeness *pair)
{
  char a[HALQA_HEX_MAX];
  char b[HALQA_HEX_MAX];
  char score[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *line = NULL;

  g_ascii_formatd (score, sizeof score, "%.3g", (double) pair->score / HALQA_ALIKE_SCORE_MAX);
  line = g_strdup_printf ("{\"a\":\"%s\",\"b\":\"%s\",\"score\":%s,\"common\":%u,"
                          "\"same_neighbourhood\":%s}",
                          halqa_hex_encode (a, pair->a.bytes, HALQA_ID_SIZE),
                          halqa_hex_encode (b, pair->b.bytes, HALQA_ID_SIZE), score, pair->n_common,
                          pair->same_place ? "true" : "false");
  puts (line);
}

static void
print_pair (HalqaNode *self, const HalqaLikeness *pair)
{
  g_autofree char *reason = halqa_likeness_describe (pair);
  g_autofree char *a = dup_title (self, &pair->a);
  g_autofree char *b = dup_title (self, &pair->b);
  char hex_a[HALQA_HEX_MAX];
  char hex_b[HALQA_HEX_MAX];

  halqa_hex_encode (hex_a, pair->a.bytes, HALQA_ID_SIZE);
  halqa_hex_encode (hex_b, pair->b.bytes, HALQA_ID_SIZE);
  halqa_node_print ("%u.%03u\t%s\n  %s\t%s\n  %s\t%s", pair->score / HALQA_ALIKE_SCORE_MAX,
                    pair->score % HALQA_ALIKE_SCORE_MAX, reason, hex_a, a, hex_b, b);
}

static gboolean
run_duplicates (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) only = NULL;
  g_autoptr (GArray) pairs = NULL;

  if (!(threshold >= 0 && threshold <= 1))
    return halqa_node_refuse_usage (error, _ ("A threshold is a number from 0 to 1"));
  if (args[0] != NULL && (only = halqa_node_find_record (self, args[0], error)) == NULL)
    return FALSE;
  halqa_node_begin_progress (HALQA_NODE_COMPARES);
  pairs = halqa_alike_find_pairs (self->reader, only != NULL ? halqa_record_get_id (only) : NULL,
                                  (guint) (threshold * HALQA_ALIKE_SCORE_MAX + 0.5),
                                  halqa_node_show_progress, NULL, error);
  halqa_node_wipe_progress ();
  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    {
      const HalqaLikeness *pair = &g_array_index (pairs, HalqaLikeness, i);

      if (self->json)
        print_pair_json (pair);
      else
        print_pair (self, pair);
    }
  return pairs != NULL;
}

/* --- glossary */

static void
print_term (HalqaNode *self, const HalqaTerm *term, gboolean own)
{
  const char *code = halqa_language_get_code (term->language);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *line = NULL;

  if (!self->json)
    {
      line = g_strdup_printf ("%s\t%s\t%s%s", term->concept, code, own ? "* " : "", term->words);
      halqa_node_print ("%s", g_strdelimit (line, "\n\r", ','));
      return;
    }
  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "concept", term->concept);
  halqa_node_add_member (builder, "language", code);
  halqa_node_add_member (builder, "words", term->words);
  json_builder_set_member_name (builder, "own");
  json_builder_add_boolean_value (builder, own);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static gboolean
is_wanted (const HalqaTerm *term)
{
  return (concept == NULL || g_str_equal (concept, term->concept)) &&
         (language == NULL || g_str_equal (language, halqa_language_get_code (term->language)));
}

static gboolean
run_glossary (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (GPtrArray) own = halqa_alike_read_terms (self->reader, error);
  const GPtrArray *shipped = halqa_glossary_get_shipped ();

  if (own == NULL)
    return FALSE;
  for (guint i = 0; i < shipped->len; i++)
    {
      const HalqaTerm *term = g_ptr_array_index (shipped, i);

      if (is_wanted (term) && !halqa_term_is_replaced (term, own))
        print_term (self, term, FALSE);
    }
  for (guint i = 0; i < own->len; i++)
    if (is_wanted (g_ptr_array_index (own, i)))
      print_term (self, g_ptr_array_index (own, i), TRUE);
  return TRUE;
}

const HalqaNodeCommand halqa_node_alike_commands[] = {
  { "duplicates", "[ID]", N_ ("Pairs that may be the same proposal, the likest first"), 0, 1,
    HALQA_NODE_ONE_FORUM, duplicates_options, run_duplicates },
  { "glossary", "", N_ ("Lists the words by which look-alikes are found"), 0, 0,
    HALQA_NODE_ONE_FORUM, glossary_options, run_glossary },
  { NULL },
};
