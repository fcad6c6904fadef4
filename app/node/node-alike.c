/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "halqa-alike-read.h"
#include "halqa-app-error.h"
#include "halqa-change.h"
#include "halqa-link.h"

/* Commands that tell which proposals may be the same, and by what words: duplicates, not-duplicate,
 * glossary. */

static double threshold = HALQA_ALIKE_THRESHOLD;
static gboolean take_back;
static char *concept;
static char *language;

static const GOptionEntry duplicates_options[] = {
  { "threshold", 0, 0, G_OPTION_ARG_DOUBLE, &threshold,
    N_ ("The least score of a pair, from 0 to 1; 0.5 unless given"), "NUMBER" },
  G_OPTION_ENTRY_NULL,
};

static const GOptionEntry not_duplicate_options[] = {
  { "undo", 0, 0, G_OPTION_ARG_NONE, &take_back, N_ ("Takes the mark back"), NULL },
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

static void
print_pair_json (const HalqaLikeness *pair)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  halqa_node_add_hex (builder, "a", pair->a.bytes, HALQA_ID_SIZE);
  halqa_node_add_hex (builder, "b", pair->b.bytes, HALQA_ID_SIZE);
  json_builder_set_member_name (builder, "score");
  json_builder_add_double_value (builder, (double) pair->score / HALQA_ALIKE_SCORE_MAX);
  halqa_node_add_number (builder, "common", pair->n_common);
  json_builder_set_member_name (builder, "same_neighbourhood");
  json_builder_add_boolean_value (builder, pair->same_place);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static void
print_pair (HalqaNode *self, const HalqaLikeness *pair)
{
  g_autofree char *reason = halqa_likeness_describe (pair);
  g_autofree char *a = dup_title (self, &pair->a);
  g_autofree char *b = dup_title (self, &pair->b);
  g_autofree char *text = NULL;
  char hex_a[HALQA_HEX_MAX];
  char hex_b[HALQA_HEX_MAX];

  halqa_hex_encode (hex_a, pair->a.bytes, HALQA_ID_SIZE);
  halqa_hex_encode (hex_b, pair->b.bytes, HALQA_ID_SIZE);
  text = g_strdup_printf ("%u.%03u\t%s\n  %s\t%s\n  %s\t%s", pair->score / HALQA_ALIKE_SCORE_MAX,
                          pair->score % HALQA_ALIKE_SCORE_MAX, reason, hex_a, a, hex_b, b);
  halqa_node_print (text);
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
  pairs = halqa_alike_find_pairs (self->reader, (guint) (threshold * HALQA_ALIKE_SCORE_MAX + 0.5),
                                  error);
  for (guint i = 0; pairs != NULL && i < pairs->len; i++)
    {
      const HalqaLikeness *pair = &g_array_index (pairs, HalqaLikeness, i);
      const HalqaId *id = only != NULL ? halqa_record_get_id (only) : &pair->a;

      if (!halqa_id_equal (id, &pair->a) && !halqa_id_equal (id, &pair->b))
        continue;
      if (self->json)
        print_pair_json (pair);
      else
        print_pair (self, pair);
    }
  return pairs != NULL;
}

/* --- not-duplicate */

static gboolean
mark_apart (HalqaNode *self, const HalqaId *a, const HalqaId *b, const HalqaId *id, GError **error)
{
  g_autoptr (HalqaRecord) shown = halqa_reader_get (self->reader, "link", id, NULL);
  g_autoptr (HalqaChange) change = halqa_change_new ();
  const HalqaValue type = halqa_value_text ("not_duplicate");
  const HalqaValue one = halqa_value_id (a);
  const HalqaValue other = halqa_value_id (b);

  if (take_back && (shown == NULL || halqa_record_is_deleted (shown)))
    return halqa_node_refuse (error, _ ("These two are not marked"));
  if (!take_back && shown != NULL && !halqa_record_is_deleted (shown))
    return TRUE;
  if (take_back)
    halqa_change_delete (change, "link", id);
  else if (shown != NULL)
    halqa_change_restore (change, "link", id);
  else
    {
      halqa_change_create (change, "link", id);
      halqa_change_set (change, "link", id, "a", &one, HALQA_REPLACE_SHOWN);
      halqa_change_set (change, "link", id, "b", &other, HALQA_REPLACE_SHOWN);
      halqa_change_set (change, "link", id, "type", &type, HALQA_REPLACE_SHOWN);
    }
  return halqa_store_commit (self->store, change, error);
}

static gboolean
run_not_duplicate (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) a = halqa_node_find_record (self, args[0], error);
  g_autoptr (HalqaRecord) b = a != NULL ? halqa_node_find_record (self, args[1], error) : NULL;
  HalqaId id;

  if (b == NULL)
    return FALSE;
  if (!g_str_equal (halqa_record_get_kind (a)->name, "proposal") ||
      !g_str_equal (halqa_record_get_kind (b)->name, "proposal") ||
      halqa_id_equal (halqa_record_get_id (a), halqa_record_get_id (b)))
    return halqa_node_refuse (error, _ ("Two different proposals are needed"));
  halqa_link_derive_id ("not_duplicate", halqa_record_get_id (a), halqa_record_get_id (b), &id);
  if (!mark_apart (self, halqa_record_get_id (a), halqa_record_get_id (b), &id, error))
    return FALSE;
  if (self->json)
    halqa_node_print_id (self, id.bytes, HALQA_ID_SIZE);
  return TRUE;
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
      halqa_node_print (g_strdelimit (line, "\n\r", ','));
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
  { "not-duplicate", "A B", N_ ("Marks two proposals as not the same"), 2, 2, HALQA_NODE_ONE_FORUM,
    not_duplicate_options, run_not_duplicate },
  { "glossary", "", N_ ("Lists the words by which look-alikes are found"), 0, 0,
    HALQA_NODE_ONE_FORUM, glossary_options, run_glossary },
  { NULL },
};
