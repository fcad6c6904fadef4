/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-alike-read.h"

#include "halqa-alike-rank.h"
#include "halqa-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the records of a forum say of its look-alikes: its words, its proposals, and which of them
 * somebody has judged: found to be different, related, or made of one.
 *
 * Rule: a proposal that is merged into another is no half of a pair. It says what its result says,
 * and would resemble it and its other sources for ever. Links are read by what they hold, not by
 * their ids. */

static GPtrArray *
read_kind (HalqaReader *reader, const char *kind, GError **error)
{
  const HalqaQuery query = { .kind = kind };

  return halqa_reader_query (reader, &query, error);
}

/* --- words */

static int
compare_terms (gconstpointer a, gconstpointer b)
{
  const HalqaTerm *one = *(HalqaTerm *const *) a;
  const HalqaTerm *other = *(HalqaTerm *const *) b;
  const int concept = strcmp (one->concept, other->concept);

  if (concept != 0)
    return concept;
  if (one->language != other->language)
    return one->language < other->language ? -1 : 1;
  return strcmp (one->words, other->words);
}

GPtrArray *
halqa_alike_read_terms (HalqaReader *reader, GError **error)
{
  g_autoptr (GPtrArray) records = read_kind (reader, "term", error);
  g_autoptr (GPtrArray) terms = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_term_free);

  if (records == NULL)
    return NULL;
  for (guint i = 0; i < records->len; i++)
    {
      HalqaRecord *record = g_ptr_array_index (records, i);
      const char *concept = halqa_record_get_text (record, "concept");
      const char *code = halqa_record_get_text (record, "language");
      const char *words = halqa_record_get_text (record, "words");
      HalqaLanguage language;
      HalqaTerm *term;

      if (concept == NULL || code == NULL || !halqa_language_from_code (code, &language))
        continue;
      term = g_new0 (HalqaTerm, 1);
      term->concept = g_strdup (concept);
      term->language = language;
      term->words = g_strdup (words != NULL ? words : "");
      g_ptr_array_add (terms, term);
    }
  g_ptr_array_sort (terms, compare_terms);
  return g_steal_pointer (&terms);
}

/* --- pairs that somebody has judged: not the same, related, or made of one proposal */

typedef struct
{
  HalqaId lesser;
  HalqaId other;
} Ends;

typedef struct
{
  GHashTable *linked; /* of Ends */
  GHashTable *wholes; /* of a part: what it was made of */
} Judged;

static Ends
make_ends (const HalqaId *a, const HalqaId *b)
{
  const gboolean swapped = memcmp (a, b, sizeof *a) > 0;

  return (Ends){ swapped ? *b : *a, swapped ? *a : *b };
}

static guint
hash_ends (gconstpointer data)
{
  const Ends *ends = data;

  return halqa_id_hash (&ends->lesser) * 31 + halqa_id_hash (&ends->other);
}

static gboolean
ends_are_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Ends)) == 0;
}

static void
judged_free (Judged *judged)
{
  g_hash_table_unref (judged->linked);
  g_hash_table_unref (judged->wholes);
  g_free (judged);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Judged, judged_free)

static void
read_link (Judged *judged, HalqaRecord *link)
{
  const HalqaValue *a = halqa_record_get_value (link, "a");
  const HalqaValue *b = halqa_record_get_value (link, "b");
  const HalqaId *one = a != NULL ? halqa_value_get_id (a) : NULL;
  const HalqaId *other = b != NULL ? halqa_value_get_id (b) : NULL;
  Ends ends;

  if (one == NULL || other == NULL)
    return;
  ends = make_ends (one, other);
  g_hash_table_add (judged->linked, g_memdup2 (&ends, sizeof ends));
  if (g_strcmp0 (halqa_record_get_text (link, "type"), "split") == 0)
    g_hash_table_insert (judged->wholes, g_memdup2 (one, sizeof *one),
                         g_memdup2 (other, sizeof *other));
}

static Judged *
read_judged (HalqaReader *reader, GError **error)
{
  g_autoptr (GPtrArray) links = read_kind (reader, "link", error);
  Judged *judged;

  if (links == NULL)
    return NULL;
  judged = g_new (Judged, 1);
  judged->linked = g_hash_table_new_full (hash_ends, ends_are_equal, g_free, NULL);
  judged->wholes = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, g_free);
  for (guint i = 0; i < links->len; i++)
    read_link (judged, g_ptr_array_index (links, i));
  return judged;
}

static gboolean
is_judged (Judged *judged, const HalqaId *a, const HalqaId *b)
{
  const Ends ends = make_ends (a, b);
  const HalqaId *whole = g_hash_table_lookup (judged->wholes, a);
  const HalqaId *other_whole = g_hash_table_lookup (judged->wholes, b);

  return g_hash_table_contains (judged->linked, &ends) ||
         (whole != NULL && other_whole != NULL && halqa_id_equal (whole, other_whole));
}

/* --- proposals */

static void
read_source (HalqaRecord *record, HalqaAlikeSource *source)
{
  *source = (HalqaAlikeSource){
    .id = *halqa_record_get_id (record),
    .title = halqa_record_get_text (record, "title"),
    .problem = halqa_record_get_text (record, "problem"),
    .body = halqa_record_get_text (record, "body"),
    .neighbourhood = halqa_record_get_text (record, "neighbourhood"),
    .lang = halqa_record_get_text (record, "lang"),
  };
}

gboolean
halqa_alike_read_all (HalqaAlikeIndex *index,
                      HalqaForest *forest,
                      GHashTable *ids,
                      HalqaReader *reader,
                      HalqaProgressFunc progress,
                      gpointer progress_data,
                      GError **error)
{
  g_autoptr (GPtrArray) proposals = NULL;

  if (!halqa_forest_read (forest, reader, NULL, error))
    return FALSE;
  proposals = read_kind (reader, "proposal", error);
  for (guint i = 0; proposals != NULL && i < proposals->len; i++)
    {
      HalqaAlikeSource source;

      read_source (g_ptr_array_index (proposals, i), &source);
      if (halqa_forest_get_into (forest, &source.id) == NULL)
        halqa_alike_index_put (index, &source);
      if (ids != NULL)
        g_hash_table_add (ids, g_memdup2 (&source.id, sizeof source.id));
      if (progress != NULL)
        progress (i + 1, proposals->len, progress_data);
    }
  return proposals != NULL;
}

gboolean
halqa_alike_read_one (HalqaAlikeIndex *index,
                      HalqaForest *forest,
                      HalqaReader *reader,
                      const HalqaId *id,
                      gboolean *deleted,
                      GError **error)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (HalqaRecord) record = halqa_reader_get (reader, "proposal", id, &missing);
  HalqaAlikeSource source;

  if (record == NULL && !g_error_matches (missing, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  *deleted = record == NULL || halqa_record_is_deleted (record);
  if (*deleted || halqa_forest_get_into (forest, id) != NULL)
    {
      halqa_alike_index_remove (index, id);
      return TRUE;
    }
  read_source (record, &source);
  halqa_alike_index_put (index, &source);
  return TRUE;
}

static gboolean
is_open (const HalqaLikeness *pair, gpointer judged)
{
  return !is_judged (judged, &pair->a, &pair->b);
}

static gboolean
is_of (const HalqaLikeness *pair, gpointer of)
{
  return halqa_id_equal (&pair->a, of) || halqa_id_equal (&pair->b, of);
}

static void
keep (GArray *pairs,
      gboolean (*is_wanted) (const HalqaLikeness *pair, gpointer data),
      gpointer data)
{
  guint n = 0;

  for (guint i = 0; i < pairs->len; i++)
    {
      const HalqaLikeness *pair = &g_array_index (pairs, HalqaLikeness, i);

      if (is_wanted (pair, data))
        g_array_index (pairs, HalqaLikeness, n++) = *pair;
    }
  g_array_set_size (pairs, n);
}

GArray *
halqa_alike_list_pairs (HalqaAlikeIndex *index,
                        const HalqaId *of,
                        guint threshold,
                        HalqaReader *reader,
                        GError **error)
{
  g_autoptr (Judged) judged = read_judged (reader, error);
  g_autoptr (GArray) pairs = NULL;

  if (judged == NULL)
    return NULL;
  pairs = of != NULL ? halqa_alike_index_list_pairs_of (index, of)
                     : halqa_alike_index_list_pairs (index);
  keep (pairs, is_open, judged);
  halqa_alike_rank (pairs, threshold);
  if (of != NULL)
    keep (pairs, is_of, (gpointer) of);
  return g_steal_pointer (&pairs);
}

static GArray *
find_pairs (HalqaReader *reader,
            const HalqaId *of,
            guint threshold,
            HalqaProgressFunc progress,
            gpointer progress_data,
            GError **error)
{
  g_autoptr (GPtrArray) terms = halqa_alike_read_terms (reader, error);
  g_autoptr (HalqaForest) forest = halqa_forest_new ();
  g_autoptr (HalqaAlikeIndex) index = NULL;

  if (terms == NULL)
    return NULL;
  index = halqa_alike_index_new (terms, halqa_alike_rank_get_least (threshold));
  halqa_alike_index_set_progress (index, progress, progress_data);
  if (!halqa_alike_read_all (index, forest, NULL, reader, NULL, NULL, error))
    return NULL;
  return halqa_alike_list_pairs (index, of, threshold, reader, error);
}

/**
 * halqa_alike_find_pairs:
 * @reader: of a forum
 * @of: (nullable): a proposal; only the pairs that it is in
 * @threshold: the least score, in thousandths
 * @progress: (nullable): told how many proposals are compared with all, and of how many
 * @progress_data: for @progress
 * @error: set where it can't be read
 *
 * Returns: (element-type HalqaLikeness) (transfer full) (nullable): the proposals that may be the
 *   same, of one moment, the likest first
 */
GArray *
halqa_alike_find_pairs (HalqaReader *reader,
                        const HalqaId *of,
                        guint threshold,
                        HalqaProgressFunc progress,
                        gpointer progress_data,
                        GError **error)
{
  GArray *pairs;

  g_return_val_if_fail (HALQA_IS_READER (reader), NULL);

  if (!halqa_reader_begin (reader, error))
    return NULL;
  pairs = find_pairs (reader, of, threshold, progress, progress_data, error);
  halqa_reader_end (reader);
  return pairs;
}

static char *
describe_words (const HalqaLikeness *self)
{
  if (self->across)
    return g_strdup_printf (
        /* Translators: why two proposals in two languages may be the same. */
        ngettext ("%u concept in common, in two languages",
                  "%u concepts in common, in two languages", self->n_common),
        self->n_common);
  /* Translators: why two proposals may be the same. */
  return g_strdup_printf (ngettext ("%u word in common", "%u words in common", self->n_common),
                          self->n_common);
}

/**
 * halqa_likeness_describe:
 * @self: a pair
 *
 * Returns: (transfer full): why it was found, in words of the interface
 */
char *
halqa_likeness_describe (const HalqaLikeness *self)
{
  g_autofree char *words = describe_words (self);

  if (self->same_place)
    /* Translators: the first is like “5 words in common”. */
    return g_strdup_printf (_ ("%s, same neighbourhood"), words);
  return g_steal_pointer (&words);
}
